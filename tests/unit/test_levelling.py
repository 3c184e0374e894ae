"""Levelled dates equal a scheme written from its definition, and are feasible."""

import json
import os
import random
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from test_network_passes import CALENDARS, build, iteration

import pmrisk
from building import chain, parallel, project
from levelling_reference import Leveller
from limited import limited
from networks import START, network, planned
from pmrisk import OptionError, ScenarioError, engine
from pmrisk.model.resource import Assignment, Resource
from reference import midnight_before

WORK = {"calendars", "milestones", "empty"}
RULES = {
    "one calendar": (set(), {}),
    "calendars": (WORK, {}),
    "imposed": (WORK | {"imposed", "must", "manual"}, {}),
    "progress": (WORK | {"progress"}, {}),
    "override": (WORK | {"progress"}, {"progress": "progress_override"}),
    "spans": (WORK | {"summaries", "efforts", "progress", "subprojects"}, {}),
}
DEV = {"dev": {"rate": "1/h", "available": 1}}


def first(project):
    """The key by which `limited` networks are levelled: no two are equal."""
    return lambda name: -project.activity(name).priority


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rule", RULES)
def test_levelled_dates_equal_the_definition(rule, seed):
    """Every start and finish of random networks, calendars and kinds of links."""
    features, defaults = RULES[rule]
    built = limited(1000 * list(RULES).index(rule) + seed, features, **defaults)
    leveller = Leveller(built, START - timedelta(days=60))
    spans = leveller.level(*planned(built), first(built))
    plan = pmrisk.schedule(built, levelled=True)
    found = {a.id: (a.early_start, a.early_finish) for a in plan.activities}
    assert found == leveller.shown(spans)
    assert plan.finish.date == leveller.date(leveller.finish(spans))


def uncertain(seed, calendars):
    """A network with ranges whose tasks need three resources."""
    built, rng = build(seed, calendars), random.Random(seed)
    ranks = rng.sample(range(1001), len(built.activities))
    activities = []
    for activity, rank in zip(built.activities, ranks, strict=True):
        needs = {} if activity.is_milestone else {
            "dev": rng.choice([1, 2, 3]), "rig": rng.choice([0.1, 0.2, 0.5])
        }  # fmt: skip
        assigned = tuple(
            Assignment(resource=name, units=units) for name, units in needs.items()
        )
        parts = {"priority": rank, "resources": assigned}
        activities.append(activity.model_copy(update=parts))
    resources = {
        "dev": Resource(name="dev", rate=1.0, available=3),
        "rig": Resource(name="rig", rate=1.0, available=0.5),
    }
    rules = built.defaults.model_copy(update={"levelling": "priority"})
    return built.changed(
        activities=tuple(activities), resources=resources, defaults=rules
    )


