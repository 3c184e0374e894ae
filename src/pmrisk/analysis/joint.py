"""The date and the cost that are kept together with a chance: the balanced point.

Of all pairs of a date and a cost that are kept together in so many per cent of the
iterations, the one whose date and cost are equally safe one by one.
"""

from typing import NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import PARTS, Bool, Coalitions, ranks_by_part
from pmrisk.analysis.explained import Contributions
from pmrisk.kernels.joint import joint_percentiles
from pmrisk.network.arrays import Float64, Int32


class Joint(NamedTuple):
    """What every source adds to the date and to the cost of a joint level."""

    finish: Contributions
    cost: Contributions


class JointCoalitions(Coalitions):
    """Coalitions whose measure is a coordinate of the balanced point.

    In a tail of theirs lie the iterations in which date or cost is beyond it.
    """

    def _measured(self, asked: Bool) -> Float64:
        times, money = self._run(asked, None)
        pieces = [
            (times[part], money[part])
            for part in np.array_split(np.arange(len(asked)), self.threads)
        ]
        parts = self._each(lambda piece: self.balanced(*piece), pieces)
        self.tell(len(asked))
        return np.concatenate(parts)

    def balanced(self, times: Int32, money: Float64) -> Float64:
        """float64[n_coalition, 17]: the coordinate of all, and without each part."""
        dates, costs = self._points(times, money)
        return costs if self.target.is_money else self._worked(dates)

    def _points(self, times: Int32, money: Float64) -> tuple[Int32, Float64]:
        ranks = ranks_by_part(times.shape[1], float(self.measure))
        dates = np.empty((len(times), 1 + PARTS), np.int32)
        costs = np.empty(dates.shape)
        joint_percentiles(times, money, ranks, dates, costs)
        return dates, costs

    def _worked(self, dates: Int32) -> Float64:
        network = self.result.network
        moments = self.target.moments(network, dates)
        return np.asarray(network.timeline.worked(moments))

    def as_drawn(self) -> Float64:
        """float64[n_iter]: 1 where neither date nor cost is beyond the point."""
        times, money = self._run(np.ones((1, self.n_player), np.bool_), None)
        dates, costs = self._points(times, money)
        kept = (times[0] <= dates[0, 0]) & (money[0] <= costs[0, 0])
        return np.asarray(kept, np.float64)
