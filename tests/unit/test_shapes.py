"""Shapes against scipy and against published values, and what they refuse."""

import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import stats

from pmrisk.errors import EstimateError
from pmrisk.model import shapes as s

LOWER = np.array([1e-9, 1e-4, 0.05, 0.3, 0.5, 0.8, 0.99, 1 - 1e-4, 1 - 1e-9])
UPPER = np.array([1 - 1e-9, 1 - 1e-4, 0.95, 0.7, 0.5, 0.2, 0.01, 1e-4, 1e-9])
LOGNORMAL = s.Lognormal.of_moments(10, 3)

# Each shape beside its equal in scipy.
PAIRS = [
    (s.Uniform(3, 8), stats.uniform(3, 5)),
    (s.Triangular(5, 10, 25), stats.triang(0.25, 5, 20)),
    (s.Triangular(5, 5, 25), stats.triang(0, 5, 20)),
    (s.Triangular(5, 25, 25), stats.triang(1, 5, 20)),
    (s.Pert(5, 10, 25), stats.beta(2, 4, 5, 20)),
    (s.Pert(5, 10, 25, 2), stats.beta(1.5, 2.5, 5, 20)),
    (s.Pert(5, 25, 25), stats.beta(5, 1, 5, 20)),
    (s.Normal(10, 3), stats.norm(10, 3)),
    (LOGNORMAL, stats.lognorm(LOGNORMAL.sigma, 0, math.exp(LOGNORMAL.mu))),
    (s.Weibull(2, 10), stats.weibull_min(2, 0, 10)),
    (s.Weibull(0.6, 10), stats.weibull_min(0.6, 0, 10)),
    (s.Gamma(2.5, 4), stats.gamma(2.5, 0, 4)),
    (s.Beta(0.9, 3, 10, 20), stats.beta(0.9, 3, 10, 10)),
    (s.Scaled(s.Normal(1, 0.1), 30), stats.norm(30, 3)),
    (s.truncated(s.Normal(10, 3), 8, 15), stats.truncnorm(-2 / 3, 5 / 3, 10, 3)),
    (s.truncated(s.Normal(0, 1), 9, None), stats.truncnorm(9, np.inf)),
    (s.truncated(s.Normal(0, 1), None, -9), stats.truncnorm(-np.inf, -9)),
    (s.truncated(s.Normal(0, 1), 9, 9.5), stats.truncnorm(9, 9.5)),
]


@pytest.mark.parametrize(("shape", "twin"), PAIRS, ids=repr)
def test_quantiles_and_chances_are_those_of_scipy(shape, twin):
    """In both tails, to the precision of each."""
    true = np.where(LOWER <= 0.5, twin.ppf(LOWER), twin.isf(UPPER))
    np.testing.assert_allclose(shape.quantile(LOWER, UPPER), true, rtol=1e-7)
    for x in true[2:-2]:
        assert shape.cdf(x) == pytest.approx(twin.cdf(x), rel=1e-6)
        assert shape.sf(x) == pytest.approx(twin.sf(x), rel=1e-6)
    np.testing.assert_allclose(shape.support, twin.support())


@pytest.mark.parametrize(("shape", "twin"), PAIRS, ids=repr)
def test_moments_are_those_of_scipy(shape, twin):
    """Exactly where there is a formula; a truncated shape's are integrated."""
    precision = 1e-4 if isinstance(shape, s.Truncated) else 1e-12
    assert shape.mean == pytest.approx(twin.mean(), rel=precision)
    assert shape.sd == pytest.approx(twin.std(), rel=precision * 100)


@pytest.mark.parametrize(
    ("shape", "plan"),
    [
        (s.Fixed(7), 7),
        (s.Triangular(5, 8, 20), 8),
        (s.Pert(5, 8, 20), 8),
        (s.Uniform(4, 8), 6),
        (s.Normal(7, 2), 7),
        (s.Weibull(1, 10), 10 * math.log(2)),
        (s.Lognormal.of_percentiles({50: 12, 90: 20}), 12),
        (s.LognormalPareto(100, 200, 0.9, 1.6), 100),
        (s.Discrete((12, 5), (0.5, 0.5)), 5),  # P(X <= 5) is one half already
        (s.Empirical((4, 1, 3, 2)), 2),
        (s.Cumulative((0, 50, 100), (3, 5, 9)), 5),
        (s.Scaled(s.Triangular(0.9, 1, 1.4), 30), 30),
        (s.truncated(s.Triangular(5, 8, 20), 10, None), 10),
        (s.truncated(s.Uniform(0, 10), 4, None), 7),
    ],
    ids=repr,
)
def test_plan_is_the_mode_of_three_points_else_the_median(shape, plan):
    """What the deterministic plan uses."""
    assert shape.plan == pytest.approx(plan)


