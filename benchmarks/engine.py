"""Is a simulation right, and how fast is it beside C and beside NumPy?

    python benchmarks/engine.py [--quick]

The answers are checked first: to the minute against `limit.c`, which shares the draws,
and in standard errors against the NumPy program, which does not. Then all programs are
timed in turns, in one process. A rate is the time from arrays to percentiles over
activities x iterations; what it takes to turn a project into arrays, and a whole call
of `pmrisk.simulate`, stand beside it.
"""

from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, NamedTuple

import answers
import limit
import numpy as np
import ours
from limit import Outcome
from measure import Hold, arguments, interleaved, ratio, report, seconds

import networks
import reference
from networks import Plan

SIZES = (100, 1_000, 10_000)
CASES = ("triangular", "PERT", "calendars")
#: Activity-iterations of a timed run. The slow programs get fewer: all are linear.
CELLS, FEWER_CELLS = 10**9, 10**7
MOST_ITERATIONS = 2_000_000
ROUNDS = 5
#: Tile width of `limit.c`: the fastest of 64, 128 and 256 at every size.
LANES = 64


class Case(NamedTuple):
    """One size of plan, in every form that a program needs."""

    plan: Plan
    projects: dict[str, Any]  # triangular, PERT, calendars
    hashes: Any  # uint64[n_act]: the streams of the durations


def main() -> None:
    """Check, measure, print and keep."""
    quick = arguments(__doc__).quick
    print(f"compiling, or loading from the cache: {_compile():.1f} s")
    if limit.compiler() is None:
        print("no C compiler on this machine: limit.c is left out")
    else:
        print(f"compiling limit.c: {seconds(partial(limit.library, LANES)):.1f} s")
    holds: list[Hold] = []
    record: dict[str, Any] = {"quick": quick}
    for n_act in SIZES:
        case = _case(n_act)
        _check(case)
        rates = _measure(case, quick)
        _print(rates)
        crossing = networks.layered(n_act).crossing
        record[str(n_act)] = {"ns": rates, "crossing": crossing, **_whole(case)}
        holds += _holds(n_act, rates)
    report("engine", holds, record)


def _compile() -> float:
    project = networks.project(networks.layered(20))
    return seconds(lambda: ours.simulate(ours.prepare(project, 1, 64), 64))


def _case(n_act: int) -> Case:
    from pmrisk.sampling import stream_hash

    mixed = networks.layered(n_act)
    plan = mixed.on_one_calendar()
    hashes = [stream_hash(f"{name}.duration") for name in plan.ids]
    projects = {
        "triangular": networks.project(plan),
        "PERT": networks.project(plan, shape="pert"),
        "calendars": networks.project(mixed),
    }
    return Case(plan, projects, np.array(hashes, np.uint64))


