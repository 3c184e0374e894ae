"""When activities exist: by their own chance, or by the entry that a branch chose.

Each distinct answer is a mask, a row of 0 and -1 over the lanes of a tile. What chance
alone decides is known before the passes; a condition on a date is known once the
forward pass has come to it. So masks are made by small operations, each run when the
forward pass reaches the first activity that asks for it.

What may not exist at all passes logic on; what is reachable only through an entry that
was not chosen does not: relationships from it to what exists do not bind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.activity import Activity
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.risk import Branch
from pmrisk.network import calendars
from pmrisk.network.arrays import (
    AND, AND_NOT, BY, MONEY, MOVES, NOT_BEFORE, OR, TIME, Int32, Life, Logic,
)  # fmt: skip
from pmrisk.network.branching import Atom, Scope, entries, is_conditional
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link
from pmrisk.network.rows import Rows
from pmrisk.network.timeline import Timeline

#: The mask of what surely exists.
ALWAYS = -1


class Deed(NamedTuple):
    """One operation on masks; `a` and `b` are masks, or what a condition reads."""

    code: int
    out: int
    a: int = 0
    b: int = 0
    condition: Condition | None = None


@dataclass
class Masks:
    """Masks as they are asked for, each made once."""

    count: int = 0
    #: Mask, row of the values, and the value at which it holds.
    chances: list[tuple[int, int, int]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    _known: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def new(self) -> int:
        """The number of a new mask."""
        self.count += 1
        return self.count - 1

    def chance(self, row: int, value: int) -> int:
        """Where a row of the values has a value."""
        self.chances.append((self.new(), row, value))
        return self.count - 1

    def both(self, code: int, a: int, b: int) -> int:
        """Two masks joined; AND and OR where one always holds are simple."""
        if code == AND_NOT:
            return self._made(code, a, b)
        if ALWAYS in (a, b):
            return max(a, b) if code == AND else ALWAYS
        return a if a == b else self._made(code, min(a, b), max(a, b))

    def _made(self, code: int, a: int, b: int) -> int:
        key = code, a, b
        if key not in self._known:
            self._known[key] = self.new()
            self.deeds.append(Deed(code, self._known[key], a, b))
        return self._known[key]

    def holds(self, code: int, condition: Condition) -> int:
        """Where a condition holds."""
        self.deeds.append(Deed(code, self.new(), condition=condition))
        return self.count - 1


@dataclass
class Lives:
    """The masks of activities and relationships, and what makes them, by position."""

    frame: Frame
    masks: Masks = field(default_factory=Masks)
    #: By position: whether it exists, whether its branch was taken, its drawn minutes.
    alive: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    binds: list[int] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    #: How many operations are made before each activity.
    first: list[int] = field(default_factory=lambda: [0])

    def arrays(self, logic: Logic, timeline: Timeline) -> Life:
        """As the kernels read them."""
        deeds = [self._deed(deed, logic, timeline) for deed in self.masks.deeds]
        return Life(
            mask=np.array(self.alive, np.int32),
            ending=np.array(self._ending(), np.int32),
            kept=np.array(self.kept, np.int32),
            first=np.array(self.first, np.int32),
            deed=np.array(deeds, np.int32).reshape(-1, 5),
            chance=np.array(self.masks.chances, np.int32).reshape(-1, 3),
            binds=np.array(self.binds, np.int32),
            limits=np.array(self.limits, np.int32),
            masks=np.zeros((self.masks.count, 1), np.int32),
        )

    def _ending(self) -> list[int]:
        """What is named as the project's finish always sets it."""
        position, finish = self.frame.position, self.frame.project.finish
        last = None if finish is None else position[finish]
        return [ALWAYS if j == last else mask for j, mask in enumerate(self.alive)]

    def _deed(self, deed: Deed, logic: Logic, timeline: Timeline) -> list[int]:
        if deed.condition is None:
            return [deed.code, deed.out, deed.a, deed.b, 0]
        j = self.frame.position[deed.condition.activity]
        return [deed.code, deed.out, *_read(deed.condition, j, logic, timeline)]


def _read(
    condition: Condition, j: int, logic: Logic, timeline: Timeline
) -> tuple[int, int, int]:
    """What a condition reads: a row of the ends, a duration to take off, a limit.

    The limit of ``<=`` is the last time at which it holds, of ``>=`` the first, on the
    activity's own calendar.
    """
    starts = condition.event == "start"
    row = int((logic.start_row if starts else logic.finish_row)[j])
    limit = timeline.minutes(condition.moment)
    minus = j if starts and row < 0 else -1
    calendar = int(logic.calendar[j])
    if row >= 0 or calendar == 0:
        return max(row, j) if row >= 0 else j, minus, limit
    time = int(calendars.worked(timeline.tables, calendar, np.array([limit]))[0])
    shown = calendars.finish_moment
    if starts or logic.passing[j] == MOVES:
        shown = calendars.start_moment
    at = int(shown(timeline.tables, calendar, np.array([time], np.int32))[0])
    if condition.by:
        return j, minus, time if at <= limit else time - 1
    return j, minus, time if at >= limit else time + 1


