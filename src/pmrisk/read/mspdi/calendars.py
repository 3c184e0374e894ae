"""The calendars of a plan: base ones, those derived from them, and combinations."""

from collections.abc import Callable

from lxml import etree

from pmrisk.model.calendar import STANDARD, Calendar, Shifts
from pmrisk.model.text import quoted
from pmrisk.read.mspdi.calendar_records import Range, Record, Room, read_record
from pmrisk.read.mspdi.clock import Clock
from pmrisk.read.mspdi.combined import combined, common, either
from pmrisk.read.mspdi.log import Log

# Each costs time, and no plan has so many.
_MOST_COMBINED = 2000
# More calendars stand on one another in no plan.
_DEEPEST = 20


class Calendars:
    """The calendars of a file by their UID, made when they are first asked for."""

    def __init__(self, records: dict[str, Record], hours: float, log: Log) -> None:
        self._records, self._hours, self._log = records, hours, log
        self._keys: dict[str, str] = {}
        self._clocks: dict[str, Clock] = {}
        self._combined: dict[str, str | None] = {}
        #: By key, those that were asked for.
        self.made: dict[str, Calendar] = {}

    def knows(self, uid: str) -> bool:
        """Whether the file has such a calendar."""
        return uid in self._records

    def key(self, uid: str, called: str = "") -> str:
        """The name in the project of a calendar; `called` is its own, if it has none.

        A derived calendar that changes nothing is its base.
        """
        chain = self._chain(self._records[uid])
        record = next((each for each in chain if not each.adds_nothing), chain[-1])
        if record.uid != uid:
            uid, called = record.uid, ""
        if uid not in self._keys:
            self._keys[uid] = self.add(
                self._calendar(record, called or record.name or f"Calendar {uid}")
            )
        return self._keys[uid]

    def add(self, calendar: Calendar) -> str:
        """The key of a calendar in the project, after its name, which it takes."""
        key, number = calendar.name, 2
        named = calendar
        while key in self.made or key in ("standard", "continuous"):
            if self.made.get(key) == named:
                return key
            key, number = f"{calendar.name} ({number})", number + 1
            named = calendar.model_copy(update={"name": key})
        self.made[key] = named
        return key

    def clock(self, key: str) -> Clock:
        """What counts the working time of a calendar."""
        if key not in self._clocks:
            self._clocks[key] = Clock(self.made[key])
        return self._clocks[key]

    def combined(
        self, name: str, keys: tuple[str, ...], how: Callable[[Shifts, Shifts], Shifts]
    ) -> str | None:
        """The key of a calendar made of several; None if it would never work."""
        if name not in self._combined:
            if len(self._combined) == _MOST_COMBINED:
                self._log.problem(
                    "too-many-calendars", "", f"has more than {_MOST_COMBINED:,} pairs "
                    "of calendars of a task and its resource. Give resources fewer",
                )  # fmt: skip
            met = None
            if len(self._combined) < _MOST_COMBINED:
                met = combined(tuple(self.made[key] for key in keys), name, how)
            self._combined[name] = None if met is None else self.add(met)
        return self._combined[name]

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
    room = Room(log)
    for node in root.iterfind("Calendars/Calendar"):
        record = read_record(node, room, log)
        if not record.uid or record.uid in records:
            at = f"Calendar {quoted(record.name)}"
            what = "UID is given twice" if record.uid else "has no UID"
            log.problem("calendar-uid", at, f"{what}. Save the plan again", node)
        records.setdefault(record.uid, record)
    return Calendars(records, hours_per_day, log)


def both(calendars: Calendars, one: str, other: str) -> str | None:
    """The key of a calendar that works when two do; None if they never both do."""
    if one == other:
        return one
    return calendars.combined(f"{one} and {other}", (one, other), common)


def any_of(calendars: Calendars, keys: list[str]) -> str:
    """The key of a calendar that works when any of several does."""
    return calendars.combined(" or ".join(keys), tuple(keys), either) or keys[0]
