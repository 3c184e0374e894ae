"""Shapes between two bounds: uniform and beta."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from pmrisk.model.shapes.base import Float64, Shape, check, finite, given, ramp


@dataclass(frozen=True)
class Uniform(Shape):
    """Anything between two values, equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        finite("a bound", self.low, self.high)
        check(self.low <= self.high, f"needs low <= high, got {given(*self.support)}")

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        return self.low + np.asarray(lower) * (self.high - self.low)

    def cdf(self, x: float) -> float:  # noqa: D102
        return ramp(x, self.low, self.high)

    @property
    def mean(self) -> float:  # noqa: D102
        return self.low + (self.high - self.low) / 2

    @property
    def sd(self) -> float:  # noqa: D102
        return (self.high - self.low) / math.sqrt(12)

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.low, self.high


@dataclass(frozen=True)
class Beta(Shape):
    """The beta distribution with parameters `alpha` and `beta` from `low` to `high`."""

    alpha: float
    beta: float
    low: float
    high: float

    def __post_init__(self) -> None:
        check(0 < self.alpha < math.inf, f"needs an alpha above 0, got {self.alpha:g}")
        check(0 < self.beta < math.inf, f"needs a beta above 0, got {self.beta:g}")
        finite("a bound", self.low, self.high)
        check(self.low <= self.high, f"needs low <= high, got {given(*self.support)}")

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        standard = beta_quantile(self.alpha, self.beta, lower, upper)
        return self.low + (self.high - self.low) * standard

    def cdf(self, x: float) -> float:  # noqa: D102
        from scipy.special import betainc

        at = ramp(x, self.low, self.high)
        return float(betainc(self.alpha, self.beta, at))

    def sf(self, x: float) -> float:  # noqa: D102
        from scipy.special import betaincc

        at = ramp(x, self.low, self.high)
        return float(betaincc(self.alpha, self.beta, at))

    @property
    def mean(self) -> float:  # noqa: D102
        share = self.alpha / (self.alpha + self.beta)
        return self.low + (self.high - self.low) * share

    @property
    def sd(self) -> float:  # noqa: D102
        return (self.high - self.low) * beta_sd(self.alpha, self.beta)

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.low, self.high


def beta_sd(alpha: float, beta: float) -> float:
    """The standard deviation of the beta on [0, 1]."""
    share, total = alpha / (alpha + beta), alpha + beta
    return math.sqrt(share * (1 - share) / (total + 1))


def beta_quantile(alpha: float, beta: float, lower: Any, upper: Any) -> Float64:
    """The quantile of the beta on [0, 1], accurate in both tails."""
    from scipy.special import betaincinv

    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    below = betaincinv(alpha, beta, np.minimum(lower, 0.5))
    above = 1 - betaincinv(beta, alpha, np.minimum(upper, 0.5))
    return np.asarray(np.where(lower <= 0.5, below, above))
