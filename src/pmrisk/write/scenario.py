"""A whole project as the text of a scenario, which loads as the same project."""

from collections.abc import Iterable, Iterator

from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.dates import written
from pmrisk.model.project import Defaults, Project, Subproject
from pmrisk.model.resource import Resource
from pmrisk.write import money
from pmrisk.write.activities import Activities
from pmrisk.write.calendars import calendars, is_continuous
from pmrisk.write.risks import branches, drivers, risks
from pmrisk.write.yaml import entry, listed, mapped, number, text

_ON_CALENDARS = ("calendar", "float_calendar")


def scenario_text(project: Project, comment: Iterable[str] = ()) -> str:
    """`project` as a scenario that a planner can read, edit and compare.

    Times are in days where they are whole or half days of the calendar that they run
    on, else in hours or minutes.

    Parameters
    ----------
    comment : iterable of str, optional
        Lines that the file opens with.
    """
    project = _renamed(project)
    sections = [
        ["pmrisk: 1"],
        _head(project),
        _defaults(project.defaults),
        calendars(project.calendars, project.defaults.shape),
        _resources(project.resources),
        _subprojects(project.subprojects),
        ["activities:", *Activities(project).lines()],
        risks(project),
        drivers(project),
        branches(project),
        _correlations(project),
        money.escalation(project.escalation, project.defaults.shape),
        money.contracts(project.contracts, project.defaults.shape),
    ]
    blocks = ["\n".join(lines) for lines in map(list, sections) if lines]
    opening = "".join(f"# {_one_line(line)}".rstrip() + "\n" for line in comment)
    return opening + "\n\n".join(blocks) + "\n"


def _one_line(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)


def _renamed(project: Project) -> Project:
    """`project` with another name for a calendar that ``continuous`` would hide."""
    own = project.calendars[CONTINUOUS.name]
    if is_continuous(own):
        return project
    name = _free(f"{CONTINUOUS.name}_2", project.calendars)
    named = dict(project.calendars)
    named[name] = named.pop(CONTINUOUS.name).model_copy(update={"name": name})

    def other(calendar: str | None) -> str | None:
        return name if calendar == CONTINUOUS.name else calendar

    parts = {
        "calendar": other(project.calendar),
        "calendars": {**named, CONTINUOUS.name: CONTINUOUS},
        "activities": tuple(
            a.model_copy(update={key: other(getattr(a, key)) for key in _ON_CALENDARS})
            for a in project.activities
        ),
        "resources": {
            key: r.model_copy(update={"calendar": other(r.calendar)})
            for key, r in project.resources.items()
        },
    }
    return project.model_copy(update=parts)


def _free(name: str, taken: dict[str, Calendar]) -> str:
    while name in taken:
        name += "_2"
    return name


def _head(project: Project) -> Iterator[str]:
    yield "project:"
    yield f"  name: {text(project.name)}"
    yield f"  currency: {text(project.currency)}"
    yield f"  start: {written(project.start)}"
    if project.data_date != project.start:
        yield f"  data_date: {written(project.data_date)}"
    for key in ("target_finish", "must_finish_by"):
        if (when := getattr(project, key)) is not None:
            yield f"  {key}: {written(when, finish=True)}"
    if project.budget is not None:
        yield f"  budget: {number(project.budget)}"
    yield f"  calendar: {text(project.calendar)}"
    if project.finish is not None:
        yield f"  finish: {text(project.finish)}"


def _defaults(defaults: Defaults) -> Iterator[str]:
    standing = Defaults()
    own = {
        name: _default(getattr(defaults, name))
        for name in Defaults.model_fields
        if getattr(defaults, name) != getattr(standing, name)
    }
    if own:
        yield from entry("defaults", own, "")


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # A seed may have more digits than a float.
        return str(value)
    return number(value) if isinstance(value, float) else str(value)


def _resources(resources: dict[str, Resource]) -> Iterator[str]:
    if resources:
        yield "resources:"
    for name, resource in resources.items():
        parts = {"rate": money.rate(resource)}
        if resource.escalation is not None:
            parts["escalation"] = text(resource.escalation)
        if resource.available is not None:
            parts["available"] = number(resource.available)
        if resource.calendar is not None:
            parts["calendar"] = text(resource.calendar)
        yield f"  {text(name)}: {mapped(parts)}"


def _subprojects(subprojects: dict[str, Subproject]) -> Iterator[str]:
    if subprojects:
        yield "subprojects:"
    for key, each in subprojects.items():
        parts = {"name": text(each.name)} if each.name else {}
        parts["start"] = written(each.start)
        if each.data_date is not None:
            parts["data_date"] = written(each.data_date)
        if each.must_finish_by is not None:
            parts["must_finish_by"] = written(each.must_finish_by, finish=True)
        yield f"  {text(key)}: {mapped(parts)}"


def _correlations(project: Project) -> Iterator[str]:
    if project.correlations:
        yield "correlations:"
    for each in project.correlations:
        between = listed(map(text, each.between))
        yield f"  - {mapped({'between': between, 'rank': number(each.rank)})}"
