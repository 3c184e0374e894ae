"""How long an activity takes, how much of it is done, and what is left."""

from datetime import datetime

from pmrisk.read.xer.reading import Cells, Parts, Reading
from pmrisk.read.xer.resources import Assigned

_STATUSES = ("TK_NotStart", "TK_Active", "TK_Complete")
_NOT_STARTED, _ACTIVE, _COMPLETE = _STATUSES


def progress(
    cells: Cells, kind: str, works: Assigned | None, reading: Reading
) -> Parts:
    """Durations and progress; `works` is the resource that sets the dates, if one does.

    What has not started is scheduled by its remaining duration, as P6 does it.
    """
    status = _status(cells)
    if kind == "summary":
        return {}
    if kind in ("milestone", "start_milestone"):
        return _of_milestone(cells, kind, status)
    parts = _actual(cells, status)
    if kind == "level_of_effort":
        return parts | ({"percent_complete": 100.0} if status == _COMPLETE else {})
    return parts | _work(cells, parts, works, reading)


def _status(cells: Cells) -> str:
    status = cells.row("status_code")
    if status in _STATUSES:
        return status
    if cells.row("act_end_date"):
        return _COMPLETE
    return _ACTIVE if cells.row("act_start_date") else _NOT_STARTED


def _of_milestone(cells: Cells, kind: str, status: str) -> Parts:
    """A milestone that has started is done; it has one date in P6."""
    if cells.minutes("target_drtn_hr_cnt"):
        cells.dropped("milestone-duration", "is a milestone, and has a duration")
    if status == _NOT_STARTED:
        return {}
    start, finish = cells.moment("act_start_date"), cells.moment("act_end_date")
    moment = (start or finish) if kind == "start_milestone" else (finish or start)
    if moment is None:
        _no_date(cells)
        return {}
    return {"actual_start": moment, "actual_finish": moment}


def _no_date(cells: Cells) -> None:
    cells.log.problem(
        "no-actual-date", cells.at, "is done, but has no actual date", cells.row.line
    )


def _actual(cells: Cells, status: str) -> Parts:
    """Actual dates, as far as the status says that there are some."""
    if status == _NOT_STARTED:
        if cells.row("act_start_date") or cells.row("act_end_date"):
            cells.dropped(
                "not-started",
                "has actual dates, but its status says that it has not started",
            )
        return {}
    start = cells.moment("act_start_date")
    if status == _ACTIVE:
        if start is None:
            cells.converted(
                "no-start",
                "is in progress, but has no actual start; it has not started",
            )
            return {}
        return {"actual_start": start}
    return _complete(cells, start, cells.moment("act_end_date"))


def _complete(cells: Cells, start: datetime | None, finish: datetime | None) -> Parts:
    if finish is None:
        _no_date(cells)
        return {}
    if start is not None and start > finish:
        cells.converted(
            "actuals-order", "finished before it started; it started when it finished"
        )
        start = finish
    return {"actual_start": start or finish, "actual_finish": finish}


def _work(
    cells: Cells, actual: Parts, works: Assigned | None, reading: Reading
) -> Parts:
    """The duration of a task, and what is left of it."""
    total = cells.minutes("target_drtn_hr_cnt")
    remaining = cells.minutes("remain_drtn_hr_cnt")
    if "actual_finish" in actual:
        whole = remaining if total is None else total
        return {"duration": reading.minutes(whole or 0), "percent_complete": 100.0}
    if works is not None:
        remaining = works.remaining_minutes
        total = works.total_minutes if total is None else total
    if "actual_start" not in actual:
        return {"duration": reading.minutes(_scheduled(cells, total, remaining))}
    parts: Parts = {"duration": reading.minutes(remaining if total is None else total)}
    if remaining is not None:
        parts["remaining"] = reading.minutes(remaining)
    if done := _percent(cells, total, remaining):
        parts["percent_complete"] = done
    return parts | _interrupted(cells)


def _scheduled(cells: Cells, total: int | None, remaining: int | None) -> int | None:
    if remaining is None or total is None:
        return total if remaining is None else remaining
    if remaining != total:
        cells.converted(
            "remaining-differs",
            "has not started, and its remaining duration is not the original one; P6 "
            "schedules what remains",
        )
    return remaining


def _interrupted(cells: Cells) -> Parts:
    suspend, resume = cells.moment("suspend_date"), cells.moment("resume_date")
    if suspend and resume and resume < suspend:
        cells.dropped("resume", "is resumed before it is suspended")
        return {}
    given = {"suspend": suspend, "resume": resume}
    return {key: moment for key, moment in given.items() if moment}


def _percent(cells: Cells, total: int | None, remaining: int | None) -> float:
    """Percent complete, by what P6 measures it for this activity."""
    kind = cells.row("complete_pct_type")
    if kind == "CP_Phys":
        done, whole = cells.number("phys_complete_pct"), 100.0
    elif kind == "CP_Units":
        done = cells.number("act_work_qty") + cells.number("act_equip_qty")
        left = cells.number("remain_work_qty") + cells.number("remain_equip_qty")
        whole = done + left
    else:
        whole = float(total or 0)
        done = whole - (whole if remaining is None else remaining)
    return round(min(max(100 * done / whole, 0.0), 100.0), 6) if whole > 0 else 0.0
