"""Calendars: shifts by date, units, and what no calendar may be."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmrisk import Calendar, ScenarioError, schedule
from pmrisk.model.calendar import CONTINUOUS, STANDARD
from pmrisk.read import parse

MORNING = ((480, 720),)
WEEK = (*(MORNING,) * 5, (), ())


def test_what_wins():
    """Holidays win over the week, exceptions over holidays, later over earlier ones."""
    christmas = date(2027, 12, 24)
    calendar = Calendar(
        name="site",
        week=WEEK,
        holidays=(
            (date(2028, 3, 1), date(2028, 3, 1)),
            (christmas, date(2028, 1, 2)),
            (date(2027, 12, 20), christmas),
            (date(2027, 12, 30), date(2027, 12, 31)),
        ),
        exceptions=(
            (date(2027, 12, 27), date(2027, 12, 28), MORNING),
            (date(2027, 12, 28), date(2027, 12, 28), ((0, 60),)),
        ),
    )
    days = [date(2027, 12, day) for day in (17, 21, 24, 27, 28, 29)]
    shifts = [calendar.shifts(day) for day in days]
    assert shifts == [MORNING, (), (), MORNING, ((0, 60),), ()]
    special = calendar.special_days(date(2027, 12, 1), date(2028, 12, 31))
    assert len(special) == 15


def test_units():
    """A day is the longest day of the week, unless hours_per_day says otherwise."""
    assert STANDARD.units == STANDARD.units.__class__(480, 2400)
    assert CONTINUOUS.units.minutes_per_week == 10080
    fixed = Calendar(name="x", week=WEEK, hours_per_day=8)
    assert (fixed.minutes_per_day, fixed.minutes_per_week) == (480, 1200)


def test_public_holidays_of_a_state():
    """Epiphany is a holiday in Bavaria, not in all of Germany."""
    epiphany = date(2027, 1, 6)
    shifts = [
        Calendar(name="x", week=WEEK, country=country).shifts(epiphany)
        for country in ("DE", "DE-BY")
    ]
    assert shifts == [MORNING, ()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": ((),) * 7},
        {"week": (MORNING,)},
        {"week": (((480, 720), (700, 900)), *WEEK[1:])},
        {"week": (((720, 480),), *WEEK[1:])},
        {"holidays": ((date(2027, 1, 2), date(2027, 1, 1)),)},
        {"country": "Atlantis"},
        {"hours_per_day": 0},
        {"hours_per_day": 1e-320},
        {"hours_per_day": float("nan")},
    ],
)
def test_no_calendar(wrong):
    """Refused when it is made."""
    with pytest.raises(ScenarioError, match='Calendar "x"'):
        Calendar(**({"name": "x", "week": WEEK} | wrong))


def test_a_calendar_may_work_on_some_dates_only():
    """Its day is the longest of them; one that never works is refused."""
    day = date(2027, 1, 5)
    visits = Calendar(
        name="visits",
        week=((),) * 7,
        exceptions=((day, day, ((480, 720),)), (day, day, ((480, 960),))),
    )
    assert visits.minutes_per_day == 480
    assert visits.minutes_per_week == 7 * 480
    for exceptions in ((), ((day, day, ()),)):
        with pytest.raises(ScenarioError, match="has no working time"):
            Calendar(name="never", week=((),) * 7, exceptions=exceptions)


def test_a_scenario_may_have_a_calendar_of_dates():
    project = parse(
        "pmrisk: 1\nproject: {name: P, start: 2027-01-04, calendar: visits}\n"
        "calendars: {visits: {week: {}, exceptions: {2027-01-05: '08:00-16:00'}}}\n"
        "activities: [{id: A, duration: 4h}]\n"
    )
    (only,) = schedule(project).activities
    assert only.early_finish == datetime(2027, 1, 5, 12)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 2)), max_size=9
    ),
    st.integers(0, 45),
    st.integers(0, 45),
)
def test_the_last_exception_that_covers_a_day_counts(ranges, begin, length):
    """As if each were laid over the ones before, holidays first."""
    first = date(2027, 1, 1)

    def day(k):
        return first + timedelta(days=k)

    shifts = (), MORNING, ((800, 900),)
    laid = [(day(a), day(a + n), shifts[k]) for a, n, k in ranges]
    own = Calendar(
        name="x",
        week=WEEK,
        holidays=tuple(each[:2] for each in laid[:3]),
        exceptions=tuple(laid[3:]),
    )
    expected = {}
    for k, (a, b, hours) in enumerate(laid):
        for n in range((b - a).days + 1):
            expected[a + timedelta(days=n)] = () if k < 3 else hours
    last = day(begin + length)
    inside = {d: s for d, s in expected.items() if day(begin) <= d <= last}
    assert own.special_days(day(begin), last) == inside
