"""What drives the finish, in each iteration: activities whose delay would delay it."""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import AS_FINISH, to_moment
from pmrisk.kernels.lanes import (
    count_marks,
    fill,
    instead,
    match,
    match_end,
    match_since,
    subtract,
    where,
)
from pmrisk.kernels.rework import join_marks
from pmrisk.kernels.schedule import bound_of, passed_by
from pmrisk.kernels.spans import refer
from pmrisk.network.arrays import COVERS, DRIVES, NEVER, START_MOMENT


@inlined
def seed_marks(
    logic: Any, ends: Any, groups: Any, last: Any, work: Any, n: int, life: Any
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
            if life is not None:
                where(mark, life.masks[life.ending[j]], np.int32(0), mark)
            if row >= 0:
                match(ends[row], last, mark, mark, True)
            else:
                match(ends[j], groups[logic.calendar[j]], mark, mark, True)
            work.touched[j] = 1


@inlined
def pass_marks(
    logic: Any, tables: Any, minutes: Any, ends: Any, j: int, work: Any, lanes: Any,
    life: Any,
) -> None:  # fmt: skip
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
            if life is not None and life.absent[j] >= 0:
                # What does not exist has no calendar: it is driven to the minute.
                instead(
                    rows[2 + side], life.masks[life.mask[j]], passed_by(logic, j, ends)
                )
            looked_up |= 1 << side
        value = ends[logic.source[r]]
        cut = False
        if life is not None:
            cut = life.binds[r] > 0
        if not logic.simple[r] or cut:
            bound_of(logic, tables, r, logic.calendar[j], minutes, ends, lanes)
            value, lag = rows[4], 0
            if life is not None and cut:
                where(value, life.masks[life.binds[r]], np.int32(NEVER), value)
        elif logic.minus[r]:
            value = rows[4]
            subtract(ends[pred], minutes[pred], value)
        if target >= START_MOMENT:
            match_since(value, lag, rows[2 + side], mark, out, fresh)
        else:
            match_end(value, lag, pushed, mark, out, fresh)


@inner
def pass_span(
    logic: Any, tables: Any, ends: Any, j: int, work: Any, lanes: Any, life: Any
) -> None:
    """Mark the activities that begin where a marked span begins."""
    for k in range(logic.ref_first[j], logic.ref_first[j + 1]):
        act = logic.ref_act[k]
        if not logic.ref_finish[k]:
            refer(logic, tables, k, ends, lanes, life)
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
    life: Any,
    rework: Any,
) -> None:
    """Count for each activity the lanes, of the first `n`, in which it drives.

    From the last finish backwards, a relationship marks its predecessor where its
    bound is the start (FS, SS) or the finish (FF, SF) of its marked successor. What
    gates send back, `rework`, is counted for the activities that do it.
    """
    seed_marks(logic, ends, groups, last, work, n, life)
    for j in range(logic.calendar.size - 1, -1, -1):
        if work.touched[j]:
            marked = count_marks(work.mark[j])
            if more is not None and logic.passing[j] == COVERS:
                pass_span(logic, tables, ends, j, work, lanes, life)
                continue
            if marked:
                pass_marks(logic, tables, minutes, ends, j, work, lanes, life)
            if life is not None:
                # It has passed on what is critical; where it does not exist it is not.
                mark = work.mark[j]
                where(mark, life.masks[life.mask[j]], np.int32(0), mark)
                marked = count_marks(mark)
            work.critical[j] += marked
        if rework is not None:
            join_marks(rework, j, work)
