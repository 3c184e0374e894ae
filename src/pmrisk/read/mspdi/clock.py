"""Working time on a calendar in plain Python, for what a file leaves to be counted."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pmrisk.model.calendar import DAY, Calendar, Shifts
from pmrisk.model.dates import LAST_YEAR

#: Later than any plan.
LATEST = datetime(LAST_YEAR, 1, 1)


class _Year(NamedTuple):
    """The shifts of each day of a year, and the minutes worked before it."""

    shifts: list[Shifts]
    before: list[int]

    @property
    def worked(self) -> int:
        return self.before[-1]


class Clock:
    """Counts working minutes of a calendar between the years that plans may lie in."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._years: dict[int, _Year] = {}

    def worked(self, start: datetime, finish: datetime) -> int:
        """Working minutes from `start` to `finish`, negative where that is earlier."""
        if finish < start:
            return -self.worked(finish, start)
        whole = sum(self._year(y).worked for y in range(start.year, finish.year))
        return whole + self._into(finish) - self._into(start)

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """The first moment with so many minutes worked since; None beyond all years."""
        if minutes <= 0:
            return start
        wanted, year = self._into(start) + minutes, start.year
        while year < LAST_YEAR and wanted > self._year(year).worked:
            wanted -= self._year(year).worked
            year += 1
        if year >= LAST_YEAR:
            return None
        # The day before which less was worked, and by whose end enough was.
        day = bisect_left(self._year(year).before, wanted) - 1
        return self._moment(year, day, wanted - self._year(year).before[day])

    @staticmethod
    def later(moment: datetime, minutes: float) -> datetime:
        """So many minutes of the clock later, within the years of plans."""
        room = (LATEST - moment).total_seconds() // 60 - 1
        return moment + timedelta(minutes=min(round(minutes), room))

    def next_start(self, moment: datetime) -> datetime:
        """The first moment from `moment` on at which work can begin."""
        following = self.after(moment, 1)
        return moment if following is None else following - timedelta(minutes=1)

    def _moment(self, year: int, day: int, minutes: int) -> datetime:
        for begin, end in self._year(year).shifts[day]:
            if minutes <= end - begin:
                break
            minutes -= end - begin
        midnight = datetime.combine(date(year, 1, 1) + timedelta(days=day), time())
        return midnight + timedelta(minutes=begin + minutes)

    def _into(self, moment: datetime) -> int:
        """Minutes worked since the year began."""
        year = self._year(moment.year)
        day = moment.timetuple().tm_yday - 1
        at = moment.hour * 60 + moment.minute
        return year.before[day] + sum(
            min(at, end) - begin for begin, end in year.shifts[day] if at > begin
        )

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            first, last = date(number, 1, 1), date(number, 12, 31)
            special = self.calendar.special_days(first, last)
            days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
            week = self.calendar.week
            shifts = [special.get(day, week[day.weekday()]) for day in days]
            before = [0]
            for day in shifts:
                before.append(before[-1] + sum(end - begin for begin, end in day))
            self._years[number] = _Year(shifts, before)
        return self._years[number]


def joined(shifts: list[tuple[int, int]]) -> Shifts:
    """Shifts in order, those that overlap joined."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(shifts):
        if not 0 <= begin < end <= DAY:
            continue
        if found and begin < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return tuple(found)
