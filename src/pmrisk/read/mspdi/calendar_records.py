"""One calendar as the file has it: its week, its exceptions, and its other weeks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from lxml import etree

from pmrisk.model.calendar import DAY, Shifts
from pmrisk.model.text import quoted
from pmrisk.read.mspdi.clock import joined
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.recurrence import DAILY, EVERY_DAYS, Recurrence
from pmrisk.read.mspdi.values import Reader, minute_of

# Exceptions of all calendars together, every day of one that recurs counted: ten times
# as many as there are days in a century.
_MOST_EXCEPTIONS = 365_250

Range = tuple[date, date, Shifts]


@dataclass
class Record:
    """One calendar as the file has it; `week` holds the weekdays that it gives."""

    uid: str
    name: str
    node: etree._Element
    base: str = ""
    week: dict[int, Shifts] = field(default_factory=dict)
    exceptions: list[Range] = field(default_factory=list)

    @property
    def adds_nothing(self) -> bool:
        """Whether it is its base calendar under another name."""
        return not self.week and not self.exceptions


class Room:
    """How many more exceptions the calendars of a file may have."""

    def __init__(self, log: Log) -> None:
        self._left, self._log = _MOST_EXCEPTIONS, log

    def taken(self, ranges: Iterable[Range], reader: Reader) -> list[Range]:
        """The ranges, or a problem where there are too many."""
        if self._left < 0:
            return []
        found = list(islice(ranges, self._left + 1))
        self._left -= len(found)
        if self._left < 0:
            self._log.problem(
                "too-many-exceptions", reader.at, f"has the {_MOST_EXCEPTIONS + 1:,}th "
                "exception of the file. Leave past ones out", reader.node,
            )  # fmt: skip
        return found


def read_record(node: etree._Element, room: Room, log: Log) -> Record:
    """A calendar, its exceptions in the order in which later ones win."""
    reader = Reader(node, "", log)
    name = reader.text("Name")
    reader.at = f"Calendar {quoted(name)}"
    record = Record(reader.text("UID"), name, node, reader.text("BaseCalendarUID"))
    days = [Reader(day, reader.at, log) for day in node.iterfind("WeekDays/WeekDay")]
    record.week = _week(days)
    for week in node.iterfind("WorkWeeks/WorkWeek"):
        other = Reader(week, reader.at, log)
        record.exceptions += room.taken(_other_week(other), other)
    given = node.findall("Exceptions/Exception")
    if given:
        record.exceptions += _exceptions(
            [Reader(e, reader.at, log) for e in given], room
        )
    else:
        # Before 2007 exceptions were days of the week with a period of their own.
        old = [day for day in days if day.text("DayType") == "0"]
        record.exceptions += [
            each for day in old for each in room.taken(_range(day), day)
        ]
    return record


def _week(days: list[Reader]) -> dict[int, Shifts]:
    """The shifts of the weekdays that are given, Monday 0."""
    found: dict[int, list[tuple[int, int]]] = {}
    for day in days:
        kind = day.whole("DayType")
        shifts = _given(day)
        if 1 <= kind <= 7 and (shifts or not day.flag("DayWorking")):
            found[(kind - 2) % 7] = shifts
    week: dict[int, list[tuple[int, int]]] = {weekday: [] for weekday in found}
    for weekday, shifts in found.items():
        for begin, end in shifts:
            week[weekday].append((begin, min(end, DAY)))
            if end > DAY:
                # What a shift works after midnight it works on the next day.
                week.setdefault((weekday + 1) % 7, []).append((0, end - DAY))
    return {weekday: joined(shifts) for weekday, shifts in week.items()}


def _shifts(day: Reader) -> Shifts:
    """The working times of an exception, up to midnight."""
    return joined([(begin, min(end, DAY)) for begin, end in _given(day)])


def _given(day: Reader) -> list[tuple[int, int]]:
    """The working times of a day; one over midnight ends beyond 24:00."""
    found: list[tuple[int, int]] = []
    if not day.flag("DayWorking"):
        return found
    for times in day.node.iterfind("WorkingTimes/WorkingTime"):
        begin = minute_of((times.findtext("FromTime") or "").strip())
        end = minute_of((times.findtext("ToTime") or "").strip())
        if begin is None or end is None:
            day.log.note(
                "shift", "dropped", "a working time without both of its times", day.at
            )
            continue
        # A shift until 00:00 ends with the day; from 00:00 to 00:00 is all of it.
        found.append((begin, end if begin < end else end + DAY))
    return found


def _period(reader: Reader) -> tuple[date, date] | None:
    """The first and the last day of something, the last one closed."""
    node = reader.node.find("TimePeriod")
    if node is None:
        return None
    period = Reader(node, reader.at, reader.log)
    first, last = period.day("FromDate"), period.day("ToDate")
    if first is None or last is None or last < first:
        reader.log.note(
            "exception", "dropped", "an exception without a period", reader.at
        )
        return None
    return first, last


def _range(reader: Reader) -> Iterator[Range]:
    """An exception that holds for all days of its period."""
    period = _period(reader)
    if period is not None:
        yield *period, _shifts(reader)


def _exceptions(readers: list[Reader], room: Room) -> list[Range]:
    """Exceptions, later ones winning: recurring ones give way to single ones."""
    ranked: list[tuple[int, list[Range]]] = []
    for reader in readers:
        kind = reader.whole("Type", DAILY)
        recurs = DAILY < kind <= EVERY_DAYS
        ranges = _recurring(reader, kind) if recurs else _range(reader)
        ranked.append((_RANK[kind] if recurs else _SINGLE, room.taken(ranges, reader)))
    ranked.sort(key=lambda pair: pair[0])
    return [each for _, ranges in ranked for each in ranges]


# Weekly gives way to monthly, that to yearly, and that to every so many days.
_RANK = {6: 0, 4: 1, 5: 1, 2: 2, 3: 2, 7: 3}
_SINGLE = 4


def _recurring(reader: Reader, kind: int) -> Iterator[Range]:
    period = _period(reader)
    if period is None:
        return
    counted = reader.flag("EnteredByOccurrences") and reader.has("Occurrences")
    found = Recurrence(
        kind, *period,
        occurrences=max(reader.whole("Occurrences"), 0) if counted else None,
        period=min(max(reader.whole("Period", 1), 1), 5000),
        weekdays=reader.whole("DaysOfWeek"),
        month=min(max(reader.whole("Month"), 0), 11),
        month_day=max(reader.whole("MonthDay", 1), 1),
        item=min(max(reader.whole("MonthItem"), 0), 9),
        position=min(max(reader.whole("MonthPosition"), 0), 4),
    )  # fmt: skip
    shifts = _shifts(reader)
    for day in found.days():
        yield day, day, shifts


def _other_week(reader: Reader) -> Iterator[Range]:
    """A period with another week, as an exception for each of its days."""
    period = _period(reader)
    days = [
        Reader(day, reader.at, reader.log)
        for day in reader.node.iterfind("WeekDays/WeekDay")
    ]
    if period is None or not days:
        return
    first, last = period
    for weekday, shifts in _week(days).items():
        found = Recurrence(6, first, last, weekdays=1 << (weekday + 1) % 7)
        for day in found.days():
            yield day, day, shifts
