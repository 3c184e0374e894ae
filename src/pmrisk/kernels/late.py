"""The backward pass: from imposed ends and the project's finish to late finishes, and
what is as late as possible.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import (
    AS_FINISH,
    AS_START,
    to_moment,
    to_started,
    to_worked,
)
from pmrisk.kernels.lanes import (
    copy,
    fill,
    instead,
    lower_end,
    lower_start,
    lower_to,
    raise_to,
    subtract,
    where,
)
from pmrisk.kernels.links import allowance
from pmrisk.kernels.schedule import keep_moments, lags_of, last_finish
from pmrisk.kernels.spans import cover_all
from pmrisk.kernels.weather import cap_by, row_of
from pmrisk.network.arrays import (
    DIRECT,
    FOREVER,
    LATE_START,
    LEAPS,
    LIMITS,
    MOMENT,
    MOMENTS_OUT,
    MOVES,
    NEVER,
)


@inner
def latest_finishes(
    logic: Any, tables: Any, endings: Any, groups: Any, ends: Any, out: Any, lanes: Any,
    life: Any,
) -> None:  # fmt: skip
    """The latest finishes, in own working time, that the project's end allows.

    `endings` is int32[n_group, n_lane]: the project's finish, the latest of all for
    what does not lead to that, and those of subprojects. `groups` (int32[n_cal,
    n_lane]) is left with the first of them on every calendar, looked up once for all
    activities. What is open ends at its early finish, in `ends`. The project does
    not wait for what does not exist: `life.room` gets no end.
    """
    for calendar in range(groups.shape[0]):
        to_worked(tables, calendar, endings[0], groups[calendar], lanes.slot)
    for j in range(logic.calendar.size):
        calendar, group = logic.calendar[j], logic.group[j]
        if logic.open[j]:
            copy(ends[j], out[j])
        elif logic.passing[j] == MOVES or logic.passing[j] == LEAPS:
            to_started(
                tables, calendar, endings[group], out[j], lanes.rows[5], lanes.slot
            )
        elif group == 0:
            copy(groups[calendar], out[j])
        else:
            to_worked(tables, calendar, endings[group], out[j], lanes.slot)
        if life is not None and life.absent[j] >= 0:
            room = life.room[life.absent[j]]
            fill(room, FOREVER)
            if life.ending[j] == 0:
                # It is the project's finish, whether it exists or not.
                copy(endings[group], room)


@inner
def impose_late(logic: Any, tables: Any, minutes: Any, late: Any) -> None:
    """`late` lowered to the imposed late dates."""
    for j in range(logic.calendar.size):
        start, finish = logic.late_start_cap[j], logic.late_finish_cap[j]
        if start != FOREVER or finish != FOREVER:
            calendar = logic.calendar[j]
            cap_by(tables.weather, calendar, late[j], minutes[j], start, finish)


@inlined
def _fix_late(logic: Any, tables: Any, j: int, duration: Any, late: Any) -> None:
    """A late date that is imposed whatever follows."""
    if logic.late_fixed[j] == LATE_START:
        row_of(tables.weather, logic.calendar[j], logic.late_start_cap[j], late)
        for lane in range(late.size):
            late[lane] = np.int32(late[lane] + duration[lane])
    else:
        row_of(tables.weather, logic.calendar[j], logic.late_finish_cap[j], late)


@inlined
def _delay(
    logic: Any, tables: Any, j: int, minutes: Any, ends: Any, allowed: Any, lanes: Any,
    life: Any,
) -> None:  # fmt: skip
    """Finish as late as is `allowed`, where it exists."""
    if life is not None and life.absent[j] >= 0:
        instead(allowed, life.masks[life.mask[j]], ends[j])
    raise_to(ends[j], allowed)
    if logic.needs[j] & MOMENTS_OUT:
        to_moment(
            tables, logic.calendar[j], ends[j], AS_FINISH, lanes.rows[2], lanes.slot
        )
        if logic.finish_row[j] >= 0:
            # The evening may lie before the moment that has passed already.
            raise_to(lanes.rows[2], ends[logic.finish_row[j]])
        keep_moments(logic, tables, j, minutes, ends, lanes, True, life)


@inner
def backward(
    logic: Any, tables: Any, minutes: Any, at: Any, late: Any, delays: bool, lanes: Any,
    more: Any, life: Any,
) -> None:  # fmt: skip
    """`late` lowered to the latest finishes that leave every successor its `at`.

    `late` comes in with the project's finish in each activity's working time. With
    ``at=late`` this is the late pass; with the early finishes as `at`, what is left of
    `late` after the early finish is the free float. With `delays`, activities that are
    as late as possible are moved in `at` as far as that.
    """
    rows, slot = lanes.rows, lanes.slot
    for j in range(logic.calendar.size - 1, -1, -1):
        if more is not None:
            if delays:
                if logic.late[j]:
                    _delay(logic, tables, j, minutes, at, late[j], lanes, life)
            elif logic.late_fixed[j]:
                _fix_late(logic, tables, j, minutes[j], late[j])
        if logic.first[j] == logic.first[j + 1]:
            continue
        subtract(at[j], minutes[j], rows[0])
        looked_up = 0
        for r in range(logic.first[j], logic.first[j + 1]):
            pred, mode, lag = logic.pred[r], logic.mode[r], logic.lag[r]
            if not logic.use[r] & LIMITS:
                continue
            side, simple = logic.target[r] & 1, logic.simple[r]
            limit, row = at[j] if side else rows[0], late[pred]
            starts = (
                logic.kind[r] & 1
                or logic.passing[pred] == MOVES
                or logic.passing[pred] == LEAPS
            )
            if life is not None and (life.absent[j] >= 0 or life.absent[pred] >= 0):
                _leave(logic, tables, r, j, starts, limit, minutes, row, lanes, life)
                continue
            if simple and mode == MOMENT:
                if not looked_up & (1 << side):
                    to_moment(
                        tables, logic.calendar[j], limit, AS_START, rows[2 + side], slot
                    )
                    looked_up |= 1 << side
                for lane in range(row.size):
                    rows[5, lane] = np.int32(rows[2 + side, lane] - lag)
                if starts:
                    to_started(
                        tables, logic.calendar[pred], rows[5], rows[4], rows[6], slot
                    )
                else:
                    to_worked(tables, logic.calendar[pred], rows[5], rows[4], slot)
                limit, lag = rows[4], 0
            elif not (simple and mode == DIRECT):
                lags = lags_of(logic, r, minutes, rows[8], limit)
                allowance(
                    tables, mode, logic.calendar[pred], logic.calendar[j],
                    logic.lag_calendar[r], lag, lags, logic.lag_row[r] >= 0,
                    starts, limit, rows[4], rows[5], rows[6], rows[7], slot,
                )  # fmt: skip
                limit, lag = rows[4], 0
            if life is not None and life.limits[r] > 0:
                where(limit, life.masks[life.limits[r]], np.int32(FOREVER), rows[4])
                limit = rows[4]
            if logic.kind[r] & 1:
                lower_start(row, limit, minutes[pred], lag)
            else:
                lower_end(row, limit, lag)


@inner
def _leave(
    logic: Any, tables: Any, r: int, j: int, starts: bool, limit: Any, minutes: Any,
    late: Any, lanes: Any, life: Any,
) -> None:  # fmt: skip
    """`late` of a predecessor lowered to what `r` allows, where either may not exist.

    Where `j` does not exist it passes on the moment that its successors allow it; so
    does its predecessor, which keeps the least as a moment as well.
    """
    pred, allowed = logic.pred[r], lanes.rows[4]
    for side in range(1 + (life.absent[pred] >= 0)):
        as_moment = side == 1
        _allow(logic, tables, r, j, as_moment, starts, limit, minutes, lanes, life)
        if life.limits[r] > 0:
            where(allowed, life.masks[life.limits[r]], np.int32(FOREVER), allowed)
        if as_moment:
            lower_to(life.room[life.absent[pred]], allowed)
        elif logic.kind[r] & 1:
            lower_start(late, allowed, minutes[pred], 0)
        else:
            lower_end(late, allowed, 0)


@inner
def _allow(
    logic: Any, tables: Any, r: int, j: int, as_moment: bool, starts: bool, limit: Any,
    minutes: Any, lanes: Any, life: Any,
) -> None:  # fmt: skip
    """The latest end that `r` allows, in row 4: in working time of the predecessor."""
    rows, mode, here, gone = (
        lanes.rows,
        logic.mode[r],
        logic.calendar[j],
        life.absent[j],
    )
    before: Any = np.int32(0) if as_moment else logic.calendar[logic.pred[r]]
    lags = lags_of(logic, r, minutes, rows[8], limit)
    for exists in range(1 if gone < 0 else 0, 2):
        at = limit if exists else life.room[gone]
        after: Any = here if exists else np.int32(0)
        allowance(
            tables, mode, before, after, logic.lag_calendar[r], logic.lag[r], lags,
            logic.lag_row[r] >= 0, starts, at, rows[4], rows[5], rows[6], rows[7],
            lanes.slot,
        )  # fmt: skip
        if not exists:
            copy(rows[4], rows[1])
    if as_moment and mode == DIRECT:
        # Both are on one calendar, and the successor exists.
        copy(rows[4], rows[5])
        to_moment(tables, here, rows[5], AS_START, rows[4], lanes.slot)
    if gone >= 0:
        instead(rows[4], life.masks[life.mask[j]], rows[1])


@inner
def late_endings(logic: Any, tables: Any, work: Any, lanes: Any, life: Any) -> None:
    """The finishes that late dates count back from: the project's, and others."""
    copy(work.last[0], work.last[1])
    for group in range(1, logic.anchor.size):
        among = -1 if group == 1 else group
        last_finish(
            logic, tables, logic.tails, among, work.ends, work.groups,
            work.last[1 + group], lanes, life,
        )  # fmt: skip


