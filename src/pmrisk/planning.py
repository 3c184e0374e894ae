"""The deterministic plan: early and late dates, floats, and the critical path."""

from dataclasses import dataclass, replace
from datetime import datetime

from pmrisk import engine
from pmrisk.levelled import MOST_MOVED, Moved, PlanLevelling
from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network import Moment, Network, compile_network
from pmrisk.network.worktime import worked_between
from pmrisk.plandates import Dates, Four, plan_dates


@dataclass(frozen=True)
class ScheduledActivity:
    """The four dates of an activity, its floats and what sets its dates.

    Floats are working days of the activity's own calendar. `critical` means on a
    driving path to the project's finish; `driving` names the predecessors whose
    relationship sets its start or finish, all of them where several tie.

    Of work in progress the four dates are those of what remains. Of what is complete
    they are the actual ones, but in a plan by Primavera's conventions, where nothing
    remains on the data date. `start` and `finish` are actual dates where there are any.

    What the plan does without (it is not likely to exist, or its branch is not the
    likeliest) has the moment that it passes on as its early dates, and neither late
    dates nor floats.
    """

    id: str
    name: str
    early_start: datetime
    early_finish: datetime
    late_start: datetime | None
    late_finish: datetime | None
    total_float: float | None
    free_float: float | None
    critical: bool
    driving: tuple[str, ...]
    #: When it starts and finishes, actual dates included.
    start: datetime
    finish: datetime

    @property
    def in_plan(self) -> bool:
        """Whether the plan has it; it does without what is not likely to exist."""
        return self.total_float is not None


@dataclass(frozen=True)
class Schedule:
    """The plan of a project, every uncertain source at its planned value."""

    project: Project
    finish: Moment
    cost: float
    #: In the scenario's order.
    activities: tuple[ScheduledActivity, ...]
    #: What levelling does to it; None where it was not asked for.
    levelling: PlanLevelling | None = None

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The ids of the critical activities, by early start."""
        critical = [a for a in self.activities if a.critical]
        ordered = sorted(critical, key=lambda a: (a.early_start, a.early_finish))
        return tuple(activity.id for activity in ordered)


def schedule(project: Project, *, levelled: bool = False) -> Schedule:
    """The critical path method on the planned values of `project`.

    Three-point estimates count at their most likely value, the others at their median,
    unless the scenario says `plan`. Imposed dates are obeyed as the scenario says.

    By Microsoft's conventions an activity as late as possible keeps its early dates,
    but what follows it starts after its late ones.

    With `levelled`, early dates are those that leave every resource with no more work
    than its available units can do; late dates and floats are those of the logic alone,
    from the levelled finish backwards.

    Raises
    ------
    ScenarioError
        If it is to be levelled, and something needs more than there is.
    """
    if not levelled:
        return _planned(project, levelled=False)
    plan = _planned(project, levelled=True)
    assert plan.levelling is not None
    return replace(plan, levelling=_moves(plan, _planned(project, levelled=False)))


def _moves(plan: Schedule, free: Schedule) -> PlanLevelling:
    """By how much levelling moves a plan that is `free` without it."""
    assert plan.levelling is not None
    pairs = [
        (before.early_start, after)
        for before, after in zip(free.activities, plan.activities, strict=True)
        if after.early_start > before.early_start
        and not plan.project.activity(after.id).is_span
    ]
    pairs.sort(key=lambda pair: pair[0] - pair[1].early_start)
    most = [_moved(plan.project, start, each) for start, each in pairs[:MOST_MOVED]]
    days = plan.finish.days - free.finish.days
    return replace(
        plan.levelling, finish=free.finish, days=days, most_moved=tuple(most)
    )


def _moved(project: Project, start: datetime, activity: ScheduledActivity) -> Moved:
    """An activity that would have started then."""
    calendar = project.calendar_of(project.activity(activity.id))
    minutes = worked_between(calendar, start, activity.early_start)
    days = minutes / calendar.minutes_per_day
    return Moved(activity.id, activity.name, days)


def _planned(project: Project, *, levelled: bool) -> Schedule:
    """The plan, with what Microsoft's conventions make late where it is shown so."""
    plan = _once(project, levelled=levelled)
    late = {a.id for a in project.activities if _waits(project, a)}
    if not late:
        return plan
    first = {each.id: each for each in plan.activities}
    # The late dates of all of it: what the plan does without is not late.
    moments = ((name, first[name].late_start) for name in late)
    starts = {name: at for name, at in moments if at is not None}
    again = _once(_held(project, starts), levelled=levelled)
    kept = [_late(first[a.id]) if a.id in starts else a for a in again.activities]
    return replace(again, project=project, activities=tuple(kept))


