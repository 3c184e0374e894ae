"""What a row of a register says that a risk does: days, money, or words for them."""

import re
from typing import Any, NamedTuple

from pmrisk.errors import EstimateError
from pmrisk.model.amount import Amount
from pmrisk.model.calendar import STANDARD
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable
from pmrisk.read.fields import BAD, Log
from pmrisk.read.register.headings import Heading
from pmrisk.read.register.steps import are_steps, is_number, is_step, is_zero, step_of
from pmrisk.read.register.units import foreign
from pmrisk.read.scales import is_word
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.table import Row, text_of
from pmrisk.read.tables.values import amount_of, number_of
from pmrisk.read.tables.words import NOTHING

# Stands in for what could not be read: something, and no loss.
_UNREAD = Estimate.fixed(-1)
_POINTS = ("low", "mode", "high")
_MONEY = re.compile(r"\s*[A-Za-z]{3}\s+[-+−]?[\d.,'’ ]+")
_THREE = re.compile(r"\[?([^/;\[\]]+)[/;]([^/;\[\]]+)[/;]([^/;\[\]]+)\]?")


class Impacts(NamedTuple):
    """Reads the impacts of the rows of one register."""

    log: Log
    headings: dict[str, Heading]
    #: What of a field's numbers are steps on the scale of a measure.
    steps: set[tuple[str, str]]

    @classmethod
    def over(cls, rows: list[Row], headings: dict[str, Heading], log: Log) -> "Impacts":
        """Reads the impacts of these rows, having seen all of them."""
        steps = {
            (field, measure)
            for field, heading in headings.items()
            for measure in ("delay", "cost")
            if are_steps([row.cell(field) for row in rows], heading, log, measure)
        }
        for field, heading in headings.items():
            if heading.scored and not {(field, "delay"), (field, "cost")} & steps:
                _refuse_scores(rows, field, heading.measure)
        return cls(log, headings, steps)

    def of(self, row: Row, left: str = "") -> dict[str, Any]:
        """A delay and a cost as far as the row has them; None for one of zero.

        `left` begins the names of the columns for what is left after a response.
        """
        found = {}
        for measure in ("delay", "cost"):
            value = self._three(row, left, measure)
            if value is None:
                value = self._one(row, f"{left}{measure}", measure)
            if value is not None:
                found[measure] = value
        for measure, value in self._rated(row, f"{left}impact").items():
            found.setdefault(measure, value)
        return {
            measure: _UNREAD if value is BAD else None if _is_nothing(value) else value
            for measure, value in found.items()
        }

    def _three(self, row: Row, left: str, measure: str) -> Any:
        """A range from three columns."""
        fields = [f"{left}{measure}_{point}" for point in _POINTS]
        given = [field for field in fields if _says(row, field)]
        if given == fields[1:2] and self._is_word(row.cell(given[0]), measure):
            return self._step(row, given[0], measure)
        points = [self._amount(row, field, measure) for field in fields]
        read = [point for point in points if point is not None]
        if len(read) < len(given):
            return BAD
        if not read:
            return None
        if len(read) == 1 and points[1] is not None:
            return Estimate.made(shape="fixed", amounts=(points[1],))
        if len(read) < 3:
            row.complain(
                "give low, most likely and high, the most likely alone, or none.",
                *given,
            )
            return BAD
        return self._range(row, read, measure, *given)

    def _amount(self, row: Row, field: str, measure: str) -> Amount | None:
        heading = self.headings.get(field)
        if heading is None:
            return None
        return row.read(field, lambda c, how: self._amount_of(c, how, heading, measure))

    def _range(self, row: Row, points: Any, measure: str, *fields: str) -> Any:
        if len(set(points)) == 1:
            return Estimate.made(shape="fixed", amounts=(points[0],))
        try:
            made = Estimate.of(tuple(points), self.log.shape)
            made.resolve(STANDARD.units if measure == "delay" else None)
        except EstimateError as error:
            row.complain(str(error), *fields)
            return BAD
        return made

    def _one(self, row: Row, field: str, measure: str) -> Any:
        """A number, three numbers in one cell, or a word."""
        cell = row.cell(field)
        if not _says(row, field):
            return None
        steps = (field, measure) in self.steps
        zero = is_zero(self.log, measure, cell)
        if self._is_word(cell, measure) or (steps and not zero):
            return self._step(row, field, measure)
        three = _THREE.fullmatch(cell.strip()) if isinstance(cell, str) else None
        heading = self.headings[field]
        if three is not None:
            points = row.read(
                field,
                lambda _, how: [
                    self._amount_of(part.strip(), how, heading, measure)
                    for part in three.groups()
                ],
            )
            return BAD if points is None else self._range(row, points, measure, field)
        amount = self._amount(row, field, measure)
        if amount is None:
            return BAD
        return Estimate.made(shape="fixed", amounts=(amount,))

    def _is_word(self, cell: Any, measure: str) -> bool:
        """Whether a cell is to be a word of a scale: EUR 5000 is none."""
        money = measure == "cost" and isinstance(cell, str) and _MONEY.fullmatch(cell)
        return is_word(cell) and (not money or is_step(self.log, measure, cell))

    def _step(self, row: Row, field: str, measure: str) -> Any:
        found = row.read(field, lambda cell, _: step_of(self.log, measure, cell))
        return BAD if found is None else found

    def _amount_of(
        self, cell: Any, how: Marks, heading: Heading, measure: str
    ) -> Amount:
        """Time in the unit of the heading, or money."""
        if measure == "delay":
            return amount_of(cell, how, heading.units.time)
        return Amount(money_of(cell, how, heading, self.log.currency))

    def _rated(self, row: Row, field: str) -> dict[str, Any]:
        """A word that stands for a delay, for money, or for both; else days."""
        cell = row.cell(field)
        if not _says(row, field):
            return {}
        measures = [m for m in ("delay", "cost") if self._is_step(field, m, cell)]
        if not measures:
            # With steps of money alone, a number that is none is no time either.
            other = (field, "delay") not in self.steps and (field, "cost") in self.steps
            measure = "cost" if other else "delay"
            return {measure: self._one(row, field, measure)}
        return {measure: step_of(self.log, measure, cell) for measure in measures}

    def _is_step(self, field: str, measure: str, cell: Any) -> bool:
        """Whether a cell is a word of a scale, or a number that stands for one."""
        known = is_step(self.log, measure, cell)
        return known and (is_word(cell) or (field, measure) in self.steps)


