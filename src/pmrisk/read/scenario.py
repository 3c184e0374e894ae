"""From a scenario's text to a project, or to everything that is wrong with it."""

import hashlib
import os
from typing import Any

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.project import Defaults, Project, with_standing_calendars
from pmrisk.model.rules import Found, problems
from pmrisk.model.text import shown
from pmrisk.read.fields import Log, Place, good
from pmrisk.read.sections import SCENARIO
from pmrisk.read.source import CannotRead, file_bytes, no_collection, text_of
from pmrisk.read.tree import Map, line_of, tree

_LISTS = ("activities", "correlations", "risks", "drivers", "branches")
# What these say must be known before the estimates.
_FIRST = ("defaults", "sizes", "scales")


def load(path: str | os.PathLike[str]) -> Project:
    """The project that a scenario file describes.

    Parameters
    ----------
    path : str or path-like
        A YAML file in the format of pmrisk.

    Raises
    ------
    ScenarioError
        With every problem in the file, by line.
    """
    try:
        text = text_of(file_bytes(os.fspath(path)))
    except CannotRead as error:
        problem = Problem("file", "", str(error), _shown(path), error.line)
        raise ScenarioError([problem]) from None
    return parse(text, path)


def _shown(path: str | os.PathLike[str]) -> str:
    """A path as it was typed, on one line."""
    text = os.fspath(path)
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) or '""'


def parse(text: str, path: str | os.PathLike[str] | None = None) -> Project:
    """The project that a scenario's text describes; `path` is where it came from.

    Raises
    ------
    ScenarioError
        With every problem in the text, by line.
    """
    log = Log(None) if path is None else Log(_shown(path), os.path.dirname(path) or ".")
    with no_collection():
        return _project(tree(text, log.path), log, text)


def _project(root: Any, log: Log, text: str) -> Project:
    found = _sections(root, log)
    draft = _draft(found, log.path)
    if draft is not None:
        kept = _kept(found)
        for broken in _broken(draft, root):
            first = None if broken.first is None else _line(root, broken.first, kept)
            problem, line = broken.said(first), _line(root, broken.path, kept)
            log.add(problem.code, problem.at, problem.message, line)
    if log.problems or draft is None:
        raise ScenarioError(log.ordered())
    files = [hashlib.sha256(text.encode()).hexdigest(), *log.files]
    draft._files = "\n".join(files)
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
    return SCENARIO.read(ordered, Place(log, "", root.line))


def _order(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _default_shape(defaults: Map) -> str:
    shape = defaults.get("shape")
    return shape if shape in ("pert", "triangular", "trigen") else "pert"


def _draft(found: dict[str, Any], path: str | None) -> Project | None:
    """A project of what could be read, to see what does not fit together."""
    head = good(found.get("project") or {})
    if "start" not in head or not isinstance(found.get("activities"), list):
        return None
    lists: dict[str, Any] = {name: _usable(found, name) for name in _LISTS}
    return Project.model_construct(
        **{"name": "", "data_date": head["start"], **head},
        defaults=found.get("defaults") or Defaults(),
        calendars=with_standing_calendars(found.get("calendars") or {}),
        resources=found.get("resources") or {},
        subprojects=found.get("subprojects") or {},
        path=path,
        **lists,
    )


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
        for section in _LISTS
    }


def _line(root: Map, place: tuple[str | int, ...], kept: Kept) -> int:
    """The line of a place in the project, or of the nearest thing around it."""
    if len(place) > 1 and place[0] in kept and isinstance(place[1], int):
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
