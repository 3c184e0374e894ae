"""Durations in whole minutes: planned, drawn, and at the most."""

from pmrisk.model.activity import Activity
from pmrisk.model.estimate import Estimate
from pmrisk.model.shapes import Scaled
from pmrisk.network.arrays import LIMIT
from pmrisk.network.backlogs import Burndown, burn
from pmrisk.network.frame import Frame, left_of, uncertain_work
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.ties import passes_on

# The largest uniform that a stream of 32 bits can give leaves this much above it.
_TOP = 2.0**-33


def compile_durations(frame: Frame, rows: Rows) -> list[Burndown]:
    """A row of minutes for every activity, in order; zero for events and spans.

    What is complete lasted from its actual start to its actual finish, around the
    clock, unless all it does is pass logic on; what is in progress is drawn for what is
    left of it. What is burnt down is returned.
    """
    burndowns = []
    for activity in frame.activities:
        if activity.id in frame.repeats.found:
            # It takes what its original takes.
            rows.minutes.append(0)
        elif activity.is_complete and passes_on(frame.project):
            rows.minutes.append(0)
        elif activity.is_complete:
            assert activity.actual_start is not None
            assert activity.actual_finish is not None
            span = activity.actual_finish - activity.actual_start
            rows.minutes.append(whole_minutes(span.total_seconds() / 60))
        elif activity.burning is not None:
            units, left = frame.calendar(activity).units, left_of(activity)
            burndowns.append(burn(rows, activity, units, left))
        elif (estimate := uncertain_work(activity)) is None:
            rows.minutes.append(0)
        else:
            _add_work(frame, rows, activity, estimate)
    return burndowns


def _add_work(frame: Frame, rows: Rows, activity: Activity, estimate: Estimate) -> None:
    units, left = frame.calendar(activity).units, left_of(activity)
    planned = max(0, whole_minutes(estimate.planned(units) * left))
    if not estimate.uncertain:
        rows.minutes.append(planned)
        return
    shape = estimate.resolve(units)
    if left != 1:
        shape = Scaled(shape, left)
    name = f"{activity.id}.duration"
    rows.add_minutes(name, shape, planned, nonnegative=True)


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
