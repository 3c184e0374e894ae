"""Where the days were: the driving path of each iteration, and the plan's X-ray.

path contributions
    along each iteration's driving path, every minute beyond the plan is booked to the
    activity where it happened, in equal parts where several relationships drive; the
    mean over the iterations around the level. They say where the days were, not what
    mitigation would save. What is left, such as float of the plan that the path used up
    and days on which nobody works, is booked to merging and calendars.
merge delay
    E[max X] - max E[X] over the relationships that meet at an activity.
X-ray
    for each relationship the share of iterations in which it drives its successor, and
    in which it is on the driving path; for each activity the share in which nothing
    drives it but its own constraint or the data date, and the days that this holds it.
"""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import Coalitions, Target
from pmrisk.analysis.sources import players
from pmrisk.errors import OptionError
from pmrisk.intervals import rank
from pmrisk.kernels.trace import make_tally, trace
from pmrisk.network.arrays import KINDS, Float64
from pmrisk.outcome import check_level
from pmrisk.result import Result

# Iterations around a level: those within so many percentage points.
_AROUND = 2.5
_NAMES = {number: name for name, number in KINDS.items()}


class PathContribution(NamedTuple):
    """Working days beyond the plan that an activity, or a lag, put on the path."""

    source: str
    name: str
    days: float
    se: float


class MergePoint(NamedTuple):
    """An activity where several relationships meet, and the days that it costs."""

    id: str
    name: str
    days: float


class LinkRay(NamedTuple):
    """A relationship: how often it drives its successor, and the project."""

    predecessor: str
    successor: str
    kind: str
    drives: float
    critical: float


class HoldRay(NamedTuple):
    """An activity that a constraint or the data date holds, and for how long."""

    id: str
    share: float
    days: float


class Paths(NamedTuple):
    """The driving paths of a run: days add to value less plan, around the level."""

    of: str
    level: float
    iterations: int
    plan: float
    value: float
    contributions: tuple[PathContribution, ...]
    merging: float
    merges: tuple[MergePoint, ...]
    links: tuple[LinkRay, ...]
    holds: tuple[HoldRay, ...]


def paths(result: Result, target: Target, level: float | None = None) -> Paths:
    """The driving paths to a finish, over all iterations and around a level.

    Raises
    ------
    OptionError
        If the target is money, or `level` is not between 0 and 100.
    """
    if target.is_cost:
        raise OptionError("of cost: money has no path. Ask for the finish.")
    if result.network.is_eventful or result.network.skies is not None:
        raise OptionError(
            "method path: risks, drivers, weather and activities that may not exist "
            "are not told apart on a path. Use shapley or exclusion."
        )
    return _Tracer(result, target, check_level(level or result.level)).paths()


