"""Straight runs over the lanes of a tile, which LLVM turns into vector instructions.

Rows are int32[n_lane]. Sums are cast back to int32 at once: wider intermediates would
halve the lanes of a vector instruction. These take rows and numbers only, for a tuple
of arrays handed down costs more than the loop.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner


@inner
def fill(row: Any, value: int) -> None:
    """Every lane of `row` at `value`."""
    for lane in range(row.size):
        row[lane] = value


@inner
def copy(row: Any, out: Any) -> None:
    """`out` like `row`."""
    for lane in range(out.size):
        out[lane] = row[lane]


@inner
def add(row: Any, value: int) -> None:
    """`row` later by `value`."""
    for lane in range(row.size):
        row[lane] = np.int32(row[lane] + value)


@inner
def subtract(end: Any, duration: Any, out: Any) -> None:
    """Starts from finishes and durations."""
    for lane in range(out.size):
        out[lane] = np.int32(end[lane] - duration[lane])


@inner
def raise_to(row: Any, other: Any) -> None:
    """`row` at least `other`."""
    for lane in range(row.size):
        row[lane] = max(row[lane], other[lane])


@inner
def lower_to(row: Any, other: Any) -> None:
    """`row` at most `other`."""
    for lane in range(row.size):
        row[lane] = min(row[lane], other[lane])


@inner
def lower_by(row: Any, value: int) -> None:
    """`row` at most `value`."""
    for lane in range(row.size):
        row[lane] = min(row[lane], np.int32(value))


@inner
def cap(end: Any, duration: Any, start: int, finish: int) -> None:
    """Finishes no later than `finish`, nor than what begins at `start`."""
    for lane in range(end.size):
        latest = min(np.int32(start + duration[lane]), np.int32(finish))
        end[lane] = min(end[lane], latest)


@inner
def last_until(start: Any, finish: int, duration: Any) -> None:
    """Durations from `start` to an expected finish, which may have passed."""
    for lane in range(duration.size):
        duration[lane] = max(np.int32(finish - start[lane]), np.int32(0))


@inner
def raise_to_end(row: Any, end: Any, lag: int) -> None:
    """`row` at least `lag` after a finish."""
    for lane in range(row.size):
        row[lane] = max(row[lane], np.int32(end[lane] + lag))


@inner
def raise_to_start(row: Any, end: Any, duration: Any, lag: int) -> None:
    """`row` at least `lag` after a start."""
    for lane in range(row.size):
        row[lane] = max(row[lane], np.int32(end[lane] - duration[lane] + lag))


@inner
def lower_end(row: Any, at: Any, lag: int) -> None:
    """A finish `row` at most `lag` before `at`."""
    for lane in range(row.size):
        row[lane] = min(row[lane], np.int32(at[lane] - lag))


@inner
def lower_start(row: Any, at: Any, own: Any, lag: int) -> None:
    """A finish `row` such that its start is at most `lag` before `at`."""
    for lane in range(row.size):
        row[lane] = min(row[lane], np.int32(at[lane] + own[lane] - lag))


@inner
def match(value: Any, pushed: Any, mark: Any, out: Any, fresh: bool) -> None:
    """Lanes of `mark` in which `value` is what pushes, joined into `out`."""
    if fresh:
        for lane in range(out.size):
            out[lane] = mark[lane] & -np.int32(value[lane] == pushed[lane])
    else:
        for lane in range(out.size):
            out[lane] |= mark[lane] & -np.int32(value[lane] == pushed[lane])


@inner
def match_end(
    end: Any, lag: int, pushed: Any, mark: Any, out: Any, fresh: bool
) -> None:
    """`match` for a finish and a certain lag."""
    if fresh:
        for lane in range(out.size):
            value = np.int32(end[lane] + lag)
            out[lane] = mark[lane] & -np.int32(value == pushed[lane])
    else:
        for lane in range(out.size):
            value = np.int32(end[lane] + lag)
            out[lane] |= mark[lane] & -np.int32(value == pushed[lane])


@inner
def match_since(
    end: Any, lag: int, since: Any, mark: Any, out: Any, fresh: bool
) -> None:
    """Lanes of `mark` where `lag` after an end is no earlier than `since`."""
    if fresh:
        for lane in range(out.size):
            value = np.int32(end[lane] + lag)
            out[lane] = mark[lane] & -np.int32(value >= since[lane])
    else:
        for lane in range(out.size):
            value = np.int32(end[lane] + lag)
            out[lane] |= mark[lane] & -np.int32(value >= since[lane])


@inner
def where(row: Any, mask: Any, otherwise: Any, out: Any) -> None:
    """`row` where a mask holds, and a number elsewhere, in `out`."""
    for lane in range(out.size):
        out[lane] = row[lane] if mask[lane] else otherwise


@inner
def instead(row: Any, mask: Any, other: Any) -> None:
    """`row` where a mask holds, `other` elsewhere."""
    for lane in range(row.size):
        row[lane] = row[lane] if mask[lane] else other[lane]


@inner
def count_marks(mark: Any) -> int:
    """How many lanes are marked (-1)."""
    marked = 0
    for lane in range(mark.size):
        marked -= mark[lane]
    return marked
