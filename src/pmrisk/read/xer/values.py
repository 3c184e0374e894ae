"""Numbers, dates and names as P6 writes them into cells."""

import math
from datetime import datetime

from pmrisk.model.dates import FIRST_YEAR, LAST_YEAR
from pmrisk.model.text import Unreadable, shown

#: Names and ids are cut at so many characters; P6 itself takes at most 120.
LONGEST = 200
_MOST_HOURS = 1000 * 8766


def number_of(text: str) -> float | None:
    """A number, with a decimal point or the decimal comma of some locales.

    Raises
    ------
    Unreadable
        If it is none.
    """
    if not text:
        return None
    try:
        value = float(text if "," not in text else _with_point(text))
    except ValueError:
        value = math.nan
    # Python reads 1_000, but no exporter writes it.
    if not math.isfinite(value) or "_" in text:
        raise Unreadable(f"must be a number, got {shown(text)}.")
    return value


def _with_point(text: str) -> str:
    """``1.234,5`` and ``1,234.5`` and ``8,5`` with a point only."""
    comma_is_last = text.rfind(",") > text.rfind(".")
    thousands, decimal = (".", ",") if comma_is_last else (",", ".")
    return text.replace(thousands, "").replace(decimal, ".")


def minutes_of(text: str) -> int | None:
    """Hours in whole minutes.

    Raises
    ------
    Unreadable
        If it is no number, or of a time that no plan has.
    """
    hours = number_of(text)
    if hours is not None and abs(hours) > _MOST_HOURS:
        raise Unreadable(f"must be below 1,000 years, got {shown(text)} hours.")
    return None if hours is None else round(hours * 60)


def moment_of(text: str) -> datetime | None:
    """A date with a time, to the minute.

    Raises
    ------
    Unreadable
        If it is none, or lies beyond all plans.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(
            f"must be a date such as 2027-01-04 08:00, got {shown(text)}."
        ) from None
    if moment.tzinfo is not None or not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise Unreadable(
            f"must lie between the years {FIRST_YEAR} and {LAST_YEAR - 1}, "
            f"got {shown(text)}."
        )
    return moment.replace(second=0, microsecond=0)


def name_of(text: str) -> str:
    """A name on one line, of what can be printed, and not too long.

    P6 doubles quotes and writes line breaks as two DEL characters.
    """
    if text.isprintable() and len(text) <= LONGEST and '""' not in text:
        return " ".join(text.split()) if "  " in text else text.strip()
    text = text[: 4 * LONGEST].replace('""', '"')
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:LONGEST].rstrip()


def unlike(name: str, key: str, taken: set[str]) -> str:
    """`name`, told apart by `key` where it is taken; it is taken from then on."""
    tried, k = name, 1
    while tried in taken:
        tail = f" ({name_of(key)[:20]})" if k == 1 else f" ({name_of(key)[:20]}/{k})"
        tried, k = name[: LONGEST - len(tail)] + tail, k + 1
    taken.add(tried)
    return tried
