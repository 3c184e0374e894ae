"""What drives the finish: criticality, significance, cruciality and sensitivity.

With d an activity's duration, TF its total float and D the project's finish in working
time after project.start, iteration by iteration:

criticality index
    the share of iterations in which the activity is on a driving path to the finish.
significance index
    E[d / (d + TF) · D / E D] (Williams 1992); d / (d + TF) is 1 where both are zero.
cruciality
    |corr(d, D)|: Pearson; Spearman by mid-ranks; Kendall's τ-b. Shared causes give it
    to activities that never drive, so read it beside the criticality index. Below the
    noise floor, the 95 % point of |corr| of unrelated samples, it says nothing.
schedule sensitivity index
    criticality index · σ(d) / σ(D), both in working time of the project calendar.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.analysis.dates import FINISH, START, activity_percentiles
from pmrisk.analysis.ranks import Ranks, rank_correlations
from pmrisk.errors import OptionError
from pmrisk.kernels.sums import FIXED_POINT
from pmrisk.network.arrays import Float64
from pmrisk.outcome import DatePercentile, check_level
from pmrisk.result import ActivityData, Result

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (10.0, 50.0, 80.0, 90.0)


class Cruciality(NamedTuple):
    """|corr(d, D)| three ways; None where it does not exist or was not computed."""

    pearson: float | None
    spearman: float | None
    kendall: float | None


class ActivityMetrics(NamedTuple):
    """How much one activity drives the finish, and when it runs.

    `se` is the standard error of the criticality index; `noise_floor` belongs to the
    Pearson cruciality.
    """

    id: str
    name: str
    criticality_index: float
    se: float
    significance_index: float | None
    schedule_sensitivity_index: float | None
    cruciality: Cruciality
    noise_floor: float
    start: tuple[DatePercentile, ...]
    finish: tuple[DatePercentile, ...]


def activity_metrics(
    result: Result, levels: Sequence[float] = LEVELS, everything: bool = False
) -> tuple[ActivityMetrics, ...]:
    """The metrics of every activity, in the scenario's order.

    Rank correlations cost a hundred times the simulation: they are computed over the
    first 4,096 iterations for the 200 activities of the highest criticality index,
    unless `everything` asks for all activities.

    Raises
    ------
    OptionError
        If the run left its activities out, or a level is not between 0 and 100.
    """
    checked = [check_level(level) for level in levels]
    moments = _Moments(result)
    ranks = rank_correlations(result, everything)
    order = result.network.file_order
    return tuple(_metrics(moments, j, checked, ranks.get(j)) for j in order)


def drivers(result: Result, most: int = 10) -> tuple[ActivityMetrics, ...]:
    """The activities that drive the finish most, without ranks and dates.

    By schedule sensitivity index, then by criticality index; activities that never
    drive are left out.
    """
    moments = _Moments(result)
    found = [_metrics(moments, j, (), None) for j in result.network.file_order]
    driving = [metrics for metrics in found if metrics.criticality_index > 0]
    driving.sort(
        key=lambda m: (
            -(m.schedule_sensitivity_index or 0),
            -m.criticality_index,
            m.id,
        )
    )
    return tuple(driving[:most])


def activities(result: Result, everything: bool = False) -> "pd.DataFrame":
    """`activity_metrics` as a table: a row for each activity, dates at P10 to P90."""
    import pandas as pd

    rows = []
    for metrics in activity_metrics(result, everything=everything):
        row = metrics._asdict()
        row |= row.pop("cruciality")._asdict()
        for side in ("start", "finish"):
            for estimate in row.pop(side):
                row[f"{side}_p{estimate.level:g}"] = estimate.date
        rows.append(row)
    return pd.DataFrame(rows).set_index("id")


def noise_floor(iterations: int) -> float:
    """The |corr| that unrelated samples stay below in 95 % of cases: 1.96/√N."""
    return min(1.0, 1.959963984540054 / math.sqrt(iterations))


def _metrics(
    moments: "_Moments",
    j: int,
    levels: Sequence[float],
    ranks: Ranks | None,
) -> ActivityMetrics:
    result, activity = moments.result, moments.result.network.activities[j]
    index = float(result.critical_counts[j] / result.iterations)
    return ActivityMetrics(
        activity.id,
        activity.name,
        index,
        _index_error(index, result.iterations),
        moments.significance(j),
        moments.sensitivity(j, index),
        Cruciality(moments.cruciality(j), *(ranks or (None, None))),
        noise_floor(result.iterations),
        activity_percentiles(result, j, START, levels) if levels else (),
        activity_percentiles(result, j, FINISH, levels) if levels else (),
    )


def _index_error(index: float, n: int) -> float:
    """The binomial standard error of a criticality index, never quite zero.

    Under lhs and sobol it is an upper bound: they spread the iterations evenly.
    """
    adjusted = (index * n + 2) / (n + 4)
    return math.sqrt(adjusted * (1 - adjusted) / (n + 4))


class _Moments:
    """Means and spreads of durations and of the finish, from a run's exact sums."""

    def __init__(self, result: Result) -> None:
        if result.activity_data is None:
            raise OptionError(
                "the run left its activities out. Simulate with activities=True."
            )
        self.result = result
        self.data: ActivityData = result.activity_data
        self.n = result.iterations
        y = self._finish()
        self.finish_sum = float(y.sum())
        self.finish_square = float(np.dot(y, y))
        # D from project.start, in working minutes of the project calendar.
        self.finish_mean = float(result.finish.samples.mean())

    def _finish(self) -> Float64:
        """The finishes as `pmrisk.kernels.sums` takes them."""
        scale = self.data.scale
        finish = engine.centred_finish(self.result.network, self.result.finish, scale)
        return finish.astype(np.float64)

    def _variance(self, total: float, square: float) -> float:
        return max(0.0, square - total * total / self.n)

    def cruciality(self, j: int) -> float | None:
        """|Pearson's correlation| of a duration with the finish."""
        first, second, cross = (float(self.data.sums[row, j]) for row in range(3))
        spread = self._variance(first, second)
        finish = self._variance(self.finish_sum, self.finish_square)
        if spread <= 0 or finish <= 0 or not self.result.finish.has_sd:
            return None
        shared = cross - first * self.finish_sum / self.n
        return min(1.0, abs(shared) / math.sqrt(spread * finish))

    def sensitivity(self, j: int, index: float) -> float | None:
        """Criticality index · σ(d) / σ(D)."""
        spread = self._variance(*(float(self.data.sums[row, j]) for row in range(2)))
        finish = self._variance(self.finish_sum, self.finish_square)
        if finish <= 0 or not self.result.finish.has_sd:
            return None
        scale, week = self.data.scale, self.result.network.week_ratio
        steps = 2.0 ** (int(scale.shift[j]) - scale.finish_shift)
        return float(index * math.sqrt(spread / finish) * steps * week[j])

    def significance(self, j: int) -> float | None:
        """E[d / (d + TF) · D] / E D."""
        minutes = self.finish_mean * self.result.network.timeline.minutes_per_day
        if minutes <= 0 or not self.result.finish.has_mean:
            return None
        return float(self.data.sums[3, j]) / FIXED_POINT / self.n / minutes
