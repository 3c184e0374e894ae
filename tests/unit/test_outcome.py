"""What a result says of a date and of a budget."""

from datetime import date, datetime

import numpy as np
import pytest

import pmrisk
from building import chain, parallel, project
from pmrisk.errors import OptionError
from pmrisk.outcome import promised


@pytest.fixture(scope="module")
def result():
    built = project(
        parallel([{"discrete": {"5": 0.5, "9": 0.5}}]),
        project={"target_finish": "2027-01-08", "budget": 100},
    )
    return pmrisk.simulate(built, 2000, seed=1)


def test_a_percentile_is_a_date_that_occurred(result):
    """Half the iterations take 5 days, the others 9; nothing lies between."""
    assert {result.finish.percentile(p).days for p in (10, 40, 60, 90)} == {5.0, 9.0}
    assert str(result.finish.percentile(90).date) == "2027-01-13 00:00:00"


def test_a_promised_day_lasts_until_midnight(result):
    """The fifth day ends on 2027-01-08 at 24:00, which keeps that promise."""
    share = np.mean(result.finish.samples == 5)
    assert result.targets.finish.probability.value == share
    assert result.finish.probability_within(date(2027, 1, 8)).value == share
    assert result.finish.probability_within(datetime(2027, 1, 8, 23, 59)).value == 0
    assert promised(datetime(2027, 1, 9)) == date(2027, 1, 8)


def test_the_joint_chance_counts_iterations_that_keep_both(result):
    """Nothing costs anything here, so that both is the date alone."""
    assert result.targets.budget.probability.value == 1
    assert result.targets.both.value == result.targets.finish.probability.value


def test_two_independent_promises_hold_together_less_often():
    """A P80 date and a P80 budget that are independent: 64 % of iterations."""
    built = project(
        [{"id": "A", "duration": {"uniform": [1, 9]},
          "cost": {"fixed": {"uniform": [0, 100]}}}]
    )  # fmt: skip
    found = pmrisk.simulate(built, 20_000)
    both = found.contingency(80).both
    assert abs(both.value - 0.64) < 5 * both.standard_error


@pytest.mark.parametrize("level", [0, 100, -5, 101, float("nan")])
def test_levels_are_percentages(result, level):
    """Nought and a hundred are no percentiles of a simulation."""
    with pytest.raises(OptionError, match="above 0 and below 100"):
        result.finish.percentile(level)


def test_a_tail_without_variance_has_no_sd():
    """Null and a warning, and percentiles as usual."""
    tail = {"p50": 5, "p90": 10, "tail_from": 0.9, "alpha": 1.6}
    heavy = pmrisk.simulate(project(chain([{"lognormal_pareto": tail}])), 500)
    assert heavy.finish.sd is None
    assert heavy.finish.mean.standard_error is None
    assert heavy.finish.mean.value is not None
    assert heavy.finish.percentile(80).days > 5
    assert "fat-tail" in {warning.code for warning in heavy.warnings}
    bounded = {"lognormal_pareto": tail, "max": 50}
    assert pmrisk.simulate(project(chain([bounded])), 500).finish.sd > 0


def test_draws_below_zero_count_as_zero_and_are_said():
    """A normal duration may be negative; its iterations are counted."""
    built = project(chain([{"normal": {"mean": 1, "sd": 1}}]))
    found = pmrisk.simulate(built, 1000)
    assert found.finish.samples.min() == 0
    assert [w.code for w in found.warnings] == ["below-zero"]


def test_a_finish_beyond_the_calendars_is_said():
    """Two hundred years ahead every hour counts as worked, and a warning says so."""
    built = project(
        chain([{"lognormal_pareto": {"p50": 5, "p90": 10, "tail_from": 0.9,
                                     "alpha": 0.3}}]),
        project={"calendar": "standard"},
    )  # fmt: skip
    codes = {w.code for w in pmrisk.simulate(built, 2000).warnings}
    assert "beyond-calendars" in codes


def test_a_saving_is_within_its_own_budget():
    """A negative cost of exactly the budget keeps it."""
    built = project([{"id": "A", "duration": 3, "cost": {"fixed": -100}}])
    found = pmrisk.simulate(built, 50)
    assert found.cost.probability_within(-100).value == 1
    assert found.plan.cost_level == 100


def test_a_fat_tail_takes_no_sd_from_what_it_cannot_reach():
    """A duration that costs nothing leaves the cost its sd, and the finish loses it."""
    tail = {"lognormal_pareto": {"p50": 5, "p90": 10, "tail_from": 0.9, "alpha": 1.6}}
    activities = [
        {"id": "A", "duration": tail},
        {"id": "B", "duration": [1, 2, 3], "cost": {"fixed": [100, 200, 300]}},
    ]
    found = pmrisk.simulate(project(activities), 200)
    assert found.finish.sd is None
    assert found.cost.sd > 0
    apart = pmrisk.simulate(project(activities, project={"finish": "B"}), 200)
    assert apart.finish.sd > 0


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_intervals_stay_inside_the_sample(sampling):
    """However fat the tail, no bound lies before the project's start."""
    tail = {"p50": 5, "p90": 10, "tail_from": 0.9, "alpha": 0.3}
    built = project(chain([{"lognormal_pareto": tail}]))
    found = pmrisk.simulate(built, 64, sampling=sampling)
    p80, samples = found.finish.percentile(80), found.finish.samples
    assert samples.min() <= p80.low.days <= p80.days <= p80.high.days <= samples.max()


def test_until_says_when_it_gives_up():
    """The iterations allowed are too few for the width asked for."""
    found = pmrisk.simulate(project(chain([[5, 8, 15]])), 2000, until=0.0001)
    assert [w.code for w in found.warnings] == ["not-converged"]
