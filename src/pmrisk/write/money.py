"""Price indices, rates by date and contracts as a scenario says them."""

from collections.abc import Iterator, Mapping, Sequence

from pmrisk.model.contract import Bonus, ChangeOrder, Contract, Damages
from pmrisk.model.dates import written
from pmrisk.model.escalation import Escalation
from pmrisk.model.resource import LaterRate, Per, Resource
from pmrisk.write.estimates import estimate
from pmrisk.write.yaml import Value, entry, listed, mapped, number, text

_PER: dict[Per, str] = {"h": "h", "d": "day", "w": "week"}


def rate(resource: Resource) -> str:
    """``950/day``, or one after the other by date."""
    if not resource.later and resource.start is None:
        return _rate(resource.rate, resource.per)
    return listed([_dated(resource), *map(_dated, resource.later)])


def _dated(each: Resource | LaterRate) -> str:
    begins = {} if each.start is None else {"from": written(each.start)}
    return mapped(begins | {"rate": _rate(each.rate, each.per)})


def _rate(money: float, per: Per) -> str:
    return f"{number(money)}/{_PER[per]}"


def escalation(indices: Mapping[str, Escalation], shape: str) -> Iterator[str]:
    """The section of the price indices; `shape` is what a bare list of three is."""
    if indices:
        yield "escalation:"
    for name, index in indices.items():
        parts = {"rate": estimate(index.rate, None, shape)}
        if index.start is not None:
            parts["from"] = written(index.start)
        yield f"  {text(name)}: {mapped(parts)}"


def contracts(given: Sequence[Contract], shape: str) -> Iterator[str]:
    """The section of the contracts."""
    if given:
        yield "contracts:"
    for contract in given:
        yield f"  - id: {text(contract.id)}"
        for key, value in _parts(contract, shape):
            yield from entry(key, value, "    ")


def _parts(contract: Contract, shape: str) -> Iterator[tuple[str, Value]]:
    if contract.name:
        yield "name", text(contract.name)
    yield "on", listed(map(text, contract.on))
    yield "type", contract.type
    for key in ("price", "rate", "fee"):
        if (given := getattr(contract, key)) is not None:
            yield key, estimate(given, None, shape)
    if contract.cap is not None:
        yield "cap", number(contract.cap)
    if (share := contract.share) is not None:
        yield (
            "share",
            mapped({"over": number(share.over), "under": number(share.under)}),
        )
    if contract.late_damages is not None:
        yield "late_damages", mapped(_clause(contract.late_damages))
    if contract.early_bonus is not None:
        yield "early_bonus", mapped(_clause(contract.early_bonus))
    if contract.change_orders:
        orders = [mapped(_order(each, shape)) for each in contract.change_orders]
        yield "change_orders", listed(orders)


def _clause(clause: Damages | Bonus) -> dict[str, str]:
    parts = {} if clause.milestone is None else {"milestone": text(clause.milestone)}
    parts["per_day"] = number(clause.per_day)
    if clause.cap is not None:
        parts["cap"] = number(clause.cap)
    return parts


def _order(order: ChangeOrder, shape: str) -> dict[str, str]:
    parts = {"name": text(order.name), "price": estimate(order.price, None, shape)}
    if order.probability != 1:
        parts["probability"] = number(order.probability)
    return parts
