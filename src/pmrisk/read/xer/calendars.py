"""Calendars of a P6 file: hours of each weekday and days with hours of their own, which
a calendar may inherit from another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from pmrisk.model.calendar import DAY, STANDARD, Calendar, Shifts
from pmrisk.model.dates import FIRST_YEAR, LAST_YEAR
from pmrisk.model.text import Unreadable, quoted
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.tables import Row, Tables
from pmrisk.read.xer.values import name_of, number_of, unlike

# A node of the nested text: its name, and what stands in its first parentheses.
_NODE = re.compile(r"\(\d*\|\|([^()|]*)\(([^()]*)\)")
_TIME = re.compile(r"\b([sf])\|(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp][Mm])?")
_SERIAL = re.compile(r"\bd\|(\d{1,7})\b")
#: Day 0 of the serial numbers, as in spreadsheets.
_EPOCH = date(1899, 12, 30)
_RESERVED = ("continuous", "standard")
#: The names of the days from Monday on: P6 counts from Sunday.
_WEEKDAYS = "2345671"


class Hours(NamedTuple):
    """What a calendar's own text says, before anything is inherited."""

    week: tuple[Shifts, ...] | None
    days: dict[date, Shifts]


@dataclass
class Calendars:
    """The calendars of a file, each read when it is first used."""

    rows: dict[str, Row]
    log: Log
    names: dict[str, str]
    #: By name, those in use.
    used: dict[str, Calendar] = field(default_factory=dict)
    _default: str = ""

    def name(self, key: str) -> str | None:
        """The name of the calendar with a ``clndr_id``, None if there is none."""
        row = self.rows.get(key)
        if row is None:
            return None
        name = self.names[key]
        if name not in self.used:
            self.used[name] = self._calendar(key, name, row)
        return name

    def default(self) -> str:
        """The name of the file's default calendar, or of the standard one."""
        marked = [k for k, row in self.rows.items() if row("default_flag") == "Y"]
        for key in [*marked, *self.rows]:
            return self.name(key) or "standard"
        self.log.note(
            "no-calendar", "converted",
            "holds no calendar; work is done from Monday to Friday, 08:00 to 12:00 and "
            "13:00 to 17:00",
        )  # fmt: skip
        self.used["standard"] = STANDARD
        return "standard"

    def _calendar(self, key: str, name: str, row: Row) -> Calendar:
        at = f"CALENDAR {quoted(name)}"
        try:
            hours = self._inherited(row)
        except Unreadable as error:
            self.log.problem("calendar", at, str(error), row.line)
            return STANDARD
        if hours.week is None and not hours.days and not row("clndr_data"):
            self.log.note(
                "no-hours", "converted",
                "has no hours in the file; they are 08:00 to 12:00 and 13:00 to 17:00, "
                "Monday to Friday", "CALENDAR", name,
            )  # fmt: skip
            hours = Hours(STANDARD.week, {})
        week = hours.week or ((),) * 7
        days = _different(week, hours.days)
        if not any(week) and not any(days.values()):
            self.log.problem(
                "no-working-time", at, "has no working time, and activities are on it. "
                "Give it hours in P6, or move the activities", row.line,
            )  # fmt: skip
            return STANDARD
        return Calendar.made(
            name=name,
            week=week,
            holidays=tuple(_ranges([day for day in days if not days[day]])),
            exceptions=tuple(_exceptions(days)),
            hours_per_day=_hours_per_day(row),
        )

    def _inherited(self, row: Row) -> Hours:
        """The hours of a calendar on top of those of its base.

        Only a global calendar can be a base in P6, and it has none itself.
        """
        own = hours_of(row("clndr_data"))
        base = self.rows.get(row("base_clndr_id"))
        if base is None or base is row:
            return own
        under = hours_of(base("clndr_data"))
        week = under.week if own.week is None else own.week
        return Hours(week, under.days | own.days)


def _hours_per_day(row: Row) -> float | None:
    try:
        hours = number_of(row("day_hr_cnt"))
    except Unreadable:
        return None
    return hours if hours is not None and 0 < hours <= 24 else None


