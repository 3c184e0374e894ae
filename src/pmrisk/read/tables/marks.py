"""How a table writes numbers and dates, seen from all of its texts."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

# Primavera marks actual dates with A and constrained ones with *.
TIME_OF_DAY = (
    r"(?:[T\s,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp][Mm])?)?\s*(?:A|\*)?"
)
#: A date in figures, of which the day or the month comes first.
NUMERIC = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s+)?(\d\d?)([-/.])(\d\d?)\2(\d{{4}}|\d\d){TIME_OF_DAY}"
)


class Marks(NamedTuple):
    """How the texts of a table write numbers and dates.

    `sure` says whether some number shows the decimal mark; `day_first` is None where no
    date shows whether the day or the month comes first.
    """

    decimal: str = "."
    sure: bool = False
    day_first: bool | None = None


def marks(numbers: Iterable[Any], dates: Iterable[Any], decimal: str) -> Marks:
    """The marks that the texts of a table show; `decimal` where they show none."""
    seen = {
        mark
        for cell in numbers
        if isinstance(cell, str) and not cell.isdigit()
        for mark in _shown(cell)
    }
    firsts, seconds = _day_and_month(dates)
    day_first = None if firsts == seconds else firsts
    if len(seen) == 1:
        return Marks(seen.pop(), True, day_first)
    return Marks(decimal, bool(seen), day_first)


def _shown(text: str) -> Iterable[str]:
    """The decimal marks that a number can only have meant."""
    digits = re.sub(r"[^\d.,]", "", text)
    for mark, other in ((".", ","), (",", ".")):
        has_part = re.search(rf"\{mark}(\d*)$", digits)
        if has_part and (
            (len(has_part[1]) not in (0, 3) or digits.startswith(f"0{mark}"))
            or other in digits
        ):
            yield mark
        if digits.count(other) > 1:
            yield mark


def _day_and_month(dates: Iterable[Any]) -> tuple[bool, bool]:
    """Whether some date shows that the day comes first, and that the month does."""
    firsts = seconds = False
    for cell in dates:
        match = NUMERIC.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is not None and match[2] != ".":
            firsts |= int(match[1]) > 12
            seconds |= int(match[3]) > 12
    return firsts, seconds
