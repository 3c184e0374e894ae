"""Rank correlations of durations with the finish, where they are worth their price."""

from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.kernels.ranks import kendall
from pmrisk.network.arrays import Float64, Int32
from pmrisk.result import Result

#: Rank correlations use at most this many iterations, the first ones, ...
RANKED_ITERATIONS = 4096
#: ... and this many activities, those of the highest criticality index.
RANKED_ACTIVITIES = 200


class Ranks(NamedTuple):
    """|Spearman's ρ| by mid-ranks and |Kendall's τ-b|; None where one is constant."""

    spearman: float | None
    kendall: float | None


def rank_correlations(result: Result, everything: bool) -> dict[int, Ranks]:
    """By position, for the activities worth it whose duration is uncertain."""
    chosen = _worth(result, everything)
    n = min(result.iterations, RANKED_ITERATIONS)
    finish = result.network.timeline.worked(result.finish.moments[:n])
    finish_ranks = mid_ranks(finish)
    durations = engine.drawn_minutes(
        result.network,
        chosen,
        n,
        seed=result.seed,
        sampling=result.sampling,
        iterations=result.iterations,
    )
    return {
        j: _ranks(row, finish, finish_ranks)
        for j, row in zip(chosen, durations, strict=True)
    }


def _worth(result: Result, everything: bool) -> list[int]:
    n_act = len(result.network.activities)
    drawn = {s.row for s in result.network.sources if s.is_minutes and s.row < n_act}
    counts = result.critical_counts
    order = sorted(drawn, key=lambda j: (-int(counts[j]), j))
    return order if everything else order[:RANKED_ACTIVITIES]


def _ranks(duration: Int32, finish: Float64, finish_ranks: Float64) -> Ranks:
    ranks = mid_ranks(duration)
    if np.ptp(ranks) == 0 or np.ptp(finish_ranks) == 0:
        return Ranks(None, None)
    x, y = ranks - ranks.mean(), finish_ranks - finish_ranks.mean()
    spearman = float(np.dot(x, y) / np.sqrt(np.dot(x, x) * np.dot(y, y)))
    tau = float(kendall(duration.astype(np.float64), finish))
    return Ranks(min(1.0, abs(spearman)), min(1.0, abs(tau)))


def mid_ranks(values: Int32 | Float64) -> Float64:
    """Ranks from 1 on, equal values sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], np.float64)
