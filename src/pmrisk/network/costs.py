"""What the plan costs: fixed sums, money per day, and people by the hour."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.shapes import Scaled
from pmrisk.network.arrays import Costs
from pmrisk.network.frame import Frame
from pmrisk.network.rows import Rows


@dataclass
class Terms:
    """What an activity costs from now on, as terms of its duration."""

    certain: float = 0.0
    #: Money per working minute.
    rate: float = 0.0
    #: Rows of the values.
    fixed: list[int] = field(default_factory=list)
    #: Rows of the values, and working days per minute.
    days: list[tuple[int, float]] = field(default_factory=list)

    @property
    def are_any(self) -> bool:
        """Whether it costs anything."""
        return bool(self.certain or self.rate or self.fixed or self.days)


def cost_terms(frame: Frame, rows: Rows) -> list[Terms]:
    """What every activity costs from now on, in order; what is complete nothing."""
    again = frame.repeats.found
    found = {
        a.id: Terms() if a.is_complete else _terms(frame, rows, a)
        for a in frame.activities
        if a.id not in again
    }
    days: dict[str, list[tuple[int, float]]] = {}
    for name, each in again.items():
        original = frame.spans.by_id[each.of]
        if not original.is_complete:
            days[each.of] = found[each.of].days
        if each.of not in days:
            days[each.of] = _days(frame, rows, each.activity, each.of)
        rate = _rate(frame, each.activity)
        found[name] = Terms(rate=rate, days=days[each.of])
    return [found[activity.id] for activity in frame.activities]


def _rate(frame: Frame, activity: Activity) -> float:
    """Certain money for each working minute."""
    per_day, found = activity.cost.per_day, _crew(frame, activity)
    if per_day is not None and not per_day.uncertain:
        found += per_day.planned(None) * _day(frame, activity)
    return found


def _day(frame: Frame, activity: Activity) -> float:
    """Working days of a minute."""
    return 1 / frame.calendar(activity).minutes_per_day


def _days(
    frame: Frame, rows: Rows, activity: Activity, of: str
) -> list[tuple[int, float]]:
    """Uncertain money for each working day, drawn under the name of `of`."""
    per_day = activity.cost.per_day
    if per_day is None or not per_day.uncertain:
        return []
    shape, planned = per_day.resolve(None), per_day.planned(None)
    row = rows.add_value(f"{of}.per_day", shape, planned)
    return [(row, _day(frame, activity))]


def _terms(frame: Frame, rows: Rows, activity: Activity) -> Terms:
    # What is spent of the fixed sums is in the actual cost.
    left = 1 - activity.percent_complete / 100
    fixed = activity.cost.fixed
    found = Terms(_efforts(frame, activity) * left, _rate(frame, activity))
    if fixed is not None and fixed.uncertain and left > 0:
        name, shape = f"{activity.id}.cost", fixed.resolve(None)
        if left < 1:
            shape = Scaled(shape, left)
        found.fixed.append(rows.add_value(name, shape, fixed.planned(None) * left))
    elif fixed is not None:
        found.certain += fixed.planned(None) * left
    found.days += _days(frame, rows, activity, activity.id)
    return found


def compile_costs(
    frame: Frame, terms: Sequence[Terms], but: Set[int], paid: Mapping[int, int]
) -> Costs:
    """The costs of the activities, in order, `but` for some.

    What is `paid` by the minutes of another row than its own is counted with that.
    """
    base = 0.0
    rate = np.zeros(max([len(terms), *(1 + row for row in paid.values())]))
    fixed_row: list[int] = []
    days: list[tuple[int, int, float]] = []
    for j, (activity, each) in enumerate(zip(frame.activities, terms, strict=True)):
        base += activity.actual_cost
        if j not in but:
            base += each.certain
            rate[paid.get(j, j)] = each.rate
            fixed_row += each.fixed
            days += [(row, paid.get(j, j), day) for row, day in each.days]
    return Costs(
        np.array([base]),
        rate,
        np.array(fixed_row, np.int32),
        np.array([row for row, _, _ in days], np.int32),
        np.array([j for _, j, _ in days], np.int32),
        np.array([day for _, _, day in days], np.float64),
    )


def _hourly(frame: Frame, name: str) -> float:
    resource = frame.project.resources[name]
    calendar = frame.project.calendars[resource.calendar or frame.project.calendar]
    return resource.hourly_rate(calendar.units)


def _crew(frame: Frame, activity: Activity) -> float:
    """Money per working minute of the people who are there as long as it takes."""
    return sum(
        assigned.units * _hourly(frame, assigned.resource) / 60
        for assigned in activity.resources
        if assigned.units is not None
    )


def _efforts(frame: Frame, activity: Activity) -> float:
    """The cost of effort that does not grow with the duration."""
    total = 0.0
    for assigned in activity.resources:
        if assigned.effort is not None:
            resource = frame.project.resources[assigned.resource]
            name = resource.calendar or frame.project.calendar
            minutes = frame.project.calendars[name].units.minutes(assigned.effort)
            total += minutes / 60 * _hourly(frame, assigned.resource)
    return total
