"""From a scenario's text to a project, or to everything that is wrong with it."""

import hashlib
import os
from datetime import datetime
from typing import Any

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.project import Defaults, Project, with_standing_calendars
from pmrisk.model.rules import Found, problems
from pmrisk.model.text import shown
from pmrisk.read.fields import Log, Place, good
from pmrisk.read.kinds import Kind, kind_of
from pmrisk.read.overlay import laid
from pmrisk.read.plan import Plan
from pmrisk.read.plans import Wishes, bytes_of, read_plan, shown_path
from pmrisk.read.sections import SCENARIO
from pmrisk.read.source import CannotRead, no_collection, text_of
from pmrisk.read.tree import Map, line_of, tree

_LISTS = ("correlations", "risks", "drivers", "branches", "contracts")
# What the sizes, the scales and the default shape say must be known before the
# estimates, and when the project starts before a plan that does not say so.
_FIRST = ("defaults", "sizes", "scales", "project")


def load(
    path: str | os.PathLike[str],
    *,
    project: str | None = None,
    sheet: str | None = None,
    keep_names: bool = False,
    start: datetime | None = None,
    repair_correlations: bool = False,
) -> Project:
    """The project that a scenario describes, or that a plan of another tool holds.

    Parameters
    ----------
    path : str or path-like
        A YAML file in the format of pmrisk, or a plan of Primavera P6, Microsoft
        Project, a table, or another tool. `Project.plan_file` then tells what became
        of that.
    project : str, optional
        Of several projects in a plan file, the id of the one to read.
    sheet : str, optional
        Of several sheets in a workbook, the one to read.
    keep_names : bool
        Whether names of people in a plan file are copied.
    start : datetime, optional
        When a table begins that has no dates.
    repair_correlations : bool
        Whether correlations of a scenario that cannot hold together are replaced by the
        nearest that can; warnings of a simulation then say by how much.

    Raises
    ------
    ScenarioError
        With every problem in the file, by line.
    """
    raw, wishes = bytes_of(path), Wishes(project, sheet, keep_names, start)
    kind = kind_of(raw, os.fspath(path))
    if kind not in (None, "scenario") or _is_binary(raw, kind):
        return read_plan(raw, path, kind, wishes).project
    if wishes != Wishes():
        message = (
            "is a scenario: a project, a sheet, a start or names can be asked for in "
            "plans of other tools. Leave the option out."
        )
        raise ScenarioError([Problem("file", "", message, shown_path(path))])
    try:
        text = text_of(raw)
    except CannotRead as error:
        problem = Problem("file", "", str(error), shown_path(path), error.line)
        raise ScenarioError([problem]) from None
    return parse(text, path, repair_correlations=repair_correlations)


def _is_binary(raw: bytes, kind: Kind | None) -> bool:
    """Whether a file of no known kind is no text either."""
    return kind is None and b"\0" in raw[:1024]


def parse(
    text: str,
    path: str | os.PathLike[str] | None = None,
    *,
    repair_correlations: bool = False,
) -> Project:
    """The project that a scenario's text describes; `path` is where it came from.

    Raises
    ------
    ScenarioError
        With every problem in the text, by line.
    """
    log = (
        Log(None)
        if path is None
        else Log(shown_path(path), os.path.dirname(path) or ".")
    )
    with no_collection():
        return _project(tree(text, log.path), log, text, repair_correlations)


def _project(root: Any, log: Log, text: str, repair_correlations: bool) -> Project:
    found = _sections(root, log)
    draft = _draft(found, log.path)
    if draft is not None:
        if repair_correlations:
            draft = draft.changed(repair_correlations=True)
        draft = laid(draft, found.get("uncertainty") or [], log)
        kept = _kept(found)
        for broken in _broken(draft, root):
            if log.origin is not None and broken.path[:1] == ("risks",):
                log.problems.append(log.origin.located(broken, kept["risks"]))
                continue
            first = None if broken.first is None else _line(root, broken.first, kept)
            problem, line = broken.said(first), _line(root, broken.path, kept)
            log.add(problem.code, problem.at, problem.message, line)
    if log.problems or draft is None:
        raise ScenarioError(log.ordered())
    files = [hashlib.sha256(text.encode()).hexdigest(), *log.files]
    draft._files = "\n".join(files)
    draft._register = tuple(log.notes)
    draft._inputs = tuple(dict.fromkeys([*filter(None, [log.path]), *log.paths]))
    return draft


