"""Levelling: activities wait until the resources that they need are free.

The serial schedule generation scheme (Kolisch and Hartmann 1999), one iteration at a
time: of the activities whose predecessors have their dates, the first by the priority
rule gets the earliest at which its relationships let it start and its resources have
room for as long as it lasts; then the next.

A *profile* is the use of a resource over the working time of one calendar, as events in
order: from each on, so much is taken. An activity looks at the profile of its own
calendar and takes its units, from its start to its finish, from those of all calendars
that ever work when its own does. So nobody who works at the same time is overlooked,
night and day shifts share, and between two plans on one calendar nothing is converted.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.kernels.driving import pass_marks, pass_span, seed_marks
from pmrisk.kernels.lanes import cap
from pmrisk.kernels.profiles import cut, free_from, pop, push
from pmrisk.kernels.schedule import forward_some, keep_moments, last_finish
from pmrisk.kernels.workspace import Lanes, Work, make_lanes, make_work
from pmrisk.network import Network
from pmrisk.network.arrays import (
    CAPPED,
    COVERS,
    LIMIT,
    MOMENTS_OUT,
    NEVER,
    Int8,
    Int32,
    Int64,
    Life,
)
from pmrisk.network.limits import PRIORITY, TOTAL_FLOAT, Limits


class Desk(NamedTuple):
    """What one thread needs to level one iteration after the other."""

    one: Work  # a tile of one lane
    lanes: Lanes
    life: Life | None  # with the masks of that lane
    key: Int64  # int64[n_act]: by the priority rule, the least goes first
    tie: Int32  # int32[n_act]: the late finish as a moment
    heap: Int32  # int32[n_act]: whose predecessors have their dates
    waits: Int32  # int32[n_act]: predecessors without dates
    order: Int32  # int32[n_act]: in which they got their dates
    turn: Int32  # int32[n_act]: where each stands in that; -1 where it is held
    moved: Int8  # int8[n_act]: 1 where a resource kept it from starting
    times: Int32  # events of all profiles: moments
    used: Int64  # what is taken from there on, in millionths
    events: Int32  # int32[n_profile]: how many there are so far
    overloads: Int64  # int64[1]: lanes in which more is taken than there is


def make_desk(network: Network, limits: Limits) -> Desk:
    """A workspace for the levelling of `network`."""
    n_act = len(network.activities)
    one, life = make_work(network, 1, detailed=False), network.life
    if life is not None:
        life = life._replace(masks=one.masks, values=one.values, room=one.room)

    def row() -> Int32:
        return np.zeros(n_act, np.int32)

    return Desk(
        one=one,
        lanes=make_lanes(1),
        life=life,
        key=np.zeros(n_act, np.int64),
        tie=row(),
        heap=row(),
        waits=row(),
        order=row(),
        turn=row(),
        moved=np.zeros(n_act, np.int8),
        times=np.zeros(limits.room[-1], np.int32),
        used=np.zeros(limits.room[-1], np.int64),
        events=np.zeros(limits.capacity.size, np.int32),
        overloads=np.zeros(1, np.int64),
    )


@inner
def _abroad(
    tables: Any, here: Any, there: Any, time: Any, bias: float, lanes: Any
) -> Any:
    """A working time of one calendar, as a start or a finish, on another one."""
    lanes.rows[0, 0] = time
    to_moment(tables, here, lanes.rows[0], bias, lanes.rows[1], lanes.slot)
    to_worked(tables, there, lanes.rows[1], lanes.rows[0], lanes.slot)
    return np.int64(lanes.rows[0, 0])


@inner
def _take(logic: Any, tables: Any, limits: Any, desk: Any, j: Any) -> None:
    """Take what `j` needs from its start to its finish; note if that is too much."""
    times, used, here = desk.times, desk.used, np.int64(logic.calendar[j])
    finish = np.int64(desk.one.ends[j, 0])
    start = finish - np.int64(desk.one.minutes[j, 0])
    for k in range(limits.first[j], limits.first[j + 1]):
        profile, units = np.int64(limits.profile[k]), limits.units[k]
        for f in range(limits.felt_first[profile], limits.felt_first[profile + 1]):
            felt = np.int64(limits.felt[f])
            there, begin, end = np.int64(limits.clock[felt]), start, finish
            if there != here:
                begin = _abroad(tables, here, there, start, AS_START, desk.lanes)
                end = _abroad(tables, here, there, finish, AS_FINISH, desk.lanes)
            room = np.int64(limits.room[felt])
            first = cut(times, used, room, desk.events, felt, begin)
            last = cut(times, used, room, desk.events, felt, end)
            for at in range(first, last):
                used[at] += units
                if felt == profile and used[at] > limits.capacity[felt]:
                    desk.overloads[0] = 1


@inner
def fit(limits: Any, desk: Any, j: Any) -> Any:
    """Move `j` to the earliest at which all that it needs is free; whether it moved."""
    duration = np.int64(desk.one.minutes[j, 0])
    begun = start = np.int64(desk.one.ends[j, 0]) - duration
    tried = start - 1
    while tried < start < LIMIT:
        tried = start
        for k in range(limits.first[j], limits.first[j + 1]):
            profile = limits.profile[k]
            most = limits.capacity[profile] - limits.units[k]
            room, count = np.int64(limits.room[profile]), np.int64(desk.events[profile])
            start = free_from(desk.times, desk.used, room, count, most, start, duration)
    desk.one.ends[j, 0] = min(start + duration, LIMIT)
    return start > begun


@inner
def _place(
    logic: Any, tables: Any, limits: Any, desk: Any, j: Any, more: Any, life: Any
) -> None:
    """Give `j`, which has the dates of its logic, the room that it needs.

    What is imposed holds, whether there is room or not.
    """
    one = desk.one
    if fit(limits, desk, j):
        desk.moved[j] = 1
        if more is not None and logic.needs[j] & CAPPED:
            cap(one.ends[j], one.minutes[j], logic.start_cap[j], logic.finish_cap[j])
        if logic.needs[j] & MOMENTS_OUT:
            keep_moments(
                logic, tables, j, one.minutes, one.ends, desk.lanes, more, life
            )
    _take(logic, tables, limits, desk, j)


@inlined
def _open(
    logic: Any, tables: Any, limits: Any, work: Any, desk: Any, lane: Any, life: Any
) -> Any:
    """Lay out one lane of a tile; how many activities wait for nothing.

    What is held takes its units at once, at the dates of its logic.
    """
    one, size = desk.one, 0
    for row in range(one.minutes.shape[0]):
        one.minutes[row, 0] = work.minutes[row, lane]
    for row in range(one.ends.shape[0]):
        one.ends[row, 0] = work.ends[row, lane]
    if life is not None:
        for row in range(one.masks.shape[0]):
            one.masks[row, 0] = work.masks[row, lane]
        for row in range(one.values.shape[0]):
            one.values[row, 0] = work.values[row, lane]
    for profile in range(desk.events.size):
        desk.times[limits.room[profile]] = NEVER
        desk.used[limits.room[profile]] = 0
        desk.events[profile] = 1
    for j in range(desk.waits.size):
        desk.waits[j], desk.moved[j] = limits.waits[j], 0
        desk.turn[j] = -1 if limits.held[j] else 0
        desk.tie[j] = work.mark[j, lane]
        desk.key[j] = limits.stage[j]
        if limits.rule == TOTAL_FLOAT:
            desk.key[j] += work.late[j, lane] - work.ends[j, lane]
        elif limits.rule == PRIORITY:
            desk.key[j] += limits.rank[j]
    for j in range(desk.waits.size):
        if limits.held[j]:
            _take(logic, tables, limits, desk, j)
        if desk.waits[j] == 0:
            push(desk.heap, size, j, desk.key, desk.tie)
            size += 1
    return size


@inlined
def _schedule(
    logic: Any, tables: Any, limits: Any, desk: Any, size: Any, more: Any, life: Any
) -> None:
    """Dates for every activity in turn; `size` of them wait for nothing."""
    one, placed = desk.one, 0
    while size > 0:
        j = pop(desk.heap, size, desk.key, desk.tie)
        size -= 1
        forward_some(
            logic, tables, one.minutes, one.ends, desk.lanes, more, life, j, j + 1
        )
        needs = limits.first[j] < limits.first[j + 1] and one.minutes[j, 0] > 0
        if needs and not limits.held[j]:
            _place(logic, tables, limits, desk, j, more, life)
        if not limits.held[j]:
            desk.turn[j] = placed
        desk.order[placed] = j
        placed += 1
        for k in range(limits.next_first[j], limits.next_first[j + 1]):
            then = np.int64(limits.next[k])
            desk.waits[then] -= 1
            if desk.waits[then] == 0:
                push(desk.heap, size, then, desk.key, desk.tie)
                size += 1


@inner
def _shares(limits: Any, a: Any, b: Any) -> bool:
    """Whether `a` feels what `b` takes."""
    for k in range(limits.first[a], limits.first[a + 1]):
        for m in range(limits.first[b], limits.first[b + 1]):
            taken = limits.profile[m]
            for f in range(limits.felt_first[taken], limits.felt_first[taken + 1]):
                if limits.felt[f] == limits.profile[k]:
                    return True
    return False


@inner
def _mark_takers(logic: Any, tables: Any, limits: Any, desk: Any, j: Any) -> None:
    """Mark those whose finish freed what `j` waited for."""
    one = desk.one
    begun = one.ends[j, 0] - one.minutes[j, 0]
    for i in range(desk.turn.size):
        if desk.turn[i] < desk.turn[j] and _shares(limits, j, i):
            here, there = np.int64(logic.calendar[i]), np.int64(logic.calendar[j])
            end = np.int64(one.ends[i, 0])
            if here != there:
                end = _abroad(tables, here, there, end, AS_FINISH, desk.lanes)
            if one.minutes[i, 0] > 0 and end == begun:
                one.mark[i, 0] = -1
                one.touched[i] = 1


@inlined
def _mark(
    logic: Any, tables: Any, limits: Any, desk: Any, critical: Any, more: Any,
    life: Any, rework: Any,
) -> None:  # fmt: skip
    """Count in `critical` what drives the finish, by logic or by what it takes."""
    one, lanes = desk.one, desk.lanes
    last = one.last[0]
    last_finish(logic, tables, logic.ends, -1, one.ends, one.groups, last, lanes, life)
    seed_marks(logic, one.ends, one.groups, last, one, 1, life)
    for k in range(desk.order.size - 1, -1, -1):
        j: Any = np.int64(desk.order[k])
        if not one.touched[j] or one.mark[j, 0] == 0:
            continue
        if more is not None and logic.passing[j] == COVERS:
            pass_span(logic, tables, one.ends, j, one, lanes, life)
            continue
        pass_marks(logic, tables, one.minutes, one.ends, j, one, lanes, life)
        if desk.moved[j]:
            _mark_takers(logic, tables, limits, desk, j)
        if life is not None and not life.masks[life.mask[j], 0]:
            # It has passed on what is critical; where it does not exist it is not.
            one.mark[j, 0] = 0
    if rework is not None:
        # What is done again counts for the activity itself.
        for k in range(rework.copy.size):
            copy, own = rework.copy[k], rework.original[k]
            if one.touched[copy] and one.mark[copy, 0] != 0:
                one.touched[own], one.mark[own, 0], one.mark[copy, 0] = 1, -1, 0
    for i in range(critical.size):
        if one.touched[i] and logic.passing[i] != COVERS:
            critical[i] -= one.mark[i, 0]


@inner
def level(
    logic: Any, tables: Any, limits: Any, work: Any, lanes: Any, desk: Any, n: Any,
    more: Any, life: Any, rework: Any,
) -> None:  # fmt: skip
    """Level the first `n` lanes of a tile, and count what drives in them.

    The tile has its early dates, and the late finishes that they leave; `life` is that
    of the desk.
    """
    for j in range(logic.calendar.size):
        to_moment(
            tables, logic.calendar[j], work.late[j], AS_FINISH, work.mark[j], lanes.slot
        )
    for lane in range(n):
        before = desk.overloads[0]
        desk.overloads[0] = 0
        size = _open(logic, tables, limits, work, desk, lane, life)
        _schedule(logic, tables, limits, desk, size, more, life)
        _mark(logic, tables, limits, desk, work.critical, more, life, rework)
        desk.overloads[0] += before
        for row in range(desk.one.minutes.shape[0]):
            work.minutes[row, lane] = desk.one.minutes[row, 0]
        for row in range(desk.one.ends.shape[0]):
            work.ends[row, lane] = desk.one.ends[row, 0]
        if life is not None:
            # What dates decide has been decided on these.
            for row in range(desk.one.masks.shape[0]):
                work.masks[row, lane] = desk.one.masks[row, 0]
