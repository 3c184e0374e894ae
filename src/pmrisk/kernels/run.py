"""One batch of iterations from draws to dates and money: what a thread is given."""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inlined, kernel
from pmrisk.kernels.backlog import burn
from pmrisk.kernels.calendar import to_calendar
from pmrisk.kernels.cost import total_cost
from pmrisk.kernels.draw import draw_tile
from pmrisk.kernels.driving import mark_driving
from pmrisk.kernels.exposure import fall_due, pay_time, show
from pmrisk.kernels.late import delay_all, late_pass
from pmrisk.kernels.levelling import level
from pmrisk.kernels.months import open_tile
from pmrisk.kernels.rework import write_rework
from pmrisk.kernels.schedule import forward, last_finish
from pmrisk.kernels.steps import perform
from pmrisk.kernels.sums import add_significance, add_sums
from pmrisk.network.arrays import KEEPS, NEVER, Float64, Int8, Int32


class Output(NamedTuple):
    """Where iterations leave their outcomes; column `k - first` belongs to iteration k.

    `watched` holds the rows `watch` of the ends. `starts` and `finishes`, unless empty,
    are in each activity's own working time, as moments where they keep those or may
    have weather. What is watched is `NEVER` where it does not exist.
    """

    finish: Int32  # int32[n_iter]: the project's finish, a moment
    cost: Float64  # float64[n_iter]
    happened: Int8  # int8[n_event, n_iter]: 1 where an event happens
    watch: Int32  # int32[n_watch, 2]: rows of the ends, and whose they are
    watched: Int32  # int32[n_watch, n_iter]
    starts: Int32  # int32[n_act, n_iter], or [0, 0]
    finishes: Int32  # int32[n_act, n_iter], or [0, 0]
    unlevelled: Int32  # int32[n_iter]: the finish without limits, or [0]


@inlined
def _write(
    logic: Any, tables: Any, work: Any, lanes: Any, output: Any, column: int, kept: int,
    n: int, life: Any, steps: Any, rework: Any,
) -> None:  # fmt: skip
    """The first `n` lanes of a tile to the columns from `column`, or `kept`, on."""
    for lane in range(n):
        output.finish[column + lane] = work.last[0, lane]
        output.cost[column + lane] = work.cost[lane]
    for k in range(output.watch.shape[0]):
        source = work.ends[output.watch[k, 0]]
        for lane in range(n):
            output.watched[k, column + lane] = source[lane]
        if life is not None:
            alive = life.masks[life.mask[output.watch[k, 1]]]
            for lane in range(n):
                if not alive[lane]:
                    output.watched[k, column + lane] = NEVER
    if steps is not None:
        for e in range(steps.event.size):
            for lane in range(n):
                output.happened[e, column + lane] = -work.masks[steps.event[e], lane]
    for j in range(output.starts.shape[0]):
        end, duration = work.ends[j], work.minutes[j]
        if tables.exposed[logic.calendar[j]]:
            show(tables, logic, j, work.minutes, work.ends, lanes.rows, lanes.slot)
            for lane in range(n):
                output.finishes[j, kept + lane] = lanes.rows[1, lane]
                output.starts[j, kept + lane] = lanes.rows[0, lane]
            continue
        keeps = logic.passing[j] in KEEPS
        if keeps and logic.finish_row[j] >= 0:
            finish, start = (
                work.ends[logic.finish_row[j]],
                work.ends[logic.start_row[j]],
            )
            for lane in range(n):
                output.finishes[j, kept + lane] = finish[lane]
                output.starts[j, kept + lane] = start[lane]
            continue
        for lane in range(n):
            output.finishes[j, kept + lane] = end[lane]
            output.starts[j, kept + lane] = np.int32(end[lane] - duration[lane])
    if rework is not None:
        write_rework(rework, logic, tables, life, work, lanes, output, column, kept, n)


