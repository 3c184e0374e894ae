"""Estimates with their own sampling error: percentiles, means and probabilities.

A percentile is the smallest simulated outcome that at least so many per cent of the
iterations do not exceed: a date that occurred, exact where outcomes are discrete. Its
interval runs between two order statistics, so it assumes nothing about the shape of
the distribution: the number of iterations below the true percentile is binomial. Under
`lhs` and `sobol` iterations are not independent, and the 16 replicates within the run
(iteration k belongs to replicate k mod 16) tell the error instead.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

REPLICATES = 16
#: The nominal coverage of every `low` and `high`.
COVERAGE = 0.95
#: Student's t with 15 degrees of freedom at 97.5 %.
_T15 = 2.131449545559323


class Interval(NamedTuple):
    """An estimate between the bounds that sampling error allows (95 %).

    A bound is None where the iterations are too few to give it.
    """

    value: float
    low: float | None
    high: float | None


class Estimated(NamedTuple):
    """An estimate and its standard error; None where none exists."""

    value: float | None
    standard_error: float | None


def percentile(ordered: NDArray[np.generic], level: float) -> float:
    """The smallest of the sorted outcomes that `level` % of them do not exceed."""
    return float(ordered[rank(len(ordered), level)])


def rank(n: int, level: float) -> int:
    """The index of a percentile in `n` sorted outcomes."""
    # A hair is taken off so that 80 % of 10 is 8 and not, by rounding, 9.
    return min(n, max(1, math.ceil(n * level / 100 - 1e-9))) - 1


def percentile_interval(ordered: NDArray[np.generic], level: float) -> Interval:
    """A percentile of independent outcomes, sorted, with its interval."""
    index, low, high = percentile_indices(len(ordered), level)
    return Interval(
        float(ordered[index]),
        None if low is None else float(ordered[low]),
        None if high is None else float(ordered[high]),
    )


def percentile_indices(n: int, level: float) -> tuple[int, int | None, int | None]:
    """Indices, in sorted outcomes, of a percentile and of its interval's bounds."""
    return rank(n, level), *_order_statistics(n, level)


@lru_cache(maxsize=256)
def _order_statistics(n: int, level: float) -> tuple[int | None, int | None]:
    """Indices of the order statistics between which the true percentile lies.

    The bounds are the largest l and smallest u with P(B < l) and P(B >= u) at most
    2.5 % each, B binomial(n, level).
    """
    counts, below = _binomial(n, level / 100)
    tail = (1 - COVERAGE) / 2
    # P(true percentile < X_(l)) = P(B < l) and P(true >= X_(u)) = P(B >= u), 1-based.
    low = int(counts[np.searchsorted(below, tail, side="right")])
    high = int(counts[np.searchsorted(below, 1 - tail, side="left")]) + 1
    return (low - 1 if low >= 1 else None), (high - 1 if high <= n else None)


def _binomial(n: int, p: float) -> tuple[NDArray[np.int64], Float64]:
    """Counts around the mean of a binomial, and P(B <= count) for each.

    Within 12 standard deviations, by the ratio of neighbouring terms from the mode,
    where logarithms of factorials start it.
    """
    reach = int(12 * math.sqrt(n * p * (1 - p))) + 12
    first, last = max(0, int(n * p) - reach), min(n, int(n * p) + reach)
    counts = np.arange(first, last + 1)
    steps = np.log((n - counts[:-1]) / (counts[:-1] + 1) * (p / (1 - p)))
    log_terms = np.concatenate([[0.0], np.cumsum(steps)])
    terms = np.exp(log_terms - log_terms.max())
    return counts, np.cumsum(terms / terms.sum())


def replicate_percentile(outcomes: Float64, level: float) -> Interval:
    """A pooled percentile with the spread of its 16 replicates: t15 * sd / 4."""
    value = percentile(np.sort(outcomes), level)
    if len(outcomes) < REPLICATES:
        return Interval(value, None, None)
    each = [
        percentile(np.sort(outcomes[r::REPLICATES]), level) for r in range(REPLICATES)
    ]
    half = _T15 * _spread(each)
    # No percentile of a sample lies outside it.
    low, high = float(outcomes.min()), float(outcomes.max())
    return Interval(value, max(value - half, low), min(value + half, high))


def percentile_shift(before: Float64, after: Float64, level: float) -> Estimated:
    """By how much a percentile moves between two runs on the same draws.

    What both have in common is no error of their difference, so the difference is taken
    in each of 16 parts of the iterations, whose spread tells the error.
    """

    def shift(part: slice) -> float:
        moved = np.sort(after[part]), np.sort(before[part])
        return percentile(moved[0], level) - percentile(moved[1], level)

    value = shift(slice(None))
    if len(before) < REPLICATES:
        return Estimated(value, None)
    each = [shift(slice(r, None, REPLICATES)) for r in range(REPLICATES)]
    return Estimated(value, _spread(each))


def _spread(each: list[float]) -> float:
    """The standard error of the mean of the replicates."""
    return float(np.std(each, ddof=1)) / math.sqrt(REPLICATES)


def mean(outcomes: Float64, *, replicated: bool) -> Estimated:
    """The mean and its standard error."""
    value, n = float(np.mean(outcomes)), len(outcomes)
    if replicated and n >= REPLICATES:
        each = [float(np.mean(outcomes[r::REPLICATES])) for r in range(REPLICATES)]
        return Estimated(value, _spread(each))
    error = float(np.std(outcomes, ddof=1)) / math.sqrt(n) if n > 1 else None
    return Estimated(value, error)


def probability(kept: NDArray[np.bool_], *, replicated: bool) -> Estimated:
    """The share of iterations in which something holds, with its standard error.

    The error is that of (hits + 2) of (n + 4), so that a promise that was kept in
    every iteration is not called certain (Agresti and Coull 1998).
    """
    hits, n = int(np.count_nonzero(kept)), len(kept)
    adjusted = (hits + 2) / (n + 4)
    error = math.sqrt(adjusted * (1 - adjusted) / (n + 4))
    if replicated and n >= REPLICATES and 0 < hits < n:
        each = [float(np.mean(kept[r::REPLICATES])) for r in range(REPLICATES)]
        error = _spread(each)
    return Estimated(hits / n, error)
