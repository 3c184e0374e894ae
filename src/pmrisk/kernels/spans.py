"""Levels of effort and summaries, whose dates are those of what they cover."""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.kernels.lanes import add, copy, fill, lower_to, raise_to
from pmrisk.network.arrays import COVERS, FOREVER, NEVER


@inner
def refer(logic: Any, tables: Any, k: int, ends: Any, lanes: Any) -> None:
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
        refer(logic, tables, k, ends, lanes)
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