def _waits(project: Project, activity: Activity) -> bool:
    """Whether it is scheduled at its late dates, and shown with its early ones."""
    microsoft = project.defaults.scheduler == "microsoft"
    return microsoft and activity.as_late_as_possible and activity.actual_start is None


def _held(project: Project, starts: dict[str, datetime]) -> Project:
    """`project` with some activities that start no earlier than so."""
    held = [
        a.model_copy(update={"start_no_earlier_than": starts[a.id]})
        if a.id in starts
        else a
        for a in project.activities
    ]
    return project.changed(activities=tuple(held))


def _late(activity: ScheduledActivity) -> ScheduledActivity:
    """An activity that starts and finishes on its late dates."""
    assert activity.late_start is not None
    assert activity.late_finish is not None
    return replace(activity, start=activity.late_start, finish=activity.late_finish)


def _once(project: Project, *, levelled: bool) -> Schedule:
    network = compile_network(project, levelled=levelled)
    crew = engine.plan_foreman(network)
    bench = crew.bench(64)
    plan = crew.run(0, 1, benches=[bench])
    engine.check_reach(network, plan)
    dates = plan_dates(network, plan, bench)
    found = {
        a.id: _summary(network, dates, a)
        if a.type == "summary"
        else _scheduled(network, dates, a)
        for a in project.activities
    }
    finish = network.timeline.at(int(plan.finish[0]))
    activities = tuple(found[activity.id] for activity in project.activities)
    moves = None
    if levelled:
        overloaded = plan.overloads > 0
        moves = PlanLevelling(project.defaults.levelling, finish, 0.0, (), overloaded)
    return Schedule(project, finish, float(plan.cost[0]), activities, moves)


def _scheduled(network: Network, dates: Dates, activity: Activity) -> ScheduledActivity:
    j = network.position[activity.id]
    four = dates.four(j)
    if not dates.there[j]:
        return _made(activity, four, None, None, driving=_driving(network, dates, j))
    if activity.is_complete:
        return _made(activity, four, 0.0, 0.0)
    return _made(
        activity,
        four,
        dates.total_float(j, four),
        0.0 if activity.is_span else dates.free_float(j),
        critical=bool(dates.critical[j]),
        driving=_driving(network, dates, j),
    )


def _driving(network: Network, dates: Dates, j: int) -> tuple[str, ...]:
    """The predecessors whose relationship sets a date of activity `j`."""
    links = range(network.logic.first[j], network.logic.first[j + 1])
    driving = {
        network.activities[network.links[r].pred].id for r in links if dates.driving[r]
    }
    return tuple(sorted(driving))


def _summary(network: Network, dates: Dates, summary: Activity) -> ScheduledActivity:
    """The span of the dates that the activities under a summary are shown with."""
    under = [network.position[n] for n in network.frame.spans.covered(summary)]
    there = [j for j in under if dates.there[j]]
    fours = [dates.four(j) for j in there or under]
    starts = [each.late_start for each in fours if each.late_start is not None]
    finishes = [each.late_finish for each in fours if each.late_finish is not None]
    four = Four(
        min(each.early_start for each in fours),
        max(each.early_finish for each in fours),
        min(starts, default=None),
        max(finishes, default=None),
    )
    if not there:
        return _made(summary, four, None, None)
    return _made(summary, four, dates.slack_of(summary, four), 0.0)


def _made(
    activity: Activity,
    four: Four,
    total_float: float | None,
    free_float: float | None,
    *,
    critical: bool = False,
    driving: tuple[str, ...] = (),
) -> ScheduledActivity:
    return ScheduledActivity(
        activity.id,
        activity.name,
        *four,
        total_float,
        free_float,
        critical,
        driving,
        activity.actual_start or four.early_start,
        activity.actual_finish or four.early_finish,
    )
