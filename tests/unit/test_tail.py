"""Tails explained: lifts and combinations that can be counted by hand."""

import math

import numpy as np
import pytest

from pmrisk.analysis.tail import explain
from standard_errors import SEED


def test_lift_and_combinations_by_hand():
    """Ten iterations, two beyond P80. A in both and in three others; B in one."""
    outcomes = np.arange(10.0)
    a = np.array([1, 1, 1, 0, 0, 0, 0, 0, 1, 1], bool)
    b = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], bool)
    never = np.zeros(10, bool)
    found = explain(outcomes, np.array([a, b, never]), ["A", "B", "C"], level=80)
    assert found.iterations == 2
    lifts = {each.source: each for each in found.lifts}
    assert (lifts["A"].usual, lifts["A"].beyond, lifts["A"].lift) == (0.5, 1.0, 2.0)
    assert (lifts["B"].beyond, lifts["B"].lift) == (0.5, pytest.approx(5))
    assert lifts["C"].lift is None
    assert [each.source for each in found.lifts] == ["B", "A", "C"]
    assert {each.sources: (each.beyond, each.usual) for each in found.combinations} == {
        ("A",): (0.5, 0.4),
        ("A", "B"): (0.5, 0.1),
    }


def test_the_error_of_a_lift_covers_independent_events():
    """z = (lift - 1)/error has a mean square of 1."""
    rng, z = np.random.default_rng(SEED), []
    for _ in range(400):
        outcomes, happens = rng.random(2000), rng.random((1, 2000)) < 0.3
        (lift,) = explain(outcomes, happens, ["A"]).lifts
        z.append((lift.lift - 1) / lift.se)
    squares = np.square(z)
    error = squares.std(ddof=1) / math.sqrt(len(z))
    assert abs(squares.mean() - 1) < 5 * error


def test_where_all_tie_nothing_lies_beyond():
    found = explain(np.ones(50), np.ones((1, 50), bool), ["A"])
    assert (found.iterations, found.combinations) == (0, ())
    assert found.lifts[0].lift is None
