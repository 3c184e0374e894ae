"""Timing side by side, a table to read and a record to keep."""

import argparse
import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

RESULTS = Path(__file__).with_name("results")
PACKAGES = ("pmrisk", "numpy", "numba", "llvmlite", "scipy", "pandas", "pydantic")


class Hold(NamedTuple):
    """A measured number beside what it is held to, if it is held to anything."""

    what: str
    value: float
    sign: str = ""  # "<=" or ">="
    limit: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether it holds."""
        if self.limit is None:
            return None
        if self.sign == "<=":
            return self.value <= self.limit
        return self.value >= self.limit

    def __str__(self) -> str:
        row = f"  {self.what:<54} {self.value:9.3g}"
        if self.limit is None:
            return row
        held = f"{self.sign} {self.limit:g}"
        return f"{row}   {held:<8} {'kept' if self.kept else 'MISSED'}"


def seconds(function: Callable[[], Any]) -> float:
    """Wall-clock seconds of one call."""
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def interleaved(
    contenders: Mapping[str, Callable[[], Any]], repeats: int
) -> dict[str, list[float]]:
    """Seconds of every contender in every round.

    Round after round, so that a machine that slows down slows all of them.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(repeats):
        for name, function in contenders.items():
            taken[name].append(seconds(function))
    return taken


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median over rounds of `above` over `below`."""
    return median(a / b for a, b in zip(above, below, strict=True))


def arguments(description: str | None) -> argparse.Namespace:
    """The options that all benchmarks have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work")
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _commit(),
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str | None:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None


def report(name: str, holds: Sequence[Hold], record: Mapping[str, Any]) -> None:
    """Print what was held, and write the record to ``results/NAME.json``."""
    print("\nMeasured, and what it is held to:")
    for hold in holds:
        print(hold)
    held = [{**hold._asdict(), "kept": hold.kept} for hold in holds]
    document = {"machine": machine(), "holds": held, **record}
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{name}.json"
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nWritten to {target.relative_to(Path(__file__).parents[1])}")
