"""Money that moves with the date: price indices and rates, against integration."""

from datetime import datetime, timedelta

import numpy as np
import pytest

import pmrisk
from building import project
from pmrisk.network.worktime import worked_between

START = datetime(2027, 1, 4)
YEAR = 365.25


def factor(day, rate, since):
    """(1 + rate)^(years after `since`), 1 before; `day` counts from 2027-01-04."""
    return (1 + rate) ** (np.maximum(day - since, 0) / YEAR)


def days(moment):
    """Days from 2027-01-04 to an ISO date."""
    return (datetime.fromisoformat(moment) - START) / timedelta(days=1)


def escalated(cost, duration, rate=0.1, since="2027-01-04", **activity):
    """The plan's cost of one activity whose money follows an index."""
    built = project(
        [{"id": "A", "duration": duration, "cost": {"escalation": "x"} | cost}
         | activity],
        escalation={"x": {"rate": rate, "from": since}},
    )  # fmt: skip
    return pmrisk.schedule(built).cost


@pytest.mark.parametrize("spread", ["start", "end"])
def test_money_spent_at_once(spread):
    """What is due at the start does not rise; at the end it has by 400 days."""
    found = escalated({"fixed": 1000, "spread": spread}, 400)
    day = 0 if spread == "start" else 400
    assert found == pytest.approx(1000 * 1.1 ** (day / YEAR), rel=1e-12)


@pytest.mark.parametrize("rate", [-0.2, 0.001, 0.03, 0.1, 1.0])
@pytest.mark.parametrize("since", ["2027-01-04", "2027-03-17T05:30", "2030-01-01"])
def test_even_money_around_the_clock(rate, since):
    """The mean of the factor is an integral that has a closed form."""
    found = escalated({"fixed": 1000}, 500, rate, since)
    before = min(days(since), 500)
    g = np.log1p(rate) / YEAR
    total = before + np.expm1(g * (500 - before)) / g
    assert found == pytest.approx(1000 * total / 500, rel=1e-9)


def test_prices_that_have_risen_before_the_start():
    """In the middle of a month, under an index of the year before."""
    g, risen = np.log1p(0.1) / YEAR, -days("2026-06-15")
    expected = np.exp(g * risen) * np.expm1(g * 100) / g
    found = escalated({"per_day": 7}, 100, since="2026-06-15")
    assert found == pytest.approx(7 * expected, rel=1e-9)


def integrated(calendar, start, minutes, rate, since):
    """The mean factor over so many minutes of work, minute by minute."""
    clock, factors = start, []
    while len(factors) < minutes:
        if worked_between(calendar, clock, clock + timedelta(minutes=1)):
            middle = (clock - START + timedelta(seconds=30)) / timedelta(days=1)
            factors.append(factor(middle, rate, since))
        clock += timedelta(minutes=1)
    return np.mean(factors)


@pytest.mark.parametrize("since", ["2027-01-04", "2027-02-10T10:20"])
def test_even_money_on_a_calendar(since):
    """Weekends, lunch and a holiday spend nothing; one and a half months of work.

    The rule of the middle is right to (g h)^2 / 24 for minutes: below 1e-14.
    """
    built = project(
        [{"id": "A", "duration": 30, "calendar": "standard",
          "cost": {"per_day": 100, "escalation": "x"}}],
        calendars={"standard": {
            "week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
            "holidays": ["2027-01-20", "2027-02-01..2027-02-03"],
        }},
        escalation={"x": {"rate": 0.3, "from": since}},
    )  # fmt: skip
    calendar = built.calendars["standard"]
    first = datetime(2027, 1, 4, 8)
    expected = integrated(calendar, first, 30 * 480, 0.3, days(since))
    assert pmrisk.schedule(built).cost == pytest.approx(3000 * expected, rel=1e-9)


def test_the_rate_is_drawn_once_an_iteration():
    """Two activities rise by one rate; what rises by none stays as it is."""
    built = project(
        [
            {"id": "A", "duration": 10, "cost":
             {"fixed": 100, "escalation": "x", "spread": "end"}},
            {"id": "B", "duration": 365, "cost":
             {"fixed": 100, "escalation": "x", "spread": "end"}},
            {"id": "C", "duration": 365, "cost": {"fixed": 7}},
        ],
        escalation={"x": {"rate": {"discrete": {0.1: 0.5, 0.5: 0.5}}}},
    )  # fmt: skip
    costs = np.unique(pmrisk.simulate(built, 500).cost.samples)
    expected = [
        7 + 100 * (1 + r) ** (10 / YEAR) + 100 * (1 + r) ** (365 / YEAR)
        for r in (0.1, 0.5)
    ]
    np.testing.assert_allclose(costs, expected, rtol=1e-12)


