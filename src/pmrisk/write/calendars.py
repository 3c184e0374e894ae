"""Calendars as a scenario has them: days of one kind together."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar, Shifts, clock
from pmrisk.write.estimates import estimate
from pmrisk.write.yaml import entry, listed, mapped, number, text

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendars(given: dict[str, Calendar], shape: str) -> Iterator[str]:
    """The section, without what every project has; `shape` is a bare list of three."""
    own = {name: each for name, each in given.items() if not _stands(name, each)}
    if own:
        yield "calendars:"
    for name, calendar in own.items():
        if is_continuous(calendar):
            yield f"  {text(name)}: continuous"
        else:
            yield f"  {text(name)}:"
            yield from _lines(calendar, shape)


def is_continuous(calendar: Calendar) -> bool:
    """Whether it is 24 hours, 7 days and no more, whatever its name."""
    return calendar.model_copy(update={"name": CONTINUOUS.name}) == CONTINUOUS


def _stands(name: str, calendar: Calendar) -> bool:
    if name == CONTINUOUS.name:
        return is_continuous(calendar)
    return name == STANDARD.name and calendar == STANDARD


def _lines(calendar: Calendar, shape: str) -> Iterator[str]:
    yield f"    week: {_week(calendar)}"
    if calendar.hours_per_day is not None:
        yield f"    hours_per_day: {number(calendar.hours_per_day)}"
    if calendar.country is not None:
        yield f"    country: {text(calendar.country)}"
    if calendar.weather:
        months = {str(m): estimate(each, None, shape) for m, each in calendar.weather}
        yield f"    weather: {mapped(months)}"
    if calendar.holidays:
        days = [_range(first, last) for first, last in calendar.holidays]
        yield from entry("holidays", days, "    ")
    if calendar.exceptions:
        yield "    exceptions:"
        yield from _exceptions(calendar)


def _week(calendar: Calendar) -> str:
    """Days in a row with the same shifts are one key; days without are left out."""
    found = {}
    for shifts, same in groupby(range(7), key=lambda day: calendar.week[day]):
        days = [_DAYS[day] for day in same]
        name = days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
        if shifts:
            found[name] = _shifts(shifts)
    return mapped(found)


def _shifts(shifts: Shifts) -> str:
    return listed(f'"{clock(start)}-{clock(end)}"' for start, end in shifts)


def _range(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first}..{last}"


def _exceptions(calendar: Calendar) -> Iterator[str]:
    """Of the same days given twice, the later hours win, so that only they count."""
    found: dict[str, Shifts] = {}
    for first, last, shifts in calendar.exceptions:
        found.pop(days := _range(first, last), None)
        found[days] = shifts
    for days, shifts in found.items():
        yield f"      {days}: {_shifts(shifts)}"
