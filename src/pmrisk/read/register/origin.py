"""Where the risks of a register stand in its file, for what is found out later."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from pmrisk.errors import Problem
from pmrisk.model.rules.found import FIRST, Found, Path
from pmrisk.read.tables.table import Row
from pmrisk.read.tree import List, Map, line_of

#: What a column holds, by the keys that lead to it in a risk.
_FIELDS = {
    ("id",): ("id",),
    ("probability",): ("probability",),
    ("requires",): ("requires",),
    ("excludes",): ("excludes",),
    ("window",): ("window",),
    ("impacts", "on"): ("on",),
    ("impacts", "delay"): ("delay", "delay_low", "delay_mode", "delay_high"),
    ("impacts", "cost"): ("cost", "cost_low", "cost_mode", "cost_high"),
    ("response", "cost"): ("response_cost",),
    ("response", "probability"): ("residual_probability",),
    ("response", "impacts", "on"): ("on",),
    ("response", "impacts", "delay"): (
        "residual_delay", "residual_delay_low", "residual_delay_mode",
        "residual_delay_high",
    ),
    ("response", "impacts", "cost"): (
        "residual_cost", "residual_cost_low", "residual_cost_mode",
        "residual_cost_high",
    ),
}  # fmt: skip


class Origin(Protocol):
    """The file that risks were read from."""

    def located(self, found: Found, kept: list[int]) -> Problem:
        """A problem of a risk, with its place in the file.

        `kept` are the places of the risks that could be read among those of the file.
        """


@dataclass(frozen=True)
class Listed:
    """A YAML file whose root is the list of risks."""

    path: str
    root: Any

    def located(self, found: Found, kept: list[int]) -> Problem:
        """A problem of a risk, with its line in the file."""
        own = found.first is not None and found.first[0] == "risks"
        first = self._line(found.first, kept) if found.first and own else None
        line = self._line(found.path, kept)
        return found.said(first)._replace(path=self.path, line=line)

    def _line(self, place: Path, kept: list[int]) -> int:
        node, line = self.root, 1
        for key in (kept[int(place[1])], *place[2:]):
            known = key in node if isinstance(node, Map) else isinstance(node, List)
            if not known:
                break
            line, node = line_of(node, key), node[key]
        return line


class Tabled(NamedTuple):
    """A table with a row for each risk."""

    path: str
    rows: list[Row]

    def located(self, found: Found, kept: list[int]) -> Problem:
        """A problem of a risk, with its row and columns in the file."""
        row = self._row(found.path, kept)
        keys = tuple(key for key in found.path[2:] if isinstance(key, str))
        fields = [f for f in _FIELDS.get(keys, ()) if row.cell(f) is not None]
        where = ""
        if found.first is not None and found.first[0] == "risks":
            where = f", first in row {self._row(found.first, kept).number}"
        message = found.problem.message.replace(FIRST, where)
        if found.problem.code == "no-impact":
            message = "does nothing. Give it a delay or a cost, or close it."
        at = row.where(*fields)
        return found.problem._replace(path=self.path, at=at, message=message)

    def _row(self, place: Path, kept: list[int]) -> Row:
        return self.rows[kept[int(place[1])]]
