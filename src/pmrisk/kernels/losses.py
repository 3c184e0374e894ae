"""What weather takes from a driving path, activity by activity.

Of working days that are lost, those count that lie between the moment at which the path
comes to an activity and the one at which it leaves: while it waits for a lag or for its
calendar, and while it is worked on. So on one calendar all that is lost from the
beginning of a path to its end counts once.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.calendar import to_calendar, to_worked
from pmrisk.kernels.exposure import show
from pmrisk.kernels.lanes import copy, subtract
from pmrisk.kernels.schedule import bound_of
from pmrisk.kernels.weather import row_of
from pmrisk.network.arrays import AFTER, DIRECT


@inner
def _lost_before(
    tables: Any, calendar: int, moment: Any, out: Any, spare: Any, slot: Any
) -> None:
    """Working minutes that a calendar has lost before each moment."""
    to_calendar(tables, calendar, moment, out, slot)
    to_worked(tables, calendar, moment, spare, slot)
    subtract(out, spare, out)


@inner
def _arrive(logic: Any, tables: Any, k: int, j: int, work: Any, lanes: Any) -> None:
    """The moments at which relationship `k` hands over to `j`, in row 0.

    A lag on the calendar of `j` is what `j` waits for, so that it is before that.
    """
    mode, rows = logic.mode[k], lanes.rows
    if mode == DIRECT:
        show(tables, logic, logic.pred[k], work.minutes, work.ends, rows, lanes.slot)
        if logic.kind[k] & 1 == 0:
            copy(rows[1], rows[0])
    elif mode == AFTER:
        copy(work.ends[logic.source[k]], rows[0])
    else:
        calendar = logic.calendar[j]
        bound_of(logic, tables, k, calendar, work.minutes, work.ends, lanes)
        copy(rows[4], rows[0])


@inner
def _begin(weather: Any, logic: Any, j: int, work: Any, lanes: Any, lost: Any) -> None:
    """Minutes lost before what nothing drives begins, `lost` before its start if not.

    That is before the date from which it may start, where it starts then.
    """
    floor, row = logic.floor[j], lanes.rows[4]
    row_of(weather, logic.calendar[j], floor, row)
    for lane in range(row.size):
        if work.ends[j, lane] - work.minutes[j, lane] == row[lane]:
            lost[lane] = np.int32(floor - row[lane])


@inner
def _lose(
    weather: Any, logic: Any, tables: Any, j: int, work: Any, lanes: Any, driving: Any,
    weight: Any, tally: Any, n: int,
) -> None:  # fmt: skip
    """What the path loses at `j`, to the tally: days of weather on its own calendar."""
    calendar, rows, count = logic.calendar[j], lanes.rows, driving[-1]
    at_finish, at_start, lost = weight[0, j], weight[1, j], tally.lost[j]
    show(tables, logic, j, work.minutes, work.ends, rows, lanes.slot)
    _lost_before(tables, calendar, rows[1], rows[2], rows[3], lanes.slot)
    _lost_before(tables, calendar, rows[0], rows[1], rows[3], lanes.slot)
    for lane in range(n):
        lost[lane] += at_finish[lane] * rows[2, lane] + at_start[lane] * rows[1, lane]
    _begin(weather, logic, j, work, lanes, rows[1])
    for lane in range(n):
        if count[lane] == 0:
            lost[lane] -= (at_finish[lane] + at_start[lane]) * rows[1, lane]
    for k in range(logic.first[j], logic.first[j + 1]):
        _arrive(logic, tables, k, j, work, lanes)
        _lost_before(tables, calendar, rows[0], rows[2], rows[3], lanes.slot)
        for lane in range(n):
            if driving[k, lane]:
                both = at_finish[lane] + at_start[lane]
                lost[lane] -= both / count[lane] * rows[2, lane]


@inner
def _lose_lag(
    logic: Any, tables: Any, k: int, j: int, work: Any, lanes: Any, driving: Any,
    weight: Any, lost: Any, n: int,
) -> None:  # fmt: skip
    """What a lag on a third calendar loses to the weather of that."""
    calendar, rows, count = logic.lag_calendar[k], lanes.rows, driving[-1]
    _arrive(logic, tables, k, j, work, lanes)
    _lost_before(tables, calendar, rows[0], rows[1], rows[3], lanes.slot)
    source = work.ends[logic.source[k]]
    _lost_before(tables, calendar, source, rows[2], rows[3], lanes.slot)
    for lane in range(n):
        if driving[k, lane]:
            both = weight[0, j, lane] + weight[1, j, lane]
            lost[lane] += both / count[lane] * (rows[1, lane] - rows[2, lane])


@inner
def lose_on_path(
    weather: Any, logic: Any, tables: Any, j: int, work: Any, lanes: Any, driving: Any,
    weight: Any, tally: Any, n: int, lost_row: Any,
) -> None:  # fmt: skip
    """What weather takes from the path at `j`, if that lies on it."""
    if weather is not None:
        on_path = 0.0
        for lane in range(n):
            on_path = max(on_path, weight[0, j, lane] + weight[1, j, lane])
        if on_path == 0.0:
            return
        if tables.exposed[logic.calendar[j]]:
            _lose(
                weather, logic, tables, j, work, lanes, driving, weight, tally, n
            )  # fmt: skip
        for k in range(logic.first[j], logic.first[j + 1]):
            if lost_row[k] >= 0:
                lost = tally.lost[lost_row[k]]
                _lose_lag(
                    logic, tables, k, j, work, lanes, driving, weight, lost, n
                )  # fmt: skip


@inner
def show_ends(
    weather: Any, logic: Any, tables: Any, work: Any, lanes: Any, out: Any
) -> None:
    """The finishes of what may finish last, as moments, where there is weather."""
    if weather is not None:
        row = 0
        for j in range(logic.ends.size):
            if logic.ends[j]:
                if tables.exposed[logic.calendar[j]]:
                    show(
                        tables, logic, j, work.minutes, work.ends, lanes.rows,
                        lanes.slot,
                    )  # fmt: skip
                    copy(lanes.rows[1], out[row])
                row += 1
