"""A column of probabilities: shares, per cent or words, but not one beside another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.text import Unreadable, shown
from pmrisk.read.fields import BAD, Log
from pmrisk.read.register.headings import Heading
from pmrisk.read.register.steps import are_steps, is_sure, is_zero, step_of
from pmrisk.read.scales import is_word
from pmrisk.read.tables.grid import Fault, Share
from pmrisk.read.tables.table import Row
from pmrisk.read.tables.values import number_of
from pmrisk.read.tables.words import NOTHING


class _Plain(NamedTuple):
    """A number that may be a share or per cent."""

    row: Row
    value: float


def chances(
    rows: Sequence[Row], field: str, log: Log, heading: Heading | None
) -> dict[int, float]:
    """The probability in each row, by its number, as far as it can be told."""
    if heading is None:
        return {}
    cells = [row.cell(field) for row in rows]
    column = _Column(field, log, are_steps(cells, heading, log, "probability"))
    for row in rows:
        column.take(row)
    column.judge(heading)
    return column.found


class _Column:
    def __init__(self, field: str, log: Log, steps: bool) -> None:
        self.found: dict[int, float] = {}
        self._field, self._log, self._steps = field, log, steps
        self._plain: list[_Plain] = []
        # A row with per cent that cannot be mistaken.
        self._sure: Row | None = None

    def take(self, row: Row) -> None:
        """Read a cell, or keep its number until all of the column are known."""
        cell = row.cell(self._field)
        if cell is None or (isinstance(cell, str) and cell.strip().lower() in NOTHING):
            return
        try:
            value = self._value(cell, row)
        except EstimateError as error:
            row.complain(str(error), self._field)
            return
        if value is not None and value is not BAD:
            self.found[row.number] = value

    def _value(self, cell: Any, row: Row) -> float | None:
        if isinstance(cell, Fault):
            raise EstimateError(cell)
        zero = is_zero(self._log, "probability", cell)
        if is_word(cell) or (self._steps and not zero):
            value: float = step_of(self._log, "probability", cell)
            return value
        sure = is_sure(cell)
        number = float(cell) * 100 if isinstance(cell, Share) else cell
        if sure and isinstance(cell, str):
            number = cell.rstrip()[:-1]
        try:
            found = number_of(number, row.table.marks, "35 %")
        except Unreadable as error:
            # As it stands, with its sign.
            raise Unreadable(str(error).replace(shown(number), shown(cell))) from None
        if not 0 <= found <= 100:
            raise EstimateError(f"must lie between 0 and 100 %, got {_said(cell)}.")
        if sure:
            self._sure = self._sure or row
            # Spreadsheets keep 7 % as 0.07, and 0.07 * 100 is no longer 7.
            return round(found / 100, 12)
        self._plain.append(_Plain(row, found))
        return None

    def judge(self, heading: Heading) -> None:
        """Tell what the plain numbers are from all of them."""
        if self._sure is None and (doubtful := self._doubtful(heading)):
            row, value = doubtful
            row.complain(
                f"{value:g} may be a step of a scale or per cent. Give "
                f"scales.probability, or write {value:g} %.", self._field
            )  # fmt: skip
            return
        percent = heading.units.percent
        above = next((each for each in self._plain if each.value > 1), None)
        shares = any(0 < each.value < 1 for each in self._plain)
        for row, value in self._plain:
            if value and self._sure is not None:
                row.complain(
                    f"{value:g} stands beside a value with a % sign (row "
                    f"{self._sure.number}). Write {_both(value)}.", self._field
                )  # fmt: skip
            elif 0 < value <= 1 and (above or percent or not shares):
                beside = above and f" beside {above.value:g} (row {above.row.number})"
                row.complain(
                    f"{value:g}{beside or ''} may mean a share or per cent. Write "
                    f"{_both(value)}.", self._field
                )  # fmt: skip
            else:
                self.found[row.number] = value if shares and not above else value / 100

    def _doubtful(self, heading: Heading) -> _Plain | None:
        """The first of numbers that may all be steps: whole, and up to 5 or 10."""
        given = [each for each in self._plain if each.value]
        most = 10 if heading.scored else 5
        alike = all(v.is_integer() and v <= most for _, v in given)
        above = any(v > 1 for _, v in given)
        return given[0] if heading.rated and alike and above else None


def _both(value: float) -> str:
    """The ways in which a number can be meant."""
    return f"{value:g} %" if value > 1 else f"{value * 100:g} % or {value:g} %"


def _said(cell: Any) -> str:
    return f"{cell * 100:g} %" if isinstance(cell, Share) else shown(cell)
