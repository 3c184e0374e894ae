"""What happens to a tile beside draws and passes, written as a list of small steps.

Risks, drivers, existence and branches all come down to a few operations on whole rows
of lanes. So they are compiled to steps, and one kernel performs them: what a plan does
not have costs nothing, and what is added later needs steps of its own and no kernel.

A mask is a row of 0 and -1 that says in which lanes something holds; mask 0 holds in
all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pmrisk.network.arrays import JOIN, Steps
from pmrisk.network.rows import Rows

#: The mask that always holds.
ALWAYS = 0
#: Which of a, b and their join are turned round.
AND, AND_NOT, OR = 0, 2, 7

Step = tuple[int, ...]


@dataclass
class Program:
    """Steps as they are found, by when they are performed.

    `before` the passes; `at` an activity, when the forward pass comes to it; once it is
    `judged` who works when, before the passes run again; and for the `costs`.
    """

    rows: Rows
    before: list[Step] = field(default_factory=list)
    at: list[list[Step]] = field(default_factory=list)
    judged: list[Step] = field(default_factory=list)
    costs: list[Step] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    masks: int = 1
    #: Moments in effective time: row of the minutes, calendar, moment, how.
    dues: list[tuple[int, int, int, int]] = field(default_factory=list)
    _known: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _zero: int | None = None

    def mask(self) -> int:
        """A new mask."""
        self.masks += 1
        return self.masks - 1

    def number(self, value: float) -> int:
        """Where a number is kept that a step needs."""
        self.numbers.append(value)
        return len(self.numbers) - 1

    def zero(self) -> int:
        """A row of the minutes that stays zero."""
        if self._zero is None:
            self._zero = self.rows.time(0)
        return self._zero

    def due(self, calendar: int, moment: int, how: int) -> int:
        """A row of the minutes with a moment in the effective time of a calendar."""
        row = self.rows.time(0)
        self.dues.append((row, calendar, moment, how))
        return row

    def joined(self, into: list[Step], how: int, a: int, b: int) -> int:
        """Two masks joined by AND, OR or AND_NOT, made only if it is a new one."""
        if how != AND_NOT:
            if a == b:
                return a
            if ALWAYS in (a, b):
                return max(a, b) if how == AND else ALWAYS
            a, b = min(a, b), max(a, b)
        elif b == ALWAYS:
            raise AssertionError("nothing is left of what always holds")
        key = how, a, b
        if key not in self._known:
            self._known[key] = self.mask()
            into.append((JOIN, self._known[key], a, b, how))
        return self._known[key]

    def arrays(self, events: Sequence[int]) -> Steps:
        """As the kernels read them; `events` are the masks of what happens."""
        parts = [self.before, self.judged, self.costs]
        at = [step for own in self.at for step in own]
        steps = [step for part in (*parts, at) for step in part]
        sizes = [len(part) for part in parts]
        own = [sum(sizes), *(len(each) for each in self.at)]
        return Steps(
            step=_table(steps),
            section=np.cumsum([0, *sizes]).astype(np.int32),
            first=np.cumsum(own).astype(np.int32),
            number=np.array(self.numbers, np.float64),
            event=np.array(events, np.int32),
        )


def _table(steps: Iterable[Step]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
    padded = [(*step, 0, 0, 0, 0)[:5] for step in steps]
    return np.array(padded, np.int32).reshape(-1, 5)
