"""Durations in whole minutes: planned, drawn, and at the most."""

from pmrisk.network.arrays import LIMIT
from pmrisk.network.frame import Frame
from pmrisk.network.rows import Rows, whole_minutes

# The largest uniform that a stream of 32 bits can give leaves this much above it.
_TOP = 2.0**-33


def compile_durations(frame: Frame, rows: Rows) -> None:
    """A row of minutes for every activity, in order, zero for milestones."""
    for activity in frame.activities:
        if activity.duration is None:
            rows.minutes.append(0)
            continue
        units = frame.calendar(activity).units
        planned = max(0, whole_minutes(activity.duration.planned(units)))
        if activity.duration.uncertain:
            shape = activity.duration.resolve(units)
            name = f"{activity.id}.duration"
            rows.add_minutes(name, shape, planned, nonnegative=True)
        else:
            rows.minutes.append(planned)


def longest(rows: Rows) -> list[int]:
    """The most minutes that each row can be drawn at."""
    most = [abs(minutes) for minutes in rows.minutes]
    for source in rows.sources:
        if source.is_minutes:
            most[source.row] = min(LIMIT, max(most[source.row], _most(source.shape)))
    return most


def _most(shape) -> int:  # type: ignore[no-untyped-def]
    top = shape.support[1]
    if top == float("inf"):
        top = float(shape.quantile(1 - _TOP, _TOP))
    return whole_minutes(top)
