"""The run behind an X-ray: the draws of a result once more, tile by tile to threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.foreman import Bench, no_backlogs
from pmrisk.kernels.xray import Film, Floors, Tally, make_tally, xray
from pmrisk.network.arrays import Int32, Life, Steps
from pmrisk.network.attempts import first_attempts
from pmrisk.network.bounds import bounds, free_starts, imposed_starts
from pmrisk.network.compile import Network
from pmrisk.network.logic import own_starts
from pmrisk.network.longer import longer, with_extra_row
from pmrisk.result import Result


class _Place(NamedTuple):
    """What one thread works with."""

    bench: Bench
    life: Life
    film: Film
    tally: Tally


class Machine:
    """The iterations of a result, to be run again with an eye on what drives."""

    def __init__(
        self,
        result: Result,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> None:
        self.result, self.progress = result, progress
        self.network = with_extra_row(result.network)
        made = result.provenance
        self.threads = made.threads
        self.crew = engine.foreman(
            self.network,
            seed=made.seed,
            sampling=made.sampling,
            iterations=made.iterations,
            threads=made.threads,
            plan=result.plan.finish,
            detailed=False,
            dimensions=made.dimensions or None,
        )
        self.tile = self.crew.tile(result.iterations)
        self.floors = floors(self.network)
        self.places = [self._place() for _ in range(self.threads)]

    def _place(self) -> _Place:
        # One kernel for all plans: nothing to burn down is burnt down as well.
        network, bench = self.network, self.crew.bench(self.tile)
        if bench.backlogs is None:
            bench = bench._replace(backlogs=no_backlogs())
        n_act, n_rel = len(network.activities), len(network.links)
        most = int(np.diff(network.logic.first).max(initial=0))
        early = n_act if network.logic.late.any() else 0
        film = Film(
            np.zeros((max(most, 1), self.tile), np.int32),
            np.zeros((3, self.tile), np.int32),
            np.zeros((int(self.floors.joined.max(initial=-1)) + 1, self.tile), np.int8),
            np.zeros((early, self.tile), np.int32),
        )
        life = _sure(network, bench) if bench.life is None else bench.life
        return _Place(bench, life, film, make_tally(n_act, n_rel))

    def tally(self) -> Tally:
        """What drives in all iterations."""
        self._run(self.network.steps, self.result.iterations, gathers=True)
        parts = zip(*(place.tally for place in self.places), strict=True)
        return Tally(*(np.sum(each, axis=0) for each in parts))

    @cached_property
    def finish(self) -> Int32:
        """int32[n_iter]: the finishes of the run, moments."""
        return self.result.finish.moments

    def with_longer(self, j: int, minutes: int, count: int) -> Int32:
        """int32[count]: the first finishes with activity `j` longer by so much."""
        for place in self.places:
            place.bench.work.minutes[-1] = minutes
        return self._run(longer(self.network, j), count, gathers=False)

    def _run(self, steps: Steps, count: int, *, gathers: bool) -> Int32:
        """The first iterations; their order and the threads do not matter."""
        finish, network = np.empty(count, np.int32), self.network
        free: SimpleQueue[_Place] = SimpleQueue()
        for place in self.places:
            free.put(place)

        def run(first: int) -> None:
            place = free.get()
            bench, n = place.bench, min(self.tile, count - first)
            xray(
                self.crew.draws, bench.scratch, bench.backlogs, network.logic,
                bench.tables, bench.work, bench.lanes, place.life, steps, self.floors,
                place.film, place.tally, finish, first, n, bool(network.more), gathers,
            )  # fmt: skip
            free.put(place)
            if self.progress is not None and gathers:
                self.progress(first + n, count)

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(run, range(0, count, self.tile)))
        return finish


def _sure(network: Network, bench: Bench) -> Life:
    """Masks by which everything exists in every iteration."""
    acts = np.zeros(len(network.activities), np.int32)
    links, steps = np.zeros(len(network.links), np.int32), network.steps
    absent, work = np.full(len(acts), -1, np.int32), bench.work
    return Life(
        acts, acts, links, links, absent, acts, steps.step, steps.first, steps.number,
        work.masks, work.values, work.room,
    )  # fmt: skip


def floors(network: Network) -> Floors:
    """What holds each activity beside its relationships."""
    frame = network.frame
    starts, timeline = imposed_starts(frame), network.timeline
    imposed = [
        start is not None or bound.finish is not None or bound.is_capped
        for start, bound in zip(starts, bounds(frame, network.begins), strict=True)
    ]
    asked = [not (a.is_complete or a.is_span) for a in frame.activities]
    # On its own calendar days that weather takes are counted as well.
    counts = [
        clock.nominal
        if clock.nominal > 0
        and (clock.calendar == 0 or frame.calendars[clock.calendar].weather)
        else -1
        for clock in frame.clocks
    ]
    first = first_attempts(frame, network.links)
    joins, joined = np.full((2, len(network.links)), -1, np.int32)
    joins[[*first]] = [*first.values()]
    for row, pair in enumerate(first.items()):
        joined[[*pair]] = row
    return Floors(
        asked=np.array(asked, np.int8),
        begin=own_starts(
            frame, timeline, free_starts(frame, network.begins), first=True
        ),
        imposed=np.array(imposed, np.int8),
        start=own_starts(frame, timeline, starts, first=False),
        counts=np.array(counts, np.int32),
        joins=joins,
        joined=joined,
    )
