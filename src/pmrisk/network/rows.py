"""Which row of the drawn minutes and money belongs to which quantity."""

import math
from dataclasses import dataclass, field
from typing import Any

from pmrisk.network.arrays import LIMIT, Source


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
        self, name: str, shape: Any, planned: int, *, nonnegative: bool = False
    ) -> int:
        """The row of an uncertain time in whole minutes."""
        self.minutes.append(planned)
        row = len(self.minutes) - 1
        self.sources.append(Source(name, shape, True, row, nonnegative))
        return row

    def add_value(self, name: str, shape: Any, planned: float) -> int:
        """The row of an uncertain sum of money."""
        self.values.append(planned)
        row = len(self.values) - 1
        self.sources.append(Source(name, shape, False, row, False))
        return row
