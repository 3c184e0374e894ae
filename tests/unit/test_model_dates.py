"""Dates: what they mean for starts and for finishes."""

from datetime import date, datetime, timedelta, timezone

import pytest

from pmrisk import EstimateError
from pmrisk.model.dates import day_of, end_of, range_of, start_of, written


def test_a_date_without_a_time():
    """It is the start of the day for a start, the end of it for a finish."""
    assert start_of("2028-03-31") == datetime(2028, 3, 31)
    assert end_of("2028-03-31") == datetime(2028, 4, 1)
    assert end_of(date(2028, 3, 31)) == datetime(2028, 4, 1)


@pytest.mark.parametrize("raw", ["2028-03-31T17:00", "2028-03-31 17:00:00"])
def test_a_date_with_a_time(raw):
    """It is that moment."""
    assert start_of(raw) == end_of(raw) == datetime(2028, 3, 31, 17)


def test_ranges():
    """Single days and closed ranges."""
    assert range_of("2027-12-24..2028-01-02") == (date(2027, 12, 24), date(2028, 1, 2))
    assert range_of("2027-12-24") == (date(2027, 12, 24), date(2027, 12, 24))


@pytest.mark.parametrize(
    "raw",
    [
        "2027-02-29",
        "2027-1-4",
        "20270104",
        "2027-01-04T25:00",
        "2027-01-04T08:00Z",
        "1066-10-14",
        "",
        None,
        True,
        20270104,
        datetime(2027, 1, 4, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_no_date(raw):
    """Refused, offsets too."""
    for read in (start_of, end_of, day_of, range_of):
        with pytest.raises(EstimateError):
            read(raw)


def test_written_as_it_would_be_typed():
    """The way back, for messages."""
    assert written(end_of("2028-03-31"), finish=True) == "2028-03-31"
    assert written(start_of("2028-03-31T08:30")) == "2028-03-31T08:30"


def test_the_first_moment_of_all_is_written_so_that_it_can_be_read():
    """It is the end of a day that is too early to name."""
    first = datetime(1900, 1, 1)
    assert end_of(written(first, finish=True)) == first
    assert start_of(written(first)) == first
