"""A risk register of its own: a workbook, a CSV or a YAML file, named by a scenario."""

from typing import Any

from pmrisk.read.fields import Key, Place, Record, ref, scalar, text
from pmrisk.read.tree import Map


def register(value: Map, place: Place) -> list[Any]:
    """The risks in the file that a scenario names, None where one has no id."""
    REGISTER.read(value, place)
    return []


REGISTER = Record(
    "a mapping such as {file: register.xlsx, sheet: Risks}",
    {
        "file": Key(
            scalar(text), ref("text"), "a workbook, a CSV or a YAML file.", True
        ),
        "sheet": Key(
            scalar(text),
            ref("text"),
            "of a workbook; the first with risks if not given.",
        ),
    },
)
