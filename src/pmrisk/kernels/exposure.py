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
from pmrisk.kernels.weather import draw_slots, lose_from
from pmrisk.network.arrays import (
    COVERS,
    FINISH_BOUNDS,
    FROM,
    KEEPS,
    MOVES,
    STARTED,
)
from pmrisk.network.weather import FAIR


@inner
def settle(weather: Any, tables: Any, logic: Any, j: int, rows: Any, slot: Any) -> None:
    """The bounds of `j` in rows 0 to 2, as working time, in effective time.

    What waits for the first working moment waits for one that is not lost.
    """
    if weather is not None:
        calendar = logic.calendar[j]
        lose_from(weather, calendar, logic.floor[j], rows[0])
        if logic.needs[j] & FINISH_BOUNDS:
            lose_from(weather, calendar, logic.finish_floor[j], rows[1])
        lifts = weather.skies.lift[j]
        if lifts > 0:
            fill(rows[5], weather.skies.lift_from[j])
            to_worked(tables, lifts, rows[5], rows[6], slot)
            to_moment(tables, lifts, rows[6], AS_START, rows[5], slot)
            raise_to(rows[2], rows[5])
            if calendar == 0:
                raise_to(rows[0], rows[5])


@inner
def lift(weather: Any, tables: Any, j: int, row: Any, spare: Any, slot: Any) -> None:
    """`row`, moments, no earlier than the first working moment that `j` waits for."""
    if weather is not None:
        calendar = weather.skies.lift[j]
        if calendar > 0:
            first = weather.row[5]
            fill(first, weather.skies.lift_from[j])
            to_worked(tables, calendar, first, spare, slot)
            to_moment(tables, calendar, spare, AS_START, first, slot)
            raise_to(row, first)


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
        skies = weather.skies
        for calendar in range(skies.sky.size):
            sky = skies.sky[calendar]
            if sky >= 0 and weather.mode[sky] == FAIR:
                _pay_fair(skies.paid, logic.calendar, calendar, minutes)
            elif sky >= 0:
                _pay_worked(
                    weather, sky, calendar, skies.paid, logic.calendar, logic.passing,
                    minutes, ends, lanes.slot,
                )  # fmt: skip
        for j in range(skies.paid.size):
            if skies.paid[j] >= 0 and logic.passing[j] == COVERS:
                _pay_span(tables, logic, j, minutes[skies.paid[j]], ends, lanes)


@inner
def _pay_fair(paid: Any, calendars: Any, calendar: int, minutes: Any) -> None:
    """Durations, where nothing is lost."""
    for j in range(paid.size):
        if paid[j] >= 0 and calendars[j] == calendar:
            copy(minutes[j], minutes[paid[j]])


@inner
def _pay_worked(
    weather: Any, sky: int, calendar: int, paid: Any, calendars: Any, passing: Any,
    minutes: Any, ends: Any, first: Any,
) -> None:  # fmt: skip
    """Working time between the ends of what is worked on one calendar."""
    skies, last, kept, table = (
        weather.skies, weather.slot, weather.kept_slots[sky], weather.offset,
    )  # fmt: skip
    at, slots, step, since = (
        skies.at[sky], skies.slots[sky], skies.step[sky], skies.start[sky],
    )  # fmt: skip
    for j in range(paid.size):
        if paid[j] < 0 or calendars[j] != calendar or passing[j] == COVERS:
            continue
        lack = _seek_both(
            ends[j], minutes[j], at, slots, step, since, kept, first, last
        )
        if lack > 0:
            draw_slots(weather, sky, first)
            draw_slots(weather, sky, last)
        _pay_between(table, first, last, minutes[j], minutes[paid[j]])


@inner
def _seek_both(
    end: Any, duration: Any, at: int, slots: int, step: int, since: int, kept: Any,
    first: Any, last: Any,
) -> int:  # fmt: skip
    """`pmrisk.kernels.weather.seek` for starts and finishes at once."""
    begin, least = np.int32(at), np.int32(1 - step)
    most, per_slot = np.int32(at + slots + 1), 1.0 / step
    as_start = begin + (step + AS_START) * per_slot
    as_finish = begin + (step + AS_FINISH) * per_slot
    lack = np.int32(-1)
    for lane in range(end.size):
        done = np.int32(end[lane] - since)
        begun = max(np.int32(done - duration[lane]), least)
        done = max(done, least)
        row = min(np.int32(begun * per_slot + as_start), most)
        other = min(np.int32(done * per_slot + as_finish), most)
        first[lane], last[lane] = np.uint32(row), np.uint32(other)
        lack = max(lack, np.int32(max(row, other) - begin - kept[lane]))
    return int(lack)


@inner
def _pay_between(table: Any, first: Any, last: Any, duration: Any, out: Any) -> None:
    """Durations, and what is lost from the start to the finish."""
    for lane in range(out.size):
        lane_ = np.uint32(lane)
        lost = np.int32(table[lane_, last[lane]] - table[lane_, first[lane]])
        out[lane] = max(np.int32(duration[lane] + lost), np.int32(0))


@inner
def _pay_span(tables: Any, logic: Any, j: int, out: Any, ends: Any, lanes: Any) -> None:
    """Working time between the moments that a span covers."""
    calendar, rows = logic.calendar[j], lanes.rows
    start, finish = ends[logic.start_row[j]], ends[logic.finish_row[j]]
    to_calendar(tables, calendar, start, rows[5], lanes.slot)
    to_calendar(tables, calendar, finish, out, lanes.slot)
    for lane in range(out.size):
        out[lane] = max(np.int32(out[lane] - rows[5, lane]), np.int32(0))


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
