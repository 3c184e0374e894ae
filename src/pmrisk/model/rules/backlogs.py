"""Backlogs: items, throughput and periods that can be burnt down."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.amount import ELAPSED
from pmrisk.model.backlog import MOST_PERIODS, Backlog, positive_mean
from pmrisk.model.estimate import Estimate
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.rules.quantities import (
    LONGEST,
    amounts_of,
    beyond,
    calendar_of,
    wrong_money,
)

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def backlogs(project: "Project") -> Iterator[Found]:
    """A backlog stands in place of a task's duration, and can be finished."""
    for k, activity in enumerate(project.activities):
        if activity.backlog is None:
            continue
        spot = spot_of(k, activity).inside("backlog")
        wrong = _misplaced(activity)
        if wrong:
            yield spot.found("backlog", wrong)
            continue
        quantities = list(_quantities(spot, activity.backlog))
        yield from quantities
        period = _period(project, activity, activity.backlog)
        if period:
            yield spot.inside("every").found("backlog", period)
        elif not quantities:
            yield from _length(project, spot, activity)


def _misplaced(activity: Activity) -> str | None:
    if activity.type != "task":
        kind = activity.type.replace("_", " ")
        return f"only a task has a backlog, not a {kind}. Remove it, or the type"
    if activity.duration is not None:
        return "stands in place of a duration, but there is one too. Remove one of them"
    backlog = activity.backlog
    assert backlog is not None
    if (backlog.items is None) != bool(backlog.sized):
        return "needs items, such as items: [40, 55, 80]"
    names = [sized.size for sized in backlog.sized]
    if len(names) > len({*names}):
        return "names a size twice. Add their counts"
    return None


def _quantities(spot: Spot, backlog: Backlog) -> Iterator[Found]:
    """Items, split and throughput are numbers, not below zero."""
    sized = ((s.each, ("items", s.size)) for s in backlog.sized)
    whole = () if backlog.items is None else ((backlog.items, ("items",)),)
    for estimate, keys in (*whole, *sized, (backlog.split, ("split",)),
                           (backlog.throughput, ("throughput",))):  # fmt: skip
        wrong = _wrong_count(estimate)
        if wrong:
            yield spot.inside(*keys).found("estimate", wrong)
        elif keys == ("throughput",) and not positive_mean(estimate):
            yield spot.inside(*keys).found(
                "backlog",
                "must have a mean above 0, or nothing is ever finished. Give what the "
                "team finishes in a period",
            )


def _wrong_count(estimate: Estimate) -> str | None:
    """What is wrong with a number of items, or None."""
    wrong = wrong_money(estimate)
    if wrong:
        return wrong
    for given in amounts_of(estimate):
        if given.value < 0:
            return f"must not be negative, got {given}"
    return beyond(estimate)


def _period(project: "Project", activity: Activity, backlog: Backlog) -> str | None:
    """What is wrong with the length of a period, or None."""
    every = backlog.every
    if every.unit in ELAPSED:
        return f"is elapsed time, but teams burn in working time. Write 1w, not {every}"
    minutes = calendar_of(project, activity).units.minutes(every)
    if minutes < 1:
        return f"must be a minute at least, got {every}"
    if minutes > LONGEST:
        return f"is longer than 1,000 years, got {every}. Check its unit"
    return None


def _length(project: "Project", spot: Spot, activity: Activity) -> Iterator[Found]:
    """The plan ends within the most periods, and within time."""
    backlog = activity.backlog
    assert backlog is not None
    periods = backlog.planned_periods
    minutes = backlog.planned(calendar_of(project, activity).units)
    if periods > MOST_PERIODS or not math.isfinite(minutes) or minutes > LONGEST:
        yield spot.found(
            "backlog",
            f"takes {periods:,.0f} periods at the mean throughput, and "
            f"{MOST_PERIODS:,} or 1,000 years are the most. Check items and throughput",
        )
