"""What is done of a task: its actual dates, what is left, and when that goes on."""

from datetime import datetime
from typing import Any

from pmrisk.read.mspdi.clock import Clock
from pmrisk.read.mspdi.outline import Task
from pmrisk.read.mspdi.span import Span
from pmrisk.read.mspdi.values import Reader, duration

_DONE = 100


def progress(task: Task, span: Span, clock: Clock) -> dict[str, Any]:
    """The progress of an activity; nothing for one that has not started."""
    reader = task.reader
    percent = _percent(task)
    started, finished = _actual(task, percent)
    if started is None:
        return {}
    known = {"actual_start": started, "actual_cost": reader.money("ActualCost")}
    if not span.minutes:
        # A milestone that is met is done, at one moment.
        return known | {"actual_finish": started}
    if finished is not None:
        return known | {
            "actual_finish": max(finished, started),
            "percent_complete": 100.0,
        }
    left = duration(span.minutes - span.done, span.elapsed)
    return known | {
        "percent_complete": min(percent, 99.0),
        "remaining": left,
        **_resumed(reader, started, span, clock),
    }


def _percent(task: Task) -> float:
    """How much of the duration is done, of a hundred."""
    found = task.reader.number("PercentComplete")
    percent = min(max(found, 0.0), float(_DONE))
    if percent != found:
        task.reader.log.note(
            "percent", "converted",
            f"a percentage that is not between 0 and 100 counts as {percent:g}",
            task.at,
        )  # fmt: skip
    return percent


def _actual(task: Task, percent: float) -> tuple[datetime | None, datetime | None]:
    """The actual start and finish, where the file's other values do not deny them."""
    reader = task.reader
    started, finished = reader.moment("ActualStart"), reader.moment("ActualFinish")
    left = reader.minutes("RemainingDuration")
    if finished is not None and percent == 0 and left:
        reader.log.note(
            "actuals", "dropped", "an actual finish of work of which nothing is done",
            task.at,
        )  # fmt: skip
        return None, None
    if started is None and percent > 0:
        started = reader.moment("Start")
        reader.log.note(
            "actuals", "converted",
            "work that is partly done without an actual start began at its start",
            task.at,
        )  # fmt: skip
    if finished is None and percent >= _DONE:
        finished = reader.moment("Finish")
    return started, finished if started is not None else None


def _resumed(
    reader: Reader, started: datetime, span: Span, clock: Clock
) -> dict[str, datetime]:
    """When the rest goes on: where the part that is done ends, or later if split."""
    if span.elapsed:
        natural = Clock.later(started, span.done)
    else:
        natural = clock.after(started, span.done) or started
    stop, resume = reader.moment("Stop"), reader.moment("Resume")
    if resume is None or stop is None or resume <= clock.next_start(natural):
        return {"resume": natural}
    return {"suspend": max(stop, started), "resume": resume}
