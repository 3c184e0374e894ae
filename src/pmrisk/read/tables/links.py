"""Relationships as they are typed into one cell: ``A1;A2FS+3d, 5SS-2d``."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.activity import KINDS, Kind
from pmrisk.model.amount import Amount
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted, suggestion
from pmrisk.read.tables.grid import Fault
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.table import Row, text_of
from pmrisk.read.tables.values import amount_of
from pmrisk.read.tables.words import NOTHING

#: The kinds in English, German, French and Spanish: finish is end, fin or fin, start
#: is Anfang, début or comienzo.
_KINDS: dict[str, Kind] = {
    **{kind: kind for kind in KINDS},
    "EA": "FS", "AA": "SS", "EE": "FF", "AE": "SF",
    "FD": "FS", "DD": "SS", "DF": "SF",
    "FC": "FS", "CC": "SS", "CF": "SF",
}  # fmt: skip
_NUMBER = r"\d[\d.,]*"
_KIND = "|".join(_KINDS)
_TAIL = re.compile(
    rf"[\s:(\[]*(?:(?P<kind>{_KIND})\s*(?P<sign>[-+−]?)|(?P<plus>\+))"
    rf"\s*(?P<size>{_NUMBER}\s*(?:[^\W\d_]*|%))?\.?\??[\s)\]]*",
    re.IGNORECASE,
)
_GUESS = re.compile(rf"(.+?)[\s:(\[]*(?:{_KIND})\b.*", re.IGNORECASE)
# Longer than any id with its kind and lag: the search for where an id ends is bounded.
_LONGEST = 250
_PARTS = re.compile(r"[;\n\r,]+")
# A comma between digits in a lag with a unit.
_DECIMAL_COMMA = re.compile(
    rf"([-+−]\s*\d+),(\d+\s*(?!(?:{_KIND})\b)[a-z%])", re.IGNORECASE
)
_NO_LAG = Estimate.fixed(0)


class Link(NamedTuple):
    """The other activity's id, the kind and the lag."""

    other: str
    kind: Kind = "FS"
    lag: Estimate = _NO_LAG


class Ids:
    """The ids of a table, found however their spaces and case are typed."""

    def __init__(self, ids: dict[str, str]) -> None:
        self._ids = {" ".join(typed.split()): id for typed, id in ids.items()}
        self.known = set(ids.values())

    def find(self, typed: str) -> str | None:
        """The id that is meant; None if there is none."""
        if typed in self._ids:
            return self._ids[typed]
        return self._ids.get(" ".join(typed.split()))


def links(row: Row, field: str, ids: Ids) -> Iterator[Link]:
    """The relationships in a cell; what cannot be read is a problem of its row."""
    cell = row.cell(field)
    if cell is None:
        return
    if isinstance(cell, Fault) or not isinstance(cell, str | int | float):
        said = cell if isinstance(cell, Fault) else "is a date. Format it as text."
        row.complain(str(said), field)
        return
    for part in _parts(text_of(cell), row.table.marks):
        try:
            yield from _read(part, ids, row.table.marks)
        except EstimateError as error:
            row.complain(str(error), field, code="predecessor")


def _parts(text: str, how: Marks) -> Iterator[str]:
    if how.decimal == ",":
        text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    for part in _PARTS.split(text):
        typed = part.strip()
        if typed and typed.lower() not in NOTHING:
            yield typed


def _read(typed: str, ids: Ids, how: Marks) -> Iterator[Link]:
    """The relationship in one part of a cell, or several that only spaces part."""
    whole = ids.find(typed)
    if whole is not None:
        yield Link(whole)
        return
    if len(typed) > _LONGEST:
        raise Unreadable(f"{quoted(typed)} is not a predecessor.")
    found = _with_kind(typed, ids, how)
    if found is not None:
        yield found
        return
    several = [ids.find(word) for word in re.split(r"[\s/&]+", typed)]
    if len(several) > 1 and all(several):
        yield from (Link(id) for id in several if id is not None)
        return
    raise Unreadable(_unknown(typed, ids))


def _with_kind(typed: str, ids: Ids, how: Marks) -> Link | None:
    """``A1 SS+5d``; an id may itself end in what looks like a kind."""
    for end in range(len(typed) - 1, 0, -1):
        id = ids.find(typed[:end].rstrip(" \t:(["))
        match = None if id is None else _TAIL.fullmatch(typed, end)
        if id is not None and match is not None:
            kind = _KINDS[match["kind"].upper()] if match["kind"] else "FS"
            return Link(id, kind, _lag(match["size"], match["sign"] or "", typed, how))
    return None


def _lag(size: str | None, sign: str, typed: str, how: Marks) -> Estimate:
    if size is None:
        return _NO_LAG
    if size.endswith("%"):
        raise Unreadable(
            f"the lag {quoted(sign + size)} of {quoted(typed)} is a share of a "
            "duration. Write it as time, such as FS+3d."
        )
    # A decimal comma was made a point when the cell was taken apart.
    point = how._replace(decimal=".", sure=True) if "," not in size else how
    try:
        value, unit = amount_of(size, point)
    except EstimateError as error:
        raise Unreadable(f"the lag of {quoted(typed)} {error}") from None
    if value == 0:
        return _NO_LAG
    signed = -value if sign in ("-", "−") else value
    return Estimate.made(shape="fixed", amounts=(Amount(signed, unit),))


def _unknown(typed: str, ids: Ids) -> str:
    """What to say of a predecessor that is none: of its id, if that can be told."""
    match = _GUESS.fullmatch(typed)
    name = match[1].strip() if match else typed
    hint = suggestion(name, ids.known) or (
        " Add it or remove it. Write relationships as A1; A2 SS+5d."
    )
    return f"{quoted(name)} is not an activity of the table.{hint}"
