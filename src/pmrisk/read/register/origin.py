"""Where the risks of a register stand in its file, for what is found out later."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from pmrisk.errors import Problem
from pmrisk.model.rules import Found
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

    def located(self, found: Found, k: int) -> Problem:
        """A problem of risk `k` of the file, with its place there."""


@dataclass(frozen=True)
class Listed:
    """A YAML file whose root is the list of risks."""

    path: str
    root: Any

    def located(self, found: Found, k: int) -> Problem:
        """A problem of risk `k` of the file, with its line there."""
        first = None if found.first is None else self._line(found.first[1:])
        line = self._line((k, *found.path[2:]))
        return found.said(first)._replace(path=self.path, line=line)

    def _line(self, place: tuple[str | int, ...]) -> int:
        node, line = self.root, 1
        for key in place:
            known = key in node if isinstance(node, Map) else isinstance(node, List)
            if not known:
                break
            line, node = line_of(node, key), node[key]
        return line


class Tabled(NamedTuple):
    """A table with a row for each risk."""

    path: str
    rows: list[Row]

    def located(self, found: Found, k: int) -> Problem:
        """A problem of risk `k` of the file, with its row and columns there."""
        row = self.rows[k]
        keys = tuple(key for key in found.path[2:] if isinstance(key, str))
        fields = [f for f in _FIELDS.get(keys, ()) if row.cell(f) is not None]
        problem = found.said()
        return problem._replace(path=self.path, at=row.where(*fields))
