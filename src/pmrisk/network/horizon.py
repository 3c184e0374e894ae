"""How far ahead the calendars must reach: beyond the longest that the plan can take."""

from collections.abc import Sequence
from datetime import date

from pmrisk.model.rules.limits import demands
from pmrisk.network.arrays import LIMIT
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link
from pmrisk.network.lost import share_lost

#: Calendars reach at most this far; later finishes are counted and reported.
MOST_DAYS = 200 * 366
_DAY = 1440
_WEEK = 7 * _DAY


def queues(frame: Frame) -> list[int]:
    """Positions of the activities that may have to wait for a limited resource."""
    project = frame.project
    return [j for j, a in enumerate(frame.activities) if demands(project, a)]


def horizon_days(
    frame: Frame,
    links: Sequence[Link],
    floors: Sequence[int],
    most: Sequence[int],
    queue: Sequence[int] = (),
) -> int:
    """Days from the origin that the calendars must cover.

    A forward pass at the longest of every duration and lag, in elapsed time: working
    time is stretched by its calendar's share of a week, and each activity may wait a
    week for its calendar. A tenth and a year are added for holidays, and what the year
    may lose to weather. Those in the `queue` may be done one after the other, when all
    else is done.
    """
    stretch = [
        _WEEK / calendar.minutes_per_week / (1 - share_lost(calendar))
        for calendar in frame.calendars
    ]
    finish = list(floors)
    for link in links:
        # By successor, so every predecessor's finish stands when it is read.
        lag = most[link.lag_row] if link.lag_row >= 0 else abs(link.lag)
        start = finish[link.pred] + _span(frame, most, stretch, link.pred)
        start += int(lag * max(stretch))
        finish[link.succ] = min(LIMIT, max(finish[link.succ], start))
    last = max(start + _span(frame, most, stretch, j) for j, start in enumerate(finish))
    last += sum(_span(frame, most, stretch, j) for j in queue)
    return min(MOST_DAYS, int(last * 1.1) // _DAY + 366)


def windows_end(frame: Frame) -> date | None:
    """The last day of the calendars that work on single days only."""
    ends = [
        last
        for calendar in frame.calendars
        if not any(calendar.week)
        for _, last, shifts in calendar.exceptions
        if shifts
    ]
    return max(ends, default=None)


def _span(frame: Frame, most: Sequence[int], stretch: Sequence[float], j: int) -> int:
    return int(most[j] * stretch[frame.clocks[j].calendar]) + _WEEK
