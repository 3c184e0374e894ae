"""The S-curve in text: the chance to finish by each date, and what was promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pmrisk.outcome import FinishOutcome, promised
from pmrisk.report import words

_MOST_ROWS = 12
_STEPS = [timedelta(hours=h) for h in (1, 2, 4, 12)] + [
    timedelta(days=d) for d in (1, 2, 7, 14, 28, 91, 182, 364, 1820, 3640, 36400)
]
# A Monday, so that weeks end on Sundays.
_ORIGIN = datetime(1900, 1, 1)
# So that a line with its mark fits 80 columns.
_BAR = 28


class Mark(NamedTuple):
    """A date worth showing on the curve."""

    moment: datetime
    label: str


def curve(finish: FinishOutcome, marks: Sequence[Mark]) -> list[str]:
    """Lines, a date each: the share of iterations that finish by then.

    The dark end of a bar is what this line adds to the one above, so the bars are an
    S-curve and their dark ends a histogram. A mark stands on the first line whose date
    is not before it.
    """
    rows = _dates(finish, marks)
    lines, before, since = [], 0.0, datetime.min
    for row in rows:
        chance = finish.probability_within(row).value
        here = [mark for mark in marks if since < mark.moment <= row]
        lines += _lines(row, before, chance, here)
        before, since = chance, row
    return lines


def _dates(finish: FinishOutcome, marks: Sequence[Mark]) -> list[datetime]:
    first, last = finish.percentile(1).date, finish.percentile(99).date
    step = _step(last - first)
    row = _not_before(first, step)
    rows = [row]
    while row < last:
        row += step
        rows.append(row)
    # What lies beyond the curve gets a line of its own, not all the lines between.
    beyond = {_not_before(mark.moment, step) for mark in marks if mark.moment > row}
    return rows + sorted(beyond)


def _step(span: timedelta) -> timedelta:
    fitting = (step for step in _STEPS if span <= _MOST_ROWS * step)
    return next(fitting, _STEPS[-1])


def _not_before(moment: datetime, step: timedelta) -> datetime:
    """The first whole step that is not before `moment`."""
    return _ORIGIN - (_ORIGIN - moment) // step * step


def _lines(
    row: datetime, before: float, chance: float, here: Sequence[Mark]
) -> list[str]:
    """A date with its bar; each mark but the first on a line of its own."""
    light, full = round(before * _BAR), round(chance * _BAR)
    bar = "░" * light + "█" * (full - light)
    text = f"{_date(row):<16} {words.share(chance):>8}  {bar:<{_BAR}}"
    notes = [f"  ◄ {mark.label} {_date(mark.moment)}" for mark in here]
    lines = [text + note for note in notes[:1]] or [text.rstrip()]
    return lines + [" " * len(text) + note for note in notes[1:]]


def _date(moment: datetime) -> str:
    """The day on which it is over; with the time if that is no midnight."""
    day = promised(moment)
    return words.stamp(day) if isinstance(day, datetime) else f"{day}"
