"""Activities and relationships as the read-only arrays that the passes run on."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.network import calendars
from pmrisk.network.arrays import (
    CAPPED,
    COVERS,
    EXPECTED,
    EXPOSED,
    FINISH,
    FINISH_BOUNDS,
    FINISH_MOMENT,
    FINISH_MOMENTS,
    FOREVER,
    KEEPS,
    MOMENTS_OUT,
    NEVER,
    PASSES,
    SNAPS,
    START,
    START_MOMENT,
    START_MOMENTS,
    Int8,
    Int32,
    Logic,
)
from pmrisk.network.bounds import Bound, free_starts
from pmrisk.network.frame import Clock, Frame
from pmrisk.network.groups import ends_of, groups_of, open_of, tails_of
from pmrisk.network.life import Lives
from pmrisk.network.links import Link, lag_calendar
from pmrisk.network.moments import moment_rows, sources
from pmrisk.network.rows import whole_minutes
from pmrisk.network.ties import begin
from pmrisk.network.timeline import Timeline

_ASKED = {
    START: 0,
    FINISH: FINISH_BOUNDS,
    START_MOMENT: START_MOMENTS,
    FINISH_MOMENT: FINISH_BOUNDS | FINISH_MOMENTS,
}


def compile_logic(
    frame: Frame,
    links: Sequence[Link],
    imposed: Sequence[Bound],
    timeline: Timeline,
    lives: Lives,
) -> Logic:
    """The arrays of the network, activities and relationships in order."""
    n_act = len(frame.activities)
    sure = [lives.is_sure(j) for j in range(n_act)]
    tails = tails_of(frame, links, imposed, sure)
    ends = ends_of(frame, tails)
    start_row, finish_row = moment_rows(frame, links, ends)
    source, minus = sources(links, start_row, finish_row)
    first = np.searchsorted([link.succ for link in links], np.arange(n_act + 1))
    group, anchor = groups_of(frame, links, timeline)
    clock = [each.calendar for each in frame.clocks]
    return Logic(
        calendar=np.array(clock, np.int32),
        passing=np.array([each.passing for each in frame.clocks], np.int8),
        **_bounds(frame, imposed, timeline),
        needs=_needs(frame, links, imposed, start_row, finish_row),
        start_row=start_row,
        finish_row=finish_row,
        ends=ends,
        tails=tails,
        group=group,
        anchor=anchor,
        open=open_of(frame, links),
        late=np.array([_is_late(frame, a) for a in frame.activities], np.int8),
        first=first.astype(np.int32),
        pred=np.array([link.pred for link in links], np.int32),
        source=source,
        minus=minus,
        kind=np.array([link.kind for link in links], np.int8),
        use=np.array([link.use for link in links], np.int8),
        mode=np.array([link.mode for link in links], np.int8),
        simple=np.array([link.is_simple for link in links], np.int8),
        target=np.array([link.target for link in links], np.int8),
        lag=np.array([link.lag for link in links], np.int32),
        lag_row=np.array([link.lag_row for link in links], np.int32),
        passed=np.array([link.passed for link in links], np.int32),
        lag_calendar=np.array([link.lag_calendar for link in links], np.int32),
        **_references(frame, start_row, finish_row),
    )


def _is_late(frame: Frame, activity: Activity) -> bool:
    """Whether its early dates move as late as its successors allow."""
    moves = frame.project.defaults.scheduler != "microsoft"
    return moves and activity.as_late_as_possible and activity.actual_start is None


def own_starts(
    frame: Frame, timeline: Timeline, moments: Sequence[datetime | None], *, first: bool
) -> Int32:
    """int32[n_act]: moments of starts in own working time, `NEVER` where there is none.

    With `first`, those before which nothing begins.
    """
    found = np.array(
        [NEVER if m is None else timeline.minutes(m) for m in moments], np.int32
    )
    if first:
        _lift_floors(frame, timeline, found)
    return _own_time(frame, timeline, found)


def _bounds(
    frame: Frame, imposed: Sequence[Bound], timeline: Timeline
) -> dict[str, Any]:
    """Imposed dates as moments, and in each activity's own working time."""

    def at(moments: Sequence[datetime | None], otherwise: int) -> Int32:
        found = [otherwise if m is None else timeline.minutes(m) for m in moments]
        return np.array(found, np.int32)

    def own(moments: Int32) -> Int32:
        return _own_time(frame, timeline, moments)

    starts = at([bound.start for bound in imposed], NEVER)
    _lift_floors(frame, timeline, starts)
    # A summary begins with its history, and with what an imposed date pulls forward.
    starts[[activity.type == "summary" for activity in frame.activities]] = 0
    finishes = at([bound.finish for bound in imposed], NEVER)
    caps = at([bound.start_cap for bound in imposed], FOREVER)
    finish_caps = at([bound.finish_cap for bound in imposed], FOREVER)
    acts = frame.activities
    return {
        "floor": own(starts),
        "floor_moment": starts,
        "finish_floor": own(finishes),
        "finish_floor_moment": finishes,
        "start_cap": own(caps),
        "finish_cap": own(finish_caps),
        "cap_moment": np.minimum(caps, finish_caps),
        "expected": own(at([_expected(a) for a in acts], NEVER)),
        "actual_start": at([_started(frame, a) for a in acts], NEVER),
        "late_start_cap": own(at([bound.late_start for bound in imposed], FOREVER)),
        "late_finish_cap": own(at([bound.late_finish for bound in imposed], FOREVER)),
        "late_fixed": np.array([bound.fixed for bound in imposed], np.int8),
    }


