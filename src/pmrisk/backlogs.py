"""How backlogs burn down: when for so many items, and how many by a date.

Nothing of it is kept while a run goes on: the iterations are dated once more, with the
same luck, and the throughput of any period is drawn again from its counter.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk import engine, intervals
from pmrisk.effective import EffectiveTime
from pmrisk.errors import OptionError
from pmrisk.foreman import Bench, Foreman
from pmrisk.kernels.backlog import throughputs
from pmrisk.kernels.draw import make_scratch
from pmrisk.model.activity import Activity
from pmrisk.network import Network, calendars
from pmrisk.network.arrays import Float64, Int32
from pmrisk.network.backlogs import Burndown
from pmrisk.outcome import (
    DatePercentile,
    FinishOutcome,
    Probability,
    check_level,
    end_of,
    probability,
)
from pmrisk.sampling import Backlogs, Sampling, compile_backlogs

Bool = NDArray[np.bool_]
# The last minute that is told apart.
_LAST = 2**31 - 1


class ItemsPercentile(NamedTuple):
    """So many items, or more, are done in `level` % of the iterations.

    `low` and `high` are the interval that sampling error allows (95 %), None where the
    iterations are too few to give it.
    """

    level: float
    items: float
    low: float | None
    high: float | None

    def __str__(self) -> str:
        low = "?" if self.low is None else f"{self.low:.1f}"
        high = "?" if self.high is None else f"{self.high:.1f}"
        return f"P{self.level:g} {self.items:.1f} items ({low} .. {high})"


class Trace(NamedTuple):
    """One backlog in every iteration: its work, and when that is done.

    Times are working minutes of the calendar that it is worked on, lost days apart.
    """

    items: Float64  # float64[n_iter]: to be done, after splitting
    start: Int32  # int32[n_iter]
    took: Int32  # int32[n_iter]: with all that happened to it
    there: Bool  # bool[n_iter]: whether it exists


@dataclass(frozen=True, eq=False)
class BacklogResult:
    """A backlog of a run, in the iterations in which it is there.

    Items are counted after splitting; of work in progress they are those that are left.
    What stretches or delays the work (risks, drivers) does so evenly.

    Attributes
    ----------
    items : float
        Those of the plan.
    throughput : float
        Items that are done in a period, on average.
    period : str
        How long that is, as the scenario says it.
    exists : Probability or None
        The share of iterations in which it is there, None if in all.
    """

    id: str
    name: str
    items: float
    throughput: float
    period: str
    exists: Probability | None
    network: Network
    burndown: Burndown
    draws: Backlogs
    trace: Trace
    replicated: bool
    has_sd: bool
    has_mean: bool
    #: Where its calendar may have weather.
    weather: EffectiveTime | None

    def finish_of(self, items: float) -> FinishOutcome:
        """When so many items are done, or all that there are, in each iteration.

        Raises
        ------
        OptionError
            If `items` is below zero, or not a number.
        """
        if not items >= 0:
            raise OptionError(
                f"items {items:g}: must not be negative. Write 20 for 20."
            )
        there, trace = self.trace.there, self.trace
        share = self._share(np.minimum(items, trace.items))
        took = np.floor(trace.took * share + 0.5).astype(np.int32)
        # Where nothing is to be done: not the evening before.
        known = self.network.project.data_date_of(self._activity)
        begin = np.int32(self.network.timeline.minutes(known))
        return FinishOutcome(
            self._replicated,
            self.has_sd,
            self.has_mean,
            np.maximum(self._moments(trace.start + took), begin)[there],
            self.network.timeline,
        )

    def date_of(self, items: float, level: float) -> DatePercentile:
        """The date by which so many items are done with that level of confidence.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100, or `items` below zero.
        """
        return self.finish_of(items).percentile(level)

    def done_by(self, day: date | datetime) -> Float64:
        """float64[n]: items done by a moment, or by the end of a day.

        Raises
        ------
        OptionError
            If `day` is no date.
        """
        timeline, trace = self.network.timeline, self.trace
        at = np.clip([timeline.minutes(end_of(day))], 0, _LAST).astype(np.int32)
        if self.weather is not None:
            at = self.weather.worked(int(at[0]))
        elif self._calendar:
            at = calendars.worked(timeline.tables, self._calendar, at)
        spent = np.clip(at - trace.start.astype(np.float64), 0, trace.took)
        whole = trace.took > 0
        share = np.divide(spent, trace.took, out=np.zeros_like(spent), where=whole)
        begun = at >= trace.start
        share[~whole & begun] = 1.0
        return self._burnt(share)[trace.there]

    def items_by(self, day: date | datetime, level: float) -> ItemsPercentile:
        """How many items at least are done by a date, with that level of confidence.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100, or `day` no date.
        """
        fewer = -self.done_by(day)
        if self._replicated:
            value, low, high = intervals.replicate_percentile(fewer, check_level(level))
        else:
            ordered = np.sort(fewer)
            value, low, high = intervals.percentile_interval(
                ordered, check_level(level)
            )
        # The other way round: what is exceeded, so that zero stays without a sign.
        bounds = [None if edge is None else 0.0 - edge for edge in (high, low)]
        return ItemsPercentile(level, 0.0 - value, *bounds)

    @property
    def _replicated(self) -> bool:
        # Where some iterations are left out, the others are no replicates.
        return self.replicated and bool(self.trace.there.all())

    @property
    def _activity(self) -> Activity:
        return self.network.activities[self.network.position[self.id]]

    @property
    def _calendar(self) -> int:
        return int(self.network.logic.calendar[self.network.position[self.id]])

    def _moments(self, time: Int32) -> Int32:
        if self.weather is not None:
            return self.weather.moments(time)
        tables, calendar = self.network.tables, self._calendar
        return calendars.finish_moment(tables, calendar, time) if calendar else time

    # Burning down: minutes are those before anything stretches or delays.

    @cached_property
    def _whole(self) -> Float64:
        """float64[n_iter]: the minutes that all items take."""
        return self._minutes(self.trace.items)

    def _share(self, items: Float64) -> Float64:
        """The share of the time after which so many items are done."""
        some = self._whole > 0
        minutes = self._minutes(items)
        share = np.divide(minutes, self._whole, out=np.ones_like(minutes), where=some)
        return np.where(items >= self.trace.items, 1.0, share)

    def _minutes(self, items: Float64) -> Float64:
        """The minutes that so many items take, as `pmrisk.kernels.backlog` burns."""
        every, left = self.burndown.every, np.array(items)
        minutes = np.zeros(len(left))
        for period, done in self._periods(self.burndown.most):
            last = (left > 0) & (done >= left)
            minutes[last] = every * period + every * left[last] / done[last]
            left = np.where(last, 0.0, left - done)
            if not (left > 0).any():
                break
        minutes[left > 0] = every * self.burndown.most
        return minutes

    def _burnt(self, share: Float64) -> Float64:
        """The items that are done after a share of the time."""
        spent = share * self._whole / self.burndown.every
        items = np.zeros(len(share))
        for period, done in self._periods(int(np.ceil(spent.max(initial=0.0)))):
            items += done * np.clip(spent - period, 0.0, 1.0)
        return np.where(share >= 1.0, self.trace.items, items.clip(0, self.trace.items))

    def _periods(self, most: int) -> Iterator[tuple[int, Float64]]:
        """The throughput of one period after the other, in every iteration."""
        n, draws = len(self.trace.items), self.draws.throughput
        scratch = make_scratch(draws, -(-n // 64) * 64)
        for period in range(most):
            throughputs(draws, 0, 0, period + 1, scratch)
            yield period, scratch.x[0, :n].copy()


def backlog_results(
    network: Network,
    like: FinishOutcome,
    *,
    seed: int,
    sampling: Sampling,
    iterations: int,
    threads: int,
) -> tuple[BacklogResult, ...]:
    """The backlogs of a run, in the scenario's order; `like` is what it finishes."""
    if not network.burndowns:
        return ()
    crew = engine.foreman(
        network,
        seed=seed,
        sampling=sampling,
        iterations=iterations,
        threads=threads,
        plan=network.timeline.at(0),
        detailed=False,
    )
    traces = _traces(crew, iterations)
    found = {
        burndown.activity: _result(crew, burndown, trace, like, seed)
        for burndown, trace in zip(network.burndowns, traces, strict=True)
        if trace.there.any()
    }
    ids = [activity.id for activity in network.project.activities]
    return tuple(found[name] for name in ids if name in found)


