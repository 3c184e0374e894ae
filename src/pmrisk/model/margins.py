"""Margins: buffers that a plan holds, and that no iteration spends.

A margin is where the plan keeps its contingency. What may go wrong is simulated by
itself, so a simulation takes margins out: they last no time and cost nothing there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pmrisk.model.activity import Activity, Cost
from pmrisk.model.estimate import Estimate

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: What is left of a margin that is taken out; its logic and its dates still hold.
_EMPTY: dict[str, Any] = {
    "duration": Estimate.fixed(0),
    "remaining": None,
    "expected_finish": None,
    "suspend": None,
    "resume": None,
    "cost": Cost(),
    "resources": (),
}


def margins(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """The margins that are left: what is complete has been used, or given back."""
    return tuple(a for a in activities if a.margin and not a.is_complete)


def without_margins(project: "Project") -> "Project":
    """`project` with margins that take no time; itself if it has none."""
    emptied = {a.id: _EMPTY for a in margins(project.activities)}
    return _with(project, emptied) if emptied else project


def refilled(project: "Project", original: "Project") -> "Project":
    """`project` with the margins that `original` has, whatever else changed."""
    return _with(
        project,
        {
            activity.id: {name: getattr(activity, name) for name in _EMPTY}
            for activity in margins(original.activities)
        },
    )


def _with(project: "Project", parts: dict[str, dict[str, Any]]) -> "Project":
    """`project` with other parts of some activities, by their ids."""
    changed = (
        a.model_copy(update=parts[a.id]) if a.id in parts else a
        for a in project.activities
    )
    return project.changed(activities=tuple(changed))
