"""Compiled calendars: look-ups equal a count of minutes, in NumPy and compiled."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pmrisk.kernels.calendar import AS_FINISH, AS_START, to_moment, to_worked
from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar
from pmrisk.network import calendars
from reference import Clock

ORIGIN = date(2027, 1, 1)
DAYS = 40


def shifts():
    """A working day of up to three shifts on quarter hours."""
    edges = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True)
    return edges.map(
        lambda cut: tuple(
            (15 * a, 15 * b)
            for a, b in zip(sorted(cut)[::2], sorted(cut)[1::2], strict=False)
        )
    )


@st.composite
def week_calendars(draw):
    """A calendar with a random week, a holiday range and one odd day."""
    week = [draw(shifts()) for _ in range(7)]
    return Calendar(
        name="random",
        week=tuple(week),
        holidays=((date(2027, 1, 6), date(2027, 1, 8)),),
        exceptions=((date(2027, 1, 10), date(2027, 1, 10), ((60, 75),)),),
    )


def check(calendar):
    tables = calendars.compile_calendars([CONTINUOUS, calendar], ORIGIN, DAYS)
    clock = Clock(calendar, ORIGIN)
    total = clock.worked(DAYS * 1440)
    moments = np.arange(0, DAYS * 1440, 7, dtype=np.int32)
    work = np.unique(np.linspace(1, total - 1, 999).astype(np.int32))
    slot = np.zeros(moments.size, np.uint32)
    expected = [
        (np.array([clock.worked(int(m)) for m in moments]), moments, None),
        (np.array([clock.finish(int(w)) for w in work]), work, AS_FINISH),
        (np.array([clock.start(int(w)) for w in work]), work, AS_START),
    ]
    plain = [calendars.worked, calendars.finish_moment, calendars.start_moment]
    for (answer, values, bias), lookup in zip(expected, plain, strict=True):
        np.testing.assert_array_equal(lookup(tables, 1, values), answer)
        out = np.zeros_like(values)
        if bias is None:
            to_worked(tables, 1, values, out, slot)
        else:
            to_moment(tables, 1, values, bias, out, slot)
        np.testing.assert_array_equal(out, answer)


@settings(max_examples=25, deadline=None)
@given(week_calendars())
def test_look_ups_count_the_minutes_of_any_calendar(calendar):
    """Worked minutes, finishes (evenings), starts (mornings), in both of them."""
    check(calendar)


def test_the_standard_week():
    """Two shifts a day on weekdays, in slots of an hour."""
    check(STANDARD)
    tables = calendars.compile_calendars([CONTINUOUS, STANDARD], ORIGIN, DAYS)
    assert tables.step.tolist() == [1440, 60]


def test_friday_evening_and_monday_morning_are_one_working_time():
    """A finish is shown on Friday at 17:00, a start on Monday at 8:00."""
    tables = calendars.compile_calendars([CONTINUOUS, STANDARD], ORIGIN, DAYS)
    friday = np.array([17 * 60], np.int32)  # 2027-01-01 is a Friday
    work = calendars.worked(tables, 1, friday)
    assert work.tolist() == [480]
    assert calendars.finish_moment(tables, 1, work).tolist() == [17 * 60]
    assert calendars.start_moment(tables, 1, work).tolist() == [3 * 1440 + 8 * 60]


def test_time_runs_on_beyond_the_tables():
    """After the last slot every minute counts as worked; before the first none does."""
    tables = calendars.compile_calendars([CONTINUOUS, STANDARD], ORIGIN, DAYS)
    end = DAYS * 1440
    work = calendars.worked(tables, 1, np.array([-5, end, end + 90], np.int32))
    assert work[0] == 0
    assert work[2] - work[1] == 90
    back = calendars.finish_moment(tables, 1, work)
    assert back[2] == end + 90
