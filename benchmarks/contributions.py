"""How long do contributions take, and how much of that is drawing?

    python benchmarks/contributions.py [--quick]

Two random plans on one calendar with a range on some of their activities. Their shares
must add up, and everybody together must be the run itself, before anything is timed.
"""

import random
from typing import Any

import numpy as np
from measure import Hold, arguments, report, seconds

#: Activities, sources, and what is held: seconds, and the error of each in the total.
PLANS = ((100, 20, 5.0, None), (1000, 200, 120.0, 0.02))
ITERATIONS, LEVEL, THREADS = 10_000, 80.0, 2


def main() -> None:
    """Measure, print and keep."""
    quick = arguments(__doc__).quick
    record: dict[str, Any] = {"quick": quick}
    holds: list[Hold] = []
    for n, sources, limit, error in PLANS[:1] if quick else PLANS:
        name = f"{sources} sources, {n} activities"
        found = _measured(n, sources)
        record[name] = found
        holds.append(Hold(f"{name}: seconds", found["seconds"], "<=", limit))
        holds.append(Hold(f"{name}: share of drawing", found["drawing"]))
        holds.append(Hold(f"{name}: error / total", found["error"], "<=", error))
    report("contributions", holds, record)


def plan(n: int, sources: int, seed: int = 1) -> Any:
    """A random plan of `n` activities, of which some have a range."""
    from pmrisk.read import parse

    rng, entries = random.Random(seed), []
    ranged = set(rng.sample(range(n), sources))
    for k in range(n):
        days = rng.randint(3, 20)
        after = {f"A{rng.randrange(max(0, k - 15), k)}" for _ in range(3)} if k else ()
        duration = [0.8 * days, days, 1.8 * days] if k in ranged else days
        links = ", ".join(sorted(after))
        entries.append(f"  - {{id: A{k}, duration: {duration}, after: [{links}]}}\n")
    head = "pmrisk: 1\nproject: {name: random, start: 2027-01-04}\nactivities:\n"
    return parse(head + "".join(entries))


def _measured(n: int, sources: int) -> dict[str, Any]:
    import pmrisk
    from pmrisk.analysis.coalitions import Coalitions, Target
    from pmrisk.analysis.contributions import analyse
    from pmrisk.analysis.sources import players

    result = pmrisk.simulate(
        plan(n, sources), ITERATIONS, threads=THREADS, activities=False
    )
    everybody = players(result.network)
    target = Target("finish", None)
    game = Coalitions(result, everybody, target, LEVEL)
    all_on = game.outcomes(np.ones((1, sources), bool))[0]
    assert (all_on == result.finish.moments).all()
    drawing = seconds(lambda: Coalitions(result, everybody, target, LEVEL))
    answers = []
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
    }


if __name__ == "__main__":
    main()
