"""Quantities: every estimate is a distribution, in the units of its place."""

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pmrisk.errors import EstimateError
from pmrisk.model.activity import Activity, Baseline, Relationship
from pmrisk.model.amount import Amount, TimeUnits
from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar
from pmrisk.model.estimate import Estimate
from pmrisk.model.resource import Resource
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.text import escaped, quoted, sentence

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: Times longer than this many minutes (1,021 years) are refused.
LONGEST = 2**29
#: Sums of money beyond this are refused: cents would be lost in a total.
MOST_MONEY = 1e15
#: More units of a resource than this are refused.
MOST_UNITS = 1_000_000
_NONE = Baseline()
#: No draw has a smaller chance of less, or of more (`pmrisk.sampling.draws.TINY`).
RAREST = 2.0**-33


def durations(project: "Project") -> Iterator[Found]:
    """Tasks have a duration, not below zero, and milestones none; what remains is time.

    Spans are another rule's.
    """
    for k, activity in enumerate(project.activities):
        spot, duration = spot_of(k, activity), activity.duration
        if activity.is_milestone and duration is not None:
            yield spot.inside("duration").found(
                "milestone-duration",
                "a milestone has no duration. Remove it, or the type",
            )
        elif activity.type == "task" and duration is None and not activity.backlog:
            yield spot.found(
                "no-duration",
                "needs a duration, such as duration: [5, 8, 15]. Something without "
                "one is of type: milestone",
            )
        elif activity.type == "task":
            yield from _work(project, spot, activity)


def _work(project: "Project", spot: Spot, activity: Activity) -> Iterator[Found]:
    """The duration of a task, and what remains of it."""
    units = calendar_of(project, activity).units
    for key in ("duration", "remaining"):
        estimate = getattr(activity, key)
        if estimate is not None:
            wrong = wrong_time(estimate, units, negative=False)
            if wrong:
                yield spot.inside(key).found("estimate", wrong)
                return
    if activity.duration is not None and activity.remaining is not None:
        yield from _same_time(spot, activity.duration, activity.remaining)


def _same_time(spot: Spot, whole: Estimate, rest: Estimate) -> Iterator[Found]:
    """What remains is elapsed time where the duration is."""
    both = [given for given in (whole, rest) if any(a.value for a in amounts_of(given))]
    if len({given.elapsed for given in both}) > 1:
        yield spot.inside("remaining").found(
            "estimate",
            "is working time, but the duration is elapsed. Give it in ed or eh"
            if whole.elapsed
            else "is elapsed time, but the duration is not. Give it in d or h",
        )


def sound_lags(project: "Project") -> Iterator[Found]:
    """Every lag is an estimate of time on its calendar."""
    by_id = {activity.id: activity for activity in project.activities}
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        for n, link in enumerate(activity.after):
            pred = by_id.get(link.predecessor, activity)
            units = _lag_calendar(project, pred, activity, link).units
            wrong = wrong_time(link.lag, units, negative=True)
            if wrong:
                here = spot.inside("after", n)._replace(at=spot.at)
                name = f"the lag behind {escaped(link.predecessor)}"
                yield here.found("estimate", f"{name} {wrong}")


def sound_costs(project: "Project") -> Iterator[Found]:
    """Every cost is an estimate of money; efforts and rates are in bounds."""
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        for key, estimate in (
            ("fixed", activity.cost.fixed),
            ("per_day", activity.cost.per_day),
        ):
            wrong = None if estimate is None else wrong_money(estimate)
            if wrong:
                yield spot.inside("cost", key).found("estimate", wrong)
        for at, money in (
            (spot.inside("actual_cost"), activity.actual_cost),
            (spot.inside("baseline", "cost"), (activity.baseline or _NONE).cost),
        ):
            if money is not None and abs(money) > MOST_MONEY:
                yield at.found(
                    "estimate", f"must stay below {MOST_MONEY:,.0f}, got {money:g}"
                )
        yield from _assignments(project, k, activity)
    for name, resource in project.resources.items():
        if isinstance(resource, Resource) and resource.rate > MOST_MONEY:
            spot = Spot(("resources", name), f"resources {quoted(name)}")
            yield spot.inside("rate").found(
                "rate", f"must stay below {MOST_MONEY:,.0f}, got {resource.rate:g}"
            )


