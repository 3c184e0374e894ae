"""The calendars of a plan: base ones, those derived from them, and their exceptions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from lxml import etree

from pmrisk.model.calendar import DAY, STANDARD, Calendar, Shifts
from pmrisk.model.text import quoted
from pmrisk.read.mspdi.clock import Clock, joined
from pmrisk.read.mspdi.combined import combined, common, either
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.recurrence import DAILY, EVERY_DAYS, Recurrence
from pmrisk.read.mspdi.values import Reader, minute_of

# Days of one calendar that recurring exceptions and other weeks may name: a century.
_MOST_DAYS = 36_525
# More calendars stand on one another in no plan.
_DEEPEST = 20

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


class Calendars:
    """The calendars of a file by their UID, made when they are first asked for."""

    def __init__(self, records: dict[str, Record], hours: float, log: Log) -> None:
        self._records, self._hours, self._log = records, hours, log
        self._keys: dict[str, str] = {}
        self._clocks: dict[str, Clock] = {}
        #: By key, those that were asked for.
        self.made: dict[str, Calendar] = {}

    def knows(self, uid: str) -> bool:
        """Whether the file has such a calendar."""
        return uid in self._records

    def key(self, uid: str, called: str = "") -> str:
        """The name in the project of a calendar; `called` is its own, if it has none.

        A derived calendar that changes nothing is its base.
        """
        record = self._records[uid]
        if record.adds_nothing and record.base in self._records and record.base != uid:
            return self.key(record.base)
        if uid not in self._keys:
            self._keys[uid] = self.add(
                self._calendar(record, called or record.name or f"Calendar {uid}")
            )
        return self._keys[uid]

    def add(self, calendar: Calendar) -> str:
        """The key of a calendar in the project, after its name."""
        key, number = calendar.name, 2
        while key in self.made or key in ("standard", "continuous"):
            if self.made.get(key) == calendar:
                return key
            key, number = f"{calendar.name} ({number})", number + 1
        self.made[key] = calendar
        return key

    def clock(self, key: str) -> Clock:
        """What counts the working time of a calendar."""
        if key not in self._clocks:
            self._clocks[key] = Clock(self.made[key])
        return self._clocks[key]

    def standard(self) -> str:
        """The key of the calendar for a plan that has none."""
        return self.add(
            Calendar(name="Standard", week=STANDARD.week, hours_per_day=self._hours)
        )

    def _calendar(self, record: Record, name: str) -> Calendar:
        chain = self._chain(record)
        given = any(each.week for each in chain)
        week: list[Shifts] = [()] * 7 if given else list(STANDARD.week)
        exceptions: list[Range] = []
        for each in reversed(chain):
            for weekday, shifts in each.week.items():
                week[weekday] = shifts
            exceptions += each.exceptions
        if not any(week):
            self._log.problem(
                "no-working-time", f"Calendar {quoted(record.name)}",
                "has no working time. Give at least one working day", record.node,
            )  # fmt: skip
            week = list(STANDARD.week)
        return Calendar(
            name=name, week=tuple(week), exceptions=tuple(exceptions),
            hours_per_day=self._hours,
        )  # fmt: skip

    def _chain(self, record: Record) -> list[Record]:
        """A calendar and what it is derived from."""
        chain = [record]
        while chain[-1].base in self._records and len(chain) < _DEEPEST:
            base = self._records[chain[-1].base]
            if base in chain:
                break
            chain.append(base)
        return chain


def read_calendars(root: etree._Element, hours_per_day: float, log: Log) -> Calendars:
    """Every calendar of the file."""
    records: dict[str, Record] = {}
    for node in root.iterfind("Calendars/Calendar"):
        record = _record(node, log)
        if not record.uid or record.uid in records:
            at = f"Calendar {quoted(record.name)}"
            what = "UID is given twice" if record.uid else "has no UID"
            log.problem("calendar-uid", at, f"{what}. Save the plan again", node)
        records.setdefault(record.uid, record)
    return Calendars(records, hours_per_day, log)


def _record(node: etree._Element, log: Log) -> Record:
    reader = Reader(node, "", log)
    name = reader.text("Name")
    reader.at = f"Calendar {quoted(name)}"
    record = Record(reader.text("UID"), name, node, reader.text("BaseCalendarUID"))
    days = [Reader(day, reader.at, log) for day in node.iterfind("WeekDays/WeekDay")]
    record.week = _week(days)
    weeks = node.iterfind("WorkWeeks/WorkWeek")
    record.exceptions += [
        each for week in weeks for each in _other_week(Reader(week, reader.at, log))
    ]
    given = node.findall("Exceptions/Exception")
    if given:
        record.exceptions += _exceptions([Reader(e, reader.at, log) for e in given])
    else:
        # Before 2007 exceptions were days of the week with a period of their own.
        old = [day for day in days if day.text("DayType") == "0"]
        record.exceptions += [each for day in old for each in _range(day)]
    if sum(1 for _ in record.exceptions) > _MOST_DAYS:
        log.problem(
            "too-many-exceptions", reader.at,
            f"has more than {_MOST_DAYS:,} exceptional days. Leave past ones out", node,
        )  # fmt: skip
        record.exceptions.clear()
    return record


def _week(days: list[Reader]) -> dict[int, Shifts]:
    """The shifts of the weekdays that are given, Monday 0."""
    week: dict[int, Shifts] = {}
    for day in days:
        kind = day.whole("DayType")
        if not 1 <= kind <= 7:
            continue
        shifts = _shifts(day)
        if shifts or not day.flag("DayWorking"):
            week[(kind - 2) % 7] = shifts
    return week


def _shifts(day: Reader) -> Shifts:
    """The working times of a day or an exception; none where it does not work."""
    if not day.flag("DayWorking"):
        return ()
    found = []
    for times in day.node.iterfind("WorkingTimes/WorkingTime"):
        begin = minute_of((times.findtext("FromTime") or "").strip())
        end = minute_of((times.findtext("ToTime") or "").strip())
        if begin is None or end is None:
            day.log.note(
                "shift", "dropped", "a working time without both of its times", day.at
            )
            continue
        # A shift until 00:00 ends with the day; from 00:00 to 00:00 is all of it.
        end = DAY if end == 0 else end
        found += [(begin, end)] if begin < end else [(begin, DAY), (0, end)]
    return joined(found)


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


def _exceptions(readers: list[Reader]) -> list[Range]:
    """Exceptions, later ones winning: recurring ones give way to single ones."""
    recurring: list[tuple[int, list[Range]]] = []
    plain: list[Range] = []
    for reader in readers:
        kind = reader.whole("Type", DAILY)
        if kind == DAILY or not DAILY < kind <= EVERY_DAYS:
            plain += _range(reader)
        else:
            recurring.append((_RANK.get(kind, 0), _recurring(reader, kind)))
    recurring.sort(key=lambda pair: pair[0])
    return [each for _, ranges in recurring for each in ranges] + plain


# Weekly gives way to monthly, that to yearly, and that to every so many days.
_RANK = {6: 0, 4: 1, 5: 1, 2: 2, 3: 2, 7: 3}


def _recurring(reader: Reader, kind: int) -> list[Range]:
    period = _period(reader)
    if period is None:
        return []
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
    return [(day, day, shifts) for day in islice(found.days(), _MOST_DAYS + 1)]


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
        for day in islice(found.days(), _MOST_DAYS + 1):
            yield day, day, shifts


def both(calendars: Calendars, one: str, other: str) -> str | None:
    """The key of a calendar that works when two do; None if they never both do."""
    if one == other:
        return one
    name = f"{one} and {other}"
    if name not in calendars.made:
        a, b = calendars.made[one], calendars.made[other]
        met = combined((a, b), name, common)
        if met is None:
            return None
        calendars.made[name] = met
    return name


def any_of(calendars: Calendars, keys: list[str]) -> str:
    """The key of a calendar that works when any of several does."""
    name = " or ".join(keys)
    if name not in calendars.made:
        parts = tuple(calendars.made[key] for key in keys)
        met = combined(parts, name, either)
        assert met is not None
        calendars.made[name] = met
    return name