@pytest.mark.parametrize("calendars", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_every_iteration_is_feasible_and_equals_the_definition(seed, calendars):
    """No resource is short in any minute of any iteration, and dates are as defined.

    Nor is any iteration shorter than without limits, or than the work that there is.
    """
    built, n = uncertain(seed, calendars), 64
    result = pmrisk.simulate(built, n, seed=seed, threads=1, levelled=True)
    free = pmrisk.simulate(built, n, seed=seed, threads=1)
    network, rows = result.network, list(range(len(result.network.planned_minutes)))
    minutes = engine.drawn_minutes(
        network, rows, n, seed=seed, sampling="monte_carlo", iterations=n
    )
    drawn = {s.row for s in network.sources if s.is_minutes}
    certain = [r for r in rows if r not in drawn]
    minutes[certain] = network.planned_minutes[certain, None]
    leveller = Leveller(built, midnight_before(built))
    assert leveller.origin == network.timeline.origin
    counts = dict.fromkeys(network.position, 0)
    for k in range(n):
        durations, lags = iteration(network, minutes, k)
        spans = moments(result, k)
        for name in leveller.driving(durations, lags, first(built)):
            counts[name] += 1
        check_feasible(leveller, spans, durations)
        if k < 4:
            wanted = leveller.level(durations, lags, first(built))
            work = [a.id for a in built.activities if not a.is_milestone]
            assert {n: spans[n] for n in work} == {n: wanted[n] for n in work}
            assert leveller.finish(wanted) == result.finish.moments[k]
    found = result.critical_counts.tolist()
    assert dict(zip(network.position, found, strict=True)) == counts
    levelled = result.levelling
    assert list(levelled.finish.samples) == list(free.finish.samples)
    assert np.all(result.finish.samples >= free.finish.samples)
    assert levelled.overloads == 0


def moments(result, k):
    """Start and finish of every activity in iteration `k`, as moments."""
    network, data = result.network, result.activity_data
    return {
        a.id: (
            int(network.start_moments(j, data.starts[j, k : k + 1])[0]),
            int(network.finish_moments(j, data.finishes[j, k : k + 1])[0]),
        )
        for j, a in enumerate(network.activities)
    }


def check_feasible(leveller, spans, durations):
    """Minute by minute: who is at work takes no more than there is."""
    last = max(finish for _, finish in spans.values()) + 1
    for name, resource in leveller.project.resources.items():
        used, work = np.zeros(last), 0.0
        for activity in leveller.project.activities:
            units = leveller.needs(activity, durations).get(name, 0)
            start, finish = spans[activity.id]
            flags = np.diff(leveller.clock(activity).before[: last + 1])
            used[start:finish] += units * flags[start:finish]
            work += units * durations[activity.id] * (units > 0)
        assert used.max() <= resource.available + 1e-9, name
        # What is done is what there was to do, so nothing was left out above.
        assert used.sum() == pytest.approx(work)
        assert (last - leveller.minutes(START)) * resource.available >= work - 1e-6


def crowded(seed, rule):
    """Thirty uncertain activities on four resources of four units, as in PSPLIB."""
    rng, entries = random.Random(seed), []
    for k in range(30):
        near, days = range(max(0, k - 6), k), rng.randint(1, 9)
        before = rng.sample(near, min(len(near), rng.randint(0, 2)))
        needs = {f"R{r}": rng.randint(1, 3) for r in range(4) if rng.random() < 0.6}
        entries.append(
            {"id": f"A{k}",
             "duration": {"triangular": [0.75 * days, days, 1.75 * days]},
             "after": [f"A{i}" for i in before], "resources": needs}
        )  # fmt: skip
    four = {f"R{r}": {"rate": "1/h", "available": 4} for r in range(4)}
    return project(entries, resources=four, defaults={"levelling": rule})


@pytest.mark.parametrize("rule", ["late_finish", "total_float", "priority"])
@pytest.mark.parametrize("seed", range(3))
def test_crowded_plans_are_feasible_at_every_event(rule, seed):
    """In all of a thousand iterations; nor shorter than logic or the work allows."""
    built = crowded(seed, rule)
    result = pmrisk.simulate(built, 1000, levelled=True)
    starts, finishes = result.activity_data.starts, result.activity_data.finishes
    lasts = finishes.max(axis=0) - starts.min(axis=0)
    for name in built.resources:
        units = np.array(
            [sum(u.units for u in a.resources if u.resource == name)
             for a in result.network.activities]
        )  # fmt: skip
        # More is taken only where something starts.
        for moment in starts:
            at_work = (starts <= moment) & (moment < finishes)
            assert (units @ at_work).max() <= 4
        assert np.all(4 * lasts >= units @ (finishes - starts))
    found = result.levelling
    assert np.all(found.levelled.samples >= found.finish.samples)
    assert found.mean.value > 5


@pytest.mark.parametrize("seed", range(6))
def test_without_limits_nothing_changes(seed):
    """Not a bit of the dates, the driving activities and the sums; nor with plenty."""
    for built in (network(seed), build(seed, True)):
        plain = pmrisk.simulate(built, 128, threads=1)
        levelled = pmrisk.simulate(built, 128, threads=1, levelled=True)
        assert bits(plain) == bits(levelled)
        assert set(levelled.levelling.mean) == {0.0}
        assert pmrisk.schedule(built).activities == (
            pmrisk.schedule(built, levelled=True).activities
        )
    plenty = uncertain(seed, True)
    resources = {
        name: each.model_copy(update={"available": 1e6})
        for name, each in plenty.resources.items()
    }
    plenty = plenty.changed(resources=resources)
    plain = pmrisk.simulate(plenty, 128, threads=1)
    levelled = pmrisk.simulate(plenty, 128, threads=1, levelled=True)
    assert plain.critical_counts.tolist() == levelled.critical_counts.tolist()
    assert plain.finish.samples.tolist() == levelled.finish.samples.tolist()


def bits(result):
    return (
        result.finish.samples.tolist(),
        result.cost.samples.tolist(),
        result.critical_counts.tolist(),
        [m.finish.samples.tolist() for m in result.milestones],
    )


def test_threads_and_tiles_change_no_bit():
    """As every run: the same seed gives the same bits."""
    built = uncertain(3, True)
    runs = [
        pmrisk.simulate(built, 1000, threads=threads, levelled=True)
        for threads in (1, 2, 3)
    ]
    assert bits(runs[0]) == bits(runs[1]) == bits(runs[2])
    assert runs[0].activity_data.sums.tolist() == runs[1].activity_data.sums.tolist()


PROGRAM = """
import sys, warnings
import numpy as np
import pmrisk
from test_levelling import bits, uncertain

np.seterr(over="ignore")
warnings.simplefilter("ignore")
built = uncertain(int(sys.argv[1]), True)
result = pmrisk.simulate(built, 64, threads=1, levelled=True)
print([bits(result), result.activity_data.sums.tolist()].__repr__()
      .replace("(", "[").replace(")", "]"))
"""


@pytest.mark.parametrize("seed", [1, 4])
def test_compiled_equals_plain(seed):
    """The levelling kernel without its compiler gives the same bits."""
    tests = Path(__file__).parents[1]
    paths = [str(tests), str(tests / "unit"), *sys.path]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed)],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    result = pmrisk.simulate(uncertain(seed, True), 64, threads=1, levelled=True)
    found = json.loads(json.dumps([bits(result), result.activity_data.sums.tolist()]))
    assert json.loads(run.stdout) == found


