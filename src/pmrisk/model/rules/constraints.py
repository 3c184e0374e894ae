"""Imposed dates: few enough on an activity, and none said twice.

An earliest date after a latest one is no contradiction but negative float, which the
inspector tells.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.rules.spans import NAMES

if TYPE_CHECKING:
    from pmrisk.model.project import Project

_LATE = "as_late_as_possible"
_MANUAL = "manual_start"
_MOST = 2
_MUST = ("must_start_on", "must_finish_on")
#: What bounds the same end in the same direction; the second of two adds nothing.
_SAME = (
    ("start_on", "start_no_earlier_than"),
    ("start_on", "start_no_later_than"),
    ("finish_on", "finish_no_earlier_than"),
    ("finish_on", "finish_no_later_than"),
)
#: What a summary hands on to everything under it.
_OF_SUMMARY = ("start_no_earlier_than", "finish_no_earlier_than")

Imposed = dict[str, datetime]


def imposed_dates(project: "Project") -> Iterator[Found]:
    """At most two imposed dates that can hold together, on work that can obey."""
    for k, activity in enumerate(project.activities):
        dates = activity.constraints
        late, manual = activity.as_late_as_possible, activity.manual_start is not None
        if not (dates or late or manual):
            continue
        spot, names = spot_of(k, activity), [*dates, *[_LATE] * late]
        if activity.is_span:
            yield from _on_span(spot, activity, [*names, *[_MANUAL] * manual])
            continue
        if len(names) > _MOST:
            yield spot.inside(names[_MOST]).found(
                "too-many-constraints",
                f"is one imposed date too many beside {' and '.join(names[:_MOST])}. "
                "Keep at most two",
            )
        yield from _overruled(spot, [*names, *[_MANUAL] * manual])
        yield from _twice(spot, dates)


def _on_span(spot: Spot, activity: Activity, names: list[str]) -> Iterator[Found]:
    allowed = _OF_SUMMARY if activity.type == "summary" else ()
    rule = f"may only have {' or '.join(allowed)}" if allowed else "can have none"
    for name in names:
        if name not in allowed:
            yield spot.inside(name).found(
                "span-constraint",
                f"{NAMES[activity.type]} follows what it covers and {rule}. Impose the "
                "date on an activity, or write a deadline",
            )


def _overruled(spot: Spot, names: list[str]) -> Iterator[Found]:
    """Whatever stands beside a date that must be kept."""
    must = next((name for name in names if name in _MUST), None)
    for name in names:
        if must is not None and name != must:
            yield spot.inside(name).found(
                "contradictory-constraints",
                f"cannot hold beside {must}, which fixes the dates alone. Remove one "
                "of them",
            )


def _twice(spot: Spot, dates: Imposed) -> Iterator[Found]:
    for first, second in _SAME:
        if first in dates and second in dates:
            yield spot.inside(second).found(
                "contradictory-constraints",
                f"is already said by {first}. Remove one of them",
            )