def _assignments(project: "Project", k: int, activity: Activity) -> Iterator[Found]:
    units = (project.calendars.get(project.calendar) or STANDARD).units
    units_of: dict[str, list[float]] = {}
    for assigned in activity.resources:
        spot = spot_of(k, activity).inside("resources", assigned.resource)
        if assigned.units is not None:
            units_of.setdefault(assigned.resource, []).append(assigned.units)
        if assigned.units is not None and assigned.units > MOST_UNITS:
            yield spot.found(
                "units", f"must stay below {MOST_UNITS:,}, got {assigned.units:g}"
            )
        if assigned.effort is not None and (
            abs(units.minutes(assigned.effort)) > LONGEST * 1000
        ):
            yield spot.found(
                "effort",
                f"is more than a million years, got {assigned.effort}. Check its unit",
            )
    for name, each in units_of.items():
        if len(each) > 1:
            given = ", ".join(f"{units:g}" for units in each)
            at = spot_of(k, activity).inside("resources", name)
            yield at.found(
                "units",
                f"units are one number, got {given}. Write {each[0]:g}; beside it "
                "there may be efforts only",
            )


def calendar_of(project: "Project", activity: Activity) -> Calendar:
    """The calendar of a duration; the standard one where none can be used."""
    try:
        if activity.duration is not None and activity.duration.elapsed:
            return CONTINUOUS
    except EstimateError:
        pass
    return project.calendars.get(activity.calendar or project.calendar) or STANDARD


def _lag_calendar(
    project: "Project", pred: Activity, succ: Activity, link: Relationship
) -> Calendar:
    rule = link.lag_calendar or project.defaults.lag_calendar
    if rule == "elapsed":
        return CONTINUOUS
    if rule == "project":
        return project.calendars.get(project.calendar) or STANDARD
    return calendar_of(project, pred if rule == "predecessor" else succ)


def wrong_time(estimate: Estimate, units: TimeUnits, *, negative: bool) -> str | None:
    """What is wrong with an estimate of time, or None."""
    return _wrong(estimate, units) or (
        _too_long(estimate, units.minutes) or (None if negative else _below(estimate))
    )


def wrong_money(estimate: Estimate) -> str | None:
    """What is wrong with an estimate of money, or None."""
    wrong = _wrong(estimate, None)
    if wrong:
        return wrong
    for given in amounts_of(estimate):
        if abs(given.value) > MOST_MONEY:
            return f"must stay below {MOST_MONEY:,.0f}, got {given}."
    return None


def _wrong(estimate: Estimate, units: TimeUnits | None) -> str | None:
    try:
        estimate.resolve(units)
        if not math.isfinite(estimate.planned(units)):
            return "has no finite value for the plan. Give one with plan"
    except EstimateError as error:
        return sentence(str(error))
    except OverflowError:
        return "has values beyond all numbers. Check its parameters"
    return None


def _too_long(estimate: Estimate, minutes: Callable[[Amount], float]) -> str | None:
    for given in amounts_of(estimate):
        if abs(minutes(given)) > LONGEST:
            return f"is longer than 1,000 years, got {given}. Check its unit"
    return None


def _below(estimate: Estimate) -> str | None:
    for given in amounts_of(estimate):
        if given.value < 0:
            return f"must not be negative, got {given}"
    return None


def beyond(estimate: Estimate, low: float = 0.0, high: float = math.inf) -> str | None:
    """Why draws of a sound plain number can leave low ... high, or None.

    A bound that no draw reaches is kept: a normal of 1 with an sd of 0.1 stays above 0.
    """
    shape = estimate.resolve(None)
    bottom, top = shape.support
    found: dict[str, str] = {}
    if bottom < low and shape.quantile(RAREST, 1 - RAREST) < low:
        below = "zero" if low == 0 else f"{low:g}"
        found[f"fall below {below}"] = f"a min of {low:g}"
    if top > high and shape.quantile(1 - RAREST, RAREST) > high:
        found[f"rise above {high:g}"] = f"a max of {high:g}"
    ways, bounds = " and ".join(found), " and ".join(found.values())
    return f"can {ways}. Give it {bounds}" if found else None


def amounts_of(estimate: Estimate) -> Iterator[Amount]:
    """Every amount that an estimate was written with."""
    yield from estimate.amounts
    for option in (estimate.min, estimate.max, estimate.plan):
        if option is not None:
            yield option
    if estimate.inner is not None:
        yield from amounts_of(estimate.inner)
