"""Shapes made of others: truncated, multiplied, and with a fat tail."""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np

from pmrisk.model.shapes.base import (
    Fixed,
    Float64,
    Shape,
    check,
    exponential,
    finite,
    given,
)
from pmrisk.model.shapes.listed import Discrete, Empirical
from pmrisk.model.shapes.parametric import Lognormal, phi


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

    @cached_property
    def _body(self) -> Lognormal:
        return Lognormal.of_percentiles({50: self.p50, 90: self.p90})

    @cached_property
    def _start(self) -> float:
        return float(self._body.quantile(self.tail_from, 1 - self.tail_from))

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        rest = 1 - self.tail_from
        with np.errstate(over="ignore", divide="ignore"):
            tail = self._start * (rest / np.minimum(upper, rest)) ** (1 / self.alpha)
        body = self._body.quantile(lower, upper)
        return np.asarray(np.where(upper < rest, tail, body))

    def cdf(self, x: float) -> float:  # noqa: D102
        return self._body.cdf(x) if x <= self._start else 1 - self.sf(x)

    def sf(self, x: float) -> float:  # noqa: D102
        if x <= self._start:
            return self._body.sf(x)
        return float((1 - self.tail_from) * (self._start / x) ** self.alpha)

    @property
    def mean(self) -> float:  # noqa: D102
        return self._moment(1) if self.alpha > 1 else math.nan

    @property
    def sd(self) -> float:  # noqa: D102
        if self.alpha <= 2:
            return math.inf
        return math.sqrt(max(0.0, self._moment(2) - self.mean * self.mean))

    def _moment(self, k: int) -> float:
        """E[X^k]: that of the lognormal up to the start of the tail, and Pareto's."""
        mu, sigma = self._body.mu, self._body.sigma
        z = NormalDist().inv_cdf(self.tail_from)
        body = exponential(k * mu + k * k * sigma * sigma / 2)
        tail = (1 - self.tail_from) * self.alpha / (self.alpha - k)
        return body * phi(z - k * sigma, 1) + tail * exponential(
            k * math.log(self._start)
        )

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        return 0.0, math.inf


@dataclass(frozen=True)
class Truncated(Shape):
    """A continuous shape, given that it lies from `low` to `high`."""

    whole: Shape
    low: float
    high: float

    def __post_init__(self) -> None:
        check(
            self._ends[2] > 0,
            f"has nothing between min {self.low:g} and max {self.high:g}",
        )

    @property
    def has_mode(self) -> bool:  # type: ignore[override]  # noqa: D102
        return self.whole.has_mode

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        return self.whole.tail_index if self.high == math.inf else math.inf

    @property
    def _just_below(self) -> float:
        # A cumulative shape may have a chance of exactly `low`, which stays.
        return math.nextafter(self.low, -math.inf)

    def _between(self, low: float, high: float) -> float:
        """P(low < X <= high) of the whole, from the tail that it lies in.

        A difference of two chances near one would have no digits left.
        """
        if self.whole.cdf(low) > 0.5:
            return self.whole.sf(low) - self.whole.sf(high)
        return self.whole.cdf(high) - self.whole.cdf(low)

    @cached_property
    def _ends(self) -> tuple[float, float, float]:
        """The chances of less than all this, of more, and of this."""
        low = self._just_below
        inside = self._between(low, self.high)
        return self.whole.cdf(low), self.whole.sf(self.high), inside

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        lower, upper = np.asarray(lower, float), np.asarray(upper, float)
        below, above, inside = self._ends
        values = self.whole.quantile(below + lower * inside, above + upper * inside)
        # Rounding of the last bits must not leave the range.
        return np.clip(values, *self.support)

    def cdf(self, x: float) -> float:  # noqa: D102
        if x < self.low:
            return 0.0
        return min(1.0, self._between(self._just_below, x) / self._ends[2])

    def sf(self, x: float) -> float:  # noqa: D102
        if x < self.low:
            return 1.0
        return max(0.0, self._between(x, self.high) / self._ends[2])

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
    """A shape times a number that is not negative."""

    whole: Shape
    factor: float

    def __post_init__(self) -> None:
        finite("the planned value", self.factor)
        check(self.factor >= 0, f"needs a planned value >= 0, got {self.factor:g}")

    @property
    def has_mode(self) -> bool:  # type: ignore[override]  # noqa: D102
        return self.whole.has_mode

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        return self.whole.tail_index if self.factor else math.inf

    def quantile(self, lower: Any, upper: Any) -> Float64:  # noqa: D102
        if self.factor == 0:
            return np.zeros(np.shape(lower))
        return self.factor * self.whole.quantile(lower, upper)

    def cdf(self, x: float) -> float:  # noqa: D102
        return self.whole.cdf(x / self.factor) if self.factor else float(x >= 0)

    def sf(self, x: float) -> float:  # noqa: D102
        return self.whole.sf(x / self.factor) if self.factor else float(x < 0)

    @property
    def plan(self) -> float:  # noqa: D102
        return self.factor * self.whole.plan

    @property
    def mean(self) -> float:  # noqa: D102
        return self.factor * self.whole.mean if self.factor else 0.0

    @property
    def sd(self) -> float:  # noqa: D102
        return self.factor * self.whole.sd if self.factor else 0.0

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        if self.factor == 0:
            return 0.0, 0.0
        low, high = self.whole.support
        return self.factor * low, self.factor * high


def truncated(shape: Shape, low: float | None, high: float | None) -> Shape:
    """`shape` given that it lies between `low` and `high`; None is no bound.

    Lists keep the values inside, with their chances relative to each other.

    Raises
    ------
    EstimateError
        If nothing lies between the bounds.
    """
    shape = _multiplied(shape)
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


def _multiplied(shape: Shape) -> Shape:
    """A list in place of a multiplied list."""
    if not isinstance(shape, Scaled):
        return shape
    whole, factor = _multiplied(shape.whole), shape.factor
    match whole:
        case Fixed():
            return Fixed(factor * whole.value)
        case Empirical():
            return Empirical(tuple(factor * value for value in whole.values))
        case Discrete():
            values = tuple(factor * value for value in whole.values)
            return Discrete(values, whole.probabilities)
    return shape


def _filtered(shape: Discrete, low: float, high: float, empty: str) -> Discrete:
    pairs = zip(shape.values, shape.probabilities, strict=True)
    kept = [(value, p) for value, p in pairs if low <= value <= high]
    total = math.fsum(p for _, p in kept)
    check(total > 0, empty)
    values, chances = zip(*((value, p / total) for value, p in kept), strict=True)
    return Discrete(values, chances)