def test_a_run_that_is_not_levelled_compiles_no_levelling():
    """Nor loads it: who does not ask for it does not wait for it."""
    program = (
        "import pmrisk; from building import chain, project;"
        "from pmrisk.kernels import levelling;"
        "pmrisk.simulate(project(chain([1, 2])), 64);"
        "print(len(levelling.level.signatures), len(levelling.fit.signatures))"
    )
    tests = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tests), *sys.path])}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert run.stdout.split() == ["0", "0"]


# Optima of small plans, found by trying every start of every activity.


def small(seed):
    """Five activities in whole days around the clock, on two resources of two units."""
    rng = random.Random(seed)
    entries = []
    for k in range(5):
        before = rng.sample(range(k), min(k, rng.choice([0, 1, 1, 2])))
        needs = {"dev": rng.choice([1, 1, 2]), "rig": rng.choice([1, 2])}
        entries.append(
            {"id": f"A{k}", "duration": rng.randint(1, 3),
             "after": [f"A{p}" for p in before],
             "resources": {n: u for n, u in needs.items() if rng.random() < 0.7}}
        )  # fmt: skip
    return entries


def optimum(entries):
    """The shortest finish of all, over every combination of starts."""
    days = [entry["duration"] for entry in entries]
    best = sum(days)
    for starts in product(range(best), repeat=len(days)):
        ends = [start + d for start, d in zip(starts, days, strict=True)]
        if max(ends) < best and keeps(entries, starts, ends):
            best = max(ends)
    return best


def keeps(entries, starts, ends):
    """Whether starts keep to the logic, and to two units of everything."""
    for k, entry in enumerate(entries):
        if any(ends[int(pred[1:])] > starts[k] for pred in entry["after"]):
            return False
    for day in starts:
        for name in ("dev", "rig"):
            now = [k for k in range(len(starts)) if starts[k] <= day < ends[k]]
            if sum(entries[k]["resources"].get(name, 0) for k in now) > 2:
                return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_some_priority_leads_to_the_optimum(seed):
    """No rule is shorter than the optimum, and one order of priorities reaches it.

    One always does (Kolisch 1996): the serial scheme makes active schedules, and of
    these one is optimal.
    """
    entries, two = small(seed), {"rate": "1/h", "available": 2}
    best = optimum(entries)
    resources = {"dev": two, "rig": two}

    def finish(rule, ranks):
        ranked = [e | {"priority": r} for e, r in zip(entries, ranks, strict=True)]
        defaults = {"levelling": rule}
        built = project(ranked, resources=resources, defaults=defaults)
        return pmrisk.schedule(built, levelled=True).finish.days

    orders = permutations(range(5))
    assert min(finish("priority", ranks) for ranks in orders) == best
    for rule in ("late_finish", "total_float"):
        assert finish(rule, range(5)) >= best


