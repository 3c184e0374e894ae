"""Agile work: so many items, burnt down by what a team finishes period by period."""

import math
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field

from pmrisk.model.amount import Amount, TimeUnits, amount
from pmrisk.model.estimate import Estimate
from pmrisk.model.value import Value

#: A backlog that is not empty after so many periods is given up, and reported.
MOST_PERIODS = 100_000

AnyEstimate = Annotated[Estimate, BeforeValidator(Estimate.of)]
AnyAmount = Annotated[Amount, BeforeValidator(amount)]


class Sized(Value):
    """So many items of one size; a size is drawn once for all of its items."""

    size: str
    count: float = Field(gt=0, allow_inf_nan=False)
    each: AnyEstimate


class Part(NamedTuple):
    """Items that are drawn together: so many `times` the estimate `each`."""

    name: str
    times: float
    each: Estimate


class Backlog(Value):
    """The work of an activity as items, and the throughput of who works on them.

    Items times `split` are burnt down: in every period of `every` working time the team
    finishes as many as `throughput` gives, drawn anew each time; of the last period it
    takes the share that is needed.
    """

    #: Items or story points; None where `sized` gives them.
    items: AnyEstimate | None = None
    #: Items by their size.
    sized: tuple[Sized, ...] = ()
    throughput: AnyEstimate
    every: AnyAmount = Amount(1, "w")
    #: How many items become of one: 1.2 if every fifth is split in two.
    split: AnyEstimate = Estimate.fixed(1)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The items, by what is drawn for them."""
        if self.items is not None:
            return (Part("items", 1.0, self.items),)
        return tuple(Part(f"items>{s.size}", s.count, s.each) for s in self.sized)

    @property
    def uncertain(self) -> bool:
        """Whether how long it takes is more than a plain number."""
        drawn = (self.throughput, self.split, *(part.each for part in self.parts))
        return any(estimate.uncertain for estimate in drawn)

    @property
    def planned_items(self) -> float:
        """The items of the plan, after splitting."""
        whole = sum(part.times * part.each.planned(None) for part in self.parts)
        return whole * self.split.planned(None)

    @property
    def mean_throughput(self) -> float:
        """Items in a period, on average."""
        return float(self.throughput.resolve(None).mean)

    @property
    def planned_periods(self) -> float:
        """How many periods the plan takes: all items at the mean throughput."""
        return self.planned_items / self.mean_throughput

    def planned(self, units: TimeUnits) -> float:
        """The minutes of the plan."""
        return self.planned_periods * units.minutes(self.every)

    def least(self, units: TimeUnits) -> float:
        """The fewest minutes that it can take."""
        fewest = sum(part.times * _support(part.each)[0] for part in self.parts)
        work = max(0.0, fewest * _support(self.split)[0])
        return work / _support(self.throughput)[1] * units.minutes(self.every)


def _support(estimate: Estimate) -> tuple[float, float]:
    low, high = estimate.resolve(None).support
    return (low, high) if math.isfinite(low) else (0.0, high)


def positive_mean(estimate: Estimate) -> bool:
    """Whether an estimate has a mean, above zero."""
    mean: Any = estimate.resolve(None).mean
    return bool(0 < mean < math.inf)
