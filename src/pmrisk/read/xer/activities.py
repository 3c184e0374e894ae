"""Activities of a P6 file: what each is, where it belongs, what is imposed on it, how
far it has come, and what it costs.
"""

from collections.abc import Iterator
from datetime import datetime

from pmrisk.model.activity import Activity, Baseline, Cost
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted
from pmrisk.read.plan import StoredDates
from pmrisk.read.xer.imposed import Dates, imposed
from pmrisk.read.xer.links import Links
from pmrisk.read.xer.progress import progress
from pmrisk.read.xer.projects import Source
from pmrisk.read.xer.reading import TYPES, Cells, Parts, Reading
from pmrisk.read.xer.resources import Assigned, Money
from pmrisk.read.xer.tables import Row
from pmrisk.read.xer.values import moment_of, name_of, number_of

_NO_DATES: Dates = {}
#: P6's five levelling priorities; the middle one is the standing one.
_PRIORITIES = {"PT_Top": 1000, "PT_High": 750, "PT_Low": 250, "PT_Lowest": 0}


def activities_of(
    rows: dict[str, Row], ids: dict[str, str], links: Links, reading: Reading
) -> dict[str, Activity]:
    """The activities by ``task_id``, in the order of the file."""
    found: dict[str, Activity] = {}
    for key, row in rows.items():
        source = reading.choice.sources[row("proj_id")]
        cells = Cells(row, ids[key], f"TASK {quoted(ids[key])}", reading.log)
        dates = links.imposed.get(key, _NO_DATES)
        parts = _parts(cells, source, dates, reading)
        reading.stored[ids[key]] = _stored(cells)
        found[key] = Activity.made(**parts, after=links.relationships(key, ids))
    return _filled(found, reading)


def _parts(cells: Cells, source: Source, dates: Dates, reading: Reading) -> Parts:
    kind, row = _kind(cells, reading), cells.row
    works = _driving(cells, reading)
    parts: Parts = {"id": cells.id, "name": name_of(row("task_name")), "type": kind}
    parts["wbs"] = reading.paths.get(row("wbs_id"))
    if codes := reading.codes.get(row("task_id")):
        parts["codes"] = codes
    if row("priority_type") in _PRIORITIES:
        parts["priority"] = _PRIORITIES[row("priority_type")]
    if reading.choice.several:
        parts["subproject"] = source.short_name
    name = _calendar(cells, source, works, reading)
    if name != reading.calendar:
        parts["calendar"] = name
    parts |= progress(cells, kind, works, reading)
    parts |= imposed(cells, kind, dates, "actual_finish" in parts, reading)
    parts |= _cost(cells, parts, reading)
    return parts | _baseline(cells, source, reading)


def _kind(cells: Cells, reading: Reading) -> str:
    given = cells.row("task_type")
    kind = TYPES.get(given, "task")
    if given not in TYPES:
        message = f"is of type {quoted(given)}, which is unknown; it is a task"
        cells.converted("odd-type", message)
    alone = cells.row("task_id") not in reading.linked
    if kind == "level_of_effort" and alone and not cells.row("act_end_date"):
        cells.converted(
            "idle-effort",
            "is a level of effort that is linked to nothing, so that it spans nothing; "
            "it is a milestone",
        )
        return "milestone"
    return kind


def _driving(cells: Cells, reading: Reading) -> Assigned | None:
    """The resource that sets the dates of a resource dependent activity."""
    if cells.row("task_type") != "TT_Rsrc":
        return None
    assigned = reading.staff.assigned.get(cells.row("task_id"), ())
    works = [each for each in assigned if each.works and each.calendar]
    if not works:
        return None
    if len({each.calendar for each in works}) > 1:
        cells.converted(
            "many-calendars",
            "its resources have different calendars; it is on the calendar of the one "
            "that works longest",
        )
    return max(works, key=lambda each: each.remaining_minutes or 0)


def _calendar(
    cells: Cells, source: Source, works: Assigned | None, reading: Reading
) -> str:
    key = works.calendar if works else cells.row("clndr_id")
    name = reading.calendars.name(key or source.calendar)
    if name is None and key and reading.calendars.rows:
        message = f"is on the calendar {quoted(key)}, which is not in the file"
        cells.log.problem("unknown-calendar", cells.at, message, cells.row.line)
    return name or reading.calendar


def _cost(cells: Cells, parts: Parts, reading: Reading) -> Parts:
    """Assignments, fixed and actual costs.

    What remains of a fixed cost is its share that is not complete, so that the whole is
    taken to be as much as leaves what P6 says remains.
    """
    task = cells.row("task_id")
    money = reading.staff.money.get(task) or Money()
    found: Parts = {"actual_cost": money.actual} if money.actual else {}
    if "actual_finish" in parts:
        return found
    if assigned := reading.staff.assignments(task):
        found["resources"] = assigned
    if not money.remaining:
        return found
    left = 1 - parts.get("percent_complete", 0.0) / 100
    if left > 0:
        fixed = Estimate.fixed(round(money.remaining / left, 6))
        return found | {"cost": Cost.made(fixed=fixed)}
    cells.converted(
        "late-cost", "is all done, and money remains to be spent, which counts as spent"
    )
    return found | {"actual_cost": money.actual + money.remaining}


def _baseline(cells: Cells, source: Source, reading: Reading) -> Parts:
    row = reading.baselines.get((source.key, cells.row("task_code")))
    if row is None:
        return {}
    old = Cells(row, cells.id, f"{cells.at} of the baseline", reading.log)
    money = reading.staff.money.get(row("task_id"))
    baseline = Baseline.made(
        start=_first(old, "act_start_date", "target_start_date"),
        finish=_first(old, "act_end_date", "target_end_date"),
        cost=money.target if money and money.target else None,
    )
    return {"baseline": baseline}


def _first(cells: Cells, *names: str) -> datetime | None:
    found = [moment for name in names if (moment := cells.moment(name)) is not None]
    return found[0] if found else None


def _filled(found: dict[str, Activity], reading: Reading) -> dict[str, Activity]:
    """The activities without summaries that have nothing to span."""
    summaries = {key for key, each in found.items() if each.type == "summary"}
    if not summaries:
        return found
    work = {each.wbs for each in found.values() if each.wbs and not each.is_span}
    filled = {path for wbs in work for path in _upwards(wbs)}
    kept: dict[str, Activity] = {}
    for key, activity in found.items():
        if key in summaries and activity.wbs not in filled:
            message = "is a WBS summary with nothing to span"
            reading.log.note("idle-summary", "dropped", message, "TASK", activity.id)
            reading.stored.pop(activity.id)
        else:
            kept[key] = activity
    return kept


def _upwards(wbs: str) -> Iterator[str]:
    """A path, and those of all levels above it."""
    parts = wbs.split("/")
    for depth in range(len(parts), 0, -1):
        yield "/".join(parts[:depth])


def _stored(cells: Cells) -> StoredDates:
    """The dates that P6 stored; unreadable ones are as good as none."""

    def moment(*names: str) -> datetime | None:
        for name in names:
            try:
                if found := moment_of(cells.row(name)):
                    return found
            except Unreadable:
                cells.dropped("stored-date", f"{name} is no date")
        return None

    try:
        hours = number_of(cells.row("total_float_hr_cnt"))
    except Unreadable:
        hours = None
        cells.dropped("stored-float", "total float is no number")
    return StoredDates(
        moment("early_start_date", "restart_date"),
        moment("early_end_date", "reend_date"),
        moment("late_start_date", "rem_late_start_date"),
        moment("late_end_date", "rem_late_end_date"),
        None if hours is None else round(hours * 60),
    )