def _refuse_scores(rows: list[Row], field: str, measure: str) -> None:
    """Complain of the first number below a heading that promises steps."""
    for row in rows if measure else ():
        cell = row.cell(field)
        if is_number(cell) and text_of(cell) != "0":
            unit = "a unit of time" if measure == "delay" else "the currency"
            row.complain(
                f"{text_of(cell)} may be a step of a scale. Give scales.{measure} that "
                f"step, or name {unit} in the heading.", field
            )  # fmt: skip
            return


def _says(row: Row, field: str) -> bool:
    """Whether a cell holds more than a word for nothing."""
    cell = row.cell(field)
    nothing = isinstance(cell, str) and cell.strip().lower() in NOTHING
    return cell is not None and not nothing


def money_of(cell: Any, how: Marks, heading: Heading, currency: str) -> float:
    """Money in the unit of the heading, and in the currency of the project.

    Raises
    ------
    Unreadable
        If it is none, or in another currency.
    """
    found = number_of(cell, how, "12000")
    if isinstance(cell, str) and (why := foreign(cell, currency)):
        raise Unreadable(why)
    return found * heading.units.scale


def _is_nothing(value: Estimate | None) -> bool:
    """Whether an estimate is plainly zero."""
    return value is None or (not value.uncertain and value.amounts[0].value == 0)
