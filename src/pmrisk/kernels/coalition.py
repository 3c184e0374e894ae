"""Some sources on, the others off: the same draws run through the network again."""

from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.cost import total_cost
from pmrisk.kernels.exposure import fall_due, pay_time, show
from pmrisk.kernels.lanes import copy
from pmrisk.kernels.late import delay_all
from pmrisk.kernels.months import choose_luck, open_tile
from pmrisk.kernels.run import date, play
from pmrisk.kernels.schedule import forward, last_finish

#: What is asked of a coalition, where it is no row of the ends.
FINISH, COST, BOTH = -1, -2, -3


@inner
def compose(
    on: Any, whose_minutes: Any, whose_values: Any, minutes: Any, values: Any,
    else_minutes: Any, else_values: Any, work: Any,
) -> None:  # fmt: skip
    """The minutes and values of a tile, of each source that is off the other ones."""
    for row in range(whose_minutes.size):
        player = whose_minutes[row]
        taken = minutes if player < 0 or on[player] else else_minutes
        copy(taken[row], work.minutes[row])
    for row in range(whose_values.size):
        player = whose_values[row]
        chosen = values if player < 0 or on[player] else else_values
        for lane in range(work.values.shape[1]):
            work.values[row, lane] = chosen[row, lane]


@kernel
def run_coalitions(
    asked: Any, whose_minutes: Any, whose_values: Any, minutes: Any, values: Any,
    else_minutes: Any, else_values: Any, logic: Any, tables: Any, costs: Any,
    work: Any, lanes: Any, target: int, times: Any, money: Any, column: int, n: int,
    whose_weather: Any, else_luck: int, more: Any, life: Any, steps: Any,
) -> None:  # fmt: skip
    """What each coalition reaches in the iterations of one tile.

    `asked` is int8[n_coalition, n_player]; `whose_minutes` and `whose_values` name the
    player of each row, or -1 where it is always on. `minutes` and `values` are what was
    drawn, `else_minutes` and `else_values` what stands in for it. The outcome goes to
    the `n` columns from `column` on: of `money` (float64[n_coalition, n_iter]) where
    `target` is `COST` or `BOTH`; of `times` (int32) unless it is `COST`: the project's
    finish, or a row of the ends; of an activity whose calendar may have weather its
    finish as a moment.

    `whose_weather` (int32[n_sky]) names the player of each calendar's weather; what
    stands in for it is `else_luck`, a mode of `pmrisk.network.weather.Weather`.
    """
    open_tile(tables.weather, column)
    for c in range(asked.shape[0]):
        compose(
            asked[c], whose_minutes, whose_values, minutes, values, else_minutes,
            else_values, work,
        )  # fmt: skip
        choose_luck(tables.weather, asked[c], whose_weather, else_luck)
        fall_due(tables.weather, tables, work.minutes, lanes)
        if steps is None:
            forward(logic, tables, work.minutes, work.ends, lanes, more, life)
        else:
            date(logic, tables, work, lanes, more, life, steps)
        last = work.last[0]
        if target == FINISH or target == BOTH or (more is not None and more):
            last_finish(
                logic, tables, logic.ends, -1, work.ends, work.groups, last, lanes,
                life,
            )  # fmt: skip
        if more is not None and more:
            delay_all(logic, tables, work, lanes, more, life)
        if target != COST:
            row = last if target < 0 else work.ends[target]
            if (
                0 <= target < logic.calendar.size
                and tables.exposed[logic.calendar[target]]
            ):
                show(
                    tables, logic, target, work.minutes, work.ends, lanes.rows,
                    lanes.slot,
                )  # fmt: skip
                row = lanes.rows[1]
            for lane in range(n):
                times[c, column + lane] = row[lane]
        if target == COST or target == BOTH:
            pay_time(tables.weather, tables, logic, work.minutes, work.ends, lanes)
            total_cost(costs, work.minutes, work.values, work.cost)
            if steps is not None:
                play(steps, steps.section[2], steps.section[3], work, lanes)
            for lane in range(n):
                money[c, column + lane] = work.cost[lane]


@kernel
def percentiles_by_part(outcomes: Any, edges: Any, ranks: Any, out: Any) -> None:
    """The percentile of each row: of all, and without each part in turn.

    Iteration k of `outcomes` ([n_row, n_iter]) belongs to part k mod n_part. `ranks`
    (int64[1 + n_part]) are the places of the percentile among those that are left;
    they all lie between the `edges` ([n_row, 2]) of their row. `out` ([n_row,
    1 + n_part]) gets the outcomes.
    """
    n_part, n_iter = ranks.size - 1, outcomes.shape[1]
    before = np.zeros(n_part, np.int64)
    between, whose = np.empty(n_iter, outcomes.dtype), np.empty(n_iter, np.int64)
    for row in range(outcomes.shape[0]):
        least, most = edges[row, 0], edges[row, 1]
        before[:] = 0
        n_between, part = 0, 0
        for k in range(n_iter):
            value = outcomes[row, k]
            if value < least:
                before[part] += 1
            elif value <= most:
                between[n_between], whose[n_between] = value, part
                n_between += 1
            part = part + 1 if part + 1 < n_part else 0
        place = before.sum()
        for k in np.argsort(between[:n_between]):
            if place == ranks[0]:
                out[row, 0] = between[k]
            for part in range(n_part):
                if part != whose[k] and place - before[part] == ranks[1 + part]:
                    out[row, 1 + part] = between[k]
            before[whose[k]] += 1
            place += 1
