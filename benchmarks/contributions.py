"""How long do contributions take, and how much of that is drawing?

    python benchmarks/contributions.py [--quick]

Random plans on one calendar: one that only risks threaten, one with ranges on some of
its activities, and one with ranges, risks and drivers. Their shares must add up, and
everybody together must be the run itself, before anything is timed.
"""

import random
from typing import Any, NamedTuple

import numpy as np
from measure import Hold, arguments, report, seconds


class Size(NamedTuple):
    """A plan, and what is held: seconds, and the error of each in the total."""

    activities: int
    ranges: int
    risks: int
    drivers: int
    limit: float
    error: float | None = None
    #: Whether the orders must leave less uncertain than the iterations.
    settled: bool = False


PLANS = (
    Size(100, 0, 20, 0, 5.0, settled=True),
    Size(100, 20, 0, 0, 5.0, settled=True),
    Size(1000, 200, 0, 0, 120.0, 0.02),
    Size(1000, 120, 60, 20, 120.0, 0.02),
)
ITERATIONS, LEVEL, THREADS = 10_000, 80.0, 2


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    record: dict[str, Any] = {"quick": quick}
    holds: list[Hold] = []
    for size in PLANS[:1] if quick else PLANS:
        kinds = zip(("ranges", "risks", "drivers"), size[1:4], strict=True)
        name = ", ".join(f"{count} {kind}" for kind, count in kinds if count)
        name = f"{name}, {size.activities} activities"
        found = _measured(size)
        record[name] = found
        most = 1.0 if size.settled else None
        holds += [
            Hold(f"{name}: seconds", found["seconds"], "<=", size.limit),
            Hold(f"{name}: share of drawing", found["drawing"]),
            Hold(f"{name}: error / total", found["error"], "<=", size.error),
            Hold(f"{name}: of orders / of iterations", found["ratio"], "<=", most),
        ]
    report("contributions", holds, record)


def plan(size: Size, seed: int = 1) -> Any:
    """A random plan; some of its activities have a range, risks hit three each."""
    import json

    from pmrisk.read import parse

    rng = random.Random(seed)
    n, ids = size.activities, [f"A{k}" for k in range(size.activities)]
    ranged = {*rng.sample(range(n), size.ranges)}
    activities = []
    for k in range(n):
        days = rng.randint(3, 20)
        after = {f"A{rng.randrange(max(0, k - 15), k)}" for _ in range(3)} if k else ()
        duration = [0.8 * days, days, 1.8 * days] if k in ranged else days
        activities.append({"id": ids[k], "duration": duration, "after": sorted(after)})
    risks = [
        {
            "id": f"R{k}",
            "probability": rng.choice((0.1, 0.3, 0.5)),
            "impacts": [{"on": rng.sample(ids, 3), "delay": [2, 8, 20]}],
        }
        for k in range(size.risks)
    ]
    drivers = [
        {"id": f"D{k}", "factor": [0.9, 1, 1.4], "on": rng.sample(ids, n // 20)}
        for k in range(size.drivers)
    ]
    document: dict[str, Any] = {
        "pmrisk": 1,
        "project": {"name": "random", "start": "2027-01-04"},
        "activities": activities,
    }
    parts = {"risks": risks, "drivers": drivers}
    # JSON is YAML.
    return parse(json.dumps(document | {k: v for k, v in parts.items() if v}))


def _measured(size: Size) -> dict[str, Any]:
    import pmrisk
    from pmrisk.analysis.coalitions import Coalitions
    from pmrisk.analysis.contributions import analyse
    from pmrisk.analysis.sources import players
    from pmrisk.analysis.targets import Target

    made = plan(size)
    result = pmrisk.simulate(made, ITERATIONS, threads=THREADS, activities=False)
    everybody = players(result.network)
    target = Target("finish")
    game = Coalitions(result, everybody, target, LEVEL)
    all_on = game.outcomes(np.ones((1, len(everybody)), bool))[0]
    assert (all_on == result.finish.moments).all()
    drawing = seconds(lambda: Coalitions(result, everybody, target, LEVEL))
    answers: list[Any] = []
    taken = seconds(lambda: answers.append(analyse(result, level=LEVEL)))
    made = answers[0]
    assert abs(sum(row.value for row in made.rows) - made.total) < 1e-9
    return {
        "seconds": taken,
        "drawing": drawing / taken,
        "error": max(row.se for row in made.rows) / made.total,
        "orders": made.orders,
        "order_error": made.order_error,
        "iteration_error": made.iteration_error,
        "ratio": made.order_error / made.iteration_error,
    }


if __name__ == "__main__":
    main()
