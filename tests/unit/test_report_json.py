"""JSON documents hold numbers that every program can read."""

import json
import math

import pytest

import pmrisk
from building import chain, project
from pmrisk.report.json import dumps, schedule, simulation


def test_what_is_no_number_is_null():
    """NaN and infinities are no JSON, at any depth."""
    document = {"a": [math.nan, {"b": math.inf}], "c": (1.5, "ü")}
    assert json.loads(dumps(document)) == {"a": [None, {"b": None}], "c": [1.5, "ü"]}
    assert "ü" in dumps(document)


@pytest.fixture(scope="module")
def document():
    """A run with promises, and with a tail that has neither variance nor deadline."""
    tail = {"lognormal_pareto": {"p50": 5, "p90": 9, "tail_from": 0.9, "alpha": 1.5}}
    plan = project(chain([[5, 8, 15], tail]), project={"target_finish": "2027-02-01"})
    return json.loads(dumps(simulation(pmrisk.simulate(plan, iterations=64))))


def test_a_tail_without_variance_has_no_sd(document):
    """sd, its error and correlations are null; percentiles are as usual."""
    assert document["finish"]["sd"] == {"days": None}
    assert document["finish"]["mean"]["days"] > 0
    assert document["finish"]["mean"]["se"] is None
    assert document["finish"]["percentiles"][1]["days"] > 0


def test_what_was_not_promised_is_null(document):
    """A date without a budget has no joint chance."""
    targets = document["targets"]
    assert targets["finish"].keys() == {"date", "probability", "se"}
    assert (targets["budget"], targets["both"]) == (None, None)


def test_few_iterations_leave_a_bound_open(document):
    """64 iterations cannot bound P99; P50 they can."""
    plan = project(chain([[5, 8, 15]]))
    result = pmrisk.simulate(plan, iterations=64, level=99)
    levels = {p["level"]: p for p in simulation(result)["finish"]["percentiles"]}
    assert levels[99]["high"] is None
    assert levels[50]["high"]["days"] > levels[50]["days"]


def test_moments_are_minutes():
    """Dates are written to the minute, without seconds."""
    plan = schedule(pmrisk.schedule(project(chain([1]))))
    assert plan["plan"]["finish"]["date"] == "2027-01-05T00:00"


def test_spending_in_the_document():
    """Headings, months and contracts, each with its error; null where nothing costs."""
    acts = [
        {"id": "A", "duration": [5, 8, 15], "wbs": "Build", "cost": {"per_day": 10}},
        {"id": "B", "duration": 40, "wbs": "Test", "cost": {"fixed": [5, 9, 20]}},
    ]
    terms = {"id": "C", "name": "Shell", "on": "A", "type": "cost_plus", "fee": 7}
    run = pmrisk.simulate(project(acts, contracts=[terms]), iterations=128)
    found = json.loads(dumps(simulation(run)))
    breakdown = found["cost_breakdown"]
    assert breakdown.pop("iterations") == 128
    names = {key: [each["name"] for each in rows] for key, rows in breakdown.items()}
    assert names == {
        "wbs": ["Test", "contracts"],
        "category": ["none", "contracts"],
        "resource": ["fixed costs", "contracts"],
        "contract": ["C", "no contract"],
    }
    rows = found["cost_breakdown"]["wbs"]
    assert sum(each["share"] for each in rows) == pytest.approx(1)
    means = [each["mean"]["value"] for each in rows]
    assert sum(means) == pytest.approx(found["cost"]["mean"]["value"])
    assert [each["level"] for each in rows[0]["percentiles"]] == [10, 50, 80]
    assert [each["month"] for each in found["cash_flow"]] == ["2027-01", "2027-02"]
    assert found["cash_flow"][1].keys() == {
        "month", "mean", "percentiles", "cumulative",
    }  # fmt: skip
    (contract,) = found["contracts"]
    assert (contract["id"], contract["type"]) == ("C", "cost_plus")
    assert contract["margin"]["mean"]["value"] == pytest.approx(7)
    assert contract["late"]["probability"] == 0


def test_without_costs_there_is_no_spending(document):
    """Nothing is drawn again to say that nothing is spent."""
    assert document["cost_breakdown"] is None
    assert document["cash_flow"] == document["contracts"] == []
