"""What the draw kernel promises: the same numbers, however it is asked."""

import numpy as np
import pytest

from drawing import compiled, drawn, minutes, money
from pmrisk.kernels import draw as kernels
from pmrisk.model import shapes
from pmrisk.model.estimate import Estimate
from pmrisk.model.rules import quantities
from pmrisk.sampling import Source, draws, normal

SAMPLINGS = ["monte_carlo", "lhs", "sobol"]
TRI = shapes.Triangular(100, 300, 900)
PERT = shapes.Pert(100, 300, 900)
EVERY = {
    "fixed": shapes.Fixed(7.25),
    "uniform": shapes.Uniform(10, 30),
    "triangular": TRI,
    "pert": PERT,
    "heavy": shapes.Pert(100, 300, 900, 7.5),
    "normal": shapes.Normal(500, 60),
    "lognormal": shapes.Lognormal.of_moments(100, 40),
    "weibull": shapes.Weibull(1.5, 200),
    "gamma": shapes.Gamma(2.5, 80),
    "beta": shapes.Beta(2, 3, 10, 50),
    "discrete": shapes.Discrete((5, 12, 30), (0.25, 0.5, 0.25)),
    "cumulative": shapes.Cumulative((0, 50, 90, 100), (3, 5, 9, 30)),
    "empirical": shapes.Empirical((3, 1, 4, 1, 5, 9, 2, 6)),
    "fat": shapes.LognormalPareto(100, 200, 0.9, 1.6),
    "cut": shapes.truncated(TRI, 200, 500),
    "scaled": shapes.Scaled(TRI, 1.5),
}
GROUPS = [
    (("triangular", "pert", "normal"), 0.5),
    (("gamma", "beta"), -0.7),
    (("beta", "weibull"), 0.3),
]


def test_what_rules_leave_in_is_what_no_draw_leaves():
    """A driver's factor has no bound that none of its draws can reach."""
    assert quantities.RAREST == draws.TINY
    assert quantities.beyond(Estimate.of({"normal": {"mean": 1, "sd": 0.157}})) is None
    assert quantities.beyond(Estimate.of({"normal": {"mean": 1, "sd": 0.16}}))
    assert -normal.score_most() * 0.157 > -1 > -normal.score_most() * 0.16


@pytest.mark.parametrize("name", EVERY)
def test_value_is_the_quantile_of_the_streams_uniform(name):
    """Inversion: the same stream as a plain uniform says where a value must lie."""
    u = drawn(money(**{name: shapes.Uniform(0, 1)}))[0]
    shape = EVERY[name]
    found, expected = drawn(money(**{name: shape}))[0], shape.quantile(u, 1 - u)
    scale = shape.sd if 0 < shape.sd < np.inf else expected
    # A table cuts the corner where a fat tail begins.
    assert np.max(np.abs(found - expected) / scale) < (1e-3 if name == "fat" else 1e-4)


@pytest.mark.parametrize("name", ["discrete", "cumulative", "empirical", "triangular"])
def test_shapes_with_a_formula_are_exact(name):
    """No table stands between their parameters and their values."""
    u = drawn(money(**{name: shapes.Uniform(0, 1)}))[0]
    found = drawn(money(**{name: EVERY[name]}))[0]
    np.testing.assert_allclose(found, EVERY[name].quantile(u, 1 - u), rtol=1e-14)


@pytest.mark.parametrize("name", EVERY)
def test_minutes_are_the_value_rounded_half_up(name):
    """One rounding, when it is drawn."""
    value = drawn(money(**{name: EVERY[name]}))[0]
    found = drawn(minutes(**{name: EVERY[name]}))[0]
    # A sum in another order may fall on the other side of a half.
    close = np.abs(value % 1 - 0.5) < 1e-9
    np.testing.assert_array_equal(found[~close], np.floor(value + 0.5)[~close])


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("n_lane", [64, 192])
def test_the_width_of_the_tile_does_not_matter(sampling, n_lane):
    """Iterations come out the same in tiles of any width."""
    draws = compiled(money(**EVERY), GROUPS, sampling, n=400)
    whole = kernels.draw(draws, 0, 576, 1, len(EVERY))[1]
    for first in range(0, 576, n_lane):
        part = kernels.draw(draws, first, n_lane, 1, len(EVERY))[1]
        np.testing.assert_array_equal(part[:, :], whole[:, first : first + n_lane])


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_the_order_of_the_sources_does_not_matter(sampling):
    """Nor does the order of groups, and of the names in them."""
    sources = money(**EVERY)
    turned = [(names[::-1], rank) for names, rank in GROUPS[::-1]]
    ahead = drawn(sources, 640, GROUPS, sampling=sampling)
    back = drawn(sources[::-1], 640, turned, sampling=sampling)
    np.testing.assert_array_equal(ahead, back[::-1])


