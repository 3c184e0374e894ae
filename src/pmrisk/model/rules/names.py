"""Names: there is work, an id names one activity, and every name used exists."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from pmrisk.model.rules.found import FIRST, Found, Path, Spot, spot_of
from pmrisk.model.text import quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def not_empty(project: "Project") -> Iterator[Found]:
    """A project has work in it."""
    if not project.activities:
        yield Spot(("activities",), "activities").found(
            "empty-project", "there are none. Give at least one, with a duration"
        )


def unique_ids(project: "Project") -> Iterator[Found]:
    """An id names one activity."""
    seen: dict[str, Path] = {}
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        if activity.id in seen:
            yield (
                spot.inside("id")
                ._replace(at=spot.at)
                .found(
                    "duplicate-id",
                    f"this id is given twice{FIRST}. Give each activity its own",
                    seen[activity.id],
                )
            )
        seen.setdefault(activity.id, (*spot.path, "id"))


def known_names(project: "Project") -> Iterator[Found]:
    """Every name that is used exists."""
    ids = {activity.id for activity in project.activities}
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        if activity.calendar is not None:
            at = spot.inside("calendar")
            yield from _known(at, activity.calendar, "calendar", project.calendars)
        if activity.float_calendar is not None:
            at = spot.inside("float_calendar")
            name = activity.float_calendar
            yield from _known(at, name, "calendar", project.calendars)
        if activity.subproject is not None:
            at = spot.inside("subproject")
            yield from _known(
                at, activity.subproject, "subproject", project.subprojects
            )
        for n, link in enumerate(activity.after):
            if link.predecessor not in ids:
                yield (
                    spot.inside("after", n)
                    ._replace(at=spot.at)
                    .found(
                        "unknown-predecessor",
                        f"predecessor {quoted(link.predecessor)} is not an activity."
                        + (
                            suggestion(link.predecessor, ids) or " Add it or remove it."
                        ),
                    )
                )
        for assigned in activity.resources:
            at = spot.inside("resources", assigned.resource)._replace(
                at=f"{spot.at}.resources"
            )
            yield from _known(at, assigned.resource, "resource", project.resources)
    yield from _known_in_head(project, ids)


def _known_in_head(project: "Project", ids: set[str]) -> Iterator[Found]:
    at = Spot(("project", "calendar"), "project.calendar")
    yield from _known(at, project.calendar, "calendar", project.calendars)
    if project.finish is not None:
        at = Spot(("project", "finish"), "project.finish")
        yield from _known(at, project.finish, "activity", ids)
    for name, resource in project.resources.items():
        if resource.calendar is not None:
            at = Spot(("resources", name), f"resources {quoted(name)}")
            at = at.inside("calendar")
            yield from _known(at, resource.calendar, "calendar", project.calendars)


def _known(spot: Spot, name: str, kind: str, known: Collection[str]) -> Iterator[Found]:
    if name in known:
        return
    a_kind = "an activity" if kind == "activity" else f"a {kind}"
    plural = "activities" if kind == "activity" else f"{kind}s"
    hint = suggestion(name, known) or f" Define it under {plural}."
    yield spot.found(f"unknown-{kind}", f"{quoted(name)} is not {a_kind}.{hint}")