class _Tracer:
    """A run on its way to its paths."""

    def __init__(self, result: Result, target: Target, level: float) -> None:
        self.result, self.target, self.level = result, target, level
        self.network = network = result.network
        self.kept = Coalitions(result, players(network), target, level)
        n = len(self.kept.whose_minutes)
        self.sums, self.squares = np.zeros(n), np.zeros(n)
        n_rel = len(network.logic.pred)
        n_act, width = len(network.activities), self.kept.planned.n
        self.tally = make_tally(n_act, n_rel, n, width)
        none = np.zeros((1, len(players(network))), np.bool_)
        outcomes = self.kept.outcomes(np.concatenate([none, ~none]))
        self.reached = self.kept.numbers(outcomes)
        self.chosen = _around(self.reached[1], level)
        self._trace()

    def _trace(self) -> None:
        """One tile after the other: their sums are in whole numbers or in order."""
        network, width = self.network, self.kept.planned.n
        n_rel = len(network.logic.pred)
        weight = np.zeros((2, len(network.activities), width))
        driving = np.zeros((n_rel + 1, width), np.int8)
        bench = self.kept.benches.get()
        target = -1 if self.target.activity is None else self.target.activity
        for tile in self.kept.tiles:
            trace(
                tile.minutes, network.logic, bench.tables, bench.work, bench.lanes,
                network.planned_minutes, target, weight, driving, self.tally, tile.n,
                network.more,
            )  # fmt: skip
            mine = self.chosen[tile.first : tile.first + tile.n]
            passed = self.tally.passed[:, : tile.n][:, mine]
            self.sums += passed.sum(axis=1)
            self.squares += (passed * passed).sum(axis=1)
        self.kept.benches.put(bench)

    def paths(self) -> Paths:
        """All that was found."""
        per_day = self.network.timeline.minutes_per_day
        plan = float(self.reached[0, 0]) / per_day
        value = float(self.reached[1, self.chosen].mean()) / per_day
        booked = self._contributions()
        left = value - plan - sum(each.days for each in booked)
        return Paths(
            self.target.name, self.level, int(self.chosen.sum()), plan, value,
            booked, left, self._merges(), self._links(), self._holds(),
        )  # fmt: skip

    def _contributions(self) -> tuple[PathContribution, ...]:
        """What each activity and each lag put on the path, the largest first."""
        network, n = self.network, int(self.chosen.sum())
        per_day = network.timeline.minutes_per_day
        found = []
        for player in players(network):
            for row in player.minutes:
                week = network.week_ratio[row] if row < len(network.activities) else 1
                mean = float(self.sums[row] / n * week) / per_day
                spread = self.squares[row] / n - (self.sums[row] / n) ** 2
                error = float(np.sqrt(max(spread, 0.0) / n) * week) / per_day
                if self.squares[row] > 0:
                    made = PathContribution(player.source, player.name, mean, error)
                    found.append(made)
        return tuple(sorted(found, key=lambda each: (-each.days, each.source)))

    def _merges(self) -> tuple[MergePoint, ...]:
        """Where paths meet, what the meeting costs, the most expensive first."""
        logic, n = self.network.logic, self.result.iterations
        found = []
        for j, activity in enumerate(self.network.activities):
            bounds = self.tally.bound[logic.first[j] : logic.first[j + 1]]
            bounds = bounds[bounds != 0]
            if len(bounds) > 1:
                minutes = float(self.tally.latest[j] - bounds.max()) / n
                days = minutes / float(self.network.minutes_per_day[j])
                if days > 0:
                    found.append(MergePoint(activity.id, activity.name, days))
        return tuple(sorted(found, key=lambda each: (-each.days, each.id)))

    def _links(self) -> tuple[LinkRay, ...]:
        """Every relationship, those that drive most first."""
        logic, n = self.network.logic, self.result.iterations
        names = [activity.id for activity in self.network.activities]
        found = [
            LinkRay(
                names[logic.pred[k]],
                names[j],
                _NAMES[int(logic.kind[k])],
                float(self.tally.drives[k]) / n,
                float(self.tally.critical[k]) / n,
            )
            for j in range(len(names))
            for k in range(logic.first[j], logic.first[j + 1])
        ]
        return tuple(sorted(found, key=_by_use))

    def _holds(self) -> tuple[HoldRay, ...]:
        """Activities with predecessors that something else holds, the longest first."""
        logic, n = self.network.logic, self.result.iterations
        found = []
        for j, activity in enumerate(self.network.activities):
            if logic.first[j] < logic.first[j + 1] and self.tally.held[j] > 0:
                days = float(self.tally.held[j]) / n
                days /= float(self.network.minutes_per_day[j])
                share = float(self.tally.floored[j]) / n
                found.append(HoldRay(activity.id, share, days))
        return tuple(sorted(found, key=lambda each: (-each.days, each.id)))


def _by_use(link: LinkRay) -> tuple[float, float, str, str]:
    return -link.critical, -link.drives, link.predecessor, link.successor


def _around(reached: Float64, level: float) -> Any:
    """The iterations whose outcome lies within some percentage points of a level."""
    n = len(reached)
    ordered = np.sort(reached)
    low = ordered[rank(n, max(level - _AROUND, 1e-6))]
    high = ordered[rank(n, min(level + _AROUND, 100.0))]
    return (reached >= low) & (reached <= high)