def compile_lives(frame: Frame, links: Sequence[Link], rows: Rows) -> Lives:
    """Who exists when; drawn durations of what may not go to rows of their own."""
    found = Lives(frame)
    reached = _Entries(frame, found.masks, rows)
    incoming: list[list[int]] = [[] for _ in frame.activities]
    for r, link in enumerate(links):
        incoming[link.succ].append(r)
    found.binds, found.limits = [ALWAYS] * len(links), [ALWAYS] * len(links)
    for j, activity in enumerate(frame.activities):
        taken = reached.mask(frame.scopes[activity.id])
        own = _own_chance(activity, j, found.masks, rows)
        found.taken.append(taken)
        found.alive.append(found.masks.both(AND, taken, own))
        for r in incoming[j]:
            _join(found, links[r], r)
        found.first.append(len(found.masks.deeds))
    _keep_drawn(found, rows)
    return found


def _join(found: Lives, link: Link, r: int) -> None:
    """Where a relationship binds early dates and limits late ones.

    What was not taken binds only what was not taken either, and limits nothing else.
    """
    pred, succ = found.taken[link.pred], found.taken[link.succ]
    if pred == succ:
        return
    masks = found.masks
    if succ == ALWAYS:
        found.binds[r] = found.limits[r] = pred
        return
    if pred == ALWAYS:
        found.limits[r] = succ
        return
    only_succ = masks.both(AND_NOT, succ, pred)
    found.binds[r] = masks.both(AND_NOT, ALWAYS, only_succ)
    only_pred = masks.both(AND_NOT, pred, succ)
    found.limits[r] = masks.both(AND_NOT, found.binds[r], only_pred)


def _own_chance(activity: Activity, j: int, masks: Masks, rows: Rows) -> int:
    """The mask of what may not be needed; what has begun is."""
    begun = activity.actual_start is not None
    if activity.exists == 1 or begun or activity.is_span:
        return ALWAYS
    planned = float(activity.exists >= 0.5)
    if activity.exists == 0:
        return masks.chance(rows.constant(0.0), 1)
    name, chance = f"{activity.id}.exists", activity.exists
    shape = shapes.Discrete((0.0, 1.0), (1 - chance, chance))
    row = rows.add_value(
        name, shape, planned, of=activity.id, kind="exists", moves=TIME | MONEY,
        weight=rows.minutes[j] * shape.sd,
    )
    return masks.chance(row, 1)


def _keep_drawn(found: Lives, rows: Rows) -> None:
    """Rows for the durations of what may not exist; zero where it does not in a lane."""
    found.kept = [-1] * len(found.alive)
    for j, mask in enumerate(found.alive):
        activity = found.frame.activities[j]
        # What an expected finish makes of it is known only in the forward pass.
        drawn = not activity.is_span and activity.expected_finish is None
        if mask != ALWAYS and drawn:
            found.kept[j] = rows.moved(j)


class _Entries:
    """The masks of entries of branches, and of what is reachable through them."""

    def __init__(self, frame: Frame, masks: Masks, rows: Rows) -> None:
        self.frame, self.masks, self.rows = frame, masks, rows
        self.branches = frame.branches
        self._atoms: dict[Atom, int] = {}
        self._known: dict[frozenset[Atom], int] = {}

    def mask(self, scope: Scope) -> int:
        """Where something of that scope is reached; what is before it was asked for."""
        if scope is None:
            return ALWAYS
        if scope not in self._known:
            found = self._atom(min(scope))
            for atom in sorted(scope)[1:]:
                found = self.masks.both(OR, found, self._atom(atom))
            self._known[scope] = found
        return self._known[scope]

    def _atom(self, atom: Atom) -> int:
        """The mask of an entry: it was chosen, and its branch was reached."""
        if atom not in self._atoms:
            branch = self.branches[atom[0]]
            outer = self.mask(self.frame.scopes[branch.after])
            for i, chosen in enumerate(self._chosen(atom[0], branch)):
                self._atoms[atom[0], i] = self.masks.both(AND, chosen, outer)
        return self._atoms[atom]

    def _chosen(self, b: int, branch: Branch) -> list[int]:
        """The masks of the entries of a branch, were it always reached."""
        names = entries(branch)
        begun = [name for name in names if self._has_begun(name)]
        if begun:
            row = self.rows.constant(1.0)
            return [self.masks.chance(row, int(name == begun[0])) for name in names]
        if is_conditional(branch):
            return self._conditional(branch, names)
        return self._drawn(b, branch, names)

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
        return [self.masks.chance(row, k) for k in range(len(names))]

    def _name(self, b: int, branch: Branch) -> str:
        """The name of its stream; the first of several in one place has the short one."""
        before = [each.after for each in self.branches[:b]]
        more = f">{entries(branch)[0]}" if branch.after in before else ""
        return f"branch>{branch.after}{more}"

    def _conditional(self, branch: Branch, names: list[str]) -> list[int]:
        """The first entry whose condition holds, else the one that is left."""
        masks, found = self.masks, dict[str, int]()
        # Where no condition so far holds.
        left = ALWAYS
        for name, text in branch.choose.items():
            if text != OTHERWISE:
                condition = Condition.of(str(text))
                holds = masks.holds(BY if condition.by else NOT_BEFORE, condition)
                found[name] = masks.both(AND, holds, left)
                left = masks.both(AND_NOT, left, holds)
        for name, text in branch.choose.items():
            if text == OTHERWISE:
                found[name] = left
        return [found[name] for name in names]
