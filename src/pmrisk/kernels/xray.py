"""The X-ray of a plan: what sets each date, lane by lane, and what waits for it alone.

There is one kind of it, whatever the plan has: it takes the passes for more, masks of
life and steps, all of which may be empty, so that it is compiled once.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inlined, inner, kernel
from pmrisk.kernels.backlog import burn
from pmrisk.kernels.calendar import AS_FINISH, to_calendar, to_moment
from pmrisk.kernels.draw import draw_tile
from pmrisk.kernels.driving import mark_driving
from pmrisk.kernels.exposure import fall_due, lift
from pmrisk.kernels.lanes import copy
from pmrisk.kernels.late import delay_all
from pmrisk.kernels.months import open_tile
from pmrisk.kernels.run import date
from pmrisk.kernels.schedule import last_finish, own_bound
from pmrisk.kernels.weather import row_of
from pmrisk.network.arrays import BINDS, DRIVES, NEVER, Int8, Int32, Int64

#: Parts of the iterations: iteration k belongs to part k mod 16.
PARTS = 16
# What holds an activity beside its relationships, in the first axis of the holds.
IMPOSED = 0  # an imposed date
BEGIN = 1  # the project's start, or the data date
LATE = 2  # it is as late as its successors allow


class Floors(NamedTuple):
    """What holds an activity beside its relationships, in its own working time."""

    asked: Int8  # int8[n_act]: 1 where it is looked at
    begin: Int32  # int32[n_act]: no start before, were no date imposed
    imposed: Int8  # int8[n_act]: 1 where a date is imposed
    start: Int32  # int32[n_act]: no start before by an imposed date, or NEVER
    counts: Int32  # int32[n_act]: the calendar on which its waits are counted, where
    # that is not its own time, or -1
    joins: Int32  # int32[n_rel]: of a gate, which the one of its first attempt counts
    # for, or -1
    joined: Int32  # int32[n_rel]: row of `Film.joined` that both share, or -1


class Tally(NamedTuple):
    """What is gathered of relationships and of other holds, part by part.

    Times are minutes of the successor's, or the activity's, calendar.
    """

    drives: Int64  # int64[n_rel, 16]: lanes in which it sets its successor's date
    critical: Int64  # int64[n_rel, 16]: of these, lanes on a path to the finish
    held: Int64  # int64[n_rel, 16]: minutes that its successor waits for it alone
    hold_drives: Int64  # int64[3, n_act, 16]
    hold_critical: Int64  # int64[3, n_act, 16]
    hold_minutes: Int64  # int64[3, n_act, 16]: signed, for a date may pull forward


class Film(NamedTuple):
    """Where one thread keeps the bounds of an activity, and dates before a delay."""

    bounds: Int32  # int32[most relationships of an activity, n_lane]
    floors: Int32  # int32[3, n_lane]: `Floors.begin` and `start`, and no finish before
    joined: Int8  # int8[n_joined, n_lane]: 1 where the one of an attempt drives, 2 on a
    # path
    early: Int32  # int32[n_act or 0, n_lane]


def make_tally(n_act: int, n_rel: int) -> Tally:
    """Nothing gathered yet."""
    rels = np.zeros((3, n_rel, PARTS), np.int64)
    holds = np.zeros((3, 3, n_act, PARTS), np.int64)
    return Tally(rels[0], rels[1], rels[2], holds[0], holds[1], holds[2])


@inner
def _asks(
    logic: Any, tables: Any, j: int, work: Any, lanes: Any, life: Any, bounds: Any
) -> None:
    """When each relationship of `j` lets it finish, in `bounds`.

    The latest and the one after it are left in rows 0 and 1.
    """
    first, second, duration = lanes.rows[0], lanes.rows[1], work.minutes[j]
    for lane in range(first.size):
        first[lane], second[lane] = NEVER, NEVER
    for r in range(logic.first[j], logic.first[j + 1]):
        out = bounds[r - logic.first[j]]
        if not logic.use[r] & BINDS:
            for lane in range(out.size):
                out[lane] = NEVER
            continue
        own_bound(logic, tables, r, j, work, lanes)
        value, binds = lanes.rows[4], life.masks[life.binds[r]]
        starts = np.int32(logic.kind[r] < 2)
        for lane in range(out.size):
            late = np.int32(value[lane] + starts * duration[lane])
            late = late if binds[lane] else np.int32(NEVER)
            out[lane] = late
            second[lane] = max(second[lane], min(first[lane], late))
            first[lane] = max(first[lane], late)


@inner
def _counted(
    tables: Any, own: int, calendar: int, time: Any, out: Any, lanes: Any
) -> None:
    """Times of an activity as they are counted: its own, or on a calendar."""
    if calendar < 0:
        copy(time, out)
    else:
        to_moment(tables, own, time, AS_FINISH, lanes.rows[9], lanes.slot)
        to_calendar(tables, calendar, lanes.rows[9], out, lanes.slot)


@inner
def _floors(logic: Any, tables: Any, j: int, floors: Any, lanes: Any, out: Any) -> None:
    """What holds `j` beside its relationships, lane by lane: see `Film.floors`."""
    calendar = logic.calendar[j]
    row_of(tables.weather, calendar, floors.begin[j], out[0])
    row_of(tables.weather, calendar, floors.start[j], out[1])
    row_of(tables.weather, calendar, logic.finish_floor[j], out[2])
    if calendar == 0:
        lift(tables.weather, tables, j, out[0], lanes.rows[9], lanes.slot)


@inner
def _add_waits(
    tables: Any, own: int, calendar: int, lanes: Any, alive: Any, held: Any, n: int
) -> None:
    """Add to `held` (int64[16]) what lies between the times in rows 3 and 6."""
    rest = lanes.rows[4]
    _counted(tables, own, calendar, lanes.rows[3], rest, lanes)
    for lane in range(n):
        if alive[lane] and lanes.rows[3, lane] > NEVER:
            held[lane & (PARTS - 1)] += lanes.rows[6, lane] - rest[lane]


@inner
def _count_links(
    logic: Any, tables: Any, j: int, work: Any, lanes: Any, alive: Any, floors: Any,
    film: Any, tally: Any, n: int,
) -> None:  # fmt: skip
    """The lanes in which each relationship drives, and what waits for it alone."""
    end, mark, own, rest = work.ends[j], work.mark[j], lanes.rows[2], lanes.rows[3]
    first, second, touched = lanes.rows[0], lanes.rows[1], work.touched[j]
    bounds = film.bounds
    for r in range(logic.first[j], logic.first[j + 1]):
        if not logic.use[r] & DRIVES:
            continue
        asks, driven = bounds[r - logic.first[j]], 0
        row, attempts = floors.joined[r], floors.joins[r] >= 0
        to = floors.joins[r] if attempts else r
        for lane in range(n):
            rest[lane] = end[lane]
            if asks[lane] != end[lane] or not alive[lane]:
                continue
            part, before = lane & (PARTS - 1), 0
            driven += 1
            on_path = touched and mark[lane] != 0
            if row >= 0:
                before = film.joined[row, lane]
                if attempts:
                    film.joined[row, lane] = 1 + on_path
            # Once a lane, though both the attempt and its gate may be driven.
            tally.drives[to, part] += before == 0
            tally.critical[to, part] += on_path and before < 2
            # Without it the next latest would ask; a tie leaves nothing to wait for.
            if asks[lane] == first[lane]:
                rest[lane] = max(second[lane], own[lane])
        if driven:
            _add_waits(
                tables, logic.calendar[j], floors.counts[j], lanes, alive,
                tally.held[to], n,
            )  # fmt: skip


@inner
def _count_imposed(
    logic: Any, tables: Any, j: int, work: Any, lanes: Any, alive: Any, floors: Any,
    film: Any, tally: Any, n: int,
) -> None:  # fmt: skip
    """The lanes in which an imposed date sets a date, or pulls it forward."""
    end, duration, mark, rest = (
        work.ends[j],
        work.minutes[j],
        work.mark[j],
        lanes.rows[3],
    )
    first, touched, own = lanes.rows[0], work.touched[j], film.floors
    for lane in range(n):
        rest[lane] = max(first[lane], np.int32(own[0, lane] + duration[lane]))
        start = np.int32(own[1, lane] + duration[lane])
        sets = max(start, own[2, lane]) == end[lane] or end[lane] < rest[lane]
        if alive[lane] and sets:
            part = lane & (PARTS - 1)
            tally.hold_drives[IMPOSED, j, part] += 1
            tally.hold_critical[IMPOSED, j, part] += touched and mark[lane] != 0
    _add_waits(
        tables, logic.calendar[j], floors.counts[j], lanes, alive,
        tally.hold_minutes[IMPOSED, j], n,
    )  # fmt: skip


@inner
def _count_begin(
    logic: Any, tables: Any, j: int, work: Any, lanes: Any, alive: Any, floors: Any,
    film: Any, tally: Any, n: int,
) -> None:  # fmt: skip
    """The lanes in which the project's start or the data date sets a date."""
    end, duration, mark, rest = (
        work.ends[j],
        work.minutes[j],
        work.mark[j],
        lanes.rows[3],
    )
    first, touched, own = lanes.rows[0], work.touched[j], film.floors
    for lane in range(n):
        rest[lane] = end[lane]
        if np.int32(own[0, lane] + duration[lane]) == end[lane]:
            start = np.int32(own[1, lane] + duration[lane])
            other = max(first[lane], max(start, own[2, lane]))
            rest[lane] = min(other, end[lane])
            if alive[lane]:
                part = lane & (PARTS - 1)
                tally.hold_drives[BEGIN, j, part] += 1
                tally.hold_critical[BEGIN, j, part] += touched and mark[lane] != 0
    _add_waits(
        tables, logic.calendar[j], floors.counts[j], lanes, alive,
        tally.hold_minutes[BEGIN, j], n,
    )  # fmt: skip


