"""The JSON Schema of a scenario, from the same keys that the reader takes."""

from typing import Any

from pmrisk.model.forms import BESIDE, NAMED, SHAPES, THREE_POINT
from pmrisk.read import (
    activities,
    backlog,
    branches,
    calendars,
    constraints,
    gates,
    money,
    overlay,
    register,
    risks,
    scales,
    sections,
)
from pmrisk.read.fields import Record, ref

_NUMBER = r"^[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?$"
_PERCENT = r"^\s*[0-9][0-9_]*(\.[0-9_]*)?\s*%$"
_AMOUNT = r"^\s*[-+]?[0-9][0-9_]*(\.[0-9_]*)?\s*(min|h|d|w|eh|ed)?\s*$"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LINK = r"^\s*\S+(\s+(FS|SS|FF|SF)\s*([-+]\s*\S+)?)?\s*$"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pmrisk scenario",
        "description": "A project: the plan, what is uncertain about it, what was "
        "promised.",
        **_scenario(),
        "$defs": _texts() | _records() | {"estimate": _estimate()},
    }


def _scenario() -> dict[str, Any]:
    """The whole file: the work is written out, or a plan of another tool is named."""
    written = {
        "required": ["project", "activities"],
        "properties": {"project": {"required": ["name", "start"]}},
    }
    return {
        **_record(sections.SCENARIO),
        "required": ["pmrisk"],
        "if": {"required": ["schedule"]},
        "then": {"properties": {"activities": False}},
        "else": written,
    }


def _record(record: Record) -> dict[str, Any]:
    """A mapping with these keys and no others."""
    keys = {name: {**key.schema, "description": key.help}
            for name, key in record.keys.items()}  # fmt: skip
    required = [name for name, key in record.keys.items() if key.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": keys,
        **({"required": required} if required else {}),
    }


def _texts() -> dict[str, Any]:
    """Numbers, texts and dates; all of them may be written in quotes."""
    number = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER}]}
    day = {"type": "string", "pattern": rf"^{_DAY}([T ][0-9:]{{5}}(:00)?)?$"}
    days = {"type": "string", "pattern": rf"^{_DAY}(\.\.{_DAY})?$"}
    text = {"type": ["string", "number"]}
    return {
        "number": number,
        "amount": {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": _AMOUNT}]
        },
        "chance": {"type": ["number", "string"]},
        "percent": {"anyOf": [ref("number"), {"type": "string", "pattern": _PERCENT}]},
        "date": day,
        "days": days,
        "text": text,
        "id": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\S+$"}]},
        "link": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _LINK}]},
    }


def _records() -> dict[str, Any]:
    calendar = {"anyOf": [{"const": "continuous"}, _record(calendars.CALENDAR)]}
    return {
        "project": {**_record(sections.PROJECT), "required": []},
        "defaults": _record(sections.DEFAULTS),
        "calendar": calendar,
        "activity": _record(activities.ACTIVITY),
        "relationship": _record(activities.RELATIONSHIP),
        "constraint": _record(constraints.CONSTRAINT),
        "backlog": _record(backlog.BACKLOG),
        "sized": _record(backlog.SIZED),
        "baseline": _record(activities.BASELINE),
        "quality": _record(gates.QUALITY),
        "cost": _record(activities.COST),
        "assignment": _record(activities.ASSIGNMENT),
        "resource": _record(sections.RESOURCE),
        "subproject": _record(sections.SUBPROJECT),
        "correlation": _record(sections.CORRELATION),
        "scales": _record(scales.SCALES),
        "risk": _record(risks.RISK),
        "impact": _record(risks.IMPACT),
        "response": _record(risks.RESPONSE),
        "register": _record(register.REGISTER),
        "driver": _record(risks.DRIVER),
        "branch": _record(branches.BRANCH),
        "schedule": _record(overlay.SCHEDULE),
        "rule": _record(overlay.RULE),
        "index": _record(money.INDEX),
        "dated_rate": _record(money.DATED_RATE),
        "contract": _record(money.CONTRACT),
        "share": _record(money.SHARE),
        "damages": _record(money.DAMAGES),
        "bonus": _record(money.BONUS),
        "change_order": _record(money.CHANGE_ORDER),
    }


def _estimate() -> dict[str, Any]:
    """A number, an amount with a unit, a size, three points, or a shape by name."""
    three = _points(3)
    return {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "minLength": 1},
            three,
            *(_shape(shape) for shape in SHAPES),
        ]
    }


def _points(count: int) -> dict[str, Any]:
    return {
        "type": "array",
        "items": ref("amount"),
        "minItems": count,
        "maxItems": count,
    }


def _shape(shape: str) -> dict[str, Any]:
    options = {name: ref("amount") for name in ("min", "max", "plan")}
    beside = {name: _BESIDE[name] for name in BESIDE.get(shape, ())}
    required = [shape, "plan"] if shape == "factor" else [shape]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {shape: _value(shape), **beside, **options},
    }


_BESIDE: dict[str, dict[str, Any]] = {
    "weight": ref("number"),
    "at": {"type": "array", "items": ref("number"), "minItems": 2, "maxItems": 2},
    "column": {"type": "string"},
}


def _value(shape: str) -> dict[str, Any]:
    """What stands under a shape's name."""
    if shape in THREE_POINT:
        return _points(3)
    if shape == "uniform":
        return _points(2)
    if shape == "factor":
        return ref("estimate")
    if shape == "empirical":
        values = {"type": "array", "items": ref("amount"), "minItems": 1}
        return {"anyOf": [{"type": "string"}, values]}
    if shape in NAMED:
        names = NAMED[shape]
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(names),
            "properties": {name: ref("amount") for name in names},
        }
    if shape == "lognormal":
        return {
            "type": "object",
            "propertyNames": {"pattern": r"^(mean|sd|p[0-9]+(\.[0-9]+)?)$"},
            "additionalProperties": ref("amount"),
            "minProperties": 2,
            "maxProperties": 2,
        }
    return {"type": "object", "additionalProperties": ref("amount"), "minProperties": 1}
