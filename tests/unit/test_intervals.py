"""Percentiles, their intervals and the errors of means and probabilities."""

import numpy as np
import pytest

from pmrisk import intervals
from standard_errors import SEED


def test_a_percentile_is_an_outcome_that_enough_iterations_do_not_exceed():
    """The definition is NumPy's `inverted_cdf`, at levels that fall between two."""
    ordered = np.sort(np.random.default_rng(SEED).normal(size=137))
    for level in (0.5, 10, 50, 80, 90, 99.5):
        expected = np.percentile(ordered, level, method="inverted_cdf")
        assert intervals.percentile(ordered, level) == expected


def test_eighty_per_cent_of_ten_is_the_eighth():
    """0.8 * 10 must not become 9 by rounding."""
    assert intervals.percentile(np.arange(1.0, 11.0), 80) == 8.0


def test_the_order_statistics_are_those_of_the_exact_binomial():
    """Bounds leave at most 2.5 % on either side, and one step further leaves more."""
    binom = pytest.importorskip("scipy.stats").binom
    for n, level in ((100, 80), (1000, 50), (4097, 90), (100_000, 80)):
        low, high = intervals.percentile_indices(n, level)[1:]
        below = binom(n, level / 100)
        # 0-based: the lower bound is order statistic low + 1.
        assert below.cdf(low) <= 0.025 < below.cdf(low + 1)
        assert below.sf(high) <= 0.025 < below.sf(high - 1)


def test_too_few_iterations_give_no_bound():
    """P90 of 20 iterations has no upper bound, and says so."""
    estimate = intervals.percentile_interval(np.arange(20.0), 90)
    assert estimate.high is None
    assert estimate.low is not None


def test_a_promise_that_was_always_kept_is_not_certain():
    """The error of a probability is never zero."""
    estimate = intervals.probability(np.ones(1000, bool), replicated=False)
    assert estimate.value == 1.0
    assert 0.0005 < estimate.standard_error < 0.005


def test_replicates_tell_the_error_of_a_mean():
    """Sixteen interleaved replicates: the spread of their means over four."""
    outcomes = np.tile(np.arange(16.0), 50)
    estimate = intervals.mean(outcomes, replicated=True)
    assert estimate.value == 7.5
    assert estimate.standard_error == pytest.approx(np.std(np.arange(16), ddof=1) / 4)


@pytest.mark.parametrize("level", [50, 80, 90])
def test_the_interval_covers_the_truth_as_often_as_it_says(level):
    """In 2,000 repetitions 95 %, within five errors; order statistics over-cover."""
    rng = np.random.default_rng([SEED, level])
    sample = np.sort(rng.random((2000, 500)), axis=1)
    _, low, high = intervals.percentile_indices(500, level)
    truth = level / 100
    covered = np.mean((sample[:, low] <= truth) & (truth <= sample[:, high]))
    slack = 5 * np.sqrt(0.95 * 0.05 / 2000)
    assert 0.95 - slack < covered < 0.95 + slack + 0.02