@inner
def _gather(
    logic: Any, tables: Any, work: Any, lanes: Any, life: Any, floors: Any, film: Any,
    tally: Any, n: int,
) -> None:  # fmt: skip
    """All of a tile, once it is dated and what drives is marked."""
    film.joined[:] = 0
    for j in range(logic.calendar.size):
        if not floors.asked[j]:
            continue
        alive, own = life.masks[life.mask[j]], lanes.rows[2]
        _asks(logic, tables, j, work, lanes, life, film.bounds)
        held = film.floors
        _floors(logic, tables, j, floors, lanes, held)
        for lane in range(own.size):
            begin = max(held[0, lane], held[1, lane])
            own[lane] = max(np.int32(begin + work.minutes[j, lane]), held[2, lane])
        calendar, counts = logic.calendar[j], floors.counts[j]
        _counted(tables, calendar, counts, work.ends[j], lanes.rows[6], lanes)
        _count_links(logic, tables, j, work, lanes, alive, floors, film, tally, n)
        if floors.imposed[j]:
            _count_imposed(logic, tables, j, work, lanes, alive, floors, film, tally, n)
        if logic.first[j] < logic.first[j + 1]:
            _count_begin(logic, tables, j, work, lanes, alive, floors, film, tally, n)


@inlined
def _delay(
    logic: Any, tables: Any, work: Any, lanes: Any, life: Any, floors: Any, film: Any,
    tally: Any, n: int,
) -> None:  # fmt: skip
    """Move what is as late as possible, and count by how much."""
    for j in range(logic.late.size):
        if logic.late[j]:
            copy(work.ends[j], film.early[j])
    delay_all(logic, tables, work, lanes, True, life)
    for j in range(logic.late.size):
        if logic.late[j]:
            alive, drives = life.masks[life.mask[j]], tally.hold_drives[LATE, j]
            copy(film.early[j], lanes.rows[3])
            own, counts = logic.calendar[j], floors.counts[j]
            _counted(tables, own, counts, work.ends[j], lanes.rows[6], lanes)
            for lane in range(n):
                if work.ends[j, lane] != film.early[j, lane] and alive[lane]:
                    drives[lane & (PARTS - 1)] += 1
            waited = tally.hold_minutes[LATE, j]
            _add_waits(tables, own, counts, lanes, alive, waited, n)


