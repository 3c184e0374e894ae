"""What one relationship asks of its successor, and allows its predecessor, per lane.

All times are int32[n_lane] rows of minutes; see `pmrisk.network.arrays` for the modes.
An uncertain lag comes as a row, `lags`; a certain one as a number, beside any row.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import (
    AS_FINISH,
    AS_START,
    to_moment,
    to_started,
    to_worked,
)
from pmrisk.kernels.lanes import add, copy
from pmrisk.network.arrays import AFTER, DIRECT, MOMENT, VIA


@inner
def _add_lag(out: Any, lag: int, lags: Any, uncertain: bool, sign: int) -> None:
    """`out` later by the lag, or earlier with ``sign=-1``."""
    if uncertain:
        for lane in range(out.size):
            out[lane] = np.int32(out[lane] + sign * lags[lane])
    elif lag != 0:
        add(out, sign * lag)


@inlined
def _lagged_moment(
    tables: Any, on: int, lag: int, lags: Any, uncertain: bool, time: Any, out: Any,
    spare: Any, slot: Any,
) -> None:  # fmt: skip
    """The moment of a working time behind a lag.

    A lag ends with the work that it counts; a lead goes back to where work begins.
    """
    if not uncertain:
        to_moment(tables, on, time, AS_FINISH if lag >= 0 else AS_START, out, slot)
        return
    to_moment(tables, on, time, AS_FINISH, out, slot)
    to_moment(tables, on, time, AS_START, spare, slot)
    for lane in range(out.size):
        if lags[lane] < 0:
            out[lane] = spare[lane]


@inlined
def bound(
    tables: Any, mode: int, calendar: int, on: int, lag: int, lags: Any,
    uncertain: bool, source: Any, out: Any, spare: Any, other: Any, slot: Any,
) -> None:  # fmt: skip
    """No earlier than this: working time of the successor, or a moment (MOMENT, VIA).

    `source` is the end of the predecessor that the relationship reads, `calendar` the
    successor's and `on` the lag's.
    """
    if mode == VIA:
        to_worked(tables, on, source, spare, slot)
        _add_lag(spare, lag, lags, uncertain, 1)
        _lagged_moment(tables, on, lag, lags, uncertain, spare, out, other, slot)
        if uncertain:
            for lane in range(out.size):
                if lags[lane] == 0:
                    out[lane] = source[lane]
    else:
        if mode == AFTER:
            to_worked(tables, calendar, source, out, slot)
        else:
            copy(source, out)
        _add_lag(out, lag, lags, uncertain, 1)


@inlined
def _before_lag(
    tables: Any, on: int, lag: int, lags: Any, uncertain: bool, moment: Any, out: Any,
    spare: Any, other: Any, slot: Any,
) -> None:  # fmt: skip
    """The last moment, in `moment`, that a lag on a third calendar takes there."""
    to_worked(tables, on, moment, out, slot)
    if uncertain or lag < 0:
        to_started(tables, on, moment, other, spare, slot)
        for lane in range(out.size):
            if (lags[lane] if uncertain else lag) < 0:
                out[lane] = other[lane]
    _add_lag(out, lag, lags, uncertain, -1)
    to_moment(tables, on, out, AS_START, moment, slot)


@inlined
def allowance(
    tables: Any, mode: int, before: int, after: int, on: int, lag: int, lags: Any,
    uncertain: bool, shown_as_start: bool, limit: Any, out: Any, spare: Any,
    other: Any, last: Any, slot: Any,
) -> None:  # fmt: skip
    """The latest end of the predecessor that leaves its successor `limit`.

    In the predecessor's working time; `before`, `after` and `on` are the calendars of
    predecessor, successor and lag. It undoes `bound`: what that maps to `limit` or
    less. Where the predecessor's end is `shown_as_start`, so must the end that it may
    have.
    """
    copy(limit, out)
    if mode == DIRECT or mode == AFTER:
        _add_lag(out, lag, lags, uncertain, -1)
    if mode != DIRECT:
        to_moment(tables, after, out, AS_START, spare, slot)
        if mode == MOMENT:
            _add_lag(spare, lag, lags, uncertain, -1)
        elif mode == VIA:
            _before_lag(tables, on, lag, lags, uncertain, spare, out, other, last, slot)
        if shown_as_start:
            to_started(tables, before, spare, out, other, slot)
        else:
            to_worked(tables, before, spare, out, slot)
