"""The foreman: hands batches of iterations to threads, and stops cleanly.

Nothing that a thread does depends on which batch it got: outcomes go to their own
columns, and everything summed over iterations is an integer. So batches, tiles and
threads can be chosen for speed alone.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels.backlog import WIDTH, burn
from pmrisk.kernels.draw import draw_tile, make_scratch
from pmrisk.kernels.histogram import Histograms, count_rows, make_histograms
from pmrisk.kernels.levelling import make_desk
from pmrisk.kernels.months import make_weather
from pmrisk.kernels.run import Output, run_batch
from pmrisk.kernels.spending import enter, make_purse, only_cost
from pmrisk.kernels.sums import Scale
from pmrisk.kernels.workspace import Lanes, Work, make_lanes, make_work
from pmrisk.network import Network, switched
from pmrisk.network.arrays import (
    CalendarTables,
    Float64,
    Int8,
    Int32,
    Int64,
    Life,
    Rework,
    Steps,
)
from pmrisk.network.prices import Books
from pmrisk.sampling import Backlogs, compile_backlogs

#: Starts and finishes of activities are kept up to this many bytes.
KEEP_BYTES = 256 * 10**6
#: Activity-iterations of a batch: some milliseconds of work.
_BATCH = 2**20
# Activity-iterations of a tile, and its bounds in blocks of 64 lanes; weather has
# tables of each lane besides, so that its tiles are the narrowest.
_TILE, _NARROWEST, _WIDEST = 2**19, 4, 16
#: Iterations that lay out the histograms, and of a batch that is counted into them.
_LAYOUT, _COUNTED = 1024, 512
_STRIPES = 16

Progress = Callable[[int, int | None], None]


def available_threads() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Gathered(NamedTuple):
    """Everything that a run leaves, iterations in order."""

    finish: Int32
    cost: Float64
    happened: Int8
    watched: Int32
    starts: Int32 | None
    finishes: Int32 | None
    start_histograms: Histograms | None
    finish_histograms: Histograms | None
    critical: Int64
    sums: Int64
    notes: Int64
    #: Finishes without limits, and iterations in which more is taken than there is; of
    #: a levelled run.
    unlevelled: Int32 | None = None
    overloads: int = 0


def no_backlogs() -> Backlogs:
    """Nothing to burn down, for a thread."""
    return _for_a_thread(compile_backlogs([], 0))


def _for_a_thread(backlogs: Backlogs) -> Backlogs:
    scratch = make_scratch(backlogs.throughput, WIDTH)
    return backlogs._replace(scratch=scratch)


class Bench(NamedTuple):
    """What one thread works with; `purse` where money depends on dates."""

    tables: CalendarTables
    work: Work
    life: Life | None
    scratch: Any
    lanes: Lanes
    purse: Any = None
    #: Of a levelled run.
    desk: Any = None
    backlogs: Backlogs | None = None
    rework: Rework | None = None

    @property
    def tile(self) -> int:
        """The lanes of a tile."""
        return int(self.work.ends.shape[1])


@dataclass(frozen=True, eq=False)
class Foreman:
    """A network with its draws, ready to run any stretch of iterations.

    `detailed` runs the late pass and gathers the sums of the activities; `n_lane` is
    the width of a tile (a multiple of 64), chosen by size unless given. Dates of
    activities are kept up to `keep_bytes`, and summarised in histograms beyond. Sources
    of what is `off` (by `Source.of`) take their planned value.
    """

    network: Network
    draws: Any
    scale: Scale
    watch: Int32
    threads: int
    detailed: bool
    n_lane: int = 0
    keep_bytes: int = KEEP_BYTES
    off: frozenset[str] = frozenset()
    #: None where nothing is burnt down.
    backlogs: Backlogs | None = None

    @cached_property
    def steps(self) -> Steps | None:
        """The network's steps, in front of them those that switch sources off."""
        return switched(self.network, self.off)

    def run(
        self,
        first: int,
        count: int,
        progress: Progress | None = None,
        benches: Sequence[Bench] | None = None,
    ) -> Gathered:
        """Iterations `first` (a multiple of 64) to ``first + count - 1``."""
        tile = self.tile(count)
        benches = benches or [self.bench(tile) for _ in range(self.threads)]
        outcome = self._outcome(count)
        kept = self.detailed and self._bytes(count) <= self.keep_bytes
        sides = None
        if kept:
            outcome = outcome._replace(
                starts=self._rows(count), finishes=self._rows(count)
            )
            self._spread(benches, outcome, first, 0, count, progress)
        elif self.detailed:
            sides = self._summarise(benches, outcome, first, count, progress)
        else:
            self._spread(benches, outcome, first, 0, count, progress)
        return self._gather(benches, outcome, kept, sides)

    def _bytes(self, count: int) -> int:
        return len(self.network.activities) * count * 8

    def tile(self, count: int) -> int:
        """Lanes of a tile: what fits the cache, but two tiles for each thread."""
        if self.n_lane:
            return self.n_lane
        blocks = _TILE // len(self.network.activities) // 64
        fair = count // (self.threads * 2 * 64)
        widest = _WIDEST if self.network.skies is None else _NARROWEST
        return 64 * max(1, min(widest, max(_NARROWEST, blocks), fair))

    def bench(self, tile: int, books: Books | None = None) -> Bench:
        """A fresh bench for one thread, for tiles of that many lanes."""
        limits = self.network.limits
        late = self.detailed or limits is not None
        work = make_work(self.network, tile, detailed=late)
        spends = books is not None or self.network.spends_by_date
        purse = make_purse(self.network, tile, books) if spends else None
        life = self.network.life
        if life is not None:
            life = life._replace(masks=work.masks, values=work.values, room=work.room)
        desk = None if limits is None else make_desk(self.network, limits)
        scratch, lanes = make_scratch(self.draws, tile), make_lanes(tile)
        rework = self.network.rework
        if rework is not None:
            marks = np.zeros((len(rework.marks), tile), np.int32)
            rework = rework._replace(marks=marks)
        tables, backlogs = self.tables(tile), self._backlogs()
        return Bench(tables, work, life, scratch, lanes, purse, desk, backlogs, rework)

    def tables(self, tile: int) -> CalendarTables:
        """The calendars, with the weather of one thread."""
        skies, tables = self.network.skies, self.network.tables
        if skies is None:
            return tables
        names, key = self.network.sky_names, self.draws.chance.key
        weather = make_weather(skies, names, key, self.off, tile)
        return tables._replace(weather=weather)

    def _backlogs(self) -> Backlogs | None:
        """The backlogs with what one thread draws throughputs with."""
        return None if self.backlogs is None else _for_a_thread(self.backlogs)

    def draw(
        self, bench: Bench, first: int, n: int, minutes: Int32, values: Float64
    ) -> None:
        """Draw a tile of iterations, and burn down what there is to burn."""
        draw_tile(self.draws, first, n, minutes, values, bench.scratch)
        if self.backlogs is not None and bench.backlogs is not None:
            # The bench may be that of a crew with other luck.
            own = self.backlogs._replace(scratch=bench.backlogs.scratch)
            burn(own, first, n, values, minutes)

    def _rows(self, count: int) -> Int32:
        return np.empty((len(self.network.activities), count), np.int32)

    def _outcome(self, count: int) -> Output:
        none = np.empty((0, 0), np.int32)
        watched = np.empty((len(self.watch), count), np.int32)
        finish, cost = np.empty(count, np.int32), np.empty(count)
        events = 0 if self.steps is None else self.steps.event.size
        happened = np.empty((events, count), np.int8)
        unlevelled = np.empty(0 if self.network.limits is None else count, np.int32)
        return Output(
            finish, cost, happened, self.watch, watched, none, none, unlevelled
        )

    def _batches(self, first: int, last: int, tile: int) -> list[tuple[int, int]]:
        """Columns from and to, cut at whole tiles, several for each thread."""
        size = max(1, _BATCH // len(self.network.activities) // tile) * tile
        fair = -(-(last - first) // (self.threads * 4 * tile)) * tile
        size = max(tile, min(size, fair))
        return [(a, min(a + size, last)) for a in range(first, last, size)]

    def _batch(
        self,
        bench: Bench,
        output: Output,
        first: int,
        column: int,
        count: int,
        kept: int | None = None,
        books: Books | None = None,
    ) -> None:
        """Iterations from `first` to columns from `column`; `kept`: of the dates."""
        network = self.network
        kept = column if kept is None else kept
        if bench.purse is not None and count > bench.tile:
            # A tile is still in the workspace when its money is spent.
            for a in range(0, count, bench.tile):
                n = min(bench.tile, count - a)
                self._batch(bench, output, first + a, column + a, n, kept + a, books)
            return
        run_batch(
            self.draws,
            bench.scratch,
            network.logic,
            bench.tables,
            network.costs,
            self.scale,
            bench.work,
            bench.lanes,
            output,
            network.timeline.calendar,
            network.timeline.horizon,
            first,
            column,
            kept,
            count,
            self.detailed,
            bench.backlogs,
            network.limits,
            bench.desk,
            network.more,
            bench.life,
            self.steps,
            bench.rework,
        )
        if bench.purse is not None:
            books = only_cost(output.cost) if books is None else books
            enter(network, bench.tables, bench.work, bench.purse, books, column, count)

    def keep_books(self, count: int, books: Books) -> None:
        """Enter the first iterations in `books`, thread by thread."""
        tile = self.tile(count)
        benches = [self.bench(tile, books) for _ in range(self.threads)]
        output = self._outcome(count)

        def batch(bench: Bench, a: int, b: int) -> None:
            self._batch(bench, output, a, a, b - a, books=books)

        _share(benches, self._batches(0, count, tile), batch, None)

    def _spread(
        self,
        benches: Sequence[Bench],
        output: Output,
        first: int,
        begin: int,
        end: int,
        progress: Progress | None,
    ) -> None:
        def batch(bench: Bench, a: int, b: int) -> None:
            self._batch(bench, output, first + a, a, b - a)

        batches = self._batches(begin, end, benches[0].tile)
        _share(benches, batches, batch, progress)

    def _summarise(
        self,
        benches: Sequence[Bench],
        output: Output,
        first: int,
        count: int,
        progress: Progress | None,
    ) -> tuple[Histograms, Histograms]:
        """Run with histograms in place of kept dates, laid out by the first ones."""
        head, tile = min(count, _LAYOUT), benches[0].tile
        counted = -(-_COUNTED // tile) * tile
        starts, finishes = self._rows(head), self._rows(head)
        self._spread(
            benches, output._replace(starts=starts, finishes=finishes), first, 0, head,
            None,
        )  # fmt: skip
        sides = make_histograms(starts), make_histograms(finishes)
        stripes = self._stripes()
        for rows, side in zip((starts, finishes), sides, strict=True):
            _count(side, rows, head, stripes)
        del starts, finishes
        buffers = {
            id(bench): (self._rows(counted), self._rows(counted)) for bench in benches
        }

        def batch(bench: Bench, a: int, b: int) -> None:
            rows = buffers[id(bench)]
            here = output._replace(starts=rows[0], finishes=rows[1])
            self._batch(bench, here, first + a, a, b - a, kept=0)
            for side, side_rows in zip(sides, rows, strict=True):
                _count(side, side_rows, b - a, stripes)

        edges = range(head, count, counted)
        batches = [(a, min(a + counted, count)) for a in edges]
        _share(benches, batches, batch, progress)
        return sides

    def _stripes(self) -> list[tuple[int, int, threading.Lock]]:
        edges = np.linspace(0, len(self.network.activities), _STRIPES + 1).astype(int)
        pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        return [(a, b, threading.Lock()) for a, b in pairs]

    def _gather(
        self,
        benches: Sequence[Bench],
        output: Output,
        kept: bool,
        sides: tuple[Histograms, Histograms] | None,
    ) -> Gathered:
        works = [bench.work for bench in benches]
        return Gathered(
            output.finish,
            output.cost,
            output.happened,
            output.watched,
            output.starts if kept else None,
            output.finishes if kept else None,
            sides[0] if sides else None,
            sides[1] if sides else None,
            np.sum([work.critical for work in works], axis=0),
            np.sum([work.sums for work in works], axis=0),
            np.sum([work.notes for work in works], axis=0),
            None if self.network.limits is None else output.unlevelled,
            sum(int(bench.desk.overloads[0]) for bench in benches if bench.desk),
        )


def _count(
    side: Histograms,
    rows: Int32,
    n: int,
    stripes: Sequence[tuple[int, int, threading.Lock]],
) -> None:
    """Count `rows` into a shared histogram, a stripe of activities at a time."""
    for first, last, lock in stripes:
        with lock:
            count_rows(side, rows, n, first, last)


def _share(
    benches: Sequence[Bench],
    batches: Sequence[tuple[int, int]],
    batch: Callable[[Bench, int, int], None],
    progress: Progress | None,
) -> None:
    """Let one thread per bench take batches until none is left or all must stop."""
    waiting = iter(batches)
    lock, stop = threading.Lock(), threading.Event()
    done = [0] * len(benches)

    def work(index: int) -> None:
        while not stop.is_set():
            with lock:
                edges = next(waiting, None)
            if edges is None:
                return
            batch(benches[index], *edges)
            done[index] += edges[1] - edges[0]

    with ThreadPoolExecutor(len(benches)) as pool:
        try:
            futures = [pool.submit(work, index) for index in range(len(benches))]
            while wait(futures, timeout=0.1).not_done:
                if progress is not None:
                    progress(sum(done), None)
            for future in futures:
                future.result()
        finally:
            stop.set()
    if progress is not None:
        progress(sum(done), None)
