"""Conditions on dates as steps: whether an activity starts or finishes by a moment."""

from pmrisk.model.condition import Condition
from pmrisk.network.arrays import (
    ADD,
    COPY,
    DUE,
    FROM,
    MOVES,
    SINCE,
    STARTED,
    WORKED,
    Logic,
)
from pmrisk.network.frame import Frame
from pmrisk.network.steps import ALWAYS, Program, Step
from pmrisk.network.timeline import Timeline


def judged(
    frame: Frame,
    program: Program,
    mask: int,
    condition: Condition,
    logic: Logic,
    timeline: Timeline,
) -> list[Step]:
    """The limit is the last time at which ``<=`` holds, or the first of ``>=``."""
    j, starts = frame.position[condition.activity], condition.event == "start"
    row = int((logic.start_row if starts else logic.finish_row)[j])
    calendar, moment = int(logic.calendar[j]), timeline.minutes(condition.moment)
    code = DUE if condition.by else SINCE
    if row >= 0:
        return [(code, mask, row, program.zero(), moment)]
    shown_as_start = bool(starts or logic.passing[j] == MOVES)
    if frame.calendars[calendar].weather:
        limit = program.due(calendar, moment, _how(condition, shown_as_start))
        return _in_weather(program, mask, code, j, limit, starts=starts)
    limit = timeline.own_limit(calendar, moment, shown_as_start, condition.by)
    return [(code, mask, j, j if starts else program.zero(), limit)]


def _how(condition: Condition, shown_as_start: bool) -> int:
    """How its moment becomes effective time."""
    if condition.by:
        return STARTED if shown_as_start else WORKED
    return WORKED if shown_as_start else FROM


def _in_weather(
    program: Program, mask: int, code: int, j: int, limit: int, *, starts: bool
) -> list[Step]:
    """The same where the limit, a row, is another time in every iteration."""
    if not starts:
        return [(code, mask, j, limit, 0)]
    # A start is a finish less a duration.
    both = program.rows.time(0)
    return [(COPY, both, limit), (ADD, both, j, ALWAYS, 0), (code, mask, j, both, 0)]
