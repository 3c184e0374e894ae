"""When gates fail, what is done again then, and how long that takes.

A failure is a draw of its own in each cycle, ``A150.quality.1``, and so is the share of
the work that it has repeated, if that is uncertain. What is repeated takes that share
of what it took in the same iteration, with all that happened to it; of what has begun,
of its duration in the plan, for only what remains of that is drawn. The gate itself
takes as long each time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.activity import Activity
from pmrisk.model.calendar import CONTINUOUS
from pmrisk.model.quality import Quality
from pmrisk.network.arrays import (
    ADD,
    COPY,
    HAPPENS,
    LIMIT,
    MONEY,
    ONE,
    SET,
    STRETCH,
    TIME,
    TIMES,
    Rework,
)
from pmrisk.network.frame import Frame
from pmrisk.network.influences import TOP
from pmrisk.network.repeats import Repeat
from pmrisk.network.rows import Rows, whole_minutes
from pmrisk.network.steps import ALWAYS, AND, Program, Step


@dataclass
class Failures:
    """The masks of failures, by gate and cycle, and the shares that they repeat."""

    frame: Frame
    program: Program
    rows: Rows
    #: Where a failure happens to a gate that is there, by gate and cycle.
    happens: dict[tuple[str, int], int] = field(default_factory=dict)
    _masks: dict[tuple[str, int], int] = field(default_factory=dict)
    _shares: dict[tuple[str, int], int] = field(default_factory=dict)

    def mask(self, gate: str, cycle: int) -> int:
        """Where a gate, were it always there, fails at least so often."""
        if cycle == 0:
            return ALWAYS
        if (gate, cycle) not in self._masks:
            before, drawn = self.mask(gate, cycle - 1), self.program.mask()
            steps = self.program.before
            steps.append((HAPPENS, drawn, self._row(gate, cycle), 1))
            made = self.program.joined(steps, AND, before, drawn)
            self._masks[gate, cycle] = made
        return self._masks[gate, cycle]

    def _row(self, id: str, cycle: int) -> int:
        gate = self._gate(id)
        shape = shapes.Discrete((0.0, 1.0), (gate.first_pass, 1 - gate.first_pass))
        return self.rows.add_value(
            f"{id}.quality.{cycle}", shape, 0.0, of=f"{id}.quality", kind="gate",
            moves=TIME | MONEY, weight=shape.sd * self._size(id, cycle),
        )  # fmt: skip

    def _gate(self, id: str) -> Quality:
        gate = self.frame.spans.by_id[id].quality
        assert gate is not None
        return gate

    def _size(self, id: str, cycle: int) -> float:
        """Minutes of work that a failure is expected to add, cycle after cycle."""
        gate, by_id = self._gate(id), self.frame.spans.by_id
        work = sum(self.whole(by_id[name]) for name in gate.rework)
        again = gate.effort.planned(None) * work + self.whole(by_id[id])
        return float((1 - gate.first_pass) ** (cycle - 1) * again)

    def whole(self, activity: Activity) -> int:
        """Minutes of an activity in the plan, had it not begun."""
        work = activity.duration or activity.backlog
        if work is None:
            return 0
        elapsed = activity.duration is not None and activity.duration.elapsed
        calendar = CONTINUOUS if elapsed else self.frame.nominal(activity)
        return max(0, whole_minutes(work.planned(calendar.units)))

    def share(self, gate: str, cycle: int) -> int:
        """The row of the share of the work that a failure has repeated."""
        if (gate, cycle) not in self._shares:
            self._shares[gate, cycle] = self._share_row(gate, cycle)
        return self._shares[gate, cycle]

    def _share_row(self, id: str, cycle: int) -> int:
        effort, planned = self._gate(id).effort, self._gate(id).effort.planned(None)
        shape = effort.resolve(None)
        if not shape.uncertain:
            return self.rows.constant(planned)
        work = self._size(id, cycle) / max(planned, 1e-9)
        return self.rows.add_value(
            f"{id}.quality.{cycle}.effort", shape, planned, of=f"{id}.quality",
            kind="gate", moves=TIME | MONEY,
            weight=min(shape.sd, 1e6) * work * (1 - self._gate(id).first_pass),
        )  # fmt: skip

    def _is_whole(self, again: Repeat) -> bool:
        """Whether all of it is done again."""
        effort = self._gate(again.gate).effort
        return again.is_attempt or (not effort.uncertain and effort.planned(None) == 1)

    def add_durations(self, alive: Sequence[int], kept: Sequence[int]) -> None:
        """How long what is done again takes; by position, masks and rows of minutes.

        A gate is not reached yet when it fails, so that what is drawn for it is taken;
        it is the same, for it is there.
        """
        again, position = self.frame.repeats.found, self.frame.position
        if not again:
            return
        spare = self.rows.time(0)
        for name, each in again.items():
            j, o = position[name], position[each.of]
            taken = self._taken(each, kept[o] if each.is_attempt else o, spare)
            self.program.at[j] += [*taken, (SET, j, 0), (ADD, j, spare, alive[j], 0)]

    def arrays(self, *, needed: bool) -> Rework | None:
        """As the kernels read it; None without gates, unless it is needed.

        What is complete drives nothing and has its dates, whatever is done again.
        """
        again, position = self.frame.repeats.found, self.frame.position
        if not again and not needed:
            return None
        by_id = self.frame.spans.by_id
        pairs = sorted(
            (position[name], position[each.of])
            for name, each in again.items()
            if not by_id[each.of].is_complete
        )
        row, of = np.full((2, len(position)), -1, np.int32)
        first = np.zeros(len(position), np.int8)
        originals = sorted({o for _, o in pairs})
        for k, o in enumerate(originals):
            members = [o, *(j for j, other in pairs if other == o)]
            row[members], of[members], first[min(members)] = k, o, 1
        return Rework(
            row,
            of,
            first,
            copy=np.array([j for j, _ in pairs], np.int32),
            original=np.array([o for _, o in pairs], np.int32),
            marks=np.zeros((len(originals), 0), np.int32),
        )

    def _taken(self, again: Repeat, row: int, spare: int) -> list[Step]:
        """Steps that leave the minutes that a repeat takes in the row `spare`."""
        original = self.frame.spans.by_id[again.of]
        steps: list[Step] = [(COPY, spare, row)]
        if original.actual_start is not None:
            steps = [(SET, spare, self.whole(original))]
        if not self._is_whole(again):
            share = self.share(again.gate, again.cycle)
            steps += [(ONE,), (TIMES, share, ALWAYS), (STRETCH, spare)]
        return steps

    def longest(self, again: Repeat, most: int) -> int:
        """The most minutes that a repeat takes, if what it repeats takes `most`."""
        original = self.frame.spans.by_id[again.of]
        if original.actual_start is not None:
            most = self.whole(original)
        if self._is_whole(again):
            return most
        return min(LIMIT, whole_minutes(most * self._most(again.gate)))

    def _most(self, gate: str) -> float:
        effort = self._gate(gate).effort
        top = effort.resolve(None).support[1]
        if math.isinf(top):
            top = float(effort.resolve(None).quantile(1 - TOP, TOP))
        return max(top, effort.planned(None))
