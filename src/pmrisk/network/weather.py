"""Weather compiled: which days of a calendar each month may lose, and how often.

A calendar with weather is *exposed*. What is on it keeps *effective* time: working time
less that of the days that an iteration has lost. So whatever stays on one calendar is
plain arithmetic, and only the look-ups between working time and moments change. Days
before the data date are fact: they are drawn with their month, and not lost.

Dimensions: `n_sky` exposed calendars, `n_month` their months, `n_day` working days of
these. A *slot* is the greatest common divisor of the working days of a calendar, in
working time.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.model.activity import Activity
from pmrisk.model.calendar import Calendar
from pmrisk.model.shapes import Shape
from pmrisk.network import calendars
from pmrisk.network.arrays import CalendarTables, Int32, Int64
from pmrisk.network.frame import Frame
from pmrisk.network.logic import first_open_day, is_lifted
from pmrisk.network.lost import MOST_DAYS, day_limits, working_days
from pmrisk.network.rows import Rows
from pmrisk.network.ties import begin

UInt64 = NDArray[np.uint64]

#: Whose luck a calendar has, in `Weather.mode`: none, the run's, or another seed's.
FAIR, OWN, OTHER = 0, 1, 2
#: Numbers of one month: how many days it loses, and two words for which.
PURPOSES = 3
_DAY = 1440


class Skies(NamedTuple):
    """What every thread knows of the weather."""

    sky: Int32  # int32[n_cal]: the sky of each calendar, or -1
    start: Int32  # int32[n_sky]: working time after which days may be lost
    step: Int32  # int32[n_sky]: minutes of a slot
    slots: Int32  # int32[n_sky]: slots from `start` to the horizon
    at: Int64  # int64[n_sky + 1]: where a calendar's table rows begin
    month_at: Int64  # int64[n_sky + 1]
    purpose: UInt64  # uint64[n_month]: of its first number
    chances: Int32  # int32[n_month]: row of `limits`, or -1 where nothing is lost
    day_at: Int64  # int64[n_month + 1]
    day_slots: Int32  # int32[n_day]: its slots; 0 of what is past, or out of reach
    limits: UInt64  # uint64[n_chance, 31]: more than k days are lost from this word on
    ways: Int32  # int32[32, 32]: to choose k of n days
    sixteen: int  # 16, as a number that the compiler does not know
    paid: Int32  # int32[n_act]: row of the minutes for what is paid by time, or -1
    lift: Int32  # int32[n_act]: calendar whose first working moment it waits for, or 0
    lift_from: Int32  # int32[n_act]: the moment from when on
    due_row: Int32  # int32[n_due]: row of the minutes for an effective time
    due_calendar: Int32
    due_moment: Int32
    due_how: Int32


class Weather(NamedTuple):
    """The weather of one tile of iterations, drawn month by month as it is asked for.

    `lost` packs ``minutes lost before << 1 | is it lost`` for each slot of working
    time, `offset` has working time - effective time for each slot of effective time;
    row 0 of both is before anything may be lost. What is drawn of a lane lies together:
    what is worked at about the same time reads the same few lines of memory.
    """

    skies: Skies
    streams: UInt64  # uint64[n_sky, 2]: hash of each sky's name, low word first
    keys: UInt64  # uint64[2, 2]: the run's seed and another, low words first
    mode: "NDArray[np.int8]"  # int8[n_sky]
    drawn: Int64  # int64[n_sky, 3]: months, their slots, and whose luck
    first: Int64  # int64[1]: the first iteration of the tile
    lost: Int32  # int32[n_lane, n_table]
    offset: Int32  # int32[n_lane, n_table]
    lost_slots: Int32  # int32[n_sky, n_lane]: so far
    kept_slots: Int32  # int32[n_sky, n_lane]
    row: Int32  # int32[6, n_lane]: scratch
    words: UInt64  # uint64[2, n_lane]
    slot: "NDArray[np.uint32]"  # uint32[n_lane]


def stream_name(calendar: str) -> str:
    """What the weather of a calendar is drawn and switched by."""
    return f"{calendar}.weather"


def exposed(frame: Frame) -> list[int]:
    """The numbers of the exposed calendars."""
    return [c for c, calendar in enumerate(frame.calendars) if calendar.weather]


def sky_names(frame: Frame) -> tuple[str, ...]:
    """What the weather of each exposed calendar is drawn and switched by."""
    return tuple(stream_name(frame.calendars[c].name) for c in exposed(frame))


def paid_rows(frame: Frame, rows: Rows) -> dict[int, int]:
    """Rows for the working time, lost days included, of what is paid by time."""
    skies = {*exposed(frame)}
    return {
        j: rows.time(0)
        for j, (activity, clock) in enumerate(
            zip(frame.activities, frame.clocks, strict=True)
        )
        if clock.calendar in skies and _is_paid_by_time(activity)
    }


def _is_paid_by_time(activity: Activity) -> bool:
    if activity.is_complete:
        return False
    crewed = any(assigned.units is not None for assigned in activity.resources)
    return activity.cost.per_day is not None or crewed


def compile_skies(
    frame: Frame,
    tables: CalendarTables,
    origin: datetime,
    paid: dict[int, int],
    dues: Sequence[tuple[int, int, int, int]],
) -> Skies | None:
    """The weather of all calendars; None where there is none.

    `paid` are the rows of `paid_rows`, `dues` those of `Program.due`.
    """
    numbers = exposed(frame)
    if not numbers:
        return None
    made = [_Sky(frame, tables, origin, number) for number in numbers]
    sky = np.full(len(frame.calendars), -1, np.int32)
    sky[numbers] = np.arange(len(numbers))
    shapes, months = _Limits(), []
    for each in made:
        months += each.months(shapes)
    rows = np.full(len(frame.activities), -1, np.int32)
    rows[[*paid]] = [*paid.values()]
    lift, lift_from = _lifts(frame, origin, {*numbers})
    due = np.array(dues, np.int32).reshape(-1, 4)
    return Skies(
        sky=sky,
        start=np.array([each.start for each in made], np.int32),
        step=np.array([each.step for each in made], np.int32),
        slots=np.array([each.slots for each in made], np.int32),
        at=_edges(each.slots + 2 for each in made),
        month_at=_edges(each.n_month for each in made),
        purpose=np.array([m.purpose for m in months], np.uint64),
        chances=np.array([m.chances for m in months], np.int32),
        day_at=_edges(len(m.slots) for m in months),
        day_slots=np.concatenate([m.slots for m in months]).astype(np.int32),
        limits=shapes.table(),
        ways=_ways(),
        sixteen=16,
        paid=rows,
        lift=lift,
        lift_from=lift_from,
        due_row=due[:, 0].copy(),
        due_calendar=due[:, 1].copy(),
        due_moment=due[:, 2].copy(),
        due_how=due[:, 3].copy(),
    )


def _edges(sizes: Iterable[int]) -> Int64:
    return np.cumsum([0, *sizes]).astype(np.int64)


def _ways() -> Int32:
    n = range(MOST_DAYS + 1)
    return np.array([[math.comb(a, b) for b in n] for a in n], np.int32)


class _Month(NamedTuple):
    purpose: int
    chances: int
    slots: Int32


class _Sky:
    """One exposed calendar from the first day that may be lost to the horizon."""

    def __init__(
        self, frame: Frame, tables: CalendarTables, origin: datetime, number: int
    ) -> None:
        self.calendar: Calendar = frame.calendars[number]
        opens = first_open_day(frame)
        size = int(tables.worked_at[number + 1] - tables.worked_at[number]) - 1
        ends = origin.date() + timedelta(days=size * int(tables.step[number]) // _DAY)
        self.first = opens.replace(day=1)
        # The whole of the last month is drawn, however far the calendars reach.
        last = (ends + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self.day, self.length = working_days(self.calendar, self.first, last)
        inside = (self.day >= np.datetime64(opens)) & (self.day < np.datetime64(ends))
        lengths = self.length[inside]
        self.step = int(np.gcd.reduce(lengths)) if lengths.size else _DAY
        self.own_slots = np.where(inside, self.length // self.step, 0)
        self.slots = int(self.own_slots.sum())
        at = int((datetime.combine(opens, time()) - origin).total_seconds()) // 60
        start = calendars.worked(tables, number, np.array([at], np.int32))
        self.start = int(start[0])
        n_month = (last.year - self.first.year) * 12 + last.month - self.first.month + 1
        self.n_month = n_month

    def months(self, limits: "_Limits") -> list[_Month]:
        rows = {m: limits.row(each.resolve(None)) for m, each in self.calendar.weather}
        begin = self.first.year * 12 + self.first.month - 1
        number = self.day.astype("datetime64[M]").astype(np.int64) + 1970 * 12
        edges = np.searchsorted(number, begin + np.arange(self.n_month + 1))
        return [
            _Month(
                1 + PURPOSES * (begin + k),
                rows.get((begin + k) % 12 + 1, -1),
                self.own_slots[edges[k] : edges[k + 1]],
            )
            for k in range(self.n_month)
        ]


class _Limits:
    """From which random word on a month loses more than k days, by shape."""

    def __init__(self) -> None:
        self._rows: dict[Any, int] = {}
        self._found: list[UInt64] = []

    def row(self, shape: Shape) -> int:
        """The row of a shape in the table."""
        if shape not in self._rows:
            self._rows[shape] = len(self._found)
            self._found.append(day_limits(shape))
        return self._rows[shape]

    def table(self) -> UInt64:
        """uint64[n_chance, 31]."""
        return np.array(self._found, np.uint64).reshape(-1, MOST_DAYS)


def _lifts(frame: Frame, origin: datetime, skies: set[int]) -> tuple[Int32, Int32]:
    """What begins with the first working moment: of which calendar, and from when on.

    As `pmrisk.network.logic` lifts floors.
    """
    calendar = np.zeros(len(frame.activities), np.int32)
    since = np.zeros(len(frame.activities), np.int32)
    for j, (activity, clock) in enumerate(
        zip(frame.activities, frame.clocks, strict=True)
    ):
        if clock.nominal in skies and is_lifted(activity, clock):
            moment = begin(frame.project, activity)
            calendar[j] = clock.nominal
            since[j] = round((moment - origin).total_seconds() / 60)
    return calendar, since
