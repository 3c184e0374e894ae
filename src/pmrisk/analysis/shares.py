"""Shares of a total with their errors, and which of them can be told apart."""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pmrisk.network.arrays import Float64, Int64

Bool = NDArray[np.bool_]

# The chance that players who are equal get different ranks, any two of them.
_WRONG = 0.05


@dataclass(frozen=True, eq=False)
class Shares:
    """The share of every player, with its error.

    Attributes
    ----------
    each : float64[n_player, 1 + n_part]
        Shares, and the same without each part of the iterations.
    fours : float64[n_four, n_player]
        Shares by each four of orders; none where all were enumerated.
    none, all : float
        What nobody and everybody reaches.
    """

    each: Float64
    fours: Float64
    none: float
    all: float

    @cached_property
    def values(self) -> Float64:
        """float64[n_player]: they add to ``all - none``."""
        return self.each[:, 0]

    @property
    def exact(self) -> bool:
        """Whether every order counts."""
        return len(self.fours) == 0

    @cached_property
    def order_error(self) -> Float64:
        """float64[n_player]: what the drawn orders leave uncertain, as an error."""
        return np.sqrt(_order_variance(self.fours))

    @cached_property
    def iteration_error(self) -> Float64:
        """float64[n_player]: what the simulated iterations leave uncertain."""
        return np.sqrt(_iteration_variance(self.each[:, 1:]))

    @cached_property
    def errors(self) -> Float64:
        """float64[n_player]: the standard error of each share."""
        return _error(self.fours, self.each[:, 1:])

    def error_of(self, weights: Float64) -> Float64:
        """Standard errors of sums of shares by `weights` (float64[n, n_player])."""
        return _error(self.fours @ weights.T, weights @ self.each[:, 1:])

    @cached_property
    def ranks(self) -> Int64:
        """int64[n_player, 2]: the first and the last place that each may have, by size.

        As many places lie before it as players are told to have a larger share, up or
        down, as many behind it as are told to have a smaller one. Two that cannot be
        told apart share a place.
        """
        n = len(self.values)
        apart = NormalDist().inv_cdf(1 - _WRONG / max(1, math.comb(n, 2)) / 2)
        larger = np.zeros((n, n), np.bool_)
        for i in range(n):
            larger[i] = self._larger(i, apart)
        # What is told from the next is told from what follows, however noisy that is.
        order = np.argsort(-np.abs(self.values), kind="stable")
        told = np.maximum.accumulate(larger[np.ix_(order, order)], axis=1)
        told = np.maximum.accumulate(told[::-1], axis=0)[::-1]
        ranks = np.zeros((n, 2), np.int64)
        ranks[order, 0] = 1 + told.sum(axis=0)
        ranks[order, 1] = n - told.sum(axis=1)
        return ranks

    def _larger(self, i: int, apart: float) -> Bool:
        """bool[n_player]: whose share is told to be smaller than that of i."""
        sign = np.where(self.values < 0, -1.0, 1.0)
        each, fours = self.each * sign[:, None], self.fours * sign
        away, fours = each[i] - each, fours[:, [i]] - fours
        # What differs by less than rounding does not differ.
        reach = np.maximum(abs(self.all - self.none), np.abs(self.values[i]))
        least = np.maximum(apart * _error(fours, away[:, 1:]), 1e-9 * reach)
        return np.asarray(away[:, 0] > least)


def _error(fours: Float64, parts: Float64) -> Float64:
    """Standard errors: of the orders (float64[n_four, n]) and of the iterations."""
    return np.sqrt(_order_variance(fours) + _iteration_variance(parts))


def _order_variance(fours: Float64) -> Float64:
    if len(fours) < 2:
        return np.zeros(fours.shape[1])
    return np.asarray(fours.var(axis=0, ddof=1) / len(fours))


def _iteration_variance(parts: Float64) -> Float64:
    """The jackknife's: (m - 1)/m times the squared spread of the m parts."""
    m = parts.shape[1]
    if m < 2:
        return np.zeros(len(parts))
    return np.asarray(parts.var(axis=1) * (m - 1))
