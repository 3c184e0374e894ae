"""How long do packages of responses and an X-ray take?

    python benchmarks/responses.py [--quick]

A random plan of 100 activities with twelve risks and a response to each: all 4,096
packages are run. The empty package must be the run itself, and the full one the plan
with all responses, before anything is timed. Then the X-ray of the same plan, whose
finishes must be the run's.
"""

from typing import Any

from contributions import ITERATIONS, THREADS, plan
from measure import Hold, arguments, report, seconds

N_ACT, SOURCES, RISKS = 100, 20, 12


def main() -> None:
    """Measure, print and keep."""
    import pmrisk
    from pmrisk.analysis.coalitions import Target
    from pmrisk.analysis.packages import Packages, every_package

    quick = arguments(__doc__).quick
    risks = 6 if quick else RISKS
    made = threatened(plan(N_ACT, SOURCES), risks)
    result = pmrisk.simulate(made, ITERATIONS, threads=THREADS, activities=False)
    packages = Packages(result, Target("finish", None), 80.0)
    every = every_package(risks)
    found = packages(every[[0, -1]]).finish[:, 0] / 480
    assert found[0] == result.finish.percentile(80).days
    mitigated = made.with_responses("all")
    again = pmrisk.simulate(mitigated, ITERATIONS, threads=THREADS, activities=False)
    assert found[1] == again.finish.percentile(80).days
    taken = seconds(lambda: packages(every))
    ray = seconds(lambda: pmrisk.xray(result))
    name = f"{len(every)} packages, {N_ACT} activities, {ITERATIONS:,} iterations"
    held = [
        Hold(f"{name}: seconds", taken),
        Hold("a package: milliseconds", 1000 * taken / len(every)),
        Hold("X-ray of the same: seconds", ray),
    ]
    report("responses", held, {"quick": quick, "packages": taken, "xray": ray})


def threatened(project: Any, count: int) -> Any:
    """`project` with risks, each on some activities, and a response to each."""
    from pmrisk.model.estimate import Estimate
    from pmrisk.model.risk import Impact, Response, Risk

    ids = [activity.id for activity in project.activities]
    risks = tuple(
        Risk(
            id=f"R{k:02}",
            probability=0.4,
            impacts=(Impact(on=tuple(ids[k :: 2 * count]), delay=[1, 4, 12]),),
            response=Response(cost=Estimate.fixed(1000.0 * (k + 1)), probability=0.1),
        )
        for k in range(count)
    )
    return project.changed(risks=risks)


if __name__ == "__main__":
    main()
