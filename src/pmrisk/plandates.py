"""The plan's working times turned into the dates and floats that a planner reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.foreman import Bench, Gathered
from pmrisk.kernels.plan import driving_links, free_floats
from pmrisk.latedates import Clock, Late, clocks, is_there, late_dates
from pmrisk.model.activity import Activity
from pmrisk.network import Network
from pmrisk.network.arrays import CAPPED, KEEPS, MOVES, NEVER, Int32
from pmrisk.network.ties import passes_on


class Four(NamedTuple):
    """The four dates of an activity; no late ones of what the plan does without."""

    early_start: datetime
    early_finish: datetime
    late_start: datetime | None
    late_finish: datetime | None


@dataclass(frozen=True, eq=False)
class Dates:
    """Working times of the plan by position, int32[n_act], and what drives."""

    network: Network
    early_finish: Int32
    late: list[Late | None]
    #: bool[n_act]: whether the plan has it, or does without.
    there: NDArray[np.bool_]
    duration: Int32
    #: Early starts and finishes as the engine writes them.
    early: tuple[list[int], list[int]]
    clocks: list[Clock]
    free: Int32
    critical: NDArray[np.bool_]
    driving: NDArray[np.uint8]
    #: int32[n_act]: the finishes that relationships alone ask for.
    asked: Int32

    def four(self, j: int) -> Four:
        """The four dates of activity `j`."""
        activity = self.network.activities[j]
        if activity.is_span:
            return Four(*self._early(j), *self._late_span(j))
        if not self.there[j]:
            return Four(*self._early(j), None, None)
        if activity.is_complete:
            return self._complete(j, activity, self._late(j)[1])
        early, late = self._early(j), self._late(j)
        if activity.in_progress and self._factual:
            assert activity.actual_start is not None
            return Four(activity.actual_start, early[1], activity.actual_start, late[1])
        return Four(*early, *late)

    @property
    def _factual(self) -> bool:
        """Whether work in progress is shown from its actual start."""
        return self.network.project.defaults.scheduler == "microsoft"

    def _complete(self, j: int, activity: Activity, late: datetime) -> Four:
        """Actual dates; by Primavera's conventions when it passes its logic on."""
        assert activity.actual_start is not None
        assert activity.actual_finish is not None
        project = self.network.project
        if passes_on(project):
            return Four(*self._early(j), late, late)
        if project.defaults.scheduler == "primavera":
            left = project.data_date_of(activity)
            return Four(left, left, late, late)
        actual = activity.actual_start, activity.actual_finish
        return Four(*actual, *actual)

    def _early(self, j: int) -> tuple[datetime, datetime]:
        """Start and finish; what has no duration starts when it finishes."""
        date, logic = self.network.timeline.date, self.network.logic
        start, finish = self.early[0][j], self.early[1][j]
        passing = logic.passing[j]
        if passing not in KEEPS and not self.network.is_exposed(j):
            clock = self.clocks[logic.calendar[j]]
            start = clock.start(start)
            shown = clock.start if passing == MOVES else clock.finish
            finish = shown(finish)
        elif logic.actual_start[j] != NEVER:
            # Its successors read when it began; shown is where what is left begins.
            clock = self.clocks[logic.calendar[j]]
            start = clock.start(self.early_finish[j] - self.duration[j])
        if self.network.activities[j].type == "level_of_effort":
            start, finish = self._effort(j, start, finish)
        elif self.duration[j] == 0 and not self.network.activities[j].is_span:
            return date(finish), date(finish)
        return date(start), date(finish)

    def _effort(self, j: int, start: int, finish: int) -> tuple[int, int]:
        """A level of effort in the working time of its calendar, as schedulers show it.

        By our own conventions it keeps the moments of what it spans.
        """
        if self.network.project.defaults.scheduler == "pmrisk":
            return start, finish
        clock = self.clocks[self.network.logic.calendar[j]]
        start = clock.start(clock.worked(start))
        return start, max(start, clock.finish(clock.worked(finish)))

    def _late(self, j: int) -> tuple[datetime, datetime]:
        late, date = self.late[j], self.network.timeline.date
        assert late is not None
        return date(late.start), date(late.finish)

    def _late_span(self, j: int) -> tuple[datetime, datetime]:
        """The late dates of what a span refers to: the earliest and the latest."""
        network = self.network
        starts: list[datetime] = []
        finishes: list[datetime] = []
        for each in network.frame.references[network.activities[j].id]:
            source = network.activities[network.position[each.source]]
            if source.is_complete or source.id in network.frame.repeats.found:
                continue
            four = self.four(network.position[each.source])
            moment = four.late_finish if each.from_finish else four.late_start
            if moment is None:
                continue
            (finishes if each.to_finish else starts).append(moment)
        early = self._early(j)
        finish = max(finishes, default=early[1])
        return min([*starts, finish]), finish

    def slack_of(self, activity: Activity, four: Four) -> float:
        """Working days between the finishes, on the calendar that it names."""
        assert four.late_finish is not None
        return self._days(activity, four.early_finish, four.late_finish)

    def total_float(self, j: int, four: Four) -> float:
        """Total float by the project's rule, in working days of its calendar."""
        network = self.network
        activity, rule = network.activities[j], network.project.defaults.total_float
        if activity.is_span:
            return self.slack_of(activity, four)
        if activity.as_late_as_possible and not self._moves_early:
            return 0.0
        finish = self.slack_of(activity, four)
        overridden = self.network.logic.needs[j] & CAPPED and self.asked[j] > NEVER
        if self._factual and overridden:
            # What is imposed hides a delay of what comes before; the float shows it.
            assert four.late_finish is not None
            late = self.network.timeline.minutes(four.late_finish)
            time = self.clocks[self.network.logic.calendar[j]].worked(late)
            finish = min(finish, self._float(j, self.asked[j], time))
        if rule == "finish" or activity.in_progress:
            return finish
        assert four.late_start is not None
        start = self._days(activity, four.early_start, four.late_start)
        return start if rule == "start" else min(start, finish)

    @property
    def _moves_early(self) -> bool:
        return self.network.project.defaults.scheduler != "microsoft"

    def free_float(self, j: int) -> float:
        """Working days that an activity may slip and delay no successor."""
        return self._float(j, self.early_finish[j], self.early_finish[j] + self.free[j])

    def _days(self, activity: Activity, start: datetime, end: datetime) -> float:
        """Working days between two dates on the calendar that an activity names."""
        frame, minutes = self.network.frame, self.network.timeline.minutes
        calendar = frame.slack(activity)
        worked = self.clocks[frame.numbers[calendar.name]].worked
        time = worked(minutes(end)) - worked(minutes(start))
        return time / calendar.minutes_per_day

    def _float(self, j: int, early: int, late: int) -> float:
        """Working days between two finishes, on the calendar that it names."""
        minutes = float(late - early)
        clock = self.network.frame.clocks[j]
        if clock.calendar != clock.nominal:
            # A milestone keeps moments; its float is counted on the calendar it names.
            worked = self.clocks[clock.nominal].worked
            minutes = float(worked(int(late)) - worked(int(early)))
        return minutes / float(self.network.minutes_per_day[j])


def plan_dates(network: Network, plan: Gathered, bench: Bench) -> Dates:
    """What one iteration of the plan left on the bench that ran it."""
    assert plan.starts is not None
    assert plan.finishes is not None
    life, work, lanes = bench.life, bench.work, bench.lanes
    n_act = len(network.activities)
    early = work.ends[:n_act, 0].copy()
    driving = np.zeros(len(network.links), np.uint8)
    asked = np.zeros(n_act, np.int32)
    tables = bench.tables
    driving_links(network.logic, tables, work, lanes, driving, asked, life)
    free = np.zeros(n_act, np.int32)
    more = network.more
    free_floats(network.logic, tables, work, lanes, free, more, life)
    return Dates(
        network,
        early,
        late_dates(network, bench),
        np.array([is_there(bench, j) for j in range(n_act)]),
        work.minutes[:n_act, 0].copy(),
        (plan.starts[:, 0].tolist(), plan.finishes[:, 0].tolist()),
        clocks(network),
        free,
        plan.critical > 0,
        driving,
        asked,
    )
