"""Relationships of a P6 file, and what those to activities outside the plan impose."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pmrisk.model.activity import Kind, Relationship
from pmrisk.model.calendar import DAY, Calendar
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.tables import Row, Tables
from pmrisk.read.xer.values import minutes_of, moment_of

_KINDS: dict[str, Kind] = {
    "PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF",
    "FS": "FS", "SS": "SS", "FF": "FF", "SF": "SF",
}  # fmt: skip
_NO_LAG = Estimate.fixed(0)


class Link(NamedTuple):
    """One row of TASKPRED between two ``task_id``."""

    predecessor: str
    successor: str
    kind: Kind
    lag: int
    line: int


@dataclass
class Links:
    """Relationships within the plan by successor, and dates imposed from outside."""

    after: dict[str, dict[tuple[str, Kind], Link]] = field(default_factory=dict)
    imposed: dict[str, dict[str, datetime]] = field(default_factory=dict)
    _lags: dict[int, Estimate] = field(default_factory=dict)

    @property
    def linked(self) -> set[str]:
        """Every ``task_id`` that a relationship within the plan has as an end."""
        before = {pred for links in self.after.values() for pred, _ in links}
        return before | self.after.keys()

    def relationships(self, task: str, ids: dict[str, str]) -> tuple[Relationship, ...]:
        """What the activity of a ``task_id`` waits for."""
        links = self.after.get(task)
        if links is None:
            return ()
        return tuple(
            Relationship.made(
                predecessor=ids[each.predecessor],
                kind=each.kind,
                lag=self._lag(each.lag),
            )
            for each in links.values()
        )

    def _lag(self, minutes: int) -> Estimate:
        if not minutes:
            return _NO_LAG
        if minutes not in self._lags:
            self._lags[minutes] = Estimate.fixed(minutes, "min")
        return self._lags[minutes]


class Ends(NamedTuple):
    """The activities that links may have as their ends."""

    #: Ids of the plan's activities by ``task_id``, and their types in P6.
    ids: dict[str, str]
    types: dict[str, str]
    #: Rows of activities of the file that are not in the plan.
    outside: dict[str, Row]
    #: Whether dates from outside count, and the calendar that lags to them run on.
    external: bool
    calendar: Calendar


def links_of(tables: Tables, ends: Ends, log: Log) -> Links:
    """All relationships that say something about the plan's activities."""
    found = Links()
    for link in _rows(tables, ends, log):
        inside = link.predecessor in ends.ids, link.successor in ends.ids
        if inside == (True, True):
            _inside(link, ends, found, log)
        elif any(inside):
            _across(link, ends, found, log)
    return found


def _rows(tables: Tables, ends: Ends, log: Log) -> Iterator[Link]:
    table = tables["TASKPRED"]
    names = ("task_id", "pred_task_id", "pred_type", "lag_hr_cnt")
    ids = ends.ids
    for line, (task, before, given, lag) in zip(
        table.lines, table.columns(*names), strict=True
    ):
        # Links between activities that are both not in the plan are nobody's loss.
        if task not in ids and before not in ids:
            continue
        kind = _KINDS.get(given.strip())
        at = f"TASKPRED to {quoted(ids.get(task, task))}"
        if kind is None:
            message = f"is of kind {quoted(given)}, which is unknown"
            log.problem("link-kind", at, message, line)
            continue
        try:
            minutes = minutes_of(lag.strip()) or 0
        except Unreadable as error:
            log.problem("lag", f"{at}.lag_hr_cnt", str(error), line)
            continue
        yield Link(before, task, kind, minutes, line)


def _inside(link: Link, ends: Ends, found: Links, log: Log) -> None:
    if "summary" in (ends.types[link.predecessor], ends.types[link.successor]):
        log.note(
            "summary-link", "dropped", "is a WBS summary, whose relationships have no "
            "effect", "TASK", ends.ids[link.successor],
        )  # fmt: skip
        return
    links = found.after.setdefault(link.successor, {})
    key = link.predecessor, link.kind
    if key in links:
        log.note(
            "twice", "dropped", "has two relationships of one kind from the same "
            "predecessor; the longer lag counts", "TASK", ends.ids[link.successor],
        )  # fmt: skip
        if links[key].lag >= link.lag:
            return
    links[key] = link


def _across(link: Link, ends: Ends, found: Links, log: Log) -> None:
    """Impose the dates that an activity outside the plan has, where they are known."""
    forward = link.successor in ends.ids
    inner, outer = (link.successor, link.predecessor) if forward else link[:2]
    row = ends.outside.get(outer)
    dates = _dates(row, link.kind[0 if forward else 1], early=forward) if row else None
    if dates is None or not ends.external:
        place = "that is not in the file" if row is None else "outside the plan"
        message = f"has a relationship with an activity {place}"
        log.note("other-end", "dropped", message, "TASK", ends.ids[inner])
        return
    starts = link.kind[1 if forward else 0] == "S"
    bound = "no_earlier_than" if forward else "no_later_than"
    key = f"{'start' if starts else 'finish'}_{bound}"
    moment = _lagged(dates, link.lag if forward else -link.lag, ends.calendar)
    imposed = found.imposed.setdefault(inner, {})
    imposed[key] = (max if forward else min)(imposed.get(key, moment), moment)
    log.note(
        "other-end", "converted", "has a relationship with an activity outside the "
        f"plan; the date that this has in the file is imposed as {key}", "TASK",
        ends.ids[inner],
    )  # fmt: skip


def _dates(row: Row, end: str, *, early: bool) -> datetime | None:
    """The early or the late date of the start or the finish of an activity outside."""
    actual = "act_start_date" if end == "S" else "act_end_date"
    name = "start" if end == "S" else "end"
    stored = f"{'early' if early else 'late'}_{name}_date"
    target = f"target_{name}_date"
    for cell in (row(actual), row(stored), row(target) if early else ""):
        try:
            if moment := moment_of(cell):
                return moment
        except Unreadable:
            continue
    return None


# Lags to activities outside the plan are followed over so many days.
_MOST_DAYS = 36_525


def _lagged(moment: datetime, lag: int, calendar: Calendar) -> datetime:
    """A moment after so many working minutes of a calendar, before it if negative."""
    left = abs(lag)
    if left == 0:
        return moment
    step = 1 if lag > 0 else -1
    day, minute = moment.date(), 60 * moment.hour + moment.minute
    for _ in range(_MOST_DAYS):
        for start, end in calendar.shifts(day)[::step]:
            low = max(start, minute) if lag > 0 else start
            high = end if lag > 0 else min(end, minute)
            if high - low >= left:
                at = timedelta(minutes=low + left if lag > 0 else high - left)
                return datetime.combine(day, datetime.min.time()) + at
            left -= max(high - low, 0)
        day, minute = _next(day, step), 0 if lag > 0 else DAY
    return moment


def _next(day: date, step: int) -> date:
    # The first and the last day have no neighbour.
    return day + timedelta(days=step) if date.min < day < date.max else day
