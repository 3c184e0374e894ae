"""Price indices, rates that change by date, and contracts, as a scenario says them."""

from typing import Any

from pmrisk.errors import EstimateError
from pmrisk.model.contract import (
    TYPES,
    Bonus,
    ChangeOrder,
    Contract,
    Damages,
    Share,
)
from pmrisk.model.dates import start_of
from pmrisk.model.escalation import Escalation
from pmrisk.model.estimate import Estimate
from pmrisk.model.resource import LaterRate, parse_rate
from pmrisk.model.text import number, quoted, shown
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Record,
    choice,
    good,
    identity,
    items,
    members,
    name,
    one_or_more,
    ref,
    scalar,
    text,
)
from pmrisk.read.tree import List, Map

# Stands in for a rate that could not be read.
_LEVEL = Estimate.fixed(0)


def escalation(value: Any, place: Place) -> dict[str, Any]:
    """Price indices by name; what could not be read still has its name."""
    found = {}
    for key, raw in members(value, place, "{steel: {rate: 0.03}}"):
        here = place.inside(value, key, f"escalation {quoted(key)}")
        if scalar(name)(key, here) is not BAD:
            fields = good(INDEX.read(raw, here))
            parts = {"rate": fields.get("rate", _LEVEL), "start": fields.get("from")}
            found[key] = Escalation.made(**parts)
    return found


def rates(value: Any, place: Place) -> Any:
    """The parts of a resource that its rate gives: one, or one after the other."""
    if not isinstance(value, List):
        rate = scalar(parse_rate)(value, place)
        return BAD if rate is BAD else {"rate": rate[0], "per": rate[1]}
    places = [place.inside(value, k, place.at) for k in range(len(value))]
    found = [_dated(*each) for each in zip(value, places, strict=True)]
    if not found:
        return place.complain("must not be empty. Write 950/day.")
    for k, (raw, each) in enumerate(zip(value, found, strict=True)):
        if k and each is not BAD and each[0] is None:
            begins = f"when {shown(raw['rate'])} begins"
            return places[k].complain(f"needs a key from: {begins}.", "missing-key")
    if any(each is BAD for each in found):
        return BAD
    start, rate, per = found[0]
    later = tuple(LaterRate.made(start=s, rate=r, per=p) for s, r, p in found[1:])
    return {"rate": rate, "per": per, "start": start, "later": later}


def _dated(raw: Any, place: Place) -> Any:
    found = DATED_RATE.read(raw, place)
    if found.get("rate", BAD) is BAD or found.get("from", None) is BAD:
        return BAD
    return (found.get("from"), *found["rate"])


def contracts(value: Any, place: Place) -> list[Any]:
    """Contracts in the order of the file, None where one could not be read."""
    if not isinstance(value, List):
        place.complain(f"must be a list of contracts, got {shown(value)}.", "type")
        return []
    return [
        _contract(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)
    ]


def _contract(value: Any, place: Place) -> Contract | None:
    if isinstance(value, Map) and isinstance(value.get("id"), str):
        place = place._replace(at=f"contracts {quoted(value['id'])}")
    found = CONTRACT.read(value, place)
    if any(each is BAD for each in found.values()):
        return None
    if not found.keys() >= {"id", "on", "type"}:
        return None
    return Contract.made(**found)


def _on(value: Any, place: Place) -> Any:
    found = [
        scalar(name)(
            raw, place.inside(value, k, place.at) if raw is not value else place
        )
        for k, raw in items(value, place, '["wbs:Build", "A1*"]')
    ]
    if not found and isinstance(value, List):
        return place.complain('needs at least one, such as "wbs:Build" or "A1*".')
    return BAD if not found or any(each is BAD for each in found) else tuple(found)


def _money(value: Any) -> float:
    found = number(value, "90_000")
    if found < 0:
        raise EstimateError(f"must not be negative, got {shown(value)}.")
    return found


def _part(value: Any) -> float:
    found = number(value, "0.5")
    if not 0 <= found <= 1:
        hint = f" Write {found / 100:g} for {found:g} %." if 1 < found <= 100 else ""
        raise EstimateError(f"must lie between 0 and 1, got {shown(value)}.{hint}")
    return found


def _rate(value: Any, place: Place) -> Any:
    """Money for a working day: an estimate, or a text such as 950/day."""
    if isinstance(value, str) and "/" in value:
        found = scalar(parse_rate)(value, place)
        if found is BAD:
            return BAD
        if found[1] != "d":
            return place.complain(
                f"must be money for a working day such as 950/day, got {shown(value)}."
            )
        value = str(found[0])
    return estimate(value, place)


