"""Weather: what a month may lose is a number of its days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.estimate import Estimate
from pmrisk.model.rules.found import Found, Spot
from pmrisk.model.rules.quantities import amounts_of, wrong_money
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: Days of the longest month.
_MOST = 31


def sound_weather(project: "Project") -> Iterator[Found]:
    """Every estimate of days lost is one, between none and 31."""
    for name, calendar in project.calendars.items():
        for month, estimate in calendar.weather if calendar else ():
            wrong = wrong_money(estimate) or _not_days(estimate)
            if wrong:
                spot = Spot(("calendars", name), f"calendars {quoted(name)}")
                yield spot.inside("weather", str(month)).found("estimate", wrong)


def _not_days(estimate: Estimate) -> str | None:
    if estimate.shape == "factor":
        return "is a factor of nothing. Give the working days that the month loses"
    for given in amounts_of(estimate):
        if not 0 <= given.value <= _MOST:
            return f"must lie between 0 and {_MOST} days a month, got {given}"
    return None
