"""Driving paths with risks, drivers and choices: every day has a source."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

import pmrisk
from building import chain, parallel
from happening import branch, driver, project, risk, window
from networks import network
from pmrisk.analysis.deviations import _added, _stretched
from pmrisk.analysis.paths import paths
from pmrisk.analysis.targets import Target
from standard_errors import SEED

FINISH = Target("finish")


def traced(activities, level=80.0, iterations=4000, **sections):
    made = project(activities, **sections)
    result = pmrisk.simulate(made, iterations=iterations, seed=SEED)
    return result, paths(result, FINISH, level)


def booked(found):
    return {(each.source, each.activity): each.days for each in found.bookings}


def test_what_a_risk_adds_is_booked_to_it_and_to_the_activities_it_hits():
    """In full, whatever else happens there: 10 and 3 days, and 2 for its range."""
    risks = [
        risk("R1", 1.0, {"on": "A0", "delay": 10}, {"on": "A1", "delay": 3}),
        risk("R2", 0.0, {"on": "A0", "delay": 50}),
    ]
    sure = {"discrete": {22: 1.0}, "plan": 20}
    _, found = traced(chain([sure, 5]), 50, 200, risks=risks)
    assert booked(found) == {("R1", "A0"): 10, ("R1", "A1"): 3, ("A0", "A0"): 2}
    assert {each.source: (each.days, each.kind) for each in found.contributions} == {
        "R1": (13, "risk"),
        "A0": (2, "range"),
    }
    assert found.merging == 0


def test_two_risks_on_parallel_paths_share_the_ties():
    """Around P80 it is 140: one path has the 40 days, or both for half of each."""
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": 40}) for k in (0, 1)]
    _, found = traced(parallel([100, 100]), risks=risks)
    assert (found.plan, found.value) == (100, 140)
    for each in found.contributions:
        assert abs(each.days - 20) < 5 * each.se
    assert sum(each.days for each in found.contributions) == pytest.approx(40)
    # E[max] - max E[X] = 130 - 120, with no activity at which they meet.
    (merge,) = found.merges
    assert merge.id == "finish"
    assert abs(merge.days - 10) < 5 * 40 * 0.5 / np.sqrt(4000) * 2


def test_a_factor_takes_the_longer_duration_and_a_delay_comes_after():
    """10 becomes 12, times 1.5, plus 4: 2 by the range, 6 by the driver, 4."""
    sure = {"discrete": {12: 1.0}, "plan": 10}
    _, found = traced(
        chain([sure]), 50, 200,
        drivers=[driver("D", 1.5, "A0")],
        risks=[risk("R", 1.0, {"on": "A0", "delay": 4})],
    )  # fmt: skip
    assert booked(found) == {("A0", "A0"): 2, ("D", "A0"): 6, ("R", "A0"): 4}


def test_factors_share_by_their_logarithms():
    """1.1 and 1.21 of 100 days: 33.1 in the ratio 1 to 2; what cancels, alone."""
    base = np.array([100.0, 100.0, 100.0])
    factors = [np.array([1.1, 2.0, 0.0]), np.array([1.21, 0.5, 3.0])]
    total, shares = _stretched(base * 1000, factors)
    assert total.tolist() == [133_100, 100_000, 0]
    assert shares[0] / 1000 == pytest.approx([33.1 / 3, 100 * np.log(2), -100])
    assert shares[1] / 1000 == pytest.approx([33.1 * 2 / 3, -100 * np.log(2), 0])


def test_delays_stop_at_zero_and_parallel_ones_count_the_largest():
    """What a negative delay could not take is given back to it."""
    total = np.array([10.0, 10.0])
    delays = [np.array([4.0, 4.0]), np.array([-20.0, 4.0]), np.array([-10.0, -2.0])]
    series = _added(total, delays, False)
    assert np.array(series).T.tolist() == [
        [4, pytest.approx(-14 * 2 / 3), pytest.approx(-14 / 3)],
        [4, 4, -2],
    ]
    both = np.array(_added(total, delays, True)).T.tolist()
    assert both == [[4, pytest.approx(-14), 0], [2, 2, -2]]


def test_a_choice_is_booked_with_what_the_plan_would_take_instead():
    """Y takes 11 where X takes 3: 8 days of the choice, 2 of Y's own range."""
    activities = [
        {"id": "T", "duration": 5},
        {"id": "X", "duration": 3, "after": ["T"]},
        {"id": "Y", "duration": {"discrete": {13: 1.0}, "plan": 11}, "after": ["T"]},
        {"id": "E", "duration": 4, "after": ["X", "Y"]},
    ]
    _, found = traced(activities, 90, branches=[branch("T", X=0.75, Y=0.25)])
    assert (found.plan, found.value) == (12, 22)
    assert booked(found) == {("branch>T", "T"): 8, ("Y", "Y"): 2}
    assert found.merging == 0
    # Where only one of them is there, nothing meets.
    assert found.merges == ()


