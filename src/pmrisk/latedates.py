"""The late dates of the plan: with all the room there is, or as schedulers show them.

The late pass of the kernels keeps all the room that calendars leave: between an evening
and the next morning nothing is lost. Primavera and Microsoft Project hand over what
they show instead, from moment to moment: the late start of a successor, which is a
morning, and a late finish, which is an evening.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pmrisk.foreman import Bench
from pmrisk.model.activity import Activity
from pmrisk.network import Network
from pmrisk.network.arrays import FOREVER, LATE_START, LEAPS, LIMITS, MOVES, SNAPS
from pmrisk.network.links import Link


class Late(NamedTuple):
    """Late start and finish as moments."""

    start: int
    finish: int


@dataclass(frozen=True, eq=False)
class Clock:
    """Look-ups on one calendar, one moment at a time."""

    step: int
    worked_table: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    offset: "np.ndarray[tuple[int], np.dtype[np.int32]]"

    def worked(self, moment: int) -> int:
        """Working minutes before a moment."""
        inside = max(moment, 0)
        slot = min(inside // self.step, self.worked_table.size - 1)
        entry = int(self.worked_table[slot])
        return (entry >> 1) + (inside - slot * self.step) * (entry & 1)

    def start(self, time: int) -> int:
        """The last moment with no more worked: a morning."""
        return self._moment(time, 0)

    def finish(self, time: int) -> int:
        """The first moment by which so much is worked: an evening."""
        return self._moment(time, -1)

    def _moment(self, time: int, back: int) -> int:
        inside = max(time, 0)
        slot = min((inside + back) // self.step + 1, self.offset.size - 1)
        return inside + int(self.offset[slot])


class _Nonstop(Clock):
    """The continuous calendar, where working time is the moment."""

    def __init__(self) -> None:
        none = np.zeros(0, np.int32)
        super().__init__(1, none, none)

    def worked(self, moment: int) -> int:
        return moment

    def start(self, time: int) -> int:
        return time

    def finish(self, time: int) -> int:
        return time


def clocks(network: Network) -> list[Clock]:
    """The clock of every calendar, by number."""
    tables = network.tables
    found: list[Clock] = [_Nonstop()]
    for number in range(1, len(tables.step)):
        a, b = tables.worked_at[number : number + 2]
        c, d = tables.offset_at[number : number + 2]
        step = int(tables.step[number])
        found.append(Clock(step, tables.worked[a:b], tables.offset[c:d]))
    return found


def is_there(bench: Bench, j: int) -> bool:
    """Whether the plan has an activity, or does without it."""
    life = bench.life
    return life is None or bool(life.masks[life.mask[j], 0])


def _limits(bench: Bench, r: int) -> bool:
    """Whether the plan takes both ends of a relationship, or neither."""
    life = bench.life
    return life is None or bool(life.masks[life.limits[r], 0])


class LatePass:
    """The backward pass over one iteration, from the project's finish to its start."""

    def __init__(self, network: Network, bench: Bench) -> None:
        n_act = len(network.activities)
        work = bench.work
        self.network = network
        self.clocks = clocks(network)
        self.duration = work.minutes[:n_act, 0].tolist()
        self.early = work.ends[:n_act, 0].tolist()
        self.endings = work.last[1:, 0].tolist()
        self.found: list[Late | None] = [None] * n_act
        self._there = [is_there(bench, j) for j in range(n_act)]
        self._after: list[list[Link]] = [[] for _ in range(n_act)]
        for r, link in enumerate(network.links):
            if link.use & LIMITS and _limits(bench, r):
                self._after[link.pred].append(link)

    def run(self) -> list[Late | None]:
        """Late dates by position; none of spans, nor of what the plan does without."""
        for j in range(len(self.found) - 1, -1, -1):
            if not self.network.activities[j].is_span:
                self.found[j] = self._late(j)
        both = zip(self.found, self._there, strict=True)
        return [late if there else None for late, there in both]

    def _late(self, j: int) -> Late:
        logic = self.network.logic
        finish = self.endings[logic.group[j]]
        if not self._there[j] and self.network.frame.project.finish != self._id(j):
            finish = FOREVER
        elif logic.open[j]:
            finish = min(finish, self._own(j).finish(self.early[j]))
        for link in self._after[j]:
            if not (link.from_start and self._there[j] and self._by_hand(j)):
                finish = min(finish, self._allowed(j, link))
        if not self._there[j]:
            # It passes on what its successors leave it: nothing is imposed on it.
            return Late(finish, finish)
        finish = self._imposed(j, finish)
        finish = self._shown(j, finish)
        return Late(self._start(j, finish), finish)

    def _id(self, j: int) -> str:
        return self.network.activities[j].id

    def _shown(self, j: int, finish: int) -> int:
        """A late finish in the evening; of what passes, in the morning if it is."""
        passing = int(self.network.logic.passing[j])
        clock = self._own(j)
        if self.duration[j] == 0:
            clock = self.clocks[self.network.frame.clocks[j].nominal]
        time = clock.worked(finish)
        morning = clock.start(time) == finish
        if morning and self._passes(self.network.activities[j], passing):
            return finish
        return clock.finish(time)

    def _own(self, j: int) -> Clock:
        return self.clocks[self.network.frame.clocks[j].calendar]

    def _passes(self, activity: Activity, passing: int) -> bool:
        """Whether its late finish is the moment that its successor leaves it.

        So it is of start milestones and of what is complete; in Microsoft's plans also
        of other milestones and of what is scheduled by hand.
        """
        by_hand = activity.manual_start is not None
        if self._microsoft and (passing == SNAPS or by_hand):
            return True
        return passing in (MOVES, LEAPS) or activity.is_complete

    @property
    def _microsoft(self) -> bool:
        return self.network.project.defaults.scheduler == "microsoft"

    def _by_hand(self, j: int) -> bool:
        """Whether a start was typed, so that nothing that waits for it bounds it."""
        by_hand = self.network.activities[j].manual_start is not None
        return self._microsoft and by_hand

    def _start(self, j: int, finish: int) -> int:
        """When it must begin to finish then."""
        activity = self.network.activities[j]
        if self.duration[j] == 0 or activity.is_complete:
            return finish
        clock = self._own(j)
        return clock.start(clock.worked(finish) - self.duration[j])

    def _finish(self, j: int, start: int) -> int:
        """When it finishes if it begins then."""
        if self.duration[j] == 0:
            return start
        clock = self._own(j)
        return clock.finish(clock.worked(start) + self.duration[j])

    def _allowed(self, j: int, link: Link) -> int:
        """The latest finish of `j` that leaves a successor its late dates."""
        late = self.found[link.succ]
        assert late is not None
        limit = self._before_lag(
            link, late.finish if link.pushes_finish else late.start
        )
        return self._finish(j, limit) if link.from_start else limit

    def _before_lag(self, link: Link, moment: int) -> int:
        if link.lag == 0:
            return moment
        clock = self.clocks[link.lag_calendar]
        time = clock.worked(moment) - link.lag
        # Going back over a lag one comes to where work begins.
        return clock.start(time) if link.lag > 0 else clock.finish(time)

    def _imposed(self, j: int, finish: int) -> int:
        """`finish` within the imposed late dates, which are in own working time."""
        logic, clock = self.network.logic, self._own(j)
        start_cap, finish_cap = (
            int(logic.late_start_cap[j]),
            int(logic.late_finish_cap[j]),
        )
        fixed = int(logic.late_fixed[j])
        if start_cap < FOREVER and fixed in (0, LATE_START):
            # What takes no time finishes when it starts: in the morning.
            shown = clock.finish if self.duration[j] > 0 else clock.start
            at = shown(start_cap + self.duration[j])
            finish = at if fixed else min(finish, at)
        if finish_cap < FOREVER and fixed != LATE_START:
            at = clock.finish(finish_cap)
            finish = at if fixed else min(finish, at)
        return finish


def late_dates(network: Network, bench: Bench) -> list[Late | None]:
    """Late starts and finishes by position.

    None of spans, nor of what the plan does without.
    """
    if network.project.defaults.scheduler != "pmrisk":
        return LatePass(network, bench).run()
    known = clocks(network)
    return [
        None
        if a.is_span or not is_there(bench, j)
        else _with_all_room(network, bench, known, j)
        for j, a in enumerate(network.activities)
    ]


def _with_all_room(network: Network, bench: Bench, known: list[Clock], j: int) -> Late:
    """What the late pass of the kernels left, as moments."""
    clock = known[network.frame.clocks[j].calendar]
    time, duration = int(bench.work.late[j, 0]), int(bench.work.minutes[j, 0])
    starts = network.logic.passing[j] in (MOVES, LEAPS)
    finish = clock.start(time) if starts else clock.finish(time)
    if duration == 0:
        # Its moment may have passed through after the evening that time stands for.
        early = bench.work.ends[network.logic.finish_row[j], 0]
        finish = max(finish, int(early)) if network.logic.finish_row[j] >= 0 else finish
        return Late(finish, finish)
    return Late(clock.start(time - duration), finish)