@pytest.mark.parametrize(
    "shape",
    [
        s.Fixed(5),
        s.Uniform(5, 5),
        s.Triangular(5, 5, 5),
        s.Pert(5, 5, 5),
        s.Normal(5, 0),
        s.Lognormal(math.log(5), 0),
        s.Beta(2, 2, 5, 5),
        s.Discrete((5, 9), (1, 0)),
        s.Empirical((5, 5)),
        s.Cumulative((0, 100), (5, 5)),
        s.Scaled(s.Fixed(2.5), 2),
    ],
    ids=repr,
)
def test_a_range_of_no_width_is_a_fixed_value(shape):
    """[5, 5, 5] is 5."""
    assert not shape.uncertain
    assert shape.plan == pytest.approx(5)
    assert shape.mean == pytest.approx(5)
    assert shape.sd == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(shape.quantile(LOWER, UPPER), 5)


def test_cumulative_has_the_moments_of_its_pieces():
    """A single piece is a uniform; a flat one is a chance of one value."""
    assert s.Cumulative((0, 100), (2, 8)).sd == pytest.approx(6 / math.sqrt(12))
    flat = s.Cumulative((0, 20, 80, 100), (4, 5, 5, 6))
    assert flat.mean == pytest.approx(5)
    assert flat.sd == pytest.approx(math.sqrt(0.4 / 3))
    assert flat.cdf(5) == pytest.approx(0.8)


def test_truncating_keeps_the_chance_of_the_bound_itself():
    """Half of the rest is exactly 5."""
    kept = s.truncated(s.Cumulative((0, 50, 75, 100), (4, 5, 5, 6)), 5, None)
    np.testing.assert_allclose(
        kept.quantile(np.array([0.1, 0.49, 0.75]), np.array([0.9, 0.51, 0.25])),
        [5, 5, 5.5],
    )


def test_lists_are_filtered_by_bounds():
    """The chances of what is left keep their proportions."""
    discrete = s.truncated(s.Discrete((1, 2, 3), (0.5, 0.3, 0.2)), 2, None)
    assert discrete == s.Discrete((2, 3), (0.6, 0.4))
    assert s.truncated(s.Empirical((1, 2, 3)), None, 2) == s.Empirical((1, 2))
    scaled = s.Scaled(s.Empirical((1.0, 1.2, 2.0)), 25)
    assert s.truncated(scaled, 30, None) == s.Empirical((30, 50))


def test_fat_tail_has_the_moments_that_exist():
    """E X = body + tail; none of order alpha or above."""
    fat = s.LognormalPareto(100, 200, 0.9, 3.5)
    u = (np.arange(10**6) + 0.5) / 10**6
    values = fat.quantile(u, 1 - u)
    assert fat.mean == pytest.approx(values.mean(), rel=1e-4)
    assert fat.sd == pytest.approx(values.std(), rel=2e-2)
    assert s.LognormalPareto(100, 200, 0.9, 2).sd == math.inf
    assert math.isnan(s.LognormalPareto(100, 200, 0.9, 1).mean)
    assert fat.quantile(0.99, 0.01) == pytest.approx(200 * 10 ** (1 / 3.5))


def test_only_an_unbounded_pareto_has_a_tail_index():
    """`max` brings the variance back."""
    fat = s.LognormalPareto(100, 200, 0.9, 1.6)
    assert s.Scaled(fat, 2).tail_index == 1.6
    assert s.truncated(fat, 10, None).tail_index == 1.6
    assert s.truncated(fat, None, 5000).tail_index == math.inf
    assert math.isfinite(s.truncated(fat, None, 5000).sd)


