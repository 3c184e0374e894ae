"""The table of a register: where its headings are, and what became of each column."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pmrisk.model.risk import Risk
from pmrisk.model.text import listed, quoted, suggestion
from pmrisk.read.fields import Log
from pmrisk.read.register.chances import chances
from pmrisk.read.register.headings import FIELDS, WBS, Heading, heading, named
from pmrisk.read.register.impacts import Impacts
from pmrisk.read.register.origin import Tabled
from pmrisk.read.register.rows import Reader, is_example, read_ids
from pmrisk.read.register.stacked import stacked
from pmrisk.read.scales import plain
from pmrisk.read.tables import csv_text, workbook
from pmrisk.read.tables.csv_text import FIRST_ROWS
from pmrisk.read.tables.grid import Cells, Fault, Grid, Unusable, is_blank
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.log import Log as TableLog
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.marks import marks
from pmrisk.read.tables.rows import refuse_merged
from pmrisk.read.tables.table import Column, Row, Table, text_of

#: What a column holds and its heading, by the heading as `normal` writes it.
Names = dict[str, tuple[str, str]]

_WHO = {"id", "name", "description"}
_WHAT = {field for field in FIELDS if field not in _WHO}
_TEXTS = {
    "id", "name", "description", "cause", "type", "category", "owner", "status", "on",
    "each", "requires", "excludes", "window", "response", "response_status",
}  # fmt: skip
_UNMERGE = (
    "Unmerge them and fill in each: a row is one risk with an id of its own. One with "
    "several impacts is written in YAML"
)
_TOTALS = {"total", "totals", "sum", "summe", "gesamt", "totalgeneral"}


def read_register(
    raw: bytes,
    path: str,
    log: Log,
    sheet: str | None = None,
    columns: dict[str, str] | None = None,
) -> list[Risk]:
    """The risks in a table; its problems and notes go to the scenario's `log`.

    Parameters
    ----------
    raw : bytes
        What the file holds.
    path : str
        Where it is, for messages; nothing is read from there.
    log : Log
        Of the scenario, with its scales and its shape of three points.
    sheet : str, optional
        The sheet of a workbook; the first one with known headings if not given.
    columns : dict, optional
        Headings by what their columns hold, where they are not usual.

    Raises
    ------
    Unusable
        If the file holds no table.
    """
    names = {normal(title): (field, title) for field, title in (columns or {}).items()}
    grid = _grid(raw, path, sheet, names)
    here = TableLog(path, grid.sheet)
    for remark in grid.remarks:
        here.say("file", "read", remark)
    found: list[Risk] = []
    top = _top(grid, names)
    if top is None:
        here.complain("headings", here.where(), _no_headings(grid))
    else:
        grid = stacked(grid, top)
        found = _risks(_Headings(grid, top, names, here, log), log, here)
    log.problems += here.all_problems()
    log.notes += here.notes
    return found


def _grid(raw: bytes, path: str, sheet: str | None, names: Names) -> Grid:
    if workbook.is_workbook(raw, path):
        return workbook.grid(raw, sheet, lambda grid: _top(grid, names) is not None)
    if sheet is not None:
        raise Unusable("is no workbook and has no sheets. Leave the sheet out.")
    return csv_text.grid(raw)


def _heading(cell: Any, names: Names) -> Heading | None:
    if not isinstance(cell, str) or isinstance(cell, Fault) or len(cell) > 200:
        return None
    if given := names.get(normal(cell)):
        return named(given[0], cell)
    found = heading(cell)
    # What has a column that the scenario names is looked for in no other.
    taken = {field for field, _ in names.values()}
    return None if found and found.field in taken else found


def _top(grid: Grid, names: Names) -> int | None:
    """The index of the row of headings: the first with most that are known."""
    scores = []
    for cells in grid.rows[:FIRST_ROWS]:
        found = {h.field for c in cells if (h := _heading(c, names)) is not None}
        usable = found & _WHO and found & _WHAT
        scores.append(len(found) if usable else 0)
    best = max(scores, default=0)
    return scores.index(best) if best else None


def _no_headings(grid: Grid) -> str:
    if not any(grid.rows):
        return "is empty"
    first = next(cells for cells in grid.rows if cells)
    texts = [cell for cell in first[:8] if isinstance(cell, str)]
    found = f" The first row holds {listed(texts)}." if texts else ""
    return (
        f"no headings were found in the first {FIRST_ROWS} rows. Give the columns "
        "names such as ID, Risk, Probability, Affected activities, Delay low, Delay "
        f"most likely, Delay high.{found}"
    )


class _Headings:
    """What the columns hold, and the table below them."""

    def __init__(
        self, grid: Grid, top: int, names: Names, here: TableLog, log: Log
    ) -> None:
        self.by_field: dict[str, Heading] = {}
        columns, others = self._columns(grid.rows[top], top + 1, names, here)
        below = grid.rows[top + 1 :]
        numbers = [c for field, c in columns.items() if field not in _TEXTS]
        how = marks(_cells(below, numbers), (), grid.decimal)
        self.table = Table(grid, top + 1, columns, others, how, here)
        self._forget_texts(log)
        titles = [text_of(cell) for cell in grid.rows[top] if not is_blank(cell)]
        self._known(names, titles, here)
        self._counted(log, here)
        if "probability" not in {*self.table.columns, *(f for f, _ in names.values())}:
            here.complain(
                "headings", here.where(),
                "no column holds probabilities. Call one Probability, or name it "
                f"under columns. There is {listed(titles, 12)}",
            )  # fmt: skip

    def _columns(
        self, cells: Cells, row: int, names: Names, here: TableLog
    ) -> tuple[dict[str, Column], list[Column]]:
        """Of two columns for the same thing, the more usual name wins."""
        candidates: dict[str, list[tuple[Heading, Column]]] = defaultdict(list)
        others = []
        for index, cell in enumerate(cells):
            found = _heading(cell, names)
            if found is not None:
                column = Column(index, text_of(cell), found.units.time)
                candidates[found.field].append((found, column))
            elif isinstance(cell, Fault):
                here.complain("headings", here.where(row), f"a heading {cell}")
            elif not is_blank(cell):
                others.append(Column(index, text_of(cell)))
        columns = {}
        for field, given in candidates.items():
            best = min(found.rank for found, _ in given)
            chosen = [each for each in given if each[0].rank == best]
            self.by_field[field], columns[field] = chosen[0]
            if len(chosen) > 1:
                titles = " and ".join(quoted(column.title) for _, column in chosen)
                here.complain(
                    "duplicate-heading", here.where(row),
                    f"columns {titles} mean the same. Keep one, or rename the others",
                )  # fmt: skip
            others += [column for found, column in given if found.rank != best]
        return columns, others

    def _forget_texts(self, log: Log) -> None:
        """Leave out a column of impacts in which somebody only describes them."""
        for field in ("impact", "residual_impact"):
            cells = [row.cell(field) for row in self.table.rows()]
            texts = [cell for cell in cells if cell is not None]
            steps = (
                log.scales.get("delay", {}).keys() | log.scales.get("cost", {}).keys()
            )
            described = all(
                isinstance(text, str)
                and " " in text.strip()
                and plain(text) not in steps
                for text in texts
            )
            if field in self.table.columns and texts and described:
                self.table.others.append(self.table.columns.pop(field))

    def _counted(self, log: Log, here: TableLog) -> None:
        """Refuse units that would change what the numbers below them are."""
        for field, column in self.table.columns.items():
            found = self.by_field[field]
            why = found.measure and found.units.wrong(found.measure, log.currency)
            if why:
                at = here.where(self.table.top, column.title)
                here.complain("unit", at, why, self.table.top)

    def _known(self, names: Names, titles: list[str], here: TableLog) -> None:
        """Refuse a column that a scenario names and the table does not have."""
        for field, title in names.values():
            if field not in self.table.columns:
                hint = suggestion(title, titles) or f" There is {listed(titles, 12)}."
                here.complain(
                    "headings", here.where(), f"has no column {quoted(title)}.{hint}"
                )


def _cells(rows: Any, columns: list[Column]) -> Iterator[Any]:
    for cells in rows:
        for column in columns:
            if column.place < len(cells):
                yield cells[column.place]


def _risks(headings: _Headings, log: Log, here: TableLog) -> list[Risk]:
    table, by_field = headings.table, headings.by_field
    _say_columns(table, here)
    rows = list(_rows(table, here))
    if rows:
        here.say("count", "read", counted(len(rows), "risk"))
    else:
        here.say("empty", "read", "no risk: there is no row with one. Fill it in")
    refuse_merged(rows, table, _UNMERGE)
    before, after = (
        chances(rows, field, log, by_field.get(field))
        for field in ("probability", "residual_probability")
    )
    wbs = "on" in table.columns and normal(table.columns["on"].title) in WBS
    reader = Reader(Impacts.over(rows, by_field, log), before, after, wbs)
    ids = read_ids(
        rows, table.has("id"), lambda said: here.say("id", "converted", said)
    )
    log.origin = Tabled(here.path, rows)
    return [reader.risk(row, id) for row, id in zip(rows, ids, strict=True)]


def _rows(table: Table, here: TableLog) -> Iterator[Row]:
    """The rows that hold risks."""
    for row in table.rows():
        if is_example(row):
            here.say(
                "example",
                "dropped",
                "the row with an example was left out",
                row.where(),
            )
        elif _is_title(row):
            here.say("title", "dropped", "a title over risks was left out", row.where())
        elif _is_total(row):
            here.say("total", "dropped", "a row of totals was left out", row.where())
        elif any(row.cell(field) is not None for field in table.columns):
            yield row


def _is_title(row: Row) -> bool:
    """Whether a row is one text that is merged over the columns: a title."""
    filled = [k for k, cell in enumerate(row.cells) if not is_blank(cell)]
    if len(filled) != 1 or not isinstance(row.cells[filled[0]], str):
        return False
    return any(
        area.top <= row.number <= area.bottom
        and area.left <= filled[0] + 1
        and area.right - area.left >= 2
        for area in row.table.grid.merged
    )


def _is_total(row: Row) -> bool:
    first = next(cell for cell in row.cells if not is_blank(cell))
    return isinstance(first, str) and normal(first[:40]) in _TOTALS


def _say_columns(table: Table, here: TableLog) -> None:
    """Say what each column was taken for, and which were not read."""
    for field, column in sorted(table.columns.items(), key=lambda item: item[1].place):
        meant = field.replace("_", " ")
        here.say("column", "read", f"column {quoted(column.title)} -> {meant}")
    for column in sorted(table.others):
        here.say("column", "dropped", f"column {quoted(column.title)} was not read")
