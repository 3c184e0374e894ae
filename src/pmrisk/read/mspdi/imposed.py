"""Imposed dates of a task: its constraint, its deadline, and the delay of levelling."""

from datetime import datetime
from typing import Any

from pmrisk.read.mspdi.clock import Clock
from pmrisk.read.mspdi.outline import Task

_AS_LATE = 1
_NAMES = {
    2: "must_start_on",
    3: "must_finish_on",
    4: "start_no_earlier_than",
    5: "start_no_later_than",
    6: "finish_no_earlier_than",
    7: "finish_no_later_than",
}
# Once a task has started, what was imposed on its start is history.
_ON_START = {1, 2, 4, 5}


def imposed(
    task: Task, *, honored: bool, started: bool, backward: bool
) -> dict[str, Any]:
    """The constraint of a task.

    Must-dates override logic only where the project honours them; `backward` is for a
    project that is scheduled from its finish.
    """
    reader = task.reader
    kind = reader.whole("ConstraintType")
    if started and kind in _ON_START:
        return {}
    if kind == _AS_LATE or (backward and kind == 0 and not started):
        return {"as_late_as_possible": True}
    if kind not in _NAMES:
        if kind != 0:
            reader.log.note(
                "constraint", "dropped", "a constraint of an unknown kind", task.at
            )
        return {}
    moment = reader.moment("ConstraintDate")
    if moment is None:
        reader.log.note("constraint", "dropped", "a constraint without a date", task.at)
        return {}
    name = _NAMES[kind]
    return {name if honored else name.removeprefix("must_"): moment}


def deadline(task: Task, start: datetime) -> datetime | None:
    """The deadline of a task, unless it lies before the project."""
    found = task.reader.moment("Deadline")
    if found is not None and found < start:
        task.reader.log.note(
            "deadline", "dropped", "a deadline before the project starts", task.at
        )
        return None
    return found


def levelled(
    task: Task, given: dict[str, Any], start: datetime, clock: Clock, *, first: bool
) -> dict[str, Any]:
    """`given`, and the start that levelling delays where nothing else leads to it."""
    delay = task.reader.number("LevelingDelay") / 10
    if delay <= 0 or task.reader.flag("Manual"):
        return given
    if not first or set(given) - {"start_no_earlier_than"}:
        task.reader.log.note(
            "levelling", "dropped", "the levelling delay of a task with predecessors "
            "or a constraint", task.at,
        )  # fmt: skip
        return given
    task.reader.log.note(
        "levelling", "converted", "a levelling delay is a start no earlier than",
        task.at,
    )  # fmt: skip
    begins = clock.next_start(given.get("start_no_earlier_than", start))
    return {**given, "start_no_earlier_than": Clock.later(begins, delay)}