def test_adding_a_source_moves_no_other_draw():
    """Under Monte Carlo, and inside a correlation group only its own members."""
    alone = drawn(money(triangular=TRI), 640)[0]
    np.testing.assert_array_equal(alone, drawn(money(**EVERY), 640)[2])
    together = drawn(money(**EVERY), 640, GROUPS)
    more = drawn(money(**EVERY), 640, [*GROUPS, (("fat", "cut"), 0.9)])
    same = [i for i, name in enumerate(EVERY) if name not in ("fat", "cut")]
    np.testing.assert_array_equal(together[same], more[same])


@pytest.mark.parametrize("sampling", ["monte_carlo", "sobol"])
def test_a_shorter_run_is_the_beginning_of_a_longer_one(sampling):
    """10,000 of 20,000 iterations are the same."""
    short = drawn(money(**EVERY), 10_000, GROUPS, sampling=sampling)
    long = drawn(money(**EVERY), 20_000, GROUPS, sampling=sampling)
    np.testing.assert_array_equal(short, long[:, :10_000])


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_compiled_code_is_its_plain_self(sampling, monkeypatch):
    """Every kernel and its Python twin agree bit for bit."""
    many = {f"m{k}": TRI for k in range(21)}
    groups = [*GROUPS, (tuple(many), 0.5)]
    sources = [*minutes(**EVERY), Source("money", PERT, False, 0, False)]
    sources += [Source(name, TRI, False, 1 + k, False) for k, name in enumerate(many)]
    draws = compiled(sources, groups, sampling, n=70)
    expected = kernels.draw(draws, 64, 64, len(EVERY), 22)
    for name, function in vars(kernels).copy().items():
        if hasattr(function, "py_func"):
            monkeypatch.setattr(kernels, name, function.py_func)
    found = kernels.draw(draws, 64, 64, len(EVERY), 22)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_rows_without_a_source_stay_as_they_are():
    """What is certain has been filled in by the caller."""
    draws = compiled([Source("A", TRI, True, 1, True)])
    planned, values = np.full((3, 64), 7, np.int32), np.full((1, 64), 7.0)
    kernels.draw_tile(draws, 0, 64, planned, values, kernels.make_scratch(draws, 64))
    assert (planned[[0, 2]] == 7).all()
    assert (values == 7).all()
    assert (planned[1] >= 100).all()


def test_durations_stop_at_zero_and_are_counted():
    """A lag may be negative, a duration may not."""
    # Narrow, so that zero itself is common: it is not clipped.
    shape = shapes.Normal(0, 1)
    lag = drawn(minutes(nonnegative=False, A=shape))[0]
    duration = drawn(minutes(A=shape))[0]
    np.testing.assert_array_equal(duration, np.maximum(lag, 0))
    assert tile(shape) == (0, (lag[:64] < 0).sum())


def test_values_beyond_the_limit_are_held_and_counted():
    """1,021 years are enough for anybody, and int32 must not overflow."""
    shape = shapes.Triangular(0, 2.0**29, 2.0**31)
    found = drawn(minutes(A=shape))[0]
    assert found.max() == 2**29
    assert tile(shape) == ((found[:64] == 2**29).sum(), 0)


def tile(shape):
    """What `draw_tile` counts in the first 64 draws of a duration."""
    draws = compiled(minutes(A=shape))
    rows, values = np.zeros((1, 64), np.int32), np.zeros((0, 64))
    scratch = kernels.make_scratch(draws, 64)
    return kernels.draw_tile(draws, 0, rows.shape[1], rows, values, scratch)


def test_nothing_uncertain_is_nothing_drawn():
    """The plan of a project runs through the same door."""
    for sampling in SAMPLINGS:
        assert drawn([], 64, sampling=sampling).shape == (0,)


def test_correlating_a_certain_name_changes_nothing():
    """Only what has a source can be correlated."""
    sources = money(A=TRI, B=PERT)
    found = drawn(sources, 64, [(("A", "unknown"), 0.9)])
    np.testing.assert_array_equal(found, drawn(sources, 64))
