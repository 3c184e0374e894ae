"""Numbers that may be steps of a scale, as in a 5 x 5 matrix: all of a column, or none.

A zero is a step only if the scale has one: elsewhere it says no impact, or never.
"""

import re
from typing import Any

from pmrisk.read.fields import Log
from pmrisk.read.register.headings import Heading
from pmrisk.read.scales import no_step, plain, step
from pmrisk.read.tables.grid import Fault, Share
from pmrisk.read.tables.table import text_of

_WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?")
# Without its sign, its decimals or its per cent it would look like another step.
_OTHER_NUMBER = re.compile(r"[-+−]?[\d.,]+\s*%?")


def are_steps(cells: list[Any], heading: Heading, log: Log, measure: str) -> bool:
    """Whether the numbers of a column are steps of a scale.

    One that is a step makes all of them steps, so that no typing error in one row can
    change what the others mean: the other numbers are then refused one by one.
    """
    if not heading.rated:
        return False
    scale = log.scales.get(measure, {})
    numbers = [cell for cell in cells if is_number(cell)]
    found = {key for cell in numbers if (key := _key(cell)) in scale}
    if measure == "probability":
        found -= {"1"} if any(map(_is_part, numbers)) else set()
        return bool(found) and not any(map(is_sure, cells))
    return bool(found)


def step_of(log: Log, measure: str, cell: Any) -> Any:
    """What a cell means as a step of the scale of a measure.

    Raises
    ------
    EstimateError
        If it is none.
    """
    key = _key(cell)
    if not key and log.scales.get(measure):
        raise no_step(log, measure, text_of(cell))
    return step(log, measure, key if key.isdigit() else text_of(cell))


def is_step(log: Log, measure: str, cell: Any) -> bool:
    """Whether a cell is a step of the scale of a measure."""
    return _key(cell) in log.scales.get(measure, {})


def is_zero(log: Log, measure: str, cell: Any) -> bool:
    """Whether a cell is a zero that is no step of the scale of a measure."""
    return _key(cell) == "0" and "0" not in log.scales.get(measure, {})


def is_number(cell: Any) -> bool:
    """Whether a cell begins with a digit; what it shows as per cent is no step."""
    usable = isinstance(cell, str | int | float) and not isinstance(cell, Share | Fault)
    return usable and text_of(cell).lstrip("-+−")[:1].isdigit()


def is_sure(cell: Any) -> bool:
    """Whether a cell holds per cent that cannot be mistaken."""
    return isinstance(cell, Share) or (
        isinstance(cell, str) and cell.rstrip().endswith("%")
    )


def _is_part(cell: Any) -> bool:
    """Whether a number is a share below one, beside which a 1 is one too."""
    return text_of(cell).startswith(("0.", "0,")) and _key(cell) != "0"


def _key(cell: Any) -> str:
    """A cell as a scale knows its steps, 4.0 as 4; empty where it cannot be one."""
    if not isinstance(cell, str | int | float) or isinstance(cell, Share | Fault):
        return ""
    text = text_of(cell)
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    return "" if _OTHER_NUMBER.fullmatch(text) else plain(text)
