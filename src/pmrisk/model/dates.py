"""Dates as planners write them: local, ISO 8601, with or without a time."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from pmrisk.model.text import Unreadable, shown

FIRST_YEAR, LAST_YEAR = 1900, 2200
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::00)?)?")
_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*\s*(?:Z|[-+]\d\d:?\d\d)")
_EXAMPLE = "Write it as 2027-01-04 or 2027-01-04T08:00."


def start_of(raw: Any) -> datetime:
    """The moment that a date for a start means: without a time, the day's first.

    Raises
    ------
    Unreadable
        If it is no date.
    """
    return _moment(raw)[0]


def end_of(raw: Any) -> datetime:
    """The moment that a date for a finish means: without a time, the next midnight.

    Raises
    ------
    Unreadable
        If it is no date.
    """
    moment, has_time = _moment(raw)
    return moment if has_time else moment + timedelta(days=1)


def day_of(raw: Any) -> date:
    """A date without a time.

    Raises
    ------
    Unreadable
        If it is no date, or has a time.
    """
    moment, has_time = _moment(raw)
    if has_time:
        raise Unreadable(f"must be a date without a time, got {shown(raw)}.")
    return moment.date()


def range_of(raw: Any) -> tuple[date, date]:
    """The first and the last day of ``2027-12-24..2028-01-02``, or of a single day.

    Raises
    ------
    Unreadable
        If it is neither, or its days are in the wrong order.
    """
    if isinstance(raw, str) and ".." in raw:
        first, last = (day_of(part.strip()) for part in raw.split("..", 1))
    else:
        first = last = day_of(raw)
    if first > last:
        raise Unreadable(
            f"{shown(raw)} ends before it begins. Write the earlier date first."
        )
    return first, last


def _moment(raw: Any) -> tuple[datetime, bool]:
    """A moment, and whether a time of day was given."""
    if isinstance(raw, datetime):
        if raw.tzinfo is not None:
            raise Unreadable(_offset(raw.isoformat()))
        return _within(raw, raw), True
    if isinstance(raw, date):
        return _within(datetime.combine(raw, time()), raw), False
    match = _DATE.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        if isinstance(raw, str) and _OFFSET.fullmatch(raw.strip()):
            raise Unreadable(_offset(raw))
        raise Unreadable(f"must be a date, got {shown(raw)}. {_EXAMPLE}")
    return _within(_parsed(raw, match), raw), match[2] is not None


def _parsed(raw: str, match: re.Match[str]) -> datetime:
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2] or '00:00'}")
    except ValueError:
        raise Unreadable(
            f"{shown(raw)} is not a day of the calendar, or not a time of day."
        ) from None


def _within(moment: datetime, raw: Any) -> datetime:
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise Unreadable(
            f"must lie between the years {FIRST_YEAR} and {LAST_YEAR - 1}, "
            f"got {shown(raw)}."
        )
    return moment


def _offset(raw: str) -> str:
    return f"{shown(raw)} has an offset, but times are local. Leave the offset out."


def written(moment: datetime, *, finish: bool = False) -> str:
    """A moment as it would be typed: no time where it is a whole day."""
    # The end of the day before the first one that can be written is not a day's end.
    whole = moment.time() == time()
    if not whole or (finish and moment == datetime(FIRST_YEAR, 1, 1)):
        return f"{moment:%Y-%m-%dT%H:%M}"
    return f"{moment - timedelta(days=1) if finish else moment:%Y-%m-%d}"
