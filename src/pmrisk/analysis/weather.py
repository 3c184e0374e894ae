"""What calendars lose to weather: exact means, from what their months may lose."""

from collections.abc import Mapping
from typing import NamedTuple

from pmrisk.network import Network
from pmrisk.network.lost import mean_days
from pmrisk.network.weather import exposed


class WeatherResult(NamedTuple):
    """The working days that a calendar loses on average.

    `days` in the twelve months from the data date's on, `months` in each of those that
    has weather. They are exact: no iteration enters.
    """

    calendar: str
    source: str
    days: float
    months: Mapping[int, float]


def weather_results(network: Network) -> tuple[WeatherResult, ...]:
    """What each calendar with weather loses, by name."""
    own = [network.frame.calendars[c] for c in exposed(network.frame)]
    first = network.project.data_date.date()
    found = []
    for calendar, source in zip(own, network.sky_names, strict=True):
        months = mean_days(calendar, first)
        made = WeatherResult(calendar.name, source, sum(months.values()), months)
        found.append(made)
    return tuple(found)
