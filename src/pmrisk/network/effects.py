"""Risks and drivers as arrays: what the kernels do to the durations and costs drawn.

Every uncertain quantity gets a stream named after it: ``R07.occurs``, ``R07.1.delay``
of its first impact, ``R07.1.delay>A140`` where each activity draws its own, and
``D01.factor``. One draw of a delay is so many working days of each activity that it
is on: it has a row for each length of a day, all of one stream.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.amount import TimeUnits
from pmrisk.model.risk import Window
from pmrisk.network import calendars
from pmrisk.network.arrays import (
    ADD,
    COPY,
    DUE,
    HAPPENS,
    JOIN,
    LEAST,
    LIMIT,
    MONEY,
    MOST,
    OCCURS,
    ONE,
    SET,
    SINCE,
    STRETCH,
    TIME,
    TIMES,
    WORKED,
    Logic,
)  # fmt: skip
from pmrisk.network.frame import Frame
from pmrisk.network.influences import Charge, Delay, Event, Factor
from pmrisk.network.life import Lives
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.steps import ALWAYS, AND, AND_NOT, OR, Program, Step
from pmrisk.network.timeline import Timeline
from pmrisk.network.weights import Weights

#: Factors that multiply together: row of the values, mask of the event, and window.
FactorSet = tuple[tuple[int, int, Window | None], ...]
# A tail without variance weighs as much as this.
_HUGE = 1e6


class Switch(NamedTuple):
    """Rows of the values that say of a response whether it acts, and is paid for."""

    acts: int
    paid: int


class Change(NamedTuple):
    """What happens to the duration of activity `j`, and who does it.

    `factors` are rows of the values, `delays` rows of the minutes; each with the mask
    of where it acts, and the risk or the driver that it belongs to.
    """

    j: int
    factors: tuple[tuple[int, int, str], ...]
    delays: tuple[tuple[int, int, str], ...]
    parallel: bool


class _Target(NamedTuple):
    """A duration that something changes; `of` is who does it, factors first."""

    j: int
    factors: FactorSet
    delays: tuple[tuple[int, int, Window | None], ...]
    of: tuple[str, ...]

    @property
    def windowed(self) -> bool:
        """Whether some of it strikes only in a window."""
        return any(window for *_, window in (*self.factors, *self.delays))


@dataclass
class Effects:
    """The steps of all risks and drivers; dates of windows are still to be compiled."""

    frame: Frame
    rows: Rows
    lives: Lives
    #: The mask of each event, by its id.
    event: dict[str, int] = field(default_factory=dict)
    #: Masks of activities that work in a window, by position.
    gates: dict[tuple[int, Window], int] = field(default_factory=dict)
    #: Positions of activities whose costs are counted one by one.
    varied: set[int] = field(default_factory=set)
    #: Rows of the values: the share of an activity's cost that is spent, by position,
    #: and what a charge comes to, by its name.
    shares: dict[int, int] = field(default_factory=dict)
    booked: dict[str, int] = field(default_factory=dict)
    #: Of open responses, by their risk: rows, and masks of where they hold.
    responses: dict[str, Switch] = field(default_factory=dict)
    _sides: dict[str, Switch] = field(default_factory=dict)
    _factor_rows: dict[tuple[str, bool | None], int] = field(default_factory=dict)
    _delay_rows: dict[tuple[str, bool | None, TimeUnits], int] = field(
        default_factory=dict
    )
    #: The same of durations as the steps do it, told for those who ask why.
    changes: list[Change] = field(default_factory=list)

    @property
    def program(self) -> Program:
        """What the steps are added to."""
        return self.lives.program

    @cached_property
    def weights(self) -> Weights:
        """How much of the plan each risk and each factor touches."""
        return Weights.of(self.frame)

    # Events.

    def add_events(self) -> None:
        """A mask for each event: where it happens."""
        steps = self.program.before
        for name in sorted(self.frame.open_responses):
            rows = Switch(self.rows.constant(0.0), self.rows.constant(0.0))
            self.responses[name] = rows
            self._sides[name] = Switch(*(self._where(row, 1) for row in rows))
        for event in self.frame.influences.events:
            mask = self._happens(event)
            for name in event.requires:
                mask = self.program.joined(steps, AND, mask, self.event[name])
            for name in event.excludes:
                mask = self.program.joined(steps, AND_NOT, mask, self.event[name])
            self.event[event.id] = mask

    def _where(self, row: int, value: int) -> int:
        """The mask of where a row of the values has a value."""
        mask = self.program.mask()
        self.program.before.append((HAPPENS, mask, row, value))
        return mask

    def _happens(self, event: Event) -> int:
        """Where an event would happen, were nothing required or excluded.

        One draw decides with and without an open response: it is 2 where it happens in
        both cases, 1 where only the larger probability lets it.
        """
        row = self._event_row(event)
        before, after = event.probability, event.residual
        if after is None or after == before:
            return self._where(row, 1)
        surely, rest = self._where(row, 2), self._where(row, 1)
        steps, joined = self.program.before, self.program.joined
        how = AND if after > before else AND_NOT
        rest = joined(steps, how, rest, self._sides[event.id].acts)
        return joined(steps, OR, surely, rest)

    def _event_row(self, event: Event) -> int:
        if event.settled:
            return self.rows.constant(event.probability)
        chance, weights = event.probability, self.weights
        shape = shapes.Discrete((0.0, 1.0), (1 - chance, chance))
        after = event.residual
        if after is not None and after != chance:
            low, chance = min(after, chance), max(after, chance)
            cases = (1 - chance, chance - low, low)
            shape = shapes.Discrete((0.0, 1.0, 2.0), cases)
        in_time = event.id in weights.time
        size = weights.time[event.id] if in_time else weights.money.get(event.id, 0.0)
        return self.rows.add_value(
            f"{event.id}{OCCURS}", shape, float(event.planned), of=event.id,
            kind="risk" if event.is_risk else "driver",
            moves=TIME | MONEY if in_time else MONEY, weight=shape.sd * size,
        )  # fmt: skip

    def mask(self, cause: Factor | Delay | Charge) -> int:
        """Where something acts: its event happens, on its side of an open response."""
        event = ALWAYS if cause.event is None else self.event[cause.event]
        if cause.adopted is None:
            return event
        of = cause.event if isinstance(cause, Delay) else cause.of
        # A response is paid for, whatever it is about; the rest of a risk acts.
        side = self._sides[of].paid if cause.event is None else self._sides[of].acts
        how = AND if cause.adopted else AND_NOT
        return self.program.joined(self.program.before, how, event, side)

    # Durations.

    def add_durations(self) -> None:
        """Stretch what is drawn, at first without what strikes in a window only."""
        found = self.frame.influences
        targets = []
        for j, activity in enumerate(self.frame.activities):
            stretching = found.duration.get(activity.id, [])
            adding = found.delays.get(activity.id, [])
            factors = self.factors(stretching)
            delays = self._delays(j, adding)
            of = *(f.of for f in stretching), *(d.event for d in adding)
            if factors or delays:
                targets.append(_Target(j, factors, delays, of))
        # Those with the same factors follow each other, so that these are joined once.
        order = {each.factors: k for k, each in reversed([*enumerate(targets)])}
        targets.sort(key=lambda each: (order[each.factors], each.j))
        drawn = {source.row for source in self.rows.sources if source.is_minutes}
        first, again = self.program.before, self.program.judged
        joined: FactorSet | None = None
        for target in targets:
            row = self.lives.kept[target.j]
            base = [] if row in drawn else [(SET, row, self.rows.minutes[row])]
            if target.windowed and not base:
                own = self.rows.time(0)
                first.append((COPY, own, row))
                again.append((COPY, row, own))
            first += base
            if target.factors and target.factors != joined:
                joined = target.factors
                first += self.product(joined, target.j, judged=False)
            first += self._changed(target, row, judged=False)
            if target.windowed:
                again += base
                if target.factors:
                    again += self.product(target.factors, target.j, judged=True)
                again += self._changed(target, row, judged=True)
        self.changes = [self._told(target) for target in targets]

    def _told(self, target: _Target) -> Change:
        """What the steps of a target do, once all its masks are made."""
        each = [*target.factors, *target.delays]
        acts = [
            (row, self.through(event, target.j, window), of)
            for (row, event, window), of in zip(each, target.of, strict=True)
        ]
        n = len(target.factors)
        parallel = self.frame.activities[target.j].combine == "parallel"
        return Change(target.j, tuple(acts[:n]), tuple(acts[n:]), parallel)

    def product(self, factors: FactorSet, j: int, *, judged: bool) -> list[Step]:
        """The steps that multiply factors on activity `j`."""
        steps: list[Step] = [(ONE,)]
        for value, event, window in factors:
            if window is None or judged:
                steps.append((TIMES, value, self.through(event, j, window)))
        return steps

    def through(self, event: int, j: int, window: Window | None) -> int:
        """The mask of where an event hits an activity, if that works in its window."""
        if window is None:
            return event
        key = j, window
        if key not in self.gates:
            self.gates[key] = self.program.mask()
        return self.program.joined(self.program.judged, AND, event, self.gates[key])

    def _changed(self, target: _Target, row: int, *, judged: bool) -> list[Step]:
        """A duration times the product, plus its delays."""
        steps: list[Step] = [(STRETCH, row)] if target.factors else []
        delays = [
            (minutes, self.through(event, target.j, window))
            for minutes, event, window in target.delays
            if window is None or judged
        ]
        if not delays:
            return steps
        if self.frame.activities[target.j].combine == "parallel":
            more, less = self._scratch
            steps += [(SET, more, 0), (SET, less, 0)]
            for minutes, mask in delays:
                steps += [(MOST, more, minutes, mask), (LEAST, less, minutes, mask)]
            steps.append((ADD, more, less, ALWAYS, -LIMIT))
        else:
            more, _ = self._scratch
            steps.append((SET, more, 0))
            steps += [(ADD, more, minutes, mask, -LIMIT) for minutes, mask in delays]
        return [*steps, (ADD, row, more, ALWAYS, 0)]

    @cached_property
    def _scratch(self) -> tuple[int, int]:
        return self.rows.time(0), self.rows.time(0)

    def factors(self, factors: Iterable[Factor]) -> FactorSet:
        """Factors by their rows and masks."""
        return tuple((self._factor_row(f), self.mask(f), f.window) for f in factors)

    def _factor_row(self, factor: Factor) -> int:
        key = factor.name, factor.adopted
        if key not in self._factor_rows:
            self._factor_rows[key] = self._new_factor_row(factor)
        return self._factor_rows[key]

    def _new_factor_row(self, factor: Factor) -> int:
        shape = factor.estimate.resolve(None)
        # What depends on an event is off in the plan with its event.
        planned = 1.0 if factor.event is None else factor.estimate.planned(None)
        if not shape.uncertain and shape.support[0] == planned:
            return self.rows.constant(planned)
        weight = min(shape.sd, _HUGE) * self.weights.factor.get(factor.name, 0.0)
        return self.rows.add_value(
            factor.name, shape, planned, of=factor.of,
            kind="risk" if factor.of in self._risks else "driver",
            moves=TIME | MONEY, weight=weight,
        )  # fmt: skip

    @cached_property
    def _risks(self) -> frozenset[str]:
        return frozenset(risk.id for risk in self.frame.project.risks)

    def _delays(
        self, j: int, delays: Iterable[Delay]
    ) -> tuple[tuple[int, int, Window | None], ...]:
        return tuple(
            (self._delay_row(j, each), self.mask(each), each.window) for each in delays
        )

    def _delay_row(self, j: int, delay: Delay) -> int:
        units = self.frame.calendar(self.frame.activities[j]).units
        key = delay.name, delay.adopted, units
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
        return self._delay_rows[key]

    # Windows.

    def judge(self, logic: Logic, timeline: Timeline) -> None:
        """Add the steps that judge who works in which window, before all others.

        What is done again works whenever it does: the first time, or any other.
        """
        steps: list[Step] = []
        copies, position = self.frame.repeats.copies(), self.frame.position
        for (j, window), mask in self.gates.items():
            edges = [timeline.minutes(edge) for edge in (window.start, window.finish)]
            steps += self._judged(j, edges, mask, logic, timeline)
            for again in copies.get(self.frame.activities[j].id, ()):
                k, works = position[again.activity.id], self.program.mask()
                steps += self._judged(k, edges, works, logic, timeline)
                steps.append((JOIN, works, works, self.lives.alive[k], AND))
                steps.append((JOIN, mask, mask, works, OR))
        self.program.judged[:0] = steps

    def _judged(
        self, j: int, edges: Sequence[int], mask: int, logic: Logic, timeline: Timeline
    ) -> list[Step]:
        """Steps that judge where activity `j` works between two moments."""
        calendar, program = int(logic.calendar[j]), self.program
        if self.frame.calendars[calendar].weather:
            return self._judged_in_weather(j, calendar, edges, mask)
        if calendar > 0:
            at = np.array(edges, np.int32)
            edges = calendars.worked(timeline.tables, calendar, at).tolist()
        late, early, zero = program.mask(), program.mask(), program.zero()
        return [
            (SINCE, late, j, zero, edges[0] + 1),
            (DUE, early, j, j, edges[1] - 1),
            (JOIN, mask, late, early, AND),
        ]

    def _judged_in_weather(
        self, j: int, calendar: int, edges: Sequence[int], mask: int
    ) -> list[Step]:
        """The same where the edges are another working time in every iteration."""
        program = self.program
        late, early = program.mask(), program.mask()
        begin, end = (program.due(calendar, edge, WORKED) for edge in edges)
        # What starts before the end finishes before that and its duration.
        latest = self.rows.time(0)
        return [
            (SINCE, late, j, begin, 1),
            (COPY, latest, end),
            (ADD, latest, j, ALWAYS, 0),
            (DUE, early, j, latest, -1),
            (JOIN, mask, late, early, AND),
        ]