def _made(record: "Record", model: Any) -> Any:
    """A reader of a mapping that becomes a value."""

    def read(value: Any, place: Place) -> Any:
        found = record.read(value, place)
        needed = [key for key, each in record.keys.items() if each.required]
        if any(found.get(key, BAD) is BAD for key in (*needed, *found)):
            return BAD
        return model.made(**found)

    return read


def _orders(value: Any, place: Place) -> Any:
    if not isinstance(value, List):
        example = "[{name: More data, price: 20000}]"
        return place.complain(
            f"must be a list such as {example}, got {shown(value)}.", "type"
        )
    read = _made(CHANGE_ORDER, ChangeOrder)
    found = [read(raw, place.inside(value, k, place.at)) for k, raw in enumerate(value)]
    return BAD if any(each is BAD for each in found) else tuple(found)


INDEX = Record(
    "a mapping such as {rate: [0.01, 0.03, 0.06], from: 2027-01-01}",
    {
        "rate": Key(
            estimate,
            ref("estimate"),
            "a year's rise as a share: 0.03 is 3 %.",
            required=True,
        ),
        "from": Key(
            scalar(start_of),
            ref("date"),
            "prices rise from then on; the project's start if not given.",
        ),
    },
)
DATED_RATE = Record(
    "a mapping such as {from: 2027-01-01, rate: 950/day}",
    {
        "from": Key(
            scalar(start_of), ref("date"), "when it begins; the first needs none."
        ),
        "rate": Key(
            scalar(parse_rate),
            {"type": "string"},
            "money per hour, day or week of one unit.",
            required=True,
        ),
    },
)
SHARE = Record(
    "a mapping such as {over: 0.5, under: 0.5}",
    {
        "over": Key(
            scalar(_part), ref("number"), "the vendor's part of an overrun.", True
        ),
        "under": Key(
            scalar(_part), ref("number"), "the vendor's part of an underrun.", True
        ),
    },
)
_CAP = Key(scalar(_money), ref("number"), "the most that all of it comes to.")
DAMAGES = Record(
    "a mapping such as {milestone: M200, per_day: 5000, cap: 90000}",
    {
        "milestone": Key(
            scalar(identity), ref("id"), "an activity with a deadline.", True
        ),
        "per_day": Key(
            scalar(_money), ref("number"), "for each calendar day begun.", True
        ),
        "cap": _CAP,
    },
)
BONUS = Record(
    "a mapping such as {per_day: 2000, cap: 40000}",
    {
        "milestone": Key(
            scalar(identity), ref("id"), "that of the late damages if not given."
        ),
        "per_day": Key(
            scalar(_money), ref("number"), "for each whole calendar day.", True
        ),
        "cap": _CAP,
    },
)
CHANGE_ORDER = Record(
    "a mapping such as {name: More data, price: 20000, probability: 0.3}",
    {
        "name": Key(scalar(name), ref("text"), "what is ordered.", True),
        "price": Key(estimate, ref("estimate"), "what is paid for it.", True),
        "probability": Key(
            scalar(_part), ref("number"), "the chance that it is; 1 if not given."
        ),
    },
)
CONTRACT = Record(
    "a mapping with an id, a type and the work that it is on",
    {
        "id": Key(scalar(identity), ref("id"), "what it is called in results.", True),
        "name": Key(scalar(text), ref("text"), "what a planner calls it."),
        "on": Key(
            _on,
            one_or_more(ref("text")),
            "the work that it covers: A1*, wbs:PATH, code:NAME=VALUE.",
            required=True,
        ),
        "type": Key(
            scalar(choice(TYPES)),
            {"enum": list(TYPES)},
            "what is paid: the price, a rate a day, cost and fee, or shares around a "
            "target.",
            required=True,
        ),
        "price": Key(estimate, ref("estimate"), "what is paid, or the target."),
        "rate": Key(_rate, ref("estimate"), "money for each working day: 950/day."),
        "fee": Key(estimate, ref("estimate"), "money beside the cost."),
        "cap": Key(scalar(_money), ref("number"), "the most that is paid."),
        "share": Key(_made(SHARE, Share), ref("share"), "the vendor's part."),
        "late_damages": Key(
            _made(DAMAGES, Damages), ref("damages"), "deducted for being late."
        ),
        "early_bonus": Key(_made(BONUS, Bonus), ref("bonus"), "added for being early."),
        "change_orders": Key(
            _orders,
            {"type": "array", "items": ref("change_order")},
            "what may be ordered besides.",
        ),
    },
)
