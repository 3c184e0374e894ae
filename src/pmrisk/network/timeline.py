"""Minutes to dates and working days, and back: the edge between engine and planner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from pmrisk.network import calendars
from pmrisk.network.arrays import CalendarTables, Float64, Int32

LookUp = Callable[[CalendarTables, int, Int32], Int32]


class Moment(NamedTuple):
    """A point in time: working days after project.start, and the date."""

    days: float
    date: datetime


@dataclass(frozen=True, eq=False)
class Timeline:
    """The project's clock: minutes from `origin`, days on the project calendar."""

    origin: datetime
    tables: CalendarTables
    calendar: int
    minutes_per_day: float
    start_worked: int
    horizon: int

    def minutes(self, date: datetime) -> int:
        """Whole minutes from the origin to `date`."""
        return round((date - self.origin).total_seconds() / 60)

    def date(self, moment: int) -> datetime:
        """The date and time of a moment."""
        return self.origin + timedelta(minutes=int(moment))

    def days(self, moments: Int32) -> Float64:
        """Working days of the project calendar from project.start to each moment."""
        return self.worked(moments) / self.minutes_per_day

    def worked(self, moments: Int32) -> Float64:
        """Working minutes of the project calendar from project.start to each moment."""
        time = calendars.worked(self.tables, self.calendar, moments)
        return (time - self.start_worked).astype(np.float64)

    def at(self, moment: int) -> Moment:
        """A moment in minutes, as days and a date."""
        return Moment(
            float(self.days(np.array([moment], np.int32))[0]), self.date(moment)
        )

    def after(self, days: float) -> Moment:
        """The moment `days` working days after project.start, as a finish."""
        time = self.start_worked + round(days * self.minutes_per_day)
        at = np.array([time], np.int32)
        moment = calendars.finish_moment(self.tables, self.calendar, at)
        return Moment(days, self.date(int(moment[0])))

    def own_limit(
        self, calendar: int, moment: int, shown_as_start: bool, by: bool
    ) -> int:
        """A moment in working time: the last shown by it, or the first from it on."""
        if calendar == 0:
            return moment
        time = self._at(calendars.worked, calendar, moment)
        shown = calendars.start_moment if shown_as_start else calendars.finish_moment
        at = self._at(shown, calendar, time)
        if by:
            return time if at <= moment else time - 1
        return time if at >= moment else time + 1

    def _at(self, look_up: LookUp, calendar: int, minute: int) -> int:
        return int(look_up(self.tables, calendar, np.array([minute], np.int32))[0])
