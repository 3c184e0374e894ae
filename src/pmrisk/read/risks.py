"""Risks in a scenario: what may happen, what it does then, what is done about it."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.estimate import Estimate
from pmrisk.model.risk import Driver, Impact, Response, Risk, Window
from pmrisk.model.text import quoted, shown
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Reader,
    Record,
    choice,
    good,
    identity,
    items,
    name,
    one_or_more,
    ref,
    scalar,
    text,
)
from pmrisk.read.mending import UNREAD
from pmrisk.read.scales import probability, scaled
from pmrisk.read.tree import List, Map

EACH = ("once", "separately")
APPLIES = ("duration", "cost", "both")
STATUSES = ("open", "occurred", "closed")
RESPONSES = ("proposed", "adopted")
_ON = "[A140, A1*, wbs:Build]"
# Stands in for an impact that could not be read, so that the rest is checked.
_UNREAD = Impact.made(on=("*",), cost=Estimate.fixed(1))


def risks(value: Any, place: Place) -> list[Any]:
    """Risks, None where one has no id, in the order of the file or of its register."""
    if isinstance(value, Map | str):
        from pmrisk.read.register import register

        return register(value, place)
    return listed_risks(value, place)


def listed_risks(value: Any, place: Place) -> list[Any]:
    """The risks of a list, None where one has no id."""
    if not isinstance(value, List):
        place.complain(
            "must be a list of risks, or a register such as {file: register.xlsx}, "
            f"got {shown(value)}.",
            "type",
        )
        return []
    return [_risk(raw, place.inside(value, k, "risks")) for k, raw in enumerate(value)]


def drivers(value: Any, place: Place) -> list[Any]:
    """Drivers, None where one has no id, in the order of the file."""
    if not isinstance(value, List):
        place.complain(f"must be a list of drivers, got {shown(value)}.", "type")
        return []
    return [
        _driver(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    ]


def named(value: Any, place: Place, section: str) -> Place:
    """The place of something that has an id, addressed by it."""
    if isinstance(value, Map) and isinstance(value.get("id"), str):
        return place._replace(at=f"{section} {quoted(value['id'])}")
    return place


def _risk(value: Any, place: Place) -> Risk | None:
    place = named(value, place, "risks")
    found = RISK.read(value, place)
    if found.get("id", BAD) is BAD:
        return None
    if found.get("status", "open") == "open" and "probability" not in found:
        place.complain(
            'needs a key "probability": the chance that it happens, 0 to 1. Write 1 '
            "if it is certain.",
            "missing-key",
        )
    return Risk.made(**good(found))


def _driver(value: Any, place: Place) -> Driver | None:
    place = named(value, place, "drivers")
    found = DRIVER.read(value, place)
    if found.get("id", BAD) is BAD:
        return None
    # What could not be read stands for something harmless.
    return Driver.made(**{"factor": Estimate.fixed(1), "on": ("*",)} | good(found))


def _impacts(value: Any, place: Place) -> Any:
    """The impacts; one alone need not be a list."""
    if isinstance(value, Map):
        return (_impact(value, place),)
    if not isinstance(value, List):
        place.complain(
            f"must be a list such as [{{on: [A140], delay: [5, 10, 30]}}], got "
            f"{shown(value)}.",
            "type",
        )
        return (_UNREAD,)
    return tuple(
        _impact(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    )


def _impact(value: Any, place: Place) -> Impact:
    found = IMPACT.read(value, place)
    if found.get("on", BAD) is BAD:
        return _UNREAD
    # What could not be read counts as given.
    estimates = {
        key: UNREAD for key in ("delay", "factor", "cost") if found.get(key, 0) is BAD
    }
    return Impact.made(**good(found) | estimates)


def _response(value: Any, place: Place) -> Any:
    found = RESPONSE.read(value, place)
    if isinstance(value, Map) and any(raw is BAD for raw in found.values()):
        # It says something, whatever that is.
        return Response.made(**{"name": "unread"} | good(found))
    return Response.made(**good(found)) if isinstance(value, Map) else BAD


def several(convert: Any, example: str) -> Reader:
    """A reader of one text, or of a list of them."""

    def read(value: Any, place: Place) -> Any:
        found = [
            scalar(convert)(raw, place.inside(value, k, place.at))
            if isinstance(value, List)
            else scalar(convert)(raw, place)
            for k, raw in items(value, place, example)
        ]
        empty = isinstance(value, List) and not value
        if empty:
            place.complain(f"is empty. Write it as {example}.")
        return BAD if BAD in found or not found else tuple(found)

    return read


def _window(value: Any) -> Any:
    if not isinstance(value, str):
        raise EstimateError(
            f"must be two dates such as 2027-11-01..2028-03-01, got {shown(value)}."
        )
    return Window.of(value)


def _one_of(words: tuple[str, ...], help: str) -> Key:
    return Key(scalar(choice(words)), {"enum": list(words)}, help)


_MANY = one_or_more(ref("text"))
_IDS = one_or_more(ref("id"))
_ON_KEY = Key(
    several(name, _ON),
    _MANY,
    "activities: A140, A1*, wbs:PATH, code:NAME=VALUE.",
    required=True,
)
_APPLIES_KEY = _one_of(APPLIES, "what the factor multiplies; duration if not given.")
_IMPACTS = {"anyOf": [ref("impact"), {"type": "array", "items": ref("impact")}]}
_CHANCE = "the chance that it happens, 0 to 1."
_OWNER = Key(scalar(text), ref("text"), "who answers for it.")
_CATEGORY = Key(scalar(text), ref("text"), "a group of your own.")
IMPACT = Record(
    "a mapping such as {on: [A140], delay: [5, 10, 30]}",
    {
        "on": _ON_KEY,
        "delay": Key(
            scaled("delay"),
            ref("estimate"),
            "working time that it adds; negative for an opportunity.",
        ),
        "factor": Key(estimate, ref("estimate"), "what it multiplies by: [1, 1.2, 2]."),
        "cost": Key(
            scaled("cost"), ref("estimate"), "money; negative for an opportunity."
        ),
        "each": _one_of(
            EACH, "one draw for all its activities, charged once, or one each."
        ),
        "applies_to": _APPLIES_KEY,
    },
)
RESPONSE = Record(
    "a mapping such as {cost: 18000, probability: 0.1}",
    {
        "name": Key(scalar(text), ref("text"), "what would be done."),
        "cost": Key(estimate, ref("estimate"), "what it costs, whatever happens."),
        "probability": Key(probability, ref("chance"), "what is left of the chance."),
        "impacts": Key(_impacts, _IMPACTS, "what it does then, in place of the old."),
        "status": _one_of(RESPONSES, "proposed if not given; adopted counts."),
    },
)
RISK = Record(
    "a mapping with an id",
    {
        "id": Key(scalar(identity), ref("id"), "what others call it.", required=True),
        "name": Key(scalar(text), ref("text"), "what may happen, in a few words."),
        "description": Key(scalar(text), ref("text"), "more about it."),
        "cause": Key(scalar(text), ref("text"), "why it may happen."),
        "probability": Key(probability, ref("chance"), _CHANCE),
        "impacts": Key(_impacts, _IMPACTS, "what it does then, and to what."),
        "requires": Key(
            several(identity, "[R03]"), _IDS, "risks that must have happened before."
        ),
        "excludes": Key(
            several(identity, "[R05]"), _IDS, "risks that must not have happened."
        ),
        "window": Key(
            scalar(_window),
            {"type": "string", "pattern": r"^.+\.\..+$"},
            "only activities that work then are hit: 2027-11-01..2028-03-01.",
        ),
        "status": _one_of(STATUSES, "open if not given."),
        "response": Key(_response, ref("response"), "what could be done about it."),
        "owner": _OWNER,
        "category": _CATEGORY,
    },
)
DRIVER = Record(
    "a mapping with an id and a factor",
    {
        "id": Key(scalar(identity), ref("id"), "what others call it.", required=True),
        "name": Key(scalar(text), ref("text"), "what it is called."),
        "factor": Key(
            estimate, ref("estimate"), "what it multiplies by: [0.9, 1, 1.3].", True
        ),
        "on": _ON_KEY,
        "probability": Key(probability, ref("chance"), f"{_CHANCE} 1 if not given."),
        "applies_to": _APPLIES_KEY,
        "owner": _OWNER,
        "category": _CATEGORY,
    },
)
