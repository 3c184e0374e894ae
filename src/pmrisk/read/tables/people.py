"""Who works on an activity, and the columns that a plan has no place for."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.resource import Assignment, Resource
from pmrisk.model.text import quoted
from pmrisk.read.tables.drafts import Draft
from pmrisk.read.tables.grid import Fault
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.moments import date_of
from pmrisk.read.tables.table import Column, Table, text_of
from pmrisk.read.tables.values import number_of
from pmrisk.read.tables.words import NOTHING, PERSONAL

_PARTS = re.compile(r"[;\n\r]+")
# A comma parts names where nothing else does, but not inside of brackets.
_COMMAS = re.compile(r",(?![^\[(,]{0,20}[\])])")
# "welder[200%]" and "welder (2)", "welder: 2", "2 x welder"; a tail such as [10 t]
# tells of material.
_BRACKETS = re.compile(r"(?P<name>[^\[(]+?)\s*[\[(](?P<units>[^\])]*)[\])]")
_COLON = re.compile(r"(?P<name>.+?)\s*[:=]\s*(?P<units>[\d.,]+\s*%?)")
_TIMES = re.compile(r"(?P<units>[\d.,]+)\s*[x×*]\s*(?P<name>.+)")
_LONGEST_NAME = 200
#: A text of more characters is a remark, not a code.
_LONGEST_CODE = 100


class _Assigned(NamedTuple):
    name: str
    units: float


def assign(drafts: Sequence[Draft], table: Table, keep: bool) -> dict[str, Resource]:
    """Give the drafts their resources; the resources, by other names unless `keep`."""
    names: dict[str, str] = {}
    for each in drafts:
        found = {a.name: a.units for a in _assignments(each)}
        if each.is_summary or not found:
            continue
        for name in found:
            names.setdefault(name, name if keep else f"R{len(names) + 1}")
        each.parts["resources"] = tuple(
            Assignment.made(resource=names[name], units=units)
            for name, units in found.items()
        )
    if names:
        _say_resources(len(names), table, keep)
    return {name: Resource.made(name=name, rate=0.0) for name in names.values()}


def _say_resources(count: int, table: Table, keep: bool) -> None:
    table.log.say(
        "resource", "converted",
        f"{counted(count, 'resource')} without cost: a table has no rates",
    )  # fmt: skip
    if not keep:
        table.log.say(
            "names", "converted",
            f"resources are called R1 to R{count}, as their names may be those of "
            "people. --keep-names keeps them",
        )  # fmt: skip


def _assignments(each: Draft) -> Iterator[_Assigned]:
    text = each.row.text("resources")
    parts = _PARTS if _PARTS.search(text) else _COMMAS
    for part in parts.split(text):
        typed = part.strip()
        if not typed or typed.lower() in NOTHING:
            continue
        found = _assigned(typed, each.row.table.marks)
        if found is None:
            each.row.table.log.say(
                "resource", "dropped", f"{quoted(typed)}, which is no number of units",
                each.row.where("resources"),
            )  # fmt: skip
        else:
            yield found


def _assigned(typed: str, how: Marks) -> _Assigned | None:
    if len(typed) > _LONGEST_NAME or not typed.isprintable():
        return None
    for form in (_BRACKETS, _COLON, _TIMES):
        match = form.fullmatch(typed)
        if match is None:
            continue
        units = match["units"].strip()
        try:
            value = number_of(units.removesuffix("%"), how)
        except EstimateError:
            return None
        value = value / 100 if units.endswith("%") else value
        return _Assigned(match["name"].strip(), value) if value > 0 else None
    return _Assigned(typed, 1.0)


def place_owners(drafts: Sequence[Draft], table: Table, keep: bool) -> None:
    """Leave out who is responsible, unless `keep`."""
    if keep or not any("owner" in d.parts for d in drafts):
        return
    for each in drafts:
        each.parts.pop("owner", None)
    title = table.columns["owner"].title
    table.log.say(
        "names", "dropped",
        f"column {quoted(title)}: it may hold the names of people. --keep-names keeps "
        "them",
    )  # fmt: skip


def place_others(drafts: Sequence[Draft], table: Table, keep: bool) -> None:
    """Make codes of the other columns with texts, and say what is left out."""
    taken: set[str] = set()
    for column in table.others:
        cells = [(d, d.row.at(column)) for d in drafts]
        given = [(d, cell) for d, cell in cells if cell is not None]
        reason = _reason(column, [cell for _, cell in given], table, taken, keep)
        at = f"column {quoted(column.title)}"
        if not given:
            continue
        if reason:
            table.log.say("column", "dropped", f"{at}: {reason}")
            continue
        taken.add(column.title)
        table.log.say("column", "converted", f"{at} -> code {quoted(column.title)}")
        for each, cell in given:
            each.parts.setdefault("codes", {})[column.title] = text_of(cell)


def _reason(
    column: Column, cells: Sequence[Any], table: Table, taken: set[str], keep: bool
) -> str:
    """Why a column cannot be a code; empty if it can."""
    if not keep and normal(column.title) in PERSONAL:
        return "it may hold the names of people. --keep-names keeps it"
    if column.title in taken:
        return "another column has the same heading"
    if not all(isinstance(cell, str) and not isinstance(cell, Fault) for cell in cells):
        return "it does not hold texts only"
    if all(_is_value(cell, table.marks) for cell in cells):
        return "it holds numbers or dates, which no code has"
    if any(len(cell) > _LONGEST_CODE or not cell.isprintable() for cell in cells):
        return f"it holds texts of more than {_LONGEST_CODE} characters or lines"
    if len(column.title) > _LONGEST_CODE or not column.title.isprintable():
        return "its heading is too long or has several lines"
    return ""


def _is_value(cell: str, how: Marks) -> bool:
    """Whether a text is a number or a date."""
    for read in (number_of, date_of):
        try:
            read(cell.strip().removesuffix("%"), how)
        except EstimateError:
            continue
        return True
    return False
