"""Branches in a scenario: after one activity, one of several."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.risk import Branch
from pmrisk.model.text import quoted, shown
from pmrisk.read.fields import BAD, Key, Place, Record, identity, members, ref, scalar
from pmrisk.read.scales import chance, is_word
from pmrisk.read.tree import List, Map


def branches(value: Any, place: Place) -> list[Any]:
    """Branches, None where one could not be read, in the order of the file."""
    if not isinstance(value, List):
        place.complain(
            "must be a list such as [{after: T10, choose: {A20: 0.7, A30: 0.3}}], got "
            f"{shown(value)}.",
            "type",
        )
        return []
    return [
        _branch(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    ]


def _branch(value: Any, place: Place) -> Branch | None:
    if isinstance(value, Map) and isinstance(value.get("after"), str):
        place = place._replace(at=f"branches after {quoted(value['after'])}")
    found = BRANCH.read(value, place)
    if BAD in (found.get("after", BAD), found.get("choose", BAD)):
        return None
    return Branch.made(**found)


def _choose(value: Any, place: Place) -> Any:
    """Each entry with its probability or its condition."""
    found: dict[str, Any] = {}
    for key, raw in members(value, place, "{A20: 0.7, A30: 0.3}"):
        here = place.inside(value, key)
        entry = scalar(identity)(key, here)
        chosen = scalar(_chosen)(raw, here)
        found[key] = chosen if entry is not BAD else BAD
    if not found and isinstance(value, Map):
        place.complain("is empty. Write it as {A20: 0.7, A30: 0.3}.")
    return BAD if not found or BAD in found.values() else found


def _chosen(value: Any) -> float | str:
    if not isinstance(value, str):
        raise EstimateError(
            "must be a probability such as 0.7, or a condition such as "
            f"finish(T10) <= 2027-09-30, got {shown(value)}."
        )
    if not is_word(value):
        return chance(value)
    if value.strip() != OTHERWISE:
        Condition.of(value)
    return value.strip()


BRANCH = Record(
    "a mapping such as {after: T10, choose: {A20: 0.7, A30: 0.3}}",
    {
        "after": Key(
            scalar(identity), ref("id"), "the activity behind which it parts.", True
        ),
        "choose": Key(
            _choose,
            {
                "type": "object",
                "additionalProperties": {"type": ["number", "string"]},
                "minProperties": 1,
            },
            "its first activities: {A20: 0.7, A30: 0.3}, or on a condition.",
            required=True,
        ),
    },
)
