"""Working time between two moments, against counting every minute."""

import random
from datetime import datetime, timedelta

import pytest

from building import project
from networks import CALENDARS
from pmrisk.network.worktime import worked_between

PLAN = project([{"id": "A", "duration": 1}], calendars=CALENDARS)


def by_minutes(calendar, start, end):
    """Minutes from `start` on that lie in a shift, one after the other."""
    special = calendar.special_days(start.date(), end.date())
    total = 0
    while start < end:
        shifts = special.get(start.date(), calendar.week[start.weekday()])
        minute = 60 * start.hour + start.minute
        total += any(begin <= minute < stop for begin, stop in shifts)
        start += timedelta(minutes=1)
    return total


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_it_is_the_minutes_in_shifts(name):
    """Within a day and over weeks with holidays, from and to any minute."""
    rng = random.Random(name)
    for longest in (600, 3_000, 60_000):
        for _ in range(10):
            start = datetime(2027, 1, 4) + timedelta(minutes=rng.randrange(50_000))
            end = start + timedelta(minutes=rng.randrange(longest))
            calendar = PLAN.calendars[name]
            expected = by_minutes(calendar, start, end)
            assert worked_between(calendar, start, end) == expected


def test_backwards_is_none():
    calendar = PLAN.calendars["office"]
    assert worked_between(calendar, datetime(2027, 1, 8), datetime(2027, 1, 4)) == 0
