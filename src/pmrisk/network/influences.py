"""What may happen to each activity: risks and drivers, taken apart by what they touch.

An occurrence is an event; drivers that act in a share of the iterations have one too.
What an event does are factors and delays on durations, factors on costs, and charges,
each with the name of its own stream of chance.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.amount import TimeUnits
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.responses import adopted, effective, is_adopted
from pmrisk.model.risk import Driver, Impact, Risk, Window
from pmrisk.model.selectors import Selector
from pmrisk.network.arrays import LIMIT
from pmrisk.network.order import topological_order
from pmrisk.network.rows import whole_minutes
from pmrisk.network.spans import Spans

# The largest uniform that a stream of 32 bits can give leaves this much above it.
TOP = 2.0**-33


class Event(NamedTuple):
    """Something that happens in an iteration or does not.

    `planned` says whether it has happened in the plan; what is `settled` is the same in
    every iteration. It needs all of `requires` and none of `excludes`. Where it is left
    open whether its response is adopted, `residual` is its probability if it is.
    """

    id: str
    is_risk: bool
    probability: float
    planned: bool
    settled: bool
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    residual: float | None = None


class Factor(NamedTuple):
    """What multiplies a duration or a cost.

    With `event` None it does so in every iteration, but not in the plan. With `adopted`
    it does so only where the response is adopted, or only where it is not.
    """

    name: str
    estimate: Estimate
    of: str
    event: str | None
    window: Window | None
    adopted: bool | None = None


class Delay(NamedTuple):
    """What is added to a duration when an event happens."""

    name: str
    estimate: Estimate
    event: str
    window: Window | None
    adopted: bool | None = None


class Charge(NamedTuple):
    """Money that an event costs, if one of the activities is hit; `event` None: always.

    `on` are the activities that it is about, by id.
    """

    name: str
    estimate: Estimate
    of: str
    event: str | None
    on: tuple[str, ...]
    window: Window | None
    adopted: bool | None = None

    @property
    def key(self) -> str:
        """A name of its own: both sides of an open response draw by one name."""
        return f"{self.name} adopted" if self.adopted else self.name


@dataclass
class Influences:
    """Everything that happens to the activities of a project, by their ids."""

    events: list[Event] = field(default_factory=list)
    duration: dict[str, list[Factor]] = field(default_factory=dict)
    delays: dict[str, list[Delay]] = field(default_factory=dict)
    cost: dict[str, list[Factor]] = field(default_factory=dict)
    charges: list[Charge] = field(default_factory=list)
    #: The least and the most that each estimate can be, by the units of its place.
    ends: dict[tuple[int, TimeUnits | None], tuple[float, float]] = field(
        default_factory=dict
    )

    def reach(self) -> dict[str, set[str]]:
        """The ids of the activities that each risk and each driver is on."""
        found: dict[str, set[str]] = {}
        for where in (self.duration, self.cost):
            for name, factors in where.items():
                for factor in factors:
                    found.setdefault(factor.of, set()).add(name)
        for name, delays in self.delays.items():
            for delay in delays:
                found.setdefault(delay.event, set()).add(name)
        for charge in self.charges:
            found.setdefault(charge.of, set()).update(charge.on)
        return found


def influences(spans: Spans, open_: Collection[str] = ()) -> Influences:
    """The influences on the activities that the network holds; risks before drivers.

    Of the risks that are `open_` both sides are there: as they are without their
    response, and as it leaves them.
    """
    project, found = spans.project, Influences()
    reach = _Reach(project, spans)
    risks = {risk.id: effective(risk) for risk in project.risks}
    chain = {
        r.id: [n for n in (*r.requires, *r.excludes) if n in risks]
        for r in risks.values()
    }
    for name in topological_order(chain):
        risk = risks[name]
        after = effective(adopted(risk)) if name in open_ else None
        found.events.append(_event(risk, after))
        if risk.status != "closed":
            _add_risk(found, risk, after, reach)
    for driver in sorted(project.drivers, key=lambda each: each.id):
        _add_driver(found, driver, reach)
    return found


class _Reach:
    """Which activities something is on: held, not done, and no margins."""

    def __init__(self, project: Project, spans: Spans) -> None:
        self.project = project
        self.held = {
            a.id: a for a in spans.scheduled if not (a.is_complete or a.margin)
        }

    def __call__(self, on: Sequence[str]) -> list[Activity]:
        """The activities that any of the selectors names, by id."""
        named: set[str] = set()
        for text in on:
            selector = Selector.of(text)
            if selector.is_exact:
                named.add(selector.value)
            else:
                named.update(a.id for a in selector.activities(self.project))
        return [self.held[name] for name in sorted(named) if name in self.held]


def _event(risk: Risk, after: Risk | None = None) -> Event:
    occurred = risk.status == "occurred"
    probability = {"occurred": 1.0, "closed": 0.0}.get(risk.status, risk.probability)
    residual = None
    if after is not None and risk.status == "open":
        residual = after.probability
    settled = occurred or (probability == 0 and not residual)
    chain = () if settled else risk.requires
    excluded = () if settled else risk.excludes
    event = Event(risk.id, True, probability, occurred, settled, chain, excluded)
    return event._replace(residual=None if settled else residual)


def _add_risk(found: Influences, risk: Risk, after: Risk | None, reach: _Reach) -> None:
    paid = risk if after is None else after
    if is_adopted(paid):
        assert paid.response is not None
        if paid.response.cost is not None:
            name, cost = f"{risk.id}.response", paid.response.cost
            side = None if after is None else True
            found.charges.append(Charge(name, cost, risk.id, None, (), None, side))
    changed = after is not None and after.impacts != risk.impacts
    _add_impacts(found, risk, False if changed else None, reach)
    if after is not None and changed:
        _add_impacts(found, after, True, reach)


def _add_impacts(
    found: Influences, risk: Risk, side: bool | None, reach: _Reach
) -> None:
    for k, impact in enumerate(risk.impacts, start=1):
        _add_impact(found, risk, f"{risk.id}.{k}", impact, reach(impact.on), side)


def _add_impact(
    found: Influences,
    risk: Risk,
    name: str,
    impact: Impact,
    on: list[Activity],
    side: bool | None,
) -> None:
    window = risk.window
    for activity in on:
        own = f">{activity.id}" if impact.each == "separately" else ""
        if impact.delay is not None and _takes_time(activity):
            delay = Delay(f"{name}.delay{own}", impact.delay, risk.id, window, side)
            found.delays.setdefault(activity.id, []).append(delay)
        if impact.factor is not None:
            stream = f"{name}.factor{own}"
            factor = Factor(stream, impact.factor, risk.id, risk.id, window, side)
            _add_factor(found, factor, impact.applies_to, activity)
    if impact.cost is not None and on:
        together = [tuple(a.id for a in on)]
        apart = [(a.id,) for a in on if a.type != "summary"]
        for hit in apart if impact.each == "separately" else together:
            own = f">{hit[0]}" if impact.each == "separately" else ""
            charge = Charge(
                f"{name}.cost{own}", impact.cost, risk.id, risk.id, hit, window, side
            )
            found.charges.append(charge)


def _add_driver(found: Influences, driver: Driver, reach: _Reach) -> None:
    if driver.probability == 0:
        return
    event = None
    if driver.probability < 1:
        event = driver.id
        made = Event(driver.id, False, driver.probability, False, settled=False)
        found.events.append(made)
    factor = Factor(f"{driver.id}.factor", driver.factor, driver.id, event, None)
    for activity in reach(driver.on):
        _add_factor(found, factor, driver.applies_to, activity)


def _add_factor(
    found: Influences, factor: Factor, applies_to: str, activity: Activity
) -> None:
    if applies_to != "cost" and _takes_time(activity):
        found.duration.setdefault(activity.id, []).append(factor)
    if applies_to != "duration":
        found.cost.setdefault(activity.id, []).append(factor)


def _takes_time(activity: Activity) -> bool:
    """Whether it has a duration of its own; an expected finish makes it another's."""
    has_work = not (activity.is_span or activity.is_milestone)
    return has_work and activity.expected_finish is None


