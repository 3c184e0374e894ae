"""The worst iterations explained: what happened in them more often than usual.

lift
    P(happens | beyond the level) / P(happens): 1 where a source has nothing to do with
    the tail. A risk happens where it occurs, a choice where it is not the plan's, and
    anything else where it is among its own highest fifth. The error is that of a ratio
    of two shares of the same iterations, by linearisation: with a = 1{happens},
    t = 1{beyond}, p and q their means, the variance of (a·t/(p·q) less its mean times
    a/p + t/q) over the iterations.
combinations
    the sets of sources that happened together, most frequent in the tail first: of
    the six with the largest lifts that can be told.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk import intervals
from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.sources import Player
from pmrisk.analysis.targets import matters
from pmrisk.analysis.tornado import drawn_for, happened
from pmrisk.network.arrays import Float64

Bool = NDArray[np.bool_]

#: Where the tail begins, and where a range is high, in per cent.
BEYOND, HIGH = 90.0, 80.0
#: Combinations that are told, and sources that they are made of.
_MOST, _TOGETHER = 3, 6
#: Standard errors above 1 from which a lift is one.
_TOLD = 2.0
#: Kinds of which one says that they happen; others are high.
HAPPEN = ("risk", "driver", "exists", "branch")


class Lift(NamedTuple):
    """How much more often a source happens beyond the level; None if it never does.

    `how` is what it does: ``occurs``, ``differs`` from the plan, or is ``high``.
    """

    source: str
    usual: float
    beyond: float
    lift: float | None
    se: float | None
    kind: str = "risk"
    name: str = ""
    how: str = "occurs"

    @property
    def is_told(self) -> bool:
        """Whether it can be told to happen more often than usual."""
        if self.lift is None or self.se is None:
            return False
        return self.lift > 1 + _TOLD * self.se


class Combination(NamedTuple):
    """Sources that happened together and none of the others, and how often."""

    sources: tuple[str, ...]
    beyond: float
    usual: float


class Tail(NamedTuple):
    """The iterations beyond a level: what is in them, the largest lift first.

    The level is None where they are those in which a promise is broken. Combinations
    are of the sources `among`.
    """

    level: float | None
    iterations: int
    lifts: tuple[Lift, ...]
    combinations: tuple[Combination, ...]
    among: tuple[str, ...] = ()


def tail(
    kept: Coalitions,
    players: Sequence[Player],
    outcomes: Float64,
    level: float = BEYOND,
) -> Tail:
    """What happened where `outcomes` (float64[n_iter]) lie beyond a level.

    Of a chance, and of a joint level, outcomes are 1 where date and cost are kept;
    beyond lies the rest.
    """
    chance = kept.measure == "chance" or bool(kept.target.coordinate)
    beyond = outcomes == 0 if chance else _beyond(outcomes, level)
    told, rows = [], []
    for player in players:
        if not matters(player, kept.target):
            continue
        how, happens = _happens(kept, player)
        rows.append(happens)
        made = _lift(player.source, happens, beyond)
        told.append(made._replace(kind=player.kind, name=player.name, how=how))
    among = _among(told)
    sets = np.array([rows[k] for k in among], np.bool_).reshape(-1, len(beyond))
    names = [told[k].source for k in among]
    return Tail(
        None if chance else level,
        int(beyond.sum()),
        tuple(sorted(told, key=_by_lift)),
        _combinations(sets, names, beyond),
        tuple(names),
    )


def explain(
    outcomes: Float64, happens: Bool, names: Sequence[str], level: float = BEYOND
) -> Tail:
    """What `happens` (bool[n_event, n_iter]) where `outcomes` exceed their level."""
    beyond = _beyond(outcomes, level)
    lifts = [_lift(name, row, beyond) for name, row in zip(names, happens, strict=True)]
    together = _combinations(happens, names, beyond)
    ranked = tuple(sorted(lifts, key=_by_lift))
    return Tail(level, int(beyond.sum()), ranked, together, tuple(names))


def _beyond(outcomes: Float64, level: float) -> Bool:
    """Where a level is exceeded, or reached where nothing exceeds it."""
    edge = intervals.percentile(np.sort(outcomes), level)
    beyond = outcomes > edge
    if not beyond.any() and outcomes.min() < edge:
        beyond = outcomes == edge
    return np.asarray(beyond)


def _by_lift(each: Lift) -> tuple[float, str]:
    return -(each.lift or 0.0), each.source


def _happens(kept: Coalitions, player: Player) -> tuple[str, Bool]:
    """In which iterations a source happens, and what that means."""
    occurs = happened(kept.result, player)
    if occurs is not None:
        return "occurs", occurs
    drawn = drawn_for(kept, player)
    if player.kind in ("exists", "branch"):
        return "differs", drawn != 0
    edge = intervals.percentile(np.sort(drawn), HIGH)
    return "high", np.asarray((drawn >= edge) & (drawn > drawn.min()))


def _among(lifts: Sequence[Lift]) -> list[int]:
    """Which sources are worth combining: those with the largest lifts that are told."""
    told = [k for k, each in enumerate(lifts) if each.is_told]
    return sorted(sorted(told, key=lambda k: _by_lift(lifts[k]))[:_TOGETHER])


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
    """The commonest sets in the tail, but for that of none; ties by what they hold."""
    tail = int(beyond.sum())
    if tail == 0 or len(names) == 0:
        return ()
    found, which = np.unique(happened.T, axis=0, return_inverse=True)
    usual = np.bincount(which.ravel(), minlength=len(found))
    worst = np.bincount(which.ravel()[beyond], minlength=len(found))
    worst[~found.any(axis=1)] = 0
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
