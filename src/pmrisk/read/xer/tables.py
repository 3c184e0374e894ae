"""The tables of an XER file: a name, the fields, and rows of cells between tabs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from pmrisk.model.text import quoted
from pmrisk.read.xer.log import Log

#: The tables that a plan is made of. USERS and its like are never even kept.
WANTED = (
    "CURRTYPE", "PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "RSRC", "RSRCRATE",
    "ROLES", "ROLERATE", "TASK", "TASKPRED", "TASKRSRC", "PROJCOST", "ACTVTYPE",
    "ACTVCODE", "TASKACTV", "UDFTYPE", "UDFVALUE", "UDFCODE",
)  # fmt: skip
#: Cells of the tables above; a file of the most bytes holds fewer.
MOST_CELLS = 12_000_000
# A cell may hold a line that begins with %, but not as many as this.
_MOST_ODD = 10_000
_EXPORT = "Export the project from P6 once more."


class Row(NamedTuple):
    """One row: its line in the file, its cells, and where each field stands."""

    line: int
    cells: list[str]
    places: dict[str, int]

    def __call__(self, name: str) -> str:
        """The cell of a field, empty where the table has no such field."""
        # The last cell of every row is an empty one that belongs to no field.
        return self.cells[self.places.get(name, -1)].strip()


@dataclass
class Table:
    """Rows of one kind. Each has a cell for every field, and an empty one behind."""

    index: dict[str, int] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        for line, cells in zip(self.lines, self.rows, strict=True):
            yield Row(line, cells, self.index)

    def columns(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The cells of some fields, at least two, row by row; quick."""
        return map(itemgetter(*(self.index.get(name, -1) for name in names)), self.rows)


@dataclass(frozen=True)
class Tables:
    """A whole file."""

    header: list[str]
    by_name: dict[str, Table]
    #: Rows by table of what is not read.
    left: dict[str, int]

    def __getitem__(self, name: str) -> Table:
        """The table of a name; an empty one if the file has none."""
        return self.by_name.get(name) or Table()


def tables_of(text: str, log: Log) -> Tables:
    """The tables in a text; what is no table of a plan is counted and left.

    A record begins with ``%`` at the start of a line, so that a cell may run over
    several lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        log.problem("empty-file", "", f"is empty. {_EXPORT}")
        log.raise_problems()
    if not text.lstrip().startswith(("ERMHDR", "%T")):
        begin = quoted(text.lstrip().split("\n", 1)[0][:20])
        log.problem(
            "not-xer", "", f"is no XER file: it begins with {begin}, not with ERMHDR", 1
        )
        log.raise_problems()
    return _Parser(log).parse(text)


def _records(text: str) -> Iterator[tuple[bool, str]]:
    """What stands before the first record, and each record without its mark."""
    begin, found = 0, text.startswith("%")
    end = 0 if found else text.find("\n%")
    if not found:
        yield False, text[: end if end >= 0 else len(text)]
    while end >= 0:
        begin = end + (1 if found else 2)
        found, end = False, text.find("\n%", begin)
        yield True, text[begin : end if end >= 0 else len(text)]


class _Parser:
    """Reads record after record: each row belongs to the table named last."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.tables: dict[str, Table] = {}
        self.left: dict[str, int] = {}
        self.name = ""
        self.fields: list[str] | None = None
        self.again = False
        self.ended = False
        self.cells = self.odd = 0

    def parse(self, text: str) -> Tables:
        first, line = "", 1
        for begin, record in _records(text):
            if begin:
                self._record(record, line)
            else:
                first = record
            if self.cells > MOST_CELLS or self.odd > _MOST_ODD:
                what = "cells" if self.cells > MOST_CELLS else "lines of no record"
                most = MOST_CELLS if self.cells > MOST_CELLS else _MOST_ODD
                message = f"holds more than {most:,} {what}. {_EXPORT}"
                self.log.problem("too-large", "", message, line)
                self.log.raise_problems()
            line += record.count("\n") + 1
        if not (self.ended or "\nERMTAIL" in text[-2000:]):
            self.log.problem(
                "cut-off", "", "ends without %E, so that it may be cut off. "
                f"{_EXPORT} If it is whole, add a last line %E",
                text.count("\n") + 1,
            )  # fmt: skip
        return Tables(first.strip("\n").split("\t"), self.tables, self.left)

    def _record(self, record: str, line: int) -> None:
        tag, *cells = record.rstrip("\n").split("\t")
        if tag == "R":
            self._row(cells, line)
        elif tag == "T":
            self.name, self.fields = (cells[0].strip() if cells else ""), None
        elif tag == "F":
            self.fields = [cell.strip() for cell in cells]
            self._table()
        elif tag.strip() == "E":
            self.ended = True
        else:
            self.odd += 1
            self.log.note(
                "odd-line", "dropped", "begins with % but is no record", "line",
                str(line),
            )  # fmt: skip

    def _table(self) -> None:
        """Open the table of the fields, or go on with the one of that name."""
        fields = self.fields or []
        self.again = self.name in self.tables
        if self.name in WANTED and not self.again:
            index = {name: k for k, name in reversed(list(enumerate(fields)))}
            self.tables[self.name] = Table(index)

    def _row(self, cells: list[str], line: int) -> None:
        if self.name not in WANTED:
            self.left[self.name] = self.left.get(self.name, 0) + 1
            return
        if self.fields is None:
            at = f"table {quoted(self.name)}"
            message = f"has rows before its %F. {_EXPORT}"
            self.log.problem("no-fields", at, message, line)
            self.fields = []
            self._table()
        table, width = self.tables[self.name], len(self.fields)
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        del cells[width:]
        cells.append("")
        if self.again:
            cells = self._in_order(cells, table)
        self.cells += len(cells)
        table.rows.append(cells)
        table.lines.append(line)

    def _in_order(self, cells: list[str], table: Table) -> list[str]:
        """The cells of a table that appears twice, in the order of its first time."""
        pairs = zip(reversed(self.fields or []), reversed(cells[:-1]), strict=True)
        given = dict(pairs)
        width = max(table.index.values(), default=-1) + 1
        if table.rows:
            width = len(table.rows[0]) - 1
        ordered = [""] * (width + 1)
        for name, k in table.index.items():
            ordered[k] = given.get(name, "")
        return ordered
