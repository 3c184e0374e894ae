"""Value of information: what it would be worth to know a source before promising.

With X known, the level is asked of what is left; on average over X that takes

    days = P80(D) - E[ P80(D | X) ]

off the contingency; knowing everything would take off P80(D) - E[D]. A percentile may
come nearer to the mean or further from it when a single source is known, so that one
source may be worth more than everything, or less than nothing. It is estimated from the
iterations of the run itself, sorted by X into bins of equal size (Strong and Oakley
2013: one-level estimates of partial perfect information); the percentile of a bin is
biased by its size, so it is compared with that of as many bins drawn at random. A
source of several draws, such as a risk's occurrence and impact, is sorted by their sum
in standard deviations, where it occurs. The error is the jackknife's, see
`pmrisk.analysis.packages`.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import PARTS, Coalitions
from pmrisk.analysis.packages import errors
from pmrisk.analysis.sources import Player, players
from pmrisk.analysis.targets import Target, matters
from pmrisk.analysis.tornado import lost
from pmrisk.intervals import rank
from pmrisk.network.arrays import MONEY, OCCURS, TIME, Float64, Int64
from pmrisk.result import Result

# Iterations of a bin, at least; bins, at most; and random orders to compare with.
_BIN, _MOST_BINS, _ORDERS = 200, 32, 8
#: Fewer iterations tell nothing.
FEWEST = 2 * _BIN
#: Sources whose value lies within so many errors of nothing are told as noise.
_NOISE = 3.0


class Knowledge(NamedTuple):
    """What a source would take off the contingency if it were known beforehand.

    In working days or money; `share` is of what knowing everything would take off.
    """

    source: str
    kind: str
    name: str
    value: float
    se: float
    share: float | None

    @property
    def is_noise(self) -> bool:
        """Whether it cannot be told from nothing."""
        return abs(self.value) <= _NOISE * self.se


def information(result: Result, target: Target, level: float) -> tuple[Knowledge, ...]:
    """The value of knowing each source, the largest first."""
    picked = [p for p in players(result.network) if matters(p, target)]
    if not picked or result.iterations < FEWEST:
        return ()
    kept = Coalitions(result, picked, target, level)
    drawn = np.ones((1, len(picked)), np.bool_)
    unit = 1.0 if target.is_cost else result.network.timeline.minutes_per_day
    reached = kept.numbers(kept.outcomes(drawn))[0] / unit
    bins = _Bins(reached, level)
    most = bins.overall - float(reached.mean())
    found = []
    for player in picked:
        value = bins.value(_score(kept, player))
        share = float(value[0]) / most if most > 0 else None
        se = float(errors(value[None])[0])
        name = player.source, player.kind, player.name
        found.append(Knowledge(*name, float(value[0]), se, share))
    return tuple(sorted(found, key=lambda each: (-each.value, each.source)))


def _score(kept: Coalitions, player: Player) -> Float64:
    """One number an iteration for all that is drawn for a player and may matter."""
    useful = MONEY | TIME if kept.target.is_cost else TIME
    total, there = np.zeros(kept.result.iterations), None
    if player.skies:
        return lost(kept, player)
    for source in kept.result.network.sources:
        mine = player.minutes if source.is_minutes else player.values
        if source.row not in mine or not source.moves & useful:
            continue
        drawn = _drawn(kept, source.row, minutes=source.is_minutes)
        if source.name.endswith(OCCURS):
            there = drawn > 0
        else:
            total += _scaled(drawn)
    if there is None:
        return total
    # What did not occur comes before all that did.
    return np.where(there, total - total.min() + 1.0, 0.0)


def _drawn(kept: Coalitions, row: int, *, minutes: bool) -> Float64:
    """What was drawn to a row, iteration by iteration."""
    tiles = [
        (tile.minutes if minutes else tile.values)[row, : tile.n] for tile in kept.tiles
    ]
    return np.asarray(np.concatenate(tiles), np.float64)


def _scaled(numbers: Float64) -> Float64:
    spread = numbers.std()
    return np.asarray(numbers / spread if spread > 0 else np.zeros_like(numbers))


class _Bins:
    """Outcomes that are sorted into bins in several ways."""

    def __init__(self, reached: Float64, level: float) -> None:
        self.reached, self.level, n = reached, level, len(reached)
        self.parts = np.arange(n) % PARTS
        self.overall = float(np.sort(reached)[rank(n, level)])
        rng = np.random.default_rng(n)
        self.orders = [rng.permutation(n) for _ in range(_ORDERS)]
        self.chance = cache(self._chance)

    def value(self, score: Float64) -> Float64:
        """float64[17]: what knowing the score is worth, and without each part."""
        which = _sorted_in(score)
        sizes = tuple(np.bincount(which).tolist())
        return np.asarray(self.chance(sizes) - self.mean(which))

    def _chance(self, sizes: Sequence[int]) -> Float64:
        """The mean percentile of bins of such sizes that say nothing."""
        which = np.repeat(np.arange(len(sizes)), sizes)
        made = []
        for order in self.orders:
            shuffled = np.empty_like(which)
            shuffled[order] = which
            made.append(self.mean(shuffled))
        return np.asarray(np.mean(made, axis=0))

    def mean(self, which: Int64) -> Float64:
        """float64[17]: the mean percentile of the bins, and without each part."""
        order = np.lexsort((self.reached, which))
        bins, parts = which[order], self.parts[order]
        out = np.empty(1 + PARTS)
        for part in range(-1, PARTS):
            left = order if part < 0 else order[parts != part]
            here = bins if part < 0 else bins[parts != part]
            counts = np.bincount(here)
            counts = counts[counts > 0]
            first = np.cumsum(counts) - counts
            at = first + [rank(int(count), self.level) for count in counts]
            out[1 + part] = np.dot(self.reached[left[at]], counts) / len(left)
        return out


def _sorted_in(score: Float64) -> Int64:
    """The bin of each iteration: a value's own where they are few, else equal ones."""
    n = len(score)
    many = max(2, min(_MOST_BINS, n // _BIN))
    values, which = np.unique(score, return_inverse=True)
    if len(values) <= many:
        return np.asarray(which, np.int64)
    bins = np.empty(n, np.int64)
    bins[np.argsort(score, kind="stable")] = np.arange(n) * many // n
    return bins
