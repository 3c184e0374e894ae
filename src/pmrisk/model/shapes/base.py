"""What every shape offers.

A shape is what a planner believes about one quantity, as plain numbers.

Every shape is sampled by inversion: `quantile(lower, upper)` takes P(X <= x) and its
complement, each accurate in its own tail. `plan` is the most likely value of a
three-point shape, else the median.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmrisk.errors import EstimateError

Float64 = NDArray[np.float64]

# Up to so many points, importing scipy would take longer than the work.
_FEW = 16
_NORMAL = NormalDist()


def check(holds: bool, rule: str) -> None:
    """Raise `EstimateError` with `rule` unless it holds."""
    # Rules are written so that a NaN, which compares false, breaks them.
    if not holds:
        raise EstimateError(rule)


def finite(name: str, *values: float) -> None:
    """Raise `EstimateError` unless every value is a finite number."""
    for value in values:
        check(math.isfinite(value), f"{name} must be finite, got {value:g}")


def given(*values: float) -> str:
    """The values as a message shows them."""
    return ", ".join(f"{value:g}" for value in values)


def normal_quantile(lower: Any, upper: Any) -> Float64:
    """The standard normal quantile, accurate in both tails."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    if lower.size <= _FEW:
        both = np.broadcast(lower, upper)
        few = [_score(p) if p <= 0.5 else -_score(q) for p, q in both]
        return np.array(few, np.float64).reshape(both.shape)
    from scipy.special import ndtri

    return np.asarray(np.where(lower <= 0.5, ndtri(lower), -ndtri(upper)))


def _score(chance: float) -> float:
    return _NORMAL.inv_cdf(chance) if chance > 0 else -math.inf


def exponential(power: float) -> float:
    """E to `power`, infinite where that is too large for a number."""
    return math.exp(power) if power < 709 else math.inf


class Shape(ABC):
    """What all shapes offer; each gives `quantile`, `cdf`, `sf`, `support`."""

    #: Pareto's alpha of an unbounded heavy tail; infinite where there is none.
    tail_index: float = math.inf

    #: Whether `plan` is the most likely value.
    has_mode: bool = False

    @abstractmethod
    def quantile(self, lower: Any, upper: Any) -> Float64:
        """Values not exceeded with probability `lower` = 1 - `upper`."""

    @abstractmethod
    def cdf(self, x: float) -> float:
        """P(X <= x)."""

    def sf(self, x: float) -> float:
        """P(X > x)."""
        return 1 - self.cdf(x)

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The smallest and the largest value."""

    @property
    def plan(self) -> float:
        """The value that the deterministic plan uses."""
        return float(self.quantile(0.5, 0.5))

    @property
    def uncertain(self) -> bool:
        """Whether there is more than one value."""
        return self.support[0] < self.support[1]

    @cached_property
    def _grid(self) -> Float64:
        # Midpoints, closer and closer towards both tails.
        edge = np.concatenate([[0], np.logspace(-9, math.log10(0.5), 2000)])
        lower = (edge[1:] + edge[:-1]) / 2
        weight = np.diff(edge)
        low = self.quantile(lower, 1 - lower)
        high = self.quantile(1 - lower, lower)
        return np.array([low, high, weight])

    @property
    def mean(self) -> float:
        """The expected value; NaN where none exists."""
        if self.tail_index <= 1:
            return math.nan
        low, high, weight = self._grid
        return float(np.sum(weight * (low + high)))

    @property
    def sd(self) -> float:
        """The standard deviation; infinite where none exists."""
        if self.tail_index <= 2:
            return math.inf
        low, high, weight = self._grid
        mean = self.mean
        return math.sqrt(np.sum(weight * ((low - mean) ** 2 + (high - mean) ** 2)))


@dataclass(frozen=True)
class Fixed(Shape):
    """One value."""

    value: float

    def __post_init__(self) -> None:
        finite("a value", self.value)

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        return np.full(np.shape(lower), self.value)

    def cdf(self, x: float) -> float:  # noqa: D102
        return float(x >= self.value)

    @property
    def mean(self) -> float:  # noqa: D102
        return self.value

    @property
    def sd(self) -> float:  # noqa: D102
        return 0.0

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.value, self.value


def ramp(x: float, low: float, high: float) -> float:
    """0 below `low`, 1 from `high` on, straight between."""
    if x < low:
        return 0.0
    return 1.0 if x >= high else (x - low) / (high - low)
