"""What is typed into cells: numbers, amounts of time, shares, yes and no."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from pmrisk.model.amount import Amount
from pmrisk.model.text import Unreadable, number, quoted, shown
from pmrisk.read.tables.grid import Share
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.words import FLAGS, NOTHING, UNITS, by_name

#: Working days of a month, as Microsoft Project has it if nobody changed it.
DAYS_PER_MONTH = 20
_FLAGS = by_name(FLAGS)
_UNITS = by_name(UNITS)
# "e" is elapsed in Microsoft Project, "f" (fortlaufend) in its German edition.
_ELAPSED = {f"{e}{name}": unit for e in "ef" for name, unit in _UNITS.items()}
_NUMBER = r"[-+−]?[\d.,][\d.,'’ \u00a0\u202f_]*(?:[eE][-+]?\d{1,3}(?!\w))?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*([^\W\d_]*)\.?\s*\??")
_MONEY = re.compile(r"^[€$£¥]|[€$£¥]$|^[A-Za-z]{3}\s|\s[A-Za-z]{3}$")
_SPACES = re.compile(r"[\s'’]")


def number_of(cell: Any, how: Marks, example: str = "12") -> float:
    """A number, whichever way it is written; currency signs are allowed.

    Raises
    ------
    Unreadable
        If it is none, or may be two.
    """
    if not isinstance(cell, str):
        if isinstance(cell, Share):
            raise Unreadable(f"must be a number such as {example}, got a percentage.")
        return number(_plain(cell), example)
    if cell.isascii() and cell.isdigit():
        return number(cell, example)
    text = _MONEY.sub("", cell.strip().replace("−", "-"))
    text = _SPACES.sub("", text)
    group = "," if how.decimal == "." else "."
    if group in text:
        if not re.fullmatch(
            rf"[-+]?\d{{1,3}}(?:\{group}\d{{3}})+(?:\{how.decimal}\d+)?", text
        ):
            raise Unreadable(f"must be a number such as {example}, got {shown(cell)}.")
        if not how.sure and how.decimal not in text:
            raise Unreadable(
                f"{shown(cell)} may mean {text.replace(group, '')} or "
                f"{text.replace(group, how.decimal)}. Write one of these."
            )
    text = text.replace(group, "").replace(how.decimal, ".")
    try:
        return number(text, example)
    except Unreadable:
        raise Unreadable(
            f"must be a number such as {example}, got {shown(cell)}."
        ) from None


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        raise Unreadable(
            f"must be a number, got the date {cell:%Y-%m-%d}. Format the cell as a "
            "number or as text."
        )
    if isinstance(cell, time | timedelta):
        raise Unreadable("must be a number, got a time of day. Write 8h for 8 hours.")
    return cell


def amount_of(cell: Any, how: Marks, unit: str = "") -> Amount:
    """An amount of time: ``5``, ``5 d``, ``3 days?``, ``2w``, ``5 edays``.

    Raises
    ------
    Unreadable
        If it is none.
    """
    if not isinstance(cell, str):
        return _in_unit(number_of(cell, how), unit)
    if cell.isascii() and cell.isdigit():
        return _in_unit(number(cell), unit)
    match = _AMOUNT.fullmatch(cell.strip())
    if match is None:
        raise Unreadable(
            f"must be an amount of time such as 5, 5d, 2w or 16h, got {shown(cell)}."
        )
    return _in_unit(number_of(match[1], how), match[2] or unit)


def unit_of(word: str) -> str | None:
    """The unit that a word names: min, h, d, w, mo, with e before it if elapsed."""
    name = normal(word)
    if name in _UNITS:
        return _UNITS[name]
    return f"e{_ELAPSED[name]}" if name in _ELAPSED else None


def _in_unit(value: float, word: str) -> Amount:
    if not word:
        return Amount(value)
    unit = unit_of(word)
    if normal(word) == "m":
        raise Unreadable(
            f"{value:g}m may mean minutes or months. Write {value:g}min or {value:g}mo."
        )
    if unit is None:
        raise Unreadable(
            f"unit {quoted(word)} is unknown. Use min, h, d, w or mo, with an e before "
            "it for elapsed time."
        )
    if unit in ("emin", "ew", "emo"):
        days = {"emin": 1 / 1440, "ew": 7, "emo": 30}[unit]
        return Amount(value * days, "ed")
    if unit == "mo":
        return Amount(value * DAYS_PER_MONTH)
    return Amount(value, "" if unit == "d" else unit)


def percent_of(cell: Any, how: Marks, shares: bool) -> float:
    """Per cent from 0 to 100: of ``35``, ``35 %``, or a cell formatted as per cent.

    `shares` says that no value in the column exceeds 1, so that a 1 may mean all.

    Raises
    ------
    Unreadable
        If it is none, or may be a share as well.
    """
    sure = isinstance(cell, Share)
    raw = cell * 100 if sure else cell
    if isinstance(cell, str) and cell.rstrip().endswith("%"):
        sure, raw = True, cell.rstrip()[:-1]
    percent = round(number_of(raw, how, "40"), 9)
    if not 0 <= percent <= 100:
        raise Unreadable(f"must lie between 0 and 100, got {_said(cell)}.")
    if not sure and (0 < percent < 1 or (percent == 1 and shares)):
        raise Unreadable(
            f"{_said(cell)} may mean a share or per cent. Write {percent * 100:g}, or "
            f"{percent:g}% if it is {'one' if percent == 1 else 'less than one'} per "
            "cent."
        )
    return percent


def _said(cell: Any) -> str:
    return f"{cell * 100:g}%" if isinstance(cell, Share) else shown(cell)


def flag_of(cell: Any, how: Marks) -> bool:
    """Yes or no.

    Raises
    ------
    Unreadable
        If it is neither.
    """
    text = str(cell).strip()
    word = normal(text.removesuffix(".0"))
    if text in ("✓", "✔"):
        return True
    if word in _FLAGS or text.lower() in NOTHING:
        return _FLAGS.get(word) == "yes"
    raise Unreadable(f"must be yes or no, got {shown(cell)}.")
