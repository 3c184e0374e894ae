"""What moving together does to the finish, and correlations that cannot hold."""

import json
import math

import numpy as np
import pytest
from test_risks import durations

import pmrisk
from happening import driver, project, risk
from pmrisk.analysis.dependence import dependence, driver_results
from pmrisk.errors import ScenarioError
from pmrisk.model.correlation import repaired
from pmrisk.model.project import Correlation
from pmrisk.report.events import moving_together
from standard_errors import SEED

IMPOSSIBLE = (("A", "B", 0.9), ("B", "C", 0.9), ("A", "C", -0.9))


def chain(n, **sections):
    """Activities of 8, 10 or 15 days in a row."""
    made = [
        {"id": f"A{k}", "duration": {"triangular": [8, 10, 15]},
         "after": [f"A{k - 1}"] if k else []}
        for k in range(n)
    ]  # fmt: skip
    return project(made, **sections)


def test_ranges_that_move_together_reach_further():
    """Ten tri(8, 10, 15): P80 is 113.9 apart and 123.5 as one, like one ten times."""
    found = dependence(pmrisk.simulate(chain(10), 20_000, SEED))
    assert found.independent == found.assumed
    assert found.assumed.days == pytest.approx(113.9, abs=0.3)
    assert found.fully.days == pytest.approx(123.5, abs=1.5)
    assert found.iterations == 4096


def test_money_that_follows_dates_is_no_obstacle():
    """Ranges of cost have other names when all move as one; the finish is the same."""
    priced = {"cost": {"fixed": [5, 8, 20], "escalation": "steel"}}
    made = [
        {"id": f"A{k}", "duration": {"triangular": [8, 10, 15]},
         "after": [f"A{k - 1}"] if k else [], **priced}
        for k in range(3)
    ]  # fmt: skip
    found = dependence(
        pmrisk.simulate(project(made, escalation={"steel": {"rate": 0.03}}), 2_000, 1)
    )
    assert found == dependence(pmrisk.simulate(chain(3), 2_000, 1))


def test_what_is_assumed_lies_between():
    """With a rank correlation of 0.5 for all."""
    between = tuple(f"A{k}" for k in range(10))
    built = chain(10, correlations=[Correlation(between=between, rank=0.5)])
    found = dependence(pmrisk.simulate(built, 20_000, SEED))
    assert found.independent.days == pytest.approx(113.9, abs=1.5)
    assert found.independent.days + 2 < found.assumed.days < found.fully.days - 1
    assert found.fully.days == pytest.approx(123.5, abs=1.5)


def test_one_range_moves_with_nothing():
    """There is nothing to tell."""
    assert dependence(pmrisk.simulate(chain(1), 64)) is None


@pytest.mark.parametrize("probability", [1.0, 0.4])
def test_the_correlation_that_a_driver_induces(probability):
    """As the mean over pairs of what the simulation shows."""
    made = driver(
        "D", {"uniform": [0.8, 1.6]}, ["A0", "A1", "A2"], probability=probability
    )
    built = chain(4, drivers=[made])
    result = pmrisk.simulate(built, 20_000, SEED)
    (found,) = driver_results(result.network)
    drawn = np.corrcoef(durations(result, "A0", "A1", "A2", n=20_000))
    mean = drawn[np.triu_indices(3, 1)].mean()
    assert (found.id, found.activities) == ("D", 3)
    assert found.correlation == pytest.approx(mean, abs=5 / math.sqrt(20_000))


def test_a_driver_of_one_activity_correlates_nothing():
    """Nor does one without variance."""
    one = chain(2, drivers=[driver("D", [1, 2, 3], "A0"), driver("E", 2, ["A0", "A1"])])
    found = driver_results(pmrisk.simulate(one, 64).network)
    assert [each.correlation for each in found] == [None, 0]


def test_a_driver_without_a_name_leaves_no_gap():
    """Its line on the page has its id, and no more."""
    nameless = chain(2, drivers=[driver("D", [1, 2, 3], ["A0", "A1"])])
    lines = moving_together(pmrisk.simulate(nameless, 64))
    assert lines[-1].startswith("D: correlates 2 durations by ")


