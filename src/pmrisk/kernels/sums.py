"""Sums over iterations that do not depend on their order: exact integers.

With x an activity's duration less its plan, and y the project's finish less its plan,
both in working minutes over a power of two so that they fit 20 bits, the rows of `sums`
are Σx, Σx², Σxy and Σ d/(d + TF) · D · 2**10. Integers of 63 bits hold four million
iterations; whatever the tile or the thread, the sum is the same to the bit.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.network.arrays import Int32, Int64

#: Most iterations of one run.
MOST_ITERATIONS = 2**22
FIXED_POINT = 2.0**10
_MOST = np.int32(2**20 - 1)


def centred(time: Int32, planned: int, shift: int) -> Int64:
    """`time` less its plan, in the steps that the sums are taken in."""
    steps = (time.astype(np.int64) - planned) >> shift
    return np.asarray(np.clip(steps, -_MOST, _MOST), np.int64)


class Scale(NamedTuple):
    """What durations and the finish are measured from, and in which steps."""

    duration: "np.ndarray[tuple[int], np.dtype[np.int32]]"  # int32[n_act]: planned
    shift: "np.ndarray[tuple[int], np.dtype[np.int32]]"  # int32[n_act]: bits dropped
    finish: int  # planned, on the project's calendar, from the origin
    finish_shift: int
    start: int  # project.start on the project's calendar


@inner
def _centred(value: Any, planned: Any, shift: Any) -> Any:
    steps = np.int32(value - planned) >> shift
    return min(max(steps, -_MOST), _MOST)


@inlined
def add_sums(scale: Any, minutes: Any, project_time: Any, sums: Any, n: int) -> None:
    """Add the first `n` lanes to Σx, Σx² and Σxy of every activity."""
    for j in range(sums.shape[1]):
        duration, planned, shift = minutes[j], scale.duration[j], scale.shift[j]
        first, second, cross = np.int64(0), np.int64(0), np.int64(0)
        for lane in range(n):
            x = np.int64(_centred(duration[lane], planned, shift))
            y = np.int64(_centred(project_time[lane], scale.finish, scale.finish_shift))
            first += x
            second += x * x
            cross += x * y
        sums[0, j] += first
        sums[1, j] += second
        sums[2, j] += cross


@inlined
def add_significance(
    scale: Any, minutes: Any, finish: Any, late: Any, time: Any, sums: Any, n: int
) -> None:
    """Add the first `n` lanes to Σ d/(d + TF) · D; where both are zero the ratio is 1.

    Williams (1992), "Criticality in stochastic networks".
    """
    for j in range(sums.shape[1]):
        duration, early, latest = minutes[j], finish[j], late[j]
        total = np.int64(0)
        for lane in range(n):
            d = np.float64(duration[lane])
            span = d + np.float64(max(latest[lane] - early[lane], 0))
            ratio = d / span if span > 0.0 else 1.0
            done = np.float64(time[lane] - scale.start)
            total += np.int64(ratio * done * FIXED_POINT + 0.5)
        sums[3, j] += total