def _expected(activity: Activity) -> datetime | None:
    return None if activity.is_complete else activity.expected_finish


def _started(frame: Frame, activity: Activity) -> datetime | None:
    """The start that relationships from work in progress read, if it is a fact."""
    factual = frame.project.defaults.start_lag == "actual_start"
    return activity.actual_start if factual and activity.in_progress else None


def _own_time(frame: Frame, timeline: Timeline, moments: Int32) -> Int32:
    """Moments in each activity's own working time; what never binds stays so."""
    times = moments.copy()
    binds = (moments > NEVER) & (moments < FOREVER)
    calendar = np.array([clock.calendar for clock in frame.clocks], np.int32)
    for number in range(1, len(timeline.tables.step)):
        here = binds & (calendar == number)
        times[here] = calendars.worked(timeline.tables, number, moments[here])
    return times


def _lift_floors(frame: Frame, timeline: Timeline, moments: Int32) -> None:
    """What may take no time begins with the plan's first working moment."""
    for j, (activity, clock) in enumerate(
        zip(frame.activities, frame.clocks, strict=True)
    ):
        if is_lifted(activity, clock):
            first = timeline.minutes(begin(frame.project, activity))
            at = np.array([first], np.int32)
            time = calendars.worked(timeline.tables, clock.nominal, at)
            lifted = calendars.start_moment(timeline.tables, clock.nominal, time)[0]
            moments[j] = max(moments[j], lifted)


def is_lifted(activity: Activity, clock: Clock) -> bool:
    """Whether an activity that may take no time waits for the first working moment."""
    if activity.actual_start is not None or activity.is_span:
        return False
    passes = clock.passing in (PASSES, SNAPS) and clock.calendar > 0
    pinned = activity.must_start_on or activity.manual_start
    return not pinned and (activity.type == "milestone" or passes)


def first_open_day(frame: Frame) -> date:
    """The first day that weather may take: none that has begun by any data date."""
    project = frame.project
    own = [each.data_date or each.start for each in project.subprojects.values()]
    first = min([project.data_date, *own])
    begun = first > datetime.combine(first.date(), time())
    return first.date() + timedelta(days=int(begun))


def _needs(
    frame: Frame,
    links: Sequence[Link],
    imposed: Sequence[Bound],
    start_row: Int32,
    finish_row: Int32,
) -> Int8:
    """What the forward pass has to do for each activity beyond the common case."""
    needs = np.zeros(len(frame.activities), np.int8)
    opens = datetime.combine(first_open_day(frame), time())
    for link in links:
        needs[link.succ] |= _ASKED[link.target]
    for j, (clock, bound) in enumerate(zip(frame.clocks, imposed, strict=True)):
        keeps = clock.passing in KEEPS and clock.passing != COVERS
        if keeps or may_be_absent(frame, j):
            needs[j] |= START_MOMENTS
        if bound.finish is not None:
            needs[j] |= FINISH_BOUNDS | (FINISH_MOMENTS if keeps else 0)
        if bound.is_capped:
            needs[j] |= CAPPED
        if _expected(frame.activities[j]) is not None:
            needs[j] |= EXPECTED
        activity = frame.activities[j]
        imposed_ = bound.start, bound.finish
        if frame.calendars[clock.calendar].weather and any(
            moment is not None and moment > opens for moment in imposed_
        ):
            needs[j] |= EXPOSED
        if frame.calendars[clock.nominal].weather and is_lifted(activity, clock):
            needs[j] |= EXPOSED
    needs[(start_row >= 0) | (finish_row >= 0)] |= MOMENTS_OUT
    return needs


def may_be_absent(frame: Frame, j: int) -> bool:
    """Whether an activity may not exist; a span has dates even where it does not."""
    activity = frame.activities[j]
    return not (activity.is_span or frame.is_sure(activity))


def free_moments(frame: Frame, timeline: Timeline, begins: Sequence[datetime]) -> Int32:
    """int32[n_act]: the moments before which nothing passes, whatever is imposed."""
    found = map(timeline.minutes, free_starts(frame, begins))
    return np.array(list(found), np.int32)


def _references(frame: Frame, start_row: Int32, finish_row: Int32) -> dict[str, Any]:
    """What spans reach to, span by span."""
    first, found = [0], []
    for activity in frame.activities:
        for each in frame.references.get(activity.id, ()):
            j = frame.position[each.source]
            row = (finish_row if each.from_finish else start_row)[j]
            clocks = [frame.clocks[j], frame.clocks[frame.position[activity.id]]]
            before, after = clocks[::-1] if each.backwards else clocks
            on = lag_calendar(frame, before, after, each.lag, each.lag_calendar)
            lag = whole_minutes(each.lag.planned(frame.calendars[on].units))
            sign = -1 if each.backwards else 1
            found.append((j, row if row >= 0 else j, each.to_finish, sign * lag, on))
        first.append(len(found))
    columns = list(zip(*found, strict=True)) or [()] * 5
    return {
        "ref_first": np.array(first, np.int32),
        "ref_act": np.array(columns[0], np.int32),
        "ref_row": np.array(columns[1], np.int32),
        "ref_finish": np.array(columns[2], np.int8),
        "ref_lag": np.array(columns[3], np.int32),
        "ref_calendar": np.array(columns[4], np.int32),
    }
