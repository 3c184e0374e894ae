"""Sources beyond what a budget of time carries, taken as one.

Shares of n sources take two runs of the network for each source's bookends, and all
coalitions where these are few, else the fewest orders that have an error: eight runs
for each. Where the time is short of that, the sources that move least with the outcome
join as one, and what all add is still exact.
"""

import time
from collections.abc import Sequence

import numpy as np

from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.shapley import QUICKLY
from pmrisk.analysis.sources import Player
from pmrisk.analysis.tornado import correlation, drawn_for

#: The kind of a source that stands for several.
OTHERS = "others"
# Orders at least, runs that are timed, and sources apart at least.
_ORDERS, _TIMED, _LEAST = 8, 4, 2


def within_reach(
    asked: Coalitions,
    players: Sequence[Player],
    groups: Sequence[int] | None,
    seconds: float,
) -> tuple[tuple[Player, ...], tuple[int, ...] | None]:
    """The players that so many seconds carry, each with its group.

    The others are one player, or one for each group; `asked` plays with these then.
    """
    own = (0,) * len(players) if groups is None else tuple(groups)
    runs = seconds / _seconds(asked)
    most = max((n for n in range(len(players) + 1) if _runs(n) <= runs), default=0)
    if most == len(players):
        return tuple(players), None if groups is None else own
    kept = _telling(asked, players)[: max(most - len(set(own)), _LEAST)]
    made = [(players[k], own[k]) for k in sorted(kept)]
    for group in sorted(set(own)):
        rest = [p for k, p in enumerate(players) if own[k] == group and k not in kept]
        if rest:
            made.append((rest[0] if len(rest) == 1 else _together(rest), group))
    named = _named([player for player, _ in made])
    asked.switch(named)
    return named, None if groups is None else tuple(group for _, group in made)


def _runs(n: int) -> int:
    """How often the network is run, at least, for the shares of `n` sources."""
    few = 2**n if n < QUICKLY.bit_length() else _ORDERS * (n + 1)
    return 2 * (n + 1) + few


def _seconds(asked: Coalitions) -> float:
    """What a run takes; the first one may compile."""
    everybody = np.ones((_TIMED, asked.n_player), np.bool_)
    asked(everybody[:1])
    begun = time.perf_counter()
    asked(everybody)
    return (time.perf_counter() - begun) / _TIMED


def _telling(asked: Coalitions, players: Sequence[Player]) -> list[int]:
    """Positions of players, those that move most with the outcome first."""
    outcomes = asked.as_drawn()
    moves = [
        abs(correlation(drawn_for(asked, each), outcomes) or 0.0) for each in players
    ]
    return sorted(range(len(players)), key=lambda k: (-moves[k], k))


def _together(rest: Sequence[Player]) -> Player:
    return Player(
        OTHERS,
        OTHERS,
        f"{len(rest):,} more, together",
        tuple(row for each in rest for row in each.minutes),
        tuple(row for each in rest for row in each.values),
        tuple(sorted({name for each in rest for name in each.on})),
        any(each.moves_time for each in rest),
        skies=tuple(sky for each in rest for sky in each.skies),
    )


def _named(players: Sequence[Player]) -> tuple[Player, ...]:
    """Those that stand for several numbered, where there is more than one."""
    pools = [k for k, each in enumerate(players) if each.kind == OTHERS]
    if len(pools) < 2:
        return tuple(players)
    return tuple(
        each._replace(source=f"{OTHERS} {pools.index(k) + 1}") if k in pools else each
        for k, each in enumerate(players)
    )
