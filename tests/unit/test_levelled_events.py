"""What may happen, and what may not exist, where work waits for its resources."""

import numpy as np

import pmrisk
from happening import branch, project, risk

CREW = {"crew": {"rate": "0/h", "available": 1}}


def crewed(id, duration, **more):
    return {"id": id, "duration": duration, "resources": {"crew": 1}} | more


def run(*activities, resources=CREW, n=500, **sections):
    """The finishes of a levelled run, in days, and its result."""
    built = project(list(activities), resources=resources, **sections)
    result = pmrisk.simulate(built, n, 5, levelled=True)
    return result.finish.samples, result


def test_what_does_not_exist_takes_nothing():
    """With B the crew works for twelve days, without for six."""
    acts = crewed("A", 4), crewed("B", 6, exists=0.5), crewed("C", 2, after=["A"])
    finish, result = run(*acts)
    assert set(finish) == {6, 12}
    assert result.levelling is not None


def test_critical_where_it_exists():
    """The crew that B has makes B drive what waits for it, in each such iteration."""
    acts = crewed("A", 4), crewed("B", 6, exists=0.5), crewed("C", 2, after=["A"])
    finish, result = run(*acts)
    share = dict(zip("ABC", result.critical_counts, strict=True))
    assert share["B"] == (finish == 12).sum()


def test_a_risk_keeps_the_crew():
    """A delay of three days of A is one of B, which waits for the crew."""
    acts = crewed("A", 4), crewed("B", 6)
    late = risk("R", 0.5, {"on": "A", "delay": 3})
    finish, result = run(*acts, risks=[late])
    assert set(finish) == {10, 13}
    np.testing.assert_array_equal(finish == 13, result.happened[0] == 1)


def test_dates_decide_when_work_has_waited():
    """T would be done by the third day, but has to wait for the crew till the fifth.

    So the costly way is taken in every levelled iteration, and in no other.
    """
    acts = [
        crewed("A", 4, priority=900),
        crewed("T", 1, priority=1),
        {"id": "P", "duration": 2, "after": ["T"]},
        {"id": "Q", "duration": 9, "after": ["T"], "cost": {"fixed": 70}},
    ]
    ways = [branch("T", P="finish(T) <= 2027-01-06", Q="otherwise")]
    plan = project(
        acts, branches=ways, resources=CREW, defaults={"levelling": "priority"}
    )
    free = pmrisk.simulate(plan, 64, 5)
    assert set(free.cost.samples) == {0}
    levelled = pmrisk.simulate(plan, 64, 5, levelled=True)
    assert set(levelled.cost.samples) == {70}
    assert set(levelled.finish.samples) == {14}
    assert pmrisk.schedule(plan, levelled=True).finish.days == 14


def test_plans_without_events_are_levelled_as_before():
    """Something that never happens changes nothing."""
    acts = [crewed(f"A{k}", [1, 2 + k % 3, 7]) for k in range(6)]
    acts[3]["after"] = ["A0"]
    plain, _ = run(*acts)
    never = risk("R", 0, {"on": "A1", "delay": 3})
    same, _ = run(*acts, risks=[never])
    np.testing.assert_array_equal(plain, same)
