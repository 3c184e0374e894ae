"""Dates come in order, and calendars leave time to work."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pmrisk.model.calendar import DAY, Calendar
from pmrisk.model.dates import written
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

# A calendar must work within this many days of the start.
_SEARCHED = 3653


def dates_in_order(project: "Project") -> Iterator[Found]:
    """Promises and the data date do not come before the start."""
    start = written(project.start)
    head = Spot(("project",), "project")
    for key, moment, finish in (
        ("data_date", project.data_date, False),
        ("target_finish", project.target_finish, True),
    ):
        if moment is not None and moment < project.start:
            yield head.inside(key).found(
                "dates",
                f"{written(moment, finish=finish)} lies before project.start {start}. "
                "Correct one of them",
            )
    for k, activity in enumerate(project.activities):
        if activity.deadline is not None and activity.deadline < project.start:
            yield (
                spot_of(k, activity)
                .inside("deadline")
                .found(
                    "dates",
                    f"{written(activity.deadline, finish=True)} lies before "
                    f"project.start {start}. Correct one of them",
                )
            )


def working_time(project: "Project") -> Iterator[Found]:
    """A calendar in use works some time soon after the start."""
    used = {project.calendar, *(a.calendar for a in project.activities)}
    for name, calendar in project.calendars.items():
        if name in used and calendar and not _works(calendar, project.start.date()):
            yield Spot(("calendars", name), f"calendars {quoted(name)}").found(
                "no-working-time",
                f"has no working time in the ten years after {written(project.start)}. "
                "Check its holidays and exceptions",
            )


def _works(calendar: Calendar, first: date) -> bool:
    if calendar.week == (((0, DAY),),) * 7 and not calendar.holidays:
        return True
    for begin in range(0, _SEARCHED, 365):
        days = [first + timedelta(days=begin + k) for k in range(365)]
        special = calendar.special_days(days[0], days[-1])
        if any(special.get(day, calendar.week[day.weekday()]) for day in days):
            return True
    return False
