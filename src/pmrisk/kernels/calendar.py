"""Calendar look-ups over a row of lanes: working time from moments, and back.

A look-up is three loops, because LLVM does not vectorise it whole: the slot by a
reciprocal in float64 (exact, for half a minute is added and a slot has at most 1,440),
a gather by unsigned index, which needs no wrap-around, and the arithmetic.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import kernel
from pmrisk.kernels.lanes import copy

#: Added before dividing by the slot: a finish falls in the slot that ends with it.
AS_FINISH = -0.5
#: A start falls in the slot that begins with it.
AS_START = 0.5


@kernel
def to_worked(tables: Any, calendar: int, moment: Any, out: Any, slot: Any) -> None:
    """Working minutes before each moment, int32[n_lane]; `slot` is uint32 scratch."""
    if calendar == 0:
        copy(moment, out)
        return
    step, begin = tables.step[calendar], tables.worked_at[calendar]
    last = np.int32(tables.worked_at[calendar + 1] - begin - 1)
    table, per_slot = tables.worked, 1.0 / step
    for lane in range(out.size):
        index = np.int32((np.float64(max(moment[lane], 0)) + 0.5) * per_slot)
        slot[lane] = min(index, last)
    for lane in range(out.size):
        entry = table[np.uint64(begin + slot[lane])]
        into = np.int32(max(moment[lane], 0)) - np.int32(slot[lane]) * step
        out[lane] = (entry >> 1) + into * (entry & 1)


@kernel
def to_moment(
    tables: Any, calendar: int, time: Any, bias: float, out: Any, slot: Any
) -> None:
    """The moment of each working time, int32[n_lane], as a start or as a finish.

    Between two shifts a working time is two moments: ``bias=AS_FINISH`` takes the
    evening, ``bias=AS_START`` the morning after.
    """
    if calendar == 0:
        copy(time, out)
        return
    step, begin = tables.step[calendar], tables.offset_at[calendar]
    last = np.int32(tables.offset_at[calendar + 1] - begin - 1)
    table, per_slot, shift = tables.offset, 1.0 / step, step + bias
    for lane in range(out.size):
        index = np.int32((np.float64(max(time[lane], 0)) + shift) * per_slot)
        slot[lane] = min(index, last)
    for lane in range(out.size):
        out[lane] = max(time[lane], 0) + table[np.uint64(begin + slot[lane])]
