"""Orders in which players join, drawn so that another player disturbs none of them.

Every player has a number that depends on the seed, on the four of orders and on its
name alone. An order is that of the numbers, so a player who is added stands somewhere
between the others and leaves them as they were.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmrisk.network.arrays import Int64

_WORD = 2**64
# Numbers from the upper half on are turned before those of the lower.
_MIDDLE = np.uint64(2**63)


class Orders:
    """Orders that tear no team apart, in fours."""

    def __init__(self, teams: Sequence[Int64], names: Sequence[str], seed: int) -> None:
        self.teams, self.seed = teams, seed % _WORD
        self.players = _numbers(names)
        # A team is called by its first member, and stands apart from where that stands.
        firsts = [min(names[k] for k in team) for team in teams]
        self.called = _numbers([f"team of {first}" for first in firsts])

    def four(self, number: int) -> Int64:
        """int64[4, n_player]: an order, one begun in its middle, and their reverses.

        A team's members are begun in their middle too.
        """
        salt = _numbers([f"{self.seed} {number}"])[0]
        players, teams = _mixed(self.players ^ salt), _mixed(self.called ^ salt)
        order = self._order(players, teams)
        other = self._order(players ^ _MIDDLE, teams ^ _MIDDLE)
        return np.stack([order, order[::-1], other, other[::-1]])

    def _order(self, players: Any, teams: Any) -> Int64:
        members = [self.teams[g] for g in np.argsort(teams, kind="stable")]
        sorted_ = [team[np.argsort(players[team], kind="stable")] for team in members]
        return np.concatenate(sorted_)


def _numbers(names: Sequence[str]) -> NDArray[np.uint64]:
    """A word for each name."""
    found = [blake2b(name.encode(), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(found), np.uint64)


def _mixed(words: Any) -> Any:
    """Words that differ in one bit made to differ in half: the end of SplitMix64."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        words = (words ^ (words >> np.uint64(shift))) * np.uint64(factor)
    return words ^ (words >> np.uint64(31))
