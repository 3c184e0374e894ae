"""How long a task takes, and on which calendar: its own, or that of its resources."""

from datetime import datetime
from typing import NamedTuple

from pmrisk.read.mspdi.calendars import Calendars, any_of, both
from pmrisk.read.mspdi.clock import LATEST, Clock
from pmrisk.read.mspdi.outline import Task
from pmrisk.read.mspdi.resources import Assigned, Work
from pmrisk.read.mspdi.values import is_elapsed

# Of the types of tasks, the one whose duration does not follow from its work.
_FIXED_DURATION = 1


class Span(NamedTuple):
    """Minutes of work on a calendar, or of the clock where it is `elapsed`.

    `done` of them were worked already.
    """

    calendar: str
    minutes: int
    elapsed: bool = False
    done: int = 0


def span(task: Task, assigned: Assigned, calendars: Calendars, project: str) -> Span:
    """The duration and the calendar by which a task's dates come out.

    Unless its duration is fixed, a task with resources lasts until the last of them has
    done its work, each on its own calendar.
    """
    reader = task.reader
    own = own_calendar(task, calendars, project)
    plain = _plain(task, own, calendars.clock(own))
    if not plain.minutes:
        return plain
    if reader.flag("Manual"):
        return _typed(task, plain, calendars.clock(own))
    works = [each for each in assigned.works if each.work > 0]
    if plain.elapsed:
        return plain
    if reader.whole("Type") == _FIXED_DURATION or not works:
        found = plain
    else:
        found = _driven(task, plain, works, calendars)
    return _as_stored(task, plain, found, assigned.contoured, calendars)


def own_calendar(task: Task, calendars: Calendars, project: str) -> str:
    """The calendar that the task names, else the project's."""
    uid = task.reader.text("CalendarUID")
    if uid in ("", "-1"):
        return project
    if not calendars.knows(uid):
        task.reader.log.note(
            "task-calendar", "converted",
            "its calendar is not in the file; it is on the project's", task.at,
        )  # fmt: skip
        return project
    return calendars.key(uid)


def _plain(task: Task, own: str, clock: Clock) -> Span:
    """What the file gives as the duration."""
    reader = task.reader
    given = reader.minutes("Duration")
    if given is None:
        start, finish = reader.moment("Start"), reader.moment("Finish")
        given = clock.worked(start, finish) if start and finish else 0
        reader.log.note(
            "no-duration", "converted",
            "a task without a duration lasts from its start to its finish", task.at,
        )  # fmt: skip
    elapsed = is_elapsed(reader.whole("DurationFormat", 7))
    done = reader.minutes("ActualDuration")
    if done is None:
        left = reader.minutes("RemainingDuration")
        done = 0.0 if left is None else given - left
    return Span(own, round(given), elapsed, _part(done, given))


def _part(done: float, whole: float) -> int:
    return round(min(max(done, 0.0), whole))


def _typed(task: Task, plain: Span, clock: Clock) -> Span:
    """What makes the finish that was typed out of the start that was typed."""
    start, finish = task.reader.moment("Start"), task.reader.moment("Finish")
    if start is None or finish is None or finish <= start or plain.elapsed:
        return plain
    minutes = clock.worked(start, finish)
    if minutes and clock.after(start, minutes) == finish:
        return plain._replace(minutes=minutes, done=_part(plain.done, minutes))
    task.reader.log.note(
        "manual-elapsed", "converted", "a manually scheduled task that ends outside of "
        "working time has an elapsed duration", task.at,
    )  # fmt: skip
    whole = int((finish - start).total_seconds() // 60)
    return Span(plain.calendar, whole, True, _part(plain.done, whole))


def _driven(task: Task, plain: Span, works: list[Work], calendars: Calendars) -> Span:
    """From the start of the first assignment to the end of the last.

    Where they are on several calendars, the time that any of them works counts.
    """
    found = [_of_work(task, each, plain.calendar, calendars) for each in works]
    start = _start(task)
    if start is None or len({each.calendar for each in found}) == 1:
        return max(found, key=lambda each: each.minutes)
    last = max(found, key=lambda each: _finish(each, start, calendars))
    key = any_of(calendars, sorted({each.calendar for each in found}))
    clock = calendars.clock(key)
    minutes = clock.worked(start, _finish(last, start, calendars))
    return Span(key, minutes, False, _part(minutes * last.done / last.minutes, minutes))


def _start(task: Task) -> datetime | None:
    return task.reader.moment("ActualStart") or task.reader.moment("Start")


def _of_work(task: Task, each: Work, own: str, calendars: Calendars) -> Span:
    """How long one assignment takes, on the calendar on which it is done."""
    reader = task.reader
    has_own = calendars.knows(reader.text("CalendarUID"))
    key = each.worker.made.calendar or own
    if has_own and reader.flag("IgnoreResourceCalendar"):
        key = own
    elif has_own:
        key = both(calendars, own, key) or own
    minutes = max(round(each.minutes), 1)
    return Span(key, minutes, False, _part(each.minutes_done, minutes))


def _finish(span: Span, start: datetime, calendars: Calendars) -> datetime:
    return calendars.clock(span.calendar).after(start, span.minutes) or LATEST


def _as_stored(
    task: Task, plain: Span, found: Span, contoured: bool, calendars: Calendars
) -> Span:
    """What makes the stored finish, where the work alone does not."""
    start, finish = _start(task), task.reader.moment("Finish")
    if start is None or finish is None or finish <= start:
        return found
    for each in (found, plain, plain._replace(calendar=found.calendar)):
        if _finish(each, start, calendars) == finish:
            return each
    if not contoured:
        return found
    clock = calendars.clock(found.calendar)
    minutes = clock.worked(start, finish)
    resume = task.reader.moment("Resume") or start
    task.reader.log.note(
        "contour", "converted", "work that is split or not spread evenly lasts from "
        "the stored start to the stored finish", task.at,
    )  # fmt: skip
    done = _part(clock.worked(start, resume), minutes)
    return found._replace(minutes=minutes, done=done)