@inlined
def play(steps: Any, begin: int, end: int, work: Any, lanes: Any) -> None:
    """Some of the steps of a plan."""
    perform(
        steps.step, begin, end, steps.number, work.masks, work.minutes, work.values,
        work.ends, lanes.product, lanes.own, work.cost,
    )  # fmt: skip


@inlined
def date(
    logic: Any, tables: Any, work: Any, lanes: Any, more: Any, life: Any, steps: Any
) -> None:
    """The early finishes, with all that happens to durations.

    They are found twice where it has to be judged who works when.
    """
    for turn in range(1 + (steps.section[1] < steps.section[2])):
        play(steps, steps.section[turn], steps.section[turn + 1], work, lanes)
        forward(logic, tables, work.minutes, work.ends, lanes, more, life)


@kernel
def run_batch(
    draws: Any,
    scratch: Any,
    logic: Any,
    tables: Any,
    costs: Any,
    scale: Any,
    work: Any,
    lanes: Any,
    output: Any,
    calendar: int,
    horizon: int,
    first: int,
    column: int,
    kept: int,
    count: int,
    detailed: bool,
    backlogs: Any,
    limits: Any,
    desk: Any,
    more: Any,
    life: Any,
    steps: Any,
    rework: Any,
) -> None:
    """Iterations `first` to ``first + count - 1``; `first` is a multiple of 64.

    `calendar` is the project's, `horizon` the last minute that the calendars reach,
    `column` where in `output` the first one goes, `kept` where its starts and finishes
    do. `more` is that of `pmrisk.network.arrays.has_more`; `life` and `steps` are None
    where everything exists and nothing happens, `backlogs` where nothing is burnt
    down, `rework` where no gate sends any back. With `detailed`, the late pass runs and
    the sums of `pmrisk.kernels.sums` are gathered. With `limits`, else None, dates are
    levelled; what is only for that is not compiled without.
    """
    n_lane = work.ends.shape[1]
    for begin in range(0, count, n_lane):
        n = min(n_lane, count - begin)
        open_tile(tables.weather, first + begin)
        clamped, clipped = draw_tile(
            draws, first + begin, n, work.minutes, work.values, scratch
        )
        work.notes[0] += clamped
        work.notes[1] += clipped
        if backlogs is not None:
            work.notes[3] += burn(backlogs, first + begin, n, work.values, work.minutes)
        fall_due(tables.weather, tables, work.minutes, lanes)
        if steps is None:
            forward(logic, tables, work.minutes, work.ends, lanes, more, life)
        else:
            date(logic, tables, work, lanes, more, life, steps)
        last = work.last[0]
        last_finish(
            logic, tables, logic.ends, -1, work.ends, work.groups, last,
            lanes, life,
        )  # fmt: skip
        if limits is None:
            mark_driving(
                logic, tables, work.minutes, work.ends, work.groups, last,
                work, lanes, n, more, life, rework,
            )  # fmt: skip
        else:
            for lane in range(n):
                output.unlevelled[column + begin + lane] = last[lane]
            late_pass(logic, tables, work, lanes, more, life)
            level(logic, tables, limits, work, lanes, desk, n, more, desk.life, rework)
            last_finish(
                logic, tables, logic.ends, -1, work.ends, work.groups, last,
                lanes, life,
            )  # fmt: skip
        for lane in range(n):
            work.notes[2] += last[lane] > horizon
        if more is not None and more:
            delay_all(logic, tables, work, lanes, more, life)
        pay_time(tables.weather, tables, logic, work.minutes, work.ends, lanes)
        total_cost(costs, work.minutes, work.values, work.cost)
        if steps is not None:
            play(steps, steps.section[2], steps.section[3], work, lanes)
        if detailed:
            time = work.project_time
            to_calendar(tables, calendar, last, time, lanes.slot)
            late_pass(logic, tables, work, lanes, more, life)
            add_sums(scale, work.minutes, time, work.sums, n)
            add_significance(
                scale, work.minutes, work.ends, work.late, time, work.sums, n
            )
        _write(
            logic, tables, work, lanes, output, column + begin, kept + begin, n, life,
            steps, rework,
        )  # fmt: skip
