"""Driving paths through what gates send back: whose its minutes are, and where."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from test_gates import failing, quality, rich

import pmrisk
from building import chain, parallel
from happening import project as eventful
from happening import risk
from pmrisk.analysis.paths import paths
from pmrisk.analysis.targets import Target
from standard_errors import SEED
from walking import Walk

FINISH = Target("finish")


def sure(days, plan):
    """So many days for certain, of which fewer are planned."""
    return {"discrete": {days: 1.0}, "plan": plan}


def traced(activities, level=50.0, iterations=200, **sections):
    result = pmrisk.simulate(eventful(activities, **sections), iterations, SEED)
    return paths(result, FINISH, level)


def booked(found):
    return {(each.source, each.activity): each.days for each in found.bookings}


def test_what_a_gate_sends_back_is_booked_to_it_where_it_is_done_again():
    """Half of 10 days, and the gate's own 2, twice: 14 of its days."""
    activities = chain([10, 2, 3])
    activities[1]["quality"] = quality(0, "A0", effort=0.5, cycles=2)
    found = traced(activities)
    assert (found.plan, found.value, found.merging) == (15, 29, 0)
    assert booked(found) == {("A1.quality", "A0"): 10, ("A1.quality", "A1"): 4}
    (gate,) = found.contributions
    assert (gate.source, gate.kind, gate.days) == ("A1.quality", "gate", 14)


def test_what_made_the_work_longer_makes_its_repeat_longer():
    """10 days planned take 12 and a risk's 4; a quarter of each is done again."""
    activities = chain([sure(12, 10), sure(3, 2), 3])
    activities[1]["quality"] = quality(0, "A0", effort=0.25)
    found = traced(activities, risks=[risk("R", 1.0, {"on": "A0", "delay": 4})])
    assert (found.plan, found.value) == (15, 29)
    assert booked(found) == {
        ("A0", "A0"): pytest.approx(2.5),
        ("R", "A0"): pytest.approx(5),
        ("A1.quality", "A0"): pytest.approx(2.5),
        ("A1", "A1"): pytest.approx(2),
        ("A1.quality", "A1"): pytest.approx(2),
    }
    assert found.merging == pytest.approx(0, abs=1e-9)


def test_more_effort_than_planned_is_the_gates():
    """Half of 10 days or all, where a fifth was planned: nothing else made it so."""
    activities = chain([10, 2])
    effort = {"discrete": {0.5: 0.5, 1: 0.5}, "plan": 0.2}
    activities[1]["quality"] = quality(0, "A0", effort=effort)
    for level, days in ((10, 5), (90, 10)):
        assert booked(traced(activities, level)) == {
            ("A1.quality", "A0"): days,
            ("A1.quality", "A1"): 2,
        }


def test_lags_behind_rework_are_the_gates():
    """Concrete cures 3 days before each of two inspections; the plan has one."""
    activities = chain([4, 1, 2])
    activities[1]["after"] = ["A0 FS+3d"]
    activities[1]["quality"] = quality(0, "A0")
    found = traced(activities)
    assert (found.plan, found.value) == (10, 18)
    assert booked(found) == {("A1.quality", "A0"): 4, ("A1.quality", "A1"): 4}
    assert found.merging == 0


def test_an_uncertain_lag_behind_rework_shares_with_the_gate():
    """3 days planned take 5: twice 2 days are the lag's own."""
    activities = chain([4, 1])
    activities[1]["after"] = [{"activity": "A0", "kind": "FS", "lag": sure(5, 3)}]
    activities[1]["quality"] = quality(0, "A0")
    found = traced(activities)
    assert (found.plan, found.value, found.merging) == (8, 20, 0)
    assert booked(found) == {
        ("A1.quality", "A0"): 4,
        ("A1.quality", "A1"): 4,
        ("A0>A1.FS.lag", "A1"): 4,
    }


def test_of_work_that_had_begun_its_whole_duration_in_the_plan_is_done_again():
    activities = chain([10, 2])
    activities[0] |= {"actual_start": "2027-01-02", "percent_complete": 80}
    activities[0] |= {"duration": {"factor": {"discrete": {2: 1.0}, "plan": 1}}}
    activities[0] |= {"duration": sure(20, 10)}
    activities[1]["quality"] = quality(0, "A0")
    found = traced(activities, project={"data_date": "2027-01-04"})
    assert booked(found)["A1.quality", "A0"] == 10
    assert found.value - found.plan == pytest.approx(
        sum(each.days for each in found.contributions) + found.merging
    )


def test_a_gate_beside_a_longer_path_costs_float_first():
    """10 days more on the gate's path of 5, beside 12 days: the path is 3 longer."""
    activities = [*chain([4, 1]), *[a | {"id": "B"} for a in parallel([12])]]
    activities[1]["quality"] = quality(0, "A0", effort=1, cycles=2)
    found = traced(activities)
    assert (found.plan, found.value) == (12, 15)
    assert booked(found) == {("A1.quality", "A0"): 8, ("A1.quality", "A1"): 2}
    assert found.merging == -7


