"""Dates, money, chances and levels as a planner reads them."""

from datetime import date, datetime

from pmrisk.outcome import Probability
from pmrisk.result import Result

#: Beside the level that the run reports first.
LEVELS = (10.0, 50.0, 80.0, 90.0)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def levels(result: Result) -> tuple[float, ...]:
    """The levels that are reported, ascending."""
    return tuple(sorted({*LEVELS, result.level}))


def day(when: date) -> str:
    """``Fri 2028-03-31``, with the time where there is one."""
    text = f"{_WEEKDAYS[when.weekday()]} {when.year:04}-{when:%m-%d}"
    return f"{text} {when:%H:%M}" if isinstance(when, datetime) else text


def stamp(when: datetime, *, time: bool = True) -> str:
    """``2028-03-31 17:00``, or the date alone."""
    text = f"{when.year:04}-{when:%m-%d}"
    return f"{text} {when:%H:%M}" if time else text


def days(value: float) -> str:
    """Working days, to a tenth."""
    return f"{value:z,.1f}"


def small(value: float) -> str:
    """An error in working days, to two digits."""
    return f"{value:.2g}"


def counted(value: float) -> str:
    """``1.0 working day``, ``41.4 working days``."""
    text = days(value)
    return f"{text} working {'day' if text == '1.0' else 'days'}"


def money(value: float) -> str:
    """An amount without its currency; cents only where they matter."""
    return f"{value:z,.0f}" if abs(value) >= 1000 else f"{value:z,.2f}"


def percent(value: float) -> str:
    """``80 %``, ``12.3 %``."""
    return f"{value:g} %"


def share(value: float) -> str:
    """A share of the iterations, to a tenth of a per cent, 0 and 100 only if all."""
    text = f"{100 * value:.1f} %"
    if text == "100.0 %" and value < 1:
        return "> 99.9 %"
    if text == "0.0 %" and value > 0:
        return "< 0.1 %"
    return text


def chance(estimate: Probability) -> str:
    """``61.2 % ± 0.5``: a chance and its standard error, both in per cent."""
    error = max(0.1, 100 * estimate.standard_error)
    return f"{share(estimate.value)} ± {error:.1f}"


def index(value: float | None) -> str:
    """An index between 0 and 1; a dash where none exists."""
    return "-" if value is None else f"{value:.2f}"


def plain(text: str) -> str:
    """A user's text on one line, without what would move the cursor."""
    return "".join(c if c.isprintable() else " " for c in text)
