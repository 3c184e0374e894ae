"""The passes of the critical path method over a tile of iterations.

`ends` is int32[n_end, n_lane] as `pmrisk.network.arrays.Logic` says, all passes in
integers: equality is exact. A start is always finish - duration, for a finish bound
moves the start with it (activities are contiguous). Scratch rows 0 to 3 hold what is
asked of a start, of a finish, and of both as moments.

`more` is None where a plan has neither imposed dates nor spans nor anything else that
`pmrisk.network.arrays.has_more` names: what they need is then left out when the passes
are compiled, which saves a third of the time.
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
    add,
    cap,
    copy,
    count_marks,
    fill,
    last_until,
    lower_by,
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
    BINDS,
    CAPPED,
    COVERS,
    DIRECT,
    DRIVES,
    EXPECTED,
    FINISH_BOUNDS,
    FINISH_MOMENTS,
    FOREVER,
    LATE_START,
    LIMIT,
    LIMITS,
    MOMENT,
    MOMENTS_OUT,
    MOVES,
    NEVER,
    PASSES,
    SNAPS,
    START_MOMENT,
    START_MOMENTS,
)


@inner
def _to_pass(lags: Any, passed: int, out: Any) -> None:
    """What is still to pass of lags of which so much has; a lead stays."""
    for lane in range(out.size):
        left = np.int32(lags[lane] - passed)
        out[lane] = min(lags[lane], max(left, np.int32(0)))


@inner
def bound_of(
    logic: Any, tables: Any, r: int, calendar: int, minutes: Any, ends: Any, lanes: Any
) -> None:
    """The bound of `r` on a successor on `calendar`, left in ``lanes.rows[4]``."""
    source = ends[logic.source[r]]
    if logic.minus[r]:
        source = lanes.rows[6]
        subtract(ends[logic.source[r]], minutes[logic.pred[r]], source)
    uncertain = logic.lag_row[r] >= 0
    lags = minutes[logic.lag_row[r]] if uncertain else source
    if logic.passed[r]:
        _to_pass(lags, logic.passed[r], lanes.rows[8])
        lags = lanes.rows[8]
    bound(
        tables, logic.mode[r], calendar, logic.lag_calendar[r], logic.lag[r], lags,
        uncertain, source, lanes.rows[4], lanes.rows[5], lanes.rows[7], lanes.slot,
    )  # fmt: skip


@inner
def keep_moments(
    logic: Any, tables: Any, j: int, minutes: Any, ends: Any, lanes: Any, more: Any
) -> None:
    """The start and finish of `j` as moments, where something reads them."""
    spare, passed = lanes.rows[5], lanes.rows[2]
    calendar, passing = logic.calendar[j], logic.passing[j]
    for side in range(2):
        row = logic.finish_row[j] if side else logic.start_row[j]
        if row < 0:
            continue
        time, bias = ends[j], AS_FINISH if side and passing != MOVES else AS_START
        if side == 0 and passing != MOVES:
            subtract(ends[j], minutes[j], spare)
            time = spare
        to_moment(tables, calendar, time, bias, ends[row], lanes.slot)
        if passing == PASSES:
            for lane in range(passed.size):
                if minutes[j, lane] == 0:
                    ends[row, lane] = passed[lane]
        if more is not None:
            if passing == SNAPS:
                _snap(tables, calendar, ends[j], passed, ends[row], spare, lanes.slot)
            if side == 0 and logic.actual_start[j] != NEVER:
                fill(ends[row], logic.actual_start[j])


@inner
def _snap(
    tables: Any, calendar: int, end: Any, passed: Any, out: Any, spare: Any, slot: Any
) -> None:
    """The moment that passed, or where work begins again if it lies outside."""
    to_moment(tables, calendar, end, AS_FINISH, spare, slot)
    to_moment(tables, calendar, end, AS_START, out, slot)
    for lane in range(out.size):
        if passed[lane] <= spare[lane]:
            out[lane] = passed[lane]


@inner
def _refer(logic: Any, tables: Any, k: int, ends: Any, lanes: Any) -> None:
    """The moment that reference `k` of a span reads, left in ``lanes.rows[4]``."""
    source, out = ends[logic.ref_row[k]], lanes.rows[4]
    lag, on = logic.ref_lag[k], logic.ref_calendar[k]
    if lag == 0:
        copy(source, out)
    else:
        to_worked(tables, on, source, lanes.rows[5], lanes.slot)
        add(lanes.rows[5], lag)
        bias = AS_FINISH if lag > 0 else AS_START
        to_moment(tables, on, lanes.rows[5], bias, out, lanes.slot)


@inner
def cover(logic: Any, tables: Any, j: int, minutes: Any, ends: Any, lanes: Any) -> None:
    """Span `j` from its earliest start reference to its latest finish reference.

    Where nothing says when it starts it starts with the plan; where nothing says when
    it finishes it has no duration.
    """
    start, finish, calendar = lanes.rows[2], lanes.rows[3], logic.calendar[j]
    fill(start, FOREVER)
    fill(finish, NEVER)
    for k in range(logic.ref_first[j], logic.ref_first[j + 1]):
        _refer(logic, tables, k, ends, lanes)
        if logic.ref_finish[k]:
            raise_to(finish, lanes.rows[4])
        else:
            lower_to(start, lanes.rows[4])
    for lane in range(start.size):
        if start[lane] == FOREVER or start[lane] < logic.floor_moment[j]:
            start[lane] = logic.floor_moment[j]
        finish[lane] = max(finish[lane], start[lane])
    copy(start, ends[logic.start_row[j]])
    copy(finish, ends[logic.finish_row[j]])
    to_worked(tables, calendar, finish, ends[j], lanes.slot)
    to_worked(tables, calendar, start, minutes[j], lanes.slot)
    for lane in range(start.size):
        minutes[j, lane] = np.int32(ends[j, lane] - minutes[j, lane])


@inner
def cover_all(logic: Any, tables: Any, minutes: Any, ends: Any, lanes: Any) -> None:
    """Every span again, after what it covers has moved."""
    for j in range(logic.calendar.size):
        if logic.passing[j] == COVERS:
            cover(logic, tables, j, minutes, ends, lanes)


@inner
def _finish(start: Any, duration: Any, end: Any) -> None:
    """Finishes from starts and durations, within the limit."""
    for lane in range(end.size):
        end[lane] = min(np.int32(start[lane] + duration[lane]), np.int32(LIMIT))


@inlined
def forward(
    logic: Any, tables: Any, minutes: Any, ends: Any, lanes: Any, more: Any
) -> None:
    """Early finishes of every activity, and the moments that other calendars read."""
    n_act: Any = np.int64(logic.calendar.size)
    forward_some(logic, tables, minutes, ends, lanes, more, np.int64(0), n_act)


@inner
def forward_some(
    logic: Any, tables: Any, minutes: Any, ends: Any, lanes: Any, more: Any,
    begin: Any, end: Any,
) -> None:  # fmt: skip
    """Early finishes of activities `begin` to `end`, and the moments that are read.

    What comes before them has its own.
    """
    rows, spare, slot = lanes.rows, lanes.rows[5], lanes.slot
    preds, sources, minus = logic.pred, logic.source, logic.minus
    targets, lags, simple = logic.target, logic.lag, logic.simple
    for j in range(begin, end):
        needs = logic.needs[j]
        if more is not None and logic.passing[j] == COVERS:
            cover(logic, tables, j, minutes, ends, lanes)
            continue
        fill(rows[0], logic.floor[j])
        if needs & FINISH_BOUNDS:
            fill(rows[1], logic.finish_floor[j])
            fill(rows[3], logic.finish_floor_moment[j])
        if needs & START_MOMENTS:
            fill(rows[2], logic.floor_moment[j])
        for r in range(logic.first[j], logic.first[j + 1]):
            row = rows[targets[r]]
            if not logic.use[r] & BINDS:
                continue
            if not simple[r]:
                bound_of(logic, tables, r, logic.calendar[j], minutes, ends, lanes)
                raise_to(row, rows[4])
            elif minus[r]:
                raise_to_start(row, ends[sources[r]], minutes[preds[r]], lags[r])
            else:
                raise_to_end(row, ends[sources[r]], lags[r])
        if needs & START_MOMENTS:
            to_worked(tables, logic.calendar[j], rows[2], spare, slot)
            raise_to(rows[0], spare)
        if more is not None and needs & EXPECTED:
            # It lasts from where it has to start, if that is imposed.
            lower_by(rows[0], logic.start_cap[j])
            last_until(rows[0], logic.expected[j], minutes[j])
        _finish(rows[0], minutes[j], ends[j])
        if needs & FINISH_MOMENTS:
            to_worked(tables, logic.calendar[j], rows[3], spare, slot)
            raise_to(rows[1], spare)
            raise_to(rows[2], rows[3])
        if needs & FINISH_BOUNDS:
            raise_to(ends[j], rows[1])
        if more is not None and needs & CAPPED:
            cap(ends[j], minutes[j], logic.start_cap[j], logic.finish_cap[j])
            lower_by(rows[2], logic.cap_moment[j])
        if needs & MOMENTS_OUT:
            keep_moments(logic, tables, j, minutes, ends, lanes, more)


@inner
def last_finish(
    logic: Any,
    tables: Any,
    among: Any,
    group: int,
    ends: Any,
    groups: Any,
    out: Any,
    lanes: Any,
) -> None:
    """The latest finish moment of the activities `among` (int8[n_act]), int32[n_lane].

    Only those of a `group`, unless it is below zero.

    Finishes are joined in working time and converted once per calendar. Afterwards
    `groups` (int32[n_cal, n_lane]) holds the working time at which a finish on that
    calendar is the latest, and a time that never is where none reaches it.
    """
    spare, slot = lanes.rows[5], lanes.slot
    fill(out, 0)
    for calendar in range(groups.shape[0]):
        fill(groups[calendar], NEVER)
    for j in range(among.size):
        if among[j] and (group < 0 or logic.group[j] == group):
            if logic.finish_row[j] >= 0:
                raise_to(out, ends[logic.finish_row[j]])
            else:
                raise_to(groups[logic.calendar[j]], ends[j])
    for calendar in range(groups.shape[0]):
        to_moment(tables, calendar, groups[calendar], AS_FINISH, spare, slot)
        raise_to(out, spare)
    for calendar in range(groups.shape[0]):
        to_moment(tables, calendar, groups[calendar], AS_FINISH, spare, slot)
        for lane in range(out.size):
            if spare[lane] != out[lane]:
                groups[calendar, lane] = NEVER


@inlined
def seed_marks(
    logic: Any, ends: Any, groups: Any, last: Any, work: Any, n: int
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
                match(ends[row], last, mark, mark, True)
            else:
                match(ends[j], groups[logic.calendar[j]], mark, mark, True)
            work.touched[j] = 1


@inlined
def pass_marks(
    logic: Any, tables: Any, minutes: Any, ends: Any, j: int, work: Any, lanes: Any
) -> None:
    """Mark the predecessors whose relationship drives the marked lanes of `j`.

    No bound lies beyond what it pushes, so a moment drives from the first moment on
    that is worked as far; that is looked up once for all relationships.
    """
    rows, touched, looked_up = lanes.rows, work.touched, 0
    mark = work.mark[j]
    subtract(ends[j], minutes[j], rows[0])
    for r in range(logic.first[j], logic.first[j + 1]):
        pred, target, lag = logic.pred[r], logic.target[r], logic.lag[r]
        if not logic.use[r] & DRIVES:
            continue
        out, fresh, side = work.mark[pred], touched[pred] == 0, target & 1
        touched[pred] = 1
        pushed = ends[j] if side else rows[0]
        if target >= START_MOMENT and not looked_up & (1 << side):
            to_moment(
                tables, logic.calendar[j], pushed, AS_FINISH, rows[2 + side], lanes.slot
            )
            looked_up |= 1 << side
        value = ends[logic.source[r]]
        if not logic.simple[r]:
            bound_of(logic, tables, r, logic.calendar[j], minutes, ends, lanes)
            value, lag = rows[4], 0
        elif logic.minus[r]:
            value = rows[4]
            subtract(ends[pred], minutes[pred], value)
        if target >= START_MOMENT:
            match_since(value, lag, rows[2 + side], mark, out, fresh)
        else:
            match_end(value, lag, pushed, mark, out, fresh)


@inner
def pass_span(
    logic: Any, tables: Any, ends: Any, j: int, work: Any, lanes: Any
) -> None:
    """Mark the activities that begin where a marked span begins."""
    for k in range(logic.ref_first[j], logic.ref_first[j + 1]):
        act = logic.ref_act[k]
        if not logic.ref_finish[k]:
            _refer(logic, tables, k, ends, lanes)
            fresh = work.touched[act] == 0
            work.touched[act] = 1
            start = ends[logic.start_row[j]]
            match_end(lanes.rows[4], 0, start, work.mark[j], work.mark[act], fresh)


@inlined
def mark_driving(
    logic: Any,
    tables: Any,
    minutes: Any,
    ends: Any,
    groups: Any,
    last: Any,
    work: Any,
    lanes: Any,
    n: int,
    more: Any,
) -> None:
    """Count for each activity the lanes, of the first `n`, in which it drives.

    From the last finish backwards, a relationship marks its predecessor where its
    bound is the start (FS, SS) or the finish (FF, SF) of its marked successor.
    """
    seed_marks(logic, ends, groups, last, work, n)
    for j in range(logic.calendar.size - 1, -1, -1):
        if work.touched[j]:
            marked = count_marks(work.mark[j])
            if more is not None and logic.passing[j] == COVERS:
                pass_span(logic, tables, ends, j, work, lanes)
                continue
            work.critical[j] += marked
            if marked:
                pass_marks(logic, tables, minutes, ends, j, work, lanes)


@inner
def latest_finishes(
    logic: Any, tables: Any, endings: Any, groups: Any, ends: Any, out: Any, lanes: Any
) -> None:
    """The latest finishes, in own working time, that the project's end allows.

    `endings` is int32[n_group, n_lane]: the project's finish, the latest of all for
    what does not lead to that, and those of subprojects. `groups` (int32[n_cal,
    n_lane]) is left with the first of them on every calendar, looked up once for all
    activities. What is open ends at its early finish, in `ends`.
    """
    for calendar in range(groups.shape[0]):
        to_worked(tables, calendar, endings[0], groups[calendar], lanes.slot)
    for j in range(logic.calendar.size):
        calendar, group = logic.calendar[j], logic.group[j]
        if logic.open[j]:
            copy(ends[j], out[j])
        elif logic.passing[j] == MOVES:
            to_started(
                tables, calendar, endings[group], out[j], lanes.rows[5], lanes.slot
            )
        elif group == 0:
            copy(groups[calendar], out[j])
        else:
            to_worked(tables, calendar, endings[group], out[j], lanes.slot)


@inner
def impose_late(logic: Any, minutes: Any, late: Any) -> None:
    """`late` lowered to the imposed late dates."""
    for j in range(logic.calendar.size):
        if logic.late_start_cap[j] != FOREVER or logic.late_finish_cap[j] != FOREVER:
            cap(late[j], minutes[j], logic.late_start_cap[j], logic.late_finish_cap[j])


@inlined
def _fix_late(logic: Any, j: int, duration: Any, late: Any) -> None:
    """A late date that is imposed whatever follows."""
    if logic.late_fixed[j] == LATE_START:
        for lane in range(late.size):
            late[lane] = np.int32(logic.late_start_cap[j] + duration[lane])
    else:
        fill(late, logic.late_finish_cap[j])


@inlined
def _delay(
    logic: Any, tables: Any, j: int, minutes: Any, ends: Any, allowed: Any, lanes: Any
) -> None:
    """Finish as late as is `allowed`."""
    raise_to(ends[j], allowed)
    if logic.needs[j] & MOMENTS_OUT:
        to_moment(
            tables, logic.calendar[j], ends[j], AS_FINISH, lanes.rows[2], lanes.slot
        )
        if logic.finish_row[j] >= 0:
            # The evening may lie before the moment that has passed already.
            raise_to(lanes.rows[2], ends[logic.finish_row[j]])
        keep_moments(logic, tables, j, minutes, ends, lanes, True)


@inner
def backward(
    logic: Any, tables: Any, minutes: Any, at: Any, late: Any, delays: bool, lanes: Any,
    more: Any,
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
                    _delay(logic, tables, j, minutes, at, late[j], lanes)
            elif logic.late_fixed[j]:
                _fix_late(logic, j, minutes[j], late[j])
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
            starts = logic.kind[r] & 1 or logic.passing[pred] == MOVES
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
                uncertain = logic.lag_row[r] >= 0
                lags = minutes[logic.lag_row[r]] if uncertain else limit
                if logic.passed[r]:
                    _to_pass(lags, logic.passed[r], rows[8])
                    lags = rows[8]
                allowance(
                    tables, mode, logic.calendar[pred], logic.calendar[j],
                    logic.lag_calendar[r], lag, lags, uncertain, starts, limit, rows[4],
                    rows[5], rows[6], rows[7], slot,
                )  # fmt: skip
                limit, lag = rows[4], 0
            if logic.kind[r] & 1:
                lower_start(row, limit, minutes[pred], lag)
            else:
                lower_end(row, limit, lag)
