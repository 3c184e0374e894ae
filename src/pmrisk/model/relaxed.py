"""A plan whose hard constraints are measured, not obeyed: what a simulation runs on.

An imposed date that overrides logic would cap the S-curve and hide the risk that the
run is there to show. So its lower bound stays, its upper bound becomes a deadline whose
chance is measured, and every conversion is told.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.dates import written

if TYPE_CHECKING:
    from pmrisk.model.project import Project


class Conversion(NamedTuple):
    """One hard constraint of an activity, and what became of it."""

    id: str
    constraint: str
    message: str


def relaxed(project: "Project") -> tuple["Project", tuple[Conversion, ...]]:
    """`project` without hard constraints, and what was converted; itself without any.

    What is complete has none, and of what is in progress only the finish is left to
    impose. Late dates count back from the simulated finish, not from an imposed one, or
    nothing would have float in an iteration that is later.
    """
    project = _unbound(project)
    honored = project.defaults.honor_constraints
    made = [_relaxed(activity, honored) for activity in project.activities]
    conversions = tuple(each for _, told in made for each in told)
    if not conversions:
        return project, ()
    defaults = project.defaults.model_copy(update={"honor_constraints": False})
    activities = tuple(activity for activity, _ in made)
    return project.changed(activities=activities, defaults=defaults), conversions


def _unbound(project: "Project") -> "Project":
    """`project` without imposed finishes, which only its late dates know."""
    own = project.subprojects
    if project.must_finish_by is None and not any(
        s.must_finish_by for s in own.values()
    ):
        return project
    free = {k: s.model_copy(update={"must_finish_by": None}) for k, s in own.items()}
    return project.changed(must_finish_by=None, subprojects=free)


def _relaxed(activity: Activity, honored: bool) -> tuple[Activity, list[Conversion]]:
    if activity.is_complete or activity.is_span:
        return activity, []
    changes: dict[str, Any] = {}
    told = []
    for change, conversion in _changes(activity, honored):
        for key, value in change.items():
            changes[key] = _joined(key, changes.get(key, getattr(activity, key)), value)
        told.append(conversion)
    return (activity.model_copy(update=changes) if changes else activity), told


def _joined(key: str, old: datetime | None, new: datetime | None) -> datetime | None:
    """Of two lower bounds the later, of two upper bounds the earlier."""
    if old is None or new is None:
        return new
    return max(old, new) if key == "start_no_earlier_than" else min(old, new)


_Change = tuple[dict[str, datetime | None], Conversion]


def _changes(activity: Activity, honored: bool) -> Iterator[_Change]:
    """What each hard constraint of an activity becomes."""
    starts = activity.actual_start is None
    if starts and (at := activity.must_start_on) is not None:
        becomes = "must_start_on", "start_on", "start_deadline"
        yield _soft(activity, becomes, at)
    if (at := activity.must_finish_on) is not None:
        yield _soft(activity, ("must_finish_on", "finish_on", "deadline"), at)
    if starts and (at := activity.manual_start) is not None:
        change = {"manual_start": None, "start_no_earlier_than": at}
        message = f"scheduled by hand at {written(at)}: starts no earlier"
        yield change, Conversion(activity.id, "manual_start", message)
    if honored:
        yield from _measured(activity, starts)


def _soft(activity: Activity, names: tuple[str, str, str], at: datetime) -> _Change:
    hard, soft, deadline = names
    end = hard == "must_finish_on"
    message = (
        f"{hard} {written(at, finish=end)} became a lower bound and a measured "
        f"{deadline}"
    )
    change = {hard: None, soft: at, deadline: at}
    return change, Conversion(activity.id, hard, message)


def _measured(activity: Activity, starts: bool) -> Iterator[_Change]:
    """Upper bounds that override logic in the plan, measured where they do not."""
    for name, deadline in (
        ("start_no_later_than", "start_deadline"),
        ("start_on", "start_deadline"),
        ("finish_no_later_than", "deadline"),
        ("finish_on", "deadline"),
    ):
        at = getattr(activity, name)
        if at is not None and (starts or deadline == "deadline"):
            day = written(at, finish=deadline == "deadline")
            message = f"{name} {day} became a measured {deadline}"
            yield {deadline: at}, Conversion(activity.id, name, message)