@inlined
def _impose_endings(logic: Any, work: Any) -> None:
    """Finishes that are imposed, in place of those that were reached."""
    for group in range(logic.anchor.size):
        if logic.anchor[group] != NEVER:
            fill(work.last[1 + group], logic.anchor[group])


@inlined
def delay_all(
    logic: Any, tables: Any, work: Any, lanes: Any, more: Any, life: Any
) -> None:
    """Move what is as late as possible, and the spans that cover it.

    No later than the project finishes, nor than what is imposed on late dates.
    """
    late_endings(logic, tables, work, lanes, life)
    latest_finishes(
        logic, tables, work.last[1:], work.groups, work.ends, work.mark, lanes, life
    )
    impose_late(logic, tables, work.minutes, work.mark)
    backward(logic, tables, work.minutes, work.ends, work.mark, True, lanes, more, life)
    cover_all(logic, tables, work.minutes, work.ends, lanes, life)


@inlined
def late_pass(
    logic: Any, tables: Any, work: Any, lanes: Any, more: Any, life: Any
) -> None:
    """Late finishes of a tile, from the project's finish backwards."""
    late_endings(logic, tables, work, lanes, life)
    if more is not None:
        _impose_endings(logic, work)
    latest_finishes(
        logic, tables, work.last[1:], work.groups, work.ends, work.late, lanes, life
    )
    if more is not None:
        impose_late(logic, tables, work.minutes, work.late)
    backward(
        logic, tables, work.minutes, work.late, work.late, False, lanes, more, life
    )
    if life is not None:
        for j in range(life.mask.size):
            # What does not exist has float without end, and so no significance.
            late = work.late[j]
            where(late, life.masks[life.mask[j]], np.int32(FOREVER), late)
