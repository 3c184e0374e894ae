"""The compiler: a project becomes arrays; the last place where ids are strings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network import calendars
from pmrisk.network.arrays import (
    KEEPS,
    LIMIT,
    MOVES,
    CalendarTables,
    Costs,
    Float64,
    Int32,
    Life,
    Logic,
    Rework,
    Source,
    Steps,
    has_more,
)
from pmrisk.network.backlogs import Burndown
from pmrisk.network.bounds import Bound, bounds, first_moment
from pmrisk.network.charges import plan_effects
from pmrisk.network.costs import compile_costs, cost_terms
from pmrisk.network.durations import compile_durations, longest
from pmrisk.network.effects import Change, Switch
from pmrisk.network.frame import Frame, frame
from pmrisk.network.horizon import MOST_DAYS, horizon_days, queues, windows_end
from pmrisk.network.influences import extent
from pmrisk.network.leads import begins
from pmrisk.network.life import Lives, compile_lives
from pmrisk.network.limits import (
    Limits,
    check_fair,
    check_limits,
    compile_limits,
    without_delays,
)
from pmrisk.network.links import Link, compile_links
from pmrisk.network.logic import compile_logic, free_moments
from pmrisk.network.rows import Rows
from pmrisk.network.spending import Money, add_prices, compile_spending, spends_by_date
from pmrisk.network.steps import Program
from pmrisk.network.timeline import Timeline
from pmrisk.network.weather import Skies, compile_skies, paid_rows, sky_names

# Room before the start: a lead's bound may fall a little before it.
_DAYS_BEFORE = 7


@dataclass(frozen=True, eq=False)
class Network:
    """A project compiled: arrays for the kernels, and what turns them back to names.

    Activities stand in topological order, ties by id, whatever the file's order.
    """

    project: Project
    frame: Frame
    links: tuple[Link, ...]
    logic: Logic
    timeline: Timeline
    costs: Costs
    #: Which passes it needs, see `pmrisk.network.arrays.has_more`.
    more: bool | None
    #: None where everything exists.
    life: Life | None
    #: None without gates that may send work back.
    rework: Rework | None
    #: Gates and their cycles, in the order of their masks, behind those of the events.
    failures: tuple[tuple[str, int], ...]
    steps: Steps
    n_mask: int
    #: Rows of the minutes that durations are drawn to, by position.
    kept: tuple[int, ...]
    #: Positions of activities whose costs are in the steps.
    varied: tuple[int, ...]
    #: Rows of the values: how much of an activity's cost is spent, by position; what
    #: risks and responses come to, by the name of the charge.
    shares: dict[int, int]
    booked: dict[str, int]
    #: Before which each activity cannot start, by position.
    begins: tuple[datetime, ...]
    #: Rows of the values that are 1 where an open response is adopted, by its risk.
    responses: dict[str, Switch]
    #: What happens to durations, and who does it.
    changes: tuple[Change, ...]
    #: The weather of its calendars, None where there is none; what it is drawn by; and
    #: rows of the minutes for what is paid by time, by position.
    skies: Skies | None
    sky_names: tuple[str, ...]
    paid: dict[int, int]
    sources: tuple[Source, ...]
    #: Backlogs that are burnt down, in order.
    burndowns: tuple[Burndown, ...]
    planned_minutes: Int32
    planned_values: Float64
    #: int32[n_row]: the most minutes that each row can be drawn at.
    most_minutes: Int32
    #: What levelling respects; None: dates are not levelled.
    limits: Limits | None = None

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities, predecessors first."""
        return self.frame.activities

    @cached_property
    def drawn(self) -> tuple[Source, ...]:
        """The sources that are drawn once an iteration, without what is burnt down."""
        burnt = {each.row for each in self.burndowns}
        return tuple(s for s in self.sources if not (s.is_minutes and s.row in burnt))

    @property
    def is_whole(self) -> bool:
        """Whether it has weather, and more; then it takes the passes with everything.

        So there are fewer kinds of passes to compile.
        """
        return self.skies is not None and self.life is not None

    @property
    def is_eventful(self) -> bool:
        """Whether something may happen to it beside its ranges."""
        return bool(self.steps.step.size or self.steps.event.size)

    def is_exposed(self, j: int) -> bool:
        """Whether the calendar of activity `j` may have weather."""
        return bool(self.frame.calendars[self.frame.clocks[j].calendar].weather)

    @property
    def tables(self) -> CalendarTables:
        """The compiled calendars."""
        return self.timeline.tables

    @property
    def position(self) -> dict[str, int]:
        """Where each activity stands in the topological order."""
        return self.frame.position

    @cached_property
    def file_order(self) -> list[int]:
        """Positions in the order in which the scenario lists its activities."""
        return [self.position[activity.id] for activity in self.scheduled]

    @cached_property
    def scheduled(self) -> tuple[Activity, ...]:
        """The activities in the scenario's order, but for spans it need not hold."""
        return self.frame.spans.scheduled

    def finish_moments(self, j: int, time: Int32) -> Int32:
        """Finishes of activity `j` as moments, given as the engine writes them.

        That is in its own working time, unless its duration may be zero, or its
        calendar may have weather: then they are moments already. A start
        milestone finishes when it starts: at the next working moment. What is complete
        has finished when it did, whatever it passes on.
        """
        actual = self.activities[j].actual_finish
        if actual is not None:
            return np.full_like(time, self.timeline.minutes(actual))
        calendar = int(self.logic.calendar[j])
        if calendar == 0 or self.logic.passing[j] in KEEPS or self.is_exposed(j):
            return time
        if self.logic.passing[j] == MOVES:
            return calendars.start_moment(self.tables, calendar, time)
        return calendars.finish_moment(self.tables, calendar, time)

    def start_moments(self, j: int, time: Int32) -> Int32:
        """Starts of activity `j` as moments, given as the engine writes them.

        What has begun started when it did.
        """
        actual = self.activities[j].actual_start
        if actual is not None:
            return np.full_like(time, self.timeline.minutes(actual))
        calendar = int(self.logic.calendar[j])
        if calendar == 0 or self.logic.passing[j] in KEEPS or self.is_exposed(j):
            return time
        return calendars.start_moment(self.tables, calendar, time)

    @cached_property
    def spends_by_date(self) -> bool:
        """Whether what it costs depends on dates and contracts, not on time alone."""
        return spends_by_date(self.project)

    @cached_property
    def money(self) -> Money:
        """What is spent when, and who pays for it."""
        return compile_spending(self)

    @cached_property
    def week_ratio(self) -> Float64:
        """float64[n_act]: the project calendar's week over the activity's own."""
        weeks = [self.frame.calendar(a).minutes_per_week for a in self.activities]
        own = self.frame.calendars[self.timeline.calendar].minutes_per_week
        return own / np.array(weeks, np.float64)

    @cached_property
    def minutes_per_day(self) -> Float64:
        """float64[n_act]: minutes of a day of the calendar that each activity names."""
        days = [self.frame.nominal(a).minutes_per_day for a in self.activities]
        return np.array(days, np.float64)


