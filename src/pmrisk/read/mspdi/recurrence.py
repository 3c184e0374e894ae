"""The days of a calendar exception that recurs: every second Friday, every May Day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

#: What the file calls the kinds of recurrence.
DAILY, YEARLY, YEARLY_ON, MONTHLY, MONTHLY_ON, WEEKLY, EVERY_DAYS = range(1, 8)
# Which days an item of a month is: any, the five of a week, its end, or one weekday.
_ITEMS: dict[int, tuple[int, ...]] = {
    0: (0, 1, 2, 3, 4, 5, 6),
    1: (0, 1, 2, 3, 4),
    2: (5, 6),
    **{item: ((item - 4) % 7,) for item in range(3, 10)},
}
_LAST = 4


class Recurrence(NamedTuple):
    """When an exception recurs between two days.

    `weekdays` is a sum of 1 for Sunday, 2 for Monday to 64 for Saturday; `item` and
    `position` say which days of a month are meant, such as the fourth Monday.
    """

    kind: int
    first: date
    last: date
    occurrences: int | None = None
    period: int = 1
    weekdays: int = 0
    month: int = 0
    month_day: int = 1
    item: int = 0
    position: int = 0

    def days(self) -> Iterator[date]:
        """The days in order, no more than occurrences were asked for."""
        found = (day for day in self._all() if self.first <= day <= self.last)
        return islice(found, self.occurrences)

    def _all(self) -> Iterator[date]:
        if self.kind == WEEKLY:
            return self._weekly()
        if self.kind in (MONTHLY, MONTHLY_ON):
            return self._monthly(self.first.month, max(self.period, 1))
        if self.kind in (YEARLY, YEARLY_ON):
            return self._monthly(self.month + 1, 12)
        step = max(self.period, 1) if self.kind == EVERY_DAYS else 1
        span = (self.last - self.first).days
        return (self.first + timedelta(days=k) for k in range(0, span + 1, step))

    def _weekly(self) -> Iterator[date]:
        # Weeks count from the Sunday before the first day.
        sunday = self.first - timedelta(days=(self.first.weekday() + 1) % 7)
        weeks = (self.last - sunday).days // 7 + 1
        for week in range(0, weeks, max(self.period, 1)):
            for k in range(7):
                if self.weekdays >> k & 1:
                    yield sunday + timedelta(days=7 * week + k)

    def _monthly(self, month: int, step: int) -> Iterator[date]:
        months = (self.last.year - self.first.year + 1) * 12
        for k in range(0, months, step):
            year, index = divmod(month - 1 + k, 12)
            day = self._in_month(self.first.year + year, index + 1)
            if day is not None:
                yield day

    def _in_month(self, year: int, month: int) -> date | None:
        length = monthrange(year, month)[1]
        if self.kind in (MONTHLY, YEARLY):
            # The 31st of a short month is its last day.
            return date(year, month, min(self.month_day, length))
        days = [date(year, month, day) for day in range(1, length + 1)]
        meant = [day for day in days if day.weekday() in _ITEMS[self.item]]
        if self.position == _LAST:
            return meant[-1]
        return meant[self.position] if self.position < len(meant) else None
