"""Imposed dates in a scenario, as keys of an activity or under `constraint`."""

from typing import Any

from pmrisk.model.activity import CONSTRAINTS
from pmrisk.model.dates import end_of, start_of
from pmrisk.read.fields import Key, Place, Record, flag, good, ref, scalar

LATE = "as_late_as_possible"


def constraint(value: Any, place: Place) -> Any:
    """Imposed dates by name, from a mapping or from the one word that needs none."""
    if value == LATE:
        return {LATE: True}
    if isinstance(value, str) and value in CONSTRAINTS:
        place.complain(f"{value} needs a date. Write {{{value}: 2027-04-01}}.")
        return {}
    return good(CONSTRAINT.read(value, place))


def start(help: str) -> Key:
    """A key for a date that means the beginning of its day."""
    return Key(scalar(start_of), ref("date"), help)


def end(help: str) -> Key:
    """A key for a date that means the end of its day."""
    return Key(scalar(end_of), ref("date"), help)


IMPOSED = {
    "start_on": start("it starts no earlier, and late dates no later."),
    "start_no_earlier_than": start("it starts on this date at the earliest."),
    "start_no_later_than": start("its late start is no later than this."),
    "finish_on": end("it finishes no earlier, and late dates no later."),
    "finish_no_earlier_than": end("it finishes on this date at the earliest."),
    "finish_no_later_than": end("its late finish is no later than this."),
    "must_start_on": start("it starts then whatever its logic says."),
    "must_finish_on": end("it finishes then whatever its logic says."),
    LATE: Key(
        scalar(flag),
        {"type": "boolean"},
        "it starts as late as its successors allow.",
    ),
}
CONSTRAINT = Record("a mapping such as {start_no_earlier_than: 2027-04-01}", IMPOSED)
