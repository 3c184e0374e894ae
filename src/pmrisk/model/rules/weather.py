"""Weather: what a month may lose is a number of its days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.calendar import Calendar
from pmrisk.model.estimate import Estimate
from pmrisk.model.rules.found import Found, Spot
from pmrisk.model.rules.quantities import amounts_of, wrong_money
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: Days of the longest month.
_MOST = 31
_ALL = (
    "takes all working days of every month, so that nothing is ever done. Let a month "
    "lose fewer than {}"
)


def sound_weather(project: "Project") -> Iterator[Found]:
    """Every estimate of days lost is one, between none and 31; a year leaves some."""
    for name, calendar in project.calendars.items():
        if not calendar:
            continue
        spot, sound = Spot(("calendars", name), f"calendars {quoted(name)}"), True
        for month, estimate in calendar.weather:
            wrong = wrong_money(estimate) or _not_days(estimate)
            if wrong:
                sound = False
                yield spot.inside("weather", str(month)).found("estimate", wrong)
        if sound and _takes_all(calendar):
            yield spot.inside("weather").found("weather", _ALL.format(_days(calendar)))


def _not_days(estimate: Estimate) -> str | None:
    if estimate.shape == "factor":
        return "is a factor of nothing. Give the working days that the month loses"
    for given in amounts_of(estimate):
        if not 0 <= given.value <= _MOST:
            return f"must lie between 0 and {_MOST} days a month, got {given}"
    if estimate.resolve(None).support[0] < 0:
        return "can fall below zero. Give it a min of 0"
    return None


def _days(calendar: Calendar) -> int:
    """The most working days that a month may have: four weeks and three days."""
    days = sum(1 for shifts in calendar.week if shifts)
    return 4 * days + min(days, 3) if days else _MOST


def _takes_all(calendar: Calendar) -> bool:
    """Whether every month of the year surely loses all its working days."""
    least = [estimate.resolve(None).support[0] for _, estimate in calendar.weather]
    return len(least) == 12 and min(least) + 0.5 >= _days(calendar)
