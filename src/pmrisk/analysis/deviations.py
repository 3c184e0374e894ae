"""What a duration is beyond its plan, taken apart by what made it so.

In the order in which uncertainty acts: an activity's own range, the factors, the
delays. What factors do together is shared in proportion to their logarithms, so that
their order is of no account; of parallel delays the largest counts, in equal parts
where several are; what a negative delay could not take, because nothing gets shorter
than zero, it is given back. Of what a gate sends back all is beyond the plan:
what made the work longer than planned has the same part of its repeat, the gate the
rest.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk.analysis.sources import Player
from pmrisk.network import Network
from pmrisk.network.arrays import LIMIT, Float64
from pmrisk.network.effects import Change

#: What is no source of its own: something that acts on a duration in another way.
OTHER = -1
# Logarithms that add to less are of factors that cancel.
_TINY = 1e-9


class Run(NamedTuple):
    """The lanes of a tile: what was drawn, and what came of it."""

    drawn: Any  # int32[n_row, n_lane]
    minutes: Any  # int32[n_row, n_lane], with all that happens
    values: Any  # float64[n_value, n_lane]
    masks: Any  # int32[n_mask, n_lane]


class Deviations:
    """Takes the durations of a network apart; `planned` is one lane of its plan."""

    def __init__(
        self, network: Network, players: Sequence[Player], planned: Run
    ) -> None:
        self.network, self.planned = network, planned
        self.changes = {change.j: change for change in network.changes}
        self.of = {player.of: k for k, player in enumerate(players)}
        #: Who acts on durations without a draw of its own, such as what has occurred.
        self.certain = sorted(
            {
                of
                for change in network.changes
                for *_, of in (*change.factors, *change.delays)
                if of not in self.of
            }
        )
        self.of |= {of: len(players) + k for k, of in enumerate(self.certain)}
        self.row = {row: k for k, p in enumerate(players) for row in p.minutes}
        #: What each that is done again repeats, and the gate that sends it back.
        self._again = {
            network.position[name]: (
                network.position[each.of],
                self.of[f"{each.gate}.quality"],
            )
            for name, each in network.frame.repeats.found.items()
        }
        #: Positions of activities whose own duration may differ from the plan.
        self.varied = [j for j in range(len(network.activities)) if self._varies(j)]
        own = [j for j in self.varied if j not in self._again]
        self._plan = {j: self._parts(j, planned) for j in own}

    def _varies(self, j: int) -> bool:
        activity = self.network.activities[j]
        return not (activity.is_span or activity.expected_finish is not None)

    def __call__(self, j: int, run: Run) -> dict[int, Float64]:
        """float64[n_lane] minutes beyond the plan of activity `j`, by player.

        Behind the players come those who are `certain`, then what is `OTHER`.
        The plan is that of an activity that exists; where it does not, there are none.
        """
        if j in self._again:
            return self._repeated(j, run)
        change, kept = self.changes.get(j), self.network.kept[j]
        still = change is None and kept not in self.row
        if still and (run.minutes[j] == self.planned.minutes[j]).all():
            return {}
        found, life = self._parts(j, run), self.network.life
        total = np.sum([*found.values()], axis=0)
        alive = np.ones(len(total)) if life is None else run.masks[life.mask[j]] != 0
        # Whole minutes, but for what adding up loses.
        left = np.rint(run.minutes[j] - total)
        found[OTHER] = found.get(OTHER, 0.0) + left
        plan = self._plan[j]
        return {k: (own - plan.get(k, 0.0)) * alive for k, own in found.items()}

    def _repeated(self, j: int, run: Run) -> dict[int, Float64]:
        """The minutes of what is done again; of what had begun, all are the gate's."""
        o, gate = self._again[j]
        took, whole = run.minutes[j].astype(np.float64), run.minutes[o]
        found = dict[int, Float64]()
        if o in self._plan and self.network.activities[o].actual_start is None:
            share = np.divide(took, whole, out=np.zeros_like(took), where=whole > 0)
            found = {k: own * share for k, own in self(o, run).items()}
        rest = took - np.sum([np.zeros_like(took), *found.values()], axis=0)
        return found | {gate: rest}

    def _parts(self, j: int, run: Run) -> dict[int, Any]:
        """The duration that an activity has if it exists, by player."""
        kept = self.network.kept[j]
        base = run.drawn[kept].astype(np.float64)
        found = {self.row.get(kept, OTHER): base}
        if j in self.changes:
            for of, own in _changed(self.changes[j], base, run):
                k = self.of[of]
                found[k] = found.get(k, 0.0) + own
        return found


def _changed(change: Change, base: Float64, run: Run) -> list[tuple[str, Float64]]:
    """What factors and delays add to a duration, each with who does it."""
    total, found = base, list[tuple[str, Float64]]()
    if change.factors:
        factors = [
            np.where(run.masks[mask], run.values[row], 1.0)
            for row, mask, _ in change.factors
        ]
        total, shares = _stretched(base, factors)
        owners = (of for _, _, of in change.factors)
        found += zip(owners, shares, strict=True)
    if change.delays:
        delays = [
            np.where(run.masks[mask], run.drawn[row], 0).astype(np.float64)
            for row, mask, _ in change.delays
        ]
        owners = (of for _, _, of in change.delays)
        found += zip(owners, _added(total, delays, change.parallel), strict=True)
    return found


def _stretched(
    base: Float64, factors: Sequence[Float64]
) -> tuple[Float64, list[Float64]]:
    """The duration times its factors, rounded half up, and what each of them adds."""
    product = np.ones_like(base)
    for factor in factors:
        product = product * factor
    total = np.clip(np.floor(base * product + 0.5), 0.0, LIMIT)
    if len(factors) == 1:
        return total, [total - base]
    nothing = [factor <= 0 for factor in factors]
    zeros = np.sum(nothing, axis=0)
    logs = [
        np.log(np.where(zero, 1.0, f)) for zero, f in zip(nothing, factors, strict=True)
    ]
    both = np.sum(logs, axis=0)
    # Of factors that cancel each adds what it would alone.
    cancels = np.abs(both) < _TINY
    mean = np.where(cancels, base, (total - base) / np.where(cancels, 1.0, both))
    shares = [log * mean for log in logs]
    if zeros.any():
        part = (total - base) / np.maximum(zeros, 1)
        shares = [
            np.where(zeros > 0, np.where(zero, part, 0.0), share)
            for zero, share in zip(nothing, shares, strict=True)
        ]
    return total, shares


def _added(total: Float64, delays: Sequence[Float64], parallel: bool) -> list[Float64]:
    """What each delay adds to a duration, none of which gets below zero."""
    each = np.array(delays)
    if parallel:
        each = _largest(each) - _largest(-each)
    over = -np.minimum(0.0, total + each.sum(axis=0))
    less = np.minimum(0.0, each)
    sums = less.sum(axis=0)
    back: NDArray[np.float64] = np.divide(
        over, sums, out=np.zeros_like(sums), where=sums != 0
    )
    return list(each + less * back)


def _largest(each: Float64) -> Float64:
    """Of positive delays the largest alone, in equal parts where several are."""
    most = np.maximum(0.0, each.max(axis=0))
    ties = (each == most) & (most > 0)
    return np.asarray(ties * most / np.maximum(1, ties.sum(axis=0)))
