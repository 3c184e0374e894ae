"""Activities of a P6 file: what each is, how long it takes, what is imposed on it, and
how far it has come.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pmrisk.model.activity import Baseline, Cost
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted
from pmrisk.read.plan import StoredDates
from pmrisk.read.xer.calendars import Calendars
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.options import Options
from pmrisk.read.xer.projects import Choice, Source
from pmrisk.read.xer.resources import Assigned, Money, Staff
from pmrisk.read.xer.tables import Row
from pmrisk.read.xer.values import minutes_of, moment_of, name_of, number_of

TYPES = {
    "TT_Task": "task",
    "TT_Rsrc": "task",
    "TT_Mile": "start_milestone",
    "TT_FinMile": "milestone",
    "TT_LOE": "level_of_effort",
    "TT_WBS": "summary",
}
_CONSTRAINTS = {
    "CS_MSO": "start_on",
    "CS_MSOA": "start_no_earlier_than",
    "CS_MSOB": "start_no_later_than",
    "CS_MEO": "finish_on",
    "CS_MEOA": "finish_no_earlier_than",
    "CS_MEOB": "finish_no_later_than",
    "CS_MANDSTART": "must_start_on",
    "CS_MANDFIN": "must_finish_on",
}
#: Of two imposed dates of one kind, upper bounds hold by the earlier one.
_EARLIER = ("start_no_later_than", "finish_no_later_than")
_EXTERNAL = (
    ("external_early_start_date", "start_no_earlier_than"),
    ("external_late_end_date", "finish_no_later_than"),
)


@dataclass
class Reading:
    """What activities are read with, and what has been found of them so far."""

    choice: Choice
    options: Options
    calendars: Calendars
    staff: Staff
    log: Log
    #: The calendar of the project, by name; activities on it need not name it.
    calendar: str
    paths: dict[str, str | None] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    baselines: dict[tuple[str, str], Row] = field(default_factory=dict)
    stored: dict[str, StoredDates] = field(default_factory=dict)
    durations: dict[int, Estimate] = field(default_factory=dict)

    def minutes(self, minutes: int | None) -> Estimate | None:
        """A duration; equal ones are one object."""
        if minutes is None:
            return None
        if minutes not in self.durations:
            self.durations[minutes] = Estimate.fixed(minutes, "min")
        return self.durations[minutes]


@dataclass
class _Cells:
    """The cells of one activity, each read or complained about."""

    row: Row
    at: str
    log: Log

    def moment(self, name: str) -> datetime | None:
        return self._read(name, moment_of)

    def minutes(self, name: str) -> int | None:
        return self._read(name, minutes_of)

    def number(self, name: str) -> float | None:
        return self._read(name, number_of)

    def _read(self, name: str, convert: Any) -> Any:
        text = self.row(name)
        if not text:
            return None
        try:
            return convert(text)
        except Unreadable as error:
            self.log.problem("value", f"{self.at}.{name}", str(error), self.row.line)
            return None


def activity_of(
    row: Row, id: str, source: Source, imposed: dict[str, datetime], reading: Reading
) -> dict[str, Any]:
    """The parts of an activity but its relationships.

    `imposed` are dates that links to activities outside the plan impose on it.
    """
    cells = _Cells(row, f"TASK {quoted(id)}", reading.log)
    kind = _kind(cells, id, reading)
    works = _driving(row, reading)
    parts: dict[str, Any] = {"id": id, "name": name_of(row("task_name")), "type": kind}
    parts["wbs"] = reading.paths.get(row("wbs_id"))
    if codes := reading.codes.get(row("task_id")):
        parts["codes"] = codes
    if reading.choice.several:
        parts["subproject"] = source.short_name
    name = _calendar(cells, source, works, reading)
    if name != reading.calendar:
        parts["calendar"] = name
    status = _status(cells, id, kind, parts, reading.log)
    _work(cells, id, kind, status, works, parts, reading)
    _impose(cells, imposed, parts, reading)
    _cost(cells, status, parts, reading)
    _baseline(cells, source, parts, reading)
    reading.stored[id] = _stored(cells, id)
    return parts


def _kind(cells: _Cells, id: str, reading: Reading) -> str:
    given = cells.row("task_type")
    if given not in TYPES:
        reading.log.note(
            "odd-type", "converted",
            f"is of type {quoted(given)}, which is unknown; it is a task", "TASK", id,
        )  # fmt: skip
    return TYPES.get(given, "task")


def _driving(row: Row, reading: Reading) -> Assigned | None:
    """The resource that sets the dates of a resource dependent activity."""
    if row("task_type") != "TT_Rsrc":
        return None
    assigned = reading.staff.assigned.get(row("task_id"), ())
    works = [each for each in assigned if each.works and each.calendar]
    if not works:
        return None
    if len({each.calendar for each in works}) > 1:
        reading.log.note(
            "many-calendars", "converted",
            "its resources have different calendars; it is on the calendar of the one "
            "that works longest", "TASK", name_of(row("task_code")),
        )  # fmt: skip
    return max(works, key=lambda each: each.remaining_minutes or 0)


def _calendar(
    cells: _Cells, source: Source, works: Assigned | None, reading: Reading
) -> str:
    key = works.calendar if works else cells.row("clndr_id")
    name = reading.calendars.name(key or source.calendar)
    if name is None and key and reading.calendars.rows:
        cells.log.problem(
            "unknown-calendar", cells.at, f"is on the calendar {quoted(key)}, which is "
            "not in the file", cells.row.line,
        )  # fmt: skip
    return name or reading.calendar


def _status(cells: _Cells, id: str, kind: str, parts: dict[str, Any], log: Log) -> str:
    """Fill in actual dates; ``TK_NotStart``, ``TK_Active`` or ``TK_Complete``."""
    status = cells.row("status_code")
    if status not in ("TK_NotStart", "TK_Active", "TK_Complete"):
        done, begun = cells.row("act_end_date"), cells.row("act_start_date")
        status = "TK_Complete" if done else "TK_Active" if begun else "TK_NotStart"
    if kind in ("level_of_effort", "summary"):
        return status
    start = finish = None
    if status == "TK_NotStart":
        if cells.row("act_start_date") or cells.row("act_end_date"):
            log.note("not-started", "dropped", "has actual dates, but its status says "
                     "that it has not started", "TASK", id)  # fmt: skip
    else:
        start = cells.moment("act_start_date")
    if status == "TK_Complete":
        finish = cells.moment("act_end_date")
        finish = finish or (start if "milestone" in kind else None)
        start = start or finish
        if finish is None:
            log.problem("no-finish", cells.at, "is complete, but has no actual finish",
                        cells.row.line)  # fmt: skip
        elif start is not None and start > finish:
            log.note("actuals-order", "converted", "finished before it started; it "
                     "started when it finished", "TASK", id)  # fmt: skip
            start = finish
    elif status == "TK_Active" and start is None:
        log.note("no-start", "converted", "is in progress, but has no actual start; it "
                 "has not started", "TASK", id)  # fmt: skip
        status = "TK_NotStart"
    if start is not None:
        parts["actual_start"] = start
    if finish is not None:
        parts["actual_finish"] = finish
    return status


def _work(
    cells: _Cells, id: str, kind: str, status: str, works: Assigned | None,
    parts: dict[str, Any], reading: Reading,
) -> None:  # fmt: skip
    """Fill in how long it takes, what is left, and how much is done."""
    total = cells.minutes("target_drtn_hr_cnt")
    remaining = cells.minutes("remain_drtn_hr_cnt")
    if kind != "task":
        if total and "milestone" in kind:
            message = "is a milestone, and has a duration"
            reading.log.note("milestone-duration", "dropped", message, "TASK", id)
        if status == "TK_Complete":
            parts["percent_complete"] = 100.0
        return
    if works is not None and status != "TK_Complete":
        remaining = works.remaining_minutes
        total = works.total_minutes if total is None else total
    if status == "TK_NotStart":
        if remaining is not None and total is not None and remaining != total:
            reading.log.note("remaining-differs", "converted", "has not started, and "
                             "its remaining duration differs from the original one; P6 "
                             "schedules the remaining one", "TASK", id)  # fmt: skip
        parts["duration"] = reading.minutes(total if remaining is None else remaining)
        return
    parts["duration"] = reading.minutes(remaining if total is None else total)
    if status == "TK_Complete":
        parts["percent_complete"] = 100.0
        return
    _progress(cells, total, remaining, parts, reading)


def _progress(
    cells: _Cells, total: int | None, remaining: int | None, parts: dict[str, Any],
    reading: Reading,
) -> None:  # fmt: skip
    """Fill in how far work in progress has come."""
    if remaining is not None:
        parts["remaining"] = reading.minutes(remaining)
    done = _percent(cells, total, remaining)
    if done:
        parts["percent_complete"] = done
    for name, key in (("suspend_date", "suspend"), ("resume_date", "resume")):
        if moment := cells.moment(name):
            parts[key] = moment


def _percent(cells: _Cells, total: int | None, remaining: int | None) -> float:
    """Percent complete, by what P6 measures it for this activity."""
    kind = cells.row("complete_pct_type")
    if kind == "CP_Phys":
        done, whole = cells.number("phys_complete_pct") or 0.0, 100.0
    elif kind == "CP_Units":
        done = (cells.number("act_work_qty") or 0.0) + (
            cells.number("act_equip_qty") or 0.0
        )
        left = (cells.number("remain_work_qty") or 0.0) + (
            cells.number("remain_equip_qty") or 0.0
        )
        whole = done + left
    else:
        whole = float(total or 0)
        done = whole - (whole if remaining is None else remaining)
    return round(min(max(100 * done / whole, 0.0), 100.0), 6) if whole > 0 else 0.0


def _impose(
    cells: _Cells, imposed: dict[str, datetime], parts: dict[str, Any], reading: Reading
) -> None:
    """Fill in imposed dates; of two of a kind the stricter one."""
    for which in ("", "2"):
        kind, date_name = cells.row(f"cstr_type{which}"), f"cstr_date{which}"
        if kind == "CS_ALAP":
            parts["as_late_as_possible"] = True
        elif kind in _CONSTRAINTS:
            moment = cells.moment(date_name)
            if moment is None:
                reading.log.note("no-constraint-date", "dropped", "has a constraint "
                                 "without a date", "TASK", parts["id"])  # fmt: skip
            else:
                _stricter(parts, _CONSTRAINTS[kind], moment)
        elif kind:
            message = f"has a constraint {quoted(kind)}, which is unknown"
            reading.log.note("odd-constraint", "dropped", message, "TASK", parts["id"])
    if reading.options.external:
        for name, key in _EXTERNAL:
            if moment := cells.moment(name):
                _stricter(parts, key, moment)
    for key, moment in imposed.items():
        _stricter(parts, key, moment)
    expected = cells.moment("expect_end_date")
    if expected and "actual_finish" not in parts and parts["type"] == "task":
        if reading.options.expected_finish:
            parts["expected_finish"] = expected
        else:
            reading.log.note("expected-finish", "dropped", "has an expected finish, "
                             "which the scheduling options leave unused", "TASK",
                             parts["id"])  # fmt: skip


def _stricter(parts: dict[str, Any], key: str, moment: datetime) -> None:
    before = parts.get(key, moment)
    parts[key] = (min if key in _EARLIER else max)(before, moment)


def _cost(cells: _Cells, status: str, parts: dict[str, Any], reading: Reading) -> None:
    """Fill in assignments, fixed costs and actual costs.

    What remains of a fixed cost is its share that is not complete, so that the whole is
    taken to be as much as leaves what P6 says remains.
    """
    task = cells.row("task_id")
    money = reading.staff.money.get(task) or Money()
    if money.actual:
        parts["actual_cost"] = money.actual
    if status == "TK_Complete":
        return
    if assigned := reading.staff.assignments(task):
        parts["resources"] = assigned
    if not money.remaining:
        return
    left = 1 - parts.get("percent_complete", 0.0) / 100
    if left > 0:
        fixed = round(money.remaining / left, 6)
        parts["cost"] = Cost.made(fixed=Estimate.fixed(fixed))
    else:
        message = "is all done, and money remains to be spent, which counts as spent"
        reading.log.note("late-cost", "converted", message, "TASK", parts["id"])
        parts["actual_cost"] = money.actual + money.remaining


def _baseline(
    cells: _Cells, source: Source, parts: dict[str, Any], reading: Reading
) -> None:
    row = reading.baselines.get((source.key, cells.row("task_code")))
    if row is None:
        return
    old = _Cells(row, f"TASK {quoted(parts['id'])} of the baseline", reading.log)
    start = old.moment("act_start_date") or old.moment("target_start_date")
    finish = old.moment("act_end_date") or old.moment("target_end_date")
    money = reading.staff.money.get(row("task_id"))
    cost = money.target if money and money.target else None
    parts["baseline"] = Baseline.made(start=start, finish=finish, cost=cost)


def _stored(cells: _Cells, id: str) -> StoredDates:
    """The dates that P6 stored; unreadable ones are as good as none."""

    def moment(*names: str) -> datetime | None:
        for name in names:
            try:
                if found := moment_of(cells.row(name)):
                    return found
            except Unreadable:
                message = f"{name} is no date"
                cells.log.note("stored-date", "dropped", message, "TASK", id)
        return None

    try:
        hours = number_of(cells.row("total_float_hr_cnt"))
    except Unreadable:
        hours = None
        message = "total float is no number"
        cells.log.note("stored-float", "dropped", message, "TASK", id)
    return StoredDates(
        moment("early_start_date", "restart_date"),
        moment("early_end_date", "reend_date"),
        moment("late_start_date", "rem_late_start_date"),
        moment("late_end_date", "rem_late_end_date"),
        None if hours is None else round(hours * 60),
    )