def calendars_of(tables: Tables, log: Log) -> Calendars:
    """The calendars of a file by ``clndr_id``, under names of their own."""
    rows: dict[str, Row] = {}
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for row in tables["CALENDAR"]:
        key = row("clndr_id")
        name = name_of(row("clndr_name")) or f"calendar {key}"
        rows.setdefault(key, row)
        names.setdefault(key, unlike(name, key, taken))
    return Calendars(rows, log, names)


def hours_of(text: str) -> Hours:
    """Weekly hours (None if there are none) and days with hours of their own.

    Raises
    ------
    Unreadable
        If a shift or a day is none.
    """
    week: dict[str, list[str]] = {}
    days: dict[date, list[str]] = {}
    section, shifts = "", list[str]()
    for name, inside in _nodes(text):
        if name in ("DaysOfWeek", "Exceptions", "VIEW", "CalendarData"):
            section, shifts = name, []
        elif section == "DaysOfWeek" and name != "0" and "|" not in inside:
            if not name:
                raise Unreadable("has a day of the week without its number, 1 to 7.")
            shifts = week.setdefault(name, [])
        elif section == "Exceptions" and (serial := _SERIAL.search(inside)):
            shifts = days.setdefault(_day(serial[1]), [])
        elif "|" in inside:
            shifts.append(inside)
    monday_first = [week.get(day, []) for day in _WEEKDAYS]
    known: dict[str, Shifts] = {}
    return Hours(
        tuple(_shifts(day, known) for day in monday_first)
        if week.keys() & set(_WEEKDAYS) else None,
        {day: _shifts(given, known) for day, given in sorted(days.items())
         if FIRST_YEAR <= day.year < LAST_YEAR},
    )  # fmt: skip


def _nodes(text: str) -> Iterator[tuple[str, str]]:
    for match in _NODE.finditer(text):
        yield match[1].strip(), match[2]


def _day(serial: str) -> date:
    days = int(serial)
    if days > (date.max - _EPOCH).days:
        raise Unreadable(f"has an exception on day {serial}, which no calendar has.")
    return _EPOCH + timedelta(days=days)


def _shifts(given: list[str], known: dict[str, Shifts]) -> Shifts:
    """The shifts of a day in order, those that touch joined."""
    if not given:
        return ()
    key = "\n".join(given)
    if key not in known:
        known[key] = _joined(sorted(_shift(text) for text in given))
    return known[key]


def _shift(text: str) -> tuple[int, int]:
    times = {mark: _minutes(int(h), int(m), half)
             for mark, h, m, half in _TIME.findall(text)}  # fmt: skip
    if set(times) != {"s", "f"}:
        raise Unreadable(f"has the shift {quoted(text)} without a start or an end.")
    # A finish at midnight is the end of the day.
    start, end = times["s"], times["f"] or DAY
    if not start < end <= DAY:
        raise Unreadable(f"has the shift {quoted(text)}, which ends before it begins.")
    return start, end


def _minutes(hours: int, minutes: int, half: str) -> int:
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return 60 * hours + minutes


def _joined(shifts: list[tuple[int, int]]) -> Shifts:
    joined: list[tuple[int, int]] = []
    for start, end in shifts:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _different(
    week: tuple[Shifts, ...], days: dict[date, Shifts]
) -> dict[date, Shifts]:
    """The days that are unlike their weekday, in order."""
    return {
        day: shifts
        for day, shifts in sorted(days.items())
        if shifts != week[day.weekday()]
    }


def _exceptions(days: dict[date, Shifts]) -> Iterator[tuple[date, date, Shifts]]:
    """Ranges of working days in a row with the same hours."""
    by_hours: dict[Shifts, list[date]] = {}
    for day, shifts in days.items():
        if shifts:
            by_hours.setdefault(shifts, []).append(day)
    for shifts, its_days in sorted(by_hours.items(), key=lambda item: item[1][0]):
        for first, last in _ranges(its_days):
            yield first, last, shifts


def _ranges(days: list[date]) -> Iterator[tuple[date, date]]:
    """Days in order as ranges without a gap."""
    first = last = None
    for day in days:
        if last is not None and (day - last).days == 1:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last
