"""The passes of the critical path method over a tile of iterations.

`ends` is int32[n_end, n_lane] as `pmrisk.network.arrays.Logic` says, all passes in
integers: equality is exact. A start is always finish - duration, for a finish bound
moves the start with it (activities are contiguous). Scratch rows 0 to 3 hold what is
asked of a start, of a finish, and of both as moments.

`more` is None where a plan has neither imposed dates nor spans nor anything else that
`pmrisk.network.arrays.has_more` names: what they need is then left out when the passes
are compiled, which saves a third of the time. So is what may not exist, where `life`
is None.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.kernels.exposure import settle
from pmrisk.kernels.lanes import (
    copy,
    fill,
    instead,
    lower_by,
    raise_to,
    raise_to_end,
    raise_to_start,
    subtract,
    where,
)
from pmrisk.kernels.links import bound
from pmrisk.kernels.spans import cover
from pmrisk.kernels.steps import perform
from pmrisk.kernels.weather import cap_by, expect
from pmrisk.network.arrays import (
    BINDS,
    CAPPED,
    COVERS,
    EXPECTED,
    EXPOSED,
    FINISH_BOUNDS,
    FINISH_MOMENTS,
    LEAPS,
    LIMIT,
    MOMENT,
    MOMENTS_OUT,
    MOVES,
    NEVER,
    PASSES,
    SNAPS,
    START_MOMENTS,
    VIA,
)


@inner
def to_pass(lags: Any, passed: int, out: Any) -> None:
    """What is still to pass of lags of which so much has; a lead stays."""
    for lane in range(out.size):
        left = np.int32(lags[lane] - passed)
        out[lane] = min(lags[lane], max(left, np.int32(0)))


@inlined
def lags_of(logic: Any, r: int, minutes: Any, spare: Any, otherwise: Any) -> Any:
    """What is to pass of an uncertain lag of `r`, `otherwise` where it is certain."""
    lags = minutes[logic.lag_row[r]] if logic.lag_row[r] >= 0 else otherwise
    if logic.passed[r]:
        to_pass(lags, logic.passed[r], spare)
        lags = spare
    return lags


@inner
def bound_of(
    logic: Any, tables: Any, r: int, calendar: int, minutes: Any, ends: Any, lanes: Any
) -> None:
    """The bound of `r` on a successor on `calendar`, left in ``lanes.rows[4]``."""
    source = ends[logic.source[r]]
    if logic.minus[r]:
        source = lanes.rows[6]
        subtract(ends[logic.source[r]], minutes[logic.pred[r]], source)
    lags = lags_of(logic, r, minutes, lanes.rows[8], source)
    bound(
        tables, logic.mode[r], calendar, logic.lag_calendar[r], logic.lag[r], lags,
        logic.lag_row[r] >= 0, source, lanes.rows[4], lanes.rows[5], lanes.rows[7],
        lanes.slot,
    )  # fmt: skip


@inner
def own_bound(logic: Any, tables: Any, r: int, j: int, work: Any, lanes: Any) -> None:
    """The bound of `r` in the working time of its successor, in ``lanes.rows[4]``."""
    calendar = logic.calendar[j]
    bound_of(logic, tables, r, calendar, work.minutes, work.ends, lanes)
    if logic.mode[r] == MOMENT or logic.mode[r] == VIA:
        copy(lanes.rows[4], lanes.rows[5])
        to_worked(tables, calendar, lanes.rows[5], lanes.rows[4], lanes.slot)


@inner
def keep_moments(
    logic: Any, tables: Any, j: int, minutes: Any, ends: Any, lanes: Any, more: Any,
    life: Any,
) -> None:  # fmt: skip
    """The start and finish of `j` as moments, where something reads them.

    Where it does not exist they are the moment that it passes through, in row 2.
    """
    spare, passed = lanes.rows[5], lanes.rows[2]
    calendar, passing = logic.calendar[j], logic.passing[j]
    moves = passing == MOVES or passing == LEAPS
    for side in range(2):
        row = logic.finish_row[j] if side else logic.start_row[j]
        if row < 0:
            continue
        time, bias = ends[j], AS_FINISH if side and not moves else AS_START
        if side == 0 and not moves:
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
        if life is not None and life.absent[j] >= 0:
            instead(ends[row], life.masks[life.mask[j]], passed)


@inlined
def passed_by(logic: Any, j: int, ends: Any) -> Any:
    """The moments that pass through `j` where it does not exist."""
    return ends[logic.finish_row[j]] if logic.finish_row[j] >= 0 else ends[j]


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
def _finish(start: Any, duration: Any, end: Any) -> None:
    """Finishes from starts and durations, within the limit."""
    for lane in range(end.size):
        end[lane] = min(np.int32(start[lane] + duration[lane]), np.int32(LIMIT))


@inlined
def forward(
    logic: Any, tables: Any, minutes: Any, ends: Any, lanes: Any, more: Any, life: Any
) -> None:
    """Early finishes of every activity, and the moments that other calendars read."""
    n_act: Any = np.int64(logic.calendar.size)
    forward_some(logic, tables, minutes, ends, lanes, more, life, np.int64(0), n_act)


@inner
def forward_some(
    logic: Any, tables: Any, minutes: Any, ends: Any, lanes: Any, more: Any, life: Any,
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
        if life is not None:
            perform(
                life.step, life.first[j], life.first[j + 1], life.number, life.masks,
                minutes, life.values, ends, lanes.product, lanes.own, lanes.own,
            )  # fmt: skip
        if more is not None and logic.passing[j] == COVERS:
            cover(logic, tables, j, minutes, ends, lanes, life)
            continue
        fill(rows[0], logic.floor[j])
        if needs & FINISH_BOUNDS:
            fill(rows[1], logic.finish_floor[j])
            fill(rows[3], logic.finish_floor_moment[j])
        if needs & START_MOMENTS:
            fill(rows[2], logic.floor_moment[j])
        if needs & EXPOSED:
            settle(tables.weather, tables, logic, j, rows, slot)
        if life is not None and life.absent[j] >= 0:
            # Nothing is imposed on what does not exist.
            where(rows[2], life.masks[life.mask[j]], life.free[j], rows[2])
            where(rows[3], life.masks[life.mask[j]], np.int32(NEVER), rows[3])
        for r in range(logic.first[j], logic.first[j + 1]):
            row = rows[targets[r]]
            if not logic.use[r] & BINDS:
                continue
            cut = False
            if life is not None:
                cut = life.binds[r] > 0
            if not simple[r] or cut:
                bound_of(logic, tables, r, logic.calendar[j], minutes, ends, lanes)
                if life is not None and cut:
                    where(rows[4], life.masks[life.binds[r]], np.int32(NEVER), rows[4])
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
            expect(
                tables.weather, logic.calendar[j], rows[0], logic.start_cap[j],
                logic.expected[j], minutes[j],
            )  # fmt: skip
            if life is not None:
                where(minutes[j], life.masks[life.mask[j]], np.int32(0), minutes[j])
        _finish(rows[0], minutes[j], ends[j])
        if needs & FINISH_MOMENTS:
            to_worked(tables, logic.calendar[j], rows[3], spare, slot)
            raise_to(rows[1], spare)
            raise_to(rows[2], rows[3])
        if needs & FINISH_BOUNDS:
            raise_to(ends[j], rows[1])
        if life is not None and life.absent[j] >= 0:
            copy(rows[2], rows[6])
        if more is not None and needs & CAPPED:
            cap_by(
                tables.weather, logic.calendar[j], ends[j], minutes[j],
                logic.start_cap[j], logic.finish_cap[j],
            )  # fmt: skip
            lower_by(rows[2], logic.cap_moment[j])
        if life is not None and life.absent[j] >= 0:
            _pass_through(logic, tables, j, ends[j], lanes, life)
        if needs & MOMENTS_OUT:
            keep_moments(logic, tables, j, minutes, ends, lanes, more, life)


@inner
def _pass_through(
    logic: Any, tables: Any, j: int, end: Any, lanes: Any, life: Any
) -> None:
    """Where `j` does not exist, it ends with what its relationships ask, in row 6."""
    rows, mask = lanes.rows, life.masks[life.mask[j]]
    instead(rows[2], mask, rows[6])
    to_worked(tables, logic.calendar[j], rows[6], rows[5], lanes.slot)
    lower_by(rows[5], LIMIT)
    instead(end, mask, rows[5])


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
    life: Any,
) -> None:
    """The latest finish moment of the activities `among` (int8[n_act]), int32[n_lane].

    Only those of a `group`, unless it is below zero, and only where they exist.

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
            row = logic.finish_row[j]
            finish = ends[row] if row >= 0 else ends[j]
            if life is not None and life.ending[j] > 0:
                where(finish, life.masks[life.ending[j]], np.int32(NEVER), spare)
                finish = spare
            if row >= 0:
                raise_to(out, finish)
            else:
                raise_to(groups[logic.calendar[j]], finish)
    for calendar in range(groups.shape[0]):
        to_moment(tables, calendar, groups[calendar], AS_FINISH, spare, slot)
        raise_to(out, spare)
    for calendar in range(groups.shape[0]):
        to_moment(tables, calendar, groups[calendar], AS_FINISH, spare, slot)
        for lane in range(out.size):
            if spare[lane] != out[lane]:
                groups[calendar, lane] = NEVER
