"""Dates imposed on an activity by its constraints, other projects, or expectation."""

from datetime import datetime

from pmrisk.model.activity import CONSTRAINTS
from pmrisk.model.text import quoted
from pmrisk.read.xer.reading import Cells, Parts, Reading

_NAMES = {
    "CS_MSO": "start_on",
    "CS_MSOA": "start_no_earlier_than",
    "CS_MSOB": "start_no_later_than",
    "CS_MEO": "finish_on",
    "CS_MEOA": "finish_no_earlier_than",
    "CS_MEOB": "finish_no_later_than",
    "CS_MANDSTART": "must_start_on",
    "CS_MANDFIN": "must_finish_on",
}
#: Of two imposed dates of one kind, upper bounds hold by the earlier one.
_UPPER = ("start_no_later_than", "finish_no_later_than")
_EXTERNAL = (
    ("external_early_start_date", "start_no_earlier_than"),
    ("external_late_end_date", "finish_no_later_than"),
)
_LATE = "as_late_as_possible"
_MOST = 2

Dates = dict[str, datetime]


def imposed(
    cells: Cells, kind: str, from_links: Dates, done: bool, reading: Reading
) -> Parts:
    """The imposed dates; `from_links` are those of activities outside the plan."""
    dates, late = _constraints(cells)
    if reading.options.external:
        for name, key in _EXTERNAL:
            if moment := cells.moment(name):
                _stricter(dates, key, moment)
    for key, moment in from_links.items():
        _stricter(dates, key, moment)
    if kind in ("level_of_effort", "summary"):
        if dates or late:
            cells.dropped("span-constraint", "follows what it spans, and nothing else")
        return {}
    if done:
        if dates or late:
            cells.dropped("history", "is complete; what was imposed on it is history")
        return {}
    parts: Parts = dict(_reconciled(cells, dates))
    musts = any(name.startswith("must") for name in parts)
    if late and len(parts) < _MOST and not musts:
        parts[_LATE] = True
    return parts | _expected(cells, kind, reading)


def _constraints(cells: Cells) -> tuple[Dates, bool]:
    dates: Dates = {}
    late = False
    for which in ("", "2"):
        kind = cells.row(f"cstr_type{which}")
        if kind == "CS_ALAP":
            late = True
        elif kind in _NAMES:
            moment = cells.moment(f"cstr_date{which}")
            if moment is None:
                cells.dropped("no-constraint-date", "has a constraint without a date")
            else:
                _stricter(dates, _NAMES[kind], moment)
        elif kind:
            message = f"has a constraint {quoted(kind)}, which is unknown"
            cells.dropped("odd-constraint", message)
    return dates, late


def _stricter(dates: Dates, key: str, moment: datetime) -> None:
    before = dates.get(key, moment)
    dates[key] = (min if key in _UPPER else max)(before, moment)


def _reconciled(cells: Cells, dates: Dates) -> Dates:
    """Those that can hold together; P6 lets lower bounds and mandatory dates win."""
    must = [name for name in dates if name.startswith("must")]
    if must:
        return {must[0]: dates[must[0]]}
    kept = dict(dates)
    for end in ("start", "finish"):
        _one_end(cells, kept, f"{end}_on", f"{end}_no_earlier_than",
                 f"{end}_no_later_than")  # fmt: skip
    order = [name for name in CONSTRAINTS if name in kept]
    for name in order[_MOST:]:
        cells.dropped("third-constraint", f"{name} is one imposed date too many")
        del kept[name]
    return kept


def _one_end(cells: Cells, kept: Dates, on: str, low: str, high: str) -> None:
    """A date on which something is to be, beside one that it may not be before."""
    if on in kept and low in kept:
        if kept[low] > kept[on]:
            cells.dropped("contradiction", f"{on} lies before {low}")
            del kept[on]
        else:
            del kept[low]
    if on in kept and high in kept:
        if kept[high] < kept[on]:
            cells.dropped("contradiction", f"{high} lies before {on}")
        del kept[high]


def _expected(cells: Cells, kind: str, reading: Reading) -> Parts:
    expected = cells.moment("expect_end_date")
    if expected is None or kind != "task":
        return {}
    if reading.options.expected_finish:
        return {"expected_finish": expected}
    cells.dropped(
        "expected-finish",
        "has an expected finish, which the scheduling options leave unused",
    )
    return {}
