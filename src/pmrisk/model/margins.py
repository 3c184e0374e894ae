"""Margins: buffers that a plan holds, and that no iteration spends.

A margin is where the plan keeps its contingency. What may go wrong is simulated by
itself, so a simulation takes margins out: they last no time and cost nothing there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity, Cost
from pmrisk.model.estimate import Estimate

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: What a margin loses when it is taken out.
_EMPTIED = (
    "duration", "remaining", "expected_finish", "suspend", "resume", "cost",
    "resources",
)  # fmt: skip


def margins(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """The margins that are left: what is complete has been used, or given back."""
    return tuple(a for a in activities if a.margin and not a.is_complete)


def without_margins(project: "Project") -> "Project":
    """`project` with margins that take no time; itself if it has none."""
    if not margins(project.activities):
        return project
    emptied = (_emptied(a) if a.margin else a for a in project.activities)
    return project.changed(activities=tuple(emptied))


def refilled(project: "Project", original: "Project") -> "Project":
    """`project` with the margins that `original` has, whatever else changed."""
    held = {a.id: a for a in margins(original.activities)}
    activities = [
        a.model_copy(update={name: getattr(held[a.id], name) for name in _EMPTIED})
        if a.id in held
        else a
        for a in project.activities
    ]
    return project.changed(activities=tuple(activities))


def _emptied(activity: Activity) -> Activity:
    """A margin of which nothing is left; its logic and its dates still hold."""
    if activity.is_complete:
        return activity
    assert activity.duration is not None
    # Elapsed time keeps to the clock, however little of it there is.
    nothing = Estimate.fixed(0, "ed" if activity.duration.elapsed else "")
    parts = {
        "duration": nothing,
        "remaining": None if activity.remaining is None else nothing,
        "expected_finish": None,
        "suspend": None,
        "resume": None,
        "cost": Cost(),
        "resources": (),
    }
    return activity.model_copy(update=parts)
