"""A risk register in a file of its own: a workbook, a CSV or a YAML file."""

import hashlib
import os
from typing import Any

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import quoted
from pmrisk.read.fields import BAD, Key, Place, Record, good, members, name, ref, scalar
from pmrisk.read.plans import shown_path
from pmrisk.read.register.headings import FIELDS
from pmrisk.read.register.origin import Listed
from pmrisk.read.source import CannotRead, file_bytes, text_of
from pmrisk.read.tables.grid import Unusable
from pmrisk.read.tree import Map, tree

_YAML = (".yaml", ".yml", ".json")


def register(value: Any, place: Place) -> list[Any]:
    """The risks in the file that a scenario names, None where one has no id."""
    asked = {"file": value} if isinstance(value, str) else REGISTER.read(value, place)
    asked = good(asked)
    if "file" not in asked or scalar(name)(asked["file"], place) is BAD:
        return []
    file, log = asked.pop("file"), place.log
    path = os.path.join(log.folder, file)
    try:
        raw = file_bytes(path)
    except CannotRead as error:
        place.complain(f"file {quoted(file)} {error}", "file")
        return []
    log.files.append(hashlib.sha256(raw).hexdigest())
    log.paths.append(path)
    if file.lower().endswith(_YAML):
        if asked:
            place.complain("a YAML file has no sheets and no columns. Leave them out.")
        return _listed(raw, shown_path(path), place)
    return _table(raw, shown_path(path), place, asked)


def _listed(raw: bytes, path: str, place: Place) -> list[Any]:
    """The risks of a YAML file, written as in a scenario."""
    from pmrisk.read.risks import listed_risks

    log = place.log
    try:
        root = tree(text_of(raw), path)
    except CannotRead as error:
        log.problems.append(Problem("file", "", str(error), path, error.line))
        return []
    except ScenarioError as error:
        log.problems += error.problems
        return []
    log.origin = Listed(path, root)
    with log.reading(path):
        return listed_risks(root, Place(log, "risks", 1))


def _table(raw: bytes, path: str, place: Place, asked: dict[str, Any]) -> list[Any]:
    from pmrisk.read.register.table import read_register

    try:
        return read_register(raw, path, place.log, **asked)
    except Unusable as error:
        problem = Problem(error.code, error.at, str(error), path)
        place.log.problems.append(problem)
        return []


def _columns(value: Any, place: Place) -> Any:
    """Columns by what they hold, where their names are not usual."""
    found = {}
    for field, raw in members(value, place, '{probability: "W-keit"}'):
        here = place.inside(value, field)
        if field not in FIELDS:
            COLUMNS.read(_only(value, field), place)
        elif (title := scalar(name)(raw, here)) is not BAD:
            found[field] = title
    return found


def _only(value: Map, field: str) -> Map:
    """A mapping of one key, as `value` has it."""
    one = Map(value.line)
    one[field], one.lines = value[field], value.lines
    return one


COLUMNS = Record(
    "columns by what they hold",
    {field: Key(scalar(name), ref("text"), help) for field, help in FIELDS.items()},
)
REGISTER = Record(
    "a mapping such as {file: register.xlsx, sheet: Risks}",
    {
        "file": Key(
            scalar(name), ref("text"), "a workbook, a CSV or a YAML file.", True
        ),
        "sheet": Key(
            scalar(name),
            ref("text"),
            "of a workbook; the first with risks if not given.",
        ),
        "columns": Key(
            _columns,
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {field: ref("text") for field in FIELDS},
            },
            "headings that are not usual, by what they hold: {probability: W-keit}.",
        ),
    },
)
