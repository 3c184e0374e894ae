"""Which row of the drawn minutes and money belongs to which quantity."""

import math
from dataclasses import dataclass, field
from typing import Any

from pmrisk.network.arrays import LIMIT, MONEY, TIME, Kind, Source


def whole_minutes(value: float) -> int:
    """`value` minutes rounded half up, within the limit."""
    return max(-LIMIT, min(LIMIT, math.floor(value + 0.5)))


@dataclass
class Rows:
    """Planned values by row, and the sources that replace them when drawn."""

    minutes: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    def add_minutes(
        self,
        name: str,
        shape: Any,
        planned: int,
        *,
        nonnegative: bool = False,
        of: str = "",
        kind: Kind = "range",
        moves: int = TIME,
    ) -> int:
        """The row of an uncertain time in whole minutes."""
        self.minutes.append(planned)
        row = len(self.minutes) - 1
        made = Source(name, shape, True, row, nonnegative, of or name, kind, moves)
        self.sources.append(made)
        return row

    def add_value(
        self,
        name: str,
        shape: Any,
        planned: float,
        *,
        of: str = "",
        kind: Kind = "range",
        moves: int = MONEY,
        weight: float | None = None,
    ) -> int:
        """The row of an uncertain sum of money, or of another number."""
        self.values.append(planned)
        row = len(self.values) - 1
        made = Source(name, shape, False, row, False, of or name, kind, moves, weight)
        self.sources.append(made)
        return row

    def constant(self, value: float) -> int:
        """The row of a number that no iteration changes."""
        self.values.append(value)
        return len(self.values) - 1

    def time(self, minutes: int) -> int:
        """The row of a time that no iteration changes."""
        self.minutes.append(minutes)
        return len(self.minutes) - 1

    def moved(self, row: int) -> int:
        """A new row of the minutes that what was drawn to `row` goes to instead."""
        self.minutes.append(self.minutes[row])
        to = len(self.minutes) - 1
        for k, source in enumerate(self.sources):
            if source.is_minutes and source.row == row:
                self.sources[k] = source._replace(row=to)
        return to
