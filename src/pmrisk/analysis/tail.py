"""The worst iterations explained: what happened in them more often than usual.

lift
    P(happens | beyond the level) / P(happens): 1 where an event has nothing to do with
    the tail. Its error is that of a ratio of two shares of the same iterations, by
    linearisation: with a = 1{happens}, t = 1{beyond}, p and q their means, the variance
    of (a·t/(p·q) less its mean times a/p + t/q) over the iterations.
combinations
    the sets of events that happened together, most frequent in the tail first.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk import intervals
from pmrisk.network.arrays import Float64

Bool = NDArray[np.bool_]

#: Combinations that are told.
_MOST = 3


class Lift(NamedTuple):
    """How much more often an event happens beyond the level; None if it never does."""

    source: str
    usual: float
    beyond: float
    lift: float | None
    se: float | None


class Combination(NamedTuple):
    """Events that happened together and no other, and how often."""

    sources: tuple[str, ...]
    beyond: float
    usual: float


class Tail(NamedTuple):
    """The iterations beyond a level: the events in them, the largest lift first."""

    level: float
    iterations: int
    lifts: tuple[Lift, ...]
    combinations: tuple[Combination, ...]


def explain(
    outcomes: Float64, happened: Bool, names: Sequence[str], level: float = 90.0
) -> Tail:
    """What `happened` (bool[n_event, n_iter]) where `outcomes` exceed their level."""
    threshold = intervals.percentile(np.sort(outcomes), level)
    beyond = outcomes > threshold
    lifts = [
        _lift(name, row, beyond) for name, row in zip(names, happened, strict=True)
    ]
    lifts.sort(key=lambda each: (-(each.lift or 0), each.source))
    together = _combinations(happened, names, beyond)
    return Tail(level, int(beyond.sum()), tuple(lifts), together)


def _lift(name: str, happens: Bool, beyond: Bool) -> Lift:
    n, tail = len(happens), int(beyond.sum())
    p, q, both = happens.mean(), beyond.mean(), (happens & beyond).mean()
    if p == 0 or tail == 0:
        return Lift(name, float(p), 0.0, None, None)
    lift = float(both / (p * q))
    # The influence of each iteration on the ratio.
    influence = (happens & beyond) / (p * q) - lift * (happens / p + beyond / q - 1)
    error = float(influence.std()) / math.sqrt(n)
    return Lift(name, float(p), float(both / q), lift, error)


def _combinations(
    happened: Bool, names: Sequence[str], beyond: Bool
) -> tuple[Combination, ...]:
    """The commonest sets in the tail; ties by what they hold."""
    tail = int(beyond.sum())
    if tail == 0 or len(names) == 0:
        return ()
    found, which = np.unique(happened.T, axis=0, return_inverse=True)
    usual = np.bincount(which.ravel(), minlength=len(found))
    worst = np.bincount(which.ravel()[beyond], minlength=len(found))
    order = np.argsort(-worst, kind="stable")[:_MOST]
    return tuple(
        Combination(
            tuple(name for name, own in zip(names, found[k], strict=True) if own),
            float(worst[k]) / tail,
            float(usual[k]) / len(beyond),
        )
        for k in order
        if worst[k]
    )
