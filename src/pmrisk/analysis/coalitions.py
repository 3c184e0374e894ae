"""What a project comes to with only some of its sources: the same luck, run again.

Every iteration is drawn once and kept. A coalition of sources then costs a pass through
the network and no draw: what it leaves out takes its planned value, and what is not
analysed stays as it was drawn.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pmrisk import engine, intervals
from pmrisk.analysis.sources import Player
from pmrisk.analysis.targets import Measure, Target
from pmrisk.foreman import Bench, Foreman
from pmrisk.kernels.coalition import (
    BOTH,
    COST,
    FINISH,
    percentiles_by_part,
    run_coalitions,
)
from pmrisk.kernels.spending import enter, only_cost
from pmrisk.network.arrays import Float64, Int32, Int64
from pmrisk.network.weather import FAIR, OTHER
from pmrisk.result import Result

_T = TypeVar("_T")
_S = TypeVar("_S")
Bool = NDArray[np.bool_]
#: Iteration k belongs to part k mod 16: under lhs and sobol, a replicate.
PARTS = intervals.REPLICATES
# Activity-iterations of what is asked at once, and its bytes: seconds, and megabytes.
_AT_ONCE, _BYTES = 10**9, 2**25


class Tile(NamedTuple):
    """What was drawn for one tile of iterations."""

    minutes: Int32  # int32[n_row, n_lane]
    values: Float64  # float64[n_value, n_lane]
    first: int
    n: int


class Coalitions:
    """The kept draws of a result, over which coalitions of players are run.

    Call it with bool[n_coalition, n_player] for the measure of each, and the same
    without each of the 16 parts of the iterations: float64[n_coalition, 17]. Times are
    in working minutes after project.start, whole numbers but for means and spreads; a
    chance is that of what was promised.
    """

    def __init__(
        self,
        result: Result,
        players: Sequence[Player],
        target: Target,
        measure: Measure,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> None:
        self.result, self.target, self.measure = result, target, measure
        self.progress, self.done = progress, 0
        self.threads = result.provenance.threads
        self.switch(players)
        self.crew = crew = _crew(result)
        self.steps = crew.steps
        width = crew.tile(result.iterations)
        self.benches: SimpleQueue[Bench] = SimpleQueue()
        benches = [crew.bench(width) for _ in range(self.threads)]
        # What a bench holds before anything is drawn is the plan.
        self.planned = Tile(
            benches[0].work.minutes.copy(), benches[0].work.values.copy(), 0, width
        )
        for bench in benches:
            self.benches.put(bench)
        self.tiles = self.draw(crew)

    def switch(self, players: Sequence[Player]) -> None:
        """Have coalitions of these players from now on."""
        self.n_player = len(players)
        self.whose_minutes, self.whose_values = _whose(self.result, players)
        self.whose_weather = _whose_weather(self.result, players)

    def other_draws(self, seed: int) -> list[Tile]:
        """As many iterations of another seed."""
        crew = _crew(self.result, seed)
        # The benches have the weather of this seed beside their own.
        for _ in range(self.threads):
            bench = self.benches.get()
            if bench.tables.weather is not None:
                bench.tables.weather.keys[1] = crew.draws.chance.key
            self.benches.put(bench)
        return self.draw(crew)

    def draw(self, crew: Foreman) -> list[Tile]:
        """Every iteration, drawn with the luck of a crew."""
        n, width = self.result.iterations, self.planned.n
        edges = range(0, n, width)
        return self._each(lambda first: self._drawn(crew, first), edges)

    def _drawn(self, crew: Foreman, first: int) -> Tile:
        minutes, values = self.planned.minutes.copy(), self.planned.values.copy()
        n = min(self.planned.n, self.result.iterations - first)
        bench = self.benches.get()
        crew.draw(bench, first, n, minutes, values)
        self.benches.put(bench)
        return Tile(minutes, values, first, n)

    def _each(self, work: Callable[[_S], _T], parts: Sequence[_S]) -> list[_T]:
        """The parts, each worked on by one of the threads."""
        if self.threads == 1:
            return [work(part) for part in parts]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, parts))

    def __call__(self, asked: Bool) -> Float64:
        """The measure of each coalition, of all iterations and without each part."""
        size = self._chunk()
        chunks = [asked[k : k + size] for k in range(0, len(asked), size)]
        return np.concatenate([self._measured(chunk) for chunk in chunks])

    def _chunk(self) -> int:
        n = self.result.iterations
        work = n * len(self.result.network.activities)
        return max(1, min(_AT_ONCE // work, _BYTES // (8 * n)))

    def _measured(self, asked: Bool) -> Float64:
        outcomes = self.outcomes(asked)
        pieces: list[Any] = np.array_split(outcomes, self.threads)
        parts = self._each(self.measured, pieces)
        self.tell(len(asked))
        return np.concatenate(parts)

    def tell(self, done: int) -> None:
        """Tell the progress that so many more coalitions were run."""
        self.done += done
        if self.progress is not None:
            self.progress(self.done, None)

    def outcomes(
        self, asked: Bool, others: Sequence[Tile] | None = None
    ) -> Int32 | Float64:
        """What each coalition reaches in each iteration: [n_coalition, n_iter].

        Of what a coalition leaves out `others` are the draws, the plan if not given.
        Times are as the engine writes them; where a chance is asked for, it is 1 where
        the promise is kept, else 0.
        """
        times, money = self._run(asked, others)
        if self.measure == "chance":
            return self.target.kept(self.result.network, times, money)
        return money if self.target.is_cost else times

    def as_drawn(self) -> Float64:
        """float64[n_iter]: the numbers of the run itself, all sources on."""
        everybody = np.ones((1, self.n_player), np.bool_)
        numbers: Float64 = self.numbers(self.outcomes(everybody))
        return np.asarray(numbers[0], np.float64)

    def _run(self, asked: Bool, others: Sequence[Tile] | None) -> tuple[Int32, Float64]:
        """Times and money of each coalition, whichever the target is about."""
        n, network = self.result.iterations, self.result.network
        flags, none = asked.astype(np.int8), (0, 0)
        cost = self.target.is_cost or self.target.is_both
        times = np.empty(none if self.target.is_cost else (len(asked), n), np.int32)
        money = np.empty((len(asked), n) if cost else none)
        row = self._row()
        luck = FAIR if others is None else OTHER
        # Money that depends on dates is spent while the tile is in the workspace.
        by_date = cost and network.spends_by_date
        each = [slice(c, c + 1) for c in range(len(flags))]
        parts = each if by_date else [slice(None)]

        def run(k: int) -> None:
            tile = self.tiles[k]
            other = self.planned if others is None else others[k]
            bench = self.benches.get()
            for part in parts:
                run_coalitions(
                    flags[part], self.whose_minutes, self.whose_values, tile.minutes,
                    tile.values, other.minutes, other.values, network.logic,
                    bench.tables, network.costs, bench.work, bench.lanes, row,
                    times[part], money[part], tile.first, tile.n, self.whose_weather,
                    luck, network.more, bench.life, self.steps,
                )  # fmt: skip
                if by_date:
                    books = only_cost(money[part.start])
                    enter(
                        network, bench.tables, bench.work, bench.purse, books,
                        tile.first, tile.n,
                    )  # fmt: skip
            self.benches.put(bench)

        self._each(run, range(len(self.tiles)))
        return times, money

    def _row(self) -> int:
        j, logic = self.target.activity, self.result.network.logic
        if j is None:
            named = {"cost": COST, "both": BOTH}
            return named.get(self.target.name, FINISH)
        row = int(logic.finish_row[j])
        return j if row < 0 else row

    # Measures.

    def measured(self, outcomes: Int32 | Float64) -> Float64:
        """float64[n_coalition, 17]: the measure of all, and without each part."""
        if isinstance(self.measure, str):
            spread = self.measure == "sd"
            return _moments(self.numbers(outcomes), spread=spread)
        return self.numbers(_percentiles(outcomes, self.measure))

    def numbers(self, outcomes: Int32 | Float64) -> Float64:
        """Working minutes after project.start, money, or 0 and 1."""
        if self.target.is_cost or self.measure == "chance":
            return np.asarray(outcomes, np.float64)
        network = self.result.network
        moments = self.target.moments(network, np.asarray(outcomes, np.int32))
        return network.timeline.worked(moments)


def _crew(result: Result, seed: int | None = None) -> Foreman:
    """The foreman of a result, whose draws are the result's own, or of another seed."""
    made = result.provenance
    return engine.foreman(
        result.network,
        seed=made.seed if seed is None else seed,
        sampling=made.sampling,
        iterations=made.iterations,
        threads=made.threads,
        plan=result.plan.finish,
        detailed=False,
        dimensions=made.dimensions or None,
    )


