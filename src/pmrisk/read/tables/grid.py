"""A table as rows of cells, whatever file it came from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

#: Rows with something in them, columns, and characters of a cell that are read.
MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_CHARACTERS = 32_767

Cells = Sequence[Any]


class Share(float):
    """A number that its cell shows as per cent: 0.35 where 35 % is read."""


class Fault(str):
    """Why a cell holds no value, as the rest of a sentence about it."""

    __slots__ = ()


class Area(NamedTuple):
    """Merged cells: rows and columns from one, ends included."""

    name: str
    top: int
    bottom: int
    left: int
    right: int


class Grid(NamedTuple):
    """Rows as a spreadsheet numbers them, from 1; a blank row is empty.

    `decimal` is the mark that separates decimals where texts do not show another one.
    """

    rows: list[Cells]
    sheet: str | None = None
    merged: tuple[Area, ...] = ()
    decimal: str = "."
    #: What is to be said about how it was read.
    remarks: tuple[str, ...] = ()


class Unusable(Exception):
    """Why a file holds no table, as the rest of a sentence that begins with it."""

    def __init__(self, message: str, at: str = "", code: str = "table") -> None:
        super().__init__(message)
        self.at = at
        self.code = code


def is_blank(cell: Any) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def trimmed(cells: list[Any]) -> Cells:
    """A row without its blank end; all blank rows are one."""
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end] if end else ()


def checked(text: str) -> str:
    """A text of a cell, or the fault that it is too long."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return Fault(f"holds {len(text):,} characters, more than {MOST_CHARACTERS:,}.")
