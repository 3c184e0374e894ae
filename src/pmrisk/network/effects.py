"""Risks and drivers as arrays: what the kernels do to the durations and costs drawn.

Every uncertain quantity gets a stream named after it: ``R07.occurs``, ``R07.1.delay``
of its first impact, ``R07.1.delay>A140`` where each activity draws its own, and
``D01.factor``. One draw of a delay is so many working days of each activity that it
is on: it has a row for each length of a day, all of one stream.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.activity import Activity
from pmrisk.model.amount import TimeUnits
from pmrisk.model.risk import Window
from pmrisk.network import calendars
from pmrisk.network.arrays import MONEY, OCCURS, TIME, Effects, Float64, Int32, Kind, Logic
from pmrisk.network.costs import Terms
from pmrisk.network.frame import Frame
from pmrisk.network.influences import Charge, Delay, Event, Factor
from pmrisk.network.life import ALWAYS, Lives
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.timeline import Timeline

Gate = tuple[int, Window]
#: Factors that multiply together, each with its gate.
FactorSet = tuple[tuple[int, int], ...]
#: No event, no gate, no factor: always.
NONE = -1
# A tail without variance weighs as much as this.
_HUGE = 1e6


@dataclass
class Weights:
    """How much of the plan risks and drivers touch, to tell the large from the small.

    `time` and `money` are by event: minutes that it adds to one activity, or money;
    `factor` are planned minutes under a factor, by its name.
    """

    time: dict[str, float] = field(default_factory=dict)
    money: dict[str, float] = field(default_factory=dict)
    factor: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: Frame) -> "Weights":
        """The weights of everything that happens to the activities of a frame."""
        made, influences = cls(), frame.influences
        by_id = frame.spans.by_id
        sizes: dict[tuple[str, TimeUnits], float] = {}
        for name, delays in influences.delays.items():
            units = frame.calendar(by_id[name]).units
            for delay in delays:
                key = delay.name, units
                if key not in sizes:
                    sizes[key] = abs(delay.estimate.planned(units))
                made.time[delay.event] = max(made.time.get(delay.event, 0), sizes[key])
        for name, factors in influences.duration.items():
            made._add(factors, _planned(frame, by_id[name]))
        for factors in influences.cost.values():
            made._add(factors, 0.0)
        for charge in influences.charges:
            if charge.event is not None:
                size = abs(charge.estimate.planned(None))
                made.money[charge.event] = made.money.get(charge.event, 0) + size
        return made

    def _add(self, factors: Iterable[Factor], minutes: float) -> None:
        for each in factors:
            self.factor[each.name] = self.factor.get(each.name, 0.0) + minutes
            if each.event is not None:
                # Some tenth of what is under it.
                more = self.time.get(each.event, 0.0) + minutes / 10
                self.time[each.event] = more


def _planned(frame: Frame, activity: Activity) -> float:
    assert activity.duration is not None
    return activity.duration.planned(frame.calendar(activity).units)


@dataclass
class Plan:
    """Effects while rows are handed out, by position; windows still as dates."""

    frame: Frame
    rows: Rows
    lives: Lives
    terms: Sequence[Terms]
    event: dict[str, int] = field(default_factory=dict)
    event_row: list[int] = field(default_factory=list)
    need: list[list[int]] = field(default_factory=list)
    factor: dict[str, int] = field(default_factory=dict)
    factors: list[tuple[int, int]] = field(default_factory=list)
    sets: list[FactorSet] = field(default_factory=list)
    target: list[tuple[int, ...]] = field(default_factory=list)
    delay: list[list[tuple[int, int, int]]] = field(default_factory=list)
    gates: dict[Gate, int] = field(default_factory=dict)
    varied: list[tuple[int, int]] = field(default_factory=list)
    charge: list[tuple[int, int]] = field(default_factory=list)
    hit: list[list[tuple[int, int]]] = field(default_factory=list)
    _set_number: dict[FactorSet, int] = field(default_factory=dict)
    _delay_rows: dict[tuple[str, TimeUnits], int] = field(default_factory=dict)

    # Events.

    def add_events(self) -> None:
        """A row of the values for each event: 1 where it happens."""
        for event in self.frame.influences.events:
            self.event[event.id] = len(self.event)
            self.event_row.append(self._event_row(event))
            needed = [self.event[n] for n in event.requires if n in self.event]
            barred = [~self.event[n] for n in event.excludes if n in self.event]
            self.need.append([*needed, *barred])

    def _event_row(self, event: Event) -> int:
        if event.settled:
            return self.rows.constant(event.probability)
        chance, weights = event.probability, self.weights
        shape = shapes.Discrete((0.0, 1.0), (1 - chance, chance))
        in_time = event.id in weights.time
        size = weights.time[event.id] if in_time else weights.money.get(event.id, 0.0)
        return self.rows.add_value(
            f"{event.id}{OCCURS}", shape, float(event.planned), of=event.id,
            kind="risk" if event.is_risk else "driver",
            moves=TIME | MONEY if in_time else MONEY, weight=shape.sd * size,
        )  # fmt: skip

    # Durations.

    def add_targets(self) -> None:
        """Every activity whose duration risks or drivers change; like ones together."""
        found = self.frame.influences
        drawn = {source.row for source in self.rows.sources if source.is_minutes}
        targets = []
        for j, activity in enumerate(self.frame.activities):
            delays = found.delays.get(activity.id, [])
            factors = self._factor_set(j, found.duration.get(activity.id, []))
            if not delays and factors == NONE:
                continue
            kept = self.lives.kept[j]
            row = kept if kept >= 0 else j
            base = NONE if row in drawn else self.rows.minutes[row]
            windowed = any(each.window for each in delays) or self._windowed(factors)
            own = self.rows.time(0) if windowed and base == NONE else NONE
            parallel = int(activity.combine == "parallel")
            target = row, base, factors, parallel, own, int(windowed)
            targets.append((target, [self._delay(j, each) for each in delays]))
        # Those with the same factors follow each other, so that these are joined once.
        targets.sort(key=lambda each: (each[0][2], each[0][0]))
        self.target = [target for target, _ in targets]
        self.delay = [delays for _, delays in targets]

    def _windowed(self, number: int) -> bool:
        return number != NONE and any(gate != NONE for _, gate in self.sets[number])

    def _factor_set(self, j: int, factors: Iterable[Factor]) -> int:
        """The number of a set of factors; activities with the same share it."""
        found = tuple((self._factor(f), self._gate(j, f.window)) for f in factors)
        if not found:
            return NONE
        if found not in self._set_number:
            self._set_number[found] = len(self.sets)
            self.sets.append(found)
        return self._set_number[found]

    def _factor(self, factor: Factor) -> int:
        if factor.name not in self.factor:
            event = NONE if factor.event is None else self.event[factor.event]
            self.factor[factor.name] = len(self.factors)
            self.factors.append((self._factor_row(factor), event))
        return self.factor[factor.name]

    def _factor_row(self, factor: Factor) -> int:
        shape = factor.estimate.resolve(None)
        # What depends on an event is off in the plan with its event.
        planned = 1.0 if factor.event is None else factor.estimate.planned(None)
        if not shape.uncertain and shape.support[0] == planned:
            return self.rows.constant(planned)
        kind: Kind = "risk" if factor.of in self._risks else "driver"
        weight = min(shape.sd, _HUGE) * self.weights.factor.get(factor.name, 0.0)
        return self.rows.add_value(
            factor.name, shape, planned, of=factor.of, kind=kind,
            moves=TIME | MONEY, weight=weight,
        )  # fmt: skip

    @cached_property
    def _risks(self) -> frozenset[str]:
        return frozenset(risk.id for risk in self.frame.project.risks)

    @cached_property
    def weights(self) -> Weights:
        """How much of the plan each risk and each factor touches."""
        return Weights.of(self.frame)

    def _delay(self, j: int, delay: Delay) -> tuple[int, int, int]:
        units = self.frame.calendar(self.frame.activities[j]).units
        key = delay.name, units
        if key not in self._delay_rows:
            estimate = delay.estimate
            planned = whole_minutes(estimate.planned(units))
            if estimate.uncertain:
                row = self.rows.add_minutes(
                    delay.name, estimate.resolve(units), planned, of=delay.event,
                    kind="risk", moves=TIME | MONEY,
                )  # fmt: skip
            else:
                row = self.rows.time(planned)
            self._delay_rows[key] = row
        gate = self._gate(j, delay.window)
        return self._delay_rows[key], self.event[delay.event], gate

    def _gate(self, j: int, window: Window | None) -> int:
        if window is None:
            return NONE
        return self.gates.setdefault((j, window), len(self.gates))

    # Money.

    def add_varied(self) -> None:
        """Activities whose cost is multiplied, or that may not exist."""
        found = self.frame.influences.cost
        for j, activity in enumerate(self.frame.activities):
            if not self.terms[j].are_any:
                continue
            factors = self._factor_set(j, found.get(activity.id, []))
            if factors != NONE or self.lives.alive[j] != ALWAYS:
                self.varied.append((j, factors))

    @property
    def varied_acts(self) -> frozenset[int]:
        """Positions of the activities whose costs are counted one by one."""
        return frozenset(j for j, _ in self.varied)

    def add_charges(self) -> None:
        """What risks and responses cost by themselves."""
        for charge in self.frame.influences.charges:
            event = NONE if charge.event is None else self.event[charge.event]
            self.charge.append((self._charge_row(charge), event))
            self.hit.append(self._hits(charge))

    def _charge_row(self, charge: Charge) -> int:
        estimate = charge.estimate
        if not estimate.uncertain:
            return self.rows.constant(estimate.planned(None))
        return self.rows.add_value(
            charge.name, estimate.resolve(None), estimate.planned(None), of=charge.of,
            kind="risk",
        )  # fmt: skip

    def _hits(self, charge: Charge) -> list[tuple[int, int]]:
        """Which of the activities it is about are there; none: one always is."""
        found = []
        for name in charge.on:
            j = self.frame.position[name]
            mask, gate = self.lives.alive[j], self._gate(j, charge.window)
            if mask == ALWAYS and gate == NONE:
                return []
            found.append((mask, gate))
        return found

    # Arrays.

    def arrays(self, logic: Logic, timeline: Timeline) -> Effects:
        """As the kernels read them."""
        terms = [self.terms[j] for j, _ in self.varied]
        days = [day for each in terms for day in each.days]
        gates = [_working(*gate, logic, timeline) for gate in self.gates]
        return Effects(
            event=_ints(self.event_row),
            need_first=_first(self.need),
            need=_ints([n for each in self.need for n in each]),
            factor=_ints(self.factors, 2),
            target=_ints(self.target, 6),
            set_first=_first(self.sets),
            set_factor=_ints([pair for each in self.sets for pair in each], 2),
            delay_first=_first(self.delay),
            delay=_ints([d for each in self.delay for d in each], 3),
            gate=_ints(gates, 3),
            varied=_ints(self.varied, 2),
            varied_money=_floats([(t.certain, t.rate) for t in terms]).reshape(-1, 2),
            fixed_first=_first([t.fixed for t in terms]),
            fixed_row=_ints([row for t in terms for row in t.fixed]),
            day_first=_first([t.days for t in terms]),
            day_row=_ints([row for row, _ in days]),
            day_scale=_floats([scale for _, scale in days]),
            charge=_ints(self.charge, 2),
            hit_first=_first(self.hit),
            hit=_ints([h for each in self.hit for h in each], 2),
        )


def plan_effects(
    frame: Frame, rows: Rows, lives: Lives, terms: Sequence[Terms]
) -> Plan:
    """The effects of all risks and drivers, with a row for every quantity."""
    plan = Plan(frame, rows, lives, terms)
    plan.add_events()
    plan.add_targets()
    plan.add_varied()
    plan.add_charges()
    return plan


def _working(
    j: int, window: Window, logic: Logic, timeline: Timeline
) -> tuple[int, int, int]:
    """An activity works in a window if it finishes after, and starts before these."""
    edges = [timeline.minutes(edge) for edge in (window.start, window.finish)]
    calendar = int(logic.calendar[j])
    if calendar > 0:
        at = np.array(edges, np.int32)
        edges = calendars.worked(timeline.tables, calendar, at).tolist()
    return j, edges[0], edges[1]


def _ints(values: Any, width: int = 0) -> Int32:
    array = np.array(values, np.int32)
    return array.reshape(-1, width) if width else array.reshape(-1)


def _floats(values: Any) -> Float64:
    return np.array(values, np.float64)


def _first(lists: Iterable[Sequence[Any]]) -> Int32:
    """Where each of several lists begins, one behind the other."""
    return np.cumsum([0, *(len(each) for each in lists)]).astype(np.int32)
