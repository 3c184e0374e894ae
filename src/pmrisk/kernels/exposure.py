"""What weather changes about an activity beside its look-ups: where it may begin, what
is paid for its time, and how it is shown.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.calendar import (
    AS_FINISH,
    AS_START,
    to_calendar,
    to_moment,
    to_started,
    to_worked,
)
from pmrisk.kernels.lanes import copy, fill, raise_to, subtract
from pmrisk.kernels.weather import calendar_time, lose_from
from pmrisk.network.arrays import (
    COVERS,
    FINISH_BOUNDS,
    FROM,
    KEEPS,
    MOVES,
    STARTED,
)


@inner
def settle(
    weather: Any, tables: Any, logic: Any, j: int, rows: Any, slot: Any
) -> None:
    """The bounds of `j` in rows 0 to 2, as working time, in effective time.

    What waits for the first working moment waits for one that is not lost.
    """
    if weather is not None:
        calendar = logic.calendar[j]
        lose_from(weather, calendar, logic.floor[j], rows[0])
        if logic.needs[j] & FINISH_BOUNDS:
            lose_from(weather, calendar, logic.finish_floor[j], rows[1])
        lift = weather.skies.lift[j]
        if lift > 0:
            fill(rows[5], weather.skies.lift_from[j])
            to_worked(tables, lift, rows[5], rows[6], slot)
            to_moment(tables, lift, rows[6], AS_START, rows[5], slot)
            raise_to(rows[2], rows[5])
            if calendar == 0:
                raise_to(rows[0], rows[5])


@inner
def fall_due(weather: Any, tables: Any, minutes: Any, lanes: Any) -> None:
    """The moments that activities are measured by, as effective times in `minutes`."""
    if weather is not None:
        skies, rows, slot = weather.skies, lanes.rows, lanes.slot
        for k in range(skies.due_row.size):
            out, calendar = minutes[skies.due_row[k]], skies.due_calendar[k]
            moment = skies.due_moment[k]
            fill(rows[5], moment)
            if skies.due_how[k] == STARTED:
                to_started(tables, calendar, rows[5], out, rows[6], slot)
                continue
            to_worked(tables, calendar, rows[5], out, slot)
            if skies.due_how[k] == FROM:
                to_moment(tables, calendar, out, AS_FINISH, rows[6], slot)
                for lane in range(out.size):
                    out[lane] += np.int32(rows[6, lane] < moment)


@inner
def pay_time(
    weather: Any, tables: Any, logic: Any, minutes: Any, ends: Any, lanes: Any
) -> None:
    """The working time from start to finish, lost days and all, where it is paid."""
    if weather is not None:
        rows, paid = lanes.rows, weather.skies.paid
        for j in range(paid.size):
            if paid[j] < 0:
                continue
            out, calendar = minutes[paid[j]], logic.calendar[j]
            if logic.passing[j] == COVERS:
                start, finish = ends[logic.start_row[j]], ends[logic.finish_row[j]]
                to_calendar(tables, calendar, start, rows[5], lanes.slot)
                to_calendar(tables, calendar, finish, out, lanes.slot)
            else:
                copy(calendar_time(weather, calendar, ends[j], AS_FINISH), out)
                subtract(ends[j], minutes[j], rows[6])
                copy(calendar_time(weather, calendar, rows[6], AS_START), rows[5])
            for lane in range(out.size):
                out[lane] = max(np.int32(out[lane] - rows[5, lane]), np.int32(0))


@inner
def shows(weather: Any, calendar: int) -> bool:
    """Whether dates on a calendar are written as moments, for it may have weather."""
    if weather is not None:
        return bool(weather.skies.sky[calendar] >= 0)
    return False


@inner
def show(
    tables: Any, logic: Any, j: int, minutes: Any, ends: Any, rows: Any, slot: Any
) -> None:
    """The start and the finish of `j` as moments, in rows 0 and 1; row 4 is scratch."""
    calendar, passing = logic.calendar[j], logic.passing[j]
    if passing in KEEPS and logic.finish_row[j] >= 0:
        copy(ends[logic.start_row[j]], rows[0])
        copy(ends[logic.finish_row[j]], rows[1])
        return
    bias = AS_START if passing == MOVES else AS_FINISH
    to_moment(tables, calendar, ends[j], bias, rows[1], slot)
    subtract(ends[j], minutes[j], rows[4])
    to_moment(tables, calendar, rows[4], AS_START, rows[0], slot)
