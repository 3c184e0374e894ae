"""A table whose columns are understood: which heading holds what, and its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from pmrisk.errors import EstimateError
from pmrisk.model.text import listed, quoted
from pmrisk.read.tables.csv_text import FIRST_ROWS
from pmrisk.read.tables.grid import Cells, Fault, Grid, is_blank
from pmrisk.read.tables.headings import Heading, heading, normal
from pmrisk.read.tables.log import Log
from pmrisk.read.tables.marks import Marks, marks
from pmrisk.read.tables.words import NOTHING

T = TypeVar("T")

NUMBERS = (
    "duration", "low", "mode", "high", "p10", "p90", "remaining", "cost", "cost_low",
    "cost_mode", "cost_high", "cost_p10", "cost_p90", "per_day", "actual_cost",
    "baseline_cost", "percent_complete", "total_float",
)  # fmt: skip
DATES = (
    "start_no_earlier_than", "finish_no_later_than", "constraint_date",
    "project_start", "start", "finish", "early_start", "early_finish", "late_start",
    "late_finish", "deadline", "actual_start", "actual_finish", "baseline_start",
    "baseline_finish",
)  # fmt: skip
WORK = ("duration", "low", "mode", "high", "p10", "p90")
_WHO = {"id", "name"}


class Column(NamedTuple):
    """A column: its place from 0, its heading as it stands, and a unit in that."""

    place: int
    title: str
    unit: str = ""


class Row(NamedTuple):
    """One row of the table, by what its columns hold."""

    number: int
    cells: Cells
    table: "Table"

    def cell(self, field: str) -> Any:
        """What stands in a column; None where nothing does."""
        column = self.table.columns.get(field)
        if column is None or column.place >= len(self.cells):
            return None
        cell = self.cells[column.place]
        return None if cell is None or is_blank(cell) else cell

    def at(self, column: Column) -> Any:
        """What stands in this column; None where nothing does."""
        if column.place >= len(self.cells):
            return None
        cell = self.cells[column.place]
        return None if is_blank(cell) else cell

    def text(self, field: str) -> str:
        """A cell as text, spaces trimmed; empty where there is nothing."""
        cell = self.cell(field)
        if isinstance(cell, Fault):
            self.complain(str(cell), field)
            return ""
        return "" if cell is None else text_of(cell)

    def read(self, field: str, convert: Callable[[Any, Marks], T]) -> T | None:
        """The value of a cell; None where there is none, or none that can be used."""
        cell = self.cell(field)
        if cell is None or (isinstance(cell, str) and cell.strip().lower() in NOTHING):
            return None
        try:
            if isinstance(cell, Fault):
                raise EstimateError(cell)
            return convert(cell, self.table.marks)
        except EstimateError as error:
            self.complain(str(error), field)
            return None

    def complain(self, message: str, *fields: str, code: str = "value") -> None:
        """Note a problem in some of its cells."""
        self.table.log.complain(code, self.where(*fields), message, self.number)

    def where(self, *fields: str) -> str:
        """Its address, and that of some of its cells."""
        titles = [self.table.columns[f].title for f in fields if self.table.has(f)]
        return self.table.log.where(self.number, *titles)


class Table(NamedTuple):
    """The part of a grid below its heading, and what is above it."""

    grid: Grid
    top: int
    columns: dict[str, Column]
    others: list[Column]
    marks: Marks
    log: Log

    def has(self, *fields: str) -> bool:
        """Whether there is a column for any of these."""
        return any(field in self.columns for field in fields)

    def rows(self) -> Iterator[Row]:
        """The rows below the heading that are not blank."""
        for k, cells in enumerate(self.grid.rows[self.top :], start=self.top + 1):
            if cells:
                yield Row(k, cells, self)


def text_of(cell: Any) -> str:
    """What is read in a cell: a whole number without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def is_table(grid: Grid) -> bool:
    """Whether a grid has a row of headings that a plan needs."""
    return _top(grid) is not None


