"""How each source moves with the outcome: a tornado of correlations with a noise floor.

A correlation says who moves together, not who moves whom: sources that are correlated
share it, one that never drives may have it, and it adds up to nothing. Below the noise
floor, the 95 % point of |corr| of unrelated samples, it says nothing at all.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.criticality import noise_floor
from pmrisk.analysis.ranks import RANKED_ITERATIONS, mid_ranks
from pmrisk.analysis.sources import Player
from pmrisk.effective import EffectiveTime
from pmrisk.network import calendars
from pmrisk.network.arrays import OCCURS, Float64
from pmrisk.result import Result


class Correlated(NamedTuple):
    """The correlation of one source with the outcome; None where one is constant.

    Spearman's is that of the first iterations (`RANKED_ITERATIONS`).
    """

    source: str
    kind: str
    name: str
    pearson: float | None
    spearman: float | None


class Tornado(NamedTuple):
    """The correlations of all sources, the largest first, and what is noise."""

    rows: tuple[Correlated, ...]
    noise_floor: float


def tornado(kept: Coalitions, players: Sequence[Player], outcomes: Float64) -> Tornado:
    """How each of `players` moves with `outcomes` (float64[n_iter]) of kept draws."""
    result = kept.result
    tailed = not (result.finish.has_sd and result.cost.has_sd)
    ranks = mid_ranks(outcomes[:RANKED_ITERATIONS])
    found = []
    for player in players:
        drawn = drawn_for(kept, player)
        # A tail without variance has no Pearson correlation.
        pearson = None if tailed else correlation(drawn, outcomes)
        spearman = correlation(mid_ranks(drawn[:RANKED_ITERATIONS]), ranks)
        made = Correlated(player.source, player.kind, player.name, pearson, spearman)
        found.append(made)
    found.sort(key=lambda each: (-abs(each.spearman or 0.0), each.source))
    return Tornado(tuple(found), noise_floor(result.iterations))


def correlation(x: Float64, y: Float64) -> float | None:
    """Pearson's, between -1 and 1; None where one does not vary."""
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt(np.dot(x, x) * np.dot(y, y)))
    if size == 0 or not np.isfinite(size):
        return None
    return float(np.clip(np.dot(x, y) / size, -1.0, 1.0))


def drawn_for(kept: Coalitions, player: Player) -> Float64:
    """float64[n_iter]: what was drawn for a source, as one number.

    A time where it has one, else a factor or money, beyond the planned value; nothing
    where a risk does not occur, and where it does no more than occur, 1. Of weather the
    minutes that are lost by the day when half of the iterations are finished.
    """
    if player.skies:
        return lost(kept, player)
    network = kept.result.network
    happens = happened(kept.result, player)
    names = {s.row: s.name for s in network.sources if not s.is_minutes}
    values = [row for row in player.values if not names[row].endswith(OCCURS)]
    if player.minutes:
        drawn = _beyond(kept, "minutes", player.minutes, network.planned_minutes)
    elif values:
        drawn = _beyond(kept, "values", values, network.planned_values)
    else:
        drawn = np.ones(kept.result.iterations)
    return drawn if happens is None else drawn * happens


def lost(kept: Coalitions, player: Player) -> Float64:
    """float64[n_iter]: working minutes that weather takes by the median finish."""
    result, skies = kept.result, kept.result.network.skies
    assert skies is not None
    moment = np.sort(result.finish.moments)[result.iterations // 2]
    total = np.zeros(result.iterations)
    for sky in player.skies:
        calendar = int(np.flatnonzero(skies.sky == sky)[0])
        left = EffectiveTime(kept.crew, calendar, result.iterations).worked(int(moment))
        at = np.array([moment], np.int32)
        worked = calendars.worked(result.network.tables, calendar, at)
        total += worked[0] - left.astype(np.float64)
    return total


def happened(result: Result, player: Player) -> Any:
    """bool[n_iter]: where a risk or a driver acts; None if it always does."""
    events = [event.id for event in result.network.frame.influences.events]
    if player.kind not in ("risk", "driver") or player.of not in events:
        return None
    return result.happened[events.index(player.of)] == 1


def _beyond(kept: Coalitions, kind: str, rows: Sequence[int], planned: Any) -> Float64:
    own = list(rows)
    parts = [getattr(tile, kind)[own, : tile.n].sum(axis=0) for tile in kept.tiles]
    drawn = np.concatenate(parts).astype(np.float64)
    return np.asarray(drawn - float(planned[own].sum()))