def _few(n_act: int) -> int:
    """Iterations of a NumPy program: whole chunks, or its rows would be too short."""
    return max(reference.CHUNK, FEWER_CELLS // n_act)


def _c(case: Case, n_iter: int) -> Outcome:
    return limit.simulate(case.plan, case.hashes, n_iter, lanes=LANES)


def _check(case: Case) -> None:
    """Leaves with the differences if there are any."""
    n_act = case.plan.n_act
    n_iter, few = max(1_024, 2 * 10**7 // n_act), _few(n_act)
    found, outcomes = [], {}
    for name, project in case.projects.items():
        one, two = (
            ours.simulate(ours.prepare(project, threads, n_iter), n_iter)
            for threads in (1, 2)
        )
        if not all(np.array_equal(a, b) for a, b in zip(one, two, strict=True)):
            found.append(f"{name}: one thread and two give different bits")
        outcomes[name] = one
    for name, shape in (("triangular", "triangular"), ("PERT", "pert")):
        other = reference.simulate(case.plan, few, shape=shape)
        found += answers.alike(outcomes[name], other)
    if limit.compiler() is not None:
        other = _c(case, n_iter)
        found += answers.same(outcomes["triangular"], other, per_activity=n_act)
    if found:
        raise SystemExit(f"{n_act} activities: " + "; ".join(found))
    print(f"\n{n_act:,} activities: the answers agree")


def _measure(case: Case, quick: bool) -> dict[str, list[float]]:
    """Nanoseconds an activity-iteration of every program, in every round."""
    n_act = case.plan.n_act
    many = min(MOST_ITERATIONS, (CELLS // 10 if quick else CELLS) // n_act)
    few = _few(n_act)
    runs: dict[str, tuple[int, Callable[[], Any]]] = {}
    for threads in (1, 2):
        for name, project in case.projects.items():
            crew = ours.prepare(project, threads, many)
            run = partial(ours.simulate, crew, many)
            runs[_label(name, threads)] = (many, run)
    if limit.compiler() is not None:
        runs["C, triangular, 1 thread"] = (many, partial(_c, case, many))
    for way, by_array in (("by array", True), ("by row", False)):
        for name, function, options in _numpy(by_array):
            run = partial(function, case.plan, few, **options)
            runs[f"{name}, {way}"] = (few, run)
    taken = interleaved(
        {k: run for k, (_, run) in runs.items()}, 2 if quick else ROUNDS
    )
    return {
        name: [t / runs[name][0] / n_act * 1e9 for t in times]
        for name, times in taken.items()
    }


def _label(name: str, threads: int) -> str:
    return f"pmrisk, {name}, {threads} thread{'s' if threads > 1 else ''}"


def _whole(case: Case) -> dict[str, float]:
    """Seconds to compile the plan, and of a whole call with all metrics."""
    import pmrisk

    project = case.projects["triangular"]
    found = {"compile": seconds(partial(ours.prepare, project, 2, 10_000))}
    for detailed in (False, True):
        name = "with all metrics" if detailed else "finish, cost and criticality"
        call = partial(
            pmrisk.simulate, project, iterations=10_000, threads=2, activities=detailed
        )
        found[f"simulate 10,000 iterations, {name}"] = seconds(call)
    for name, taken in found.items():
        print(f"  {name}: {taken:.3f} s")
    return found


def _numpy(by_array: bool) -> list[tuple[str, Callable[..., Any], dict[str, Any]]]:
    way = {"by_array": by_array}
    return [
        ("NumPy draws, triangular", reference.draw_triangular, way),
        ("NumPy program, triangular", reference.simulate, way),
        ("NumPy program, PERT", reference.simulate, {**way, "shape": "pert"}),
    ]


def _print(rates: dict[str, list[float]]) -> None:
    print("  ns an activity-iteration                 best   median")
    for name, values in rates.items():
        print(f"  {name:<36} {min(values):8.2f} {median(values):8.2f}")


def _holds(n_act: int, rates: dict[str, list[float]]) -> list[Hold]:
    """Ratios; `by row` is harder than what was asked for, so it has no limit."""
    two = {name: _label(name, 2) for name in CASES}
    rows: list[tuple[str, str, str, str, float | None]] = [
        ("calendars / one calendar", two["calendars"], two["triangular"], "<=", 2),
    ]
    if (c := "C, triangular, 1 thread") in rates:
        rows.append(("1 thread / C", _label("triangular", 1), c, "<=", 1))
    for way, held in (("by array", True), ("by row", False)):
        draws = f"NumPy draws, triangular, {way}"
        what = f"2 threads / NumPy draws, {way}"
        rows.append((what, two["triangular"], draws, "<=", 0.2 if held else None))
        for name, least in (("triangular", 20), ("PERT", 30)):
            program = f"NumPy program, {name}, {way}"
            what = f"{program} / 2 threads"
            rows.append((what, program, two[name], ">=", least if held else None))
    return [
        Hold(f"{n_act:,}: {what}", ratio(rates[a], rates[b]), sign, limit)
        for what, a, b, sign, limit in rows
    ]


if __name__ == "__main__":
    main()
