"""Scrambled Sobol points: the published sequence, kept even by its scrambling."""

import numpy as np
import pytest
from scipy.stats import qmc

from drawing import compiled, drawn, minutes, money
from pmrisk.kernels.sobol import hashed, reversed_bits
from pmrisk.model import shapes
from pmrisk.sampling import sobol, sobol_dimensions

UNIT = shapes.Uniform(0, 1)


def points(n_source, n_point, weights=None):
    """float64[16, n_source, n_point]: the points of each replicate."""
    scale = np.linspace(2, 1, n_source) if weights is None else weights
    named = {f"S{k:02d}": shapes.Uniform(0, s) for k, s in enumerate(scale)}
    u = drawn(money(**named), 16 * n_point, sampling="sobol") / scale[:, None]
    return u.reshape(n_source, n_point, 16).transpose(2, 0, 1)


def test_direction_numbers_are_those_of_scipy():
    """Joe and Kuo's, as scipy computes them: unscrambled points are the same."""
    numbers = sobol.directions(50)
    own = np.zeros((50, 64), np.uint64)
    for index in range(64):
        for bit in range(6):
            if index >> bit & 1:
                own[:, index] ^= numbers[:, bit]
    own = np.array([[int(f"{int(w):032b}"[::-1], 2) for w in row] for row in own])
    theirs = qmc.Sobol(50, scramble=False, bits=32).random(64)
    # scipy walks in Gray code: the same 64 points in another order.
    gray = np.arange(64) ^ (np.arange(64) >> 1)
    np.testing.assert_array_equal(own.T[gray] * 2.0**-32, theirs)


def test_every_replicate_fills_every_stratum():
    """2^m points of a dimension lie one in each of 2^m equal intervals."""
    for replicate in points(6, 256):
        for dimension in replicate:
            np.testing.assert_array_equal(np.sort(dimension * 256 // 1), range(256))


def test_first_two_dimensions_are_a_net():
    """64 points lie one in each box of area 1/64, whatever its shape: t = 0."""
    for replicate in points(2, 64):
        for bits in range(7):
            wide, high = 2**bits, 2 ** (6 - bits)
            boxes = (replicate[0] * wide // 1) * high + replicate[1] * high // 1
            assert len(set(boxes)) == 64


def test_replicates_are_scrambled_apart():
    """No two of the sixteen are alike."""
    first = points(1, 64)[:, 0]
    assert len({tuple(row) for row in first}) == 16


def test_hash_looks_only_downwards():
    """A bit never depends on a higher one: that keeps a net a net."""
    words = np.arange(0, 2**32, 2**32 // 997, dtype=np.uint64)
    seed = np.uint64(0x9E3779B9)
    for bit in (1, 7, 16, 31):
        mask = np.uint64((1 << bit) - 1)
        low = hashed.py_func(words & mask, seed) & mask
        np.testing.assert_array_equal(hashed.py_func(words, seed) & mask, low)


def test_reversed_bits():
    """The last shall be first."""
    assert int(reversed_bits.py_func(np.uint64(0x80000001))) == 0x80000001
    assert int(reversed_bits.py_func(np.uint64(0x00F0000A))) == 0x50000F00


def test_dimensions_go_first_to_what_matters_most():
    """By share in the spread of their own kind; ties by name."""
    time = minutes(long=shapes.Normal(900, 300), short=shapes.Normal(900, 3))
    cost = money(dear=shapes.Normal(1e6, 4e5), cheap=shapes.Normal(1e6, 3e5))
    found = sobol_dimensions([*cost, *time], [])
    assert found == {"long": 0, "dear": 1, "cheap": 2, "short": 3}
    equal = sobol_dimensions(money(b=UNIT, c=UNIT, a=UNIT), [])
    assert equal == {"a": 0, "b": 1, "c": 2}


def test_a_common_factor_comes_before_its_group():
    """It carries more than any of its members."""
    names = [f"A{k:02d}" for k in range(30)]
    sources = money(**dict.fromkeys(names, UNIT))
    found = sobol_dimensions(sources, [(names, 0.5)])
    factor = (found.keys() - set(names)).pop()
    assert found[factor] == 0


def test_a_second_run_keeps_the_dimensions_of_the_first():
    """New sources come after all that the first run had."""
    first = sobol_dimensions(money(a=UNIT, b=UNIT, c=UNIT), [])
    later = sobol_dimensions(money(x=shapes.Uniform(0, 9), a=UNIT, c=UNIT), [], first)
    assert later == {"a": 0, "c": 2, "x": 3}


def test_a_tail_without_variance_has_a_spread():
    """By its middle four fifths."""
    fat = shapes.LognormalPareto(100, 200, 0.9, 1.6)
    assert sobol.spread(fat) == pytest.approx((200 - 50) / 2.563103)


def test_beyond_the_published_dimensions_points_stay_even(monkeypatch):
    """Padded dimensions fill every stratum too, and differ from each other."""
    monkeypatch.setattr(sobol, "MOST_DIMENSIONS", 3)
    sources = money(**{f"S{k}": UNIT for k in range(6)})
    dimension = compiled(sources, sampling="sobol").chance.dimension
    assert sorted(dimension.tolist()) == [-1, -1, -1, 0, 1, 2]
    u = drawn(sources, 16 * 64, sampling="sobol")
    strata = np.sort(u.reshape(6, 64, 16) * 64 // 1, axis=1)
    assert (strata == np.arange(64)[None, :, None]).all()
    correlation = np.corrcoef(u)
    assert np.abs(correlation - np.eye(6)).max() < 0.15
