"""Estimates as a planner writes them: in days where they are whole days of their
calendar, in hours or minutes where not.
"""

from collections.abc import Iterable

from pmrisk.model.amount import Amount, TimeUnits
from pmrisk.model.estimate import OPTIONS, Estimate
from pmrisk.model.forms import NAMED, THREE_POINT
from pmrisk.write.yaml import listed, mapped, number

_MINUTES = {"min": 1.0, "h": 60.0}


def estimate(given: Estimate, units: TimeUnits | None, shape: str) -> str:
    """An estimate on a calendar of these `units` (None: money, or a plain number).

    `shape` is what a bare list of three is.
    """
    if given.shape == "fixed":
        return amount(given.amounts[0], units)
    write = _Amounts(given, units)
    options = {key: getattr(given, key) for key in OPTIONS}
    beside = {
        **_beside(given),
        **{key: write(value) for key, value in options.items() if value is not None},
    }
    if given.shape == shape and not beside:
        return listed(map(write, given.amounts))
    return mapped({given.shape: _value(given, write, shape)} | beside)


def amount(given: Amount, units: TimeUnits | None) -> str:
    """An amount in the unit that says it best."""
    return _shown(given, _unit([given], units), units)


class _Amounts:
    """Writes all amounts of one estimate in the same unit."""

    def __init__(self, given: Estimate, units: TimeUnits | None) -> None:
        options = [given.min, given.max, given.plan]
        every = [*given.amounts, *(each for each in options if each is not None)]
        self._unit, self._units = _unit(every, units), units

    def __call__(self, given: Amount) -> str:
        return _shown(given, self._unit, self._units)


def _unit(amounts: Iterable[Amount], units: TimeUnits | None) -> str | None:
    """Half days, quarter hours or minutes: the first that all of the times are.

    None where each keeps the unit that it has.
    """
    minutes = [
        given.value * _MINUTES[given.unit]
        for given in amounts
        if given.unit in _MINUTES
    ]
    if not minutes:
        return None
    per_day = units.minutes_per_day if units else 0.0
    for unit, size, parts in (("d", per_day, 2), ("h", 60.0, 4), ("min", 1.0, 1)):
        if size and all(_is_whole(each, size, parts) for each in minutes):
            return unit
    return None


def _is_whole(minutes: float, size: float, parts: int) -> bool:
    """Whether a time is that many parts of a unit, and is read back as exactly it."""
    count = minutes / size * parts
    return count == int(count) and count / parts * size == minutes


def _shown(given: Amount, unit: str | None, units: TimeUnits | None) -> str:
    if unit is None or given.unit not in _MINUTES:
        return f"{number(given.value)}{given.unit}"
    minutes = given.value * _MINUTES[given.unit]
    per_day = units.minutes_per_day if units else 0.0
    size = {"d": per_day, "h": 60.0, "min": 1.0}[unit]
    return f"{number(minutes / size)}{unit}"


def _beside(given: Estimate) -> dict[str, str]:
    """The weight of a PERT, the percentiles of a trigen."""
    if given.shape == "pert" and given.numbers:
        return {"weight": number(given.numbers[0])}
    if given.shape == "trigen" and given.numbers:
        return {"at": listed(map(number, given.numbers))}
    return {}


def _value(given: Estimate, write: _Amounts, shape: str) -> str:
    """What stands under the name of a shape."""
    if given.shape == "factor":
        assert given.inner is not None
        return estimate(given.inner, None, shape)
    if given.shape in (*THREE_POINT, "uniform", "empirical"):
        return listed(map(write, given.amounts))
    amounts, numbers = map(write, given.amounts), map(number, given.numbers)
    if given.shape == "discrete":
        return _table(zip(amounts, numbers, strict=True))
    if given.shape == "cumulative":
        return _table(zip(numbers, amounts, strict=True))
    named = dict(zip(given.names, amounts, strict=True))
    order = NAMED.get(given.shape, given.names)
    return mapped({n: named[n] if n in named else next(numbers) for n in order})


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    """A mapping; what stands in it twice is written in two ways."""
    found: dict[str, str] = {}
    for key, value in pairs:
        digits = key.rstrip("abcdefghijklmnopqrstuvwxyz")
        unit = key[len(digits) :]
        while f"{digits}{unit}" in found:
            digits += "0" if "." in digits else ".0"
        found[f"{digits}{unit}"] = value
    return f"{{{', '.join(f'{key}: {value}' for key, value in found.items())}}}"
