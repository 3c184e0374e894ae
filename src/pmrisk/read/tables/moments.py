"""Dates as spreadsheets and planning tools write them."""

import re
from datetime import date, datetime, time
from typing import Any

from pmrisk.model.text import Unreadable, shown
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.marks import NUMERIC, TIME_OF_DAY, Marks
from pmrisk.read.tables.words import MONTHS, by_name

_MONTHS = {name: int(month) for name, month in by_name(MONTHS).items()}
_ISO = re.compile(rf"(\d{{4}})[-/.](\d\d?)[-/.](\d\d?){TIME_OF_DAY}")
_NAMED = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s+)?(\d\d?)[-\s./]+([^\W\d_]+)\.?,?[-\s./]+(\d{{4}}|\d\d)"
    rf"{TIME_OF_DAY}"
)
_MONTH_FIRST = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s+)?([^\W\d_]+)\.?\s+(\d\d?),?\s+(\d{{4}}|\d\d){TIME_OF_DAY}"
)


def date_of(cell: Any, how: Marks) -> date | datetime:
    """A date, with its time of day where it has one.

    Raises
    ------
    Unreadable
        If it is none, or may be two.
    """
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.replace(second=0)
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise Unreadable(
            f"must be a date, got {shown(cell)}. Format the cell as a date."
        )
    parts = _parts(cell.strip(), how)
    if parts is None:
        raise Unreadable(
            f"must be a date, got {shown(cell)}. Write it as 2027-01-04 or "
            "2027-01-04 08:00."
        )
    return _moment(cell, *parts)


Parts = tuple[int, int, int, tuple[Any, ...]]


def _parts(text: str, how: Marks) -> Parts | None:
    """Year, month, day and the parts of a time."""
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3]), match.groups()[3:]
    if match := NUMERIC.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day_first = True if match[2] == "." else how.day_first
        if day_first is None and first != second:
            raise Unreadable(
                f"{shown(text)} may mean {_iso(match[4], second, first)} or "
                f"{_iso(match[4], first, second)}. Write one of these."
            )
        day, month = (first, second) if day_first else (second, first)
        return _year(match[4]), month, day, match.groups()[4:]
    if (match := _NAMED.fullmatch(text)) and normal(match[2]) in _MONTHS:
        month = _MONTHS[normal(match[2])]
        return _year(match[3]), month, int(match[1]), match.groups()[3:]
    if (match := _MONTH_FIRST.fullmatch(text)) and normal(match[1]) in _MONTHS:
        month = _MONTHS[normal(match[1])]
        return _year(match[3]), month, int(match[2]), match.groups()[3:]
    return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _iso(year: str, month: int, day: int) -> str:
    return f"{_year(year)}-{month:02}-{day:02}"


def _moment(cell: str, year: int, month: int, day: int, clock: Any) -> date | datetime:
    hour, minute, _, half = clock
    try:
        if hour is None:
            return date(year, month, day)
        hours = int(hour)
        if half:
            hours = hours % 12 + (12 if half.lower() == "pm" else 0)
        return datetime(year, month, day, hours, int(minute))
    except ValueError:
        raise Unreadable(
            f"{shown(cell)} is not a day of the calendar, or not a time of day."
        ) from None
