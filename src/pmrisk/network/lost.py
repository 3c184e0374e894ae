"""How many days months lose: random words for the kernels, bounds and means."""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pmrisk.model.calendar import Calendar
from pmrisk.model.shapes import Shape

UInt64 = NDArray[np.uint64]
Int64 = NDArray[np.int64]

#: Most days of a month.
MOST_DAYS = 31
# A word is below this; as a limit, what never happens.
_NEVER = 2**32
# A year that loses more leaves the calendars' horizon alone.
_MOST_SHARE = 0.9


def day_limits(shape: Shape) -> UInt64:
    """uint64[31]: from which word on a shape, rounded half up, is more than k days.

    Word x stands for the uniform (x + 1/2) / 2**32. Quantile functions never fall, so
    that bisection finds the first word exactly.
    """
    wanted = np.arange(MOST_DAYS) + 0.5
    low, high = np.zeros(MOST_DAYS, np.int64), np.full(MOST_DAYS, _NEVER, np.int64)
    while (low < high).any():
        middle = (low + high) // 2
        u = (np.minimum(middle, _NEVER - 1) + 0.5) / _NEVER
        enough = shape.quantile(u, 1 - u) >= wanted
        high = np.where(enough & (low < high), middle, high)
        low = np.where(~enough & (low < high), middle + 1, low)
    return low.astype(np.uint64)


def share_lost(calendar: Calendar) -> float:
    """The share of a year that is lost at the most; held below nine tenths."""
    days = 52 / 12 * (sum(1 for shifts in calendar.week if shifts) or 7)
    most = [
        min(float((day_limits(each.resolve(None)) < _NEVER).sum()), days)
        for _, each in calendar.weather
    ]
    return min(sum(most) / (12 * days), _MOST_SHARE)


def mean_days(calendar: Calendar, first: date) -> dict[int, float]:
    """The mean days that each month with weather loses, in the year from `first` on."""
    begin = first.replace(day=1)
    last = begin.replace(year=begin.year + 1) - timedelta(days=1)
    days, _ = working_days(calendar, begin, last)
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    found = {}
    for number, each in calendar.weather:
        limits = day_limits(each.resolve(None))[: (month == number).sum()]
        found[number] = float((1 - limits.astype(np.float64) / _NEVER).sum())
    return found


def working_days(
    calendar: Calendar, first: date, last: date
) -> tuple["NDArray[np.datetime64]", Int64]:
    """The days with working hours, and their minutes."""
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    week = np.array([_minutes(shifts) for shifts in calendar.week], np.int64)
    length = week[(np.arange(days.size) + first.weekday()) % 7]
    for day, shifts in calendar.special_days(first, last).items():
        length[(day - first).days] = _minutes(shifts)
    works = length > 0
    return days[works], length[works]


def _minutes(shifts: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in shifts)
