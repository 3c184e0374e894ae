"""Calendars in a scenario: weekly hours, holidays, other hours on some dates."""

import re
from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.calendar import (
    CONTINUOUS,
    DAY,
    LEAST_HOURS,
    Calendar,
    check_country,
    check_shifts,
)
from pmrisk.model.dates import range_of
from pmrisk.model.text import number, quoted, shown, suggestion
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Record,
    good,
    items,
    members,
    name,
    one_or_more,
    ref,
    scalar,
    text,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"\s*(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)\s*")
_WEEK = '{mon-fri: ["08:00-12:00", "13:00-17:00"]}'
_ANY = "|".join(DAYS)
_LONG = "a mapping with a week, or continuous"

Shift = tuple[int, int]
#: Dates with hours of their own in one calendar.
MOST_EXCEPTIONS = 400_000


def calendars(value: Any, place: Place) -> dict[str, Any]:
    """Calendars by name; `BAD` where one cannot be used."""
    found: dict[str, Any] = {}
    for key, raw in members(value, place, "{standard: {week: ...}}"):
        here = place.inside(value, key, f"calendars {quoted(key)}")
        if scalar(name)(key, here) is not BAD:
            found[key] = _calendar(key, raw, here)
    return found


def _calendar(key: str, raw: Any, place: Place) -> Any:
    if raw == "continuous":
        return CONTINUOUS.model_copy(update={"name": key})
    if key == "continuous":
        return place.complain("always means 24 hours, 7 days. Use another name.")
    if isinstance(raw, str):
        hint = suggestion(raw, ["continuous"])
        return place.complain(f"must be {_LONG}, got {shown(raw)}.{hint}", "type")
    found = CALENDAR.read(raw, place)
    if any(value is BAD for value in found.values()) or "week" not in found:
        return BAD
    if not any(found["week"]) and not any(e[2] for e in found.get("exceptions", ())):
        return place.inside(raw, "week").complain(
            f"has no working time. Give at least one shift, such as {_WEEK}.",
            "no-working-time",
        )
    return Calendar.made(name=key, **good(found))


def _week(value: Any, place: Place) -> Any:
    """Seven tuples of shifts, Monday first."""
    week: list[list[Shift]] = [[] for _ in DAYS]
    given: dict[int, str] = {}
    before = len(place.log.problems)
    for key, raw in members(value, place, _WEEK):
        here = place.inside(value, key)
        shifts = [_shift(item, here) for _, item in _listed(raw, here)]
        for day in _days(key, here):
            if day in given:
                here.complain(f"{DAYS[day]} is given twice, first in {given[day]}.")
            given[day] = key
            for shift in shifts:
                _put(week, day, shift)
    if len(place.log.problems) > before:
        return BAD
    return _checked(week, place)


def _put(week: list[list[Shift]], day: int, shift: Shift) -> None:
    """Add a shift; the part behind midnight goes to the next day."""
    start, end = shift
    if end > start:
        week[day].append(shift)
        return
    week[day].append((start, DAY))
    if end > 0:
        week[(day + 1) % 7].append((0, end))


def _checked(week: list[list[Shift]], place: Place) -> Any:
    for day, shifts in zip(DAYS, week, strict=True):
        shifts.sort()
        try:
            check_shifts(tuple(shifts))
        except EstimateError as error:
            return place.complain(f"on {day}, {error}.", "overlap")
    return tuple(tuple(shifts) for shifts in week)


def _listed(raw: Any, place: Place) -> list[tuple[Any, Any]]:
    # A day without hours may be left empty.
    return [] if raw is None else items(raw, place, '["08:00-12:00", "13:00-17:00"]')


def _days(key: str, place: Place) -> list[int]:
    """The days that ``mon`` or ``mon-fri`` or ``sat-mon`` names."""
    names = key.lower().split("-")
    unknown = [name for name in names if name not in DAYS]
    if unknown or len(names) > 2:
        hint = suggestion(unknown[0][:3], DAYS) if unknown else ""
        place.complain(
            f"{quoted(key)} is no day of the week. Write mon, tue, wed, thu, fri, sat, "
            f"sun, or a range such as mon-fri.{hint}"
        )
        return []
    first, last = DAYS.index(names[0]), DAYS.index(names[-1])
    return [(first + k) % 7 for k in range((last - first) % 7 + 1)]


