"""The passes equal a scheduler written from the definitions, minute by minute."""

import random
import re

import pytest

import pmrisk
from building import project
from pmrisk import engine
from reference import Scheduler, midnight_before

CALENDARS = {
    "office": {
        "week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
        "holidays": ["2027-01-13", "2027-02-08..2027-02-10"],
    },
    "site": {"week": {"mon-sat": ["07:00-15:30"]}},
    "night": {"week": {"mon-thu": ["22:00-06:00"], "sun": ["10:15-11:45"]}},
    "nonstop": "continuous",
}
KINDS = ["FS", "FS", "FS", "SS", "FF", "SF"]


def activity(rng: random.Random, k: int, calendars):
    """A random activity after some of those before it."""
    kind = rng.choice(["task"] * 8 + ["milestone", "start_milestone"])
    entry = {"id": f"A{k:02}", "after": []}
    if kind == "task":
        # Short, and sometimes nothing at all, so that moments pass through.
        low = rng.choice([0, 0, 90, 300])
        spread = rng.randint(0, 900)
        entry["duration"] = {"uniform": [f"{low}min", f"{low + spread}min"]}
        if spread == 0:
            entry["duration"] = f"{low}min"
        elif rng.random() < 0.1:
            entry["duration"] = {"uniform": ["2eh", "40eh"]}
        elif rng.random() < 0.2:
            entry["duration"] = {"discrete": {"0h": 0.5, "3h": 0.5}}
    else:
        entry["type"] = kind
    if calendars:
        entry["calendar"] = rng.choice(list(CALENDARS))
    if rng.random() < 0.15:
        entry["start_no_earlier_than"] = f"2027-01-{rng.randint(4, 12):02}T12:00"
    for pred in rng.sample(range(k), min(k, rng.randint(0, 3))):
        entry["after"].append(relationship(rng, pred, calendars))
    return entry


def relationship(rng: random.Random, pred: int, calendars):
    """A link of any kind with a lag, a lead, an elapsed or an uncertain lag."""
    link = {"activity": f"A{pred:02}", "kind": rng.choice(KINDS)}
    draw = rng.random()
    if draw < 0.25:
        link["lag"] = f"{rng.randint(-5, 9)}h"
    elif draw < 0.4:
        link["lag"] = f"{rng.randint(-9, 60)}eh"
    elif draw < 0.5:
        link["lag"] = {"uniform": ["-6h", "7h"]}
    if calendars and "lag" in link and "e" not in str(link["lag"]):
        rules = ["successor", "successor", "predecessor", "project", "elapsed"]
        link["lag_calendar"] = rng.choice(rules)
    return link


def build(seed: int, calendars: bool):
    rng = random.Random(seed)
    activities = [activity(rng, k, calendars) for k in range(rng.randint(2, 14))]
    head = {"calendar": "office"}
    if rng.random() < 0.3:
        head["finish"] = rng.choice(activities)["id"]
    return project(activities, project=head, calendars=CALENDARS)


def iteration(network, minutes, k):
    """Durations by id and lags by relationship in iteration `k`."""
    durations = {a.id: int(minutes[j, k]) for j, a in enumerate(network.activities)}
    kinds = ["FS", "SS", "FF", "SF"]
    lags = {}
    for link in network.links:
        ends = network.activities[link.pred].id, network.activities[link.succ].id
        lag = int(minutes[link.lag_row, k]) if link.lag_row >= 0 else link.lag
        lags[(*ends, kinds[link.kind])] = lag
    return durations, lags


