"""Coalitions of sources over one set of draws."""

from dataclasses import replace

import numpy as np
import pytest

import pmrisk
from building import chain, parallel, project
from networks import network
from pmrisk.analysis.coalitions import PARTS, Coalitions
from pmrisk.analysis.sources import players
from pmrisk.analysis.targets import Target
from pmrisk.intervals import percentile
from standard_errors import SEED

FINISH, COST = Target("finish", None), Target("cost", None)


def ranged(base):
    """A project with a range around every duration, and one around a cost."""
    return base.with_ranges(["0.8", "1", "1.7"])


def asked_of(result, target=FINISH, measure=80.0):
    """The game of a result, and how many play it."""
    everybody = players(result.network)
    return Coalitions(result, everybody, target, measure), len(everybody)


def by_hand(outcomes, measure):
    """The measure of all, and without each part, one after the other."""
    n = len(outcomes)
    left = [np.delete(outcomes, np.arange(part, n, PARTS)) for part in range(PARTS)]
    if measure == "mean":
        return [np.mean(each) for each in (outcomes, *left)]
    if measure == "sd":
        return [np.std(each, ddof=1) for each in (outcomes, *left)]
    return [percentile(np.sort(each), measure) for each in (outcomes, *left)]


@pytest.mark.parametrize("seed", range(8))
def test_everybody_is_the_run_itself_and_nobody_the_plan(seed):
    """To the bit, in plans with everything that a scheduler obeys."""
    made = ranged(network(seed))
    result = pmrisk.simulate(made, iterations=200, seed=SEED, keep_constraints=True)
    game, n = asked_of(result)
    ends = game.outcomes(np.array([[False] * n, [True] * n]))
    np.testing.assert_array_equal(ends[1], result.finish.moments)
    plan = result.network.timeline.at(int(ends[0, 0]))
    assert plan.date == result.plan.finish.date
    assert (ends[0] == ends[0, 0]).all()


def test_money_is_that_of_the_run_to_the_bit():
    activities = chain([[2, 3, 7], 4, [1, 2, 4]])
    activities[0]["cost"] = {"fixed": [100, 120, 200], "per_day": [10, 20, 25]}
    activities[2]["cost"] = {"per_day": 7}
    result = pmrisk.simulate(project(activities), iterations=300, seed=SEED)
    game, n = asked_of(result, COST)
    ends = game.outcomes(np.array([[False] * n, [True] * n]))
    np.testing.assert_array_equal(ends[1], result.cost.samples)
    assert set(ends[0].tolist()) == {result.plan.cost}


def test_money_that_follows_dates_is_that_of_the_run_to_the_bit():
    """Under a price index, a contract with damages, and rates by date."""
    activities = chain([[2, 3, 7], [1, 2, 4], [5, 6, 9]])
    activities[0]["cost"] = {"per_day": [10, 20, 25], "escalation": "steel"}
    activities[2]["cost"] = {"fixed": 70, "escalation": "steel", "spread": "end"}
    end = {"id": "M", "type": "milestone", "after": ["A2"], "deadline": "2027-01-14"}
    damages = {"milestone": "M", "per_day": 30}
    made = project(
        [*activities, end],
        escalation={"steel": {"rate": [0.1, 0.4, 0.9], "from": "2027-01-04"}},
        contracts=[
            {"id": "C", "on": "A1", "type": "time_and_materials", "rate": "40/day"}
            | {"late_damages": damages}
        ],
    )
    result = pmrisk.simulate(made, iterations=300, seed=SEED)
    game, n = asked_of(result, COST)
    ends = game.outcomes(
        np.array([[False] * n, [True] * n, [True] + [False] * (n - 1)])
    )
    np.testing.assert_array_equal(ends[1], result.cost.samples)
    assert set(ends[0].tolist()) == {result.plan.cost}
    assert len(set(ends[2].tolist())) > 1
    assert {"A0", "A0.per_day", "A1", "A2"} < {
        p.source for p in players(result.network)
    }
    assert n == 5, "and the rate of the index"


def test_a_coalition_is_a_run_in_which_the_others_are_certain():
    """Its sources keep their luck when another loses its range."""
    whole = project(chain([[2, 3, 7], [4, 5, 9], [1, 2, 4]]))
    part = project(chain([[2, 3, 7], 5, [1, 2, 4]]))
    runs = [pmrisk.simulate(each, iterations=500, seed=SEED) for each in (whole, part)]
    game, _ = asked_of(runs[0])
    without = game.outcomes(np.array([[True, False, True]]))[0]
    days = game.numbers(without) / runs[0].network.timeline.minutes_per_day
    np.testing.assert_array_equal(days, runs[1].finish.samples)


@pytest.mark.parametrize("iterations", [100, 1000, 1003])
@pytest.mark.parametrize("measure", ["mean", "sd", 50.0, 80.0, 97.0])
def test_measures_leave_out_each_part(iterations, measure):
    made = project(parallel([[2, 3, 7], [1, 3, 9]]))
    result = pmrisk.simulate(made, iterations=iterations, seed=SEED)
    game, _ = asked_of(result, measure=measure)
    expected = by_hand(result.finish.samples * 1440, measure)
    found = game(np.ones((1, 2), bool))[0]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("level", [10.0, 50.0, 80.0])
def test_percentiles_of_few_distinct_outcomes(level):
    """Nearly all iterations tie."""
    uneven = {"discrete": {1: 0.3, 2: 0.5, 3: 0.2}}
    result = pmrisk.simulate(project(chain([uneven])), iterations=256, seed=SEED)
    game, _ = asked_of(result, measure=level)
    expected = by_hand(result.finish.samples * 1440, level)
    assert game(np.ones((1, 1), bool))[0].tolist() == expected


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
def test_the_draws_are_those_of_the_run_under_any_sampling(sampling):
    made = project(parallel([[2, 3, 7], [1, 3, 9]]))
    result = pmrisk.simulate(made, iterations=320, seed=SEED, sampling=sampling)
    game, n = asked_of(result)
    everybody = game.outcomes(np.ones((1, n), bool))[0]
    np.testing.assert_array_equal(everybody, result.finish.moments)


def test_threads_change_no_bit():
    made = ranged(network(3))
    result = pmrisk.simulate(made, iterations=2000, seed=SEED, threads=1)
    more = replace(result, provenance=result.provenance._replace(threads=3))
    asked = np.random.default_rng(SEED).random((40, len(players(result.network)))) < 0.5
    one, three = (asked_of(each, measure="sd")[0](asked) for each in (result, more))
    np.testing.assert_array_equal(one, three)


def test_an_activitys_finish_can_be_measured():
    made = project(chain([[2, 3, 7], 4, [1, 2, 4]]))
    result = pmrisk.simulate(made, iterations=400, seed=SEED)
    game, _ = asked_of(result, Target("A0", 0), "mean")
    found = game(np.array([[True, True], [False, True]]))[:, 0] / 1440
    assert found[1] == 3
    last = pmrisk.simulate(project(chain([[2, 3, 7]])), iterations=400, seed=SEED)
    assert found[0] == pytest.approx(last.finish.mean.value)