# By hand.


def one(entries, resources=DEV, **sections):
    return project(entries, resources=resources, **sections)


def days(plan):
    """Early starts and finishes in days after the start, by id."""
    day = timedelta(days=1)
    return {
        a.id: ((a.early_start - START) / day, (a.early_finish - START) / day)
        for a in plan.activities
    }


def needing(entries, units=1):
    return [entry | {"resources": {"dev": units}} for entry in entries]


CROSS = [
    *needing(
        [
            {"id": "A", "duration": 2},
            {"id": "B", "duration": 6, "priority": 900},
            {"id": "C", "duration": 3, "priority": 100},
        ]
    ),
    {"id": "Z", "duration": 7, "after": ["A", "C"]},
]


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        # Late finishes: A 3 (of 10), B 10, C 3; total floats: A 1, B 4, C 0.
        ("late_finish", "ACB"),
        ("total_float", "CAB"),
        ("priority", "BAC"),
    ],
)
def test_each_rule_serves_another_first(rule, order):
    """One developer for A, B and C; Z waits for A and C and needs nobody."""
    plan = pmrisk.schedule(one(CROSS, defaults={"levelling": rule}), levelled=True)
    starts = {name: start for name, (start, _) in days(plan).items() if name != "Z"}
    assert "".join(sorted(starts, key=starts.__getitem__)) == order
    assert plan.finish.days == (18 if rule == "priority" else 12)


def test_the_plan_says_how_far_it_moves():
    """Three times two days one after the other instead of side by side."""
    plan = pmrisk.schedule(one(needing(parallel([2, 2, 2]))), levelled=True)
    assert plan.finish.days == 6
    found = plan.levelling
    assert (found.rule, found.finish.days, found.days) == ("late_finish", 2, 4)
    assert [(m.id, m.days) for m in found.most_moved] == [("A2", 4), ("A1", 2)]
    assert not found.overloaded
    # Whoever frees the developer drives.
    assert plan.critical_path == ("A0", "A1", "A2")
    assert pmrisk.schedule(one(needing(parallel([2, 2, 2])))).levelling is None


def test_what_frees_a_resource_drives():
    """A and B one after the other; C, which is short, never drives."""
    ranges = [{"id": name, "duration": {"uniform": [2, 4]}} for name in "AB"]
    entries = [*needing(ranges), {"id": "C", "duration": 1}]
    result = pmrisk.simulate(one(entries), 500, levelled=True)
    assert result.criticality.tolist() == [1, 1, 0]
    # The sum, not the larger: 6 and not 3 1/3.
    assert abs(result.finish.mean.value - 6) < 5 * result.finish.mean.standard_error
    shift, error = result.levelling.mean
    assert abs(shift - 8 / 3) < 5 * error
    assert result.levelling.plan_days == result.plan.finish.days / 2
    free = pmrisk.simulate(one(entries), 500)
    # P80 of the sum is 8 - 1.6 ** 0.5, of the larger 2 + 2 * 0.8 ** 0.5.
    later, error = result.levelling.days(80)
    assert later == result.finish.percentile(80).days - free.finish.percentile(80).days
    assert abs(later - 2.9463) < 5 * error


def test_who_comes_later_does_not_drive():
    """B needs both developers, so it waits for A; C, beside A, ends then as well."""
    entries = [
        *needing([{"id": "A", "duration": 3, "priority": 1000}]),
        *needing([{"id": "B", "duration": 2, "priority": 900}], 2),
        *needing([{"id": "C", "duration": 3, "priority": 800}]),
    ]
    resources = {"dev": {"rate": "1/h", "available": 2}}
    rules = {"levelling": "priority"}
    plan = pmrisk.schedule(one(entries, resources, defaults=rules), levelled=True)
    assert days(plan) == {"A": (0, 3), "B": (3, 5), "C": (0, 3)}
    assert plan.critical_path == ("A", "B")


