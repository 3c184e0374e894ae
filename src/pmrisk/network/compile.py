"""The compiler: a project becomes arrays; the last place where ids are strings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network import calendars
from pmrisk.network.arrays import (
    DIRECT,
    FINISH,
    FINISH_BOUNDS,
    FINISH_MOMENT,
    FINISH_MOMENTS,
    MOMENTS_OUT,
    MOVES,
    PASSES,
    START,
    START_MOMENT,
    START_MOMENTS,
    CalendarTables,
    Costs,
    Float64,
    Int8,
    Int32,
    Logic,
    Source,
)
from pmrisk.network.costs import compile_costs
from pmrisk.network.durations import compile_durations, longest
from pmrisk.network.frame import Frame, frame
from pmrisk.network.horizon import horizon_days
from pmrisk.network.links import Link, compile_links, may_finish_last
from pmrisk.network.rows import Rows
from pmrisk.network.timeline import Timeline

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
    sources: tuple[Source, ...]
    planned_minutes: Int32
    planned_values: Float64
    #: int32[n_row]: the most minutes that each row can be drawn at.
    most_minutes: Int32

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities, predecessors first."""
        return self.frame.activities

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
        return [self.position[activity.id] for activity in self.project.activities]

    def finish_moments(self, j: int, time: Int32) -> Int32:
        """Finishes of activity `j` as moments, given as the engine writes them.

        That is in its own working time, unless its duration may be zero. A start
        milestone finishes when it starts: at the next working moment.
        """
        calendar = int(self.logic.calendar[j])
        if calendar == 0 or self.logic.passing[j] == PASSES:
            return time
        if self.logic.passing[j] == MOVES:
            return calendars.start_moment(self.tables, calendar, time)
        return calendars.finish_moment(self.tables, calendar, time)

    def start_moments(self, j: int, time: Int32) -> Int32:
        """Starts of activity `j` as moments, given as the engine writes them."""
        calendar = int(self.logic.calendar[j])
        if calendar == 0 or self.logic.passing[j] == PASSES:
            return time
        return calendars.start_moment(self.tables, calendar, time)

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


def compile_network(project: Project) -> Network:
    """`project` as arrays, the same for every order of its file."""
    ordered, rows = frame(project), Rows()
    compile_durations(ordered, rows)
    links = compile_links(ordered, rows)
    costs = compile_costs(ordered, rows)
    most = longest(rows)
    timeline = _timeline(ordered, links, most)
    return Network(
        project=project,
        frame=ordered,
        links=tuple(links),
        logic=_logic(ordered, links, timeline),
        timeline=timeline,
        costs=costs,
        sources=tuple(rows.sources),
        planned_minutes=np.array(rows.minutes, np.int32),
        planned_values=np.array(rows.values, np.float64),
        most_minutes=np.array(most, np.int32),
    )


def _floor(project: Project, activity: Activity) -> datetime:
    """The moment before which an activity may not start."""
    imposed = activity.start_no_earlier_than
    begin = max(project.start, project.data_date)
    return max(begin, imposed) if imposed else begin


def _timeline(frame: Frame, links: Sequence[Link], most: Sequence[int]) -> Timeline:
    project = frame.project
    first = min(project.start, project.data_date).date() - timedelta(days=_DAYS_BEFORE)
    origin = datetime.combine(first, time())
    floors = [_minutes(_floor(project, a) - origin) for a in frame.activities]
    days = horizon_days(frame, links, floors, most)
    tables = calendars.compile_calendars(frame.calendars, first, days)
    number = frame.project_calendar
    start = np.array([_minutes(project.start - origin)], np.int32)
    return Timeline(
        origin=origin,
        tables=tables,
        calendar=number,
        minutes_per_day=frame.calendars[number].minutes_per_day,
        start_worked=int(calendars.worked(tables, number, start)[0]),
        horizon=min(days * 1440, calendars.reach(tables)),
    )


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _logic(frame: Frame, links: Sequence[Link], timeline: Timeline) -> Logic:
    project, n_act = frame.project, len(frame.activities)
    calendar = np.array([clock.calendar for clock in frame.clocks], np.int32)
    floor_moment = np.array(
        [timeline.minutes(_floor(project, a)) for a in frame.activities], np.int32
    )
    _lift_floors(frame, timeline, floor_moment)
    tails = _tails(frame, links)
    ends = _ends(frame, tails)
    start_row, finish_row = _moment_rows(frame, links, ends)
    source, minus = _sources(links, start_row, finish_row)
    first = np.searchsorted([link.succ for link in links], np.arange(n_act + 1))
    return Logic(
        calendar=calendar,
        passing=np.array([clock.passing for clock in frame.clocks], np.int8),
        floor=_floors(timeline, calendar, floor_moment),
        floor_moment=floor_moment,
        needs=_needs(frame, links, start_row, finish_row),
        start_row=start_row,
        finish_row=finish_row,
        ends=ends,
        tails=tails,
        final=_final(frame, links),
        first=first.astype(np.int32),
        pred=np.array([link.pred for link in links], np.int32),
        source=source,
        minus=minus,
        kind=np.array([link.kind for link in links], np.int8),
        mode=np.array([link.mode for link in links], np.int8),
        simple=np.array([link.is_simple for link in links], np.int8),
        target=np.array([link.target for link in links], np.int8),
        lag=np.array([link.lag for link in links], np.int32),
        lag_row=np.array([link.lag_row for link in links], np.int32),
        lag_calendar=np.array([link.lag_calendar for link in links], np.int32),
    )


