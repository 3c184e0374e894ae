"""Amounts with a unit: ``4h``, ``3d``, ``2w``, ``90min``, elapsed ``5ed``, ``8eh``."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from pmrisk.model.text import NUMBER, Unreadable, number, shown, suggestion

#: Working time: minutes, hours, days and weeks of a calendar; ``e``: elapsed time.
UNITS = ("min", "h", "d", "w", "eh", "ed")
ELAPSED = ("eh", "ed")
_AMOUNT = re.compile(rf"({NUMBER})\s*([a-zA-Z]*)")
_SHARE = re.compile(rf"({NUMBER})\s*%")
_RULE = "4, 4h, 3d, 2w, 90min, 8eh or 5ed"


class Amount(NamedTuple):
    """A number and its unit; no unit means that of the place: days, or money."""

    value: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.value:.12g}{self.unit}"


@dataclass(frozen=True)
class TimeUnits:
    """How many minutes a day and a week of a calendar work."""

    minutes_per_day: float
    minutes_per_week: float

    def minutes(self, amount: Amount) -> float:
        """An amount of time in minutes."""
        value, unit = amount
        if unit in ("", "d"):
            return value * self.minutes_per_day
        if unit == "w":
            return value * self.minutes_per_week
        return value * {"h": 60.0, "min": 1.0, "eh": 60.0, "ed": 1440.0}[unit]


def amount(raw: Any) -> Amount:
    """An amount from what somebody typed: a number, or a number with a unit.

    Raises
    ------
    Unreadable
        If it is none, or has an unknown unit.
    """
    if isinstance(raw, Amount):
        return Amount(number(raw.value), _unit(raw.unit))
    if not isinstance(raw, str):
        return Amount(number(raw))
    match = _AMOUNT.fullmatch(raw.strip())
    if match is None and raw.lower().endswith(("nan", "inf")):
        number(raw)
    share = _SHARE.fullmatch(raw.strip())
    if share is not None:
        raise Unreadable(
            f"must be a number, got {shown(raw)}. A share is written as a fraction: "
            f"{number(share[1]) / 100:.12g} for {raw.strip()}."
        )
    if match is None:
        raise Unreadable(
            f"must be a number, with a unit or without, got {shown(raw)}. "
            f"Write {_RULE}."
        )
    return Amount(number(match[1]), _unit(match[2]))


def _unit(unit: str) -> str:
    if unit and unit not in UNITS:
        raise Unreadable(
            f"unit {shown(unit)} is unknown. Use one of {', '.join(UNITS)}."
            + suggestion(unit.lower(), UNITS)
        )
    return unit