def _result(
    crew: Foreman, burndown: Burndown, trace: Trace, like: FinishOutcome, seed: int
) -> BacklogResult:
    network, there, weather = crew.network, trace.there, None
    j = network.position[burndown.activity]
    activity, backlog = network.activities[j], network.activities[j].backlog
    if network.is_exposed(j):
        weather = EffectiveTime(crew, int(network.logic.calendar[j]), len(there))
    assert backlog is not None
    return BacklogResult(
        id=activity.id,
        name=activity.name,
        items=backlog.planned_items * burndown.left,
        throughput=backlog.mean_throughput,
        period=str(backlog.every),
        exists=None if there.all() else probability(there, replicated=like.replicated),
        network=network,
        burndown=burndown,
        draws=compile_backlogs([burndown], seed),
        trace=trace,
        replicated=like.replicated,
        has_sd=like.has_sd,
        has_mean=like.has_mean,
        weather=weather,
    )


def _traces(crew: Foreman, iterations: int) -> list[Trace]:
    """Every backlog in every iteration, dated once more."""
    tile, n = crew.tile(iterations), iterations
    traces = [
        Trace(
            items=np.empty(n),
            start=np.empty(n, np.int32),
            took=np.empty(n, np.int32),
            there=np.empty(n, np.bool_),
        )
        for _ in crew.network.burndowns
    ]
    benches: SimpleQueue[Bench] = SimpleQueue()
    for _ in range(crew.threads):
        benches.put(crew.bench(tile))
    one = replace(crew, threads=1)

    def date_tile(first: int) -> None:
        bench, part = benches.get(), min(tile, n - first)
        one.run(first, part, benches=[bench])
        for burndown, trace in zip(crew.network.burndowns, traces, strict=True):
            _note(crew.network, burndown, trace, bench, first, part)
        benches.put(bench)

    with ThreadPoolExecutor(crew.threads) as pool:
        list(pool.map(date_tile, range(0, n, tile)))
    return traces


def _note(
    network: Network, burndown: Burndown, trace: Trace, bench: Bench, first: int, n: int
) -> None:
    """What a tile came to, to the iterations from `first` on.

    What is done again is burnt down the first time: of a gate, in its first attempt.
    """
    j, work = network.position[burndown.activity], bench.work
    life, to = network.life, slice(first, first + n)
    assert life is not None
    # In the order and to the bits of the kernel.
    items = np.zeros(n)
    for times, row in burndown.parts:
        items += times * work.values[row, :n]
    items *= work.values[burndown.split, :n] * burndown.left
    trace.items[to] = np.maximum(items, 0.0)
    trace.took[to] = work.minutes[j, :n]
    trace.start[to] = work.ends[j, :n] - work.minutes[j, :n]
    trace.there[to] = work.masks[life.mask[j], :n] != 0
    attempt = network.frame.repeats.first_attempt(burndown.activity)
    if attempt is not None:
        k = network.position[attempt]
        fails = work.masks[life.mask[k], :n] != 0
        start = work.ends[k, :n] - work.minutes[k, :n]
        trace.start[to] = np.where(fails, start, trace.start[to])
