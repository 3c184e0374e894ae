"""Look-ups in the weather of a tile: effective time from working time, and back.

`pmrisk.network.weather` says what the tables hold, `pmrisk.kernels.months` draws them.
Everything comes in two: what takes None where no calendar has weather, and is then
compiled to nothing, and behind it the work.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.lanes import cap, fill, last_until, lower_to
from pmrisk.kernels.months import draw_month, is_drawn
from pmrisk.network.arrays import FOREVER
from pmrisk.network.weather import FAIR


@inner
def _sky(weather: Any, calendar: int) -> int:
    """The sky of a calendar, or -1 where it is fair all along."""
    sky = weather.skies.sky[calendar]
    return int(sky) if sky >= 0 and weather.mode[sky] != FAIR else -1


@inner
def lose(weather: Any, calendar: int, time: Any) -> None:
    """Working times (int32[n_lane]) less what is lost before each: effective times."""
    if weather is not None:
        sky = _sky(weather, calendar)
        if sky >= 0:
            _draw_until(weather, sky, time)
            skies = weather.skies
            _lose(
                weather.lost, skies.at[sky], skies.slots[sky], skies.step[sky],
                skies.start[sky], time, weather.row[0], weather.slot,
            )  # fmt: skip


@inner
def _draw_until(weather: Any, sky: int, time: Any) -> None:
    """Months until the latest working time."""
    latest = np.int32(0)
    for lane in range(time.size):
        latest = max(latest, time[lane])
    latest -= weather.skies.start[sky]
    step, drawn = weather.skies.step[sky], weather.drawn[sky]
    while not is_drawn(weather, sky) and (drawn[0] == 0 or drawn[1] * step <= latest):
        draw_month(weather, sky)


@inner
def _lose(
    table: Any, at: int, slots: int, step: int, start: int, time: Any, entry: Any,
    slot: Any,
) -> None:  # fmt: skip
    """Take from `time` what `table` says; three loops as in the calendars' look-ups."""
    begin, least = np.int32(at), np.int32(-step)
    last, per_slot = np.int32(at + slots + 1), 1.0 / step
    shift = begin + (step + 0.5) * per_slot
    for lane in range(time.size):
        inside = max(np.int32(time[lane] - start), least)
        slot[lane] = np.uint32(min(np.int32(inside * per_slot + shift), last))
    for lane in range(time.size):
        entry[lane] = table[np.uint32(lane), slot[lane]]
    for lane in range(time.size):
        before = np.int32((np.int32(slot[lane]) - begin - np.int32(1)) * step)
        into = np.int32(np.int32(time[lane] - start) - before)
        lost = np.int32(-np.int32(entry[lane] & np.int32(1)))
        gone = np.int32((entry[lane] >> np.int32(1)) + np.int32(into & lost))
        time[lane] = np.int32(time[lane] - gone)


@inner
def calendar_time(weather: Any, calendar: int, time: Any, bias: float) -> Any:
    """Effective times as working times, by the bias of `to_moment`.

    Between two days that are worked an effective time is many working times: a finish
    is the first of them, a start the last. The row is scratch, or `time` itself.
    """
    out = time
    if weather is not None:
        sky = _sky(weather, calendar)
        if sky >= 0:
            out = weather.row[1]
            _regain(weather, sky, time, bias, out)
    return out


@inner
def _regain(weather: Any, sky: int, time: Any, bias: float, out: Any) -> None:
    """`time` with all that is lost before it."""
    skies, slot, kept = weather.skies, weather.slot, weather.kept_slots[sky]
    at, step, start = skies.at[sky], skies.step[sky], skies.start[sky]
    lack = seek(time, bias, at, skies.slots[sky], step, start, kept, slot)
    if lack > 0:
        draw_slots(weather, sky, slot)
    add_lost(weather.offset, slot, time, out)


@inner
def seek(
    time: Any, bias: float, at: int, slots: int, step: int, start: int, kept: Any,
    slot: Any,
) -> int:  # fmt: skip
    """Rows of `offset` for effective times, in `slot`.

    Returns above zero where `kept` says that some are not drawn yet.
    """
    begin, least = np.int32(at), np.int32(-step)
    last, per_slot = np.int32(at + slots + 1), 1.0 / step
    shift, lack = begin + (step + bias) * per_slot, np.int32(-1)
    for lane in range(time.size):
        inside = max(np.int32(time[lane] - start), least)
        row = max(min(np.int32(inside * per_slot + shift), last), begin)
        slot[lane] = np.uint32(row)
        lack = max(lack, np.int32(row - begin - kept[lane]))
    return int(lack)


@inner
def draw_slots(weather: Any, sky: int, slot: Any) -> None:
    """Months until those rows of `offset` are there."""
    at, kept = np.int32(weather.skies.at[sky]), weather.kept_slots[sky]
    while not is_drawn(weather, sky):
        lack = np.int32(-1)
        for lane in range(slot.size):
            lack = max(lack, np.int32(np.int32(slot[lane]) - at - kept[lane]))
        if lack <= 0:
            break
        draw_month(weather, sky)


@inner
def add_lost(table: Any, slot: Any, time: Any, out: Any) -> None:
    """Working times from effective ones."""
    for lane in range(time.size):
        out[lane] = table[np.uint32(lane), slot[lane]]
    for lane in range(time.size):
        out[lane] = np.int32(out[lane] + time[lane])


# Imposed dates, which are working times of a calendar.


@inner
def lose_from(weather: Any, calendar: int, value: int, row: Any) -> None:
    """`row`, which is `value` in every lane, as effective time."""
    if weather is not None:
        sky = _sky(weather, calendar)
        if sky >= 0 and weather.skies.start[sky] < value < FOREVER:
            lose(weather, calendar, row)


@inner
def row_of(weather: Any, calendar: int, value: int, row: Any) -> None:
    """A working time as effective time, in every lane of `row`."""
    fill(row, value)
    if weather is not None:
        lose_from(weather, calendar, value, row)


@inner
def cap_by(
    weather: Any, calendar: int, end: Any, duration: Any, start: int, finish: int
) -> None:
    """`pmrisk.kernels.lanes.cap`, with what is imposed in working time."""
    if weather is not None:
        row = weather.row[5]
        row_of(weather, calendar, start, row)
        for lane in range(row.size):
            end[lane] = min(end[lane], np.int32(row[lane] + duration[lane]))
        row_of(weather, calendar, finish, row)
        lower_to(end, row)
    else:
        cap(end, duration, start, finish)


@inner
def expect(
    weather: Any, calendar: int, start: Any, cap: int, finish: int, duration: Any
) -> None:
    """Durations until an expected finish, from where it has to start if imposed."""
    if weather is not None:
        row = weather.row[5]
        row_of(weather, calendar, cap, row)
        lower_to(start, row)
        row_of(weather, calendar, finish, row)
        for lane in range(row.size):
            duration[lane] = max(np.int32(row[lane] - start[lane]), np.int32(0))
    else:
        for lane in range(start.size):
            start[lane] = min(start[lane], np.int32(cap))
        last_until(start, finish, duration)
