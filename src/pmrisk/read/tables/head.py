"""What holds for the whole table: its start, its data date, its name, its currency."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.dates import start_of, written
from pmrisk.model.text import escaped, quoted
from pmrisk.read.tables.drafts import Draft
from pmrisk.read.tables.grid import is_blank
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.moments import date_of
from pmrisk.read.tables.progress import last_actual
from pmrisk.read.tables.table import Table, text_of
from pmrisk.read.tables.words import ABOVE, by_name

_KEYS = by_name(ABOVE)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_LONGEST_NAME = 200
_STARTS = ("early_start", "start", "actual_start", "start_no_earlier_than")


class Head(NamedTuple):
    """What a project needs beside its activities."""

    name: str
    start: datetime
    data_date: datetime
    currency: str


def head(
    table: Table, drafts: Sequence[Draft], path: str, given: datetime | None
) -> Head | None:
    """The head of the project; None, with a problem, where it has no start."""
    above = _above(table)
    start = given or _moment(above, "start", table) or _start(table, drafts)
    if start is None:
        # What could not be read has a problem of its own.
        if not any(d.row.cell(f) is not None for d in drafts for f in _STARTS):
            table.log.complain(
                "start",
                table.log.where(),
                "nothing says when the project starts. Add a column Start, or put the "
                "table into a scenario: project: {start: 2027-01-04} and schedule: "
                f"{escaped(Path(path).name)}",
            )
        return None
    said = _moment(above, "data_date", table)
    data_date = said or _data_date(table, drafts, start)
    name = text_of(above["name"]) if "name" in above else Path(path).stem
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        name = escaped(name)
    return Head(name, start, data_date, _currency(table, above))


def _above(table: Table) -> dict[str, Any]:
    """What the rows above the headings say: a word, and its value beside it."""
    found: dict[str, Any] = {}
    for cells in table.grid.rows[: table.top - 1]:
        filled = [cell for cell in cells if not is_blank(cell)]
        for word, value in pairwise(filled):
            key = _KEYS.get(normal(word)) if isinstance(word, str) else None
            if key is not None:
                found.setdefault(key, value)
    return found


def _moment(above: dict[str, Any], key: str, table: Table) -> datetime | None:
    if key not in above:
        return None
    try:
        return start_of(date_of(above[key], table.marks))
    except EstimateError as error:
        at = f"{table.log.where()}, above the headings".removeprefix(", ")
        table.log.complain("value", at, f"the {key.replace('_', ' ')} {error}")
        return None


def _start(table: Table, drafts: Sequence[Draft]) -> datetime | None:
    """The earliest date in a column of starts."""
    if table.has("project_start"):
        found = [_project_start(d) for d in drafts]
        title = "project_start"
    else:
        title = next((f for f in _STARTS if table.has(f)), "")
        found = [d.start for d in drafts]
        found += [d.parts.get("actual_start") for d in drafts]
        if not any(found):
            found = [d.parts.get("start_no_earlier_than") for d in drafts]
    moments = [moment for moment in found if moment is not None]
    if not moments:
        return None
    start = min(moments)
    table.log.say(
        "start", "converted",
        f"the project starts on {written(start)}, the earliest in column "
        f"{quoted(table.columns[title].title)}",
    )  # fmt: skip
    return start


def _project_start(each: Draft) -> datetime | None:
    return each.row.read(
        "project_start", lambda cell, how: start_of(date_of(cell, how))
    )


def _data_date(table: Table, drafts: Sequence[Draft], start: datetime) -> datetime:
    """The start, or the last that is known to have happened."""
    last = last_actual(drafts)
    if last is None or last <= start:
        return start
    table.log.say(
        "data-date", "converted",
        f"the data date is {written(last)}, the latest actual date of the table",
    )  # fmt: skip
    return last


def _currency(table: Table, above: dict[str, Any]) -> str:
    said = text_of(above["currency"]) if "currency" in above else ""
    for field in ("cost", "per_day", "actual_cost"):
        if not said and table.has(field):
            said = table.columns[field].unit
    said = _SIGNS.get(said, said)
    return said if re.fullmatch("[A-Z]{3}", said) else "EUR"
