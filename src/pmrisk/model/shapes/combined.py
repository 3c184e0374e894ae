"""Shapes made of others: truncated, multiplied, and with a fat tail."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from pmrisk.model.shapes.base import Fixed, Float64, Shape, check, finite, given
from pmrisk.model.shapes.listed import Discrete, Empirical
from pmrisk.model.shapes.parametric import Lognormal


@dataclass(frozen=True)
class LognormalPareto(Shape):
    """A lognormal up to the probability `tail_from`, a Pareto tail beyond it.

    Above t = `tail_from` the quantile is q(t) · ((1 - t)/(1 - u))^(1/alpha): the fat
    tail that overruns of IT projects have.
    """

    p50: float
    p90: float
    tail_from: float
    alpha: float

    def __post_init__(self) -> None:
        Lognormal.of_percentiles({50: self.p50, 90: self.p90})
        check(
            0 < self.tail_from < 1,
            f"needs a tail_from between 0 and 1, got {self.tail_from:g}. "
            "Write 0.9 for 90 %",
        )
        check(0 < self.alpha < math.inf, f"needs an alpha above 0, got {self.alpha:g}")

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        return self.alpha

    @property
    def _body(self) -> Lognormal:
        return Lognormal.of_percentiles({50: self.p50, 90: self.p90})

    @property
    def _start(self) -> float:
        return float(self._body.quantile(self.tail_from, 1 - self.tail_from))

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        rest = 1 - self.tail_from
        beyond = np.minimum(upper, rest)
        tail = self._start * (rest / beyond) ** (1 / self.alpha)
        return np.where(upper < rest, tail, self._body.quantile(lower, upper))

    def cdf(self, x: float) -> float:  # noqa: D102
        return self._body.cdf(x) if x <= self._start else 1 - self.sf(x)

    def sf(self, x: float) -> float:  # noqa: D102
        if x <= self._start:
            return self._body.sf(x)
        return (1 - self.tail_from) * (self._start / x) ** self.alpha

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return 0.0, math.inf


@dataclass(frozen=True)
class Truncated(Shape):
    """A continuous shape, given that it lies between `low` and `high`."""

    whole: Shape
    low: float
    high: float

    def __post_init__(self) -> None:
        check(
            self._below + self._above < 1,
            f"has nothing between min {self.low:g} and max {self.high:g}",
        )

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        return self.whole.tail_index if self.high == math.inf else math.inf

    @property
    def _below(self) -> float:
        return 0.0 if self.low == -math.inf else self.whole.cdf(self.low)

    @property
    def _above(self) -> float:
        return 0.0 if self.high == math.inf else self.whole.sf(self.high)

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        below, above = self._below, self._above
        inside = 1 - below - above
        values = self.whole.quantile(below + lower * inside, above + upper * inside)
        # Rounding of the last bits must not leave the range.
        return np.clip(values, *self.support)

    def cdf(self, x: float) -> float:  # noqa: D102
        inside = 1 - self._below - self._above
        return min(1.0, max(0.0, (self.whole.cdf(x) - self._below) / inside))

    @property
    def plan(self) -> float:  # noqa: D102
        if self.whole.has_mode:
            return min(max(self.whole.plan, self.low), self.high)
        return super().plan

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        low, high = self.whole.support
        return max(low, self.low), min(high, self.high)


@dataclass(frozen=True)
class Scaled(Shape):
    """A shape times a positive number."""

    whole: Shape
    factor: float

    def __post_init__(self) -> None:
        finite("the planned value", self.factor)
        check(self.factor >= 0, f"needs a planned value >= 0, got {self.factor:g}")

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        return self.whole.tail_index

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        return self.factor * self.whole.quantile(lower, upper)

    def cdf(self, x: float) -> float:  # noqa: D102
        if self.factor == 0:
            return float(x >= 0)
        return self.whole.cdf(x / self.factor)

    @property
    def plan(self) -> float:  # noqa: D102
        return self.factor * self.whole.plan

    @property
    def mean(self) -> float:  # noqa: D102
        return self.factor * self.whole.mean

    @property
    def sd(self) -> float:  # noqa: D102
        return self.factor * self.whole.sd

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        low, high = self.whole.support
        return (
            (0.0, 0.0) if self.factor == 0 else (self.factor * low, self.factor * high)
        )


def truncated(shape: Shape, low: float | None, high: float | None) -> Shape:
    """`shape` given that it lies between `low` and `high`; None is no bound.

    Lists keep the values inside, with their chances relative to each other.

    Raises
    ------
    EstimateError
        If nothing lies between the bounds.
    """
    bottom = -math.inf if low is None else low
    top = math.inf if high is None else high
    check(bottom <= top, f"needs min <= max, got {given(bottom, top)}")
    empty = f"has nothing between min {bottom:g} and max {top:g}"
    if isinstance(shape, Fixed):
        check(bottom <= shape.value <= top, empty)
        return shape
    if isinstance(shape, Empirical):
        kept = tuple(value for value in shape.values if bottom <= value <= top)
        check(len(kept) > 0, empty)
        return Empirical(kept)
    if isinstance(shape, Discrete):
        return _filtered(shape, bottom, top, empty)
    if shape.support[0] >= bottom and shape.support[1] <= top:
        return shape
    return Truncated(shape, bottom, top)


def _filtered(shape: Discrete, low: float, high: float, empty: str) -> Discrete:
    pairs = zip(shape.values, shape.probabilities, strict=True)
    kept = [(value, p) for value, p in pairs if low <= value <= high]
    total = math.fsum(p for _, p in kept)
    check(total > 0, empty)
    values, chances = zip(*((value, p / total) for value, p in kept), strict=True)
    return Discrete(values, chances)