@pytest.mark.parametrize(
    "make",
    [
        lambda: s.Lognormal(0, 100),
        lambda: s.Weibull(1e-3, 10),
        lambda: s.LognormalPareto(1, 1e300, 0.99, 1e-3),
    ],
)
def test_absurd_spreads_are_infinite_not_an_accident(make):
    """No overflow error, and no warning, comes out of a silly scenario."""
    shape = make()
    shape.quantile(LOWER, UPPER)
    assert shape.sd == math.inf
    assert shape.cdf(1e300) <= 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: s.Triangular(5, 4, 9), "low <= most likely <= high, got 5, 4, 9"),
        (lambda: s.Pert(5, math.nan, 9), "must be finite, got nan"),
        (lambda: s.Pert(5, 6, math.inf), "must be finite, got inf"),
        (lambda: s.Pert(5, 6, 9, 0), "weight above 0, got 0"),
        (lambda: s.trigen(5, 6, 9, 90, 10), "0 < first < second < 100"),
        (lambda: s.Uniform(5, 4), "low <= high, got 5, 4"),
        (lambda: s.Normal(5, -1), "sd of at least 0, got -1"),
        (lambda: s.Lognormal.of_moments(0, 1), "mean above 0, got 0"),
        (lambda: s.Lognormal.of_percentiles({50: 9, 90: 8}), "p50 <= p90, got 9, 8"),
        (lambda: s.Lognormal.of_percentiles({50: 9}), "two percentiles"),
        (lambda: s.Weibull(0, 1), "shape above 0"),
        (lambda: s.Gamma(1, math.nan), "scale above 0, got nan"),
        (lambda: s.Beta(1, 0, 0, 1), "beta above 0"),
        (lambda: s.Discrete((1, 2), (0.5, 0.4)), "add up to 0.9"),
        (lambda: s.Discrete((1, 2), (60, 40)), "Write 0.6 for 60 %"),
        (lambda: s.Discrete((1, 2), (1.0,)), "each with its probability"),
        (lambda: s.Cumulative((10, 100), (1, 2)), "at 0 and at 100"),
        (lambda: s.Cumulative((0, 50, 100), (1, 3, 2)), "fall"),
        (lambda: s.Empirical(()), "at least one value"),
        (lambda: s.LognormalPareto(1, 2, 90, 1), "Write 0.9 for 90 %"),
        (lambda: s.truncated(s.Uniform(0, 1), 2, 3), "nothing between min 2 and max 3"),
        (lambda: s.truncated(s.Uniform(0, 1), 3, 2), "min <= max, got 3, 2"),
        (lambda: s.truncated(s.Empirical((1,)), 2, None), "nothing between"),
        (lambda: s.Scaled(s.Fixed(1), -1), "planned value >= 0, got -1"),
    ],
)
def test_nonsense_is_refused_with_what_was_found(make, message):
    """Every shape names the rule and the value that breaks it."""
    with pytest.raises(EstimateError, match=message.replace("+", r"\+")):
        make()


def oracle(name):
    """The expected rows of a case, where the shared oracles are at hand."""
    path = Path(__file__).parents[2].parent / "shared" / "oracles" / "cases.yaml"
    if not path.exists():
        pytest.skip("the shared oracles are not here")
    cases = yaml.safe_load(path.read_text())["cases"]
    return next(case for case in cases if case["id"] == name)["expected"]


MAKERS = {
    "triangular": lambda p: s.Triangular(p["min"], p["mode"], p["max"]),
    "pert": lambda p: s.Pert(p["min"], p["mode"], p["max"], p.get("gamma", 4)),
    "lognormal": lambda p: s.Lognormal.of_moments(p["mean"], p["sd"]),
    "weibull": lambda p: s.Weibull(p["shape"], p["scale"]),
}


def test_oracle_of_distributions():
    """Means, sds and percentiles of twelve digits."""
    for row in oracle("distribution_reference"):
        shape = MAKERS[row["dist"]](row["params"])
        assert shape.mean == pytest.approx(row["mean"], rel=1e-12)
        assert shape.sd == pytest.approx(row["sd"], rel=1e-12)
        for level in (5, 10, 50, 80, 90, 95):
            value = shape.quantile(level / 100, 1 - level / 100)
            assert value == pytest.approx(row[f"P{level}"], rel=1e-9)


def test_oracle_of_elicitation():
    """Percentiles and modes that experts gave, and the shapes that fit them."""
    for row in oracle("elicitation_fits"):
        if row["kind"].startswith("lognormal"):
            shape = s.Lognormal.of_percentiles({10: row["P10"], 90: row["P90"]})
            assert shape.sigma == pytest.approx(row["sigma_log"], rel=1e-12)
            assert shape.plan == pytest.approx(row["P50"], rel=1e-12)
            assert shape.quantile(0.8, 0.2) == pytest.approx(row["P80"], rel=1e-12)
        else:
            shape = s.trigen(row["P10"], row["mode"], row["P90"])
            assert shape.support == pytest.approx((row["min"], row["max"]), rel=1e-11)
        assert shape.mean == pytest.approx(row["mean"], rel=1e-11)