def test_all_kinds_of_links_hold():
    """B waits for the developer, and what is linked to B's ends waits with it."""
    entries = [
        *needing([{"id": "A", "duration": 4, "priority": 600},
                  {"id": "B", "duration": 3}]),
        {"id": "SS", "duration": 1, "after": ["B SS+1d"]},
        {"id": "FF", "duration": 1, "after": ["B FF+2d"]},
        {"id": "SF", "duration": 1, "after": ["B SF+3d"]},
        {"id": "FS", "duration": 1, "after": ["B FS-1d"]},
    ]  # fmt: skip
    rules = {"levelling": "priority"}
    found = days(pmrisk.schedule(one(entries, defaults=rules), levelled=True))
    assert found["B"] == (4, 7)
    assert found["SS"] == (5, 6)
    assert found["FF"] == (8, 9)
    assert found["SF"] == (6, 7)
    assert found["FS"] == (6, 7)


def test_a_gap_is_filled():
    """C fits before A, which waits for a permit; D does not."""
    entries = [
        {"id": "P", "duration": 3},
        *needing([{"id": "A", "duration": 2, "after": ["P"], "priority": 900}]),
        *needing([{"id": "C", "duration": 3}, {"id": "D", "duration": 4}]),
    ]
    entries[2]["priority"], entries[3]["priority"], entries[0]["priority"] = (
        100,
        200,
        1000,
    )
    rules = {"levelling": "priority"}
    found = days(pmrisk.schedule(one(entries, defaults=rules), levelled=True))
    assert (found["A"], found["D"], found["C"]) == ((3, 5), (5, 9), (0, 3))


def test_day_and_night_share():
    """A crane that works by day for one and by night for another keeps nobody."""
    calendars = {
        "day": {"week": {"mon-fri": ["08:00-16:00"]}},
        "night": {"week": {"mon-thu": ["22:00-06:00"]}},
    }
    entries = needing(
        [
            {"id": "A", "duration": "40h", "calendar": "day"},
            {"id": "B", "duration": "24h", "calendar": "night"},
            {"id": "C", "duration": "8h", "calendar": "day"},
            # Around the clock, so that it can share with nobody.
            {"id": "D", "duration": "8h"},
        ]
    )
    ranks = {"A": 900, "B": 800, "C": 700, "D": 600}
    entries = [entry | {"priority": ranks[entry["id"]]} for entry in entries]
    built = one(entries, calendars=calendars, defaults={"levelling": "priority"})
    plan = {a.id: a for a in pmrisk.schedule(built, levelled=True).activities}
    assert plan["B"].early_start == datetime(2027, 1, 4, 22)
    assert plan["C"].early_start == datetime(2027, 1, 11, 8)
    # From Monday 0:00 to 8:00: A has not begun.
    assert plan["D"].early_start == datetime(2027, 1, 4)


AT_10 = {"project": {"data_date": "2027-01-14"}}


def test_work_under_way_goes_on():
    """It keeps its developer from the data date on, however urgent the rest."""
    entries = needing(
        [
            {"id": "A", "duration": 2, "priority": 1000},
            {"id": "B", "duration": 9, "actual_start": "2027-01-08", "remaining": 3},
            {"id": "C", "duration": 3, "actual_start": "2027-01-04",
             "actual_finish": "2027-01-16"},
        ]
    )  # fmt: skip
    rules = {"levelling": "priority"}
    found = days(pmrisk.schedule(one(entries, defaults=rules, **AT_10), levelled=True))
    assert (found["B"], found["A"]) == ((10, 13), (13, 15))


def test_imposed_dates_hold_and_the_rest_makes_room():
    """B must start on the third day; A, which does not fit before, waits."""
    entries = needing(
        [
            {"id": "A", "duration": 3},
            {"id": "B", "duration": 2, "must_start_on": "2027-01-06"},
        ]
    )
    plan = pmrisk.schedule(one(entries), levelled=True)
    assert (days(plan)["B"], days(plan)["A"]) == ((2, 4), (4, 7))
    assert not plan.levelling.overloaded
    entries += needing([{"id": "C", "duration": 9, "must_finish_on": "2027-01-15"}])
    plan = pmrisk.schedule(one(entries), levelled=True)
    assert (days(plan)["B"], days(plan)["C"]) == ((2, 4), (3, 12))
    assert plan.levelling.overloaded
    result = pmrisk.simulate(one(entries), 64, levelled=True, keep_constraints=True)
    assert result.levelling.overloads == 64
    assert "overloaded" in {warning.code for warning in result.warnings}


