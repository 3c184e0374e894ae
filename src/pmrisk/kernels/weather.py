"""The weather of a tile: months drawn as they are asked for, and look-ups in them.

`pmrisk.network.weather` says what the tables hold. A month of a year is a counter of
its own, so that nothing depends on how far, or in what order, months are drawn. How
many days it loses is one number; which they are, another of 64 bits: of all the ways to
take k of n days it picks one, each as likely as any other but for some 1e-11 of it, and
the days are told one by one from the counts of the ways that are left.

Everything comes in two: what takes None where no calendar has weather, and is then
compiled to nothing, and behind it the work.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.lanes import cap, fill, last_until, lower_to
from pmrisk.kernels.philox import ten_rounds
from pmrisk.network.arrays import FOREVER
from pmrisk.network.weather import FAIR, OWN, Skies, Weather
from pmrisk.sampling.streams import stream_words

_WORD = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)


def make_weather(
    skies: Skies, names: Sequence[str], key: Any, off: Collection[str], n_lane: int
) -> Weather:
    """A workspace for tiles of `n_lane` iterations; of what is `off`, always fair.

    `names` are those of the streams, `key` (uint64[2]) is the seed.
    """
    n_sky, n_table = len(names), int(skies.at[-1])
    mode = [FAIR if name in off else OWN for name in names]
    return Weather(
        skies=skies,
        streams=stream_words(names),
        keys=np.array([key, key], np.uint64),
        mode=np.array(mode, np.int8),
        drawn=np.array([(0, 0, OWN)] * n_sky, np.int64),
        first=np.full(1, -1, np.int64),
        # Not touched before it is drawn, so that what is out of reach takes no memory.
        lost=np.empty((n_table, n_lane), np.int32),
        offset=np.empty((n_table, n_lane), np.int32),
        lost_slots=np.zeros((n_sky, n_lane), np.int32),
        kept_slots=np.full((n_sky, n_lane), -1, np.int32),
        row=np.zeros((6, n_lane), np.int32),
        words=np.zeros((2, n_lane), np.uint64),
        slot=np.zeros(n_lane, np.uint32),
    )


# Months.


@inner
def open_tile(weather: Any, first: int) -> None:
    """Be about the iterations from `first` on."""
    if weather is not None and weather.first[0] != first:
        weather.first[0] = first
        for sky in range(weather.mode.size):
            _forget(weather, sky)


@inner
def _forget(weather: Any, sky: int) -> None:
    """Nothing is drawn yet: fewer than no slots are kept."""
    weather.drawn[sky, 0], weather.drawn[sky, 1] = 0, 0
    fill(weather.kept_slots[sky], -1)


@inner
def choose_luck(weather: Any, on: Any, whose: Any, otherwise: int) -> None:
    """Which skies a coalition has its own luck with, and which `otherwise`."""
    if weather is not None:
        for sky in range(whose.size):
            own = whose[sky] < 0 or on[whose[sky]]
            mode = OWN if own else otherwise
            weather.mode[sky] = mode
            # What was drawn stays while it is not asked for.
            if mode != FAIR and weather.drawn[sky, 2] != mode:
                weather.drawn[sky, 2] = mode
                _forget(weather, sky)


@inner
def _words(
    first: int, purpose: Any, streams: Any, sky: int, key: Any, sixteen: int, out: Any
) -> None:
    """Words of iterations `first` and on, laid out as `pmrisk.kernels.philox` says."""
    x, y, low, high = key[0], key[1], streams[sky, 0], streams[sky, 1]
    for base in range(0, out.size, 64):
        block = np.uint64((first + base) // 4)
        run_0, run_1 = out[base : base + 16], out[base + 16 : base + 32]
        run_2, run_3 = out[base + 32 : base + 48], out[base + 48 : base + 64]
        for i in range(sixteen):
            a, b, c, d = ten_rounds(block + np.uint64(i), purpose, low, high, x, y)
            run_0[i], run_1[i] = a & _WORD, b & _WORD
            run_2[i], run_3[i] = c & _WORD, d & _WORD


@inner
def _draw_count(
    first: int, purpose: Any, streams: Any, sky: int, key: Any, sixteen: int,
    limits: Any, n: int, words: Any, left: Any,
) -> None:  # fmt: skip
    """How many of `n` days a month loses, in `left`."""
    _words(first, purpose, streams, sky, key, sixteen, words)
    fill(left, 0)
    for k in range(min(n, limits.size)):
        limit = limits[k]
        if limit > _WORD:
            break
        for lane in range(left.size):
            left[lane] += np.int32(words[lane] >= limit)


@inner
def _draw_which(
    first: int, purpose: Any, streams: Any, sky: int, key: Any, sixteen: int,
    ways: Any, left: Any, spare: Any, high: Any, rank: Any,
) -> None:  # fmt: skip
    """The number of the way to lose so many of n days, below `ways` of that many.

    That is the high word of 64 random bits times the number of ways.
    """
    _words(first, purpose + np.uint64(1), streams, sky, key, sixteen, spare)
    _words(first, purpose + np.uint64(2), streams, sky, key, sixteen, high)
    for lane in range(left.size):
        n = np.uint64(ways[left[lane]])
        low = (spare[lane] * n) >> _HIGH
        rank[lane] = np.int32((high[lane] * n + low) >> _HIGH)


@inner
def _pick_day(ways: Any, left: Any, rank: Any, flag: Any) -> None:
    """Whether the next day is lost, in `flag`.

    `ways` (int32[32]) are those to lose the rest in the days behind it; they come
    first.
    """
    for lane in range(flag.size):
        kept = ways[left[lane]]
        loses = rank[lane] >= kept
        rank[lane] -= kept if loses else np.int32(0)
        left[lane] -= np.int32(loses)
        flag[lane] = np.int32(loses)


@inner
def _lay_slot(
    lost: Any, offset: Any, at: int, row: int, step: int, flag: Any, gone: Any,
    kept: Any,
) -> None:  # fmt: skip
    """One slot of working time, in row `row` of `lost` and where it is in `offset`."""
    own = lost[row]
    for lane in range(own.size):
        minutes = np.int32(gone[lane] * step)
        own[lane] = np.int32(minutes << 1 | flag[lane])
        # Of a slot that is lost, the next one that is not writes over it.
        offset[np.uint32(at + 1 + kept[lane]), np.uint32(lane)] = minutes
        gone[lane] += flag[lane]
        kept[lane] += np.int32(1) - flag[lane]


@inner
def _draw_month(weather: Any, sky: int) -> None:
    """The next month of a sky."""
    # Arrays are taken out of their tuples once: for every day it would cost more than
    # to draw it.
    skies, drawn, lost, offset = (
        weather.skies, weather.drawn[sky], weather.lost, weather.offset,
    )  # fmt: skip
    at, step, left, flag = (
        skies.at[sky], skies.step[sky], weather.row[3], weather.row[4],
    )  # fmt: skip
    gone, kept, rank = (
        weather.lost_slots[sky], weather.kept_slots[sky], weather.row[2],
    )  # fmt: skip
    ways, day_slots = skies.ways, skies.day_slots
    if drawn[0] == 0:
        fill(lost[at], 0)
        fill(offset[at], 0)
        fill(gone, 0)
        fill(kept, 0)
    month = skies.month_at[sky] + drawn[0]
    begin, end = skies.day_at[month], skies.day_at[month + 1]
    loses = skies.chances[month] >= 0
    if loses:
        _draw_lost(weather, sky, month, end - begin)
    fill(flag, 0)
    for day in range(begin, end):
        if loses:
            _pick_day(ways[end - 1 - day], left, rank, flag)
        for _ in range(day_slots[day]):
            _lay_slot(lost, offset, at, at + 1 + drawn[1], step, flag, gone, kept)
            drawn[1] += 1
    drawn[0] += 1
    if month + 1 == skies.month_at[sky + 1]:
        _lay_end(lost, offset, at, skies.slots[sky], step, gone, kept)


@inner
def _draw_lost(weather: Any, sky: int, month: int, n: int) -> None:
    """How many of the `n` days of a month are lost, and by which way."""
    skies, first, left = weather.skies, weather.first[0], weather.row[3]
    key = weather.keys[weather.drawn[sky, 2] - OWN]
    _draw_count(
        first, skies.purpose[month], weather.streams, sky, key, skies.sixteen,
        skies.limits[skies.chances[month]], n, weather.words[0], left,
    )  # fmt: skip
    _draw_which(
        first, skies.purpose[month], weather.streams, sky, key, skies.sixteen,
        skies.ways[n], left, weather.words[0], weather.words[1], weather.row[2],
    )  # fmt: skip


@inner
def _lay_end(
    lost: Any, offset: Any, at: int, slots: int, step: int, gone: Any, kept: Any
) -> None:
    """Behind the last month nothing more is lost."""
    for lane in range(gone.size):
        minutes = np.int32(gone[lane] * step)
        lost[at + 1 + slots, lane] = np.int32(minutes << 1)
        for slot in range(kept[lane], slots + 1):
            offset[at + 1 + slot, lane] = minutes


@inner
def _is_drawn(weather: Any, sky: int) -> bool:
    """Whether all months are."""
    skies = weather.skies
    months = skies.month_at[sky + 1] - skies.month_at[sky]
    return bool(weather.drawn[sky, 0] >= months)


# Look-ups.


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
    while not _is_drawn(weather, sky) and (drawn[0] == 0 or drawn[1] * step <= latest):
        _draw_month(weather, sky)


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
        entry[lane] = table[slot[lane], np.uint32(lane)]
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
    while not _is_drawn(weather, sky):
        lack = np.int32(-1)
        for lane in range(slot.size):
            lack = max(lack, np.int32(np.int32(slot[lane]) - at - kept[lane]))
        if lack <= 0:
            break
        _draw_month(weather, sky)


@inner
def add_lost(table: Any, slot: Any, time: Any, out: Any) -> None:
    """Working times from effective ones."""
    for lane in range(time.size):
        out[lane] = table[slot[lane], np.uint32(lane)]
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
