"""Margins: in the plan they last, in an iteration they do not, and both are told."""

import numpy as np
import pytest

import pmrisk
from building import chain, project
from pmrisk.analysis.contributions import analyse
from pmrisk.report import json, text
from pmrisk.simulation import simulate

PRICE = {"fixed": 500, "per_day": 100}


def plan(**margin):
    """Ten days, a buffer of five, four days beside both; A1 may take two more."""
    work = chain([{"discrete": {10: 0.5, 12: 0.5}}])
    buffer = {"id": "B", "duration": 5, "after": ["A0"], "margin": True}
    last = {"id": "C", "duration": 1, "after": ["B"], "cost": {"per_day": 10}}
    return [*work, buffer | margin, last]


def test_a_margin_lasts_in_the_plan_and_not_in_an_iteration():
    """10 + 5 + 1 planned; 10 or 12, and 1, simulated: exactly so."""
    built = project(plan())
    assert pmrisk.schedule(built).finish.days == 16
    result = simulate(built, 2_000, seed=1)
    assert result.plan.finish.days == 16
    assert set(np.round(result.finish.samples, 9)) == {11.0, 13.0}
    bare = project([a if a["id"] != "B" else a | {"duration": 0} for a in plan()])
    np.testing.assert_array_equal(
        simulate(bare, 2_000, seed=1).finish.samples, result.finish.samples
    )


def test_what_it_keeps_is_told():
    """Days and money that the plan comes down by; contingency counts from there."""
    built = project(plan(cost=PRICE))
    result = simulate(built, 2_000, seed=1, level=80)
    margin = result.plan.margin
    assert (margin.activities, margin.days, margin.cost) == (("B",), 5, 1_000)
    assert margin.finish.days == 11
    assert result.contingency().days == 2
    assert result.contingency().cost == 0
    found = json.simulation(result)["plan"]["margin"]
    assert found["activities"] == ["B"]
    assert (found["days"], found["cost"], found["finish"]["days"]) == (5, 1_000, 11)
    page = " ".join(text.simulation(result, 100).split())
    assert (
        "It holds 5.0 working days and EUR 1,000 of margin (B), taken out here: "
        "without, it says Fri 2027-01-15 00:00." in page
    )
    assert "2.0 working days later than the plan without margin." in page


def test_a_plan_without_margins_says_nothing():
    """No key is filled, and no word is said."""
    result = simulate(project(plan(margin=False)), 200, seed=1)
    assert result.plan.margin is None
    assert json.simulation(result)["plan"]["margin"] is None
    assert "margin" not in text.simulation(result, 100)


def test_a_margin_beside_longer_work_keeps_no_date():
    """Five days beside seven: nothing is gained by taking them out."""
    work = [*plan(), {"id": "D", "duration": 20}]
    margin = simulate(project(work), 200, seed=1).plan.margin
    assert margin.days == 0


@pytest.mark.parametrize("measure", [80, "mean"])
def test_contributions_add_up_to_the_plan(measure):
    """Rows constraints and margin carry what lies between the plan and the base."""
    work = plan(cost=PRICE)
    work[2] |= {"must_start_on": "2027-01-24"}
    result = simulate(project(work), 2_000, seed=1)
    for of in ("finish", "cost", "C"):
        made = analyse(result, of, measure)
        total = made.plan + sum(s.value for s in made.steps) + made.total
        assert total == pytest.approx(made.value, abs=1e-9)
    steps = {s.source: s.value for s in analyse(result, "cost", 80).steps}
    assert steps == {"margin": -1_000}
    steps = {s.source: s.value for s in analyse(result, "finish", 80).steps}
    # The imposed start is a lower bound as well, so that the margin moves nothing.
    assert steps == {}


def test_a_margin_and_a_constraint_are_told_apart():
    """C must be done on day 11, so the plan ends with B on day 15; C alone on 16."""
    work = plan()
    work[2] |= {"must_finish_on": "2027-01-14"}
    result = simulate(project(work), 2_000, seed=1)
    assert result.plan.finish.days == 15
    made = analyse(result, "finish", 80)
    assert [(s.source, s.value) for s in made.steps] == [
        ("constraints", 1.0),
        ("margin", -5.0),
    ]
    assert made.plan + 1 - 5 + made.total == made.value == 13
    kept = simulate(project(work), 2_000, seed=1, keep_constraints=True)
    assert kept.plan.margin.days == 4


def test_nothing_hits_a_margin():
    """A risk and a driver on everything leave a buffer alone, in the plan too."""
    sections = {
        "risks": [
            {
                "id": "R", "probability": 0.5,
                "impacts": {"on": "*", "delay": 3, "cost": 7, "each": "separately"},
            },
            {"id": "S", "status": "occurred", "impacts": {"on": "*", "delay": 1}},
        ],
        "drivers": [{"id": "D", "factor": 2, "on": "*"}],
    }  # fmt: skip
    result = simulate(project(plan(), **sections), 2_000, seed=1)
    # 10 + 1 + 5 + 1 + 1 in the plan; twice 10 or 12, twice 1, two or eight more.
    assert result.plan.finish.days == 18
    assert set(np.round(result.finish.samples, 9)) == {24.0, 28.0, 30.0, 34.0}
    # 10 a day for three days of C, or for six; 7 each for A0 and C.
    assert set(np.round(result.cost.samples, 6)) == {30.0, 74.0}


@pytest.mark.parametrize(
    ("margin", "days"),
    [
        ({"duration": "5ed"}, 16),
        ({"actual_start": "2027-01-14", "remaining": 3}, 14),
        ({"actual_start": "2027-01-14", "percent_complete": 40}, 14),
        ({"actual_start": "2027-01-14", "expected_finish": "2027-01-18"}, 16),
        ({"suspend": "2027-01-14", "resume": "2027-01-20", "percent_complete": 1,
          "actual_start": "2027-01-14"}, 21.95),
    ],
)  # fmt: skip
def test_margins_of_every_kind(margin, days):
    """Elapsed, begun, interrupted: nothing of it is left when simulated."""
    work = plan(**margin)
    work[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-13"}
    work[0]["duration"] = 10
    work[2]["duration"] = {"discrete": {1: 0.5, 2: 0.5}}
    head = {"data_date": "2027-01-14"}
    result = simulate(project(work, project=head), 500, seed=1)
    assert result.plan.finish.days == pytest.approx(days)
    assert set(np.round(result.finish.samples, 9)) == {11.0, 12.0}


def test_a_used_margin_is_a_fact():
    """What is complete lasted as long as it did."""
    done = {"actual_start": "2027-01-13", "actual_finish": "2027-01-15"}
    work = plan(**done)
    work[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-13"}
    result = simulate(project(work, project={"data_date": "2027-01-16"}), 100, seed=1)
    assert result.plan.margin is None
    assert set(result.finish.samples) == {13.0}


def test_ranges_are_laid_over_work_only():
    """A plan imported with its buffers keeps them as they are."""
    built = project(plan()).with_ranges((0.9, 1, 1.3))
    assert not built.activity("B").duration.uncertain
    assert built.activity("C").duration.uncertain
