"""The passes of the critical path method over a tile of iterations.

Rows are int32[n_act, n_lane], in each activity's own working time, all passes in
integers: equality is exact. A start is always finish - duration, for a finish bound
moves the start with it (activities are contiguous). The common case, a certain lag on
one calendar, is written out in each pass; `pmrisk.kernels.links` has the others.
"""

from typing import Any

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.kernels.lanes import (
    copy,
    count_marks,
    fill,
    lower_end,
    lower_start,
    lower_to,
    match,
    match_end,
    match_since,
    raise_to,
    raise_to_end,
    raise_to_start,
    subtract,
)
from pmrisk.kernels.links import allowance, bound
from pmrisk.network.arrays import (
    DIRECT,
    FINISH_BOUNDS,
    INDIRECT,
    LIMIT,
    MOMENT,
    MOMENTS_IN,
    MOMENTS_OUT,
    MOVES,
    PASSES,
    VIA,
)

_NEVER = -(2**30)


@inner
def _keep_moments(
    logic: Any, tables: Any, j: int, minutes: Any, finish: Any, moments: Any, lanes: Any
) -> None:
    """The start and finish of `j` as moments, where something reads them."""
    slot, spare, passed = lanes.slot, lanes.rows[5], lanes.rows[2]
    calendar, passing = logic.calendar[j], logic.passing[j]
    duration, end = minutes[j], finish[j]
    for side in range(2):
        row = logic.finish_row[j] if side else logic.start_row[j]
        if row < 0:
            continue
        out = moments[row]
        if side == 0 and passing != MOVES:
            subtract(end, duration, spare)
        else:
            copy(end, spare)
        bias = AS_FINISH if side and passing != MOVES else AS_START
        to_moment(tables, calendar, spare, bias, out, slot)
        if passing == PASSES:
            for lane in range(out.size):
                if duration[lane] == 0:
                    out[lane] = passed[lane]


@inner
def _finish(start: Any, duration: Any, end: Any) -> None:
    """Finishes from starts and durations, within the limit."""
    for lane in range(end.size):
        end[lane] = min(start[lane] + duration[lane], LIMIT)


@inner
def bound_of(
    logic: Any,
    tables: Any,
    r: int,
    calendar: int,
    minutes: Any,
    finish: Any,
    moments: Any,
    lanes: Any,
) -> None:
    """The bound of `r` on a successor on `calendar`, left in ``lanes.rows[4]``."""
    pred, from_start, uncertain = (
        logic.pred[r],
        logic.kind[r] & 1,
        logic.lag_row[r] >= 0,
    )
    source, row = finish[pred], -1
    if logic.mode[r] != DIRECT:
        row = logic.start_row[pred] if from_start else logic.finish_row[pred]
    if row >= 0:
        source = moments[row]
    elif from_start:
        source = lanes.rows[6]
        subtract(finish[pred], minutes[pred], source)
    lags = minutes[logic.lag_row[r]] if uncertain else source
    bound(
        tables, logic.mode[r], calendar, logic.lag_calendar[r], logic.lag[r], lags,
        uncertain, source, lanes.rows[4], lanes.rows[5], lanes.slot,
    )  # fmt: skip


@inner
def _join_indirect(
    logic: Any, tables: Any, j: int, minutes: Any, finish: Any, moments: Any, lanes: Any
) -> None:
    """Rows 0 to 3 raised to the bounds on `j` that are not direct.

    0 and 1 hold the start and the finish in working time, 2 and 3 the same as moments;
    where there are moments, they are joined into 0 and 1 in the end.
    """
    rows, value, spare, slot = lanes.rows, lanes.rows[4], lanes.rows[5], lanes.slot
    calendar, has_finish_moments = logic.calendar[j], False
    fill(rows[2], logic.floor_moment[j] if logic.passing[j] == PASSES else _NEVER)
    fill(rows[3], _NEVER)
    for r in range(logic.first[j], logic.first[j + 1]):
        side, mode = (1 if logic.kind[r] >= 2 else 0), logic.mode[r]
        if mode == DIRECT and logic.lag_row[r] < 0:
            continue
        at = mode == MOMENT or mode == VIA
        has_finish_moments |= at and side == 1
        bound_of(logic, tables, r, calendar, minutes, finish, moments, lanes)
        raise_to(rows[side + 2 if at else side], value)
    if logic.needs[j] & MOMENTS_IN:
        to_worked(tables, calendar, rows[2], spare, slot)
        raise_to(rows[0], spare)
    if has_finish_moments:
        to_worked(tables, calendar, rows[3], spare, slot)
        raise_to(rows[1], spare)
        raise_to(rows[2], rows[3])


