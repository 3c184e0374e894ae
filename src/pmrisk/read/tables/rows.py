"""Which rows are activities, and what each of them is called."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.text import Unreadable, quoted
from pmrisk.read.fields import identity
from pmrisk.read.tables.drafts import Draft, draft
from pmrisk.read.tables.grid import Share, is_blank
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.table import DATES, NUMBERS, Row, Table, text_of
from pmrisk.read.tables.words import TOTALS

_LOGIC = ("predecessors", "successors", "type", "milestone", "calendar")
_PARTS = re.compile(r"[;,\n]")
_LONGEST_HEADING = 200


def drafts_of(table: Table) -> list[Draft]:
    """A draft of every activity of the table, in the order of its rows."""
    rows: list[Row] = []
    headings: list[str] = []
    heading = ""
    for row in table.rows():
        if _is_total(row):
            table.log.say("total", "dropped", "a row of totals", row.where())
        elif _is_heading(row):
            heading = _heading(row)
        else:
            rows.append(row)
            headings.append(heading)
    refuse_merged(rows, table)
    shares = _are_shares(rows)
    found = [
        draft(row, id, _name(row, id), shares)
        for row, id in zip(rows, _ids(rows, table), strict=True)
    ]
    if not table.has("wbs", "level"):
        for each, above in zip(found, headings, strict=True):
            if above:
                each.parts["wbs"] = above
    return found


def _name(row: Row, id: str) -> str:
    name = " ".join(row.text("name").split())
    return name if name.isprintable() else ""


def _is_total(row: Row) -> bool:
    """Whether a row adds up those above it."""
    first = next(cell for cell in row.cells if not is_blank(cell))
    if not isinstance(first, str) or row.cell("predecessors") is not None:
        return False
    id = row.text("id") if row.table.has("id") else ""
    return normal(first[:100]) in TOTALS and (not id or id == first.strip())


def _is_heading(row: Row) -> bool:
    """Whether a row only names what the rows below it have in common."""
    fields = (*NUMBERS, *DATES, *_LOGIC)
    if any(row.cell(field) is not None for field in fields):
        return False
    given = [cell for cell in row.cells if not is_blank(cell)]
    if row.table.has("id") and row.cell("id") is None:
        return row.cell("name") is not None
    # In the place of an id, only a text with a space cannot be meant as one.
    return len(given) == 1 and isinstance(given[0], str) and " " in given[0].strip()


def _heading(row: Row) -> str:
    cell = next(cell for cell in row.cells if not is_blank(cell))
    text = " ".join(text_of(cell).split())
    if not text.isprintable() or len(text) > _LONGEST_HEADING:
        row.complain("has no id")
        return ""
    said = f"{quoted(text)} is a heading"
    if row.table.has("wbs", "level"):
        row.table.log.say("heading", "dropped", said, row.where())
        return ""
    message = f"{said}: the wbs of the rows below it"
    row.table.log.say("heading", "converted", message, row.where())
    return text.replace("/", "-")


def _ids(rows: Sequence[Row], table: Table) -> Iterator[str]:
    """The id of each row: typed, or its name, or its number."""
    field = "id"
    if not table.has("id"):
        field = "name" if _are_names(rows) else ""
        what = "name" if field else "number in the table"
        table.log.say(
            "id", "converted", f"no column holds ids: the id of a row is its {what}"
        )
    spaces = False
    for k, row in enumerate(rows, start=1):
        typed = row.text(field) if field else str(k)
        spaces |= any(c.isspace() for c in typed)
        yield _id(row, typed, field)
    if spaces:
        table.log.say("id", "converted", "ids have underscores in place of spaces")


def _id(row: Row, typed: str, field: str) -> str:
    """An id; where there is none, a problem and something to go on with."""
    try:
        if not typed:
            raise Unreadable("is empty. Give the activity an id of its own.")
        return identity("_".join(typed.split()))
    except EstimateError as error:
        if typed or not isinstance(row.cell(field), str):
            row.complain(str(error), field, code="id")
        return f"row-{row.number}"


def _are_names(rows: Sequence[Row]) -> bool:
    """Whether predecessors are named, not numbered."""
    cells = [row.cell("predecessors") or row.cell("successors") for row in rows]
    parts = [p.strip() for c in cells if isinstance(c, str) for p in _PARTS.split(c)]
    return any(part[:1].isalpha() for part in parts)


def _are_shares(rows: Sequence[Row]) -> bool:
    """Whether no plain number in the column of per cent exceeds 1."""
    found: list[Any] = [row.cell("percent_complete") for row in rows]
    plain = [c for c in found if isinstance(c, int | float) and type(c) is not Share]
    return bool(plain) and max(plain) <= 1


def refuse_merged(
    rows: Sequence[Row], table: Table, remedy: str = "Unmerge them and fill in each"
) -> None:
    """Of merged cells only the first has a value: the others would be lost."""
    numbers = [row.number for row in rows]
    used = sorted(column.place + 1 for column in table.columns.values())
    for area in table.grid.merged:
        first = bisect_left(numbers, area.top)
        if first == len(numbers) or numbers[first] > area.bottom:
            continue
        count = bisect_left(used, area.right + 1) - bisect_left(used, area.left)
        if count > 1 or (count == 1 and area.bottom > area.top):
            table.log.complain(
                "merged",
                table.log.where(numbers[first]),
                f"cells {area.name} are merged, and only the first has a value. "
                + remedy,
                numbers[first],
            )
