"""Backlogs burnt down, period by period, to the minutes that they take.

The throughput of each period is a draw of its own: the number of the period, from 1 on,
is the purpose of its Philox counter. Nothing else enters, so that a period can be drawn
again at any time.
"""

import math
from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.normal import scores
from pmrisk.kernels.philox import philox_again
from pmrisk.kernels.quantile import blend, lines, locate, straight, triangular
from pmrisk.sampling.draws import LIMIT, LINES, NORMAL, SIDE, TABLE, TRIANGULAR

#: Iterations that are burnt side by side, until the last of them is done.
WIDTH = 64


@kernel
def throughputs(draws: Any, j: int, first: int, period: int, scratch: Any) -> None:
    """What source `j` finishes in a period, from 1 on, to the first row of `scratch.x`.

    For iterations `first`, a multiple of 64, and on, as wide as `scratch` is.
    """
    kinds, numbers, places, extents, _, _, _, tables, knots = draws.values
    kind, place, extent, row = kinds[j], places[j], extents[j], np.int32(0)
    u, t, bits, at, weight, x, _, z = scratch
    chance = draws.chance
    philox_again(first, chance.streams, j, chance.key, chance.sixteen, period, u)
    if kind == NORMAL:
        scores(u, t, bits, weight, draws.normal.score_table, z, 0)
        for lane in range(u.size):
            u[lane] = z[0, lane]
    if kind >= TABLE:
        locate(u, t, bits, SIDE, at, weight)
        blend(numbers, j, tables, place, extent, at, weight, 0.0, x, row)
    elif kind == TRIANGULAR:
        triangular(numbers, j, u, 0.0, x, row)
    elif kind == LINES:
        lines(numbers, j, knots, place, extent, u, x, row)
    else:
        straight(numbers, j, u, x, row)


@inner
def _work(backlogs: Any, b: int, values: Any, begin: int, work: Any) -> int:
    """The items of backlog `b` in lanes from `begin` on; returns how many have any."""
    some = 0
    for lane in range(work.size):
        items = 0.0
        for k in range(backlogs.first[b], backlogs.first[b + 1]):
            items += backlogs.times[k] * values[backlogs.part[k], begin + lane]
        items *= values[backlogs.split[b], begin + lane] * backlogs.left[b]
        work[lane] = max(items, 0.0)
        some += items > 0.0
    return some


@kernel
def burn(backlogs: Any, first: int, n: int, values: Any, minutes: Any) -> int:
    """Whole minutes that each backlog takes, in iterations `first` and on.

    Of its last period a backlog takes the share that its last items need; time is
    rounded half up at the very end. Returns how many of the first `n` lanes were given
    up after the most periods.
    """
    draws, scratch = backlogs.throughput, backlogs.scratch
    # What is left, in lanes that draw nothing else meanwhile.
    done, left = scratch.x[0], scratch.z[1]
    given_up = 0
    for j in range(draws.values.row.size):
        b = draws.values.row[j]
        to, every, most = minutes[backlogs.row[b]], backlogs.every[b], backlogs.most[b]
        for begin in range(0, to.size, WIDTH):
            some = _work(backlogs, b, values, begin, left)
            for lane in range(WIDTH):
                to[begin + lane] = 0
            period = 0
            while some > 0 and period < most:
                throughputs(draws, j, first + begin, period + 1, scratch)
                for lane in range(WIDTH):
                    if left[lane] <= 0.0:
                        continue
                    if done[lane] < left[lane]:
                        left[lane] -= done[lane]
                        continue
                    last = every * left[lane] / done[lane]
                    whole = math.floor(every * period + last + 0.5)
                    to[begin + lane] = min(whole, LIMIT)
                    left[lane] = 0.0
                    some -= 1
                period += 1
            for lane in range(WIDTH):
                if left[lane] > 0.0:
                    to[begin + lane] = min(math.floor(every * most), LIMIT)
                    given_up += begin + lane < n
    return given_up