def compile_network(
    project: Project, open_responses: Collection[str] = (), *, levelled: bool = False
) -> Network:
    """`project` as arrays, the same for every order of its file.

    Of the risks in `open_responses` it is left open whether their response is adopted:
    rows of the values say so, see `Network.responses`.

    Raises
    ------
    ScenarioError
        If it is to be levelled, and something needs more than there is, or calendars
        have weather.
    """
    if levelled:
        check_limits(project)
    ordered, rows = frame(project, open_responses), Rows()
    if levelled:
        check_fair(ordered)
    burndowns = compile_durations(ordered, rows)
    links = compile_links(ordered, rows)
    terms = cost_terms(ordered, rows)
    program = Program(rows)
    lives = compile_lives(ordered, links, rows, program)
    paid = paid_rows(ordered, rows)
    effects = plan_effects(ordered, rows, lives, terms, paid)
    costs = compile_costs(ordered, terms, effects.varied, paid)
    add_prices(project, rows)
    most = longest(rows)
    _lengthen(most, lives)
    first = begins(ordered, links, rows, most)
    imposed = bounds(ordered, first)
    timeline = _timeline(ordered, links, imposed, most, levelled=levelled)
    for j, activity in enumerate(ordered.activities):
        if activity.is_span or activity.expected_finish is not None:
            most[j] = min(LIMIT, timeline.horizon)
    logic, limits = compile_logic(ordered, links, imposed, timeline, lives), None
    for each in (effects, lives):
        each.judge(logic, timeline)
    tables, origin = timeline.tables, timeline.origin
    skies = compile_skies(ordered, tables, origin, paid, program.dues)
    if levelled:
        limits = compile_limits(ordered, links, logic, tables)
        logic = without_delays(logic, limits)
    failures = lives.failures.happens
    steps = program.arrays([*effects.event.values(), *failures.values()])
    more = has_more(logic)
    free = free_moments(ordered, timeline, first)
    life = lives.arrays(
        steps, more, free, weather=skies is not None, needed=bool(burndowns)
    )
    whole = skies is not None and life is not None
    if whole:
        more = bool(more)
    return Network(
        project=project,
        frame=ordered,
        links=tuple(links),
        logic=logic,
        more=more,
        life=life,
        # Backlogs, gates and all with weather: so there are fewer kinds of runs.
        rework=lives.failures.arrays(needed=bool(burndowns) or whole),
        failures=tuple(failures),
        steps=steps,
        n_mask=program.masks,
        kept=tuple(lives.kept),
        varied=tuple(sorted(effects.varied)),
        shares=effects.shares,
        booked=effects.booked,
        begins=tuple(first),
        responses=effects.responses,
        changes=tuple(effects.changes),
        skies=skies,
        sky_names=sky_names(ordered),
        paid=paid,
        timeline=timeline,
        costs=costs,
        sources=tuple(rows.sources),
        burndowns=tuple(
            each._replace(row=lives.kept[ordered.position[each.activity]])
            for each in burndowns
        ),
        planned_minutes=np.array(rows.minutes, np.int32),
        planned_values=np.array(rows.values, np.float64),
        most_minutes=np.array(most, np.int32),
        limits=limits,
    )


