"""What the plan costs: fixed sums, money per day, and people by the hour."""

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.shapes import Scaled
from pmrisk.network.arrays import Costs
from pmrisk.network.frame import Frame
from pmrisk.network.rows import Rows


def compile_costs(frame: Frame, rows: Rows) -> Costs:
    """The cost of every activity as terms of its duration, in order."""
    base = 0.0
    rate = np.zeros(len(frame.activities))
    fixed_row: list[int] = []
    days: list[tuple[int, int, float]] = []
    for j, activity in enumerate(frame.activities):
        base += activity.actual_cost
        if activity.is_complete:
            continue
        # What is spent of the fixed sums is in the actual cost.
        left = 1 - activity.percent_complete / 100
        day = 1 / frame.calendar(activity).minutes_per_day
        fixed, per_day = activity.cost.fixed, activity.cost.per_day
        base += _efforts(frame, activity) * left
        rate[j] = _crew(frame, activity)
        if fixed is not None and fixed.uncertain and left > 0:
            name, shape = f"{activity.id}.cost", fixed.resolve(None)
            if left < 1:
                shape = Scaled(shape, left)
            fixed_row.append(rows.add_value(name, shape, fixed.planned(None) * left))
        elif fixed is not None:
            base += fixed.planned(None) * left
        if per_day is not None and per_day.uncertain:
            name, shape = f"{activity.id}.per_day", per_day.resolve(None)
            days.append((rows.add_value(name, shape, per_day.planned(None)), j, day))
        elif per_day is not None:
            rate[j] += per_day.planned(None) * day
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
