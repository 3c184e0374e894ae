"""Start and finish percentiles of activities, from kept dates or bounded summaries."""

from collections.abc import Callable, Sequence

import numpy as np

from pmrisk import intervals
from pmrisk.intervals import Interval
from pmrisk.kernels.histogram import Histograms
from pmrisk.network import Moment
from pmrisk.network.arrays import Int32, Int64
from pmrisk.outcome import DatePercentile
from pmrisk.result import Result

START, FINISH = 0, 1


def activity_percentiles(
    result: Result, j: int, side: int, levels: Sequence[float]
) -> tuple[DatePercentile, ...]:
    """Percentiles of the starts or finishes of the activity at position `j`.

    Exact where the run kept its dates. Elsewhere they come from a histogram, are right
    to its bin (see `bin_minutes`), and their intervals are those of the bins.
    """
    return tuple(
        _as_dates(result, j, side, level, interval)
        for level, interval in zip(
            levels, _intervals(result, j, side, levels), strict=True
        )
    )


def bin_minutes(result: Result) -> int:
    """The widest bin of the summaries in working minutes; 0 where dates were kept."""
    data = result.activity_data
    if data is None or data.histograms is None:
        return 0
    return max(1 << int(side.shift.max()) for side in data.histograms)


def _intervals(
    result: Result, j: int, side: int, levels: Sequence[float]
) -> list[Interval]:
    data = result.activity_data
    assert data is not None
    if data.histograms is not None:
        return [_from_bins(data.histograms[side], j, level) for level in levels]
    rows = data.finishes if side == FINISH else data.starts
    assert rows is not None
    if result.replicated:
        sample = rows[j].astype(np.float64)
        return [intervals.replicate_percentile(sample, level) for level in levels]
    ordered = np.sort(rows[j])
    return [intervals.percentile_interval(ordered, level) for level in levels]


def _from_bins(side: Histograms, j: int, level: float) -> Interval:
    """A percentile and its interval, each at the middle of its bin."""
    counts = side.counts[j].astype(np.int64)
    total = np.cumsum(counts)
    indices = intervals.percentile_indices(int(total[-1]), level)
    values = [None if k is None else _in_bin(side, j, total, k) for k in indices]
    assert values[0] is not None
    return Interval(values[0], values[1], values[2])


def _in_bin(side: Histograms, j: int, total: Int64, index: int) -> float:
    """The value of the order statistic `index` (0-based), to its bin."""
    bin_ = int(np.searchsorted(total, index, side="right"))
    width = 1 << int(side.shift[j])
    middle = int(side.origin[j]) + bin_ * width + width // 2
    return float(min(max(middle, int(side.low[j])), int(side.high[j])))


def _as_dates(
    result: Result, j: int, side: int, level: float, interval: Interval
) -> DatePercentile:
    network = result.network
    convert: Callable[[int, Int32], Int32] = (
        network.finish_moments if side == FINISH else network.start_moments
    )

    def moment(time: float) -> Moment:
        at = np.array([round(time)], np.int32)
        return network.timeline.at(int(convert(j, at)[0]))

    value, low, high = interval
    middle = moment(value)
    return DatePercentile(
        level,
        middle.days,
        middle.date,
        None if low is None else moment(low),
        None if high is None else moment(high),
    )
