"""The weather of a tile, drawn month by month as it is asked for.

`pmrisk.network.weather` says what the tables hold. A month of a year is a counter of
its own, so that nothing depends on how far, or in what order, months are drawn. How
many days it loses is one number; which they are, another of 64 bits: of all the ways to
take k of n days it picks one, each as likely as any other but for some 1e-11 of it, and
the days are told one by one from the counts of the ways that are left.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.lanes import fill
from pmrisk.kernels.philox import ten_rounds
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
        lost=np.empty((n_lane, n_table), np.int32),
        offset=np.empty((n_lane, n_table), np.int32),
        lost_slots=np.zeros((n_sky, n_lane), np.int32),
        kept_slots=np.full((n_sky, n_lane), -1, np.int32),
        row=np.zeros((6, n_lane), np.int32),
        words=np.zeros((2, n_lane), np.uint64),
        slot=np.zeros(n_lane, np.uint32),
    )


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
def _pick_day(ways: Any, bit: int, left: Any, rank: Any, days: Any) -> None:
    """Whether the next day is lost: then its `bit` is set in `days`.

    `ways` (int32[32]) are those to lose the rest in the days behind it; they come
    first.
    """
    mark = np.int32(bit)
    for lane in range(days.size):
        kept = ways[np.uint32(left[lane])]
        loses = -np.int32(rank[lane] >= kept)
        rank[lane] -= kept & loses
        left[lane] += loses
        days[lane] |= mark & loses


@inner
def _lay_month(
    lost: Any, offset: Any, at: int, row: int, step: int, slots: Any, days: Any,
    gone: Any, kept: Any,
) -> None:  # fmt: skip
    """A month whose days have so many `slots`, from `row` of `lost` on."""
    total, whole = slots.sum(), np.int32(step)
    for lane in range(gone.size):
        # Unsigned, for those need no look whether they count from the end.
        here, left = np.uint64(lane), days[lane]
        own, back = np.uint64(row), np.uint64(at + 1 + kept[lane])
        minutes = np.int32(gone[lane] * whole)
        if left == 0:
            _lay_alike(lost, here, own, total, np.int32(minutes << 1))
            _lay_alike(offset, here, back, total, minutes)
            kept[lane] += np.int32(total)
            continue
        for day in range(slots.size):
            flag = np.int32(left & np.int32(1))
            left = np.int32(left >> np.int32(1))
            for _ in range(slots[day]):
                lost[here, own] = np.int32(minutes << np.int32(1) | flag)
                # Of a slot that is lost, the next that is not writes over it.
                offset[here, back] = minutes
                own += np.uint64(1)
                back += np.uint64(np.int32(1) - flag)
                minutes += np.int32(flag * whole)
                gone[lane] += flag
        kept[lane] = np.int64(back) - at - 1


@inner
def _lay_alike(table: Any, lane: Any, begin: Any, count: int, value: Any) -> None:
    """One value in a row."""
    for slot in range(count):
        table[lane, begin + np.uint64(slot)] = value


@inner
def draw_month(weather: Any, sky: int) -> None:
    """The next month of a sky."""
    # Arrays are taken out of their tuples once: for every day it would cost more than
    # to draw it.
    skies, drawn, lost, offset = (
        weather.skies, weather.drawn[sky], weather.lost, weather.offset,
    )  # fmt: skip
    at, step, left, days = (
        skies.at[sky], skies.step[sky], weather.row[3], weather.row[4],
    )  # fmt: skip
    gone, kept, rank = (
        weather.lost_slots[sky], weather.kept_slots[sky], weather.row[2],
    )  # fmt: skip
    ways, month = skies.ways, skies.month_at[sky] + drawn[0]
    begin, end = skies.day_at[month], skies.day_at[month + 1]
    if drawn[0] == 0:
        fill(lost[:, at], 0)
        fill(offset[:, at], 0)
        fill(gone, 0)
        fill(kept, 0)
    fill(days, 0)
    if skies.chances[month] >= 0:
        _draw_lost(weather, sky, month, end - begin)
        for day in range(begin, end):
            _pick_day(ways[end - 1 - day], 1 << (day - begin), left, rank, days)
    slots = skies.day_slots[begin:end]
    row = at + 1 + drawn[1]
    _lay_month(lost, offset, at, row, step, slots, days, gone, kept)
    drawn[0] += 1
    drawn[1] += slots.sum()
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
        lost[lane, at + 1 + slots] = np.int32(minutes << 1)
        for slot in range(kept[lane], slots + 1):
            offset[lane, at + 1 + slot] = minutes


@inner
def is_drawn(weather: Any, sky: int) -> bool:
    """Whether all months are."""
    skies = weather.skies
    months = skies.month_at[sky + 1] - skies.month_at[sky]
    return bool(weather.drawn[sky, 0] >= months)
