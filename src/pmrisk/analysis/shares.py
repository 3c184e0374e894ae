"""Shares of a total with their errors, and which of them can be told apart."""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from pmrisk.network.arrays import Float64, Int64

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
        return np.sqrt(self._order_variance(np.eye(len(self.values))))

    @cached_property
    def iteration_error(self) -> Float64:
        """float64[n_player]: what the simulated iterations leave uncertain."""
        return np.sqrt(self._iteration_variance(np.eye(len(self.values))))

    @cached_property
    def errors(self) -> Float64:
        """float64[n_player]: the standard error of each share."""
        return self.error_of(np.eye(len(self.values)))

    def error_of(self, weights: Float64) -> Float64:
        """Standard errors of sums of shares by `weights` (float64[n, n_player])."""
        return np.sqrt(
            self._order_variance(weights) + self._iteration_variance(weights)
        )

    def _order_variance(self, weights: Float64) -> Float64:
        if len(self.fours) < 2:
            return np.zeros(len(weights))
        made = self.fours @ weights.T
        return np.asarray(made.var(axis=0, ddof=1) / len(self.fours))

    def _iteration_variance(self, weights: Float64) -> Float64:
        """The jackknife's: (m - 1)/m times the squared spread of the m parts."""
        parts = self.each.shape[1] - 1
        if parts < 2:
            return np.zeros(len(weights))
        made = weights @ self.each[:, 1:]
        return np.asarray(made.var(axis=1) * (parts - 1))

    @cached_property
    def ranks(self) -> Int64:
        """int64[n_player]: 1 for the largest share.

        Players whose shares cannot be told apart from the first of a rank share it.
        """
        order = np.argsort(-self.values, kind="stable")
        ranks = np.zeros(len(order), np.int64)
        pairs = max(1, math.comb(len(order), 2))
        apart = NormalDist().inv_cdf(1 - _WRONG / pairs / 2)
        first = 0
        for place in range(1, len(order)):
            if self._differ(order[first], order[place], apart):
                first = place
            ranks[order[place]] = first
        return ranks + 1

    def _differ(self, i: int, j: int, apart: float) -> bool:
        weights = np.zeros((1, len(self.values)))
        weights[0, [i, j]] = 1, -1
        difference = abs(self.values[i] - self.values[j])
        # What differs by less than rounding does not differ.
        slack = 1e-9 * max(abs(self.all - self.none), abs(self.values[i]))
        error = float(self.error_of(weights)[0])
        return bool(difference > max(apart * error, slack))
