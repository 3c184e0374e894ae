"""Calendars compiled to two tables each, and the plain look-ups in them.

A calendar is cut into slots of the greatest common divisor of its shift boundaries, so
that a slot either works or does not. Beyond its last slot time runs on as if all of it
worked; the engine counts the iterations that get there.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from pmrisk.model.calendar import Calendar
from pmrisk.network.arrays import CalendarTables, Int32

#: No calendar gets more slots than this (64 MiB a table).
MOST_SLOTS = 2**24
_DAY = 1440


def compile_calendars(
    calendars: Sequence[Calendar], origin: date, days: int
) -> CalendarTables:
    """The tables of `calendars` over `days` days from the midnight of `origin`."""
    steps, worked, offset = [], [], []
    for calendar in calendars:
        step, working = _slots(calendar, origin, days)
        slot_work, slot_offset = _tables(step, working)
        steps.append(step)
        worked.append(slot_work)
        offset.append(slot_offset)
    return CalendarTables(
        np.array(steps, np.int32),
        np.concatenate(worked),
        _starts(worked),
        np.concatenate(offset),
        _starts(offset),
        np.array([bool(calendar.weather) for calendar in calendars], np.int8),
    )


def _starts(tables: list[Int32]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *(len(table) for table in tables)]).astype(np.int64)


def _slots(
    calendar: Calendar, origin: date, days: int
) -> tuple[int, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """The slot length in minutes, and which slots work."""
    last = origin + timedelta(days=days - 1)
    special = calendar.special_days(origin, last)
    shifts = [shift for day in (*calendar.week, *special.values()) for shift in day]
    step = math.gcd(_DAY, *(edge for shift in shifts for edge in shift))
    days = min(days, MOST_SLOTS // (_DAY // step))
    week = np.array([_day_slots(day, step) for day in calendar.week])
    working = week[(np.arange(days) + origin.weekday()) % 7]
    for day, hours in special.items():
        if (index := (day - origin).days) < days:
            working[index] = _day_slots(hours, step)
    return step, working.ravel()


def _day_slots(
    shifts: Sequence[tuple[int, int]], step: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    slots = np.zeros(_DAY // step, np.bool_)
    for start, end in shifts:
        slots[start // step : end // step] = True
    return slots


def _tables(
    step: int, working: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[Int32, Int32]:
    # One more slot at the end, which works for ever; one offset before the first.
    working = np.append(working, True)
    before = np.concatenate([[0], np.cumsum(working[:-1]) * step])
    worked = (before << 1 | working).astype(np.int32)
    starts = np.arange(working.size) * step
    offset = np.concatenate([[0], (starts - before)[working]]).astype(np.int32)
    return worked, offset


def reach(tables: CalendarTables) -> int:
    """The last minute that every calendar knows."""
    slots = np.diff(tables.worked_at)[1:] - 1
    known = slots * tables.step[1:]
    return int(known.min(initial=np.iinfo(np.int32).max))


def worked(tables: CalendarTables, calendar: int, moment: Int32) -> Int32:
    """Working minutes of `calendar` before each moment (int32 minutes)."""
    step = int(tables.step[calendar])
    table = tables.worked[tables.worked_at[calendar] : tables.worked_at[calendar + 1]]
    inside = np.maximum(moment, 0)
    slot = np.minimum(inside // step, table.size - 1)
    entry = table[slot]
    time = (entry >> 1) + (inside - slot * step) * (entry & 1)
    return np.asarray(time, np.int32)


def finish_moment(tables: CalendarTables, calendar: int, time: Int32) -> Int32:
    """The first moment by which so much is worked: where a finish is shown."""
    return _moment(tables, calendar, time, -1)


def start_moment(tables: CalendarTables, calendar: int, time: Int32) -> Int32:
    """The last moment with no more worked: where a start is shown."""
    return _moment(tables, calendar, time, 0)


def _moment(tables: CalendarTables, calendar: int, time: Int32, back: int) -> Int32:
    step = int(tables.step[calendar])
    table = tables.offset[tables.offset_at[calendar] : tables.offset_at[calendar + 1]]
    inside = np.maximum(time, 0)
    slot = np.minimum((inside + back) // step + 1, table.size - 1)
    return np.asarray(inside + table[slot], np.int32)
