"""Calendars made of others: the time when both work, or when any does."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

from pmrisk.model.calendar import Calendar, Shifts
from pmrisk.model.dates import FIRST_YEAR, LAST_YEAR
from pmrisk.read.mspdi.clock import joined

_FIRST, _LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31)


def common(one: Shifts, other: Shifts) -> Shifts:
    """The time that is in shifts of both."""
    pairs = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return joined([(begin, end) for begin, end in pairs if begin < end])


def either(one: Shifts, other: Shifts) -> Shifts:
    """The time that is in a shift of one of them."""
    return joined([*one, *other])


def combined(
    parts: tuple[Calendar, ...], name: str, how: Callable[[Shifts, Shifts], Shifts]
) -> Calendar | None:
    """A calendar of several, day by day; None if it has no working time in a week."""
    week = tuple(reduce(how, (part.week[k] for part in parts)) for k in range(7))
    if not any(week):
        return None
    special = [part.special_days(_FIRST, _LAST) for part in parts]
    days: dict[date, Shifts] = {}
    for day in set().union(*special):
        shifts = (
            known.get(day, part.week[day.weekday()])
            for known, part in zip(special, parts, strict=True)
        )
        days[day] = reduce(how, shifts)
    hours = parts[0].hours_per_day
    return Calendar(
        name=name, week=week, exceptions=tuple(_runs(days)), hours_per_day=hours
    )


def _runs(days: dict[date, Shifts]) -> list[tuple[date, date, Shifts]]:
    """Days of the same shifts in a row, as ranges."""
    runs: list[tuple[date, date, Shifts]] = []
    for day, shifts in sorted(days.items()):
        if runs and runs[-1][2] == shifts and runs[-1][1] + timedelta(days=1) == day:
            runs[-1] = (runs[-1][0], day, shifts)
        else:
            runs.append((day, day, shifts))
    return runs