def test_what_must_finish_holds_its_room():
    """C ends on the third day; A, which is more urgent, waits for it, and it drives."""
    entries = needing(
        [
            {"id": "A", "duration": 3, "priority": 1000},
            {"id": "C", "duration": 2, "must_finish_on": "2027-01-06"},
        ]
    )
    rules = {"levelling": "priority"}
    plan = pmrisk.schedule(one(entries, defaults=rules), levelled=True)
    assert (days(plan)["C"], days(plan)["A"]) == ((1, 3), (3, 6))
    assert not plan.levelling.overloaded
    assert plan.critical_path == ("C", "A")


def test_an_honored_limit_holds_without_room():
    """B, which may not start later than on the second day, does, and is said to."""
    entries = needing(
        [
            {"id": "A", "duration": 4, "priority": 1000},
            {"id": "B", "duration": 2, "start_no_later_than": "2027-01-05"},
            {"id": "C", "duration": 2, "priority": 0},
        ]
    )
    rules = {"levelling": "priority", "honor_constraints": True}
    plan = pmrisk.schedule(one(entries, defaults=rules), levelled=True)
    assert (days(plan)["B"], days(plan)["C"]) == ((1, 3), (4, 6))
    assert plan.levelling.overloaded


def test_what_waits_for_a_summary_is_not_kept_by_its_priority():
    """C may go on once A, the first in S, has its dates; it is more urgent than D."""
    entries = [
        {"id": "S", "type": "summary", "wbs": "S"},
        {"id": "A", "duration": 2, "wbs": "S", "priority": 1000},
        *needing(
            [
                {"id": "C", "duration": 2, "after": ["S SS"], "priority": 900},
                {"id": "D", "duration": 2, "priority": 800},
            ]
        ),
    ]
    rules = {"levelling": "priority"}
    found = days(pmrisk.schedule(one(entries, defaults=rules), levelled=True))
    assert (found["C"], found["D"]) == ((0, 2), (2, 4))


@pytest.mark.parametrize("rule", ["progress_override", "actual_dates"])
def test_overridden_logic_keeps_nobody(rule):
    """B goes on whatever A does, so that C may be served before A."""
    entries = [
        *needing([{"id": "A", "duration": 3, "priority": 1}]),
        {"id": "B", "duration": 9, "actual_start": "2027-01-08", "remaining": 1,
         "after": ["A"]},
        *needing([{"id": "C", "duration": 2, "after": ["B"], "priority": 1000}]),
    ]  # fmt: skip
    rules = {"levelling": "priority", "progress": rule}
    found = days(pmrisk.schedule(one(entries, defaults=rules, **AT_10), levelled=True))
    assert (found["C"], found["A"]) == ((11, 13), (13, 16))


def test_shares_of_units_add_up_exactly():
    """A thousandth beside a whole one, of 1.001, which is a little less in binary."""
    entries = needing([{"id": "A", "duration": 2}]) + needing(
        [{"id": "B", "duration": 2}], 0.001
    )
    resources = {"dev": {"rate": "1/h", "available": 1.001}}
    assert pmrisk.schedule(one(entries, resources), levelled=True).finish.days == 2


def test_spans_cover_what_was_moved():
    """A level of effort and a summary follow, need nobody, and cost what they last."""
    entries = [
        *needing(
            [{"id": f"A{k}", "duration": 2, "wbs": "W"} for k in range(3)]
            + [{"id": "L", "type": "level_of_effort",
                "after": ["A0 SS", "A0 FF", "A1 FF", "A2 FF"], "cost": {"per_day": 5}}]
        ),
        {"id": "S", "type": "summary", "wbs": "W"},
    ]  # fmt: skip
    plan = pmrisk.schedule(one(entries), levelled=True)
    assert days(plan)["L"] == days(plan)["S"] == (0, 6)
    assert pmrisk.schedule(one(entries)).cost == plan.cost - 4 * (5 + 24)


