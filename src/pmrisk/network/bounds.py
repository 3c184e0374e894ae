"""Imposed dates and progress as bounds on the start and the finish of each activity."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network.arrays import LATE_FINISH, LATE_START
from pmrisk.network.frame import Frame
from pmrisk.network.ties import passes_on


class Bound(NamedTuple):
    """Between which moments an activity may start and finish; None: anywhere.

    `start` and `finish` hold always, the caps override logic, the late caps limit late
    dates only; where one of them is `fixed`, the late date is that, whatever follows.
    """

    start: datetime
    finish: datetime | None = None
    start_cap: datetime | None = None
    finish_cap: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    fixed: int = 0

    @property
    def is_late(self) -> bool:
        """Whether something limits its late dates."""
        return self.late_start is not None or self.late_finish is not None

    @property
    def is_capped(self) -> bool:
        """Whether something overrides its logic."""
        return self.start_cap is not None or self.finish_cap is not None


def bounds(frame: Frame, begins: Sequence[datetime]) -> list[Bound]:
    """The bounds of every activity, by position; none starts before it `begins`."""
    both = zip(frame.activities, begins, strict=True)
    return [_bound(frame, activity, begin) for activity, begin in both]


def free_starts(frame: Frame, begins: Sequence[datetime]) -> list[datetime]:
    """Before which each activity could not start if no date were imposed on it."""
    both = zip(frame.activities, begins, strict=True)
    return [_free_start(frame, activity, begin) for activity, begin in both]


def _free_start(frame: Frame, activity: Activity, begin: datetime) -> datetime:
    if activity.is_complete or activity.is_span:
        return _bound(frame, activity, begin).start
    if activity.in_progress:
        assert activity.actual_start is not None
        return max(frame.project.data_date_of(activity), activity.actual_start)
    return begin


def imposed_starts(frame: Frame) -> list[datetime | None]:
    """The latest date that is imposed on the start of each activity, if there is one.

    Of what has begun that is when it resumes.
    """
    return [_imposed_start(frame, activity) for activity in frame.activities]


def _imposed_start(frame: Frame, activity: Activity) -> datetime | None:
    if activity.is_complete or activity.is_span:
        return None
    if activity.in_progress:
        return activity.resume
    each = (activity, *frame.spans.held.get(activity.id, []))
    lower = (activity.start_on, *(a.start_no_earlier_than for a in each))
    pinned = activity.must_start_on or activity.manual_start
    return max((m for m in (pinned, *lower) if m is not None), default=None)


def _bound(frame: Frame, activity: Activity, begin: datetime) -> Bound:
    project = frame.project
    if activity.is_complete:
        return Bound(_complete(project, activity))
    if activity.is_span:
        return Bound(project.data_date_of(activity))
    above = frame.spans.held.get(activity.id, [])
    if activity.in_progress:
        return _in_progress(project, activity, above)
    return _not_started(project, activity, above, begin)


def _complete(project: Project, activity: Activity) -> datetime:
    """From when on it lets others begin: no earlier than it has finished."""
    assert activity.actual_start is not None
    assert activity.actual_finish is not None
    if not passes_on(project):
        return activity.actual_start
    return max(project.data_date_of(activity), activity.actual_finish)


def _in_progress(
    project: Project, activity: Activity, above: Sequence[Activity]
) -> Bound:
    """What remains: its start is past, so that only its finish can be imposed."""
    assert activity.actual_start is not None
    floor = max(project.data_date_of(activity), activity.actual_start)
    if activity.resume is not None:
        floor = max(floor, activity.resume)
    return Bound(
        floor,
        finish=_finish(activity, above),
        finish_cap=_finish_cap(project, activity),
        late_finish=_late_finish(project, activity),
        fixed=LATE_FINISH if activity.must_finish_on else 0,
    )


def _not_started(
    project: Project, activity: Activity, above: Sequence[Activity], begin: datetime
) -> Bound:
    pinned = activity.must_start_on or activity.manual_start
    lower = (activity.start_on, *(a.start_no_earlier_than for a in (activity, *above)))
    floor = pinned or _latest(begin, *lower)
    honored = project.defaults.honor_constraints
    upper = (activity.start_no_later_than, activity.start_on) if honored else ()
    fixed = LATE_START if activity.must_start_on else 0
    return Bound(
        floor,
        finish=_finish(activity, above),
        start_cap=_earliest(pinned, *upper),
        finish_cap=_finish_cap(project, activity),
        late_start=_earliest(
            activity.start_no_later_than, activity.start_on, activity.must_start_on
        ),
        late_finish=_late_finish(project, activity),
        fixed=LATE_FINISH if activity.must_finish_on else fixed,
    )


def _finish(activity: Activity, above: Sequence[Activity]) -> datetime | None:
    moments = (
        activity.finish_on,
        activity.must_finish_on,
        *(each.finish_no_earlier_than for each in (activity, *above)),
    )
    return max((m for m in moments if m is not None), default=None)


def _finish_cap(project: Project, activity: Activity) -> datetime | None:
    honored = project.defaults.honor_constraints
    upper = (activity.finish_no_later_than, activity.finish_on) if honored else ()
    return _earliest(activity.must_finish_on, *upper)


def _late_finish(project: Project, activity: Activity) -> datetime | None:
    promised = project.defaults.scheduler == "microsoft"
    return _earliest(
        activity.finish_no_later_than,
        activity.finish_on,
        activity.must_finish_on,
        activity.deadline if promised else None,
    )


def _latest(first: datetime, *others: datetime | None) -> datetime:
    return max([first, *(moment for moment in others if moment is not None)])


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def first_moment(frame: Frame, imposed: Sequence[Bound]) -> datetime:
    """The earliest of all dates that the plan knows."""
    project = frame.project
    return min(
        project.start,
        project.data_date,
        *(moment for bound in imposed for moment in _moments(bound)),
        *(a.actual_start for a in frame.activities if a.actual_start is not None),
    )


def _moments(bound: Bound) -> Iterable[datetime]:
    return [each for each in bound[:-1] if isinstance(each, datetime)]
