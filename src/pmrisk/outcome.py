"""A simulated date or budget: its percentiles, its mean and the chance of a promise."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk import intervals
from pmrisk.errors import OptionError
from pmrisk.intervals import Estimated, Interval
from pmrisk.network import Moment, Timeline
from pmrisk.network.arrays import Float64, Int32


class DatePercentile(NamedTuple):
    """A finish that so many per cent of the iterations do not exceed.

    `days` are working days of the project calendar after project.start; `low` and
    `high` are the interval that sampling error allows (95 %), None where the
    iterations are too few to give it.
    """

    level: float
    days: float
    date: datetime
    low: Moment | None
    high: Moment | None

    def __str__(self) -> str:
        low = f"{self.low.date:%Y-%m-%d %H:%M}" if self.low else "?"
        high = f"{self.high.date:%Y-%m-%d %H:%M}" if self.high else "?"
        return f"P{self.level:g} {self.date:%Y-%m-%d %H:%M} ({low} .. {high})"


class MoneyPercentile(NamedTuple):
    """A budget that so many per cent of the iterations do not exceed."""

    level: float
    value: float
    low: float | None
    high: float | None

    def __str__(self) -> str:
        low = f"{self.low:,.0f}" if self.low is not None else "?"
        high = f"{self.high:,.0f}" if self.high is not None else "?"
        return f"P{self.level:g} {self.value:,.0f} ({low} .. {high})"


class Probability(NamedTuple):
    """A share of the iterations and its standard error."""

    value: float
    standard_error: float

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return f"{self.value:.4g} ± {self.standard_error:.2g}"


def probability(kept: NDArray[np.bool_], *, replicated: bool) -> Probability:
    """The share of iterations in which something holds."""
    value, error = intervals.probability(kept, replicated=replicated)
    assert value is not None
    assert error is not None
    return Probability(value, error)


def check_level(level: float) -> float:
    """`level` if it is a percentage between 0 and 100, else an OptionError."""
    if not 0 < level < 100:
        raise OptionError(
            f"level {level:g}: must lie above 0 and below 100. Write 80 for P80."
        )
    return float(level)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What finishes and costs have in common."""

    replicated: bool
    #: False where a tail without variance is among the causes.
    has_sd: bool
    #: False where a tail without a mean is among the causes.
    has_mean: bool

    def _estimate_mean(self, samples: Float64) -> Estimated:
        if not self.has_mean:
            return Estimated(None, None)
        value, error = intervals.mean(samples, replicated=self.replicated)
        return Estimated(value, error if self.has_sd else None)

    def _estimate_sd(self, samples: Float64) -> float | None:
        if not self.has_sd or len(samples) < 2:
            return None
        return float(np.std(samples, ddof=1))

    def _interval(self, samples: Float64, ordered: Float64, level: float) -> Interval:
        if self.replicated:
            return intervals.replicate_percentile(samples, check_level(level))
        return intervals.percentile_interval(ordered, check_level(level))


@dataclass(frozen=True, eq=False)
class FinishOutcome(_Outcome):
    """When the project, a milestone or an activity finishes, iteration by iteration.

    Attributes
    ----------
    moments : int32[n_iter]
        Minutes after the timeline's origin.
    samples : float64[n_iter]
        Working days of the project calendar after project.start.
    """

    moments: Int32
    timeline: Timeline

    @cached_property
    def samples(self) -> Float64:
        """float64[n_iter]: working days after project.start."""
        return self.timeline.days(self.moments)

    @cached_property
    def _ordered(self) -> Int32:
        return np.sort(self.moments)

    def percentile(self, level: float) -> DatePercentile:
        """The date that `level` % of the iterations do not exceed, with its interval.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100.
        """
        if self.replicated:
            return self._replicated_percentile(level)
        value, low, high = intervals.percentile_interval(
            self._ordered, check_level(level)
        )
        at = self.timeline.at
        middle = at(int(value))
        bounds = [None if edge is None else at(int(edge)) for edge in (low, high)]
        return DatePercentile(level, middle.days, middle.date, *bounds)

    def _replicated_percentile(self, level: float) -> DatePercentile:
        at = self.timeline.at(int(intervals.percentile(self._ordered, level)))
        interval = self._interval(self.samples, np.sort(self.samples), level)
        after = self.timeline.after
        bounds = [None if edge is None else after(edge) for edge in interval[1:]]
        return DatePercentile(level, at.days, at.date, *bounds)

    @cached_property
    def mean(self) -> Estimated:
        """The mean in working days after project.start, and its standard error."""
        return self._estimate_mean(self.samples)

    @cached_property
    def sd(self) -> float | None:
        """The standard deviation in working days; None where none exists."""
        return self._estimate_sd(self.samples)

    def by(self, promised: date | datetime) -> NDArray[np.bool_]:
        """bool[n_iter]: whether it finishes by a moment, or by the end of a day."""
        return self.moments <= self.timeline.minutes(end_of(promised))

    def probability_within(self, promised: date | datetime) -> Probability:
        """The chance to finish by `promised`: a moment, or the end of a day."""
        return probability(self.by(promised), replicated=self.replicated)


@dataclass(frozen=True, eq=False)
class CostOutcome(_Outcome):
    """What the project costs, iteration by iteration, in the scenario's currency.

    Attributes
    ----------
    samples : float64[n_iter]
        Money.
    """

    samples: Float64

    @cached_property
    def _ordered(self) -> Float64:
        return np.sort(self.samples)

    def percentile(self, level: float) -> MoneyPercentile:
        """The budget that `level` % of the iterations do not exceed, with its interval.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100.
        """
        interval = self._interval(self.samples, self._ordered, level)
        return MoneyPercentile(level, *interval)

    @cached_property
    def mean(self) -> Estimated:
        """The mean and its standard error."""
        return self._estimate_mean(self.samples)

    @cached_property
    def sd(self) -> float | None:
        """The standard deviation; None where none exists."""
        return self._estimate_sd(self.samples)

    def within(self, budget: float) -> NDArray[np.bool_]:
        """bool[n_iter]: whether the cost stays within `budget`."""
        # Sums of money differ in their last bits with the order of terms; a budget of
        # exactly the cost is kept.
        return self.samples <= budget + abs(budget) * 1e-12

    def probability_within(self, budget: float) -> Probability:
        """The chance to stay within `budget`."""
        return probability(self.within(budget), replicated=self.replicated)


def end_of(day: date | datetime) -> datetime:
    """The moment of a promise: a date without a time means the end of that day.

    Raises
    ------
    OptionError
        If it is no date.
    """
    if isinstance(day, datetime):
        return day
    if not isinstance(day, date):
        raise OptionError(f"date {day!r}: must be a date, such as date(2027, 9, 30).")
    return datetime.combine(day, time()) + timedelta(days=1)


def promised(moment: datetime) -> date | datetime:
    """A promise as it was written: a midnight is the end of the day before."""
    if moment.time() == time():
        return moment.date() - timedelta(days=1)
    return moment
