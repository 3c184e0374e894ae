"""From shares of a game to what each source and each group adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import Bool, Coalitions
from pmrisk.analysis.explained import Contribution, GroupContribution
from pmrisk.analysis.shapley import Effort, shares
from pmrisk.analysis.shares import Shares
from pmrisk.analysis.sources import Player
from pmrisk.network.arrays import Float64, Int64


class Bookends(NamedTuple):
    """Measures with no, one, all but one and all sources: [1 + n_part] each."""

    none: Float64
    only: Float64  # float64[n_player, 1 + n_part]
    without: Float64
    all: Float64


def bookends(asked: Coalitions, n: int) -> Bookends:
    """Every source alone, and all without it."""
    one = np.eye(n, dtype=np.bool_)
    ends = np.array([[False] * n, [True] * n])
    found = asked(np.concatenate([ends, one, ~one]))
    return Bookends(found[0], found[2 : 2 + n], found[2 + n :], found[1])


def share_out(
    asked: Coalitions,
    busy: Int64,
    method: str,
    ends: Bookends,
    groups: Sequence[int] | None,
    effort: Effort,
    seed: int,
    names: Sequence[str],
) -> Shares:
    """Shares of all players, of whom only the `busy` ones can get any."""
    n, nobody, everybody = len(ends.only), float(ends.none[0]), float(ends.all[0])
    if method == "exclusion":
        lost = ends.all - ends.without
        return Shares(lost, np.zeros((0, n)), nobody, everybody)
    if len(busy) == 0:
        nothing = np.zeros_like(ends.only)
        return Shares(nothing, np.zeros((0, n)), nobody, everybody)
    own = None if groups is None else np.unique(np.array(groups)[busy], False, True)[1]

    def play(few: Bool) -> Float64:
        all_of_them = np.ones((len(few), n), np.bool_)
        all_of_them[:, busy] = few
        return asked(all_of_them)

    own_names = [names[k] for k in busy]
    made = shares(
        play, len(busy), groups=own, effort=effort, seed=seed, names=own_names
    )
    each, fours = np.zeros_like(ends.only), np.zeros((len(made.fours), n))
    each[busy], fours[:, busy] = made.each, made.fours
    return Shares(each, fours, nobody, everybody)


def without_groups(
    asked: Coalitions, groups: Sequence[int] | None, ends: Bookends
) -> Shares | None:
    """What would go without each group, all of its members at once."""
    if groups is None:
        return None
    other = np.array(groups)[None, :] != np.arange(max(groups) + 1)[:, None]
    lost = ends.all - asked(other)
    return Shares(lost, np.zeros((0, len(lost))), 0.0, float(ends.all[0]))


@dataclass(frozen=True)
class Table:
    """Shares and bookends, on their way to rows."""

    players: Sequence[Player]
    made: Shares
    ends: Bookends
    unit: float
    group: Sequence[int] | None
    names: Sequence[str]
    #: What would go without each group, where that is asked for.
    lost: Shares | None = None

    def rows(self) -> tuple[Contribution, ...]:
        """A row for each source, the largest up or down first, ties by id."""
        only = (self.ends.only - self.ends.none)[:, 0] / self.unit
        without = (self.ends.all - self.ends.without)[:, 0] / self.unit
        values, errors = self.made.values / self.unit, self.made.errors / self.unit
        ranks = self.made.ranks
        found = [
            Contribution(
                player.source,
                player.kind,
                player.name,
                float(values[k]),
                float(errors[k]),
                int(ranks[k, 0]),
                int(ranks[k, 1]),
                float(only[k]),
                float(without[k]),
                None if self.group is None else self.names[self.group[k]],
            )
            for k, player in enumerate(self.players)
        ]
        return tuple(sorted(found, key=lambda row: (-abs(row.value), row.source)))

    def groups(self) -> tuple[GroupContribution, ...]:
        """A row for each group, the largest up or down first."""
        if self.group is None:
            return ()
        member = np.array(self.group)[None, :] == np.arange(len(self.names))[:, None]
        weights = member.astype(np.float64)
        values, errors = weights @ self.made.values, self.made.error_of(weights)
        if self.lost is not None:
            values, errors = self.lost.values, self.lost.errors
        found = [
            GroupContribution(
                name,
                float(values[g]) / self.unit,
                float(errors[g]) / self.unit,
                tuple(
                    p.source
                    for p, own in zip(self.players, member[g], strict=True)
                    if own
                ),
            )
            for g, name in enumerate(self.names)
        ]
        return tuple(sorted(found, key=lambda row: (-abs(row.value), row.group)))
