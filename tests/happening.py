"""Small projects with risks, drivers and branches, written in Python for tests."""

from typing import Any

import building
from pmrisk.model.project import Project
from pmrisk.model.risk import Branch, Driver, Impact, Response, Risk, Window

PARTS = {"risks": Risk, "drivers": Driver, "branches": Branch}


def project(activities: list[dict[str, Any]], **sections: Any) -> Project:
    """Like `building.project`, with risks, drivers, branches and more by activity.

    Keys of an activity that a scenario has besides those of a plan (`exists`,
    `combine`) are set on the model.
    """
    more = {a["id"]: _taken(a, ("exists", "combine")) for a in activities}
    plain = [{k: v for k, v in a.items() if k not in more[a["id"]]} for a in activities]
    own = {name: sections.pop(name) for name in PARTS if name in sections}
    own |= {n: sections.pop(n) for n in ("correlations",) if n in sections}
    base = building.project(plain, **sections)
    parts = {name: getattr(base, name) for name in type(base).model_fields}
    parts["activities"] = tuple(
        a.model_copy(update=more[a.id]) for a in base.activities
    )
    return Project(**parts | {name: tuple(each) for name, each in own.items()})


def _taken(entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: entry[name] for name in names if name in entry}


def risk(id: str, probability: float, *impacts: Any, **more: Any) -> Risk:
    """A risk of impacts given as mappings."""
    made = tuple(Impact(**impact) for impact in impacts)
    return Risk(id=id, probability=probability, impacts=made, **more)


def driver(id: str, factor: Any, on: Any, **more: Any) -> Driver:
    """A driver."""
    return Driver(id=id, factor=factor, on=on, **more)


def branch(after: str, **choose: Any) -> Branch:
    """A branch behind one activity."""
    return Branch(after=after, choose=choose)


def response(**parts: Any) -> Response:
    """A response; its impacts are given as mappings."""
    if "impacts" in parts:
        parts["impacts"] = tuple(Impact(**each) for each in parts["impacts"])
    return Response(**parts)


def window(start: str, finish: str) -> Window:
    """A window of whole days."""
    return Window(start=start, finish=finish)
