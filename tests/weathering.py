"""Weather in plain Python: one iteration's lost days, and an ordinary calendar of them.

Independent of the engine's tables: a month's random words come from the plain twin of
the generator, the number of days from the shape's own quantile, and the days from a
list of all ways to choose them.
"""

import math
from datetime import date, datetime, time, timedelta

import numpy as np

from pmrisk.model.calendar import Calendar
from pmrisk.sampling.streams import philox, stream_hash, words

_WORD = 2**32


def word(name, seed, purpose, k) -> int:
    """The random word of iteration `k`."""
    low, high = words(stream_hash(name))
    block = np.array([16 * (k >> 6) + (k & 15)], np.uint64)
    made = philox([block, *map(np.uint64, (purpose, low, high))], words(seed))
    return int(made[(k >> 4) & 3][0]) & 0xFFFFFFFF


def way(n: int, lost: int, number: int) -> list[int]:
    """Way `number` to lose so many of days 0 to n - 1, those that keep day 0 first."""
    found, day = [], 0
    while lost:
        keeping = math.comb(n - day - 1, lost)
        if number >= keeping:
            number -= keeping
            found.append(day)
            lost -= 1
        day += 1
    return found


def first_open(project) -> date:
    """The first day that may be lost."""
    own = [p.data_date or p.start for p in project.subprojects.values()]
    first = min([project.data_date, *own])
    later = first > datetime.combine(first.date(), time())
    return first.date() + timedelta(days=1) if later else first.date()


def lost_in(calendar, seed, k, year, month) -> list[date]:
    """The days that iteration `k` loses in one month, past ones too."""
    estimate = dict(calendar.weather).get(month)
    first = date(year, month, 1)
    days = [first + timedelta(days=n) for n in range(31)]
    days = [d for d in days if d.month == month and calendar.shifts(d)]
    if estimate is None or not days:
        return []
    name, purpose = f"{calendar.name}.weather", 1 + 3 * (12 * year + month - 1)
    u = (word(name, seed, purpose, k) + 0.5) / _WORD
    drawn = float(estimate.resolve(None).quantile(np.array([u]), np.array([1 - u]))[0])
    lost = min(max(math.floor(drawn + 0.5), 0), len(days))
    both = [word(name, seed, purpose + n, k) for n in (1, 2)]
    number = (both[1] * _WORD + both[0]) * math.comb(len(days), lost) // _WORD**2
    return [days[n] for n in way(len(days), lost, number)]


def lost_days(project, name, seed, k, years=8) -> list[date]:
    """All days that a calendar loses in iteration `k`."""
    first = first_open(project)
    months = [(first.year + n // 12, n % 12 + 1) for n in range(12 * years)]
    calendar = project.calendars[name]
    days = [d for ym in months for d in lost_in(calendar, seed, k, *ym)]
    return [d for d in days if d >= first]


def ordinary(project, seed, k, years=8):
    """`project` with the days that iteration `k` loses as exceptions."""
    calendars = dict(project.calendars)
    for name, calendar in calendars.items():
        if calendar.weather:
            days = lost_days(project, name, seed, k, years)
            off = tuple((day, day, ()) for day in days)
            # Made anew: a copy would keep the special days that it has found.
            parts = {key: getattr(calendar, key) for key in Calendar.model_fields}
            parts |= {"weather": (), "exceptions": (*calendar.exceptions, *off)}
            calendars[name] = Calendar(**parts)
    return project.changed(calendars=calendars)


def weathered(project, **weather):
    """`project` with weather on calendars: estimates by month, by name."""
    calendars = dict(project.calendars)
    for name, months in weather.items():
        given = tuple(sorted(months.items()))
        calendars[name] = calendars[name].model_copy(update={"weather": given})
    return project.changed(calendars=calendars)
