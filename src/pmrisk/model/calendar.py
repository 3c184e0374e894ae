"""Calendars: when work is done, week by week, and the days that are different."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise
from operator import itemgetter

from pydantic import Field, field_validator, model_validator

from pmrisk.model.amount import TimeUnits
from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable, quoted, suggestion
from pmrisk.model.value import Value

#: A shift: minutes of the day from and to, 0 <= from < to <= 1440.
Shift = tuple[int, int]
Shifts = tuple[Shift, ...]
DAY = 1440
#: The shortest working day, in hours, that 1d may mean.
LEAST_HOURS = 0.05


class Calendar(Value):
    """Weekly working hours, holidays, and days with other hours.

    `week` has seven tuples of shifts, Monday first, each sorted and disjoint; a shift
    over midnight is two shifts. `holidays` are closed ranges. `exceptions` are ranges
    with shifts of their own; later ones win over earlier ones and over holidays.
    `country` adds the public holidays of a country (``DE``) or of its state
    (``DE-BY``). `weather` says how many working days a month loses; every iteration
    draws each month of each year anew, and the plan knows no weather.
    """

    name: str
    week: tuple[Shifts, ...]
    holidays: tuple[tuple[date, date], ...] = ()
    exceptions: tuple[tuple[date, date, Shifts], ...] = ()
    country: str | None = None
    hours_per_day: float | None = Field(default=None, ge=LEAST_HOURS, le=24)
    #: Working days lost, by month (1 to 12), in their order.
    weather: tuple[tuple[int, Estimate], ...] = ()

    @field_validator("week")
    @classmethod
    def _is_a_week(cls, week: tuple[Shifts, ...]) -> tuple[Shifts, ...]:
        if len(week) != 7:
            raise Unreadable("a week has seven days")
        for shifts in week:
            check_shifts(shifts)
        return week

    @field_validator("holidays")
    @classmethod
    def _holidays_in_order(
        cls, holidays: tuple[tuple[date, date], ...]
    ) -> tuple[tuple[date, date], ...]:
        for first, last in holidays:
            if first > last:
                raise Unreadable(f"{first}..{last} ends before it begins")
        return holidays

    @field_validator("exceptions")
    @classmethod
    def _sound_exceptions(
        cls, exceptions: tuple[tuple[date, date, Shifts], ...]
    ) -> tuple[tuple[date, date, Shifts], ...]:
        for first, last, shifts in exceptions:
            if first > last:
                raise Unreadable(f"{first}..{last} ends before it begins")
            check_shifts(shifts)
        return exceptions

    @field_validator("weather")
    @classmethod
    def _months_in_order(
        cls, weather: tuple[tuple[int, Estimate], ...]
    ) -> tuple[tuple[int, Estimate], ...]:
        months = [month for month, _ in weather]
        if months != sorted({*months}) or not all(1 <= m <= 12 for m in months):
            raise Unreadable("weather names months from 1 to 12, each once, in order")
        return weather

    @model_validator(mode="after")
    def _works(self) -> "Calendar":
        if not any(self.week) and not any(shifts for *_, shifts in self.exceptions):
            raise Unreadable("has no working time. Give at least one shift")
        return self

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str | None) -> str | None:
        if country is not None:
            check_country(country)
        return country

    @cached_property
    def minutes_per_day(self) -> float:
        """Working minutes of a day: `hours_per_day`, else the longest weekday's.

        Where no weekday is worked, that of the longest exception.
        """
        if self.hours_per_day is not None:
            return self.hours_per_day * 60
        days = self.week if any(self.week) else [each[2] for each in self.exceptions]
        return float(max(_worked(day) for day in days))

    @cached_property
    def minutes_per_week(self) -> float:
        """Working minutes of a normal week; of seven days where none is normal."""
        if not any(self.week):
            return 7 * self.minutes_per_day
        return float(sum(_worked(day) for day in self.week))

    @cached_property
    def _special(self) -> list[tuple[int, int, Shifts]]:
        """Holidays, then exceptions, parted so that none overlap: the last one wins.

        First and last day, by their ordinal. A list may repeat a century often.
        """
        given = [(first, last, ()) for first, last in self.holidays]
        return _parted([*given, *self.exceptions])

    @cached_property
    def units(self) -> TimeUnits:
        """What a day and a week mean here."""
        return TimeUnits(self.minutes_per_day, self.minutes_per_week)

    def shifts(self, day: date) -> Shifts:
        """The working shifts of one date."""
        return self.special_days(day, day).get(day, self.week[day.weekday()])

    def special_days(self, first: date, last: date) -> dict[date, Shifts]:
        """Shifts of the dates from `first` to `last` that differ from the week."""
        days: dict[date, Shifts] = {}
        if self.country is not None:
            days |= dict.fromkeys(public_holidays(self.country, first, last), ())
        begin, stop = first.toordinal(), last.toordinal()
        at = max(bisect_right(self._special, begin, key=itemgetter(0)) - 1, 0)
        until = bisect_right(self._special, stop, key=itemgetter(0))
        for start, end, shifts in self._special[at:until]:
            for day in range(max(start, begin), min(end, stop) + 1):
                days[date.fromordinal(day)] = shifts
        return days


def _worked(shifts: Shifts) -> int:
    return sum(end - start for start, end in shifts)


def _parted(
    given: Sequence[tuple[date, date, Shifts]],
) -> list[tuple[int, int, Shifts]]:
    """Ranges of days as ordinals, sorted; where they overlap the last given counts."""
    ends = [(first.toordinal(), last.toordinal()) for first, last, _ in given]
    cuts = sorted({cut for first, last in ends for cut in (first, last + 1)})
    waiting = sorted(range(len(given)), key=lambda k: -ends[k][0])
    open_: list[int] = []
    found = []
    for begin, stop in pairwise(cuts):
        while waiting and ends[waiting[-1]][0] <= begin:
            heappush(open_, -waiting.pop())
        while open_ and ends[-open_[0]][1] < begin:
            heappop(open_)
        if open_:
            found.append((begin, stop - 1, given[-open_[0]][2]))
    return found


def clock(minutes: int) -> str:
    """Minutes of the day as a time: ``17:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def check_shifts(shifts: Shifts) -> None:
    """Raise if the shifts of a day are not sorted, or overlap.

    Raises
    ------
    EstimateError
        With the shifts that do.
    """
    for start, end in shifts:
        if not 0 <= start < end <= DAY:
            raise Unreadable(
                f"shift {clock(start)}-{clock(end)} must end after it begins, on "
                "the same day"
            )
    for (start, end), (later, until) in pairwise(shifts):
        if later < end:
            raise Unreadable(
                f"shifts {clock(start)}-{clock(end)} and {clock(later)}-{clock(until)} "
                "overlap. Join them or part them"
            )


def check_country(country: str) -> None:
    """Raise if no public holidays are known of a country or a state.

    Raises
    ------
    EstimateError
        With the nearest that is known.
    """
    import holidays

    code, _, state = country.partition("-")
    known = holidays.list_supported_countries()
    if code not in known:
        hint = suggestion(code.upper(), known)
        raise Unreadable(
            f"country {quoted(country)} is unknown. Use an ISO code such as DE, or "
            f"DE-BY for a state.{hint}"
        )
    if "-" in country and state not in known[code]:
        states = ", ".join(known[code]) or "none"
        raise Unreadable(
            f"country {quoted(country)} has an unknown state. States of {code}: "
            f"{states}"
        )


def public_holidays(country: str, first: date, last: date) -> list[date]:
    """Public holidays of a country (``DE``) or its state (``DE-BY``), sorted."""
    import holidays

    code, _, state = country.partition("-")
    years = range(first.year, last.year + 1)
    days = holidays.country_holidays(code, subdiv=state or None, years=years)
    return sorted(day for day in days if first <= day <= last)


CONTINUOUS = Calendar(name="continuous", week=(((0, DAY),),) * 7)
STANDARD = Calendar(name="standard", week=(((480, 720), (780, 1020)),) * 5 + ((), ()))
