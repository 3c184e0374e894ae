"""Does twice the plan, or twice the iterations, take twice the time? And the memory?

    python benchmarks/scaling.py [--quick]

The time of a run, its percentiles included; the time to compile the plan, which does
not depend on the iterations, stands beside it. Memory is the peak of a process of its
own that simulates 10,000 activities x 100,000 iterations with everything on.
"""

import json
import subprocess
import sys
import time
from functools import partial
from statistics import median
from typing import Any

import numpy as np
import ours
from measure import Hold, arguments, interleaved, report

import networks

SIZES = (100, 316, 1_000, 3_162, 10_000)
ITERATIONS = (1_000, 10_000, 100_000, 1_000_000)
THREADS = 2
GIB = 2**30


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    sizes, iterations = SIZES, ITERATIONS[: 3 if quick else 4]
    repeats = 3 if quick else 7
    crews, prepare = _prepare(sizes)
    each = 10_000 if quick else 50_000
    by_size = _run({n: partial(ours.simulate, crews[n], each) for n in sizes}, repeats)
    by_iterations = _run(
        {n: partial(ours.simulate, crews[1_000], n) for n in iterations}, repeats
    )
    print(f"\nActivities, at {each:,} iterations:")
    slope_size = _slope(by_size, each)
    print("\nIterations, at 1,000 activities:")
    slope_iterations = _slope(by_iterations, 1_000)
    bytes_used = _peak(10_000, 10_000 if quick else 100_000)
    print(f"\nPeak memory of 10,000 activities: {bytes_used / GIB:.2f} GiB")
    holds = [
        Hold("slope in activities, not under", slope_size, ">=", 0.9),
        Hold("slope in activities, not over", slope_size, "<=", 1.1),
        Hold("slope in iterations, not under", slope_iterations, ">=", 0.9),
        Hold("slope in iterations, not over", slope_iterations, "<=", 1.1),
        Hold("peak memory, GiB", bytes_used / GIB, "<=", 1.0),
    ]
    record = {
        "quick": quick,
        "threads": THREADS,
        "seconds_by_activities": by_size,
        "seconds_by_iterations": by_iterations,
        "seconds_to_prepare": prepare,
        "peak_bytes": bytes_used,
    }
    report("scaling", holds, record)


def _project(n_act: int) -> Any:
    return networks.project(networks.layered(n_act).on_one_calendar())


def _run(contenders: Any, repeats: int) -> dict[int, float]:
    for function in contenders.values():
        function()  # the first call compiles or loads
    taken = interleaved(contenders, repeats)
    return {n: median(times) for n, times in taken.items()}


def _slope(taken: dict[int, float], other: int) -> float:
    """Of seconds on log-log; 1 is linear."""
    for n, passed in taken.items():
        rate = passed / n / other * 1e9
        print(f"  {n:>9,} {passed:9.4f} s {rate:7.2f} ns an activity-iteration")
    logs = np.log(list(taken)), np.log(list(taken.values()))
    slope = float(np.polyfit(*logs, 1)[0])
    print(f"  slope on log-log {slope:.3f}")
    return slope


def _prepare(
    sizes: tuple[int, ...],
) -> tuple[dict[int, ours.Crew], dict[int, float]]:
    """Compiled plans with their draws, and the seconds that each took."""
    most = max(ITERATIONS)
    ours.prepare(_project(20), THREADS, most)  # the first one compiles the kernels
    print("Before the first iteration (the plan compiled, and its own dates):")
    crews, taken = {}, {}
    for n_act in sizes:
        project = _project(n_act)
        begun = time.perf_counter()
        crews[n_act] = ours.prepare(project, THREADS, most)
        taken[n_act] = time.perf_counter() - begun
        print(f"  {n_act:>9,} {taken[n_act]:9.4f} s")
    return crews, taken


_CHILD = """
import json, resource, sys
import networks, pmrisk
plan = networks.layered(int(sys.argv[1])).on_one_calendar()
result = pmrisk.simulate(networks.project(plan), iterations=int(sys.argv[2]), threads=2)
result.finish.percentile(80), result.cost.percentile(80)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(peak * (1 if sys.platform == "darwin" else 1024)))
"""


def _peak(n_act: int, iterations: int) -> int:
    """Peak resident bytes of a process that simulates with all activities' answers."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(n_act), str(iterations)],
        cwd=sys.path[0],
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(json.loads(done.stdout))


if __name__ == "__main__":
    main()
