"""How long until something is on the screen: help, the first run ever, and a warm one.

    python benchmarks/startup.py [--quick]

Each is a process of its own, from its start to its end. The first run finds an empty
compilation cache.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measure import Hold, arguments, report

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "erp-implementation.yaml"


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    repeats = 5 if quick else 15
    command = _command()
    simulate = [*command, "simulate", str(SCENARIO)]
    with tempfile.TemporaryDirectory() as cache:
        first = _seconds(simulate, cache)
        warm = [_seconds(simulate, cache) for _ in range(repeats)]
    help_ = [_seconds([*command, "--help"]) for _ in range(repeats + 1)][1:]
    bare = [_seconds([sys.executable, "-c", ""]) for _ in range(repeats)]
    record = {"quick": quick, "help": help_, "warm": warm, "first": first, "bare": bare}
    print(f"python itself: median {median(bare):.3f} s")
    for name, times in (("--help", help_), ("warm simulate", warm)):
        print(f"{name}: best {min(times):.3f} s, median {median(times):.3f} s")
    print(f"first simulate, everything compiled: {first:.2f} s")
    holds = [
        Hold("pmrisk --help, s", median(help_), "<=", 0.25),
        Hold("warm simulate of the ERP scenario, s", median(warm), "<=", 2.0),
        Hold("first simulate of the ERP scenario, s", first, "<=", 20.0),
    ]
    report("startup", holds, record)


def _command() -> list[str]:
    """The installed command, so that what is timed is what a user types."""
    script = Path(sys.executable).with_name("pmrisk")
    if not script.exists():
        raise SystemExit("pmrisk is not installed beside this Python")
    return [str(script)]


def _seconds(command: list[str], cache: str | None = None) -> float:
    """Wall-clock seconds of a command, whose output is dropped."""
    environment = dict(os.environ)
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = cache
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - begun
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode()}")
    return taken


if __name__ == "__main__":
    main()