@kernel
def xray(
    draws: Any, scratch: Any, backlogs: Any, logic: Any, tables: Any, work: Any,
    lanes: Any, life: Any, steps: Any, floors: Any, film: Any, tally: Any, finish: Any,
    first: int, count: int, delays: bool, gathers: bool,
) -> None:  # fmt: skip
    """Iterations `first`, a multiple of 64, to ``first + count - 1`` into `tally`.

    `finish` (int32[n_iter]) gets the project's finish; without `gathers`, that is all.
    """
    n_lane = work.ends.shape[1]
    for begin in range(0, count, n_lane):
        n = min(n_lane, count - begin)
        open_tile(tables.weather, first + begin)
        draw_tile(draws, first + begin, n, work.minutes, work.values, scratch)
        burn(backlogs, first + begin, n, work.values, work.minutes)
        fall_due(tables.weather, tables, work.minutes, lanes)
        date(logic, tables, work, lanes, delays, life, steps)
        last = work.last[0]
        last_finish(
            logic, tables, logic.ends, -1, work.ends, work.groups, last, lanes, life
        )
        for lane in range(n):
            finish[first + begin + lane] = last[lane]
        if gathers:
            mark_driving(
                logic, tables, work.minutes, work.ends, work.groups, last, work, lanes,
                n, delays, life, None,
            )  # fmt: skip
            _gather(logic, tables, work, lanes, life, floors, film, tally, n)
            if delays:
                _delay(logic, tables, work, lanes, life, floors, film, tally, n)