def _shift(raw: Any, place: Place) -> Shift:
    """Minutes of the day from and to; not after its start if it runs over midnight."""
    match = _SHIFT.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        place.complain(
            f'must be a shift such as "08:00-12:00", in quotes, got {shown(raw)}.'
        )
        return 0, DAY
    hours = [int(part) for part in match.groups()]
    start, end = 60 * hours[0] + hours[1], 60 * hours[2] + hours[3]
    if max(hours[1], hours[3]) > 59 or start >= DAY or end > DAY:
        place.complain(
            f"{shown(raw)} is no time of day. Hours run from 00:00 to 24:00."
        )
        return 0, DAY
    if start == end:
        place.complain(f'shift {shown(raw)} is empty. A whole day is "00:00-24:00".')
    return start, end


def _holidays(value: Any, place: Place) -> Any:
    """Closed ranges of days."""
    ranges = []
    for k, raw in items(value, place, "[2027-05-17, 2027-12-24..2028-01-02]"):
        here = place.inside(value, k, place.at) if value is not raw else place
        ranges.append(scalar(range_of)(raw, here))
    return BAD if any(each is BAD for each in ranges) else tuple(ranges)


def _exceptions(value: Any, place: Place) -> Any:
    """Ranges of days with shifts of their own."""
    given = members(value, place, '{2027-05-22: ["08:00-12:00"]}')
    if len(given) > MOST_EXCEPTIONS:
        return place.complain(
            f"has more than {MOST_EXCEPTIONS:,} dates. Put what repeats into the week."
        )
    found = []
    for key, raw in given:
        here = place.inside(value, key)
        found.append(_exception(key, raw, here))
    return BAD if any(each is BAD for each in found) else tuple(found)


def _exception(key: str, raw: Any, place: Place) -> Any:
    days = scalar(range_of)(key, place)
    before = len(place.log.problems)
    shifts = sorted(_shift(item, place) for _, item in _listed(raw, place))
    if days is BAD or len(place.log.problems) > before:
        return BAD
    if any(end < start for start, end in shifts):
        return place.complain(
            'a shift over midnight is two here: "22:00-24:00", and "00:00-06:00" on '
            "the next date."
        )
    try:
        check_shifts(tuple(shifts))
    except EstimateError as error:
        return place.complain(str(error), "overlap")
    return (*days, tuple(shifts))


def _weather(value: Any, place: Place) -> Any:
    """Estimates of days lost, by month."""
    found: dict[int, Any] = {}
    before = len(place.log.problems)
    for key, raw in members(value, place, "{11: {uniform: [2, 8]}, 12: [4, 6, 12]}"):
        here = place.inside(value, key)
        month = int(key) if key.isascii() and key.isdigit() else 0
        if not 1 <= month <= 12:
            here.complain(f"{quoted(key)} is no month. Months are 1 to 12.")
        elif month in found:
            here.complain(f"month {month} is given twice.")
        else:
            found[month] = estimate(raw, here)
    # A size that could not be read has been told where it stands.
    wrong = len(place.log.problems) > before or BAD in found.values()
    return BAD if wrong else tuple(sorted(found.items()))


def _country(value: Any) -> str:
    country = text(value)
    check_country(country)
    return country


def _hours(value: Any) -> float:
    hours = number(value, "8")
    if not LEAST_HOURS <= hours <= 24:
        raise EstimateError(
            f"must lie between {LEAST_HOURS} and 24, got {shown(value)}."
        )
    return hours


_SHIFTS = one_or_more({"type": ["string", "null"]})
CALENDAR = Record(
    _LONG,
    {
        "week": Key(
            _week,
            {
                "type": "object",
                "propertyNames": {"pattern": f"^({_ANY})(-({_ANY}))?$"},
                "additionalProperties": _SHIFTS,
            },
            f"working hours by day, such as {_WEEK}.",
            required=True,
        ),
        "holidays": Key(
            _holidays,
            one_or_more(ref("days")),
            "days off: single days and closed ranges 2027-12-24..2028-01-02.",
        ),
        "exceptions": Key(
            _exceptions,
            {"type": "object", "additionalProperties": _SHIFTS},
            "dates with hours of their own; they win over holidays.",
        ),
        "country": Key(
            scalar(_country),
            {"type": "string"},
            "public holidays of a country (DE) or of its state (DE-BY).",
        ),
        "weather": Key(
            _weather,
            {
                "type": "object",
                "propertyNames": {"pattern": "^0?[1-9]$|^1[0-2]$"},
                "additionalProperties": ref("estimate"),
            },
            "working days lost by month, such as {11: {uniform: [2, 8]}}; each year's "
            "month draws anew.",
        ),
        "hours_per_day": Key(
            scalar(_hours),
            ref("number"),
            "working hours of 1d; the longest day's if not given.",
        ),
    },
)
