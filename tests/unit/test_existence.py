"""Activities that may not exist, and branches: what is not there does nothing."""

import random
from datetime import datetime

import numpy as np
import pytest
from test_network_passes import CALENDARS, activity, build, iteration

import pmrisk
from happening import branch, project, risk
from pmrisk import engine
from pmrisk.model.project import Project
from pmrisk.network import compile_network
from reference import Scheduler, midnight_before
from standard_errors import SEED

DATES = [
    "start_no_earlier_than", "start_no_later_than", "start_on", "must_start_on",
    "finish_no_earlier_than", "finish_no_later_than", "finish_on", "must_finish_on",
]  # fmt: skip
OFFICE = {"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}


def with_chances(built, rng):
    """The same project, of which some activities may not exist.

    Some of them also have dates imposed on them.
    """
    chances = [rng.choice([1.0, 1.0, 0.5, 0.2]) for _ in built.activities]
    activities = tuple(
        a.model_copy(update={"exists": p} | (imposed(rng) if p < 1 else {}))
        for a, p in zip(built.activities, chances, strict=True)
    )
    parts = {name: getattr(built, name) for name in type(built).model_fields}
    return Project(**parts | {"activities": activities, "finish": None})


def imposed(rng):
    """A date that holds an activity back, or none."""
    name = rng.choice(["start_no_earlier_than", "finish_no_earlier_than", None])
    day = rng.randint(5, 28)
    return {name: datetime(2027, 1, day, rng.choice([0, 12, 17]))} if name else {}


def played(network, n, seed):
    """Minutes and masks of the first `n` iterations."""
    crew = engine.foreman(
        network, seed=seed, sampling="monte_carlo", iterations=n, threads=1,
        plan=network.timeline.at(0), detailed=False,
    )  # fmt: skip
    bench = crew.bench(n)
    crew.run(0, n, benches=[bench])
    return bench.work.minutes.copy(), bench.work.masks.copy()


def dates_of(result, j, k):
    """Start and finish of an activity in one iteration."""
    network, data = result.network, result.activity_data
    start = network.start_moments(j, data.starts[j, k : k + 1])[0]
    return start, network.finish_moments(j, data.finishes[j, k : k + 1])[0]


@pytest.mark.parametrize("calendars", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_what_does_not_exist_passes_logic_on(seed, calendars):
    """It takes no time, waits for no date that is imposed on it, and has no calendar.

    The other scheduler says what finishes when, and who drives the finish, of which
    only what exists is critical.
    """
    built = with_chances(build(seed, calendars), random.Random(seed))
    n = 64
    result = pmrisk.simulate(built, n, seed, threads=1)
    network, life = result.network, result.network.life
    if life is None:
        pytest.skip("everything exists")
    minutes, masks = played(network, n, seed)
    scheduler = Scheduler(built, midnight_before(built))
    names = [a.id for a in network.activities]
    tasks = {a.id for a in built.activities if a.type == "task"}
    counts = dict.fromkeys(names, 0)
    for k in range(n):
        durations, lags = iteration(network, minutes, k)
        alive = {name for j, name in enumerate(names) if masks[life.mask[j], k]}
        assert all(durations[name] == 0 for name in tasks - alive)
        scheduler.absent = frozenset(names) - alive
        for name in scheduler.critical(durations, lags):
            counts[name] += 1
        if alive and k < 12:
            spans = scheduler.run(durations, lags)
            assert result.finish.moments[k] == scheduler.finish(spans)
            for name in alive:
                assert dates_of(result, network.position[name], k) == spans[name]
    found = result.critical_counts.tolist()
    assert dict(zip(names, found, strict=True)) == counts


@pytest.mark.parametrize("seed", range(40))
def test_float_is_counted_through_what_the_plan_does_without(seed):
    """Pushed by its float the project stays; by a minute more it moves.

    What does not exist has other calendars and imposed dates of all kinds.
    """
    rng = random.Random(seed)
    activities = [activity(rng, k, False) for k in range(rng.randint(3, 9))]
    for entry in activities:
        # What exists and takes no time has more room where its calendar rests.
        if any(word in str(entry.get("duration")) for word in ("eh", "0h", "0min")):
            entry["duration"] = "8h"
        for link in entry["after"]:
            link["kind"] = rng.choice(["FS", "SS"])
        if rng.random() < 0.5:
            entry |= {"exists": 0.2, "calendar": rng.choice(list(CALENDARS))}
            entry.pop("start_no_earlier_than", None)
            entry[rng.choice(DATES)] = f"2027-01-{rng.randint(10, 28)}"
    built = project(activities, project={"calendar": "office"}, calendars=CALENDARS)
    network = compile_network(built)
    durations, lags = iteration(network, network.planned_minutes[:, None], 0)
    scheduler = Scheduler(built, midnight_before(built))
    scheduler.absent = frozenset(a.id for a in built.activities if a.exists < 0.5)
    spans = scheduler.run(durations, lags)
    for found in pmrisk.schedule(built).activities:
        assert found.in_plan == (found.id not in scheduler.absent)
        if not found.in_plan:
            assert found.early_finish == scheduler.date(spans[found.id][1])
            assert (found.late_start, found.late_finish, found.free_float) == (
                None,
            ) * 3
        elif not built.activity(found.id).is_milestone and durations[found.id] > 0:
            wanted = scheduler.total_float(found.id, durations, lags)
            assert round(found.total_float * 480) == wanted, found.id


@pytest.mark.parametrize("levelled", [False, True])
@pytest.mark.parametrize("date", [*DATES, None])
def test_what_does_not_exist_holds_nothing_back(date, levelled):
    """B is done on Wednesday, whatever is imposed on X, whose calendar knows Sundays.

    A drives B through it; Y, which X waits for as well, does not.
    """
    x = {"id": "X", "duration": 1, "calendar": "sun", "after": ["A", "Y"], "exists": 0}
    x |= {date: "2027-03-01"} if date else {}
    built = project(
        [{"id": "A", "duration": 2}, {"id": "Y", "duration": 1}, x,
         {"id": "B", "duration": 1, "after": ["X"], "resources": {"crew": 1}}],
        project={"calendar": "office"},
        resources={"crew": {"rate": "1/h", "available": 1}},
        calendars=OFFICE | {"sun": {"week": {"sun": ["08:00-16:00"]}}},
    )  # fmt: skip
    plan = pmrisk.schedule(built, levelled=levelled)
    assert (plan.finish.days, plan.critical_path) == (3, ("A", "B"))
    found = {a.id: a for a in plan.activities}
    assert [found[id].total_float for id in "AYXB"] == [0, 1, None, 0]
    assert [found[id].free_float for id in "AYXB"] == [0, 1, None, 0]
    assert found["X"].driving == ("A",)
    result = pmrisk.simulate(built, 64, SEED, levelled=levelled)
    assert set(result.finish.samples) == {3}
    assert result.critical_counts.tolist() == [
        64 * (a.id in "AB") for a in result.network.activities
    ]


def test_a_moment_passes_through_at_the_weekend():
    """Elapsed work ends on Saturday noon; so does what follows and does not exist."""
    built = project(
        [{"id": "A", "duration": "132eh", "calendar": "continuous"},
         {"id": "B", "duration": 3, "after": ["A"], "exists": 0.0},
         {"id": "M", "type": "milestone", "after": ["B"]}],
        project={"calendar": "office"}, calendars=OFFICE,
    )  # fmt: skip
    result = pmrisk.simulate(built, 64)
    assert f"{result.milestones[0].finish.percentile(50).date}" == "2027-01-09 12:00:00"


def test_what_does_not_exist_is_never_critical_and_never_significant():
    """The chain drives in every iteration, its middle only where it is there."""
    built = project(
        [{"id": "A", "duration": 2},
         {"id": "B", "duration": 1, "after": ["A"], "exists": 0.3},
         {"id": "C", "duration": 2, "after": ["B"]}]
    )  # fmt: skip
    result = pmrisk.simulate(built, 5000, SEED)
    metrics = {m.id: m for m in pmrisk.activity_metrics(result)}
    shares = {id: m.criticality_index for id, m in metrics.items()}
    there = float(np.mean(result.finish.samples == 5))
    assert shares == {"A": 1, "B": there, "C": 1}
    assert abs(there - 0.3) < 0.04
    finish = result.finish.samples
    expected = 5 * there / finish.mean()
    assert metrics["B"].significance_index == pytest.approx(expected, rel=1e-3)


def test_a_milestone_is_judged_where_it_is_reached():
    """Its dates and the chance of its deadline are about iterations that have it."""
    built = project(
        [{"id": "T", "duration": 1},
         {"id": "A", "duration": {"discrete": {"2": 0.5, "4": 0.5}}, "after": ["T"]},
         {"id": "B", "duration": 9, "after": ["T"]},
         {"id": "M", "type": "milestone", "after": ["A"], "deadline": "2027-01-06"}],
        branches=[branch("T", A=0.25, B=0.75)],
    )  # fmt: skip
    result = pmrisk.simulate(built, 4000, SEED)
    (found,) = result.milestones
    assert found.exists is not None
    assert abs(found.exists.value - 0.25) < 5 * found.exists.standard_error
    assert set(found.finish.samples) == {3, 5}
    chance = found.deadline.probability
    assert abs(chance.value - 0.5) < 5 * chance.standard_error


@pytest.mark.parametrize(("chance", "days"), [(0.5, 5), (0.49, 2), (1, 5), (0, 2)])
def test_the_plan_has_what_is_likely_to_exist(chance, days):
    """From an even chance on."""
    built = project(
        [{"id": "A", "duration": 2}, {"id": "B", "duration": 3, "after": ["A"],
                                      "exists": chance, "cost": {"fixed": 7}}]
    )  # fmt: skip
    plan = pmrisk.schedule(built)
    assert (plan.finish.days, plan.cost) == (days, 7 if days == 5 else 0)


def test_the_plan_takes_the_likeliest_branch():
    """What was not taken does not drive or limit, costs nothing, is not critical."""
    built = project(
        [{"id": "T", "duration": 1},
         {"id": "A", "duration": 3, "after": ["T"]},
         {"id": "B", "duration": 9, "after": ["T"], "cost": {"fixed": 5},
          "start_no_earlier_than": "2027-02-01", "finish_no_later_than": "2027-01-04"},
         {"id": "X", "duration": 1, "after": ["A", "B FS+9d"]}],
        branches=[branch("T", A=0.6, B=0.4)],
    )  # fmt: skip
    plan = pmrisk.schedule(built)
    assert (plan.finish.days, plan.cost) == (5, 0)
    assert plan.critical_path == ("T", "A", "X")
    found = {a.id: a for a in plan.activities}
    assert found["X"].driving == ("A",)
    assert found["T"].total_float == 0
    assert found["T"].free_float == 0


def test_even_chances_do_not_depend_on_the_order_of_the_file():
    """Of two entries with one chance the plan takes the first by name."""
    entries = [{"id": "A", "duration": 1}, {"id": "B", "duration": 2}]
    for choose in ({"A": 0.5, "B": 0.5}, {"B": 0.5, "A": 0.5}):
        built = project(
            [{"id": "T", "duration": 1}, *entries], branches=[branch("T", **choose)]
        )
        assert pmrisk.schedule(built).finish.days == 2


def test_an_entry_follows_without_saying_so():
    """A branch is behind its activity though its entries name no predecessor."""
    built = project(
        [{"id": "T", "duration": 4}, {"id": "A", "duration": 1},
         {"id": "B", "duration": 1}],
        branches=[branch("T", A=0.5, B=0.5)],
    )  # fmt: skip
    assert set(pmrisk.simulate(built, 200).finish.samples) == {5}


def test_a_branch_that_has_been_entered_is_decided():
    """Work that has begun exists, and the other way is closed."""
    built = project(
        [{"id": "T", "duration": 1, "actual_start": "2027-01-04",
          "actual_finish": "2027-01-05"},
         {"id": "A", "duration": 2, "actual_start": "2027-01-05", "after": ["T"]},
         {"id": "B", "duration": 50, "after": ["T"]}],
        project={"data_date": "2027-01-05"}, branches=[branch("T", A=0.1, B=0.9)],
    )  # fmt: skip
    assert set(pmrisk.simulate(built, 64).finish.samples) == {3}


@pytest.mark.parametrize(
    ("event", "limit", "taken"),
    [
        # A works 16 hours from Monday 08:00: it finishes on Tuesday at 17:00, and what
        # follows starts on Wednesday at 08:00.
        ("finish(A) <=", "2027-01-05", True),
        ("finish(A) <=", "2027-01-05T17:00", True),
        ("finish(A) <=", "2027-01-05T16:59", False),
        ("finish(A) >=", "2027-01-05T17:00", True),
        ("finish(A) >=", "2027-01-05T17:01", False),
        ("start(B) <=", "2027-01-06T08:00", True),
        ("start(B) <=", "2027-01-06T07:59", False),
        ("start(B) >=", "2027-01-06T08:00", True),
        ("start(B) >=", "2027-01-06T08:01", False),
    ],
)
def test_conditions_are_judged_on_moments(event, limit, taken):
    """On a calendar with nights, at the minute where the answer changes."""
    built = project(
        [{"id": "A", "duration": 2}, {"id": "B", "duration": 1, "after": ["A"]},
         {"id": "X", "duration": 1, "after": ["B"]},
         {"id": "Y", "duration": 9, "after": ["B"]}],
        project={"calendar": "office"}, calendars=OFFICE,
        branches=[branch("B", X=f"{event} {limit}", Y="otherwise")],
    )  # fmt: skip
    days = 4 if taken else 12
    assert pmrisk.schedule(built).finish.days == days
    assert set(pmrisk.simulate(built, 64).finish.samples) == {days}


def test_spans_do_not_cover_what_does_not_exist():
    """A summary's money is paid for the days between what is there."""
    built = project(
        [{"id": "S", "type": "summary", "wbs": "W", "cost": {"per_day": 10}},
         {"id": "A", "wbs": "W", "duration": 2},
         {"id": "B", "wbs": "W", "duration": 3, "after": ["A FS+5d"], "exists": 0.5}],
    )  # fmt: skip
    result = pmrisk.simulate(built, 500, SEED)
    assert set(result.cost.samples) == {20, 100}
    np.testing.assert_array_equal(result.cost.samples == 20, result.finish.samples == 2)


def test_a_risk_costs_nothing_where_nothing_is_hit():
    """All that it is on has to be there; once, if some of it is."""
    impacts = [{"on": ["A", "B"], "cost": 5}, {"on": "B", "cost": 70}]
    built = project(
        [{"id": "A", "duration": 1}, {"id": "B", "duration": 1, "exists": 0.5}],
        risks=[risk("R", 1, *impacts)],
    )
    assert set(pmrisk.simulate(built, 200).cost.samples) == {5, 75}


def test_what_follows_every_entry_surely_exists():
    """Behind all entries of a branch it is as the branch is, and costs no mask."""
    built = project(
        [{"id": "T", "duration": 1}, {"id": "A", "duration": 1},
         {"id": "B", "duration": 1}, {"id": "X", "duration": 1, "after": ["A", "B"]},
         {"id": "Y", "duration": 1, "after": ["A"]}],
        branches=[branch("T", A=0.5, B=0.5)],
    )  # fmt: skip
    network = compile_network(built)
    masks = {a.id: network.life.mask[j] for j, a in enumerate(network.activities)}
    assert {id for id, mask in masks.items() if mask} == {"A", "B", "Y"}
    assert masks["A"] == masks["Y"]


def test_what_may_not_exist_keeps_plain_plans_plain():
    """A plan where all exists and nothing happens compiles no masks and no steps."""
    network = compile_network(project([{"id": "A", "duration": [1, 2, 3]}]))
    assert network.life is None
    assert network.steps.step.size == 0
