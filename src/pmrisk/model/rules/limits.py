"""Levelling: nobody needs more of a resource than there is, or it could never start."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.rules.found import Found, spot_of
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

_SCALE = 1_000_000


def millionths(units: float) -> int:
    """Units as a whole number of millionths, rounded down: integers add up exactly."""
    return int(Decimal(repr(float(units))) * _SCALE)


def demands(project: "Project", activity: Activity) -> dict[str, int]:
    """Millionths of limited resources that an activity needs while it works, by name.

    An effort is no claim on units, and what is complete, takes no time, or spans others
    needs none.
    """
    found: dict[str, int] = {}
    if activity.type == "task" and not activity.is_complete:
        for each in activity.resources:
            resource = project.resources[each.resource]
            if each.units is not None and resource.available is not None:
                more = millionths(each.units)
                found[each.resource] = found.get(each.resource, 0) + more
    return found


def too_much(project: "Project") -> Iterator[Found]:
    """Activities that need more units of a resource than are available.

    It is no rule of every project: only levelling asks what is available.
    """
    for k, activity in enumerate(project.activities):
        for name, units in demands(project, activity).items():
            available = project.resources[name].available or 0
            if units > millionths(available):
                at = spot_of(k, activity).inside("resources", name)
                yield at.found("too-much", _said(name, units / _SCALE, available))


def _said(name: str, units: float, available: float) -> str:
    asked = f"asks for {units:g} of {quoted(name)}"
    if available == 0:
        return (
            f"{asked}, of which none is available, so it could never start. Make some "
            "available, or do not level"
        )
    return (
        f"{asked}, but {available:g} are available, so it could never start. Ask for "
        f"{available:g} at most, make more available, or do not level"
    )
