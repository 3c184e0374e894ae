"""Activities as their rows say, before they know of each other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pmrisk.model.activity import Baseline, Cost
from pmrisk.model.amount import Amount
from pmrisk.model.dates import end_of, start_of
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted, suggestion
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.moments import date_of
from pmrisk.read.tables.table import WORK, Row
from pmrisk.read.tables.values import amount_of, flag_of, number_of, percent_of, unit_of
from pmrisk.read.tables.words import CONSTRAINTS, TYPES, by_name

_TYPE = by_name(TYPES)
_CONSTRAINT = by_name(CONSTRAINTS)
_FINISHES = (
    "finish_on", "finish_no_earlier_than", "finish_no_later_than", "must_finish_on",
)  # fmt: skip


@dataclass
class Draft:
    """A row on its way to an activity: `parts` are what `Activity.made` takes."""

    row: Row
    parts: dict[str, Any] = field(default_factory=dict)
    #: The dates that the table shows without imposing them.
    start: datetime | None = None
    finish: datetime | None = None
    #: What is left of its duration, if it has begun.
    left: Amount | None = None

    @property
    def id(self) -> str:
        """What others call it."""
        return str(self.parts["id"])

    @property
    def is_summary(self) -> bool:
        """Whether it is the span of others."""
        return self.parts.get("type") == "summary"


def draft(row: Row, id: str, name: str, shares: bool) -> Draft:
    """What one row says; `shares` as `percent_of` takes it."""
    made = Draft(row, {"id": id, "name": name})
    _work(made)
    _progress(made, shares)
    _imposed(made)
    _money(made)
    made.start = start(row, "early_start") or start(row, "start")
    made.finish = finish(row, "early_finish") or finish(row, "finish")
    for key in ("owner", "category"):
        if text := row.text(key):
            made.parts[key] = text
    return made


def start(row: Row, field: str) -> datetime | None:
    """The moment that a date for a start means."""
    return row.read(field, lambda cell, how: start_of(date_of(cell, how)))


def finish(row: Row, field: str) -> datetime | None:
    """The moment that a date for a finish means."""
    return row.read(field, lambda cell, how: end_of(date_of(cell, how)))


def time(row: Row, field: str) -> Amount | None:
    """An amount of time, in the unit of its heading if it has none."""
    column = row.table.columns.get(field)
    unit = column.unit if column and unit_of(column.unit) else ""
    return row.read(field, lambda cell, how: _not_below_zero(cell, how, unit))


def _not_below_zero(cell: Any, how: Marks, unit: str) -> Amount:
    found = amount_of(cell, how, unit)
    if found.value < 0:
        raise Unreadable(f"must not be negative, got {found}.")
    return found


def _work(made: Draft) -> None:
    """The type and the duration."""
    row, kind = made.row, _type(made.row)
    fixed = time(row, "duration")
    points = _points(row, "", time)
    duration = _estimate(points, fixed, row) if points else None
    if duration is None and fixed is not None:
        duration = Estimate.made(shape="fixed", amounts=(fixed,))
    if kind in ("level_of_effort", "summary"):
        made.parts["type"] = kind
        return
    nothing = duration is None or _is_zero(duration)
    if kind in ("milestone", "start_milestone") or (nothing and duration is not None):
        made.parts["type"] = kind if kind.endswith("milestone") else "milestone"
        if not nothing:
            made.parts["type"] = "task"
            row.table.log.say(
                "milestone", "converted",
                "a milestone with a duration is a task", row.where(),
            )  # fmt: skip
    if duration is not None and made.parts.get("type", "task") == "task":
        made.parts["duration"] = duration
    elif duration is None and not kind.endswith("milestone"):
        _no_duration(made)


def _no_duration(made: Draft) -> None:
    columns = [f for f in WORK if made.row.table.has(f)]
    broken = [f for f in columns if made.row.cell(f) is not None]
    # What could not be read has a problem of its own.
    made.parts["duration"] = Estimate.fixed(1)
    if not broken:
        made.row.complain(
            "is empty. Give a number of days, or 0 for a milestone", columns[0],
            code="no-duration",
        )  # fmt: skip


def _is_zero(duration: Estimate) -> bool:
    return duration.shape == "fixed" and duration.amounts[0].value == 0


def _type(row: Row) -> str:
    if row.read("summary", flag_of):
        return "summary"
    if row.read("milestone", flag_of):
        return "milestone"
    said = row.text("type")
    if not said:
        return "task"
    found = _TYPE.get(normal(said))
    if found is None:
        hint = suggestion(said.lower(), [kind.replace("_", " ") for kind in TYPES])
        row.complain(
            f"{quoted(said)} is no type of activity. Types are task, milestone, start "
            f"milestone, level of effort and summary.{hint}",
            "type",
        )
    return found or "task"


Points = dict[str, Amount]


def _points(row: Row, prefix: str, read: Any) -> Points:
    """The points of an estimate that a row gives, by their names."""
    names = ("low", "mode", "high", "p10", "p90")
    found = {name: read(row, prefix + name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _estimate(
    points: Points, fixed: Amount | None, row: Row, prefix: str = ""
) -> Estimate | None:
    """A range, with the plain amount as its plan or in place of the most likely."""
    low, high = ("p10", "p90") if "p10" in points else ("low", "high")
    mode = points.get("mode", fixed)
    if low not in points or high not in points or mode is None:
        _incomplete([prefix + name for name in (low, "mode", high)], points, row)
        return None
    amounts = [points[low], mode, points[high]]
    if fixed is None and amounts == [amounts[0]] * 3:
        return Estimate.made(shape="fixed", amounts=(amounts[0],))
    estimate = Estimate.of(amounts, "trigen" if low == "p10" else "pert")
    if fixed is not None and fixed != mode:
        parts = {"amounts": estimate.amounts, "numbers": estimate.numbers}
        return Estimate.made(shape=estimate.shape, plan=fixed, **parts)
    return estimate


def _incomplete(columns: list[str], points: Points, row: Row) -> None:
    given = [c for c in columns if row.cell(c) is not None]
    if len(given) > len(points):
        # One could not be read, and that has been said.
        return
    empty = [c for c in columns if row.table.has(c) and c not in given]
    if empty:
        row.complain("give low, most likely and high, or none of them", *empty)
    else:
        row.complain("a range needs columns for low, most likely and high", *given)


def _progress(made: Draft, shares: bool) -> None:
    row, parts = made.row, made.parts
    _put(parts, "actual_start", start(row, "actual_start"))
    _put(parts, "actual_finish", finish(row, "actual_finish"))
    percent = row.read(
        "percent_complete", lambda cell, how: percent_of(cell, how, shares)
    )
    _put(parts, "percent_complete", percent or None)
    made.left = time(row, "remaining")


def _imposed(made: Draft) -> None:
    row, parts = made.row, made.parts
    _put(parts, "start_no_earlier_than", start(row, "start_no_earlier_than"))
    _put(parts, "finish_no_later_than", finish(row, "finish_no_later_than"))
    _put(parts, "deadline", finish(row, "deadline"))
    said = row.text("constraint")
    key = _CONSTRAINT.get(normal(said)) if said else None
    if said and key is None:
        row.complain(
            f"{quoted(said)} is no constraint that is known. Write one such as Start "
            "No Earlier Than",
            "constraint",
        )
    elif key == "as_late_as_possible":
        parts[key] = True
    elif key and key != "as_soon_as_possible":
        moment = (finish if key in _FINISHES else start)(row, "constraint_date")
        _put(parts, key, moment)
        if moment is None and row.cell("constraint_date") is None:
            row.complain(f"{quoted(said)} needs a constraint date", "constraint")


def _put(parts: dict[str, Any], key: str, value: Any) -> None:
    if value is not None:
        parts[key] = value


def _money(made: Draft) -> None:
    row, parts = made.row, made.parts
    fixed = _sum(row, "cost")
    points = _points(row, "cost_", _sum)
    range_ = _estimate(points, fixed, row, "cost_") if points else None
    if range_ is None and fixed is not None and fixed.value != 0:
        range_ = Estimate.made(shape="fixed", amounts=(fixed,))
    per_day = _sum(row, "per_day")
    daily = None
    if per_day is not None and per_day.value != 0:
        daily = Estimate.made(shape="fixed", amounts=(per_day,))
    if range_ is not None or daily is not None:
        parts["cost"] = Cost.made(fixed=range_, per_day=daily)
    spent = _sum(row, "actual_cost")
    if spent is not None:
        parts["actual_cost"] = spent.value
    agreed = {
        "start": start(row, "baseline_start"),
        "finish": finish(row, "baseline_finish"),
        "cost": getattr(_sum(row, "baseline_cost"), "value", None),
    }
    if any(value is not None for value in agreed.values()):
        parts["baseline"] = Baseline.made(**agreed)


def _sum(row: Row, field: str) -> Amount | None:
    """A sum of money."""
    return row.read(field, lambda cell, how: Amount(number_of(cell, how, "12000")))
