"""Calendar look-ups over a row of lanes: working time from moments, and back.

Where a calendar has weather, an activity keeps effective time (see
`pmrisk.network.weather`), and so do these look-ups; `to_calendar` does not.

A look-up is three loops, because LLVM does not vectorise it whole: the slot by a
reciprocal in float64 (exact, for half a minute is added and a slot has at most 1,440,
and a table has fewer than 2**31 entries),
a gather by unsigned index, which needs no wrap-around, and the arithmetic.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner, kernel
from pmrisk.kernels.lanes import copy
from pmrisk.kernels.weather import calendar_time, lose

#: Added before dividing by the slot: a finish falls in the slot that ends with it.
AS_FINISH = -0.5
#: A start falls in the slot that begins with it.
AS_START = 0.5


@kernel
def to_worked(tables: Any, calendar: int, moment: Any, out: Any, slot: Any) -> None:
    """Working minutes before each moment, int32[n_lane]; `slot` is uint32 scratch.

    `out` must be another row than `moment`.
    """
    to_calendar(tables, calendar, moment, out, slot)
    if tables.exposed[calendar]:
        lose(tables.weather, calendar, out)


@inner
def to_calendar(tables: Any, calendar: int, moment: Any, out: Any, slot: Any) -> None:
    """`to_worked` whatever the weather."""
    if calendar == 0:
        copy(moment, out)
        return
    step, begin = tables.step[calendar], np.int32(tables.worked_at[calendar])
    last = np.int32(tables.worked_at[calendar + 1] - 1)
    table, per_slot = tables.worked, 1.0 / step
    shift = begin + 0.5 * per_slot
    for lane in range(out.size):
        inside = max(moment[lane], np.int32(0))
        slot[lane] = np.uint32(min(np.int32(inside * per_slot + shift), last))
    for lane in range(out.size):
        out[lane] = table[slot[lane]]
    for lane in range(out.size):
        index = np.int32(np.int32(slot[lane]) - begin)
        into = np.int32(max(moment[lane], np.int32(0)) - np.int32(index * step))
        works = np.int32(-np.int32(out[lane] & np.int32(1)))
        out[lane] = np.int32((out[lane] >> np.int32(1)) + np.int32(into & works))


@inner
def to_started(
    tables: Any, calendar: int, moment: Any, out: Any, spare: Any, slot: Any
) -> None:
    """The most working time whose start is shown no later than each moment.

    A start at the end of a shift is shown at the next one, so it is a minute less than
    what is worked by then where a moment lies in between.
    """
    to_worked(tables, calendar, moment, out, slot)
    to_moment(tables, calendar, out, AS_START, spare, slot)
    for lane in range(out.size):
        if spare[lane] > moment[lane]:
            out[lane] = np.int32(out[lane] - 1)


@kernel
def to_moment(
    tables: Any, calendar: int, time: Any, bias: float, out: Any, slot: Any
) -> None:
    """The moment of each working time, int32[n_lane], as a start or as a finish.

    Between two shifts a working time is two moments: ``bias=AS_FINISH`` takes the
    evening, ``bias=AS_START`` the morning after. `out` must be another row than `time`.
    """
    if calendar == 0:
        copy(time, out)
        return
    if tables.exposed[calendar]:
        time = calendar_time(tables.weather, calendar, time, bias)
    step, begin = tables.step[calendar], np.int32(tables.offset_at[calendar])
    last = np.int32(tables.offset_at[calendar + 1] - 1)
    table, per_slot = tables.offset, 1.0 / step
    shift = begin + (step + bias) * per_slot
    for lane in range(out.size):
        inside = max(time[lane], np.int32(0))
        slot[lane] = np.uint32(min(np.int32(inside * per_slot + shift), last))
    for lane in range(out.size):
        out[lane] = table[slot[lane]]
    for lane in range(out.size):
        out[lane] = np.int32(out[lane] + max(time[lane], np.int32(0)))
