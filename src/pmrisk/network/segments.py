"""Time as money sees it: months, and the moments at which prices change."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from math import factorial
from typing import NamedTuple

import numpy as np

from pmrisk.model.calendar import Calendar
from pmrisk.network import calendars
from pmrisk.network.arrays import Float64, Int32
from pmrisk.network.prices import N_POWER
from pmrisk.network.timeline import Timeline

_DAY = 1440


class Segments(NamedTuple):
    """Segments of time; each part as `pmrisk.network.prices.Spending` says."""

    months: tuple[date, ...]  # the first day of each
    edge: Int32
    month: Int32
    at_day: Int32
    worked: Int32

    @property
    def first_day(self) -> int:
        """The day of the first edge, counted from the timeline's origin."""
        return int(self.edge[0]) // _DAY


def segments(timeline: Timeline, first: datetime, cuts: Iterable[datetime]) -> Segments:
    """The months from that of `first` to the last that the calendars reach, cut up."""
    months = _months(min(first, timeline.origin).date(), timeline)
    edges = {timeline.minutes(datetime.combine(day, time())): m
             for m, day in enumerate(months)}  # fmt: skip
    begin, end = min(edges), max(edges)
    inside = [timeline.minutes(cut) for cut in cuts]
    edge = np.array(sorted({*edges, *(m for m in inside if begin < m < end)}), np.int32)
    starts = np.array(sorted(edges), np.int32)
    days = np.arange(begin, end, _DAY)
    return Segments(
        months=tuple(months[:-1]),
        edge=edge,
        month=(np.searchsorted(starts, edge[:-1], side="right") - 1).astype(np.int32),
        at_day=(np.searchsorted(edge, days, side="right") - 1).astype(np.int32),
        worked=np.stack([
            calendars.worked(timeline.tables, c, edge)
            for c in range(len(timeline.tables.step))
        ]),
    )  # fmt: skip


def _months(first: date, timeline: Timeline) -> list[date]:
    """The first days of all months, and of the one after."""
    last, found = timeline.date(timeline.horizon).date(), [first.replace(day=1)]
    while len(found) == 1 or found[-1] <= last:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


class Shifts(NamedTuple):
    """What each calendar works in each segment; parts as in `Spending`."""

    shift_first: Int32
    shift_begin: Int32
    shift_end: Int32
    shift_segment: Int32
    powers: Float64


def no_shifts(n_calendar: int) -> Shifts:
    """Nothing: where no price rises, nobody asks when in a segment work is done."""
    none = np.zeros(0, np.int32)
    first = np.zeros((n_calendar, 2), np.int32)
    return Shifts(first, none, none, none, np.zeros((0, N_POWER)))


def shifts(found: Segments, own: Sequence[Calendar], origin: date) -> Shifts:
    """The shifts of the calendars, each with what its segment has worked before it.

    Of a segment that begins at moment 0 and a rate of growth g, work until t costs the
    integral of exp(g t) = sum of g^n t^n / n!. Entry n of `powers` is the integral of
    t^n / n!.
    """
    first, begin, end = [], [], []
    total = 0
    for calendar in own:
        b, e = _cut(*_hours(found, calendar, origin), found.edge)
        days = (found.first_day + np.arange(len(found.at_day) + 1)) * _DAY
        first.append(total + np.searchsorted(b, days))
        begin.append(b)
        end.append(e)
        total += len(b)
    powers, inside = [], []
    for b, e in zip(begin, end, strict=True):
        segment = np.searchsorted(found.edge, b, side="right").astype(np.int32) - 1
        powers.append(_powers(found, b, e, segment))
        inside.append(segment)
    return Shifts(
        np.array(first, np.int32),
        np.concatenate(begin).astype(np.int32),
        np.concatenate(end).astype(np.int32),
        np.concatenate(inside).astype(np.int32),
        np.concatenate(powers),
    )


def _hours(found: Segments, calendar: Calendar, origin: date) -> tuple[Int32, Int32]:
    """When each shift of a calendar begins and ends."""
    day = origin + timedelta(days=found.first_day)
    last = day + timedelta(days=len(found.at_day) - 1)
    special = calendar.special_days(day, last)
    pairs = []
    for d in range(len(found.at_day)):
        today = day + timedelta(days=d)
        midnight = (found.first_day + d) * _DAY
        for start, stop in special.get(today, calendar.week[today.weekday()]):
            pairs.append((midnight + start, midnight + stop))
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _cut(begin: Int32, end: Int32, edge: Int32) -> tuple[Int32, Int32]:
    """Shifts that are cut where a segment ends."""
    at = np.searchsorted(begin, edge, side="left") - 1
    inside = edge[(at >= 0) & (edge < end[at])] if len(begin) else edge[:0]
    begins = np.sort(np.concatenate([begin, inside]))
    ends = np.sort(np.concatenate([end, inside]))
    return begins.astype(np.int32), ends.astype(np.int32)


def _powers(found: Segments, begin: Int32, end: Int32, segment: Int32) -> Float64:
    """For each shift what its segment has worked before it."""
    zero = found.edge[segment].astype(np.float64)
    n = np.arange(1, N_POWER + 1)
    scale = np.array([1.0 / factorial(k) for k in n])
    low, high = (begin - zero)[:, None], (end - zero)[:, None]
    each = (high**n - low**n) * scale
    before = np.zeros(each.shape)
    for rows in np.split(np.arange(len(begin)), np.flatnonzero(np.diff(segment)) + 1):
        before[rows] = np.cumsum(each[rows], axis=0) - each[rows]
    return before