class Extent(NamedTuple):
    """How far influences can take a duration: factors, and minutes added to it."""

    least_factor: float
    most_factor: float
    least_delay: int
    most_delay: int

    def shortest(self, minutes: float) -> int:
        """The least that is left of `minutes`, each step rounded half up."""
        whole = whole_minutes(whole_minutes(minutes) * self.least_factor)
        return whole + self.least_delay

    def longest(self, minutes: int) -> int:
        """The most that becomes of `minutes`."""
        whole = whole_minutes(minutes * self.most_factor)
        return min(LIMIT, whole + self.most_delay)


def extent(found: Influences, activity: Activity, units: TimeUnits) -> Extent:
    """The least and the most that can happen to the duration of an activity."""
    least, most = 1.0, 1.0
    for factor in found.duration.get(activity.id, ()):
        low, high = _ends(found, factor.estimate, None)
        least, most = least * min(1.0, max(0.0, low)), most * max(1.0, high)
    own = found.delays.get(activity.id, ())
    delays = [_ends(found, each.estimate, units) for each in own]
    join = max if activity.combine == "parallel" else sum
    shorter = join([0, *(max(0, whole_minutes(-low)) for low, _ in delays)])
    longer = join([0, *(max(0, whole_minutes(high)) for _, high in delays)])
    return Extent(least, most, -shorter, longer)


def _ends(
    found: Influences, estimate: Estimate, units: TimeUnits | None
) -> tuple[float, float]:
    """The least and the most that can be drawn; one impact may be on everything."""
    key = id(estimate), units
    if key not in found.ends:
        found.ends[key] = _drawn(estimate, units)
    return found.ends[key]


def _drawn(estimate: Estimate, units: TimeUnits | None) -> tuple[float, float]:
    shape = estimate.resolve(units)
    low, high = shape.support
    if math.isinf(low):
        low = float(shape.quantile(TOP, 1 - TOP))
    if math.isinf(high):
        high = float(shape.quantile(1 - TOP, TOP))
    planned = estimate.planned(units)
    return min(low, planned), max(high, planned)