def _whose(result: Result, players: Sequence[Player]) -> tuple[Int32, Int32]:
    """The player of each row of the minutes and of the values, or -1."""
    network = result.network
    minutes = np.full(len(network.planned_minutes), -1, np.int32)
    values = np.full(len(network.planned_values), -1, np.int32)
    for k, player in enumerate(players):
        minutes[list(player.minutes)] = k
        values[list(player.values)] = k
    return minutes, values


def _whose_weather(result: Result, players: Sequence[Player]) -> Int32:
    """The player of each calendar's weather, or -1."""
    found = np.full(len(result.network.sky_names), -1, np.int32)
    for k, player in enumerate(players):
        found[list(player.skies)] = k
    return found


def _moments(numbers: Float64, *, spread: bool) -> Float64:
    """Means or standard deviations of each row, of all and without each part.

    Squares are of distances from the row's mean, so that little is lost to rounding.
    """
    left = left_by_part(numbers.shape[1])
    if not spread:
        return np.asarray(without_parts(numbers) / left)
    middle = numbers.mean(axis=1, keepdims=True)
    away = numbers - middle
    first, second = without_parts(away), without_parts(away * away)
    variance = (second - first * first / left) / (left - 1)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def without_parts(numbers: Float64) -> Float64:
    """float64[n, 17]: sums of each row, of all and without each part."""
    sums = [numbers[:, part::PARTS].sum(axis=1) for part in range(PARTS)]
    each = np.stack(sums, axis=1)
    total = each.sum(axis=1, keepdims=True)
    return np.concatenate([total, total - each], axis=1)


def _percentiles(outcomes: Any, level: float) -> Any:
    """The percentile of each row, of all and without each part: [n_coalition, 17]."""
    n = outcomes.shape[1]
    left, ranks = left_by_part(n), ranks_by_part(n, level)
    # Without a part, what stands at a place stood no further up than the part is long.
    edges = int(ranks.min()), int(min(n - 1, ranks.max() + n - left.min()))
    bounds = np.partition(outcomes, edges, axis=1)[:, edges]
    out = np.empty((len(outcomes), 1 + PARTS), outcomes.dtype)
    percentiles_by_part(outcomes, bounds, ranks, out)
    return out


def left_by_part(n: int) -> Int64:
    """int64[17]: how many of `n` iterations are left, of all and without each part."""
    return np.array([n, *(n - len(range(part, n, PARTS)) for part in range(PARTS))])


def ranks_by_part(n: int, level: float) -> Int64:
    """int64[17]: the place of a percentile among those that are left."""
    ranks = [intervals.rank(int(left), level) for left in left_by_part(n)]
    return np.array(ranks, np.int64)