def _lift_floors(frame: Frame, timeline: Timeline, moments: Int32) -> None:
    """What may take no time begins with the plan's first working moment."""
    begin = timeline.minutes(max(frame.project.start, frame.project.data_date))
    for j, (activity, clock) in enumerate(
        zip(frame.activities, frame.clocks, strict=True)
    ):
        passes = clock.passing == PASSES and clock.calendar > 0
        if moments[j] == begin and (activity.type == "milestone" or passes):
            at = moments[j : j + 1]
            time = calendars.worked(timeline.tables, clock.nominal, at)
            moments[j] = calendars.start_moment(timeline.tables, clock.nominal, time)[0]


def _floors(timeline: Timeline, calendar: Int32, moments: Int32) -> Int32:
    """The floors in each activity's own working time."""
    floors = moments.copy()
    for number in range(1, len(timeline.tables.step)):
        here = calendar == number
        floors[here] = calendars.worked(timeline.tables, number, moments[here])
    return floors


def _tails(frame: Frame, links: Sequence[Link]) -> Int8:
    """1 where nothing surely finishes after an activity."""
    after: list[list[Link]] = [[] for _ in frame.activities]
    for link in links:
        after[link.pred].append(link)
    return np.array([may_finish_last(outgoing) for outgoing in after], np.int8)


def _ends(frame: Frame, tails: Int8) -> Int8:
    """1 where an activity can set the project's finish."""
    if frame.project.finish is None:
        return tails
    ends = np.zeros(len(frame.activities), np.int8)
    ends[frame.position[frame.project.finish]] = 1
    return ends


def _final(frame: Frame, links: Sequence[Link]) -> Int8:
    """1 where an activity leads to the project's finish."""
    if frame.project.finish is None:
        return np.ones(len(frame.activities), np.int8)
    final = np.zeros(len(frame.activities), np.int8)
    final[frame.position[frame.project.finish]] = 1
    for link in reversed(links):
        # By successor, so all that follows a predecessor is known when it is reached.
        final[link.pred] |= final[link.succ]
    return final


def _needs(
    frame: Frame, links: Sequence[Link], start_row: Int32, finish_row: Int32
) -> Int8:
    """What the forward pass has to do for each activity beyond the common case."""
    needs = np.zeros(len(frame.activities), np.int8)
    asked = {START: 0, FINISH: FINISH_BOUNDS, START_MOMENT: START_MOMENTS,
             FINISH_MOMENT: FINISH_BOUNDS | FINISH_MOMENTS}  # fmt: skip
    for link in links:
        needs[link.succ] |= asked[link.target]
    for j, clock in enumerate(frame.clocks):
        if clock.passing == PASSES:
            needs[j] |= START_MOMENTS
    needs[(start_row >= 0) | (finish_row >= 0)] |= MOMENTS_OUT
    return needs


def _sources(
    links: Sequence[Link], start_row: Int32, finish_row: Int32
) -> tuple[Int32, Int8]:
    """The row of ends that each relationship reads, and 1 where it is no start yet."""
    source = np.array([link.pred for link in links], np.int32)
    minus = np.array([link.from_start for link in links], np.int8)
    for r, link in enumerate(links):
        row = (start_row if link.from_start else finish_row)[link.pred]
        if link.mode != DIRECT and row >= 0:
            source[r], minus[r] = row, 0
    return source, minus


def _moment_rows(
    frame: Frame, links: Sequence[Link], ends: Int8
) -> tuple[Int32, Int32]:
    """Rows for the starts and finishes that are read as moments; -1 for the others."""
    needed = {
        (0 if link.from_start else 1, link.pred)
        for link in links
        if link.mode != DIRECT
    }
    for j, activity in enumerate(frame.activities):
        passing = frame.clocks[j].passing
        # Elsewhere a finish follows from working time; where a duration may be zero,
        # the moment of the predecessor passes through and must be kept.
        if passing == PASSES:
            needed |= {(0, j), (1, j)}
        elif passing == MOVES and (ends[j] or activity.deadline is not None):
            needed.add((1, j))
    # On the continuous calendar working time is the moment already.
    kept = sorted(key for key in needed if frame.clocks[key[1]].calendar != 0)
    rows = np.full((2, len(frame.activities)), -1, np.int32)
    # Behind the finishes in working time, one for each activity.
    for row, key in enumerate(kept, start=len(frame.activities)):
        rows[key] = row
    return rows[0], rows[1]
