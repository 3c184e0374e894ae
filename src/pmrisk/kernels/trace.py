"""Back along what drove: which relationships held what, and where the days were.

From the project's finish, or that of an activity, a weight of one goes back in every
lane along the relationships that drive, in equal parts where several do. It stands at
the finish of an activity or at its start, as relationships read one or the other; on
its way from the finish to the start it has passed the duration.

Where a relationship does not bind, it takes nothing away from the meeting of paths: it
counts as if it asked for what the others do.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.calendar import AS_FINISH, to_calendar, to_moment
from pmrisk.kernels.exposure import fall_due
from pmrisk.kernels.lanes import copy, fill
from pmrisk.kernels.losses import lose_on_path, show_ends
from pmrisk.kernels.months import choose_luck, open_tile
from pmrisk.kernels.run import date
from pmrisk.kernels.schedule import forward, last_finish, own_bound, passed_by
from pmrisk.network.arrays import (
    BINDS,
    COVERS,
    DRIVES,
    NEVER,
    Float64,
    Int8,
    Int32,
    Int64,
)
from pmrisk.network.weather import FAIR


class Accounts(NamedTuple):
    """Where what lies on the path is booked, beside the minutes of activities."""

    again: Int8  # int8[n_act]: 1 where it counts only in lanes in which it exists
    joins: Int32  # int32[n_rel]: with which relationship it is counted, once a lane, or
    # -1; that of a later activity
    lag_row: Int32  # int32[n_rel]: row of `Tally.passed` for its lag, or -1
    lost_row: Int32  # int32[n_rel]: row of `Tally.lost` for what its lag loses, or -1


class Tally(NamedTuple):
    """What is gathered of every relationship and every activity, over all lanes."""

    drives: Int64  # int64[n_rel]: lanes in which it sets its successor's dates
    critical: Int64  # int64[n_rel]: lanes in which it is on the driving path
    bound: Int64  # int64[n_rel]: sum of the finishes that it asks of its successor
    latest: Int64  # int64[n_act]: sum of the finishes that relationships ask
    held: Int64  # int64[n_act]: sum of the minutes that it finishes after that
    floored: Int64  # int64[n_act]: lanes in which no relationship drives it
    begins: Int64  # int64[n_act]: lanes in which the driving path begins with it
    passed: Float64  # float64[n_row, n_lane]: how much of each row of the minutes lies
    # on the path (below zero where it pulls), in the last tile; then of other lags
    lost: (
        Float64  # float64[n_lost, n_lane]: minutes on the path that weather takes from
    )
    # each activity, in the last tile, then from lags; none without weather
    shown: Int32  # int32[n_end, n_lane]: the finish, as a moment in the last tile, of
    # what may finish last on a calendar with weather; the other rows are empty


def make_tally(
    n_act: int, n_rel: int, n_row: int, n_lost: int, n_end: int, n_lane: int
) -> Tally:
    """Nothing gathered yet."""
    rels = np.zeros((3, n_rel), np.int64)
    acts = np.zeros((4, n_act), np.int64)
    return Tally(
        drives=rels[0],
        critical=rels[1],
        bound=rels[2],
        latest=acts[0],
        held=acts[1],
        floored=acts[2],
        begins=acts[3],
        passed=np.zeros((n_row, n_lane)),
        lost=np.zeros((n_lost, n_lane)),
        shown=np.zeros((n_end, n_lane), np.int32),
    )


@inner
def _tell(
    tables: Any, own: int, calendar: int, time: Any, out: Any, spare: Any, slot: Any
) -> None:
    """Times on calendar `own` as working time, days that weather takes and all."""
    if own == 0:
        to_calendar(tables, calendar, time, out, slot)
    else:
        to_moment(tables, own, time, AS_FINISH, spare, slot)
        to_calendar(tables, own, spare, out, slot)


@inner
def _drivers(
    logic: Any, tables: Any, calendar: int, j: int, work: Any, lanes: Any, driving: Any,
    tally: Any, n: int, life: Any, accounts: Any,
) -> None:  # fmt: skip
    """Which relationships of `j` drive it (int8[n_rel, n_lane]), and how many do.

    `tally` gathers, for each, the lanes in which it drives, and its bounds: in its own
    working time, or on the project's `calendar` where that never stops.
    """
    end, duration, count = work.ends[j], work.minutes[j], driving[-1]
    asked, counted = lanes.rows[1], lanes.rows[1]
    own, spare, counts = logic.calendar[j], lanes.rows[3], lanes.rows[9]
    converts = (own == 0 and calendar > 0) or tables.exposed[own] > 0
    if converts:
        counted = lanes.rows[2]
    for lane in range(n):
        count[lane] = 0
    fill(counts, 1)
    if life is not None and accounts.again[j]:
        alive = life.masks[life.mask[j]]
        for lane in range(n):
            counts[lane] = alive[lane] & 1
    latest = lanes.rows[0]
    fill(latest, NEVER)
    for k in range(logic.first[j], logic.first[j + 1]):
        here = driving[k]
        if not logic.use[k] & BINDS:
            for lane in range(n):
                here[lane] = 0
            continue
        own_bound(logic, tables, k, j, work, lanes)
        copy(lanes.rows[4], asked)
        if logic.kind[k] < 2:
            for lane in range(asked.size):
                asked[lane] = np.int32(asked[lane] + duration[lane])
        if converts:
            _tell(tables, own, calendar, asked, counted, spare, lanes.slot)
        for lane in range(n):
            # Not joined by "and": without life the compiler leaves it out.
            if life is not None:  # noqa: SIM102
                if not life.masks[life.binds[k], lane]:
                    here[lane] = 0
                    continue
            drives = asked[lane] == end[lane]
            if life is not None:  # noqa: SIM102
                if life.absent[j] >= 0 and not life.masks[life.mask[j], lane]:
                    # What does not exist is driven to the minute.
                    moment = passed_by(logic, j, work.ends)
                    drives = lanes.rows[5, lane] == moment[lane]
            here[lane] = logic.use[k] & DRIVES != 0 and drives
            count[lane] += here[lane]
            tally.drives[k] += here[lane] & counts[lane]
            tally.bound[k] += counted[lane] * counts[lane]
            latest[lane] = max(latest[lane], counted[lane])
        if life is not None and accounts.joins[k] >= 0:
            other, there = accounts.joins[k], life.masks[life.mask[j]]
            for lane in range(n):
                fresh = there[lane] != 0 and driving[other, lane] == 0
                tally.drives[other] += here[lane] != 0 and fresh
    copy(end, counted)
    if converts:
        _tell(tables, own, calendar, end, counted, spare, lanes.slot)
    for lane in range(n):
        if latest[lane] == NEVER:
            latest[lane] = counted[lane]
        tally.latest[j] += latest[lane] * counts[lane]
        tally.floored[j] += count[lane] == 0
        tally.held[j] += counted[lane] - latest[lane]
    if life is not None:
        for k in range(logic.first[j], logic.first[j + 1]):
            if logic.use[k] & BINDS and life.binds[k] > 0:
                for lane in range(n):
                    if not life.masks[life.binds[k], lane]:
                        tally.bound[k] += latest[lane] * counts[lane]


@inner
def _is_last(logic: Any, j: int, work: Any, lane: int, life: Any) -> bool:
    """Whether the project finishes with `j` in a lane, after `last_finish`."""
    if life is not None:  # noqa: SIM102
        if not life.masks[life.ending[j], lane]:
            return False
    row = logic.finish_row[j]
    if row >= 0:
        return bool(work.ends[row, lane] == work.last[0, lane])
    return bool(work.ends[j, lane] == work.groups[logic.calendar[j], lane])


@inner
def _pass_on(
    logic: Any, j: int, driving: Any, weight: Any, tally: Any, n: int, accounts: Any
) -> None:
    """The weights of `j` to its predecessors, and what they passed to the tally.

    Where a relationship passes any on, its lane in `driving` is 2 from then on.
    """
    count = driving[-1]
    at_finish, at_start, passed = weight[0, j], weight[1, j], tally.passed[j]
    for lane in range(n):
        if count[lane] == 0:
            # Here the path begins: what was at the finish has passed the duration.
            passed[lane] += at_finish[lane]
            tally.begins[j] += at_finish[lane] + at_start[lane] > 0
    for k in range(logic.first[j], logic.first[j + 1]):
        here, kind, lag = driving[k], logic.kind[k], accounts.lag_row[k]
        other = accounts.joins[k]
        to = weight[kind & 1, logic.pred[k]]
        for lane in range(n):
            both = at_finish[lane] + at_start[lane]
            if not here[lane] or both == 0.0:
                continue
            to[lane] += both / count[lane]
            tally.critical[k] += 1
            here[lane] = 2
            if other >= 0:
                tally.critical[other] += driving[other, lane] < 2
            passed[lane] += (at_finish[lane] if kind < 2 else -at_start[lane]) / count[
                lane
            ]
            if lag >= 0:
                tally.passed[lag, lane] += both / count[lane]


@inner
def _seed(logic: Any, target: int, work: Any, weight: Any, n: int, life: Any) -> None:
    """A weight of one in every lane, in equal parts where several finish last."""
    weight[:] = 0.0
    if target >= 0:
        for lane in range(n):
            weight[0, target, lane] = 1.0
        return
    n_act = logic.calendar.size
    for lane in range(n):
        seeds = 0
        for j in range(n_act):
            if logic.ends[j] and _is_last(logic, j, work, lane, life):
                weight[0, j, lane] = 1.0
                seeds += 1
        for j in range(n_act):
            if weight[0, j, lane] > 0:
                weight[0, j, lane] /= seeds


@kernel
def trace(
    minutes: Any, values: Any, logic: Any, tables: Any, work: Any, lanes: Any,
    calendar: int, target: int, weight: Any, driving: Any, tally: Any, accounts: Any,
    first: int, n: int, on: Any, whose_weather: Any, more: Any, life: Any, steps: Any,
) -> None:  # fmt: skip
    """Run the `n` lanes of a tile of draws from iteration `first` on, and trace them.

    `calendar` is the project's, `target` the activity whose finish is traced, or -1
    where it is the project's, which `last_finish` finds. `weight` is float64[2, n_act,
    n_lane], `driving` int8[n_rel + 1, n_lane]. `on` (int8[n_player]) says whose weather
    there is, of the players that `whose_weather` names. What is found goes to `tally`.
    """
    open_tile(tables.weather, first)
    choose_luck(tables.weather, on, whose_weather, FAIR)
    for row in range(minutes.shape[0]):
        copy(minutes[row], work.minutes[row])
    work.values[:] = values
    fall_due(tables.weather, tables, work.minutes, lanes)
    if steps is None:
        forward(logic, tables, work.minutes, work.ends, lanes, more, life)
    else:
        date(logic, tables, work, lanes, more, life, steps)
    last_finish(
        logic, tables, logic.ends, -1, work.ends, work.groups, work.last[0], lanes, life
    )
    tally.passed[:] = 0.0
    tally.lost[:] = 0.0
    _seed(logic, target, work, weight, n, life)
    for j in range(logic.calendar.size - 1, -1, -1):
        if logic.passing[j] == COVERS:
            continue
        _drivers(
            logic, tables, calendar, j, work, lanes, driving, tally, n, life,
            accounts,
        )  # fmt: skip
        lose_on_path(
            tables.weather, logic, tables, j, work, lanes, driving, weight, tally, n,
            accounts.lost_row,
        )  # fmt: skip
        _pass_on(logic, j, driving, weight, tally, n, accounts)
    show_ends(tables.weather, logic, tables, work, lanes, tally.shown)
