"""Driving paths: where the days were, what merges cost, what drives."""

import numpy as np
import pytest

import pmrisk
from building import chain, parallel, project
from networks import network
from pmrisk.analysis.paths import paths
from pmrisk.analysis.targets import Target
from pmrisk.errors import OptionError
from standard_errors import SEED

FINISH = Target("finish", None)
COIN = {"discrete": {100: 0.5, 140: 0.5}, "plan": 100}


def traced(activities, level=80.0, iterations=4000, **sections):
    made = project(activities, **sections)
    result = pmrisk.simulate(made, iterations=iterations, seed=SEED)
    return result, paths(result, FINISH, level)


def test_in_a_chain_every_day_is_booked_where_it_was():
    """Nothing is left to merging, and every relationship drives always."""
    _, found = traced(chain([[2, 3, 7], 4, [1, 2, 4]]))
    assert {each.source for each in found.contributions} == {"A0", "A2"}
    assert sum(each.days for each in found.contributions) == pytest.approx(
        found.value - found.plan, abs=1e-9
    )
    assert found.merging == pytest.approx(0, abs=1e-9)
    assert [(e.drives, e.critical) for e in found.links] == [(1, 1)] * 2
    assert found.merges == ()


def test_parallel_coins_share_the_ties():
    """Around P80 the finish is 140. One path has 40 days, or both tie for half each."""
    activities = [*parallel([COIN, COIN]), {"id": "M", "type": "milestone"}]
    activities[2]["after"] = ["A0", "A1"]
    result, found = traced(activities)
    assert (found.plan, found.value) == (100, 140)
    for each in found.contributions:
        assert abs(each.days - 20) < 5 * each.se
    assert sum(each.days for each in found.contributions) == pytest.approx(40)
    # E[max] - max E[X] = 130 - 120.
    (merge,) = found.merges
    assert merge.id == "M"
    mean = result.finish.mean
    assert abs(merge.days - 10) < 5 * mean.standard_error
    # Either drives in three of four: alone in one, together in two.
    for link in found.links:
        assert link.drives == link.critical
        assert abs(link.drives - 0.75) < 5 * np.sqrt(0.75 * 0.25 / 4000)


def test_a_start_to_start_path_leaves_the_duration_out():
    """A0 drives A1's start only; how long A0 takes beyond is not on the path."""
    activities = chain([[2, 3, 7], [10, 20, 40]])
    activities[1]["after"] = ["A0 SS+2d"]
    _, found = traced(activities)
    assert [each.source for each in found.contributions] == ["A1"]
    assert found.merging == pytest.approx(0, abs=1e-9)


def test_a_finish_to_finish_path_takes_a_longer_duration_back():
    """Stretching what is driven by its finish pulls the start of what follows."""
    activities = chain([10, {"uniform": [4, 6], "plan": 4}, 10])
    activities[1]["after"], activities[2]["after"] = ["A0 FF"], ["A1 SS"]
    result, found = traced(activities)
    assert result.plan.finish.days == 16
    (booked,) = found.contributions
    assert booked.source == "A1"
    assert booked.days == pytest.approx(found.value - 16)
    assert booked.days < 0


def test_float_that_the_path_used_up_is_booked_to_merging():
    """20 certain days beside 10 that may become 40, where the path is 20 longer."""
    late = {"discrete": {10: 0.5, 40: 0.5}, "plan": 10}
    _, found = traced(parallel([20, late]))
    assert (found.plan, found.value) == (20, 40)
    (booked,) = found.contributions
    assert (booked.source, booked.days) == ("A1", 30)
    assert found.merging == pytest.approx(-10)


def test_an_uncertain_lag_is_booked_to_itself():
    activities = chain([5, 5])
    lag = {"discrete": {1: 0.5, 3: 0.5}, "plan": 1}
    activities[1]["after"] = [{"activity": "A0", "kind": "FS", "lag": lag}]
    _, found = traced(activities)
    (booked,) = found.contributions
    assert booked.source == "A0>A1.FS.lag"
    assert booked.days == 2


def test_a_constraint_holds_in_so_many_iterations():
    """Due at day 5 after 3 or 9 days: it waits 2 days in half of the iterations."""
    coin = {"discrete": {3: 0.5, 9: 0.5}, "plan": 3}
    activities = chain([coin, 4])
    activities[1]["start_no_earlier_than"] = "2027-01-09"
    _, found = traced(activities)
    (hold,) = found.holds
    (link,) = found.links
    assert hold.id == "A1"
    assert hold.share + link.drives == 1
    assert hold.days == pytest.approx(2 * hold.share)


@pytest.mark.parametrize("seed", range(12))
def test_paths_of_any_plan_agree_with_its_criticality(seed):
    """A relationship on the path has a successor that drives in those iterations."""
    made = network(seed, features=frozenset({"calendars", "milestones", "imposed"}))
    result = pmrisk.simulate(made.with_ranges(["0.7", "1", "1.8"]), 300, SEED)
    found = paths(result, FINISH)
    order = [result.network.activities[j].id for j in result.network.file_order]
    index = dict(zip(order, result.criticality, strict=True))
    for link in found.links:
        assert link.critical <= min(link.drives, index[link.successor]) + 1e-12
    total = sum(each.days for each in found.contributions) + found.merging
    assert total == pytest.approx(found.value - found.plan)


def test_money_has_no_path():
    result = pmrisk.simulate(project(chain([[1, 2, 3]])), 100, SEED)
    with pytest.raises(OptionError, match=r"^of cost: money has no path"):
        paths(result, Target("cost", None))


def test_a_margin_is_a_step_from_the_plan():
    """The plan has four days of margin that the run is without."""
    activities = chain([[9, 10, 14], 4])
    activities[1]["margin"] = True
    result, found = traced(activities)
    assert found.plan == result.plan.finish.days == 14
    assert [(step.source, step.value) for step in found.steps] == [("margin", -4)]
    days = sum(each.days for each in found.contributions)
    assert found.plan - 4 + days + found.merging == pytest.approx(found.value)
