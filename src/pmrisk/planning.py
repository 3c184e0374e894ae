"""The deterministic plan: early and late dates, floats, and the critical path."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pmrisk import engine
from pmrisk.foreman import Bench, Gathered
from pmrisk.kernels.plan import driving_links, free_floats
from pmrisk.model.project import Project
from pmrisk.network import Moment, Network, calendars, compile_network
from pmrisk.network.arrays import Int32


@dataclass(frozen=True)
class ScheduledActivity:
    """The four dates of an activity, its floats and what sets its dates.

    Floats are working days of the activity's own calendar. `critical` means on a
    driving path to the project's finish; `driving` names the predecessors whose
    relationship sets its start or finish, all of them where several tie.
    """

    id: str
    name: str
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: float
    free_float: float
    critical: bool
    driving: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """The plan of a project, every uncertain source at its planned value."""

    project: Project
    finish: Moment
    cost: float
    #: In the scenario's order.
    activities: tuple[ScheduledActivity, ...]

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The ids of the critical activities, by early start."""
        critical = [a for a in self.activities if a.critical]
        ordered = sorted(critical, key=lambda a: (a.early_start, a.early_finish))
        return tuple(activity.id for activity in ordered)


def schedule(project: Project) -> Schedule:
    """The critical path method on the planned values of `project`.

    Three-point estimates count at their most likely value, the others at their median,
    unless the scenario says `plan`.
    """
    network = compile_network(project)
    crew = engine.plan_foreman(network)
    bench = crew.bench(64)
    plan = crew.run(0, 1, benches=[bench])
    dates = _dates(network, plan, bench)
    activities = [_scheduled(network, dates, j) for j in network.file_order]
    finish = network.timeline.at(int(plan.finish[0]))
    return Schedule(project, finish, float(plan.cost[0]), tuple(activities))


@dataclass(frozen=True, eq=False)
class _Dates:
    """Working times of the plan by position, int32[n_act], and what drives."""

    early_finish: Int32
    late_finish: Int32
    duration: Int32
    #: int32[2, n_act]: early starts and finishes as the engine writes them.
    early: Int32
    free: Int32
    critical: NDArray[np.bool_]
    driving: NDArray[np.uint8]


def _dates(network: Network, plan: Gathered, bench: Bench) -> _Dates:
    assert plan.starts is not None
    assert plan.finishes is not None
    work, lanes = bench.work, bench.lanes
    n_act = len(network.activities)
    duration = network.planned_minutes[:n_act]
    early, late = work.ends[:n_act, 0].copy(), work.late[:, 0].copy()
    driving = np.zeros(len(network.links), np.uint8)
    driving_links(network.logic, network.tables, work, lanes, driving)
    free = np.zeros(len(network.activities), np.int32)
    free_floats(network.logic, network.tables, work, lanes, free)
    return _Dates(
        early,
        late,
        duration,
        np.stack([plan.starts[:, 0], plan.finishes[:, 0]]),
        free,
        plan.critical > 0,
        driving,
    )


def _scheduled(network: Network, dates: _Dates, j: int) -> ScheduledActivity:
    activity = network.activities[j]
    links = slice(int(network.logic.first[j]), int(network.logic.first[j + 1]))
    driving = {
        network.activities[link.pred].id
        for link, drives in zip(network.links[links], dates.driving[links], strict=True)
        if drives
    }
    early = _early(network, dates, j)
    late = _late(network, dates, j, early[1])
    return ScheduledActivity(
        activity.id,
        activity.name,
        *early,
        *late,
        _float(network, j, dates.early_finish[j], dates.late_finish[j]),
        _float(
            network, j, dates.early_finish[j], dates.early_finish[j] + dates.free[j]
        ),
        bool(dates.critical[j]),
        tuple(sorted(driving)),
    )


def _early(network: Network, dates: _Dates, j: int) -> tuple[datetime, datetime]:
    """Start and finish as dates; what has no duration starts when it finishes."""
    starts, finishes = (row[j : j + 1] for row in dates.early)
    finish = network.timeline.date(network.finish_moments(j, finishes)[0])
    if dates.duration[j] == 0:
        return finish, finish
    return network.timeline.date(network.start_moments(j, starts)[0]), finish


def _late(
    network: Network, dates: _Dates, j: int, early: datetime
) -> tuple[datetime, datetime]:
    """The same from late working time, which has no moments that pass through."""
    tables, calendar = network.tables, int(network.logic.calendar[j])
    late = dates.late_finish[j : j + 1]
    ends_as_start = network.activities[j].type == "start_milestone"
    shown = calendars.start_moment if ends_as_start else calendars.finish_moment
    finish = network.timeline.date(
        (shown(tables, calendar, late) if calendar else late)[0]
    )
    if dates.duration[j] == 0:
        return max(early, finish), max(early, finish)
    time = late - dates.duration[j]
    moment = calendars.start_moment(tables, calendar, time) if calendar else time
    return network.timeline.date(moment[0]), finish


def _float(network: Network, j: int, early: int, late: int) -> float:
    """Working days between two finishes, on the calendar that the activity names."""
    minutes = float(late - early)
    clock = network.frame.clocks[j]
    if clock.calendar != clock.nominal:
        # A milestone keeps moments; its float is counted on the calendar it names.
        ends = np.array([early, late], np.int32)
        worked = calendars.worked(network.tables, clock.nominal, ends)
        minutes = float(worked[1] - worked[0])
    return minutes / float(network.minutes_per_day[j])
