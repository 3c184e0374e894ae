"""Good packages among too many to run them all: greedy from both ends.

From nothing, what brings most per coin is added as long as the budget lasts; from all
that is affordable by itself, what brings least per coin is dropped until the budget
pays for the rest. The second finds responses that only help together, such as those on
parallel paths. A step looks at the most promising only, by what they brought last time
(after Minoux 1978, without his guarantee: what responses bring does not always fall).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pmrisk.analysis.coalitions import Bool
from pmrisk.analysis.packages import affordable
from pmrisk.network.arrays import Float64

#: Candidates that a step looks at.
_FEW = 16

#: What packages (bool[n_package, n_response]) come to; less is better.
Value = Callable[[Bool], Float64]


def search(
    prices: Sequence[float], budget: float | None, value: Value
) -> tuple[Bool, list[int]]:
    """All packages within the budget that were tried, and what once made it worse."""
    made = _Search(np.asarray(prices, float), budget, value)
    n = len(prices)
    made.grow(np.zeros(n, np.bool_))
    single = np.eye(n, dtype=np.bool_)
    made.shrink(affordable(single, prices, budget))
    tried = np.array(sorted(made.tried), np.bool_)
    return tried[affordable(tried, prices, budget)], sorted(made.harmful)


class _Search:
    def __init__(self, prices: Float64, budget: float | None, value: Value) -> None:
        self.prices, self.budget, self.value = prices, budget, value
        self.tried: dict[tuple[bool, ...], float] = {}
        self.harmful: set[int] = set()

    def _values(self, taken: Bool) -> Float64:
        """What packages come to, each run once."""
        keys = [tuple(row.tolist()) for row in taken]
        new = [k for k, key in enumerate(keys) if key not in self.tried]
        if new:
            for k, found in zip(new, self.value(taken[new]), strict=True):
                self.tried[keys[k]] = float(found)
        return np.array([self.tried[key] for key in keys])

    def grow(self, taken: Bool) -> None:
        """Add what brings most per coin, as long as something can be paid for."""
        last = np.full(len(self.prices), np.inf)
        here = self._values(taken[None])[0]
        while True:
            free = np.flatnonzero(~taken)
            larger = _flipped(taken, free)
            fits = affordable(larger, self.prices.tolist(), self.budget)
            order = np.argsort(-last[free[fits]], kind="stable")
            # All of them at first, later the most promising.
            many = _FEW if np.isfinite(last).any() else len(free)
            chosen = free[fits][order][:many]
            if not len(chosen):
                return
            gain = here - self._values(_flipped(taken, chosen))
            self.harmful |= set(chosen[gain < 0].tolist())
            last[chosen] = _rate(gain, self.prices[chosen])
            best = chosen[np.argmax(last[chosen])]
            if not last[best] > 0:
                return
            taken = _flipped(taken, [best])[0]
            here = self._values(taken[None])[0]

    def shrink(self, taken: Bool) -> None:
        """Drop what brings least per coin, until the rest is paid for and helps."""
        last = np.full(len(self.prices), -np.inf)
        here = self._values(taken[None])[0]
        while taken.any():
            inside = np.flatnonzero(taken)
            order = np.argsort(last[inside], kind="stable")
            many = _FEW if np.isfinite(last).any() else len(inside)
            chosen = inside[order][:many]
            loss = self._values(_flipped(taken, chosen)) - here
            self.harmful |= set(chosen[loss < 0].tolist())
            last[chosen] = _rate(loss, self.prices[chosen])
            worst = chosen[np.argmin(last[chosen])]
            paid = affordable(taken[None], self.prices.tolist(), self.budget)[0]
            if paid and last[worst] > 0:
                return
            taken = _flipped(taken, [worst])[0]
            here = self._values(taken[None])[0]


def _flipped(taken: Bool, which: Sequence[int] | NDArray[np.integer]) -> Bool:
    """Packages that differ from one by one response each."""
    rows = np.repeat(taken[None], len(which), axis=0)
    rows[np.arange(len(which)), which] ^= True
    return rows


def _rate(gain: Float64, prices: Float64) -> Float64:
    """What every coin brings; what is free brings more than anything, if it helps."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = gain / prices
    return np.where(prices > 0, rate, np.where(gain == 0, 0.0, np.sign(gain) * 1e300))
