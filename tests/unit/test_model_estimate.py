"""Estimates: every form of the contract, in units, with its plan value."""

import pytest

from pmrisk import Estimate, EstimateError, ScenarioError
from pmrisk.model import shapes
from pmrisk.model.amount import Amount, TimeUnits

UNITS = TimeUnits(480, 2400)
PARETO = {"p50": 40, "p90": 62, "tail_from": 0.9, "alpha": 1.6}


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (12, shapes.Fixed(12)),
        ([5, 8, 15], shapes.Pert(5, 8, 15)),
        ({"pert": [5, 8, 15], "weight": 6}, shapes.Pert(5, 8, 15, 6)),
        ({"triangular": [5, 8, 15]}, shapes.Triangular(5, 8, 15)),
        ({"trigen": [5, 8, 15]}, shapes.trigen(5, 8, 15)),
        ({"trigen": [5, 8, 15], "at": [5, 95]}, shapes.trigen(5, 8, 15, 5, 95)),
        ({"uniform": [3, 4]}, shapes.Uniform(3, 4)),
        ({"normal": {"mean": 5, "sd": 1}}, shapes.Normal(5, 1)),
        ({"lognormal": {"mean": 8, "sd": 2}}, shapes.Lognormal.of_moments(8, 2)),
        (
            {"lognormal": {"p90": 20, "p10": 8}},
            shapes.Lognormal.of_percentiles({10: 8, 90: 20}),
        ),
        ({"weibull": {"shape": 2, "scale": 5}}, shapes.Weibull(2, 5)),
        ({"gamma": {"shape": 2, "scale": 5}}, shapes.Gamma(2, 5)),
        ({"exponential": {"mean": 5}}, shapes.Weibull(1, 5)),
        (
            {"beta": {"alpha": 2, "beta": 3, "low": 1, "high": 4}},
            shapes.Beta(2, 3, 1, 4),
        ),
        ({"discrete": {5: 0.7, 12: 0.3}}, shapes.Discrete((5, 12), (0.7, 0.3))),
        (
            {"cumulative": {0: 3, 50: 5, 100: 9}},
            shapes.Cumulative((0, 50, 100), (3, 5, 9)),
        ),
        ({"empirical": [3, 5, 2]}, shapes.Empirical((3, 5, 2))),
        ({"lognormal_pareto": PARETO}, shapes.LognormalPareto(40, 62, 0.9, 1.6)),
        (
            {"factor": [0.9, 1, 1.4], "plan": 20},
            shapes.Scaled(shapes.Pert(0.9, 1, 1.4), 20),
        ),
        (
            {"normal": {"mean": 5, "sd": 1}, "min": 3, "max": 9},
            shapes.truncated(shapes.Normal(5, 1), 3, 9),
        ),
    ],
)
def test_every_form(raw, shape):
    """As numbers, each is its shape; with units, its shape in minutes."""
    assert Estimate.of(raw).resolve(None) == shape
    assert Estimate.of(raw).resolve(UNITS).plan == pytest.approx(480 * shape.plan)


def test_units_may_differ():
    """Working amounts of any unit make one estimate."""
    assert Estimate.of(["4h", 1, "1w"]).resolve(UNITS) == shapes.Pert(240, 480, 2400)


def test_elapsed():
    """All of it or nothing; a bare zero is both."""
    assert Estimate.of([0, "8ed", "15ed"]).elapsed
    assert not Estimate.of([5, "8h", 15]).elapsed
    with pytest.raises(EstimateError, match="mixes working and elapsed"):
        Estimate.of([5, "8ed", "15ed"]).resolve(UNITS)


@pytest.mark.parametrize(
    ("raw", "planned"),
    [
        (3, 3),
        ([5, 8, 15], 8),
        ({"uniform": [2, 6]}, 4),
        ({"pert": [5, 8, 15], "plan": 9}, 9),
        ({"factor": [0.9, 1.2, 1.4], "plan": 20}, 20),
        ({"discrete": {5: 0.5, 12: 0.5}}, 5),
    ],
)
def test_plan_value(raw, planned):
    """What the file says, else the most likely value, else the median."""
    assert Estimate.of(raw).planned(None) == planned
    assert Estimate.of(raw).planned(UNITS) == 480 * planned


def test_messages_speak_the_users_unit():
    """Hours stay hours; only a mixture is said in minutes."""
    with pytest.raises(EstimateError, match=r"got 9, 5, 15$"):
        Estimate.of(["9h", "5h", "15h"]).resolve(UNITS)
    with pytest.raises(EstimateError, match="in minutes"):
        Estimate.of([1, "5h", 2]).resolve(UNITS)


def test_only_a_plain_number_is_certain():
    """So that correlations may name a range of no width."""
    certain = [Estimate.of(raw).uncertain for raw in (3, "4h", [3, 3, 3])]
    assert certain == [False, False, True]


@pytest.mark.parametrize(
    "parts",
    [
        {"shape": "pert", "amounts": (Amount(1),)},
        {"shape": "prt"},
        {"shape": "factor"},
        {"shape": "discrete", "amounts": (Amount(1),), "numbers": (0.5, 0.5)},
        {"shape": "fixed", "amounts": (Amount(1),), "colour": "red"},
    ],
)
def test_made_by_hand(parts):
    """An estimate without all of its parts is refused when it is made."""
    with pytest.raises(ScenarioError, match="Estimate"):
        Estimate(**parts)