def test_it_follows_the_dates_of_its_own_iteration():
    """With an uncertain start, money at the start is a function of that date."""
    built = project(
        [
            {"id": "A", "duration": [20, 100, 400]},
            {"id": "B", "duration": 5, "after": ["A"], "cost":
             {"fixed": 100, "escalation": "x", "spread": "start"}},
        ],
        escalation={"x": {"rate": 0.08, "from": "2027-02-01"}},
    )  # fmt: skip
    result = pmrisk.simulate(built, 1000)
    begun = result.finish.samples - 5
    expected = 100 * factor(begun, 0.08, days("2027-02-01"))
    np.testing.assert_allclose(result.cost.samples, expected, rtol=1e-12)


def test_what_remains_escalates_from_the_data_date():
    """Half of the money is left, and spent at the end of what remains."""
    found = escalated(
        {"fixed": 1000, "spread": "end"}, 20, since="2027-01-04",
        actual_start="2027-01-04", percent_complete=50, actual_cost=450,
    )  # fmt: skip
    assert found == pytest.approx(450 + 500 * 1.1 ** (10 / YEAR), rel=1e-12)


def test_rates_that_change_by_date():
    """10 days at 240, 15 at 480 and 5 at 720 a day, of two people and half of one."""
    built = project(
        [{"id": "A", "duration": 30, "resources": {"dev": 2, "ops": {"effort": "3d"}}}],
        resources={
            "dev": {"rate": [{"rate": "240/day"}, {"from": "2027-01-14",
                    "rate": "20/h"}, {"from": "2027-01-29", "rate": "5040/week"}]},
            "ops": {"rate": [{"from": "2027-01-01", "rate": "100/day"},
                             {"from": "2027-01-19", "rate": "200/day"}]},
        },
    )  # fmt: skip
    dev = 2 * (10 * 240 + 15 * 480 + 5 * 720)
    # Effort is spent evenly: half of the time at each rate.
    assert pmrisk.schedule(built).cost == pytest.approx(dev + 3 * 150, rel=1e-12)


def test_effort_that_is_left():
    """A quarter is done: three quarters of four days at 100, all at the new rate."""
    built = project(
        [{"id": "A", "duration": 8, "actual_start": "2027-01-04",
          "percent_complete": 25, "resources": {"ops": {"effort": "4d"}}}],
        project={"data_date": "2027-01-10"},
        resources={"ops": {"rate": [{"rate": "1/day"}, {"from": "2027-01-10",
                                     "rate": "100/day"}]}},
    )  # fmt: skip
    assert pmrisk.schedule(built).cost == pytest.approx(300)


def test_a_resource_follows_its_own_index():
    """Its rates rise; the money per day beside them does not."""
    built = project(
        [{"id": "A", "duration": 100, "resources": {"dev": 1}, "cost": {"per_day": 9}}],
        resources={"dev": {"rate": "240/day", "escalation": "w"}},
        escalation={"w": {"rate": 0.2}},
    )
    g = np.log1p(0.2) / YEAR
    expected = 900 + 240 * np.expm1(g * 100) / g
    assert pmrisk.schedule(built).cost == pytest.approx(expected, rel=1e-9)


def test_adding_an_index_moves_no_other_draw():
    """Durations and the money before prices rise stay to the bit."""
    acts = [
        {"id": f"A{k}", "duration": [5, 8, 15], "cost": {"fixed": [10, 20, 60]}}
        for k in range(5)
    ]
    before = pmrisk.simulate(project(acts), 500)
    acts[2]["cost"]["escalation"] = "x"
    index = {"x": {"rate": [0.01, 0.03, 0.06], "from": "2040-01-01"}}
    after = pmrisk.simulate(project(acts, escalation=index), 500)
    np.testing.assert_array_equal(before.finish.moments, after.finish.moments)
    np.testing.assert_allclose(before.cost.samples, after.cost.samples, rtol=1e-13)
