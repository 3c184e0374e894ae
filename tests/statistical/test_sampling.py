"""Draws against what they must be on average, in standard errors."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import stats

from drawing import drawn, money
from pmrisk.model import shapes
from standard_errors import (
    SEED,
    Z_LIMIT,
    assert_mean,
    assert_probability,
    assert_quantile,
)

N = 20_000
SAMPLINGS = ["monte_carlo", "lhs", "sobol"]
UNIT = shapes.Uniform(0, 1)
TRI = shapes.Triangular(8, 10, 15)
# The chance of a normal beyond Z_LIMIT, both sides.
RARE = 5.7e-7


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_draws_are_distributed_as_said(sampling):
    """Kolmogorov and Smirnov find no fault; even points lie closer than luck."""
    found = drawn(money(A=TRI), N, sampling=sampling)[0]
    assert stats.kstest(found, stats.triang(2 / 7, 8, 7).cdf).pvalue > RARE


def test_a_biased_sampler_is_rejected():
    """The assertions of this suite can fail: two per cent too long are seen."""
    found = drawn(money(A=TRI), N)[0]
    assert_mean(found, TRI.mean)
    assert_quantile(found, 80, TRI.quantile(0.8, 0.2))
    with pytest.raises(AssertionError, match="standard errors"):
        assert_mean(found * 1.02, TRI.mean)
    with pytest.raises(AssertionError, match="standard errors"):
        assert_quantile(found * 1.02, 80, TRI.quantile(0.8, 0.2))


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_one_draw_of_many_seeds_is_uniform(sampling):
    """Scrambling and permuting leave no point where it was."""
    seeds = np.arange(400) + SEED
    options = {"sampling": sampling}
    found = [drawn(money(A=UNIT, B=UNIT), 40, seed=int(s), **options) for s in seeds]
    for source, k in ((0, 0), (1, 0), (1, 39)):
        own = [u[source, k] for u in found]
        assert stats.kstest(own, "uniform").pvalue > RARE


@pytest.mark.parametrize("sampling", ["lhs", "sobol"])
def test_replicates_are_independent_and_closer_than_luck(sampling):
    """Their means are unbiased, with far less spread than as many plain draws."""
    sources = money(**{f"A{k}": TRI for k in range(6)})
    total = drawn(sources, 16 * 256, sampling=sampling).sum(axis=0)
    means = total.reshape(256, 16).mean(axis=0)
    assert_mean(means, 6 * TRI.mean)
    plain = TRI.sd * np.sqrt(6 / 256)
    assert means.std(ddof=1) < 0.3 * plain


def test_discrete_values_come_as_often_as_said():
    """Each single value, and nothing between."""
    chances = {5.0: 0.7, 12.0: 0.25, 40.0: 0.05}
    shape = shapes.Discrete(tuple(chances), tuple(chances.values()))
    found = drawn(money(A=shape), N)[0]
    assert set(found) == set(chances)
    for value, chance in chances.items():
        assert_probability(int((found == value).sum()), N, chance)


def test_streams_are_uncorrelated():
    """Every pair of thirty, under every sampling but for what evenness adds."""
    u = drawn(money(**{f"A{k}": UNIT for k in range(30)}), N)
    off = np.corrcoef(u) - np.eye(30)
    assert np.abs(off).max() < Z_LIMIT / np.sqrt(N)


def batches(a, b, statistic, n_batch=100):
    """`statistic` of a hundred batches of draws."""
    pairs = zip(np.split(a, n_batch), np.split(b, n_batch), strict=True)
    return np.array([statistic(x, y).statistic for x, y in pairs])


def assert_ranks(a, b, spearman, kendall):
    """Fail if rank correlations differ from the true ones by more than luck explains.

    Kendall's tau has no bias; Spearman's rho has the known one of n pairs (Kendall and
    Gibbons 1990, section 5.9).
    """
    assert_mean(batches(a, b, stats.kendalltau), kendall)
    n = len(a) // 100
    expected = ((n - 2) * spearman + 3 * kendall) / (n + 1)
    assert_mean(batches(a, b, stats.spearmanr), expected)


def conversions():
    """The oracle's rows, where the shared oracles are at hand."""
    path = Path(__file__).parents[2].parent / "shared" / "oracles" / "cases.yaml"
    if not path.exists():
        pytest.skip("the shared oracles are not here")
    cases = yaml.safe_load(path.read_text())["cases"]
    found = (case for case in cases if case["id"] == "gaussian_copula_conversions")
    return next(found)["expected"]


def test_oracle_of_rank_correlations():
    """`rank` is Spearman's, the copula Gaussian: so Kendall's tau follows."""
    shape = {"A": TRI, "B": shapes.Lognormal(0, 1)}
    for row in conversions():
        groups = [(("A", "B"), row["spearman"])]
        a, b = drawn(money(**shape), N, groups)
        assert_ranks(a, b, row["spearman"], row["kendall"])


def test_a_normal_pair_has_the_latent_correlation():
    """Pearson's r of normals is 2 sin(pi rho / 6)."""
    a, b = drawn(money(A=shapes.Normal(0, 1), B=shapes.Normal(0, 1)), N, [("AB", 0.6)])
    assert_mean(a * b, 2 * np.sin(np.pi * 0.6 / 6))
    assert_mean(a, 0)
    assert_mean(b * b, 1)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_perfect_correlation_is_one_luck(sampling):
    """Ranks of 1 share their uniform, ranks of -1 mirror it."""
    groups = [("AB", 1.0), ("BC", -1.0), ("AC", -1.0)]
    u = drawn(money(A=UNIT, B=UNIT, C=UNIT), 1000, groups, sampling=sampling)
    np.testing.assert_allclose(u[0], u[1], atol=1e-11)
    np.testing.assert_allclose(u[0], 1 - u[2], atol=1e-11)


@pytest.mark.parametrize("size", [3, 30])
def test_groups_large_and_small_have_their_rank(size):
    """By Cholesky rows or by a common factor, any pair has the correlation said."""
    names = [f"A{k:02d}" for k in range(size)]
    u = drawn(money(**dict.fromkeys(names, UNIT)), N, [(names, 0.4)])
    kendall = 2 / np.pi * np.arcsin(2 * np.sin(np.pi * 0.4 / 6))
    assert_ranks(u[0], u[-1], 0.4, kendall)
    for own in u[:3]:
        assert stats.kstest(own, "uniform").pvalue > RARE


def test_unnamed_pairs_of_a_component_are_independent():
    """A goes with B and B with C, so A and C share a block but no luck."""
    groups = [("AB", 0.5), ("BC", -0.5)]
    u = drawn(money(A=UNIT, B=UNIT, C=UNIT), N, groups)
    assert_ranks(u[0], u[2], 0.0, 0.0)
