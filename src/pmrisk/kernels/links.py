"""What one relationship asks of its successor, and allows its predecessor, per lane.

All times are int32[n_lane] rows of minutes; see `pmrisk.network.arrays` for the modes.
An uncertain lag comes as a row, `lags`; a certain one as a number, beside any row.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inlined, inner
from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
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
def bound(
    tables: Any,
    mode: int,
    calendar: int,
    on: int,
    lag: int,
    lags: Any,
    uncertain: bool,
    source: Any,
    out: Any,
    spare: Any,
    slot: Any,
) -> None:
    """No earlier than this: working time of the successor, or a moment (MOMENT, VIA).

    `source` is the end of the predecessor that the relationship reads, `calendar` the
    successor's and `on` the lag's.
    """
    if mode == VIA:
        to_worked(tables, on, source, spare, slot)
        _add_lag(spare, lag, lags, uncertain, 1)
        # A lag ends with the work it counts; a lead goes back to where work begins.
        to_moment(tables, on, spare, AS_FINISH if lag >= 0 else AS_START, out, slot)
        return
    if mode == AFTER:
        to_worked(tables, calendar, source, out, slot)
    else:
        copy(source, out)
    _add_lag(out, lag, lags, uncertain, 1)


@inlined
def allowance(
    tables: Any,
    mode: int,
    before: int,
    after: int,
    on: int,
    lag: int,
    lags: Any,
    uncertain: bool,
    limit: Any,
    out: Any,
    spare: Any,
    slot: Any,
) -> None:
    """The latest end of the predecessor that leaves its successor `limit`.

    In the predecessor's working time; `before`, `after` and `on` are the calendars of
    predecessor, successor and lag. The last moment that is worked no further is the
    right inverse throughout: what `bound` maps to `limit` or less.
    """
    copy(limit, out)
    if mode == DIRECT or mode == AFTER:
        _add_lag(out, lag, lags, uncertain, -1)
    if mode == DIRECT:
        return
    to_moment(tables, after, out, AS_START, spare, slot)
    if mode == MOMENT:
        _add_lag(spare, lag, lags, uncertain, -1)
    elif mode == VIA:
        to_worked(tables, on, spare, out, slot)
        _add_lag(out, lag, lags, uncertain, -1)
        to_moment(tables, on, out, AS_START, spare, slot)
    to_worked(tables, before, spare, out, slot)
