"""What contracts pay, by hand: every type, its cap, damages, bonus, change orders.

On the continuous calendar from 2027-01-04 a day is 24 hours, and day n ends when
2027-01-04 plus n begins.
"""

import numpy as np
import pytest

import pmrisk
from building import project

WORK = {"id": "A", "duration": 10, "cost": {"fixed": 400, "per_day": 60}}
# What the work costs the vendor.
COST = 1000


def plan(contract, duration=10, **milestone):
    """The plan's cost with one contract on A, and 77 for work under none."""
    built = project(
        [
            WORK | {"duration": duration},
            {"id": "B", "duration": 2, "cost": {"fixed": 77}},
            {"id": "M", "type": "milestone", "after": ["A"]} | milestone,
        ],
        contracts=[{"id": "C", "on": "A"} | contract],
    )
    return pmrisk.schedule(built).cost - 77


def test_fixed_price():
    """The price, whatever the work costs."""
    assert plan({"type": "fixed_price", "price": 1500}) == 1500
    assert plan({"type": "fixed_price", "price": 1500}, duration=50) == 1500


def test_time_and_materials():
    """The rate for each working day of the activities; a cap holds it."""
    terms = {"type": "time_and_materials", "rate": "130/day"}
    assert plan(terms) == 1300
    assert plan(terms, duration=20) == 2600
    assert plan(terms | {"cap": 2000}, duration=20) == 2000


def test_working_days_are_those_of_each_calendar():
    """Three days of eight hours and 36 hours around the clock are 4.5 days."""
    built = project(
        [
            {"id": "A", "duration": 3, "calendar": "standard"},
            {"id": "B", "duration": "36h"},
            {"id": "S", "type": "summary", "wbs": "X", "cost": {"per_day": 1}},
            {"id": "C", "duration": 7, "wbs": "X"},
        ],
        contracts=[
            {"id": "V", "on": ["A", "B", "S"], "type": "time_and_materials", "rate": 10}
        ],
    )
    assert pmrisk.schedule(built).cost == pytest.approx(45)


def test_cost_plus():
    """C + fee, up to the cap."""
    assert plan({"type": "cost_plus"}) == COST
    assert plan({"type": "cost_plus", "fee": 150}) == COST + 150
    assert plan({"type": "cost_plus", "fee": 150, "cap": 1100}) == 1100


@pytest.mark.parametrize(
    ("target", "expected"),
    [(800, 1000 + 50 - 0.6 * 200), (1000, 1050), (1300, 1000 + 50 + 0.25 * 300)],
)
def test_target_cost(target, expected):
    """C + fee less the vendor's share of C - price, over and under the target."""
    share = {"over": 0.6, "under": 0.25}
    terms = {"type": "target_cost", "price": target, "fee": 50, "share": share}
    assert plan(terms) == pytest.approx(expected)
    assert plan(terms | {"cap": 900}) == 900


@pytest.mark.parametrize(
    ("duration", "days"),
    [(9, 0), (10, 0), ("14401min", 1), (11, 1), ("15841min", 2), (30, 20)],
)
def test_late_damages(duration, days):
    """Each calendar day begun after the deadline, which ends with its day."""
    terms = {
        "type": "fixed_price",
        "price": 1500,
        "late_damages": {"milestone": "M", "per_day": 7},
    }
    # The tenth day is 2027-01-13.
    assert plan(terms, duration, deadline="2027-01-13") == 1500 - 7 * days


def test_damages_have_a_cap():
    """They take no more than that, and more than the price if nothing holds them."""
    clause = {"milestone": "M", "per_day": 100, "cap": 350}
    terms = {"type": "fixed_price", "price": 1500, "late_damages": clause}
    assert plan(terms, 30, deadline="2027-01-13") == 1150
    clause.pop("cap")
    assert plan(terms, 30, deadline="2027-01-13") == -500


@pytest.mark.parametrize(
    ("duration", "days"), [(10, 0), ("14399min", 0), (9, 1), ("12961min", 0), (2, 5)]
)
def test_early_bonus(duration, days):
    """Each whole calendar day before the deadline, up to a cap of five."""
    terms = {
        "type": "fixed_price",
        "price": 1500,
        "early_bonus": {"milestone": "M", "per_day": 7, "cap": 35},
    }
    assert plan(terms, duration, deadline="2027-01-13") == 1500 + 7 * days


def test_a_bonus_may_take_the_milestone_of_the_damages():
    terms = {
        "type": "fixed_price",
        "price": 1500,
        "late_damages": {"milestone": "M", "per_day": 3},
        "early_bonus": {"per_day": 7},
    }
    assert plan(terms, 8, deadline="2027-01-13") == 1514
    assert plan(terms, 12, deadline="2027-01-13") == 1494


def test_a_milestone_that_has_been_reached():
    """Its actual finish is what counts: two days begun after the deadline."""
    done = {
        "deadline": "2027-01-05",
        "actual_start": "2027-01-07T12:00",
        "actual_finish": "2027-01-07T12:00",
    }
    built = project(
        [{"id": "M", "type": "milestone"} | done, {"id": "A", "duration": 3}],
        project={"data_date": "2027-01-09"},
        contracts=[
            {"id": "C", "on": "A", "type": "fixed_price", "price": 100,
             "late_damages": {"milestone": "M", "per_day": 10}}
        ],
    )  # fmt: skip
    assert pmrisk.schedule(built).cost == 80


