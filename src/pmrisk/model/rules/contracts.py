"""Contracts: each has its terms, its work and its milestones, and no work has two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.errors import EstimateError
from pmrisk.model.contract import KNOWS, NEEDS, TERMS, Contract
from pmrisk.model.estimate import Estimate
from pmrisk.model.rules.found import FIRST, Found, Path, Spot
from pmrisk.model.rules.quantities import MOST_MONEY, amounts_of, beyond, wrong_money
from pmrisk.model.selectors import Selector
from pmrisk.model.text import escaped, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def contracts(project: "Project") -> Iterator[Found]:
    """Every contract says what its type needs, and covers work of its own."""
    seen: dict[str, Path] = {}
    covered: dict[str, tuple[str, Path]] = {}
    for k, contract in enumerate(project.contracts):
        spot = Spot(("contracts", k), f"contracts {quoted(contract.id)}")
        if contract.id in seen:
            message = f"this id is given twice{FIRST}. Give each contract its own"
            yield spot.found("duplicate-id", message, seen[contract.id])
        seen.setdefault(contract.id, spot.path)
        yield from _terms(spot, contract)
        yield from _sums(spot, contract)
        yield from _work(project, spot, contract, covered)
        yield from _promises(project, spot, contract)


def _terms(spot: Spot, contract: Contract) -> Iterator[Found]:
    """The keys that the type of a contract needs, and those that it has no use for."""
    type_ = contract.type
    for key in TERMS:
        given = getattr(contract, key) is not None
        if not given and key in NEEDS[type_]:
            yield spot.found("missing-key", f"needs a {key}: it is of type {type_}")
        if given and key not in (*NEEDS[type_], *KNOWS[type_]):
            known = ", ".join([*NEEDS[type_], *KNOWS[type_]])
            yield spot.inside(key).found(
                "contract",
                f"is not part of a contract of type {type_}, which knows {known}. "
                "Remove it, or change the type",
            )


def _sums(spot: Spot, contract: Contract) -> Iterator[Found]:
    """Every sum is an estimate of money, not below zero but for change orders."""
    for key in ("price", "rate", "fee"):
        given = getattr(contract, key)
        wrong = None if given is None else _wrong(given)
        if wrong:
            yield spot.inside(key).found("estimate", wrong)
    bounds: dict[tuple[str, ...], float | None] = {("cap",): contract.cap}
    for key, clause in (
        ("late_damages", contract.late_damages),
        ("early_bonus", contract.early_bonus),
    ):
        if clause is not None:
            bounds[key, "per_day"] = clause.per_day
            bounds[key, "cap"] = clause.cap
    for keys, money in bounds.items():
        if money is not None and money > MOST_MONEY:
            yield spot.inside(*keys).found(
                "estimate", f"must stay below {MOST_MONEY:,.0f}, got {money:g}"
            )
    yield from _orders(spot.inside("change_orders"), contract)


def _wrong(given: Estimate) -> str | None:
    wrong = wrong_money(given)
    if wrong:
        return wrong
    for amount in amounts_of(given):
        if amount.value < 0:
            return f"must not be negative, got {amount}"
    return beyond(given)


def _orders(spot: Spot, contract: Contract) -> Iterator[Found]:
    names: set[str] = set()
    for n, order in enumerate(contract.change_orders):
        here = Spot((*spot.path, n), spot.at)
        if order.name in names:
            yield here.found(
                "duplicate-id",
                f"{quoted(order.name)} is given twice. Give each order its own name",
            )
        names.add(order.name)
        wrong = wrong_money(order.price)
        if wrong:
            yield here.inside("price").found("estimate", wrong)


def _work(
    project: "Project",
    spot: Spot,
    contract: Contract,
    covered: dict[str, tuple[str, Path]],
) -> Iterator[Found]:
    """Selectors select something, and nothing that another contract covers."""
    if not contract.on:
        yield spot.inside("on").found("unmatched", "selects no activity. Name some")
    twice: dict[str, str] = {}
    for k, text in enumerate(contract.on):
        here = Spot((*spot.path, "on", k), f"{spot.at}.on")
        try:
            selector = Selector.of(text)
        except EstimateError as error:
            yield here.found("selector", str(error))
            continue
        found = [activity.id for activity in selector.activities(project)]
        if not found:
            yield here.found("unmatched", selector.missed(project))
        for name in found:
            other, _ = covered.setdefault(name, (contract.id, spot.path))
            if other != contract.id:
                twice.setdefault(other, name)
    for other, name in twice.items():
        yield spot.found(
            "contract",
            f"covers {escaped(name)}, which {escaped(other)} covers as well{FIRST}. "
            "Work is paid for by one contract",
            covered[name][1],
        )


def _promises(project: "Project", spot: Spot, contract: Contract) -> Iterator[Found]:
    """What is late or early is an activity with a deadline."""
    if contract.late_damages is not None:
        at = spot.inside("late_damages", "milestone")
        yield from _promised(project, at, contract.late_damages.milestone)
    if contract.early_bonus is not None:
        at = spot.inside("early_bonus")
        if contract.bonus_milestone is None:
            message = "needs a milestone, since there are no late_damages to take it of"
            yield at.found("missing-key", message)
        elif contract.early_bonus.milestone is not None:
            at = at.inside("milestone")
            yield from _promised(project, at, contract.early_bonus.milestone)


def _promised(project: "Project", spot: Spot, name: str) -> Iterator[Found]:
    by_id = {activity.id: activity for activity in project.activities}
    if name not in by_id:
        hint = suggestion(name, by_id) or " Name a milestone with a deadline."
        yield spot.found(
            "unknown-activity", f"{quoted(name)} is not an activity.{hint}"
        )
    elif by_id[name].deadline is None:
        yield spot.found(
            "no-deadline",
            f"{quoted(name)} has no deadline to be late or early by. Give it one",
        )
    elif by_id[name].is_span:
        yield spot.found(
            "no-deadline",
            f"{quoted(name)} is the span of other work. Name what ends it",
        )
