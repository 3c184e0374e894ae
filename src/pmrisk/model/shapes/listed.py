"""Shapes given as lists: outcomes with chances, percentiles, and past values."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from pmrisk.model.shapes.base import Float64, Shape, check, finite

# Chances may be off by the rounding of a file.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Discrete(Shape):
    """Single values, each with its probability; kept in ascending order."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        check(
            0 < len(self.values) == len(self.probabilities),
            "needs at least one value, each with its probability",
        )
        finite("each value", *self.values)
        check(
            all(0 <= p <= 1 for p in self.probabilities),
            "needs probabilities between 0 and 1. Write 0.6 for 60 %",
        )
        total = math.fsum(self.probabilities)
        check(
            abs(total - 1) <= _ROUNDING,
            f"has probabilities that add up to {total:g}. They must add up to 1",
        )
        pairs = sorted(zip(self.values, self.probabilities, strict=True))
        kept = [(value, p) for value, p in pairs if p > 0]
        object.__setattr__(self, "values", tuple(value for value, _ in kept))
        object.__setattr__(self, "probabilities", tuple(p for _, p in kept))

    @property
    def edges(self) -> Float64:
        """P(X <= value) below the last value, so that edges separate the values."""
        return np.cumsum(self.probabilities)[:-1]

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        at = np.searchsorted(self.edges, np.asarray(lower, float), side="left")
        return np.asarray(np.asarray(self.values)[at])

    def cdf(self, x: float) -> float:  # noqa: D102
        pairs = zip(self.values, self.probabilities, strict=True)
        return min(1.0, math.fsum(p for value, p in pairs if value <= x))

    @property
    def mean(self) -> float:  # noqa: D102
        return float(np.dot(self.values, self.probabilities))

    @property
    def sd(self) -> float:  # noqa: D102
        spread = (np.asarray(self.values) - self.mean) ** 2
        return math.sqrt(np.dot(spread, self.probabilities))

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.values[0], self.values[-1]


@dataclass(frozen=True)
class Cumulative(Shape):
    """Percentiles with straight lines between them, from 0 to 100."""

    percents: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        pairs = sorted(zip(self.percents, self.values, strict=True))
        percents, values = [p for p, _ in pairs], [value for _, value in pairs]
        finite("each value", *values)
        check(
            len(pairs) >= 2 and percents[0] == 0 and percents[-1] == 100,
            "needs the values at 0 and at 100 per cent",
        )
        check(len(set(percents)) == len(percents), "gives a percentile twice")
        check(values == sorted(values), "has values that fall as the percentile rises")
        object.__setattr__(self, "percents", tuple(percents))
        object.__setattr__(self, "values", tuple(values))

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        chances = np.asarray(self.percents) / 100
        return np.asarray(np.interp(np.asarray(lower, float), chances, self.values))

    def cdf(self, x: float) -> float:  # noqa: D102
        last = np.searchsorted(self.values, x, side="right")
        if last == 0:
            return 0.0
        if last == len(self.values):
            return 1.0
        (a, b), (p, q) = (
            self.values[last - 1 : last + 1],
            self.percents[last - 1 : last + 1],
        )
        return (p + (q - p) * (x - a) / (b - a)) / 100

    @property
    def mean(self) -> float:  # noqa: D102
        middle = np.convolve(self.values, [0.5, 0.5], "valid")
        return float(np.dot(np.diff(self.percents) / 100, middle))

    @property
    def sd(self) -> float:  # noqa: D102
        off = np.asarray(self.values) - self.mean
        a, b = off[:-1], off[1:]
        square = (a * a + a * b + b * b) / 3
        return math.sqrt(np.dot(np.diff(self.percents) / 100, square))

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.values[0], self.values[-1]


@dataclass(frozen=True)
class Empirical(Shape):
    """Past values, each as likely as the others; kept in ascending order."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        check(len(self.values) > 0, "needs at least one value")
        finite("each value", *self.values)
        object.__setattr__(self, "values", tuple(sorted(self.values)))

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        n = len(self.values)
        # The smallest value that a share `lower` of the list does not exceed.
        at = np.ceil(np.asarray(lower, float) * n - _ROUNDING) - 1
        places = np.clip(at, 0, n - 1).astype(int)
        return np.asarray(np.asarray(self.values)[places])

    def cdf(self, x: float) -> float:  # noqa: D102
        return sum(value <= x for value in self.values) / len(self.values)

    @property
    def mean(self) -> float:  # noqa: D102
        return float(np.mean(self.values))

    @property
    def sd(self) -> float:  # noqa: D102
        return float(np.std(self.values))

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return self.values[0], self.values[-1]
