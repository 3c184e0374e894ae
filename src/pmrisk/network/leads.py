"""How far before the project's start leads can take what follows others.

By Microsoft's conventions the project's start holds what follows nothing, or what
waits for a finish; a lead, or a finish that a start sets, can take the rest before it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.activity import Activity
from pmrisk.model.text import quoted
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.ties import begin
from pmrisk.network.worktime import worked_between

# No plan begins earlier before its start than this.
_FARTHEST = timedelta(days=100 * 366)
_TAIL = 2.0**-33


def begins(
    frame: Frame, links: Sequence[Link], rows: Rows, most: Sequence[int]
) -> list[datetime]:
    """Before which each activity cannot start, by position.

    `most` are the longest durations. Where a lead matters it is early enough to hold
    nothing back.

    Raises
    ------
    ScenarioError
        If leads could take an activity a century before the project's start.
    """
    first = [begin(frame.project, activity) for activity in frame.activities]
    if frame.project.defaults.scheduler != "microsoft":
        return first
    least = _least_lags(rows)
    into: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        into[link.succ].append(link)
    found: list[datetime] = []
    for j, activity in enumerate(frame.activities):
        own = first[j]
        if _is_free(activity) and into[j]:
            reached = [_bound(frame, link, found, least, most) for link in into[j]]
            own = min(own, max(reached))
        _check(activity, own, first[j])
        found.append(own)
    return found


def _is_free(activity: Activity) -> bool:
    """Whether the project's start does not hold it."""
    return bool(activity.after) and all(link.kind != "FF" for link in activity.after)


def _least_lags(rows: Rows) -> dict[int, int]:
    """The least minutes of uncertain times, by row."""
    found = {}
    for source in rows.sources:
        if source.is_minutes:
            low = source.shape.support[0]
            if low == float("-inf"):
                low = float(source.shape.quantile(_TAIL, 1 - _TAIL))
            found[source.row] = whole_minutes(low)
    return found


def _bound(
    frame: Frame,
    link: Link,
    found: Sequence[datetime],
    least: dict[int, int],
    most: Sequence[int],
) -> datetime:
    """A moment before the earliest that a relationship asks of a start."""
    at = _pulled(frame, link.pred, found[link.pred], most)
    lag = least.get(link.lag_row, link.lag)
    if lag < 0:
        at = _before(frame, link.lag_calendar, -lag, at)
    if link.pushes_finish:
        at = _before(frame, frame.clocks[link.succ].calendar, most[link.succ], at)
    return at


def _pulled(frame: Frame, j: int, at: datetime, most: Sequence[int]) -> datetime:
    """The same of an activity whose imposed dates override its logic."""
    activity = frame.activities[j]
    ends = activity.finish_no_later_than, activity.finish_on, activity.must_finish_on
    starts = (
        activity.start_no_later_than, activity.start_on, activity.must_start_on,
        activity.manual_start,
    )  # fmt: skip
    calendar = frame.clocks[j].calendar
    pulled = [_before(frame, calendar, most[j], end) for end in ends if end is not None]
    return min([at, *pulled, *(start for start in starts if start is not None)])


def _before(frame: Frame, number: int, minutes: int, at: datetime) -> datetime:
    """A moment from which more than `minutes` are worked by `at`; no close bound."""
    calendar = frame.calendars[number]
    stretch = 7 * 1440 / calendar.minutes_per_week
    span = timedelta(minutes=1.2 * stretch * minutes, days=7)
    while span < _FARTHEST:
        if worked_between(calendar, at - span, at) > minutes:
            return at - span
        span *= 2
    return at - _FARTHEST


def _check(activity: Activity, own: datetime, first: datetime) -> None:
    if first - own >= _FARTHEST:
        raise ScenarioError(
            [
                Problem(
                    "lead",
                    f"activities {quoted(activity.id)}",
                    "leads could take it more than a century before the project's "
                    "start. Shorten them.",
                )
            ]
        )