def test_an_effort_claims_no_units():
    """It says how much work it is, not when; without `available` there is no limit."""
    entries = [
        {"id": "A", "duration": 2, "resources": {"dev": {"effort": "2d"}}},
        {"id": "B", "duration": 2, "resources": {"dev": 1, "ink": 500}},
        {"id": "C", "duration": 2, "resources": {"ink": 500}},
    ]
    resources = DEV | {"ink": {"rate": "1/h"}}
    assert pmrisk.schedule(one(entries, resources), levelled=True).finish.days == 2


def test_work_without_a_duration_needs_nobody():
    """In the iterations in which it does not happen it takes no units."""
    entries = needing(
        [
            {"id": "A", "duration": {"discrete": {"0d": 0.5, "4d": 0.5}}},
            {"id": "B", "duration": 2},
        ]
    )
    result = pmrisk.simulate(one(entries), 200, levelled=True)
    assert set(result.finish.samples) == {2, 6}


def test_as_late_as_possible_waits_for_nothing_that_it_would_take():
    """What needs a limited resource starts when it gets it, what needs none is late."""
    late = {"as_late_as_possible": True}
    entries = [
        *needing([{"id": "A", "duration": 2} | late]),
        {"id": "B", "duration": 2} | late,
        {"id": "C", "duration": 9},
    ]
    found = days(pmrisk.schedule(one(entries), levelled=True))
    assert (found["A"], found["B"]) == ((0, 2), (7, 9))


def test_who_asks_for_more_than_there_is_is_told_before():
    """With the place, the number and the remedy, all at once; only when levelling."""
    entries = [
        {"id": "A", "duration": 2, "resources": {"dev": 1.5}},
        {"id": "B", "duration": 2, "resources": {"none": 2}},
        {"id": "C", "duration": 2, "resources": {"some": 0.3}},
        {"id": "D", "duration": 2, "actual_start": "2027-01-04",
         "actual_finish": "2027-01-05", "resources": {"dev": 9}},
    ]  # fmt: skip
    resources = DEV | {
        "none": {"rate": "1/h", "available": 0},
        "some": {"rate": "1/h", "available": 0.3},
    }
    built = one(entries, resources)
    assert pmrisk.schedule(built).finish.days == 2
    for run in (pmrisk.schedule, pmrisk.simulate):
        with pytest.raises(ScenarioError) as caught:
            run(built, levelled=True)
        assert str(caught.value).splitlines() == [
            'activities "A".resources.dev: asks for 1.5 of "dev", but 1 are available, '
            "so it could never start. Ask for 1 at most, make more available, or do "
            "not level.",
            'activities "B".resources.none: asks for 2 of "none", of which none is '
            "available, so it could never start. Make some available, or do not level.",
        ]


def test_contributions_of_a_levelled_run_are_refused():
    """They would be those of the plan without limits."""
    result = pmrisk.simulate(one(CROSS), 64, levelled=True)
    with pytest.raises(OptionError, match="Simulate without levelled"):
        pmrisk.contributions(result)


def test_money_follows_levelled_dates():
    """Half a year of waiting is dearer where prices rise, and no less is bought."""
    entries = needing(
        [{"id": name, "duration": 183, "cost": {"fixed": 100, "escalation": "steel"}}
         for name in "AB"]
    )  # fmt: skip
    built = one(entries, escalation={"steel": {"rate": 0.1, "from": "2027-01-04"}})
    free = pmrisk.schedule(built).cost
    assert free < pmrisk.schedule(built, levelled=True).cost < free + 10


def test_nothing_limited_is_said():
    """Whoever levels a plan without limits is told why nothing moves."""
    result = pmrisk.simulate(project(chain([1, 2])), 64, levelled=True)
    assert "no-limits" in {warning.code for warning in result.warnings}


def test_a_longer_calendar_is_there_when_needed():
    """Forty years of work one after the other, side by side without limits."""
    built = one(needing(parallel([400] * 30)), project={"calendar": "office"},
                calendars={"office": CALENDARS["office"]})  # fmt: skip
    result = pmrisk.simulate(built, 64, levelled=True)
    assert result.plan.finish.days == 12_000
    assert "beyond-calendars" not in {warning.code for warning in result.warnings}