def _lengthen(most: list[int], lives: Lives) -> None:
    """`most` with all that may happen to each activity."""
    frame = lives.frame
    again = frame.repeats.found
    for j, activity in enumerate(frame.activities):
        if not activity.is_complete and activity.id not in again:
            drawn = max(most[j], most[lives.kept[j]])
            units = frame.calendar(activity).units
            most[j] = extent(frame.influences, activity, units).longest(drawn)
    for name, each in again.items():
        whole = most[frame.position[each.of]]
        most[frame.position[name]] = lives.failures.longest(each, whole)


def _timeline(
    frame: Frame,
    links: Sequence[Link],
    imposed: Sequence[Bound],
    most: Sequence[int],
    *,
    levelled: bool,
) -> Timeline:
    project = frame.project
    earliest = first_moment(frame, imposed)
    floors = [_minutes(bound.start - earliest) for bound in imposed]
    queue = queues(frame) if levelled else []
    days = horizon_days(frame, links, floors, most, queue)
    last = windows_end(frame)
    if last is not None:
        days = min(MOST_DAYS, max(days, (last - earliest.date()).days + 7))
    before = _DAYS_BEFORE
    if any(bound.is_late for bound in imposed) or _ends_imposed(frame):
        # Late dates may lie before the start by as much as the plan is long.
        before += days
    first = earliest.date() - timedelta(days=before)
    days += before
    tables = calendars.compile_calendars(frame.calendars, first, days)
    number = frame.project_calendar
    origin = datetime.combine(first, time())
    start = np.array([_minutes(project.start - origin)], np.int32)
    return Timeline(
        origin=origin,
        tables=tables,
        calendar=number,
        minutes_per_day=frame.calendars[number].minutes_per_day,
        start_worked=int(calendars.worked(tables, number, start)[0]),
        horizon=min(days * 1440, calendars.reach(tables)),
    )


def _ends_imposed(frame: Frame) -> bool:
    project = frame.project
    own = [each.must_finish_by for each in project.subprojects.values()]
    return any(moment is not None for moment in (project.must_finish_by, *own))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
