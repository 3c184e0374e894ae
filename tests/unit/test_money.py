"""Where money goes: no cent is lost, whoever is asked, in whatever order."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

import pmrisk
from building import project
from pmrisk.model.project import Project

ACTS = [
    {"id": "A", "duration": [5, 20, 60], "wbs": "Build/Data", "category": "Own",
     "cost": {"fixed": [100, 200, 600], "escalation": "x", "spread": "start"}},
    {"id": "B", "duration": [5, 20, 60], "wbs": "Build/Code", "after": ["A"],
     "resources": {"dev": 2}, "cost": {"per_day": [9, 10, 20]}},
    {"id": "C", "duration": [9, 20, 40], "wbs": "Test", "after": ["A"],
     "calendar": "standard", "cost": {"per_day": 50, "escalation": "x"},
     "resources": {"dev": {"effort": "9d"}}},
    {"id": "D", "duration": 8, "actual_start": "2026-11-20",
     "actual_finish": "2027-01-03", "actual_cost": 440},
    {"id": "E", "duration": [9, 20, 40], "after": ["B FF"], "category": "Bought",
     "cost": {"per_day": 30}},
    {"id": "F", "duration": 0, "after": ["E"], "cost": {"fixed": 11}},
    {"id": "M", "type": "milestone", "after": ["C", "F"], "deadline": "2027-02-20"},
    {"id": "L", "type": "level_of_effort", "after": ["A SS", "C FF"],
     "cost": {"per_day": 3}},
]  # fmt: skip
SECTIONS = {
    "resources": {
        "dev": {
            "rate": [{"rate": "80/day"}, {"from": "2027-02-10", "rate": "99/day"}],
            "escalation": "x",
        }
    },
    "escalation": {"x": {"rate": [0.01, 0.03, 0.2], "from": "2027-01-20"}},
    "contracts": [
        {"id": "V", "on": "E", "type": "cost_plus", "fee": 10,
         "late_damages": {"milestone": "M", "per_day": 4, "cap": 90},
         "early_bonus": {"per_day": 2}},
        {"id": "W", "on": ["A", "D"], "type": "fixed_price", "price": [700, 800, 950]},
    ],
}  # fmt: skip


def built(acts=None, **sections) -> Project:
    return project(acts or ACTS, **(SECTIONS | sections))


@cache
def run():
    return pmrisk.simulate(built(), 2000, seed=3)


def test_the_books_hold_the_run():
    """What is entered is what the run had, to the bit."""
    result = run()
    np.testing.assert_array_equal(result.costs.total.samples, result.cost.samples)


@pytest.mark.parametrize("dimension", ["wbs", "category", "resource", "contract"])
def test_headings_add_up(dimension):
    """In every iteration, to 1e-13 of the cost; their shares add up to 1."""
    result = run()
    groups = result.costs.groups[dimension]
    total = sum(group.cost.samples for group in groups)
    np.testing.assert_allclose(total, result.cost.samples, rtol=1e-13)
    assert sum(group.share for group in groups) == pytest.approx(1, abs=1e-12)


def test_months_add_up():
    """In every iteration, to 1e-13 of the cost, and so far to all of it."""
    result = run()
    months = result.costs.months
    total = sum(month.spent.samples for month in months)
    np.testing.assert_allclose(total, result.cost.samples, rtol=1e-13)
    np.testing.assert_allclose(months[-1].so_far.samples, total, rtol=1e-13)
    days = [month.month for month in months]
    assert all((b - a).days in range(28, 32) for a, b in pairwise(days))


def test_headings_are_those_of_the_plan():
    """Of work under a contract only the payment is seen."""
    groups = run().costs.groups
    names = {key: [(g.name, g.own) for g in found] for key, found in groups.items()}
    assert names == {
        "wbs": [("Build", True), ("Test", True), ("none", False), ("contracts", False)],
        "category": [("none", False), ("contracts", False)],
        "resource": [
            ("dev", True), ("costs per day", False), ("fixed costs", False),
            ("contracts", False),
        ],
        "contract": [("V", True), ("W", True), ("no contract", False)],
    }  # fmt: skip


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_order_cannot_matter(threads):
    """The same bits from any number of threads and any order of the file."""
    turned = {key: value[::-1] if isinstance(value, list) else value
              for key, value in SECTIONS.items()}  # fmt: skip
    other = pmrisk.simulate(
        project(ACTS[::-1], **turned), 2000, seed=3, threads=threads
    )
    one = run()
    np.testing.assert_array_equal(one.cost.samples, other.cost.samples)
    for dimension, groups in one.costs.groups.items():
        found = {g.name: g for g in other.costs.groups[dimension]}
        for group in groups:
            np.testing.assert_array_equal(
                group.cost.samples, found[group.name].cost.samples
            )
    for a, b in zip(one.costs.months, other.costs.months, strict=True):
        np.testing.assert_array_equal(a.spent.samples, b.spent.samples)


def test_a_longer_run_begins_with_a_shorter_one():
    """Iterations 1 to 500 cost the same among 500 as among 2,000."""
    few = pmrisk.simulate(built(), 500, seed=3)
    np.testing.assert_array_equal(few.cost.samples, run().cost.samples[:500])


def test_without_dates_it_is_the_plain_cost():
    """Where nothing depends on dates, both kernels come to the same."""
    acts = [{k: v for k, v in a.items()} for a in ACTS]
    for activity in acts:
        if "cost" in activity:
            activity["cost"] = {
                k: v for k, v in activity["cost"].items() if k != "escalation"
            }
    plain = project(acts, resources={"dev": {"rate": "80/day"}})
    result = pmrisk.simulate(plain, 1000)
    assert not result.network.spends_by_date
    np.testing.assert_allclose(
        result.costs.total.samples, result.cost.samples, rtol=1e-13
    )


def test_cash_flow_by_hand():
    """31 days from 2027-01-04 at 10 a day: 28 in January, 3 in February.

    Fixed money at the start in the first month, at the end in the second; what was
    spent from 2026-12-25 to 2027-01-04 is 7 parts of 10 in December.
    """
    acts = [
        {"id": "A", "duration": 31, "cost": {"per_day": 10, "fixed": 100,
         "spread": "start"}},
        {"id": "B", "duration": 31, "cost": {"fixed": 1000, "spread": "end"}},
        {"id": "C", "duration": 31, "cost": {"fixed": 62}},
        {"id": "D", "duration": 9, "actual_start": "2026-12-25",
         "actual_finish": "2027-01-03", "actual_cost": 5000},
    ]  # fmt: skip
    result = pmrisk.simulate(project(acts), 64)
    found = {
        f"{m.month:%Y-%m}": (
            m.spent.percentile(50).value,
            m.so_far.percentile(50).value,
        )
        for m in result.costs.months
    }
    january, february = 280 + 100 + 56 + 1500, 30 + 1000 + 6
    assert list(found) == ["2026-12", "2027-01", "2027-02"]
    np.testing.assert_allclose(
        list(found.values()),
        [(3500, 3500), (january, 3500 + january), (february, 6472)],
    )


def test_payments_follow_the_work():
    """A price is paid as the vendor spends; damages are off when the work is late."""
    acts = [
        {"id": "A", "duration": 31, "cost": {"per_day": 10}},
        {"id": "B", "duration": 40, "after": ["A"]},
        {"id": "M", "type": "milestone", "after": ["B"], "deadline": "2027-03-14"},
    ]
    terms = {"id": "C", "on": "A", "type": "fixed_price", "price": 620,
             "late_damages": {"milestone": "M", "per_day": 5}}  # fmt: skip
    result = pmrisk.simulate(project(acts, contracts=[terms]), 64)
    spent = [month.spent.samples[0] for month in result.costs.months]
    # 71 days end with 2027-03-15, one after the deadline.
    assert spent == pytest.approx([560, 60, -5])


def test_small_headings_join_the_others():
    """Fifty are told apart; nothing is lost."""
    acts = [
        {"id": f"A{k:02}", "duration": 1, "category": f"K{k:02}", "cost": {"fixed": k}}
        for k in range(1, 61)
    ]
    groups = pmrisk.simulate(project(acts), 64).costs.groups["category"]
    names = [group.name for group in groups]
    assert names == [*(f"K{k}" for k in range(11, 61)), "others"]
    assert groups[-1].cost.samples[0] == sum(range(1, 11))
    assert groups[-1].share is None


def test_what_is_spent_later_comes_under_the_last_month():
    """Work that does not set the finish may go on after it."""
    acts = [
        {"id": "A", "duration": 10, "cost": {"fixed": 5}},
        {"id": "B", "duration": 100, "cost": {"per_day": 1}},
    ]
    result = pmrisk.simulate(project(acts, project={"finish": "A"}), 64)
    (month,) = result.costs.months
    assert month.spent.samples[0] == pytest.approx(105)
