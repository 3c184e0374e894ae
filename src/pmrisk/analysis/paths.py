"""Where the days were: the driving path of each iteration, and the plan's X-ray.

path contributions
    along each iteration's driving path, every minute beyond the plan is booked to its
    source and to the activity where it happened, in equal parts where several
    relationships drive; the mean over the iterations around the level. They say where
    the days were, not what mitigation would save.
choices
    where chance chose another way than the plan, or what exists: what the plan would
    take with these choices less the plan, shared out among them (Shapley 1953).
gates and weather
    what `pmrisk.analysis.bookings` says.
merging
    what is left: float of the plan that the path used up, days on which nobody works,
    and what a date decided.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from pmrisk.analysis.bookings import Bookings, Rows
from pmrisk.analysis.coalitions import (
    Bool,
    Coalitions,
    Tile,
    without_parts,
)
from pmrisk.analysis.deviations import Run
from pmrisk.analysis.rays import by_cost, merges, x_ray
from pmrisk.analysis.routes import MergePoint, PathBooking, PathContribution, Paths
from pmrisk.analysis.shapley import shares
from pmrisk.analysis.sources import players
from pmrisk.analysis.steps import steps_to
from pmrisk.analysis.targets import Target
from pmrisk.errors import OptionError
from pmrisk.intervals import rank
from pmrisk.kernels.trace import Tally, trace
from pmrisk.kernels.workspace import Work
from pmrisk.network.arrays import Float64
from pmrisk.outcome import check_level
from pmrisk.result import Result

# Lanes of which every tile is made.
_BLOCK = 64
# Iterations around a level: those within so many percentage points.
_AROUND = 2.5
#: Kinds of sources that choose what there is, not how long it takes.
CHOICES = ("branch", "exists")


def paths(result: Result, target: Target, level: float | None = None) -> Paths:
    """The driving paths to a finish, over all iterations and around a level.

    Raises
    ------
    OptionError
        If the target is money, or `level` is not between 0 and 100.
    """
    if target.is_cost or target.is_both:
        raise OptionError(f"of {target.name}: money has no path. Ask for the finish.")
    return _Tracer(result, target, check_level(level or result.level)).paths()


class _Tracer:
    """A run on its way to its paths."""

    def __init__(self, result: Result, target: Target, level: float) -> None:
        self.result, self.target, self.level = result, target, level
        self.network = network = result.network
        self.players = players(network)
        self.kept = Coalitions(result, self.players, target, level)
        self.rows = Rows(network)
        self.tally = self.rows.tally(self.kept.planned.n)
        n = len(self.players)
        none = np.zeros((1, n), np.bool_)
        self.reached = self.kept.numbers(self.kept.outcomes(np.vstack([none, ~none])))
        self.chosen = _around(self.reached[1], level)
        #: Sums and squares by player and activity, and by player.
        self.booked: dict[tuple[int, int], Float64] = {}
        #: Sums of finishes, of the activities with which the project may finish.
        ends = network.logic.ends if target.activity is None else np.zeros(0)
        self.ended = dict.fromkeys(np.flatnonzero(ends).tolist(), 0.0)
        self._trace()

    def _trace(self) -> None:
        """One tile after the other: their sums are in whole numbers or in order."""
        network, kept, width = self.network, self.kept, self.kept.planned.n
        weight = np.zeros((2, len(network.activities), width))
        driving = np.zeros((len(network.logic.pred) + 1, width), np.int8)
        bench = kept.benches.get()
        target = -1 if self.target.activity is None else self.target.activity

        everybody = np.ones(len(self.players), np.int8)

        def run(tile: Tile, tally: Tally, n: int, on: Any) -> None:
            trace(
                tile.minutes, tile.values, network.logic, bench.tables, bench.work,
                bench.lanes, network.timeline.calendar, target, weight, driving, tally,
                self.rows.accounts, tile.first, n, on, kept.whose_weather,
                network.more, bench.life, kept.steps,
            )  # fmt: skip

        # What the plan adds up is no part of the run's sums.
        run(kept.planned, self.rows.tally(width), 1, everybody * np.int8(0))
        only = np.arange(width) == 0
        planned = _lanes(kept.planned, bench.work, only)
        self.bookings = Bookings(network, self.players, self.rows, planned)
        self.totals = np.zeros((len(self._whose), 2))
        for tile in kept.tiles:
            run(tile, self.tally, tile.n, everybody)
            self._end(bench.work, tile.n)
            mine = np.zeros(width, np.bool_)
            mine[: tile.n] = self.chosen[tile.first : tile.first + tile.n]
            if mine.any():
                self._book(_lanes(tile, bench.work, mine), mine)
        kept.benches.put(bench)

    def _end(self, work: Work, n: int) -> None:
        """Add the finishes of a tile; where an activity is not there, the project's."""
        network, life = self.network, self.network.life
        last = network.timeline.worked(work.last[0, :n])
        for k, j in enumerate(self.ended):
            row = int(network.logic.finish_row[j])
            if row >= 0:
                moments = work.ends[row, :n]
            elif network.is_exposed(j):
                moments = self.tally.shown[k, :n]
            else:
                moments = network.finish_moments(j, work.ends[j, :n])
            ended = network.timeline.worked(moments)
            if life is not None:
                ended = np.where(work.masks[life.ending[j], :n], ended, last)
            self.ended[j] += float(ended.sum())

    def _book(self, run: Run, mine: Bool) -> None:
        """Book the minutes on the paths of some lanes of a tile."""
        lanes = np.zeros((len(self.totals), len(mine)))
        passed, lost = self.tally.passed[:, mine], self.tally.lost[:, mine]
        each: dict[tuple[int, int], Float64] = {}
        for k, j, minutes in self.bookings(run, passed, lost):
            if minutes.any():
                lanes[k, mine] += minutes
                own = each.setdefault((k, j), np.zeros((1, len(mine))))
                own[0, mine] += minutes
        for key, own in each.items():
            before = self.booked.get(key, np.zeros((1, 2)))
            self.booked[key] = _added(before, own)
        self.totals = _added(self.totals, lanes)

    def paths(self) -> Paths:
        """All that was found."""
        per_day = self.network.timeline.minutes_per_day
        base = float(self.reached[0, 0]) / per_day
        plan, steps = steps_to(self.result, self.target, self.level, base)
        value = float(self.reached[1, self.chosen].mean()) / per_day
        choices = self._choices()
        made = sorted([*self._contributions(), *choices], key=_by_days)
        left = value - base - sum(each.days for each in made)
        return Paths(
            self.target.name, self.level, int(self.chosen.sum()), plan, value,
            tuple(made), self._bookings(choices), left, self._merges(),
            *x_ray(self.network, self.tally, len(self.chosen)), steps,
        )  # fmt: skip

    def _days(self, sums: Float64) -> tuple[float, float]:
        """The mean of a booking and its standard error."""
        n, per_day = int(self.chosen.sum()), self.network.timeline.minutes_per_day
        mean = float(sums[0]) / n
        spread = max(0.0, float(sums[1]) / n - mean * mean)
        return mean / per_day, float(np.sqrt(spread / n)) / per_day

    def _contributions(self) -> list[PathContribution]:
        """What each source put on the path."""
        return [
            PathContribution(source, name, *self._days(sums), kind)
            for (source, name, kind), sums in zip(self._whose, self.totals, strict=True)
            if sums[1] > 0
        ]

    @cached_property
    def _whose(self) -> list[tuple[str, str, str]]:
        """Source, name and kind of everything that is booked to."""
        found = [(p.source, p.name, p.kind) for p in self.players]
        found += [(of, "certain", "certain") for of in self.bookings.apart.certain]
        return [*found, ("other", "not a source of its own", "other")]

    def _bookings(self, choices: Sequence[PathContribution]) -> tuple[PathBooking, ...]:
        """The same by activity; a choice is booked where it is made."""
        found = [
            PathBooking(
                self._whose[k][0], self.network.activities[j].id, *self._days(sums[0])
            )
            for (k, j), sums in self.booked.items()
        ]
        for each in choices:
            at = each.source.removeprefix("branch>").removesuffix(".exists")
            found.append(PathBooking(each.source, at, each.days, each.se))
        return tuple(sorted(found, key=lambda each: (*_by_days(each), each.activity)))

    def _choices(self) -> list[PathContribution]:
        """What choices of what there is add to the plan, around the level."""
        who = [k for k, p in enumerate(self.players) if p.kind in CHOICES]
        if not who:
            return []

        def game(few: Bool) -> Float64:
            asked = np.zeros((len(few), len(self.players)), np.bool_)
            asked[:, who] = few
            reached = self.kept.numbers(self.kept.outcomes(asked))
            return without_parts(reached * self.chosen) / self._counts

        names = [self.players[k].source for k in who]
        made = shares(game, len(who), seed=self.result.seed, names=names)
        per_day = self.network.timeline.minutes_per_day
        found = [
            (self.players[k], float(days) / per_day, float(error) / per_day)
            for k, days, error in zip(who, made.values, made.errors, strict=True)
        ]
        return [
            PathContribution(p.source, p.name, days, error, p.kind)
            for p, days, error in found
            if days or error
        ]

    @cached_property
    def _counts(self) -> Float64:
        """Iterations around the level, in all and without each part."""
        counts = without_parts(self.chosen[None, :].astype(np.float64))
        return np.maximum(1.0, counts)

    def _merges(self) -> tuple[MergePoint, ...]:
        """Where paths meet, those at the project's finish among them."""
        found = merges(self.network, self.tally, len(self.chosen))
        return tuple(sorted([*found, *self._last_merge()], key=by_cost))

    def _last_merge(self) -> list[MergePoint]:
        """What it costs that the project waits for all that may finish last."""
        if len(self.ended) < 2:
            return []
        total = float(self.reached[1].sum()) - max(self.ended.values())
        days = total / len(self.chosen) / self.network.timeline.minutes_per_day
        # What is left of equal sums is rounding.
        if days <= 1e-9:
            return []
        return [MergePoint("finish", "the project's finish", days)]


def _by_days(each: PathContribution | PathBooking) -> tuple[float, str]:
    return -each.days, each.source


def _added(sums: Float64, lanes: Float64) -> Float64:
    """Sums and squares with those of some lanes, block after block.

    So the bits are the same whatever the tiles.
    """
    blocks = lanes.reshape(len(lanes), -1, _BLOCK)
    each = np.stack([blocks.sum(axis=2), (blocks * blocks).sum(axis=2)], axis=2)
    for block in range(each.shape[1]):
        sums = sums + each[:, block]
    return sums


def _lanes(tile: Tile, work: Work, mine: Bool) -> Run:
    """Some lanes of a tile that has just been run."""
    return Run(
        tile.minutes[:, mine],
        work.minutes[:, mine],
        work.values[:, mine],
        work.masks[:, mine],
    )


def _around(reached: Float64, level: float) -> Any:
    """The iterations whose outcome lies within some percentage points of a level."""
    n = len(reached)
    ordered = np.sort(reached)
    low = ordered[rank(n, max(level - _AROUND, 1e-6))]
    high = ordered[rank(n, min(level + _AROUND, 100.0))]
    return (reached >= low) & (reached <= high)