def _broken(draft: Project, root: Map) -> list[Found]:
    """What does not fit together, but for what follows from unreadable activities."""
    found = problems(draft)
    if root.get("activities"):
        return [each for each in found if each.problem.code != "empty-project"]
    return found


def _sections(root: Any, log: Log) -> dict[str, Any]:
    """Everything that the top-level keys say."""
    if not isinstance(root, Map):
        what = "is empty" if root is None else f"holds {shown(root)}"
        log.add("type", "", f"{what}. It must be {SCENARIO.what}.", 1)
        return {}
    ordered = Map(root.line)
    ordered.lines = root.lines
    for key in sorted(root, key=_order):
        ordered[key] = root[key]
    if isinstance(defaults := root.get("defaults"), Map):
        log.shape = _default_shape(defaults)
    log.kept_elsewhere = root.get("schedule") is not None
    if log.kept_elsewhere and "activities" in root:
        line = line_of(root, "activities")
        log.add("type", "activities", "stand beside schedule. Keep one of them", line)
    optional = ("project", "activities") if log.kept_elsewhere else ()
    return SCENARIO.read(ordered, Place(log, "", root.line), optional)


def _order(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _default_shape(defaults: Map) -> str:
    shape = defaults.get("shape")
    return shape if shape in ("pert", "triangular", "trigen") else "pert"


def _draft(found: dict[str, Any], path: str | None) -> Project | None:
    """A project of what could be read, to see what does not fit together."""
    if isinstance(plan := found.get("schedule"), Plan):
        return _over(plan, found, path)
    head = good(found.get("project") or {})
    if "start" not in head or not isinstance(found.get("activities"), list):
        return None
    return Project.model_construct(
        **{"name": "", "data_date": head["start"], **head},
        defaults=found.get("defaults") or Defaults(),
        calendars=with_standing_calendars(found.get("calendars") or {}),
        resources=found.get("resources") or {},
        subprojects=found.get("subprojects") or {},
        escalation=found.get("escalation") or {},
        activities=_usable(found, "activities"),
        path=path,
        **_lists(found),
    )


def _over(plan: Plan, found: dict[str, Any], path: str | None) -> Project:
    """A plan of another tool, with what the scenario says itself in its place."""
    given = plan.project
    parts = {name: getattr(given, name) for name in Project.model_fields}
    parts |= good(found.get("project") or {})
    for section in ("calendars", "resources", "subprojects"):
        parts[section] = {**parts[section], **(found.get(section) or {})}
    if own := found.get("defaults"):
        said = {name: getattr(own, name) for name in own.model_fields_set}
        parts["defaults"] = given.defaults.model_copy(update=said)
    parts |= _lists(found) | {"path": path}
    parts["escalation"] = found.get("escalation") or {}
    draft = Project.model_construct(**parts)
    draft._plan = plan
    return draft


def _lists(found: dict[str, Any]) -> dict[str, Any]:
    """What a scenario says itself, whoever keeps its plan."""
    return {section: _usable(found, section) for section in _LISTS}


def _usable(found: dict[str, Any], section: str) -> tuple[Any, ...]:
    """The items of a list that could be read."""
    return tuple(item for item in found.get(section) or () if item is not None)


Kept = dict[str, list[int]]


def _kept(found: dict[str, Any]) -> Kept:
    """Which items of the file's lists the draft holds."""
    return {
        section: [
            k for k, item in enumerate(found.get(section) or ()) if item is not None
        ]
        for section in ("activities", *_LISTS)
    }


def _line(root: Map, place: tuple[str | int, ...], kept: Kept) -> int:
    """The line of a place in the project, or of the nearest thing around it."""
    if place[:1] == ("activities",) and "activities" not in root:
        place = ("schedule",)
    elif len(place) > 1 and place[0] in kept and isinstance(place[1], int):
        place = (place[0], kept[str(place[0])][place[1]], *place[2:])
    node, line = root, root.line
    for key in place:
        if isinstance(node, Map) and key not in node and "constraint" in node:
            # An imposed date may be given there as well.
            line, node = line_of(node, "constraint"), node["constraint"]
        known = key in node if isinstance(node, Map) else isinstance(node, list)
        if not known:
            break
        line, node = line_of(node, key), node[key]  # type: ignore[index]
    return line
