"""Estimates that are likely not what their author knows."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.estimate import Estimate


def bare_triangles(view: View) -> Iterator[Finding]:
    """Every range is a plain triangle: experts' limits are nearer P10 and P90."""
    ranges = [a.duration for a in view.ranged if a.duration is not None]
    if ranges and all(estimate.shape == "triangular" for estimate in ranges):
        yield finding(
            "bare-triangles",
            "activities",
            f"all {len(ranges)} ranges are triangular, with absolute limits. "
            "What people give as limits is nearer P10 and P90: use trigen for it.",
        )


class _Spread(NamedTuple):
    """A three-point range: below and above the most likely value, in its own unit.

    `slip` is how far rounding may have moved a limit.
    """

    below: float
    likely: float
    above: float
    slip: float


# Fewer ranges may be alike by chance; smaller ones are too coarse to tell.
_ENOUGH, _LEAST = 5, 5.0


def same_ranges(view: View) -> Iterator[Finding]:
    """All ranges are one percentage: a rule was applied, and nobody was asked."""
    spreads = _spreads(view)
    low = _common(spreads, lambda each: each.below)
    high = _common(spreads, lambda each: each.above)
    if low is None or high is None or len({each.likely for each in spreads}) == 1:
        return
    yield finding(
        "same-ranges",
        "activities",
        f"all {len(spreads)} ranges are the same: {100 * low:.0f} % below the most "
        f"likely value and {100 * high:.0f} % above it. Work differs in what is known "
        "about it: ask for each, or for each kind of work.",
    )


def symmetric_ranges(view: View) -> Iterator[Finding]:
    """All ranges reach as far down as up: guesses around a number, not limits.

    Work takes longer more often and by more than it is done early; an absolute minimum
    and maximum are never as far from the most likely value.
    """
    spreads = _spreads(view)
    even = [abs(each.above - each.below) <= 2 * each.slip for each in spreads]
    if len(spreads) >= _ENOUGH and all(even):
        yield finding(
            "symmetric-ranges",
            "activities",
            f"all {len(spreads)} ranges reach as far below the most likely value as "
            "above it, as no minimum and maximum do. If they are what usually happens, "
            "say so: trigen takes them as P10 and P90.",
        )


def _spreads(view: View) -> list[_Spread]:
    """The three-point ranges with absolute limits; none where some are of other kinds.

    Small ones are left out: to the day, everything between 1 and 3 looks alike.
    """
    found = []
    for activity in view.ranged:
        assert activity.duration is not None
        spread = _spread(activity.duration)
        if spread is None:
            return []
        if spread.likely >= _LEAST or spread.slip < 0.5:
            found.append(spread)
    return found


def _spread(estimate: Estimate) -> _Spread | None:
    inner = estimate.inner if estimate.shape == "factor" else estimate
    if inner is None or inner.shape not in ("pert", "triangular"):
        return None
    if len({amount.unit for amount in inner.amounts}) > 1:
        return None
    low, likely, high = (amount.value for amount in inner.amounts)
    if inner is not estimate:
        planned = 1.0 if estimate.plan is None else estimate.plan.value
        low, likely, high = low * planned, likely * planned, high * planned
    whole = all(value == int(value) for value in (low, likely, high))
    slip = 0.5 if whole and inner is estimate else 0.005 * likely
    return _Spread(likely - low, likely, high - likely, slip)


def _common(
    spreads: Sequence[_Spread], side: Callable[[_Spread], float]
) -> float | None:
    """The one share of the most likely value that explains all limits of a side."""
    if len(spreads) < _ENOUGH:
        return None
    least = max((side(each) - each.slip) / each.likely for each in spreads)
    most = min((side(each) + each.slip) / each.likely for each in spreads)
    return _roundest(max(0.0, least), most) if least <= most else None


def _roundest(least: float, most: float) -> float:
    """The share between two that somebody would have said."""
    for steps in (20, 100):
        share = math.ceil(least * steps - 1e-9) / steps
        if share <= most + 1e-9:
            return share
    return (least + most) / 2


def fat_tail(view: View) -> Iterator[Finding]:
    """Tails so fat that no standard deviation exists."""
    for activity in view.project.activities:
        for name, estimate in (
            ("duration", activity.duration),
            *_counts(activity),
            ("cost.fixed", activity.cost.fixed),
            ("cost.per_day", activity.cost.per_day),
            *(("after", link.lag) for link in activity.after),
        ):
            alpha = None if estimate is None else _tail(estimate)
            if alpha is not None and alpha <= 2:
                lost = "mean" if alpha <= 1 else "standard deviation"
                yield finding(
                    "fat-tail",
                    f"{activity.id}.{name}",
                    f"a tail with alpha {alpha:g} has no {lost}, so that none is "
                    "reported. Give it a max where one exists.",
                )


def _counts(activity: Activity) -> list[tuple[str, Estimate]]:
    """What is drawn once for a backlog; a tail of its throughput shortens it."""
    backlog = activity.backlog
    if backlog is None:
        return []
    parts = [(f"backlog.{part.name}", part.each) for part in backlog.parts]
    return [*parts, ("backlog.split", backlog.split)]


def _tail(estimate: Estimate) -> float | None:
    """The index of an unbounded fat tail."""
    if estimate.max is not None:
        return None
    if estimate.shape == "factor" and estimate.inner is not None:
        return _tail(estimate.inner)
    return estimate.numbers[1] if estimate.shape == "lognormal_pareto" else None
