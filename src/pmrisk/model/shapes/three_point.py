"""Three-point shapes: low, most likely, high."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from pmrisk.errors import EstimateError
from pmrisk.model.shapes.base import Float64, Shape, check, finite, given, ramp
from pmrisk.model.shapes.bounded import beta_quantile, beta_sd


@dataclass(frozen=True)
class _ThreePoint(Shape):
    has_mode = True

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        finite("each point", self.low, self.mode, self.high)
        check(
            self.low <= self.mode <= self.high,
            f"needs low <= most likely <= high, got {self._points}",
        )

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def plan(self) -> float:
        return self.mode

    @property
    def _points(self) -> str:
        return given(self.low, self.mode, self.high)


@dataclass(frozen=True)
class Triangular(_ThreePoint):
    """A three-point estimate with straight sides."""

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        width, left = self.high - self.low, self.mode - self.low
        right = self.high - self.mode
        rising = self.low + np.sqrt(lower * width * left)
        falling = self.high - np.sqrt(upper * width * right)
        return np.asarray(np.where(lower * width < left, rising, falling))

    def cdf(self, x: float) -> float:  # noqa: D102
        if x <= self.low:
            return float(x >= self.high)
        if x < self.mode:
            width = (self.high - self.low) * (self.mode - self.low)
            return (x - self.low) ** 2 / width
        return 1 - self.sf(x)

    def sf(self, x: float) -> float:  # noqa: D102
        if x >= self.high:
            return 0.0
        if x < self.mode:
            return 1 - self.cdf(x)
        width = (self.high - self.low) * (self.high - self.mode)
        return (self.high - x) ** 2 / width

    @property
    def mean(self) -> float:  # noqa: D102
        return self.low + (self.mode - self.low + self.high - self.low) / 3

    @property
    def sd(self) -> float:  # noqa: D102
        left, width = self.mode - self.low, self.high - self.low
        return math.sqrt((width * (width - left) + left * left) / 18)


def trigen(
    low: float, mode: float, high: float, lower: float = 10, upper: float = 90
) -> Triangular:
    """The triangular of which `low` and `high` are the given percentiles.

    With a = mode - min, b = max - mode and p, q the chances outside: (low - min)² =
    p·a·(a + b) and (max - high)² = q·b·(a + b), solved by fixed point from below.
    """
    finite("each point", low, mode, high)
    points = given(low, mode, high)
    check(low <= mode <= high, f"needs low <= most likely <= high, got {points}")
    check(
        0 < lower < upper < 100,
        f"needs percentiles with 0 < first < second < 100, got {given(lower, upper)}",
    )
    if low == high:
        return Triangular(low, mode, high)
    p, q = lower / 100, 1 - upper / 100
    left, right = mode - low, high - mode
    a, b = left, right
    for _ in range(100_000):
        width = a + b
        previous = a, b
        a, b = left + math.sqrt(p * a * width), right + math.sqrt(q * b * width)
        if abs(a - previous[0]) + abs(b - previous[1]) <= 1e-15 * width:
            break
    else:
        raise EstimateError(
            f"no triangular has {points} at P{lower:g}, mode and P{upper:g}"
        )
    return Triangular(mode - a, mode, mode + b)


@dataclass(frozen=True)
class Pert(_ThreePoint):
    """A beta on `low` to `high` with mean (low + weight·mode + high)/(weight + 2).

    The shape parameters are 1 + weight·(mode - low)/width and its mirror; the weight
    is 4 unless given.
    """

    weight: float = 4.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check(
            0 < self.weight < math.inf, f"needs a weight above 0, got {self.weight:g}"
        )

    @property
    def mean(self) -> float:  # noqa: D102
        alpha = self._shapes[0]
        return self.low + (self.high - self.low) * alpha / (2 + self.weight)

    @property
    def sd(self) -> float:  # noqa: D102
        return (self.high - self.low) * beta_sd(*self._shapes)

    @property
    def relative_mode(self) -> float:
        """Where the mode lies between low (0) and high (1)."""
        width = self.high - self.low
        return (self.mode - self.low) / width if width > 0 else 0.5

    @property
    def _shapes(self) -> tuple[float, float]:
        at = self.relative_mode
        return 1 + self.weight * at, 1 + self.weight * (1 - at)

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        standard = beta_quantile(*self._shapes, lower, upper)
        return self.low + (self.high - self.low) * standard

    def cdf(self, x: float) -> float:  # noqa: D102
        from scipy.special import betainc

        return float(betainc(*self._shapes, ramp(x, self.low, self.high)))

    def sf(self, x: float) -> float:  # noqa: D102
        from scipy.special import betaincc

        return float(betaincc(*self._shapes, ramp(x, self.low, self.high)))