def test_a_mean_is_that_of_the_failures():
    """One in four fails, twice at the most: 5/16 failures of 7 days each."""
    activities = chain([10, 2])
    activities[1]["quality"] = quality(0.75, "A0", effort=0.5, cycles=2)
    result = pmrisk.simulate(eventful(activities), 20_000, SEED)
    around = pytest.MonkeyPatch()
    with around.context() as patch:
        patch.setattr("pmrisk.analysis.paths._AROUND", 100)
        found = paths(result, FINISH, 50)
    (gate,) = found.contributions
    assert abs(gate.days - 7 * 5 / 16) < 5 * gate.se
    assert gate.days == pytest.approx(found.value - found.plan)
    # Chance sends the path through an attempt; its relationship stays the gate's.
    assert [(e.predecessor, e.drives, e.critical) for e in found.links] == [
        ("A0", 1, 1)
    ]


def test_relationships_merges_and_holds_are_those_of_the_plan():
    """Copies have no names of their own; what meets at an attempt meets at its gate."""
    coin = {"discrete": {4: 0.5, 8: 0.5}, "plan": 4}
    activities = [*parallel([coin, coin]), {"id": "G", "duration": 1}]
    activities[2] |= {"after": ["A0", "A1"], "quality": quality(0, "A0", "A1")}
    result = pmrisk.simulate(eventful(activities), 4000, SEED)
    found = paths(result, FINISH)
    assert {(e.predecessor, e.successor) for e in found.links} == {
        ("A0", "G"),
        ("A1", "G"),
    }
    # E[max] - max E[X] = 7 - 6, for the first time and again.
    (merge,) = found.merges
    assert merge.id == "G"
    assert abs(merge.days - 2) < 5 * 2 * 4 * 0.5 / np.sqrt(4000) * 2
    for link in found.links:
        assert abs(link.drives - 0.75) < 5 * np.sqrt(0.75 * 0.25 / 4000)
        assert link.critical == link.drives


MINUTES = {"office": 5 * 480, "night": 6 * 600, "continuous": 7 * 1440}


@pytest.mark.parametrize("seed", range(40))
def test_a_path_is_that_of_the_plan_written_out(seed):
    """All kinds of relationships and three calendars, walked back in plain Python."""
    fails, plain = failing(seed)
    result = pmrisk.simulate(fails, 64, threads=1)
    expected = written(plain)
    assert {k: v for k, v in booked(paths(result, FINISH)).items() if v} == {
        key: pytest.approx(days) for key, days in expected.items() if abs(days) > 1e-12
    }


def written(plain):
    """Days of the copies of a plan that is written out, by what they repeat.

    Amounts are in days of the activity's or of the successor's calendar.
    """
    durations, lags = {}, {}
    calendars = {a.id: a.calendar or plain.calendar for a in plain.activities}
    day = {"office": 480, "night": 600, "continuous": 1440}
    for activity in plain.activities:
        (amount,) = activity.duration.amounts
        durations[activity.id] = round(amount.value * day[calendars[activity.id]])
        for link in activity.after:
            (lag,) = link.lag.amounts
            scale = {"d": day[calendars[activity.id]], "h": 60, "": 0}[lag.unit]
            key = link.predecessor, activity.id, link.kind
            lags[key] = round(lag.value * scale)
    walk, found = Walk(plain, plain, durations, lags), Counter()

    def add(name, minutes, calendar):
        of = "G" if name[0] == "T" else name[2:] if name[0] == "R" else name
        ratio = MINUTES["office"] / MINUTES[calendar]
        found["G.quality", of] += minutes * ratio / 480

    for name, passed in walk.passed.items():
        if name[0] in "RT":
            add(name, passed * durations[name], calendars[name])
    for (pred, succ, kind), waited in walk.waited.items():
        if pred[0] == "R":
            add(succ, waited * lags[pred, succ, kind], calendars[succ])
    return found


@pytest.mark.parametrize("level", [10, 50, 90])
def test_every_day_has_a_source(level):
    """Two gates, existence, a risk, a driver and a range of the effort; sums exact."""
    result = pmrisk.simulate(rich(), 2000, SEED)
    found = paths(result, FINISH, level)
    total = sum(each.days for each in found.contributions) + found.merging
    assert total == pytest.approx(found.value - found.plan)
    assert "other" not in {each.source for each in found.contributions}
    by_source = Counter()
    for each in found.bookings:
        by_source[each.source] += each.days
        assert " " not in each.activity
    for each in found.contributions:
        assert by_source[each.source] == pytest.approx(each.days, abs=1e-9)


def test_threads_tiles_and_the_order_of_the_file_change_no_bit():
    result = pmrisk.simulate(rich(), 700, SEED, threads=1)
    more = replace(result, provenance=result.provenance._replace(threads=2))
    found = paths(result, FINISH)
    assert found == paths(more, FINISH)
    assert found == paths(pmrisk.simulate(rich(-1), 700, SEED), FINISH)
