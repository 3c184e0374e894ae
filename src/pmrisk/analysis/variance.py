"""Whose uncertainty makes the spread: shares of the variance, alone and in all.

first order
    the share of the variance that would go if the source were known: Sobol's S, by
    E[f(B) (f(A with the source from B) - f(A))] / Var f (Saltelli 2010).
total
    the share that would stay if all else were known, interactions included: Sobol's
    S_T, by E[(f(A) - f(A with the source from B))²] / 2 / Var f (Jansen 1999).

A are the run's own iterations, B as many of another seed, both of a centred f. Sources
that are correlated are one here: they cannot be known apart. An error is that of the
jackknife over 16 parts of the iterations; below `NOISE` errors a share says nothing.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.analysis.coalitions import PARTS, Bool, Coalitions, without_parts
from pmrisk.analysis.sources import Player, chosen, players
from pmrisk.analysis.targets import Target, matters
from pmrisk.network import Network
from pmrisk.network.arrays import Float64
from pmrisk.result import Result

#: Between sources that are one.
JOIN = " + "
#: Standard errors that 95 % of the shares of idle sources stay below.
NOISE = 1.959963984540054
# The other seed: a fixed distance in 64 bits, so that a scenario keeps it.
_OTHER, _WORD = 0x9E3779B97F4A7C15, 2**64


class VarianceShare(NamedTuple):
    """What one source, or several that are correlated, does to the variance."""

    source: str
    kind: str
    name: str
    first_order: float
    se: float
    total: float
    total_se: float

    @property
    def is_noise(self) -> bool:
        """Whether neither share can be told from none."""
        return (
            abs(self.first_order) <= NOISE * self.se
            and self.total <= NOISE * self.total_se
        )


def variance_shares(
    result: Result,
    target: Target,
    sources: Sequence[str] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> tuple[VarianceShare, ...]:
    """The shares of every source, the largest total first.

    Raises
    ------
    OptionError
        If `sources` name what is not there.
    """
    everybody = players(result.network)
    wanted = {each.source for each in chosen(everybody, sources)}
    picked = joined(everybody, result.network)
    asked = Coalitions(result, picked, target, "chance" if target.is_both else "sd")
    others = asked.other_draws((result.seed + _OTHER) % _WORD)
    n = len(picked)

    def run(rows: Bool) -> Float64:
        return asked.numbers(asked.outcomes(rows, others))

    ends = run(np.array([[True] * n, [False] * n]))
    middle = ends.mean()
    own, other = ends - middle
    found = []
    for k, player in enumerate(picked):
        if wanted.isdisjoint(player.source.split(JOIN)):
            continue
        if not matters(player, target):
            found.append(_share(player, np.zeros((2, 1 + PARTS))))
            continue
        mixed = run(np.arange(n)[None, :] != k)[0] - middle
        found.append(_share(player, _indices(own, other, mixed)))
        if progress is not None:
            progress(k + 1, n)
    return tuple(sorted(found, key=lambda each: (-each.total, each.source)))


def _indices(own: Float64, other: Float64, mixed: Float64) -> Float64:
    """float64[2, 17]: first order and total, of all and without each part."""
    spread = own * own / 2 + other * other / 2
    first = other * (mixed - own)
    whole = (own - mixed) ** 2 / 2
    sums = without_parts(np.stack([spread, first, whole]))
    none = np.zeros_like(sums[1:])
    return np.asarray(np.divide(sums[1:], sums[0], out=none, where=sums[0] != 0))


def _share(player: Player, indices: Float64) -> VarianceShare:
    errors = np.sqrt(indices[:, 1:].var(axis=1) * (PARTS - 1))
    return VarianceShare(
        player.source,
        player.kind,
        player.name,
        float(indices[0, 0]),
        float(errors[0]),
        float(indices[1, 0]),
        float(errors[1]),
    )


def joined(picked: Sequence[Player], network: Network) -> tuple[Player, ...]:
    """The players, those made one whose draws are correlated."""
    rows = {source.name: (source.is_minutes, source.row) for source in network.sources}
    home = {
        (is_minutes, row): k
        for k, player in enumerate(picked)
        for is_minutes, own in ((True, player.minutes), (False, player.values))
        for row in own
    }
    first = list(range(len(picked)))
    for names, _ in engine.correlations(network.project):
        members = {home[rows[name]] for name in names if rows.get(name) in home}
        joint = {first[k] for k in members}
        first = [min(joint) if f in joint else f for f in first]
    groups: dict[int, list[Player]] = {}
    for k, player in enumerate(picked):
        groups.setdefault(first[k], []).append(player)
    return tuple(map(_one, groups.values()))


def _one(group: Sequence[Player]) -> Player:
    if len(group) == 1:
        return group[0]
    return Player(
        JOIN.join(player.source for player in group),
        group[0].kind,
        "correlated",
        tuple(row for player in group for row in player.minutes),
        tuple(row for player in group for row in player.values),
        tuple(name for player in group for name in player.on),
        any(player.moves_time for player in group),
        skies=tuple(sky for player in group for sky in player.skies),
    )
