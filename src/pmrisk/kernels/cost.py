"""What each iteration costs, from its own durations."""

from typing import Any

from pmrisk.kernels import inlined


@inlined
def total_cost(costs: Any, minutes: Any, values: Any, cost: Any) -> None:
    """`cost` (float64[n_lane]) as `pmrisk.network.arrays.Costs` says.

    Terms are added in topological order, so that every lane has the same bits whatever
    the tile.
    """
    for lane in range(cost.size):
        cost[lane] = costs.base[0]
    for j in range(costs.rate.size):
        rate, duration = costs.rate[j], minutes[j]
        if rate != 0.0:
            for lane in range(cost.size):
                cost[lane] += rate * duration[lane]
    for k in range(costs.fixed_row.size):
        value = values[costs.fixed_row[k]]
        for lane in range(cost.size):
            cost[lane] += value[lane]
    for k in range(costs.day_row.size):
        value, duration = values[costs.day_row[k]], minutes[costs.day_act[k]]
        scale = costs.day_scale[k]
        for lane in range(cost.size):
            cost[lane] += value[lane] * (scale * duration[lane])