@pytest.mark.parametrize("calendars", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_dates_and_driving_paths_equal_the_definitions(seed, calendars):
    """Starts, finishes and driving activities of iterations of random networks."""
    built = build(seed, calendars)
    n = 64
    result = pmrisk.simulate(built, iterations=n, seed=seed, threads=1)
    network, rows = result.network, list(range(len(result.network.planned_minutes)))
    minutes = engine.drawn_minutes(
        network, rows, n, seed=seed, sampling="monte_carlo", iterations=n
    )
    certain = [
        r for r in rows if r not in {s.row for s in network.sources if s.is_minutes}
    ]
    minutes[certain] = network.planned_minutes[certain, None]
    scheduler = Scheduler(built, midnight_before(built))
    assert scheduler.origin == network.timeline.origin
    counts = dict.fromkeys(network.position, 0)
    for k in range(n):
        durations, lags = iteration(network, minutes, k)
        if k < 6:
            spans = scheduler.run(durations, lags)
            assert scheduler.finish(spans) == result.finish.moments[k]
            check_spans(result, spans, k)
        for name in scheduler.critical(durations, lags):
            counts[name] += 1
    found = {a.id: int(c) for a, c in zip(network.activities, result.critical_counts,
                                          strict=True)}  # fmt: skip
    assert found == counts


def check_spans(result, spans, k):
    """Milestones to the minute; what has a duration at both of its ends."""
    network, data = result.network, result.activity_data
    watched = {m.id: int(m.finish.moments[k]) for m in result.milestones}
    for j, act in enumerate(network.activities):
        start, finish = spans[act.id]
        if act.id in watched:
            assert watched[act.id] == finish, act.id
        else:
            assert network.finish_moments(j, data.finishes[j, k : k + 1])[0] == finish
            assert network.start_moments(j, data.starts[j, k : k + 1])[0] == start


@pytest.mark.parametrize("seed", range(40))
def test_total_float_is_how_far_an_activity_can_be_pushed(seed):
    """Pushed by its float the project stays; by a minute more it moves."""
    rng = random.Random(seed)
    activities = [activity(rng, k, False) for k in range(rng.randint(3, 9))]
    for entry in activities:
        # Pushing a start is all there is to float where no finish pulls it back; the
        # float of elapsed work is in another unit.
        if "eh" in str(entry.get("duration")):
            entry["duration"] = "8h"
        for link in entry["after"]:
            link["kind"] = rng.choice(["FS", "SS"])
    built = project(activities, project={"calendar": "office"}, calendars=CALENDARS)
    plan = pmrisk.schedule(built)
    network = pmrisk.network.compile_network(built)
    minutes = network.planned_minutes[:, None]
    durations, lags = iteration(network, minutes, 0)
    scheduler = Scheduler(built, midnight_before(built))
    for found in plan.activities:
        act = built.activity(found.id)
        if act.is_milestone or durations[act.id] == 0:
            continue
        wanted = scheduler.total_float(found.id, durations, lags)
        assert round(found.total_float * 480) == wanted, found.id


def test_longer_can_mean_earlier():
    """A FF B, B SS C: stretching B pulls its start, and with it C, two days earlier.

    Not a bug but a property of networks of contiguous activities (Wiest 1981, "reverse
    critical"); pinned so that nobody repairs it.
    """
    finishes = []
    for stretched in (4, 6):
        plan = pmrisk.schedule(
            project(
                [
                    {"id": "A", "duration": 10},
                    {"id": "B", "duration": stretched, "after": ["A FF"]},
                    {"id": "C", "duration": 10, "after": ["B SS"]},
                ]
            )
        )
        finishes.append(plan.finish.days)
    assert finishes == [16.0, 14.0]


def test_a_saturday_noon_does_not_come_back_as_friday_evening():
    """A milestone and an empty activity keep the moment of their predecessor."""
    built = project(
        [
            {"id": "A", "duration": "8h"},
            {"id": "M", "type": "milestone", "after": ["A FS+67eh"]},
            {"id": "Z", "duration": 0, "after": ["M"]},
            {"id": "B", "duration": "1eh", "after": ["Z"]},
            {"id": "C", "duration": "1h", "after": ["Z"]},
        ],
        project={"calendar": "office", "start": "2027-01-20"},
        calendars=CALENDARS,
    )
    plan = {a.id: a for a in pmrisk.schedule(built).activities}
    # Wednesday 17:00 and 67 hours: Saturday noon.
    assert str(plan["M"].early_finish) == "2027-01-23 12:00:00"
    assert str(plan["B"].early_finish) == "2027-01-23 13:00:00"
    assert str(plan["C"].early_start) == "2027-01-25 08:00:00"


def test_a_start_milestone_moves_to_the_next_working_moment():
    """After Friday evening it is Monday morning; a finish milestone stays on Friday."""
    built = project(
        [
            {"id": "A", "duration": 5},
            {"id": "F", "type": "milestone", "after": ["A"]},
            {"id": "S", "type": "start_milestone", "after": ["A"]},
        ],
        project={"calendar": "office"},
        calendars={"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}},
    )
    plan = {a.id: a for a in pmrisk.schedule(built).activities}
    assert str(plan["F"].early_start) == "2027-01-08 17:00:00"
    assert str(plan["S"].early_start) == "2027-01-11 08:00:00"


def test_floats_and_driving_of_a_small_plan():
    """By hand: A(2) then B(5) and C(1) side by side, then D(1)."""
    plan = pmrisk.schedule(
        project(
            [
                {"id": "A", "duration": 2},
                {"id": "B", "duration": 5, "after": ["A"]},
                {"id": "C", "duration": 1, "after": ["A"]},
                {"id": "D", "duration": 1, "after": ["B", "C"]},
            ]
        )
    )
    floats = {a.id: (a.total_float, a.free_float) for a in plan.activities}
    assert floats == {"A": (0, 0), "B": (0, 0), "C": (4, 4), "D": (0, 0)}
    assert plan.critical_path == ("A", "B", "D")
    assert {a.id: a.driving for a in plan.activities}["D"] == ("B",)


def test_finish_on_one_activity_leaves_the_others_out():
    """With project.finish, what does not lead to it is not critical."""
    plan = pmrisk.schedule(
        project(
            [
                {"id": "A", "duration": 2},
                {"id": "B", "duration": 5, "after": ["A"]},
                {"id": "M", "type": "milestone", "after": ["A"]},
            ],
            project={"finish": "M"},
        )
    )
    assert plan.finish.days == 2
    assert plan.critical_path == ("A", "M")


def test_empty_work_is_shown_where_its_moment_is():
    """After its floor, not before the start, and with the milestone beside it."""
    built = project(
        [
            {"id": "A", "duration": 5},
            {"id": "Z", "duration": 0, "after": ["A FS+2ed"]},
            {"id": "M", "type": "milestone", "after": ["A FS+2ed"]},
            {"id": "F", "duration": 0, "start_no_earlier_than": "2027-01-11"},
            {"id": "N", "duration": 0},
            {"id": "K", "type": "milestone"},
        ],
        project={"calendar": "office"},
        calendars={"office": CALENDARS["office"]},
    )
    plan = {a.id: str(a.early_finish) for a in pmrisk.schedule(built).activities}
    assert plan["Z"] == plan["M"] == "2027-01-10 17:00:00"
    assert plan["F"] == "2027-01-11 00:00:00"
    # The first working moment of the plan.
    assert plan["N"] == plan["K"] == "2027-01-04 08:00:00"


def test_a_calendar_that_runs_out_is_said():
    """Shifts to the minute reach 31 years; a longer run is warned about."""
    week = {"mon-fri": ["08:00-12:01", "13:00-16:59"]}
    built = project(
        [{"id": "A", "duration": [1, 2, 20_000]}],
        project={"calendar": "k"},
        calendars={"k": {"week": week}},
    )
    (told,) = pmrisk.simulate(built, 64).warnings
    assert told.code == "beyond-calendars"
    assert re.match(r"\d+ of 64 iterations finish beyond 2058-", told.message)
    assert "later dates, and the mean, are no forecast." in told.message


@pytest.mark.parametrize(
    "act", [pmrisk.schedule, pmrisk.simulate], ids=["schedule", "simulate"]
)
def test_a_plan_that_outlives_its_calendar_is_refused(act):
    """Two half days are no week; what follows is late for no reason of its own."""
    built = project(
        [
            {"id": "A", "duration": "40h", "calendar": "k"},
            {"id": "B", "duration": 1, "after": ["A"]},
            {"id": "C", "duration": "8h", "calendar": "k"},
        ],
        calendars={
            "k": {"week": {}, "exceptions": {"2027-01-05..2027-01-06": "08:00-12:00"}}
        },
    )
    with pytest.raises(pmrisk.ScenarioError) as refused:
        act(built)
    (line,) = str(refused.value).splitlines()
    assert line.startswith('activities "A": is not done by 2028-')
    assert 'when calendar "k" ends' in line


def test_windows_far_apart_are_waited_for():
    """A night a year is worked, three nights are needed: the calendar reaches them."""
    nights = {f"{year}-06-01": "20:00-24:00" for year in range(2027, 2040)}
    built = project(
        [{"id": "A", "duration": "10h", "calendar": "k"}],
        calendars={"k": {"week": {}, "exceptions": nights}},
    )
    assert str(pmrisk.schedule(built).finish.date) == "2029-06-01 22:00:00"


def test_late_starts_can_be_kept():
    """Delayed to its late start across calendars, an activity moves nothing."""
    for seed in range(25):
        built = build(seed, True)
        plan = pmrisk.schedule(built)
        for found in plan.activities:
            activities = tuple(
                a.model_copy(update={"start_no_earlier_than": found.late_start})
                if a.id == found.id
                else a
                for a in built.activities
            )
            pulled = any(
                link.kind in ("FF", "SF") for a in activities for link in a.after
            )
            if pulled or found.early_start > found.late_start:
                continue
            moved = built.model_copy(update={"activities": activities})
            assert pmrisk.schedule(moved).finish == plan.finish, (seed, found.id)
