"""Whose the minutes on a driving path are, and at which activity they are booked.

durations
    what an activity takes beyond its plan, taken apart by `pmrisk.analysis.deviations`.
lags
    what an uncertain one takes beyond its plan, at the activity that waits.
what gates send back
    every attempt that fails and all rework, and the lags behind them: none of that is
    in the plan. It is the gate's, at the activity that is done again; but what made
    that longer than planned makes its repeat longer too, and has its part of it.
weather
    working days lost between the moments at which the path comes to an activity and
    leaves it: while it is worked on, and while it waits for a lag or for its calendar.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from pmrisk.analysis.deviations import Deviations, Run
from pmrisk.analysis.sources import Player, waiting
from pmrisk.kernels.trace import Accounts, Tally, make_tally
from pmrisk.network import Network
from pmrisk.network.arrays import VIA, Float64, Int32
from pmrisk.network.attempts import first_attempts
from pmrisk.network.links import Link

#: A player, the activity, and float64[n_lane] minutes of the project's calendar.
Booking = tuple[int, int, Float64]


class Rows:
    """Which rows of a trace belong to which lags and to whose weather."""

    def __init__(self, network: Network) -> None:
        self.network = network
        again = network.frame.repeats.found
        names = [activity.id for activity in network.activities]
        #: What each activity is, or repeats, by position.
        self.own = [
            network.position[again[name].of] if name in again else j
            for j, name in enumerate(names)
        ]
        links = [*enumerate(network.links)]
        #: Relationships behind what gates send back whose lags are not in the plan.
        self.repeated = [
            (r, link)
            for r, link in links
            if names[link.pred] in again and (link.lag or link.lag_row >= 0)
        ]
        #: Those whose lag loses days of a calendar that is not its successor's.
        self.losing = [
            (r, link)
            for r, link in links
            if link.mode == VIA and self.sky(link.lag_calendar) >= 0
        ]

    def sky(self, calendar: int) -> int:
        """The number of a calendar's weather, or -1."""
        skies = self.network.skies
        return -1 if skies is None else int(skies.sky[calendar])

    @cached_property
    def accounts(self) -> Accounts:
        """As the kernel reads them."""
        network = self.network
        again = network.frame.repeats.found
        # In the other lanes a first attempt is the gate that passes.
        counted = [
            a.id in again and (again[a.id].cycle > 1 or not again[a.id].is_attempt)
            for a in network.activities
        ]
        lag_row = network.logic.lag_row.copy()
        first = len(network.planned_minutes), len(network.activities)
        lag_row[[r for r, _ in self.repeated]] = self._behind(first[0], self.repeated)
        joins, lost_row = np.full((2, len(lag_row)), -1, np.int32)
        joined = first_attempts(network.frame, network.links)
        joins[[*joined]] = [*joined.values()]
        lost_row[[r for r, _ in self.losing]] = self._behind(first[1], self.losing)
        return Accounts(np.array(counted, np.int8), joins, lag_row, lost_row)

    def _behind(self, first: int, links: Sequence[tuple[int, Link]]) -> Int32:
        return np.arange(first, first + len(links), dtype=np.int32)

    def tally(self, n_lane: int) -> Tally:
        """Nothing gathered yet."""
        network = self.network
        n_act, n_rel = len(network.activities), len(network.logic.pred)
        wet = network.skies is not None
        return make_tally(
            n_act,
            n_rel,
            len(network.planned_minutes) + len(self.repeated),
            n_act + len(self.losing) if wet else 0,
            int(network.logic.ends.sum()) if wet else 0,
            n_lane,
        )


class Bookings:
    """Books what lies on the paths of some lanes; `planned` is one lane of the plan."""

    def __init__(
        self, network: Network, players: Sequence[Player], rows: Rows, planned: Run
    ) -> None:
        self.network, self.rows = network, rows
        self.apart = Deviations(network, players, planned)
        self.waiting = waiting(network)
        self.gate = {p.of: k for k, p in enumerate(players) if p.kind == "gate"}
        self.weather = {sky: k for k, p in enumerate(players) for sky in p.skies}

    def __call__(self, run: Run, passed: Float64, lost: Float64) -> Iterator[Booking]:
        """Of those lanes: float64[n_row, n_lane] and float64[n_lost, n_lane]."""
        yield from self._durations(run, passed)
        yield from self._lags(run, passed)
        yield from self._repeated_lags(run, passed)
        yield from self._lost(lost)

    def _durations(self, run: Run, passed: Float64) -> Iterator[Booking]:
        for j in self.apart.varied:
            if passed[j].any():
                on_path = passed[j] * float(self.network.week_ratio[j])
                for k, minutes in self.apart(j, run).items():
                    yield k, self.rows.own[j], on_path * minutes

    def _lags(self, run: Run, passed: Float64) -> Iterator[Booking]:
        planned = self.apart.planned.minutes
        for row, j in self.waiting.items():
            minutes = passed[row] * (run.minutes[row] - planned[row])
            yield self.apart.row[row], self.rows.own[j], minutes

    def _repeated_lags(self, run: Run, passed: Float64) -> Iterator[Booking]:
        """In full: what is planned of them is the gate's, the rest that of the lag."""
        again, planned = self.network.frame.repeats.found, self.apart.planned.minutes
        for row, (_, link) in enumerate(
            self.rows.repeated, len(self.network.planned_minutes)
        ):
            gate = again[self.network.activities[link.pred].id].gate
            j, lag = self.rows.own[link.succ], link.lag_row
            on_path = passed[row] * self._ratio(link.lag_calendar)
            whole = link.lag if lag < 0 else planned[lag]
            yield self.gate[f"{gate}.quality"], j, on_path * whole
            if lag >= 0:
                more = run.minutes[lag] - planned[lag]
                yield self.apart.row[lag], j, on_path * more

    def _lost(self, lost: Float64) -> Iterator[Booking]:
        """What weather takes from activities, then from lags on other calendars."""
        if not len(lost):
            return
        for j, calendar in enumerate(self.network.logic.calendar):
            if (sky := self.rows.sky(calendar)) >= 0:
                on_path = lost[j] * self._ratio(calendar)
                yield self.weather[sky], self.rows.own[j], on_path
        for row, (_, link) in enumerate(self.rows.losing, len(self.network.activities)):
            on_path = lost[row] * self._ratio(link.lag_calendar)
            sky = self.rows.sky(link.lag_calendar)
            yield self.weather[sky], self.rows.own[link.succ], on_path

    def _ratio(self, calendar: int) -> float:
        """The project calendar's week over that of another."""
        weeks = [each.minutes_per_week for each in self.network.frame.calendars]
        return float(weeks[self.network.timeline.calendar] / weeks[calendar])
