"""How much surer is P80 under scrambled Sobol and Latin hypercubes?

    python benchmarks/sampling.py [--quick]

The standard error of P80 at 10,000 iterations is the spread of P80 over many seeds.
"""

from pathlib import Path
from typing import Any

import numpy as np
from measure import Hold, arguments, report

import networks

SAMPLINGS = ("monte_carlo", "lhs", "sobol")
SCENARIO = Path(__file__).parents[1] / "scenarios" / "erp-implementation.yaml"
ITERATIONS = 10_000
LEVEL = 80


def main() -> None:
    """Measure, print and keep."""
    import pmrisk

    quick = arguments(__doc__).quick
    seeds = range(1, 41 if quick else 301)
    projects = {
        "ERP scenario": pmrisk.load(SCENARIO),
        "100 activities": networks.project(networks.layered(100).on_one_calendar()),
    }
    record: dict[str, Any] = {"quick": quick, "seeds": len(seeds)}
    holds = []
    for name, project in projects.items():
        found = {s: _finishes(project, s, seeds) for s in SAMPLINGS}
        record[name] = _compare(name, found)
        for sampling, limit in (("sobol", 0.7), ("lhs", None)):
            relative = record[name][sampling]["relative"]
            what = f"{name}: standard error of P80, {sampling} / monte_carlo"
            holds.append(Hold(what, relative, "<=", limit))
    report("sampling", holds, record)


def _finishes(project: Any, sampling: str, seeds: range) -> np.ndarray:
    """float64[n_seed]: P80 of the finish in working days."""
    import pmrisk

    found = []
    for seed in seeds:
        result = pmrisk.simulate(
            project,
            iterations=ITERATIONS,
            seed=seed,
            sampling=sampling,
            activities=False,
        )
        found.append(result.finish.percentile(LEVEL).days)
    return np.array(found)


def _compare(name: str, found: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Prints and returns each sampler's error; exits where its P80 is another one."""
    print(f"\n{name}, P{LEVEL} over {len(found['monte_carlo'])} seeds:")
    plain = found["monte_carlo"]
    rows = {}
    for sampling, days in found.items():
        error = float(days.std(ddof=1))
        relative = error / float(plain.std(ddof=1))
        both = np.hypot(error, plain.std(ddof=1)) / len(days) ** 0.5
        z = float(days.mean() - plain.mean()) / both
        rows[sampling] = {"mean": float(days.mean()), "se": error, "relative": relative}
        print(
            f"  {sampling:<12} mean {days.mean():9.3f} d  standard error {error:.4f} d"
            f"  {relative:5.2f} of monte_carlo  (means differ by {z:+.1f} se)"
        )
        if abs(z) > 5:
            raise SystemExit(f"{name}: {sampling} gives another P{LEVEL}")
    return rows


if __name__ == "__main__":
    main()
