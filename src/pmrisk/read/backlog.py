"""Backlogs in a scenario: items as an estimate, or counted by size, and throughput."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.amount import Amount, amount
from pmrisk.model.backlog import Backlog, Sized
from pmrisk.model.text import number, quoted, shown, suggestion
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Record,
    good,
    identity,
    ref,
    scalar,
)
from pmrisk.read.tree import List, Map


def backlog(value: Any, place: Place) -> Any:
    """A `Backlog`, or `BAD`."""
    found = BACKLOG.read(value, place)
    needed = ("items", "throughput")
    if any(each is BAD for each in found.values()) or {*needed} - found.keys():
        return BAD
    fields = good(found)
    items = fields.pop("items")
    key = "sized" if isinstance(items, tuple) else "items"
    return Backlog.made(**{key: items}, **fields)


def _items(value: Any, place: Place) -> Any:
    """An estimate, or items counted by size: short ``{S: 12, M: 8}``, or long."""
    known = place.log.sizes
    if isinstance(value, Map) and known.keys() & value.keys():
        parts = [_counted(name, value, place) for name in value]
    elif isinstance(value, List) and value and isinstance(value[0], Map):
        parts = [
            _sized(each, place.inside(value, k, place.at))
            for k, each in enumerate(value)
        ]
    else:
        return estimate(value, place)
    return BAD if any(part is BAD for part in parts) else tuple(parts)


def _counted(name: str, value: Map, place: Place) -> Any:
    """So many items of a size that has a name."""
    here, known = place.inside(value, name), place.log.sizes
    if name not in known:
        hint = suggestion(name, known) or f" Sizes are {', '.join(known)}."
        return here.complain(f"{quoted(name)} is none of the sizes.{hint}")
    count = scalar(_count)(value[name], here)
    if count is BAD or known[name] is BAD:
        return BAD
    return Sized.made(size=name, count=count, each=known[name])


def _sized(value: Any, place: Place) -> Any:
    found = SIZED.read(value, place)
    if any(found.get(key, BAD) is BAD for key in ("size", "count", "each")):
        return BAD
    return Sized.made(**found)


def _count(value: Any) -> float:
    count = number(value, "12")
    if count <= 0:
        raise EstimateError(f"must be above 0, got {shown(value)}.")
    return count


def _every(value: Any) -> Amount:
    every = amount(value)
    if every.value <= 0:
        raise EstimateError(f"must be above 0, got {shown(value)}.")
    return every


SIZED = Record(
    "a mapping such as {size: S, count: 12, each: [1, 2, 3]}",
    {
        "size": Key(scalar(identity), ref("id"), "what it is called.", required=True),
        "count": Key(scalar(_count), ref("number"), "how many items.", required=True),
        "each": Key(
            estimate, ref("estimate"), "points of each of them.", required=True
        ),
    },
)
BACKLOG = Record(
    "a mapping such as {items: [40, 55, 80], throughput: {empirical: [3, 5, 2, 6]}}",
    {
        "items": Key(
            _items,
            {
                "anyOf": [
                    ref("estimate"),
                    {"type": "object", "additionalProperties": ref("number")},
                    {"type": "array", "items": ref("sized"), "minItems": 1},
                ]
            },
            "how many items, or points, there are; {S: 12, M: 8} counts them by size.",
            required=True,
        ),
        "throughput": Key(
            estimate,
            ref("estimate"),
            "how many a team finishes in a period, drawn anew for each.",
            required=True,
        ),
        "every": Key(
            scalar(_every),
            ref("amount"),
            "working time of a period; 1w if not given.",
        ),
        "split": Key(
            estimate, ref("estimate"), "how many items become of one; 1 if not given."
        ),
    },
)
