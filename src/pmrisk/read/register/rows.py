"""From the rows of a register to risks."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pmrisk.errors import EstimateError
from pmrisk.model.estimate import Estimate
from pmrisk.model.risk import Impact, Response, Risk, Window
from pmrisk.model.text import quoted, suggestion
from pmrisk.read.fields import identity
from pmrisk.read.register.impacts import Impacts, money_of
from pmrisk.read.register.words import (
    DIRECTIONS,
    EACH,
    RESPONSE_STATUSES,
    STATUSES,
    Words,
)
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.table import Row

T = TypeVar("T")

_PARTS = re.compile(r"[;,\n]")
_MEASURES = ("delay", "cost")
_ALL = {"all", "allactivities", "wholeproject", "alle", "tous", "toutes", "todas"}


class Reader:
    """Reads the rows of one register.

    `chances` and `left` are the probabilities by row, before and after a response;
    `wbs` says whether the column of activities holds WBS elements.
    """

    def __init__(
        self,
        impacts: Impacts,
        chances: dict[int, float],
        left: dict[int, float],
        wbs: bool,
    ) -> None:
        self._impacts, self._chances, self._left = impacts, chances, left
        self._wbs = wbs

    def risk(self, row: Row, id: str) -> Risk:
        """The risk of a row, as far as it can be read."""
        parts: dict[str, Any] = {"id": id}
        for field in ("name", "description", "cause", "owner", "category"):
            if text := line(row, field):
                parts[field] = text
        parts["name"] = parts.get("name") or parts.get("description", "")
        status = word(row, "status", STATUSES) or "open"
        parts["status"] = status
        self._probability(row, parts, status)
        for field in ("requires", "excludes"):
            if names := several(row, field):
                parts[field] = tuple(names)
        window = row.read("window", lambda cell, _: Window.of(str(cell)))
        if window is not None:
            parts["window"] = window
        on = self._on(row)
        each = word(row, "each", EACH) or "once"
        measured = self._impacts.of(row)
        if any(measured.values()):
            parts["impacts"] = self._impact(row, on, each, measured, status)
        self._direction(row, parts, measured)
        parts["response"] = self._response(row, on, each, measured, status)
        return Risk.made(**parts)

    def _probability(self, row: Row, parts: dict[str, Any], status: str) -> None:
        if row.number in self._chances:
            parts["probability"] = self._chances[row.number]
        elif (
            status == "open"
            and row.table.has("probability")
            and (row.cell("probability") is None)
        ):
            row.complain("an open risk needs a probability, such as 35 %.")

    def _on(self, row: Row) -> tuple[str, ...]:
        prefix = "wbs:" if self._wbs else ""
        return tuple(
            "*" if normal(name) in _ALL
            else name if name.startswith("wbs:")
            else f"{prefix}{name}"
            for name in several(row, "on")
        )  # fmt: skip

    def _impact(
        self,
        row: Row,
        on: tuple[str, ...],
        each: str,
        measured: dict[str, Estimate | None],
        status: str,
    ) -> tuple[Impact, ...]:
        """The impact; money that hits no activity in particular hits the project."""
        if not on and not measured.get("delay"):
            on, each = ("*",), "once"
            said = "names no activity: its cost is that of the whole project"
            row.table.log.say("whole-project", "converted", said, row.where())
        elif not on:
            if status != "closed" and row.cell("on") is None:
                row.complain("a delay needs the activities that it hits, such as A140.")
            # Stands in for them.
            on = ("*",)
        given = {key: measured[key] for key in _MEASURES if measured.get(key)}
        return (Impact.made(on=on, each=each, **given),)

    def _response(
        self,
        row: Row,
        on: tuple[str, ...],
        each: str,
        measured: dict[str, Estimate | None],
        status: str,
    ) -> Response | None:
        parts: dict[str, Any] = {}
        if name := line(row, "response"):
            parts["name"] = name
        heading = self._impacts.headings.get("response_cost")
        currency = self._impacts.log.currency
        cost = heading and row.read(
            "response_cost", lambda cell, how: money_of(cell, how, heading, currency)
        )
        if cost:
            parts["cost"] = Estimate.fixed(cost)
        if row.number in self._left:
            parts["probability"] = self._left[row.number]
        left = self._impacts.of(row, "residual_")
        if left:
            # Of what no column speaks, nothing changes.
            after = measured | left
            given = any(after.values())
            parts["impacts"] = (
                self._impact(row, on, each, after, status) if given else ()
            )
        said = word(row, "response_status", RESPONSE_STATUSES)
        if parts and said:
            parts["status"] = said
        return Response.made(**parts) if parts else None

    def _direction(
        self, row: Row, parts: dict[str, Any], measured: dict[str, Estimate | None]
    ) -> None:
        """Refuse an opportunity that does harm: its signs may have been forgotten."""
        kind = DIRECTIONS.find(line(row, "type"))
        if kind is None and line(row, "type"):
            parts.setdefault("category", line(row, "type"))
        if kind != "opportunity":
            return
        for measure in _MEASURES:
            estimate = measured.get(measure)
            if estimate and all(amount.value > 0 for amount in estimate.amounts):
                row.complain(
                    f"an opportunity has a negative {measure}. Write it below zero, "
                    "the largest gain first.",
                    *(f for f in row.table.columns if f.startswith(measure)),
                )


def line(row: Row, field: str) -> str:
    """A cell as text on one line."""
    text = " ".join(row.text(field).split())
    return "".join(c for c in text if c.isprintable())


def several(row: Row, field: str) -> list[str]:
    """The names in a cell, which commas, semicolons or line breaks part."""
    parts = [" ".join(part.split()) for part in _PARTS.split(row.text(field))]
    return [part for part in parts if part and part.lower() not in ("-", "none", "n/a")]


def word(row: Row, field: str, words: Words) -> str | None:
    """One of a few words; None where there is none, or another."""
    text = line(row, field)
    if not text:
        return None
    found = words.find(text)
    if found is None:
        hint = suggestion(text.lower(), words.usual)
        row.complain(
            f"must be one of {', '.join(words.usual)}, got {quoted(text)}.{hint}", field
        )
    return found


def read_ids(
    rows: Iterable[Row], has_ids: bool, say: Callable[[str], None]
) -> list[str]:
    """The id of each row: typed, or its number."""
    found = []
    spaces = False
    for k, row in enumerate(rows, start=1):
        typed = row.text("id") if has_ids else f"R{k:02}"
        spaces |= any(c.isspace() for c in typed)
        try:
            if not typed and row.cell("id") is None:
                raise EstimateError("is empty. Give the risk an id of its own.")
            # What a cell cannot tell has been said.
            known = identity("_".join(typed.split())) if typed else f"row-{row.number}"
            found.append(known)
        except EstimateError as error:
            row.complain(str(error), "id", code="id")
            found.append(f"row-{row.number}")
    if not has_ids:
        say("no column holds ids: the id of a risk is its number in the table")
    if spaces:
        say("ids have underscores in place of spaces")
    return found


def is_example(row: Row) -> bool:
    """Whether a row shows how to fill in the others."""
    return normal(row.text("id")[:40]) in ("example", "beispiel", "exemple", "ejemplo")
