"""Back along what drove: which relationships held what, and where the days were.

From the project's finish, or that of an activity, a weight of one goes back in every
lane along the relationships that drive, in equal parts where several do. It stands at
the finish of an activity or at its start, as relationships read one or the other; on
its way from the finish to the start it has passed the duration.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.lanes import copy
from pmrisk.kernels.schedule import forward, last_finish, own_bound
from pmrisk.network.arrays import (
    BINDS,
    COVERS,
    DRIVES,
    Float64,
    Int64,
)


class Tally(NamedTuple):
    """What is gathered of every relationship and every activity, over all lanes."""

    drives: Int64  # int64[n_rel]: lanes in which it sets its successor's dates
    critical: Int64  # int64[n_rel]: lanes in which it is on the driving path
    bound: Int64  # int64[n_rel]: sum of the finishes that it asks of its successor
    latest: Int64  # int64[n_act]: sum of the finishes that relationships ask
    held: Int64  # int64[n_act]: sum of the minutes that it finishes after that
    floored: Int64  # int64[n_act]: lanes in which no relationship drives it
    begins: Int64  # int64[n_act]: lanes in which the driving path begins with it
    passed: Float64  # float64[n_row, n_lane]: minutes on the path beyond the plan, of
    # the last tile


def make_tally(n_act: int, n_rel: int, n_row: int, n_lane: int) -> Tally:
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
    )


@inner
def _drivers(
    logic: Any, tables: Any, j: int, work: Any, lanes: Any, driving: Any, tally: Any,
    n: int,
) -> None:  # fmt: skip
    """Which relationships of `j` drive it (int8[n_rel, n_lane]), and how many do.

    `tally` gathers, for each, the lanes in which it drives, and its bounds.
    """
    end, duration, count = work.ends[j], work.minutes[j], driving[-1]
    for lane in range(n):
        count[lane] = 0
    latest = lanes.rows[0]
    copy(end, latest)
    bounds = 0
    for k in range(logic.first[j], logic.first[j + 1]):
        here = driving[k]
        if not logic.use[k] & BINDS:
            for lane in range(n):
                here[lane] = 0
            continue
        own_bound(logic, tables, k, j, work, lanes)
        bound, finish = lanes.rows[4], logic.kind[k] >= 2
        for lane in range(n):
            late = bound[lane] if finish else np.int32(bound[lane] + duration[lane])
            here[lane] = logic.use[k] & DRIVES != 0 and late == end[lane]
            count[lane] += here[lane]
            tally.drives[k] += here[lane]
            tally.bound[k] += late
            latest[lane] = late if bounds == 0 else max(latest[lane], late)
        bounds += 1
    for lane in range(n):
        tally.latest[j] += latest[lane]
        tally.floored[j] += count[lane] == 0
        tally.held[j] += end[lane] - latest[lane]


@inner
def _is_last(logic: Any, j: int, work: Any, lane: int) -> bool:
    """Whether the project finishes with `j` in a lane, after `last_finish`."""
    row = logic.finish_row[j]
    if row >= 0:
        return bool(work.ends[row, lane] == work.last[0, lane])
    return bool(work.ends[j, lane] == work.groups[logic.calendar[j], lane])


@inner
def _pass_on(
    logic: Any, j: int, work: Any, planned: Any, driving: Any, weight: Any, tally: Any,
    n: int,
) -> None:  # fmt: skip
    """The weights of `j` to its predecessors, and what they passed to the tally."""
    count, minutes = driving[-1], work.minutes[j]
    at_finish, at_start, passed = weight[0, j], weight[1, j], tally.passed[j]
    for lane in range(n):
        if count[lane] == 0:
            # Here the path begins: what was at the finish has passed the duration.
            passed[lane] += at_finish[lane] * (minutes[lane] - planned[j])
            tally.begins[j] += at_finish[lane] + at_start[lane] > 0
    for k in range(logic.first[j], logic.first[j + 1]):
        here, kind, lag = driving[k], logic.kind[k], logic.lag_row[k]
        to = weight[kind & 1, logic.pred[k]]
        for lane in range(n):
            both = at_finish[lane] + at_start[lane]
            if not here[lane] or both == 0.0:
                continue
            to[lane] += both / count[lane]
            tally.critical[k] += 1
            through = at_finish[lane] if kind < 2 else -at_start[lane]
            passed[lane] += through / count[lane] * (minutes[lane] - planned[j])
            if lag >= 0:
                more = work.minutes[lag, lane] - planned[lag]
                tally.passed[lag, lane] += both / count[lane] * more


@kernel
def trace(
    minutes: Any, logic: Any, tables: Any, work: Any, lanes: Any, planned: Any,
    target: int, weight: Any, driving: Any, tally: Any, n: int, more: Any,
) -> None:  # fmt: skip
    """Run the first `n` lanes of a tile of draws, and trace them into `tally`.

    `planned` (int32[n_row]) are the plan's minutes, `target` the activity whose finish
    is traced, or -1 where it is the project's, which `last_finish` has just found.
    `weight` is float64[2, n_act, n_lane], `driving` int8[n_rel + 1, n_lane].
    """
    n_act = logic.calendar.size
    for row in range(minutes.shape[0]):
        copy(minutes[row], work.minutes[row])
    forward(logic, tables, work.minutes, work.ends, lanes, more)
    last_finish(
        logic, tables, logic.ends, -1, work.ends, work.groups, work.last[0], lanes
    )
    weight[:] = 0.0
    tally.passed[:] = 0.0
    if target >= 0:
        for lane in range(n):
            weight[0, target, lane] = 1.0
    else:
        for lane in range(n):
            seeds = 0
            for j in range(n_act):
                weight[0, j, lane] = logic.ends[j] and _is_last(logic, j, work, lane)
                seeds += weight[0, j, lane] > 0
            for j in range(n_act):
                weight[0, j, lane] /= seeds
    for j in range(n_act - 1, -1, -1):
        if logic.passing[j] == COVERS:
            continue
        _drivers(logic, tables, j, work, lanes, driving, tally, n)
        _pass_on(logic, j, work, planned, driving, weight, tally, n)
