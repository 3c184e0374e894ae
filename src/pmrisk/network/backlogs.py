"""Backlogs as rows: what is drawn for them once, and how long burning down may take.

Items and split are sources like any other, rows of the values. The throughput of every
period is drawn when the backlog is burnt (`pmrisk.kernels.backlog`); here it stands for
the minutes that come of it, so that one switch turns off all of a backlog.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.backlog import MOST_PERIODS, Backlog
from pmrisk.model.estimate import Estimate
from pmrisk.model.shapes import Shape
from pmrisk.model.shapes.base import normal_quantile
from pmrisk.network.arrays import LIMIT, TIME
from pmrisk.network.rows import Rows, whole_minutes

# The largest uniform that a stream of 32 bits can give leaves this much above it.
_TOP = 2.0**-33


class Burndown(NamedTuple):
    """A backlog by its rows, and the activity that it is the work of.

    The minutes go to `row`; `parts` are a count and a row of the values for what is
    drawn for the items, `split` is a row as well; `left` is the share to be done.
    """

    activity: str
    throughput: Shape
    every: float
    most: int
    row: int
    parts: tuple[tuple[float, int], ...]
    split: int
    left: float
    uncertain: bool

    @property
    def stream(self) -> str:
        """The name of the stream of its throughput."""
        return f"{self.activity}.throughput"


def burn(rows: Rows, activity: Activity, units: Any, left: float) -> Burndown:
    """A backlog with its rows, of which the minutes are the next."""
    backlog = activity.burning
    assert backlog is not None
    shape = Burnt(backlog, units.minutes(backlog.every), left)
    planned = min(LIMIT, whole_minutes(backlog.planned(units) * left))
    of = f"{activity.id}.duration"
    if backlog.uncertain:
        row = rows.add_minutes(f"{activity.id}.throughput", shape, planned, of=of)
    else:
        row = rows.time(planned)

    def drawn(name: str, estimate: Estimate) -> int:
        value = estimate.planned(None)
        if not estimate.uncertain:
            return rows.constant(value)
        drawn_ = estimate.resolve(None)
        weight = _spread(drawn_) / value * planned if value else float(planned)
        return rows.add_value(
            f"{activity.id}.{name}", drawn_, value, of=of, moves=TIME, weight=weight
        )

    parts = tuple((part.times, drawn(part.name, part.each)) for part in backlog.parts)
    return Burndown(
        activity=activity.id,
        throughput=backlog.throughput.resolve(None),
        every=shape.every,
        most=min(MOST_PERIODS, int(LIMIT // shape.every)),
        row=row,
        parts=parts,
        split=drawn("split", backlog.split),
        left=left,
        uncertain=backlog.uncertain,
    )


def _spread(shape: Shape) -> float:
    sd = shape.sd
    return sd if math.isfinite(sd) else abs(float(shape.plan))


@dataclass(frozen=True)
class Burnt(Shape):
    """About how many minutes a backlog takes: its bounds, and a normal between them.

    Never drawn from. By renewal theory N items at a throughput of mean m and variance v
    take about N / m periods, with a variance of about N v / m³.
    """

    backlog: Backlog
    every: float
    left: float

    @cached_property
    def _throughput(self) -> Shape:
        return self.backlog.throughput.resolve(None)

    @cached_property
    def _work(self) -> tuple[float, float, float]:
        """The mean, the standard deviation and the most of the items to be done."""
        split = self.backlog.split.resolve(None)
        parts = [(p.times, p.each.resolve(None)) for p in self.backlog.parts]
        mean = math.fsum(count * shape.mean for count, shape in parts)
        sd = math.hypot(*(count * shape.sd for count, shape in parts))
        most = math.fsum(count * _top(shape) for count, shape in parts)
        spread = math.hypot(sd * split.mean, mean * split.sd)
        left = self.left
        return mean * split.mean * left, spread * left, most * _top(split) * left

    @property
    def mean(self) -> float:  # noqa: D102
        return self._work[0] / self._throughput.mean * self.every

    @property
    def sd(self) -> float:  # noqa: D102
        mean, sd, _ = self._work
        rate = self._throughput.mean
        periods = math.hypot(sd / rate, math.sqrt(mean / rate**3) * self._throughput.sd)
        return periods * self.every

    @property
    def tail_index(self) -> float:  # type: ignore[override]  # noqa: D102
        drawn = (self.backlog.split, *(part.each for part in self.backlog.parts))
        return min(estimate.resolve(None).tail_index for estimate in drawn)

    @property
    def support(self) -> tuple[float, float]:  # noqa: D102
        periods = _most_periods(self._throughput, self._work[2])
        return 0.0, min(LIMIT, self.every * periods)

    def quantile(self, lower: Any, upper: Any) -> Any:  # noqa: D102
        low, high = self.support
        sd = min(self.sd, high)
        return np.clip(self.mean + sd * normal_quantile(lower, upper), low, high)

    def cdf(self, x: float) -> float:  # noqa: D102
        return 0.5 * math.erfc((self.mean - x) / max(self.sd, 1e-9) / math.sqrt(2))


def _top(shape: Shape) -> float:
    """The most that can be drawn."""
    top = shape.support[1]
    return top if math.isfinite(top) else float(shape.quantile(1 - _TOP, _TOP))


def _most_periods(throughput: Shape, items: float) -> float:
    """So many periods are exceeded with a chance of 2**-33 at the most.

    With S the sum of n throughputs X, for any t > 0 (Chernoff's bound):
    P(S < N) <= exp(t N) E[exp(-t X)]^n.
    """
    chances = (np.arange(4096) + 0.5) / 4096
    drawn = np.asarray(throughput.quantile(chances, 1 - chances), np.float64)
    t = np.geomspace(1e-6, 1e3, 400) / throughput.mean
    # The least is taken out, so that a large t leaves something of the sum.
    least = drawn.min()
    rest = np.mean(np.exp(-t[:, None] * (drawn - least)), axis=1)
    decay = t * least - np.log(rest)
    with np.errstate(divide="ignore"):
        bounds = (t * items - math.log(_TOP)) / decay
    return min(float(MOST_PERIODS), float(bounds.min()) + 1)
