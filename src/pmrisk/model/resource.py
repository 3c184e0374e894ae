"""Resources: people and equipment, what they cost, and how they are assigned."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pmrisk.model.amount import Amount, TimeUnits, amount
from pmrisk.model.dates import start_of
from pmrisk.model.text import NUMBER, Unreadable, number, shown
from pmrisk.model.value import Value

Per = Literal["h", "d", "w"]
_PER: dict[str, Per] = {
    "h": "h",
    "hour": "h",
    "d": "d",
    "day": "d",
    "w": "w",
    "week": "w",
}
_RATE = re.compile(rf"\s*({NUMBER})\s*/\s*([a-z]+)\s*")


class LaterRate(Value):
    """Another rate of a resource, from a date on."""

    start: Annotated[datetime, BeforeValidator(start_of)]
    rate: float = Field(ge=0, allow_inf_nan=False)
    per: Per = "h"

    def hourly(self, units: TimeUnits) -> float:
        """Money per working hour of one unit, on a calendar with these `units`."""
        return self.rate / (units.minutes(Amount(1, self.per)) / 60)


class Resource(Value):
    """People or equipment, what one unit of it costs, and how many there are."""

    name: str
    rate: float = Field(ge=0, allow_inf_nan=False)
    #: What the rate pays: a working hour, day or week.
    per: Per = "h"
    #: When the first rate begins, where that is said: it holds before, too.
    start: Annotated[datetime, BeforeValidator(start_of)] | None = None
    #: Rates that follow the first one, by date.
    later: tuple[LaterRate, ...] = ()
    #: The price index that its rates follow.
    escalation: str | None = None
    available: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    #: None: the project's.
    calendar: str | None = None

    def hourly_rate(self, units: TimeUnits) -> float:
        """Money per working hour of one unit, on a calendar with these `units`."""
        return self.rate / (units.minutes(Amount(1, self.per)) / 60)


def parse_rate(raw: object) -> tuple[float, Per]:
    """Money and the time that it pays for, from ``950/day`` or ``120/h``.

    Raises
    ------
    EstimateError
        If it has another form.
    """
    match = _RATE.fullmatch(raw) if isinstance(raw, str) else None
    if match is None or match[2] not in _PER:
        raise Unreadable(
            "must be money per hour, day or week, such as 120/h or 950/day, "
            f"got {shown(raw)}."
        )
    if (rate := number(match[1])) < 0:
        raise Unreadable(f"must not be negative, got {shown(raw)}.")
    return rate, _PER[match[2]]


class Assignment(Value):
    """A resource at work: `units` of it all the time, or a fixed `effort`."""

    resource: str
    units: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    effort: Annotated[Amount, BeforeValidator(amount)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Assignment":
        if (self.units is None) == (self.effort is None):
            raise Unreadable("needs either units or an effort")
        return self
