"""Tornado, tail and the table of all methods, on plans whose answers are known."""

import numpy as np
import pytest

import pmrisk
from building import chain, parallel
from happening import branch, driver, project, risk
from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.sources import players
from pmrisk.analysis.targets import Target
from pmrisk.analysis.tornado import correlation, drawn_for
from standard_errors import SEED


def simulated(activities, iterations=4000, **sections):
    return pmrisk.simulate(project(activities, **sections), iterations, SEED)


@pytest.fixture(scope="module")
def two_paths():
    """Two parallel paths of 100 days, each 40 longer with an even chance."""
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": 40}) for k in (0, 1)]
    return simulated(parallel([100, 100]), risks=risks)


def test_the_methods_disagree_on_two_parallel_paths(two_paths):
    """P80: 20 adds up, 0 would go, 40 alone; the path had 20 of each."""
    found = analyse(two_paths, level=80, method="all")
    assert {row.source for row in found.rows} == {"R0", "R1"}
    for row in found.rows:
        assert (row.contribution, row.without_this, row.only_this) == (20, 0, 40)
        assert abs(row.path - 20) < 2
        # Var max = 3/16, of which each makes 1/16 alone and 2/16 in all.
        assert abs(row.first_order - 1 / 3) < 0.1
        assert abs(row.total - 2 / 3) < 0.1
        # corr(coin, max of two coins) = (1/8) / (1/2 · sqrt(3)/4).
        assert abs(row.correlation - 1 / np.sqrt(3)) < 5 / np.sqrt(4000)
        assert abs(row.criticality_index - 0.75) < 0.04
        expected = row.criticality_index * 20 / two_paths.finish.sd
        assert row.schedule_sensitivity_index == pytest.approx(expected, rel=0.02)
    assert found.spread.tornado.noise_floor == pytest.approx(0.031, abs=0.0005)


def test_of_money_there_is_no_path():
    activities = chain([[2, 3, 7]])
    activities[0]["cost"] = {"per_day": 10}
    found = analyse(simulated(activities, 500), of="cost", method="all")
    (row,) = found.rows
    assert found.paths is row.path is row.criticality_index is None
    assert row.correlation == pytest.approx(1)


def test_the_tornado_is_of_what_was_drawn():
    """A range by its days, a risk by its delay where it happens, a driver by factor."""
    risks = [risk("R", 0.5, {"on": "A1", "delay": {"uniform": [1, 9], "plan": 5}})]
    drivers = [driver("D", {"uniform": [1, 3], "plan": 1}, "A2")]
    wide = {"uniform": [1, 9], "plan": 5}
    result = simulated(chain([wide, 5, 5]), 500, risks=risks, drivers=drivers)
    everybody = players(result.network)
    kept = Coalitions(result, everybody, Target("finish"), "sd")
    drawn = {p.source: drawn_for(kept, p) for p in everybody}
    struck = result.happened[0] == 1
    assert (drawn["R"][~struck] == 0).all()
    days = 5 + 5 + 5 + drawn["A0"] / 1440 + drawn["R"] / 1440 + 5 * struck
    days += 5 * drawn["D"]
    assert days == pytest.approx(result.finish.samples, abs=1e-3)
    assert correlation(np.arange(4.0), np.array([3.0, 2, 1, 0])) == -1
    assert correlation(np.arange(4.0), np.ones(4)) is None


def test_the_tail_of_two_risks_holds_both_or_either(two_paths):
    """Beyond P20 are the iterations in which something happened: 3 of 4."""
    found = analyse(two_paths, level=80).tail
    # Nothing lies beyond P90, which is the most there is: its own iterations count.
    assert found.iterations == sum(two_paths.finish.samples > 100)
    for lift in found.lifts:
        # P(R | R or other) / P(R) = (2/3) / (1/2).
        assert abs(lift.lift - 4 / 3) < 5 * lift.se
        assert (lift.how, lift.kind, lift.is_told) == ("occurs", "risk", True)
    assert {each.sources for each in found.combinations} == {
        ("R0",), ("R1",), ("R0", "R1"),
    }  # fmt: skip
    assert sum(each.beyond for each in found.combinations) == pytest.approx(1)


def test_the_tail_names_what_is_high_or_chosen_and_leaves_money_out():
    """The last tenth are the iterations of the long way, and its longest."""
    activities = [
        {"id": "T", "duration": 5, "cost": {"fixed": [10, 20, 60]}},
        {"id": "X", "duration": 3, "after": ["T"]},
        {"id": "Y", "duration": {"uniform": [20, 30], "plan": 25}, "after": ["T"]},
    ]
    result = simulated(activities, branches=[branch("T", X=0.75, Y=0.25)])
    found = analyse(result).tail
    lifts = {each.source: each for each in found.lifts}
    assert lifts.keys() == {"branch>T", "Y"}
    assert (lifts["branch>T"].how, lifts["branch>T"].beyond) == ("differs", 1)
    assert abs(lifts["branch>T"].lift - 4) < 5 * lifts["branch>T"].se
    # The highest fifth of Y in half of the tail: 2/5 of the long ways are in it.
    assert abs(lifts["Y"].lift - 2.5) < 5 * lifts["Y"].se
    assert lifts["Y"].how == "high"
    # The long way alone or with a long Y, half of the tail each.
    sets = {each.sources for each in found.combinations}
    assert sets == {("branch>T",), ("Y", "branch>T")}


def test_the_tail_of_a_promise_is_where_it_is_broken():
    head = {"target_finish": "2027-01-10"}
    risks = [risk(f"R{k}", 0.5, {"on": "A0", "delay": d}) for k, d in ((1, 9), (2, 1))]
    result = simulated(chain([5]), risks=risks, project=head)
    found = analyse(result, level="chance").tail
    assert (found.level, found.iterations) == (None, int(result.happened[0].sum()))
    lifts = {each.source: each for each in found.lifts}
    assert lifts["R1"].beyond == 1
    assert not lifts["R2"].is_told
    assert found.among == ("R1",)