def _top(grid: Grid) -> int | None:
    """The index of the row of headings."""
    scores = [_score(cells) for cells in grid.rows[:FIRST_ROWS]]
    best = max(scores, default=0)
    if best == 0:
        return None
    top = scores.index(best)
    # Primavera has a row of its own names above the one that is read.
    while top + 1 < len(scores) and scores[top + 1] >= 2:
        top += 1
    return top


def _score(cells: Cells) -> int:
    """How many headings are known; 0 unless a plan could stand below them."""
    found = {h.field for h in map(_heading, cells) if h is not None}
    return len(found) if found & _WHO and found.intersection(WORK) else 0


def _heading(cell: Any) -> Heading | None:
    usable = isinstance(cell, str) and not isinstance(cell, Fault) and len(cell) < 200
    return heading(cell) if usable else None


def found_table(grid: Grid, log: Log) -> Table | None:
    """The table in a grid; None, with a problem, if there is none."""
    top = _top(grid)
    if top is None:
        log.complain("headings", log.where(), _no_headings(grid))
        return None
    columns, others = _columns(grid.rows[top], top + 1, log)
    below = grid.rows[top + 1 :]
    how = marks(
        _cells(below, (columns[f] for f in NUMBERS if f in columns)),
        _cells(below, (columns[f] for f in DATES if f in columns)),
        grid.decimal,
    )
    return Table(grid, top + 1, columns, others, how, log)


def _no_headings(grid: Grid) -> str:
    if not any(grid.rows):
        return "is empty"
    first = next(cells for cells in grid.rows if cells)
    texts = [cell for cell in first[:8] if isinstance(cell, str)]
    found = f" The first row holds {listed(texts)}." if texts else ""
    return (
        f"no headings were found in the first {FIRST_ROWS} rows. Give the columns "
        f"names such as ID, Name, Duration, Predecessors.{found}"
    )


def _cells(rows: Iterable[Cells], columns: Iterable[Column]) -> Iterator[Any]:
    indices = [column.place for column in columns]
    for cells in rows:
        for index in indices:
            if index < len(cells):
                yield cells[index]


def _columns(
    cells: Cells, row: int, log: Log
) -> tuple[dict[str, Column], list[Column]]:
    """What each column holds; of two for the same thing, the more usual name wins."""
    by_field: dict[str, list[tuple[int, Column]]] = defaultdict(list)
    others = []
    for index, cell in enumerate(cells):
        if is_blank(cell):
            continue
        title = text_of(cell)
        found = _heading(cell)
        if found is None:
            others.append(Column(index, title))
        else:
            column = Column(index, title, found.unit)
            by_field[found.field].append((found.rank, column))
    columns = {}
    for field, candidates in by_field.items():
        best = min(rank for rank, _ in candidates)
        chosen = [column for rank, column in candidates if rank == best]
        columns[field] = chosen[0]
        if len(chosen) > 1:
            _twice(chosen, row, log)
        others += [column for rank, column in candidates if rank != best]
    if "summary" in columns and "name" not in columns:
        # Elsewhere a summary is the title of a piece of work.
        columns["name"] = columns.pop("summary")
    return columns, sorted(others)


def _twice(columns: list[Column], row: int, log: Log) -> None:
    names = " and ".join(quoted(column.title) for column in columns)
    log.complain(
        "duplicate-heading",
        log.where(row),
        f"columns {names} mean the same. Keep one, or rename the others",
    )


def titles_said(table: Table) -> None:
    """Say what each column was taken for."""
    for field, column in sorted(table.columns.items(), key=lambda item: item[1].place):
        meant = field.replace("_", " ")
        if normal(column.title) != normal(meant):
            message = f"column {quoted(column.title)} -> {meant}"
        else:
            message = f"column {quoted(column.title)}"
        # A code of its own, so that no report folds the columns into a few.
        table.log.say(f"column-{field}", "read", message)
