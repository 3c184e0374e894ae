"""When activities exist: by their own chance, or by the entry that a branch chose.

What chance alone decides is known before the passes; a condition on a date is known
once the forward pass has come to it. So masks are made when the forward pass reaches
the first activity that asks for them.

What may not exist at all passes logic on; what is reachable only through an entry that
was not chosen does not: relationships from it to what exists do not bind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.risk import Branch
from pmrisk.network.arrays import (
    ADD,
    HAPPENS,
    MONEY,
    SET,
    TIME,
    Int32,
    Life,
    Logic,
    Steps,
)  # fmt: skip
from pmrisk.network.branching import Atom, Scope, entries, is_conditional
from pmrisk.network.conditions import judged
from pmrisk.network.frame import Frame
from pmrisk.network.gates import Failures
from pmrisk.network.links import Link
from pmrisk.network.repeats import Repeat
from pmrisk.network.rows import Rows
from pmrisk.network.steps import ALWAYS, AND, AND_NOT, OR, Program, Step
from pmrisk.network.timeline import Timeline


@dataclass
class Lives:
    """The masks of activities and relationships, by position."""

    frame: Frame
    program: Program
    #: Whether it exists, and whether its branch was taken.
    alive: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    #: Row of the minutes that it takes if it exists; of what surely does, its own.
    kept: list[int] = field(default_factory=list)
    binds: list[int] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    #: Conditions, by the mask that says whether they hold, and who asks for it first.
    conditions: list[tuple[int, Condition, int]] = field(default_factory=list)
    failures: Failures = field(init=False)

    def is_sure(self, j: int) -> bool:
        """Whether an activity exists in every iteration."""
        return self.alive[j] == ALWAYS

    def arrays(
        self,
        steps: Steps,
        more: bool | None,
        free: Int32,
        *,
        weather: bool = False,
        needed: bool = False,
    ) -> Life | None:
        """As the kernels read them; None where everything exists.

        Where something happens in a plan that needs `more`, where either is in a plan
        with `weather`, or where they are `needed` for another reason, they are there as
        well, so that there are fewer kinds of passes to compile. `free` are the moments
        before which what does not exist passes nothing on.
        """
        something = bool(steps.step.size or steps.event.size)
        needed |= something and more is not None
        needed |= weather and (something or more is not None)
        if not needed and all(mask == ALWAYS for mask in self.alive):
            return None
        position, finish = self.frame.position, self.frame.project.finish
        ending = list(self.alive)
        if finish is not None:
            # What is named as the project's finish always sets it.
            ending[position[finish]] = ALWAYS
        return Life(
            mask=np.array(self.alive, np.int32),
            ending=np.array(ending, np.int32),
            binds=np.array(self.binds, np.int32),
            limits=np.array(self.limits, np.int32),
            absent=self._absent(),
            free=free,
            step=steps.step,
            first=steps.first,
            number=steps.number,
            masks=np.zeros((0, 0), np.int32),
            values=np.zeros((0, 0)),
            room=np.zeros((0, 0), np.int32),
        )

    def _absent(self) -> Int32:
        """int32[n_act]: a row for each activity that may not exist and is no span."""
        may_be = np.array(self.alive) != ALWAYS
        may_be &= [not activity.is_span for activity in self.frame.activities]
        return np.where(may_be, np.cumsum(may_be) - 1, -1).astype(np.int32)

    def judge(self, logic: Logic, timeline: Timeline) -> None:
        """Add the steps that judge conditions, in front of those that read them."""
        judging: dict[int, list[Step]] = {}
        for mask, condition, asked in self.conditions:
            steps = judged(self.frame, self.program, mask, condition, logic, timeline)
            judging.setdefault(asked, []).extend(steps)
        for asked, steps in judging.items():
            self.program.at[asked][:0] = steps


def compile_lives(
    frame: Frame, links: Sequence[Link], rows: Rows, program: Program
) -> Lives:
    """Who exists when; drawn durations of what may not go to rows of their own."""
    found = Lives(frame, program)
    found.failures = Failures(frame, program, rows)
    reached = _Entries(found, rows)
    chances: dict[str, int] = {}
    incoming: list[list[int]] = [[] for _ in frame.activities]
    for r, link in enumerate(links):
        incoming[link.succ].append(r)
    found.binds, found.limits = [ALWAYS] * len(links), [ALWAYS] * len(links)
    for j, activity in enumerate(frame.activities):
        program.at.append([])
        again = frame.repeats.found.get(activity.id)
        # A gate fails where it is there, and its attempts come before it.
        id = activity.id if again is None else again.gate
        taken = reached.mask(frame.scopes[id])
        if id not in chances:
            chances[id] = _own_chance(frame, id, program, rows)
        alive = program.joined(program.at[j], AND, taken, chances[id])
        if again is not None:
            taken, alive = _repeated(found, again, j, alive)
        found.taken.append(taken)
        found.alive.append(alive)
        for r in incoming[j]:
            _join(found, links[r], r, j)
        found.kept.append(j if again is not None else _kept(found, rows, j))
    found.failures.add_durations(found.alive, found.kept)
    return found


def _repeated(found: Lives, again: Repeat, j: int, there: int) -> tuple[int, int]:
    """Where what is done again is taken, and where it is: where its gate fails."""
    program, here = found.program, found.program.at[j]
    fails = program.joined(
        here, AND, there, found.failures.mask(again.gate, again.cycle)
    )
    if again.is_attempt:
        found.failures.happens[again.gate, again.cycle] = fails
        return fails, fails
    o = found.frame.position[again.of]
    return (
        program.joined(here, AND, fails, found.taken[o]),
        program.joined(here, AND, fails, found.alive[o]),
    )


def _join(found: Lives, link: Link, r: int, j: int) -> None:
    """Where a relationship binds early dates and limits late ones.

    What was not taken binds only what was not taken either, and limits nothing else.
    """
    pred, succ = found.taken[link.pred], found.taken[link.succ]
    if pred == succ:
        return
    if succ == ALWAYS:
        found.binds[r] = found.limits[r] = pred
        return
    if pred == ALWAYS:
        found.limits[r] = succ
        return
    program, here = found.program, found.program.at[j]
    only_succ = program.joined(here, AND_NOT, succ, pred)
    only_pred = program.joined(here, AND_NOT, pred, succ)
    found.binds[r] = program.joined(here, AND_NOT, ALWAYS, only_succ)
    found.limits[r] = program.joined(here, AND_NOT, found.binds[r], only_pred)


def _own_chance(frame: Frame, id: str, program: Program, rows: Rows) -> int:
    """The mask of what may not be needed; what has begun is."""
    activity, j = frame.spans.by_id[id], frame.position[id]
    begun = activity.actual_start is not None
    if activity.exists == 1 or begun or activity.is_span:
        return ALWAYS
    chance, planned = activity.exists, float(activity.exists >= 0.5)
    if chance == 0:
        row = rows.constant(0.0)
    else:
        shape = shapes.Discrete((0.0, 1.0), (1 - chance, chance))
        row = rows.add_value(
            f"{activity.id}.exists", shape, planned, kind="exists",
            moves=TIME | MONEY, weight=rows.minutes[j] * shape.sd,
        )  # fmt: skip
    mask = program.mask()
    program.before.append((HAPPENS, mask, row, 1))
    return mask


def _kept(found: Lives, rows: Rows, j: int) -> int:
    """A row for the duration of what may not exist; where it does not, it is zero.

    The forward pass heeds that itself for an expected finish.
    """
    activity, mask = found.frame.activities[j], found.alive[j]
    if mask == ALWAYS or activity.is_span or activity.expected_finish is not None:
        return j
    kept = rows.moved(j)
    found.program.at[j] += [(SET, j, 0), (ADD, j, kept, mask, 0)]
    return kept


class _Entries:
    """The masks of entries of branches, and of what is reachable through them."""

    def __init__(self, lives: Lives, rows: Rows) -> None:
        self.lives, self.frame, self.rows = lives, lives.frame, rows
        self.program, self.branches = lives.program, lives.frame.branches
        self._atoms: dict[Atom, int] = {}
        self._known: dict[frozenset[Atom], int] = {}

    def mask(self, scope: Scope) -> int:
        """Where something of that scope is reached; what is before it was asked for."""
        if scope is None:
            return ALWAYS
        if scope not in self._known:
            found = self._atom(min(scope))
            for atom in sorted(scope)[1:]:
                found = self._joined(OR, found, self._atom(atom))
            self._known[scope] = found
        return self._known[scope]

    def _atom(self, atom: Atom) -> int:
        """The mask of an entry: it was chosen, and its branch was reached."""
        if atom not in self._atoms:
            branch = self.branches[atom[0]]
            outer = self.mask(self.frame.scopes[branch.after])
            for i, chosen in enumerate(self._chosen(atom[0], branch)):
                self._atoms[atom[0], i] = self._joined(AND, chosen, outer)
        return self._atoms[atom]

    def _chosen(self, b: int, branch: Branch) -> list[int]:
        """The masks of the entries of a branch, were it always reached."""
        names = entries(branch)
        begun = [name for name in names if self._has_begun(name)]
        if begun:
            row = self.rows.constant(1.0)
            return [self._where(row, int(name == begun[0])) for name in names]
        if is_conditional(branch):
            return self._conditional(branch, names)
        return self._drawn(b, branch, names)

    @property
    def _here(self) -> int:
        """The activity that asks."""
        return len(self.program.at) - 1

    def _joined(self, how: int, a: int, b: int) -> int:
        return self.program.joined(self.program.at[self._here], how, a, b)

    def _where(self, row: int, value: int) -> int:
        """The mask of where a row of the values has a value."""
        mask = self.program.mask()
        self.program.before.append((HAPPENS, mask, row, value))
        return mask

    def _has_begun(self, name: str) -> bool:
        return self.frame.spans.by_id[name].actual_start is not None

    def _drawn(self, b: int, branch: Branch, names: list[str]) -> list[int]:
        """One draw chooses an entry, the likeliest in the plan."""
        chances = [float(branch.choose[name]) for name in names]
        likeliest = float(chances.index(max(chances)))
        if max(chances) == 1:
            row = self.rows.constant(likeliest)
        else:
            shape = shapes.Discrete(
                tuple(map(float, range(len(names)))), tuple(chances)
            )
            spent = [self.rows.minutes[self.frame.position[name]] for name in names]
            row = self.rows.add_value(
                self._name(b, branch), shape, likeliest, of=f"branch>{branch.after}",
                kind="branch", moves=TIME | MONEY, weight=0.5 * max(spent),
            )  # fmt: skip
        return [self._where(row, k) for k in range(len(names))]

    def _name(self, b: int, branch: Branch) -> str:
        """The name of its stream; the first of several in one place has the short."""
        before = [each.after for each in self.branches[:b]]
        more = f">{entries(branch)[0]}" if branch.after in before else ""
        return f"branch>{branch.after}{more}"

    def _conditional(self, branch: Branch, names: list[str]) -> list[int]:
        """The first entry whose condition holds, else the one that is left."""
        found: dict[str, int] = {}
        # Where no condition so far holds.
        left = ALWAYS
        for name, text in branch.choose.items():
            if text != OTHERWISE:
                condition = Condition.of(str(text))
                holds = self.program.mask()
                self.lives.conditions.append((holds, condition, self._here))
                found[name] = self._joined(AND, holds, left)
                left = self._joined(AND_NOT, left, holds)
        for name, text in branch.choose.items():
            if text == OTHERWISE:
                found[name] = left
        return [found[name] for name in names]
