"""Working time with weather: the days that each iteration of a run has lost."""

from collections.abc import Callable
from typing import Any

import numpy as np

from pmrisk.foreman import Foreman
from pmrisk.kernels.forecast import effective_finishes, effective_times
from pmrisk.network.arrays import Int32


class EffectiveTime:
    """The time of one calendar with weather, in all iterations of a crew."""

    def __init__(self, crew: Foreman, calendar: int, iterations: int) -> None:
        self.crew, self.calendar, self.n = crew, calendar, iterations

    def moments(self, time: Int32) -> Int32:
        """int32[n_iter]: finishes in effective time as moments."""
        return self._each(effective_finishes, time)

    def worked(self, moment: int) -> Int32:
        """int32[n_iter]: a moment in effective time."""
        return self._each(effective_times, np.full(self.n, moment, np.int32))

    def _each(self, look_up: Callable[..., Any], given: Int32) -> Int32:
        """Tile by tile, for the weather is that of a tile."""
        tile, found = self.crew.tile(self.n), np.empty(self.n, np.int32)
        tables, slot = self.crew.tables(tile), np.zeros(tile, np.uint32)
        row, out = np.zeros((2, tile), np.int32)
        for first in range(0, self.n, tile):
            part = given[first : first + tile]
            row[: part.size] = part
            row[part.size :] = part[-1]
            look_up(tables, self.calendar, first, row, out, slot)
            found[first : first + tile] = out[: part.size]
        return found
