"""Headings in two rows: Delay over Low, Most likely and High."""

from itertools import zip_longest
from typing import Any

from pmrisk.read.register.headings import heading
from pmrisk.read.tables.grid import Cells, Fault, Grid, is_blank
from pmrisk.read.tables.table import text_of

# What a lone word for a point is taken for.
_POINTS = {"delay_low", "delay_mode", "delay_high"}


def stacked(grid: Grid, top: int) -> Grid:
    """`grid` with one row of headings at `top`; itself where there is one already.

    Below a heading that spans several columns each word is joined to it.
    """
    below = grid.rows[top + 1] if top + 1 < len(grid.rows) else ()
    words = [cell for cell in below if not is_blank(cell)]
    if len(words) < 2 or not all(map(_is_point, words)):
        return grid
    rows = [*grid.rows]
    rows[top], rows[top + 1] = _joined(grid.rows[top], below), ()
    return grid._replace(rows=rows)


def _is_point(cell: Any) -> bool:
    """Whether a cell holds no more than a word such as low or most likely."""
    if not isinstance(cell, str) or isinstance(cell, Fault) or len(cell) > 50:
        return False
    found = heading(cell)
    return found is not None and found.field in _POINTS


def _joined(above: Cells, below: Cells) -> Cells:
    titles: list[Any] = []
    group = ""
    for title, point in zip_longest(above, below):
        if not is_blank(title):
            group = text_of(title)
        titles.append(title if is_blank(point) else f"{group} {text_of(point)}".strip())
    return titles