@kernel
def forward(
    logic: Any, tables: Any, minutes: Any, finish: Any, moments: Any, lanes: Any
) -> None:
    """Early finishes of every activity, and the moments that other calendars read."""
    start, by = lanes.rows[0], lanes.rows[1]
    first, preds, kinds, lags = logic.first, logic.pred, logic.kind, logic.lag
    for j in range(logic.calendar.size):
        needs = logic.needs[j]
        fill(start, logic.floor[j])
        if needs & FINISH_BOUNDS:
            fill(by, _NEVER)
        for r in range(first[j], first[j + 1]):
            if needs & INDIRECT and (logic.mode[r] != DIRECT or logic.lag_row[r] >= 0):
                continue
            pred, kind = preds[r], kinds[r]
            row = by if kind >= 2 else start
            if kind & 1:
                raise_to_start(row, finish[pred], minutes[pred], lags[r])
            else:
                raise_to_end(row, finish[pred], lags[r])
        if needs & INDIRECT:
            _join_indirect(logic, tables, j, minutes, finish, moments, lanes)
        _finish(start, minutes[j], finish[j])
        if needs & FINISH_BOUNDS:
            raise_to(finish[j], by)
        if needs & MOMENTS_OUT:
            _keep_moments(logic, tables, j, minutes, finish, moments, lanes)


@inner
def last_finish(
    logic: Any,
    tables: Any,
    among: Any,
    finish: Any,
    moments: Any,
    groups: Any,
    out: Any,
    lanes: Any,
) -> None:
    """The latest finish moment of the activities `among` (int8[n_act]), int32[n_lane].

    Finishes are joined in working time and converted once per calendar. Afterwards
    `groups` (int32[n_cal, n_lane]) holds the working time at which a finish on that
    calendar is the latest, and a time that never is where none reaches it.
    """
    spare, slot = lanes.rows[5], lanes.slot
    fill(out, 0)
    for calendar in range(groups.shape[0]):
        fill(groups[calendar], _NEVER)
    for j in range(among.size):
        if among[j]:
            if logic.finish_row[j] >= 0:
                raise_to(out, moments[logic.finish_row[j]])
            else:
                raise_to(groups[logic.calendar[j]], finish[j])
    for calendar in range(groups.shape[0]):
        to_moment(tables, calendar, groups[calendar], AS_FINISH, spare, slot)
        raise_to(out, spare)
    for calendar in range(groups.shape[0]):
        group = groups[calendar]
        to_moment(tables, calendar, group, AS_FINISH, spare, slot)
        for lane in range(out.size):
            if spare[lane] != out[lane]:
                group[lane] = _NEVER


@inner
def _seed_marks(
    logic: Any, finish: Any, moments: Any, groups: Any, last: Any, work: Any, n: int
) -> None:
    """Mark the activities that finish when the project does, in the first `n` lanes."""
    for j in range(logic.ends.size):
        work.touched[j] = 0
        if logic.ends[j]:
            mark, row = work.mark[j], logic.finish_row[j]
            # All lanes, then those where another finishes later are taken back.
            fill(mark, 0)
            for lane in range(n):
                mark[lane] = -1
            if row >= 0:
                match(moments[row], last, mark, mark, True)
            else:
                match(finish[j], groups[logic.calendar[j]], mark, mark, True)
            work.touched[j] = 1


