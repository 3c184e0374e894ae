"""Shares of a total among those who made it, fair and exact: Shapley's and Owen's.

A *game* says what any coalition of players reaches. A player's share is what joining
adds, averaged over all orders in which the players can join (Shapley 1953); with
groups, over those orders in which no group is torn apart (Owen 1977), so that a group's
share is the sum of its members'. Few players are enumerated; for many, orders are drawn
in fours: an order, the same begun in its middle, so that who came late comes early, and
the reverse of both, whose errors offset theirs.

A game is told in one number or, where it was simulated, in that number and the same
without each part of the iterations in turn: the jackknife's. Shares of all of them
are computed at once, and their spread is what the iterations leave uncertain.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pmrisk.analysis.orders import Orders
from pmrisk.analysis.shares import Shares
from pmrisk.network.arrays import Float64, Int64

Bool = NDArray[np.bool_]

#: What each coalition reaches: bool[n_coalition, n_player] to
#: float64[n_coalition, 1 + n_part].
Game = Callable[[Bool], Float64]

#: Twelve players have so many coalitions; beyond, orders are drawn.
MOST_ENUMERATED = 2**12
#: Under a time budget only what costs less than a few walks is enumerated.
QUICKLY = 2**8
# Fours of orders between two looks at the error, at least and at most, twice as many
# where the largest error is still theirs; and at most where an error was asked for.
_BATCH, _LEAST, MOST_FOURS, MOST_TO = 2, 4, 32, 1024
# Of more players than that, an error of the orders that is enough for each: so much of
# the total. The shares of so many are small, and an order of them takes long.
_MANY, _FINE = 100, 0.005


@dataclass(frozen=True)
class Effort:
    """When drawing orders stops.

    Where neither is given, when the error of the orders is below that of the
    iterations: more orders would not help then. Of more than a hundred players, also
    when it is half a per cent of the total.
    """

    #: The standard error that no share may exceed.
    to: float | None = None
    #: Seconds.
    within: float | None = None


def shares(
    game: Game,
    n_player: int,
    *,
    groups: Sequence[int] | Int64 | None = None,
    effort: Effort | None = None,
    seed: int = 0,
    names: Sequence[str] | None = None,
) -> Shares:
    """The share of each of `n_player` players in what all reach beyond none.

    `groups` are the number of each player's group, from 0 on without gaps. Orders are
    drawn by `names`: another player changes none of the order of those who were there.
    """
    effort = effort or Effort()
    teams = _teams(groups if groups is not None else range(n_player))
    most = MOST_ENUMERATED if effort.within is None else QUICKLY
    if coalitions(teams) <= most:
        return _enumerated(game, teams, n_player)
    orders = Orders(teams, names or [str(k) for k in range(n_player)], seed)
    return _drawn(game, orders, n_player, effort)


def _teams(groups: Sequence[int] | Int64) -> list[Int64]:
    """The players of each group."""
    found = np.asarray(groups)
    return [np.flatnonzero(found == g) for g in range(found.max(initial=-1) + 1)]


def coalitions(teams: Sequence[Int64]) -> int:
    """How many coalitions an enumeration asks for, at most."""
    if all(len(team) == 1 for team in teams):
        return int(2 ** len(teams))
    return sum(2 ** (len(teams) - 1 + len(team)) for team in teams)


def subsets(n: int) -> Bool:
    """bool[2**n, n]: all subsets, row k the bits of k."""
    bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    return bits.astype(np.bool_)


# All orders.


def _enumerated(game: Game, teams: Sequence[Int64], n_player: int) -> Shares:
    """Every coalition that an order can pass, each with the weight of its orders."""
    values = _Values(game, n_player)
    each: list[Float64] = [np.zeros(0)] * n_player
    for g, team in enumerate(teams):
        others = [*teams[:g], *teams[g + 1 :]]
        whole = _unions(others, n_player)
        inside = subsets(len(team))
        asked = np.repeat(whole, len(inside), axis=0)
        asked[:, team] = np.tile(inside, (len(whole), 1))
        found = values(asked).reshape(len(whole), len(inside), -1)
        outer = subsets(len(others)).sum(axis=1)
        for k, player in enumerate(team):
            each[player] = _weighted(found, inside, k, outer)
    ends = values(np.array([[False] * n_player, [True] * n_player]))
    made = np.array(each).reshape(n_player, -1)
    return Shares(made, np.zeros((0, n_player)), float(ends[0, 0]), float(ends[1, 0]))


def _unions(teams: Sequence[Int64], n_player: int) -> Bool:
    """bool[2**n_team, n_player]: every union of whole teams."""
    chosen = subsets(len(teams))
    made = np.zeros((len(chosen), n_player), np.bool_)
    for g, team in enumerate(teams):
        made[:, team] = chosen[:, g : g + 1]
    return made


def _weighted(found: Float64, inside: Bool, k: int, outer: Int64) -> Float64:
    """A member's share from what its team's subsets reach beside others.

    What joining adds is summed over coalitions of one size before it is weighted, so
    that players who stand alike get the same to the last bit.
    """
    without = np.flatnonzero(~inside[:, k])
    added = found[:, without | (1 << k)] - found[:, without]
    inner = inside[without].sum(axis=1)
    n_inner, n_outer = inside.shape[1], int(outer.max()) + 1
    total = np.zeros(found.shape[2])
    for a in range(n_outer):
        for b in range(n_inner):
            ways = n_outer * math.comb(n_outer - 1, a) * n_inner
            ways *= math.comb(n_inner - 1, b)
            total += added[outer == a][:, inner == b].sum(axis=(0, 1)) / ways
    return total


class _Values:
    """What coalitions reach, each asked of the game once."""

    def __init__(self, game: Game, n_player: int) -> None:
        self.game, self.n_player = game, n_player
        self.known: dict[bytes, Float64] = {}

    def __call__(self, asked: Bool) -> Float64:
        keys = [row.tobytes() for row in np.packbits(asked, axis=1)]
        fresh = {key: k for k, key in enumerate(keys) if key not in self.known}
        if fresh:
            found = self.game(asked[list(fresh.values())])
            self.known.update(zip(fresh, found, strict=True))
        return np.array([self.known[key] for key in keys])


# Drawn orders.


def _drawn(game: Game, drawn: Orders, n_player: int, effort: Effort) -> Shares:
    """Shares by antithetic pairs of orders, until the effort is spent."""
    begun = time.perf_counter()
    sums, fours = np.zeros(0), np.zeros((0, n_player))
    while True:
        batch = range(len(fours), len(fours) + _BATCH)
        orders = np.concatenate([drawn.four(number) for number in batch])
        walks = game(_walks(orders)).reshape(len(orders), n_player + 1, -1)
        added = _by_player(np.diff(walks, axis=1), orders)
        means = added.reshape(_BATCH, 4, n_player, -1).mean(axis=1)
        sums = means.sum(axis=0) + (sums if sums.size else 0.0)
        fours = np.concatenate([fours, means[:, :, 0]])
        ends = float(walks[0, 0, 0]), float(walks[0, -1, 0])
        made = Shares(sums / len(fours), fours, *ends)
        if _enough(made, effort, time.perf_counter() - begun):
            return made


def _walks(orders: Int64) -> Bool:
    """bool[n_order * (n_player + 1), n_player]: from nobody to everybody."""
    place = np.empty_like(orders)
    steps = np.arange(orders.shape[1])
    np.put_along_axis(place, orders, np.broadcast_to(steps, orders.shape), axis=1)
    reached = np.arange(orders.shape[1] + 1)[None, :, None]
    return (place[:, None, :] < reached).reshape(-1, orders.shape[1])


def _by_player(added: Float64, orders: Int64) -> Float64:
    """What each step of each walk added, by the player who joined."""
    made = np.empty_like(added)
    np.put_along_axis(made, orders[:, :, None], added, axis=1)
    return made


def _enough(made: Shares, effort: Effort, seconds: float) -> bool:
    """Whether another batch of orders is not wanted."""
    done = len(made.fours)
    if effort.within is not None:
        # The next batch takes as long as those before.
        if seconds * (1 + _BATCH / done) > effort.within:
            return True
        if effort.to is None:
            return False
    most = 2 * MOST_FOURS if effort.to is None else MOST_TO
    if done < _LEAST or done >= most:
        return done >= most
    order, iterations = made.order_error, made.iteration_error
    if effort.to is not None:
        reached = bool((made.errors <= effort.to).all())
        # The error of the iterations stays, however many orders are drawn.
        hopeless = (iterations > effort.to) & (order < iterations / 4)
        return reached or bool(hopeless.any())
    if len(order) > _MANY and order.max() <= _FINE * abs(made.all - made.none):
        return True
    if order.max() > iterations.max():
        return False
    smaller = bool(np.square(order).sum() <= np.square(iterations).sum())
    return smaller or done >= MOST_FOURS
