"""Bounded summaries of every activity's dates, where the dates would not fit.

Integer counts in 1,024 bins: neither the order of the iterations nor the number of
threads can matter.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import kernel
from pmrisk.network.arrays import Int32, Int64

BINS = 1024


class Histograms(NamedTuple):
    """Counts per activity; bin b holds the values from ``origin + (b << shift)`` on."""

    origin: Int32  # int32[n_act]
    shift: Int32  # int32[n_act]: a bin is 2**shift minutes wide
    counts: "np.ndarray[tuple[int, int], np.dtype[np.uint32]]"  # uint32[n_act, BINS]
    low: Int32  # int32[n_act]: smallest value seen
    high: Int32  # int32[n_act]: largest
    outside: Int64  # int64[n_act]: values beyond the first or the last bin


def make_histograms(rows: Int32) -> Histograms:
    """Empty histograms, laid out by the first iterations, `rows` (int32[n_act, n]).

    They reach twice the seen range, half of it on either side of the seen values.
    """
    low, high = rows.min(axis=1).astype(np.int64), rows.max(axis=1).astype(np.int64)
    reach = np.maximum(2 * (high - low + 1), BINS)
    shift = np.ceil(np.log2(reach / BINS)).astype(np.int64)
    middle = (low + high) // 2
    origin = middle - (np.int64(BINS // 2) << shift)
    n_act = len(rows)
    return Histograms(
        origin.astype(np.int32),
        shift.astype(np.int32),
        np.zeros((n_act, BINS), np.uint32),
        np.full(n_act, np.iinfo(np.int32).max, np.int32),
        np.full(n_act, np.iinfo(np.int32).min, np.int32),
        np.zeros(n_act, np.int64),
    )


@kernel
def count_rows(histograms: Any, rows: Any, n: int, first: int, last: int) -> None:
    """Count `n` columns of `rows` for the activities `first` to ``last - 1``."""
    for j in range(first, last):
        row, counts = rows[j], histograms.counts[j]
        origin, shift = histograms.origin[j], histograms.shift[j]
        low, high, outside = histograms.low[j], histograms.high[j], 0
        for lane in range(n):
            value = row[lane]
            low, high = min(low, value), max(high, value)
            index = (value - origin) >> shift
            inside = min(max(index, 0), BINS - 1)
            outside += index != inside
            counts[np.uint32(inside)] += np.uint32(1)
        histograms.low[j], histograms.high[j] = low, high
        histograms.outside[j] += outside
