"""Money that moves with time: price indices are rates of something, in order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.dates import written
from pmrisk.model.escalation import HIGHEST_RATE, LOWEST_RATE
from pmrisk.model.estimate import Estimate
from pmrisk.model.resource import Resource
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.rules.quantities import MOST_MONEY, amounts_of, beyond, wrong_money
from pmrisk.model.text import quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def escalation(project: "Project") -> Iterator[Found]:
    """Indices are rates a year, and whatever follows one is defined."""
    for name, index in project.escalation.items():
        spot = Spot(("escalation", name), f"escalation {quoted(name)}").inside("rate")
        wrong = _wrong_rate(index.rate)
        if wrong:
            yield spot.found("estimate", wrong)
    for k, activity in enumerate(project.activities):
        at = spot_of(k, activity).inside("cost", "escalation")
        yield from _known(project, at, activity.cost.escalation)
    for name, resource in project.resources.items():
        at = Spot(("resources", name), f"resources {quoted(name)}")
        yield from _known(project, at.inside("escalation"), resource.escalation)
        yield from _later(project, at.inside("rate"), resource)


def _wrong_rate(rate: Estimate) -> str | None:
    wrong = wrong_money(rate)
    if wrong:
        return wrong
    for given in amounts_of(rate):
        if not LOWEST_RATE <= given.value <= HIGHEST_RATE:
            return (
                f"is a share a year between {LOWEST_RATE:g} and {HIGHEST_RATE:g}, got "
                f"{given}. Write 0.03 for 3 %"
            )
    return beyond(rate, LOWEST_RATE, HIGHEST_RATE)


def _known(project: "Project", spot: Spot, name: str | None) -> Iterator[Found]:
    if name is None or name in project.escalation:
        return
    hint = suggestion(name, project.escalation) or " Define it under escalation."
    yield spot.found("unknown-index", f"{quoted(name)} is not a price index.{hint}")


def _later(project: "Project", spot: Spot, resource: Resource) -> Iterator[Found]:
    """Rates follow each other from the start on, and none is beyond all money."""
    before = resource.start
    if before is not None and before > project.start:
        yield Spot((*spot.path, 0), spot.at).found(
            "dates",
            f"no rate holds before {written(before)}, but the project starts on "
            f"{written(project.start)}. Remove the from of the first rate, or list an "
            "earlier one before it",
        )
    for n, later in enumerate(resource.later, start=1):
        here = Spot((*spot.path, n), spot.at)
        if later.rate > MOST_MONEY:
            yield here.found(
                "rate", f"must stay below {MOST_MONEY:,.0f}, got {later.rate:g}"
            )
        if before is not None and later.start <= before:
            yield here.found(
                "dates",
                f"{written(later.start)} does not come after {written(before)}. List "
                "the rates by date, each once",
            )
        before = later.start