def triple(**more):
    correlations = [Correlation(between=(a, b), rank=r) for a, b, r in IMPOSSIBLE]
    made = [{"id": id, "duration": [1, 2, 3]} for id in "ABC"]
    return project(made, correlations=correlations), more


def test_impossible_sets_are_refused_with_the_nearest():
    """0.9, 0.9 and -0.9 cannot hold together; 0.48, 0.48 and -0.48 can."""
    with pytest.raises(
        ScenarioError, match=r"nearest possible set is 0\.48, 0\.48, -0"
    ):
        triple()


def test_risks_and_drivers_take_part():
    """In pairs with a risk the number is that of the normals, so the nearest is 0.5."""
    pairs = (("R", "S", 0.9), ("D", "S", 0.9), ("D", "R", -0.9))
    correlations = [Correlation(between=(a, b), rank=r) for a, b, r in pairs]
    parts = {
        "risks": [risk(id, 0.5, {"on": "A0", "delay": 1}) for id in "RS"],
        "drivers": [driver("D", [1, 2, 3], "A0")],
    }
    with pytest.raises(ScenarioError, match=r"is 0\.50, 0\.50, -0\.50"):
        chain(1, correlations=correlations, **parts)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_what_always_happens_correlates_with_nothing(p):
    """Nor does what never does."""
    parts = {"risks": [risk("R", p, {"on": "A0", "delay": 1})]}
    with pytest.raises(ScenarioError, match="happens always or never"):
        chain(1, correlations=[Correlation(between=("A0", "R"), rank=0.5)], **parts)


def test_a_repaired_set_is_told():
    """The nearest set is drawn, and a warning says what became of each pair."""
    correlations = [Correlation(between=(a, b), rank=r) for a, b, r in IMPOSSIBLE]
    made = [{"id": id, "duration": {"uniform": [0, 1]}} for id in "ABC"]
    base = project(made)
    parts = {name: getattr(base, name) for name in type(base).model_fields}
    built = type(base)(
        **parts | {"correlations": tuple(correlations), "repair_correlations": True}
    )
    result = pmrisk.simulate(built, 20_000, SEED)
    (told,) = [f for f in result.warnings if f.code == "repaired-correlations"]
    assert "A-C -0.9 became -0.48" in told.message
    found = np.corrcoef(durations(result, "A", "B", "C", n=20_000))
    assert found[0, 1] == pytest.approx(0.483, abs=0.03)
    assert found[0, 2] == pytest.approx(-0.483, abs=0.03)


def test_only_what_is_impossible_is_repaired():
    """Other groups stay as they are; a repaired set is possible to the last bit."""
    groups = [((a, b), r) for a, b, r in IMPOSSIBLE] + [(("X", "Y"), 0.9)]
    kept, repairs = repaired(groups)
    assert (("X", "Y"), 0.9) in kept
    assert {(each.a, each.b) for each in repairs} == {
        ("A", "B"),
        ("A", "C"),
        ("B", "C"),
    }
    again, none = repaired(kept)
    assert (again, none) == (kept, [])


def test_a_scenario_is_repaired_when_it_is_asked_for(tmp_path):
    """`load` takes it with the wish, and refuses it without."""
    scenario = {
        "pmrisk": 1,
        "project": {"name": "P", "start": "2027-01-04"},
        "activities": [{"id": id, "duration": [1, 2, 3]} for id in "ABC"],
        "correlations": [{"between": [a, b], "rank": r} for a, b, r in IMPOSSIBLE],
    }
    path = tmp_path / "s.yaml"
    path.write_text(json.dumps(scenario), encoding="utf-8")
    with pytest.raises(ScenarioError):
        pmrisk.load(path)
    built = pmrisk.load(path, repair_correlations=True)
    codes = {f.code for f in pmrisk.simulate(built, 64).warnings}
    assert "repaired-correlations" in codes
