"""Costs by hand: fixed sums, money per day, people by the hour, effort that stays."""

import numpy as np
import pytest

import pmrisk
from building import project

OFFICE = {"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}


def plan_cost(activity, resources=None, **head):
    built = project(
        [{"id": "A"} | activity],
        project={"calendar": "office"} | head,
        calendars=OFFICE,
        resources=resources or {},
    )
    return pmrisk.schedule(built).cost


def test_fixed_and_per_day():
    """10 days at 900 a day beside 5,000; three points count at their most likely."""
    cost = {"fixed": [4000, 5000, 9000], "per_day": 900}
    assert plan_cost({"duration": 10, "cost": cost}) == 14_000


def test_half_a_day_costs_half():
    """4 working hours are half of an 8-hour day."""
    assert plan_cost({"duration": "4h", "cost": {"per_day": 900}}) == 450


@pytest.mark.parametrize(
    ("rate", "hourly"), [("960/day", 120), ("120/h", 120), ("4800/week", 120)]
)
def test_resources_by_the_hour(rate, hourly):
    """2.5 units for 3 days of 8 hours."""
    found = plan_cost(
        {"duration": 3, "resources": {"dev": 2.5}}, {"dev": {"rate": rate}}
    )
    assert found == pytest.approx(2.5 * 24 * hourly)


def test_effort_does_not_grow_with_the_duration():
    """40 days of effort cost the same on an activity of 5 days and of 50."""
    for duration in (5, 50):
        activity = {"duration": duration, "resources": {"dev": {"effort": "40d"}}}
        found = plan_cost(activity, {"dev": {"rate": "960/day"}})
        assert found == pytest.approx(40 * 960)


def test_cost_follows_the_iteration_that_spends_it():
    """With one uncertain duration, cost is an exact line in the finish."""
    built = project(
        [{"id": "A", "duration": [5, 8, 15], "cost": {"fixed": 100, "per_day": 1440}}]
    )
    result = pmrisk.simulate(built, 500)
    expected = 100 + 1440 * result.finish.samples
    np.testing.assert_allclose(result.cost.samples, expected, rtol=1e-12)


def test_uncertain_rates_have_streams_of_their_own():
    """Cost per day is drawn once for each iteration, beside the fixed sum."""
    built = project(
        [{"id": "A", "duration": 10, "cost": {"fixed": {"uniform": [0, 100]},
                                               "per_day": {"uniform": [1, 2]}}}]
    )  # fmt: skip
    cost = pmrisk.simulate(built, 4000).cost.samples
    assert 10 < cost.min() < 20
    assert 110 < cost.max() < 120
    # Independent: the variance of the sum is the sum of the variances.
    assert cost.var() == pytest.approx(100**2 / 12 + 10**2 / 12, rel=0.1)
