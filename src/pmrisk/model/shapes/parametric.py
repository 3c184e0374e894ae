"""Shapes that reach to infinity: normal, lognormal, Weibull, gamma."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from pmrisk.model.shapes.base import (
    Float64,
    Shape,
    check,
    exponential,
    finite,
    given,
    normal_quantile,
)


@dataclass(frozen=True)
class Normal(Shape):
    """The normal distribution with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        finite("mean", self.mu)
        check(
            0 <= self.sigma < math.inf, f"needs an sd of at least 0, got {self.sigma:g}"
        )

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        return self.mu + self.sigma * normal_quantile(lower, upper)

    def cdf(self, x: float) -> float:  # noqa: D102
        return phi(x - self.mu, self.sigma)

    def sf(self, x: float) -> float:  # noqa: D102
        return phi(self.mu - x, self.sigma)

    @property
    def plan(self) -> float:  # noqa: D102
        return self.mu

    @property
    def mean(self) -> float:  # noqa: D102
        return self.mu

    @property
    def sd(self) -> float:  # noqa: D102
        return self.sigma

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return (self.mu, self.mu) if self.sigma == 0 else (-math.inf, math.inf)


def phi(x: float, sd: float) -> float:
    """The chance that a normal around zero is at most `x`."""
    return 0.5 * math.erfc(-x / sd / math.sqrt(2)) if sd > 0 else float(x >= 0)


@dataclass(frozen=True)
class Lognormal(Shape):
    """The exponential of a normal with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        finite("the mean of the logarithm", self.mu)
        check(
            0 <= self.sigma < math.inf,
            f"needs a spread of at least 0, got {self.sigma:g}",
        )

    @classmethod
    def of_moments(cls, mean: float, sd: float) -> "Lognormal":
        """The lognormal of a given mean and standard deviation."""
        check(0 < mean < math.inf, f"needs a mean above 0, got {mean:g}")
        check(0 <= sd < math.inf, f"needs an sd of at least 0, got {sd:g}")
        variance = math.log1p(sd / mean * (sd / mean))
        check(variance < math.inf, f"needs an sd nearer to its mean, got {sd:g}")
        return cls(math.log(mean) - variance / 2, math.sqrt(variance))

    @classmethod
    def of_percentiles(cls, values: Mapping[float, float]) -> "Lognormal":
        """The lognormal with two given percentiles, e.g. ``{50: 10, 90: 16}``."""
        check(len(values) == 2, "needs exactly two percentiles, such as p50 and p90")
        (first, low), (second, high) = sorted(values.items())
        check(0 < first < second < 100, "needs percentiles between 0 and 100")
        check(
            0 < low <= high < math.inf,
            f"needs 0 < p{first:g} <= p{second:g}, got {given(low, high)}",
        )
        z = [NormalDist().inv_cdf(level / 100) for level in (first, second)]
        sigma = math.log(high / low) / (z[1] - z[0])
        return cls(math.log(low) - sigma * z[0], sigma)

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        with np.errstate(over="ignore"):
            values = np.exp(self.mu + self.sigma * normal_quantile(lower, upper))
        return np.asarray(values)

    def cdf(self, x: float) -> float:  # noqa: D102
        return phi(math.log(x) - self.mu, self.sigma) if x > 0 else 0.0

    def sf(self, x: float) -> float:  # noqa: D102
        return phi(self.mu - math.log(x), self.sigma) if x > 0 else 1.0

    @property
    def plan(self) -> float:  # noqa: D102
        return math.exp(self.mu)

    @property
    def mean(self) -> float:  # noqa: D102
        return exponential(self.mu + self.sigma * self.sigma / 2)

    @property
    def sd(self) -> float:  # noqa: D102
        variance = self.sigma * self.sigma
        return self.mean * math.sqrt(
            math.expm1(variance) if variance < 709 else math.inf
        )

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        value = math.exp(self.mu)
        return (value, value) if self.sigma == 0 else (0.0, math.inf)


@dataclass(frozen=True)
class Weibull(Shape):
    """The Weibull distribution; shape 1 is the exponential with mean `scale`."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        check(0 < self.shape < math.inf, f"needs a shape above 0, got {self.shape:g}")
        check(0 < self.scale < math.inf, f"needs a scale above 0, got {self.scale:g}")

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        below = -np.log1p(-np.minimum(lower, 0.5))
        with np.errstate(over="ignore", divide="ignore"):
            above = -np.log(np.minimum(upper, 0.5))
            rate = np.where(lower <= 0.5, below, above) ** (1 / self.shape)
            return np.asarray(self.scale * rate)

    def cdf(self, x: float) -> float:  # noqa: D102
        return -math.expm1(-self._hazard(x))

    def sf(self, x: float) -> float:  # noqa: D102
        return math.exp(-self._hazard(x))

    def _hazard(self, x: float) -> float:
        """What has been risked up to `x`: the chance of more is e to minus that."""
        if x <= 0:
            return 0.0
        return exponential(self.shape * math.log(x / self.scale))

    @property
    def mean(self) -> float:  # noqa: D102
        return self.scale * exponential(math.lgamma(1 + 1 / self.shape))

    @property
    def sd(self) -> float:  # noqa: D102
        first = math.lgamma(1 + 1 / self.shape)
        ratio = math.lgamma(1 + 2 / self.shape) - 2 * first
        square = math.expm1(ratio) if ratio < 709 else math.inf
        return self.scale * exponential(first) * math.sqrt(max(0.0, square))

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return 0.0, math.inf


@dataclass(frozen=True)
class Gamma(Shape):
    """The gamma distribution with mean shape·scale."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        check(0 < self.shape < math.inf, f"needs a shape above 0, got {self.shape:g}")
        check(0 < self.scale < math.inf, f"needs a scale above 0, got {self.scale:g}")

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        from scipy.special import gammainccinv, gammaincinv

        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        below = gammaincinv(self.shape, np.minimum(lower, 0.5))
        above = gammainccinv(self.shape, np.minimum(upper, 0.5))
        return np.asarray(self.scale * np.where(lower <= 0.5, below, above))

    def cdf(self, x: float) -> float:  # noqa: D102
        from scipy.special import gammainc

        return float(gammainc(self.shape, max(x, 0) / self.scale))

    def sf(self, x: float) -> float:  # noqa: D102
        from scipy.special import gammaincc

        return float(gammaincc(self.shape, max(x, 0) / self.scale))

    @property
    def mean(self) -> float:  # noqa: D102
        return self.shape * self.scale

    @property
    def sd(self) -> float:  # noqa: D102
        return math.sqrt(self.shape) * self.scale

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return 0.0, math.inf