@inner
def _pass_marks(
    logic: Any,
    tables: Any,
    minutes: Any,
    finish: Any,
    moments: Any,
    j: int,
    work: Any,
    lanes: Any,
) -> None:
    """Mark the predecessors whose relationship drives the marked lanes of `j`.

    No bound lies beyond what it pushes, so a moment drives from the first moment on
    that is worked as far; that is looked up once for all relationships.
    """
    start, value, touched = lanes.rows[0], lanes.rows[4], work.touched
    since = lanes.rows[1], lanes.rows[2]
    looked_up = 0
    end, mark = finish[j], work.mark[j]
    subtract(end, minutes[j], start)
    for r in range(logic.first[j], logic.first[j + 1]):
        pred, kind, mode = logic.pred[r], logic.kind[r], logic.mode[r]
        side = 1 if kind >= 2 else 0
        pushed, out, fresh = end if side else start, work.mark[pred], touched[pred] == 0
        touched[pred] = 1
        if mode == DIRECT and logic.lag_row[r] < 0:
            if kind & 1:
                subtract(finish[pred], minutes[pred], value)
                match_end(value, logic.lag[r], pushed, mark, out, fresh)
            else:
                match_end(finish[pred], logic.lag[r], pushed, mark, out, fresh)
            continue
        bound_of(logic, tables, r, logic.calendar[j], minutes, finish, moments, lanes)
        if mode == MOMENT or mode == VIA:
            if not looked_up & (1 << side):
                to_moment(
                    tables,
                    logic.calendar[j],
                    pushed,
                    AS_FINISH,
                    since[side],
                    lanes.slot,
                )
                looked_up |= 1 << side
            match_since(value, since[side], mark, out, fresh)
        else:
            match(value, pushed, mark, out, fresh)


@inner
def mark_driving(
    logic: Any,
    tables: Any,
    minutes: Any,
    finish: Any,
    moments: Any,
    groups: Any,
    last: Any,
    work: Any,
    lanes: Any,
    n: int,
) -> None:
    """Count for each activity the lanes, of the first `n`, in which it drives.

    From the last finish backwards, a relationship marks its predecessor where its
    bound is the start (FS, SS) or the finish (FF, SF) of its marked successor.
    """
    _seed_marks(logic, finish, moments, groups, last, work, n)
    for j in range(logic.calendar.size - 1, -1, -1):
        if work.touched[j]:
            marked = count_marks(work.mark[j])
            work.critical[j] += marked
            if marked:
                _pass_marks(logic, tables, minutes, finish, moments, j, work, lanes)


@kernel
def backward(
    logic: Any, tables: Any, minutes: Any, at: Any, late: Any, lanes: Any
) -> None:
    """`late` lowered to the latest finishes that leave every successor its `at`.

    `late` comes in with the project's finish in each activity's working time. With
    ``at=late`` this is the late pass; with the early finishes as `at`, what is left of
    `late` after the early finish is the free float.
    """
    start, value = lanes.rows[0], lanes.rows[4]
    for j in range(logic.calendar.size - 1, -1, -1):
        if logic.first[j] == logic.first[j + 1]:
            continue
        end = at[j]
        subtract(end, minutes[j], start)
        for r in range(logic.first[j], logic.first[j + 1]):
            pred, kind, lag = logic.pred[r], logic.kind[r], logic.lag[r]
            limit, row = end if kind >= 2 else start, late[logic.pred[r]]
            uncertain = logic.lag_row[r] >= 0
            if logic.mode[r] != DIRECT or uncertain:
                lags = minutes[logic.lag_row[r]] if uncertain else limit
                allowance(
                    tables, logic.mode[r], logic.calendar[pred], logic.calendar[j],
                    logic.lag_calendar[r], lag, lags, uncertain, limit, value,
                    lanes.rows[5], lanes.slot,
                )  # fmt: skip
                if kind & 1:
                    lower_start(row, value, minutes[pred], 0)
                else:
                    lower_to(row, value)
            elif kind & 1:
                lower_start(row, limit, minutes[pred], lag)
            else:
                lower_end(row, limit, lag)
