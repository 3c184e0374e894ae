"""Back along what drove: which relationships held what, and where the days were.

From the project's finish, or that of an activity, a weight of one goes back in every
lane along the relationships that drive, in equal parts where several do. It stands at
the finish of an activity or at its start, as relationships read one or the other; on
its way from the finish to the start it has passed the duration.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.calendar import to_worked
from pmrisk.kernels.lanes import copy
from pmrisk.kernels.schedule import bound_of
from pmrisk.network.arrays import BINDS, COVERS, DRIVES, MOMENT, VIA


@inner
def own_bound(logic: Any, tables: Any, r: int, j: int, work: Any, lanes: Any) -> None:
    """The bound of `r` in the working time of its successor, in ``lanes.rows[4]``."""
    calendar = logic.calendar[j]
    bound_of(logic, tables, r, calendar, work.minutes, work.ends, lanes)
    if logic.mode[r] == MOMENT or logic.mode[r] == VIA:
        copy(lanes.rows[4], lanes.rows[5])
        to_worked(tables, calendar, lanes.rows[5], lanes.rows[4], lanes.slot)


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
            latest[lane] = late if k == logic.first[j] else max(latest[lane], late)


@inner
def _pass_on(
    logic: Any, j: int, work: Any, planned: Any, driving: Any, weight: Any, tally: Any,
    chosen: Any, n: int,
) -> None:  # fmt: skip
    """The weights of `j` to its predecessors, and what they passed to the tally."""
    count, minutes = driving[-1], work.minutes[j]
    at_finish, at_start = weight[0, j], weight[1, j]
    for lane in range(n):
        if count[lane] == 0:
            # Here the path begins: what was at the finish has passed the duration.
            own = at_finish[lane] * chosen[lane] * (minutes[lane] - planned[j])
            tally.passed[j] += own
            tally.begins[j] += at_finish[lane] + at_start[lane] > 0
    for k in range(logic.first[j], logic.first[j + 1]):
        here, kind, pred = driving[k], logic.kind[k], logic.pred[k]
        to, lag = weight[kind & 1, pred], logic.lag_row[k]
        for lane in range(n):
            if not here[lane] or at_finish[lane] + at_start[lane] == 0.0:
                continue
            share = (at_finish[lane] + at_start[lane]) / count[lane]
            to[lane] += share
            tally.critical[k] += 1
            off = minutes[lane] - planned[j]
            through = at_finish[lane] if kind < 2 else -at_start[lane]
            tally.passed[j] += chosen[lane] * through / count[lane] * off
            if lag >= 0:
                more = work.minutes[lag, lane] - planned[lag]
                tally.lagged[k] += chosen[lane] * share * more


@kernel
def trace(
    logic: Any, tables: Any, work: Any, lanes: Any, planned: Any, target: int,
    chosen: Any, weight: Any, driving: Any, tally: Any, n: int,
) -> None:  # fmt: skip
    """Trace the first `n` lanes of a tile that has been run, into `tally`.

    `planned` (int32[n_row]) are the plan's minutes, `target` the activity whose finish
    is traced, or -1 where it is the project's; then ``work.mark`` says which set it.
    `chosen` (float64[n_lane]) weighs the lanes of which deviations are booked. `weight`
    is float64[2, n_act, n_lane], `driving` int8[n_rel + 1, n_lane].
    """
    n_act = logic.calendar.size
    weight[:] = 0.0
    if target >= 0:
        for lane in range(n):
            weight[0, target, lane] = 1.0
    else:
        for lane in range(n):
            seeds = 0
            for j in range(n_act):
                seeds += logic.ends[j] and work.mark[j, lane] != 0
            for j in range(n_act):
                if logic.ends[j] and work.mark[j, lane] != 0:
                    weight[0, j, lane] = 1.0 / seeds
    for j in range(n_act - 1, -1, -1):
        if logic.passing[j] == COVERS:
            continue
        _drivers(logic, tables, j, work, lanes, driving, tally, n)
        _pass_on(logic, j, work, planned, driving, weight, tally, chosen, n)
        for lane in range(n):
            tally.finish[j] += work.ends[j, lane]