def test_change_orders():
    """Paid on top, beyond the cap; one of less than even chance not in the plan."""
    orders = [
        {"name": "more", "price": 200},
        {"name": "likely", "price": 30, "probability": 0.6},
        {"name": "less", "price": 4, "probability": 0.4},
    ]
    terms = {"type": "cost_plus", "cap": 900, "change_orders": orders}
    assert plan(terms) == 900 + 200 + 30


def test_work_in_progress_and_done():
    """Actual cost is the vendor's; days that were worked are paid for as well."""
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-08"}
    half = {"actual_start": "2027-01-06", "percent_complete": 50}
    built = project(
        [
            {"id": "A", "duration": 5, "actual_cost": 300} | done,
            {"id": "B", "duration": 8, "actual_cost": 70, "cost": {"per_day": 10}}
            | half,
        ],
        project={"data_date": "2027-01-10"},
        contracts=[{"id": "C", "on": ["A", "B"], "type": "cost_plus", "fee": 1}],
    )
    # Four days of B are left.
    assert pmrisk.schedule(built).cost == 300 + 70 + 40 + 1
    terms = {"id": "C", "on": ["A", "B"], "type": "time_and_materials", "rate": 100}
    built = project(
        [{"id": "A", "duration": 5} | done, {"id": "B", "duration": 8} | half],
        project={"data_date": "2027-01-10"},
        contracts=[terms],
    )  # fmt: skip
    # Five days of A, four of B until the data date, and four more.
    assert pmrisk.schedule(built).cost == 1300


def test_enumeration():
    """Every combination of two durations, a price and a change order, in rationals."""
    price = {"discrete": {900: 0.25, 1100: 0.75}}
    built = project(
        [
            {"id": "A", "duration": {"discrete": {4: 0.5, 6: 0.5}},
             "cost": {"per_day": 100}},
            {"id": "B", "duration": {"discrete": {3: 0.25, 8: 0.75}}, "after": ["A"],
             "cost": {"per_day": 50}},
            {"id": "M", "type": "milestone", "after": ["B"], "deadline": "2027-01-11"},
        ],
        contracts=[
            {"id": "C", "on": ["A", "B"], "type": "target_cost", "price": price,
             "share": {"over": 0.5, "under": 0.25}, "cap": 950,
             "late_damages": {"milestone": "M", "per_day": 20, "cap": 90},
             "change_orders": [{"name": "X", "price": 64, "probability": 0.25}]},
        ],
    )  # fmt: skip
    expected = {}
    for a, p in ((4, 4), (6, 4)):
        for b, q in ((3, 2), (8, 6)):
            for target, r in ((900, 2), (1100, 6)):
                for order, s in ((64, 2), (0, 6)):
                    cost = 100 * a + 50 * b
                    over = cost - target
                    paid = cost - (0.5 if over > 0 else 0.25) * over
                    paid = min(paid, 950) + order - min(90, 20 * max(0, a + b - 8))
                    expected[paid] = expected.get(paid, 0) + p * q * r * s / 8**4
    assert sum(expected.values()) == 1
    n = 100_000
    result = pmrisk.simulate(built, n, seed=7)
    values, counts = np.unique(np.round(result.cost.samples, 6), return_counts=True)
    assert set(values) == {round(paid, 6) for paid in expected}
    for paid, chance in expected.items():
        hits = counts[np.isclose(values, paid)].sum()
        assert abs(hits - n * chance) < 5 * np.sqrt(n * chance * (1 - chance))


def test_who_bears_what():
    """What an overrun costs: the vendor at a price, the owner at cost plus."""
    acts = [
        {"id": "A", "duration": {"discrete": {5: 0.5, 15: 0.5}},
         "cost": {"per_day": 100}},
    ]  # fmt: skip
    for terms, owner, vendor in (
        ({"type": "fixed_price", "price": 1000}, 0, 1000),
        ({"type": "cost_plus", "fee": 100}, 1000, 0),
        ({"type": "target_cost", "price": 1000, "share": {"over": 0.3, "under": 0.3}},
         700, 300),
    ):  # fmt: skip
        built = project(acts, contracts=[{"id": "C", "on": "A"} | terms])
        (found,) = pmrisk.simulate(built, 256).costs.contracts
        assert np.ptp(found.payment.samples) == pytest.approx(owner)
        assert np.ptp(found.margin.samples) == pytest.approx(vendor)
        assert np.ptp(found.vendor.samples) == pytest.approx(1000)


def test_what_is_known_of_a_contract_adds_up():
    """The margin is the payment less what the vendor spends, in every iteration."""
    built = project(
        [
            WORK | {"duration": [5, 10, 30]},
            {"id": "M", "type": "milestone", "after": ["A"], "deadline": "2027-01-16"},
        ],
        contracts=[
            {"id": "C", "on": "A", "type": "cost_plus", "fee": [50, 90, 200],
             "late_damages": {"milestone": "M", "per_day": 11, "cap": 100},
             "early_bonus": {"per_day": 5},
             "change_orders": [{"name": "X", "price": [1, 2, 9], "probability": 0.5}]},
        ],
    )  # fmt: skip
    result = pmrisk.simulate(built, 1000)
    (found,) = result.costs.contracts
    pay, vendor = found.payment.samples, found.vendor.samples
    np.testing.assert_array_equal(found.margin.samples, pay - vendor)
    np.testing.assert_allclose(pay, result.cost.samples, rtol=1e-12)
    late = result.finish.samples - 13
    deducted = np.minimum(100, 11 * np.maximum(0, np.ceil(np.round(late, 9))))
    np.testing.assert_allclose(found.damages.samples, deducted)
    np.testing.assert_allclose(vendor, 400 + 60 * result.finish.samples)
    assert 0 < np.mean(found.orders.samples > 0) < 1
