"""Risks and drivers: each has an id of its own, and does something to work to come."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pmrisk.model.estimate import Estimate
from pmrisk.model.risk import Driver, Impact, Risk
from pmrisk.model.rules.aims import Aims, takes_no_time, wrong_delay, wrong_factor
from pmrisk.model.rules.found import FIRST, Found, Path, Spot
from pmrisk.model.rules.quantities import wrong_money
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def risk_spot(k: int, risk: Risk) -> Spot:
    """The place of risk `k`."""
    return Spot(("risks", k), f"risks {quoted(risk.id)}")


def unique_sources(project: "Project") -> Iterator[Found]:
    """An id names one risk, one driver or one activity."""
    seen: dict[str, tuple[Path, str]] = {
        activity.id: (("activities", k, "id"), "activity")
        for k, activity in reversed(list(enumerate(project.activities)))
    }
    named: dict[str, Sequence[Risk | Driver]] = {
        "risks": project.risks,
        "drivers": project.drivers,
    }
    for section, sources in named.items():
        for k, source in enumerate(sources):
            spot = Spot((section, k, "id"), f"{section} {quoted(source.id)}")
            kind = section.removesuffix("s")
            if source.id in seen:
                path, other = seen[source.id]
                said = f"is given twice{FIRST}. Give each {kind} its own"
                if other != kind:
                    a_kind = "an activity" if other == "activity" else f"a {other}"
                    said = f"is that of {a_kind}{FIRST}. Give the {kind} its own"
                yield spot.found("duplicate-id", f"this id {said}", path)
            seen.setdefault(source.id, (spot.path, kind))


def risks(project: "Project") -> Iterator[Found]:
    """What a risk does is sound, and something is left that it can do it to."""
    aims = Aims(project)
    named = {name for risk in project.risks for name in risk.requires + risk.excludes}
    for k, risk in enumerate(project.risks):
        spot = risk_spot(k, risk)
        if not 0 <= risk.probability <= 1:
            yield spot.inside("probability").found(
                "probability", f"must lie between 0 and 1, got {risk.probability:g}"
            )
        if risk.window is not None and risk.window.finish <= risk.window.start:
            yield spot.inside("window").found(
                "window", "ends before it begins. Write the earlier date first"
            )
        if risk.status == "closed":
            continue
        if not risk.impacts and risk.id not in named:
            yield spot.found(
                "no-impact",
                "does nothing. Give it impacts, such as impacts: [{on: [A140], "
                "delay: [5, 10, 30]}], or close it",
            )
        yield from _impacts(aims, spot.inside("impacts"), risk.impacts)
        yield from _response(aims, spot, risk)


def _impacts(aims: Aims, spot: Spot, impacts: tuple[Impact, ...]) -> Iterator[Found]:
    for n, impact in enumerate(impacts):
        here = Spot((*spot.path, n), spot.at)
        yield from aims.problems(here.inside("on"), impact.on, "close")
        yield from _effects(aims, here, impact)


def _effects(aims: Aims, spot: Spot, impact: Impact) -> Iterator[Found]:
    """What one impact adds or multiplies."""
    if impact.delay is None and impact.factor is None and impact.cost is None:
        yield spot.found("no-effect", "needs a delay, a factor or a cost")
    if impact.applies_to != "duration" and impact.factor is None:
        yield spot.inside("applies_to").found(
            "applies-to", "says what a factor multiplies, but there is none. Remove it"
        )
    idle = takes_no_time(aims, impact.on)
    on_time = impact.applies_to != "cost"
    wrong = {
        "delay": impact.delay and (idle or wrong_delay(aims, impact.on, impact.delay)),
        "factor": impact.factor and ((on_time and idle) or wrong_factor(impact.factor)),
        "cost": impact.cost and wrong_money(impact.cost),
    }
    for key, message in wrong.items():
        if message:
            yield spot.inside(key).found("estimate", str(message))


def _response(aims: Aims, spot: Spot, risk: Risk) -> Iterator[Found]:
    """A response says something, and what it leaves of the risk is sound."""
    response, here = risk.response, spot.inside("response")
    if response is None:
        return
    said = (response.cost, response.probability, response.impacts)
    if not response.name and said == (None, None, None):
        yield here.found(
            "response", "says nothing. Give its cost, its probability or its impacts"
        )
    if response.probability is not None and not 0 <= response.probability <= 1:
        yield here.inside("probability").found(
            "probability", f"must lie between 0 and 1, got {response.probability:g}"
        )
    wrong = response.cost and wrong_money(response.cost)
    if response.cost and not wrong and response.cost.planned(None) < 0:
        wrong = "must not be negative. Write what a response saves as an impact"
    if wrong:
        yield here.inside("cost").found("estimate", wrong)
    yield from _impacts(aims, here.inside("impacts"), response.impacts or ())


def drivers(project: "Project") -> Iterator[Found]:
    """A driver is a factor on work that is left."""
    aims = Aims(project)
    for k, driver in enumerate(project.drivers):
        spot = Spot(("drivers", k), f"drivers {quoted(driver.id)}")
        yield from aims.problems(spot.inside("on"), driver.on, "remove")
        if not 0 <= driver.probability <= 1:
            yield spot.inside("probability").found(
                "probability", f"must lie between 0 and 1, got {driver.probability:g}"
            )
        idle = driver.applies_to != "cost" and takes_no_time(aims, driver.on)
        if idle:
            yield spot.inside("on").found("no-time", idle)
        if wrong := wrong_factor(driver.factor) or _planned(driver.factor):
            yield spot.inside("factor").found("estimate", wrong)


def _planned(factor: Estimate) -> str | None:
    """Why a factor cannot have a plan of its own, or None."""
    if factor.shape == "factor" or factor.plan is None or factor.plan.value == 1:
        return None
    return (
        f"has a plan of {factor.plan}, but the plan takes every driver at 1. Remove it"
    )