def test_what_may_not_exist_is_booked_to_its_existence():
    """Planned not to be needed; where it is, its 4 days are the choice's."""
    activities = chain([3, 4, 2])
    activities[1]["exists"] = 0.25
    _, found = traced(activities, 90, risks=[risk("R", 1.0, {"on": "A1", "delay": 5})])
    assert (found.plan, found.value) == (5, 14)
    assert booked(found) == {("R", "A1"): 5, ("A1.exists", "A1"): 4}
    gone = paths(simulated(activities), FINISH, 10)
    assert gone.contributions == ()


def simulated(activities):
    return pmrisk.simulate(project(activities), 1000, SEED)


def eventful(seed):
    """A random plan of all kinds with much that may happen to it."""
    rng = np.random.default_rng(seed)
    base = network(seed, features=frozenset({"calendars", "milestones", "imposed"}))
    base = base.with_ranges(["0.7", "1", "1.8"])
    tasks = [a.id for a in base.activities if not a.is_milestone and not a.is_span]

    def some():
        size = min(3, len(tasks))
        return tuple(str(name) for name in rng.choice(tasks, size, replace=False))

    def one(k):
        impacts = [
            {"on": some(), "delay": float(rng.integers(-6, 9))},
            {"on": some(), "factor": [0, 0.5, 3], "each": "separately"},
        ]
        spring = window("2027-01-08", "2027-02-20") if k % 3 == 0 else None
        status = "occurred" if k == 4 else "open"
        return risk(f"R{k}", 0.5, *impacts[: 1 + k % 2], window=spring, status=status)

    update = {str(name): {"exists": 0.6} for name in rng.choice(tasks, 2)}
    update |= {str(name): {"combine": "parallel"} for name in rng.choice(tasks, 2)}
    return base.changed(
        risks=tuple(one(k) for k in range(6)),
        drivers=(
            driver("D1", [0.5, 1, 2], some()),
            driver("D2", 1.4, some(), probability=0.4),
        ),
        activities=tuple(
            a.model_copy(update=update.get(a.id, {})) for a in base.activities
        ),
    )


@pytest.mark.parametrize("seed", range(10))
def test_every_day_has_a_source_in_plans_of_all_kinds(seed):
    """Nothing is left to what is no source, and all of it reaches the value."""
    result = pmrisk.simulate(eventful(seed), 300, SEED)
    found = paths(result, FINISH)
    assert "other" not in {each.source for each in found.contributions}
    total = sum(each.days for each in found.contributions) + found.merging
    assert total == pytest.approx(found.value - found.plan)
    by_source = defaultdict(float)
    for each in found.bookings:
        by_source[each.source] += each.days
    for each in found.contributions:
        assert by_source[each.source] == pytest.approx(each.days, abs=1e-9)
    order = [result.network.activities[j].id for j in result.network.file_order]
    index = dict(zip(order, result.criticality, strict=True))
    for link in found.links:
        assert link.critical <= link.drives + 1e-12
        if result.network.life is None:
            assert link.critical <= index[link.successor] + 1e-12


@pytest.mark.parametrize("seed", range(3))
def test_threads_and_tiles_change_no_bit_of_a_path(seed):
    result = pmrisk.simulate(eventful(seed), 700, SEED, threads=1)
    more = replace(result, provenance=result.provenance._replace(threads=3))
    assert paths(result, FINISH) == paths(more, FINISH)


def test_days_of_a_merge_are_those_of_the_projects_calendar():
    """A milestone keeps moments, but the weekend between them is no work."""
    week = {"standard": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}
    coin = {"discrete": {4: 0.5, 6: 0.5}, "plan": 4}
    activities = [*parallel([coin, coin]), {"id": "M", "type": "milestone"}]
    activities[2]["after"] = ["A0", "A1"]
    made = project(activities, project={"calendar": "standard"}, calendars=week)
    result = pmrisk.simulate(made, 4000, SEED)
    merges = {m.id: m.days for m in paths(result, FINISH).merges}
    # E[max] - max E[X] = 5.5 - 5.
    assert abs(merges["M"] - 0.5) < 5 * 2 * 0.5 / np.sqrt(4000) * 2
    means = result.finish.samples.mean()
    assert merges["M"] <= means - 5 + 0.1
