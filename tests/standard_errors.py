"""Assertions about random numbers, stated in standard errors."""

import math
import os

import numpy as np

SEED = int(os.environ.get("PMRISK_TEST_SEED", "20260401"))

# A correct program strays this far once in 1.7 million checks, so the suite can be
# looped over seeds; a wrong one is caught when its bias exceeds 5 sd / sqrt(n).
Z_LIMIT = 5.0


def assert_mean(sample, expected):
    """Fail if the mean of `sample` is further from `expected` than luck explains."""
    sample = np.asarray(sample, dtype=float)
    error = sample.std(ddof=1) / math.sqrt(sample.size)
    z = (sample.mean() - expected) / error
    assert abs(z) < Z_LIMIT, (
        f"mean {sample.mean():.6g} is {z:+.1f} standard errors from {expected:.6g} "
        f"(n={sample.size}, seed={SEED})"
    )


def assert_probability(hits, n, p):
    """Fail if `hits` of `n` is further from the chance `p` than luck explains."""
    z = (hits - n * p) / math.sqrt(n * p * (1 - p))
    assert abs(z) < Z_LIMIT, (
        f"{hits} of {n} is {z:+.1f} standard errors from {p:.6g} (seed={SEED})"
    )


def assert_quantile(sample, level_percent, true_value):
    """Fail if more or fewer of a continuous `sample` lie below its true percentile."""
    sample = np.asarray(sample)
    assert_probability(
        int((sample <= true_value).sum()), sample.size, level_percent / 100
    )
