"""Calendars of XER files: hours, exceptions, and what is inherited."""

from datetime import date, datetime

import pytest
from xer_files import activity, notes, read

from pmrisk import schedule
from pmrisk.errors import ScenarioError
from pmrisk.model.calendar import STANDARD
from pmrisk.read.xer.calendars import hours_of

DAY = ((480, 720), (780, 1020))


@pytest.fixture(scope="module")
def calendars():
    return read("calendars").project.calendars


def test_hours_of_the_week_and_runs_of_holidays(calendars):
    five = calendars["Five days"]
    assert five.week == (DAY,) * 5 + ((), ())
    # Christmas falls on a weekend, of which nothing need be said.
    assert five.holidays == (
        (date(2027, 5, 17), date(2027, 5, 17)),
        (date(2027, 12, 24), date(2027, 12, 24)),
        (date(2027, 12, 27), date(2027, 12, 27)),
    )
    assert five.exceptions == ()
    assert five.hours_per_day == 8


def test_exceptions_are_inherited_unless_the_calendar_has_its_own(calendars):
    site = calendars["Site"]
    # Only Sunday is a weekday of it.
    assert site.week == ((),) * 6 + (DAY,)
    assert site.shifts(date(2027, 5, 17)) == DAY
    assert site.shifts(date(2027, 6, 1)) == ((480, 720),)
    assert site.shifts(date(2027, 12, 26)) == ()


def test_a_calendar_without_hours_of_its_own_has_those_of_its_base(calendars):
    mine, base = calendars["Inherits"], calendars["Five days"]
    assert (mine.week, mine.holidays) == (base.week, base.holidays)


def test_round_the_clock_and_until_midnight(calendars):
    assert calendars["Round the clock"].week == (((0, 1440),),) * 7
    assert calendars["Nights"].week == (((1200, 1440),),) * 7
    assert calendars["Nights"].hours_per_day == 4


def test_older_ways_of_writing(calendars):
    assert calendars["Mornings"].week[0] == ((480, 720), (780, 1020))
    old = calendars["Old"]
    assert old.week[0] == ((480, 960),)
    # Shifts that touch are one.
    assert old.exceptions == ((date(2027, 1, 4), date(2027, 1, 4), ((480, 720),)),)


def test_a_calendar_may_work_by_exceptions_only(calendars):
    visits = calendars["By appointment"]
    assert not any(visits.week)
    assert visits.exceptions == ((date(2027, 1, 5), date(2027, 1, 6), DAY),)
    assert visits.minutes_per_day == 480
    assert visits.minutes_per_week == 7 * 480


def test_names_are_told_apart(calendars):
    plan = read("calendars", ("\tMornings\t", "\tSite\t"))
    assert {"Site", "Site (14)"} <= set(plan.project.calendars)
    assert activity(plan, "A14").calendar == "Site (14)"
    assert activity(plan, "A19").calendar == "continuous (19)"
    assert activity(plan, "A10").calendar is None


def test_only_calendars_in_use_are_read():
    plan = read("calendars")
    assert "Site (17)" not in plan.project.calendars
    with pytest.raises(ScenarioError, match=r"\(17\).*: has no working time"):
        read("calendars", ("\t13\tCP_Drtn", "\t17\tCP_Drtn"))


def test_work_on_a_calendar_of_exceptions_is_scheduled():
    plan = read("calendars")
    found = {a.id: a for a in schedule(plan.project).activities}
    assert found["A16"].early_start == datetime(2027, 1, 5, 8)
    assert found["A16"].early_finish == datetime(2027, 1, 5, 17)
    assert found["A13"].early_finish == datetime(2027, 1, 6)


def test_without_calendars_work_is_done_in_ordinary_hours():
    plan = read("progress", ("%T\tCALENDAR", "%T\tOTHER"))
    assert plan.project.calendar == "standard"
    assert plan.project.calendars["standard"] == STANDARD
    assert notes(plan, "no-calendar")


def test_a_calendar_without_hours_has_ordinary_ones():
    plan = read("progress", ("clndr_data", "other"))
    assert plan.project.calendars["Five days"].week == STANDARD.week
    assert 'CALENDAR "Five days"' in notes(plan, "no-hours")[0]


def test_a_day_that_no_week_has_gives_its_hours_to_no_other():
    whole = "(0||DaysOfWeek()((0||2()((0||0(s|08:00|f|12:00)())))(0||{}()({}))))"
    shift = "(0||0(s|13:00|f|17:00)())"
    for name in ("8", "12", "x"):
        assert hours_of(whole.format(name, shift)) == hours_of(whole.format("3", ""))


def test_text_that_is_no_calendar():
    assert hours_of("(((((0||") == hours_of("") == (None, {})
    assert hours_of("(0||DaysOfWeek()((0||9()((0||0(x|1)())))))").week is None
