"""The date and the cost that are kept together, equally safe one by one."""

from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel


@inner
def _raise_to_place(
    values: Any, order: Any, part: int, n_part: int, worst: Any
) -> None:
    """Raise each of `worst` to its place among the values that are left, from 1 on.

    Equal values have the first of their places: from there on they are within.
    """
    place, first, below = 0, 0, values[order[0]]
    for own in order:
        if own % n_part == part:
            continue
        place += 1
        if first == 0 or values[own] != below:
            first, below = place, values[own]
        worst[own] = max(worst[own], first)


@inner
def _at(values: Any, order: Any, part: int, n_part: int, place: int) -> Any:
    """The value at a place, from 1 on, of those that are left."""
    for k in range(order.size):
        if order[k] % n_part != part:
            place -= 1
            if place == 0:
                return values[order[k]]
    return values[order[order.size - 1]]


@kernel
def joint_percentiles(
    times: Any, money: Any, ranks: Any, out_times: Any, out_money: Any
) -> None:
    """The balanced point of each row: of all, and without each part in turn.

    Of `times` and `money` ([n_row, n_iter]) the least place u such that more than
    `ranks` (int64[1 + n_part]) iterations lie neither beyond the u-th time nor beyond
    the u-th cost; `out_times` and `out_money` ([n_row, 1 + n_part]) get these two.
    Iteration k belongs to part k mod n_part.
    """
    n_part, n_iter = ranks.size - 1, times.shape[1]
    worst, count = np.empty(n_iter, np.int64), np.empty(n_iter + 1, np.int64)
    for row in range(times.shape[0]):
        by_time, by_money = np.argsort(times[row]), np.argsort(money[row])
        for part in range(-1, n_part):
            worst[:] = 0
            count[:] = 0
            _raise_to_place(times[row], by_time, part, n_part, worst)
            _raise_to_place(money[row], by_money, part, n_part, worst)
            for k in range(n_iter):
                count[worst[k]] += 1
            u, kept = 0, 0
            while kept <= ranks[1 + part] and u < n_iter:
                u += 1
                kept += count[u]
            out_times[row, 1 + part] = _at(times[row], by_time, part, n_part, u)
            out_money[row, 1 + part] = _at(money[row], by_money, part, n_part, u)
