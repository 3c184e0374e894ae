"""Packages of responses: the same luck run again, whichever responses are adopted.

One network holds every risk twice, without its response and as that leaves it, and both
draw by the same streams. So all packages run over one set of draws; a threat whose
probability falls occurs in some of the iterations in which it occurred before, and in
no other. What two packages differ by is the difference itself: its standard error is
that of the iterations together, by the jackknife that leaves out one of sixteen parts
at a time (delete-a-group: Kott 2001), which under lhs and sobol are the replicates:

    se² = (15 / 16) · Σ (d_p - mean d)²,  d_p the difference without part p
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pmrisk.analysis.coalitions import PARTS, Bool, Coalitions, without_parts
from pmrisk.analysis.sources import Player
from pmrisk.analysis.targets import Target
from pmrisk.model.responses import proposed
from pmrisk.model.risk import Risk
from pmrisk.network import compile_network
from pmrisk.network.arrays import Float64, Int32
from pmrisk.outcome import end_of
from pmrisk.result import Result

#: Money differs in its last bits with the order of terms; a kept budget is kept.
_ROUNDING = 1e-12


class Promise(NamedTuple):
    """What is to be kept: a moment in working minutes, a sum of money, or both."""

    finish: float | None
    budget: float | None


class Measured(NamedTuple):
    """What packages come to: of all iterations, and without each part in turn.

    float64[n_package, 17] each: percentiles of the dates (minutes) and of the cost, and
    the chances of keeping the date, the budget, and both.
    """

    finish: Float64
    cost: Float64
    kept: Float64
    within: Float64
    both: Float64


class Packages:
    """The proposed responses of a run, any of which can be adopted together.

    Call it with bool[n_package, n_response]; `bound` measures the same packages as if
    all the others acted too and cost nothing.
    """

    def __init__(
        self,
        result: Result,
        target: Target,
        level: float,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> None:
        self.result, self.progress, self.done = result, progress, 0
        # By name, so that no package is called otherwise for the order of the file.
        self.risks = tuple(sorted(proposed(result.project), key=lambda risk: risk.id))
        ids = [risk.id for risk in self.risks]
        network = compile_network(result.network.project, ids)
        like = replace(result, network=network)
        switches = [network.responses[id] for id in ids]
        rows = [each.acts for each in switches] + [each.paid for each in switches]
        players = [_player(risk) for risk in (*self.risks, *self.risks)]
        players = [
            player._replace(values=(row,))
            for player, row in zip(players, rows, strict=True)
        ]
        self.dates = Coalitions(like, players, target, level)
        for tile in self.dates.tiles:
            tile.values[rows] = 1.0
        self.money = copy(self.dates)
        self.money.target = Target("cost", None)
        self.promise = self._promise(target)

    def _promise(self, target: Target) -> Promise:
        """What was promised about the target, in the minutes that it is measured in."""
        network = self.dates.result.network
        project = network.project
        date = project.target_finish
        if target.activity is not None:
            date = project.activity(target.name).deadline
        if date is None:
            return Promise(None, project.budget)
        moment = np.array([network.timeline.minutes(end_of(date))], np.int32)
        return Promise(float(moment[0]), project.budget)

    def __call__(self, taken: Bool) -> Measured:
        """What the packages come to."""
        return self._run(np.concatenate([taken, taken], axis=1))

    def bound(self, taken: Bool, possible: Bool) -> Measured:
        """What the packages would come to, did all that is possible act for nothing."""
        return self._run(np.concatenate([taken | possible, taken], axis=1))

    def _run(self, asked: Bool) -> Measured:
        parts = list(self._measured(asked))
        return Measured(*(np.concatenate(each) for each in zip(*parts, strict=True)))

    def _measured(self, asked: Bool) -> Iterator[Measured]:
        size = max(1, self.dates._chunk() // 2)
        for k in range(0, len(asked), size):
            chunk = asked[k : k + size]
            yield self._measure(chunk)
            self.done += len(chunk)
            if self.progress is not None:
                self.progress(self.done, None)

    def _measure(self, asked: Bool) -> Measured:
        dates, money = self.dates.outcomes(asked), self.money.outcomes(asked)
        on_time = self._on_time(dates)
        budget = self.promise.budget
        within = np.ones(money.shape, np.bool_)
        if budget is not None:
            within = money <= budget + abs(budget) * _ROUNDING
        n = money.shape[1]
        left = np.array([n, *(n - len(range(p, n, PARTS)) for p in range(PARTS))])
        shares = [
            without_parts(each.astype(np.float64)) / left
            for each in (on_time, within, on_time & within)
        ]
        return Measured(self.dates.measured(dates), self.money.measured(money), *shares)

    def _on_time(self, dates: Int32 | Float64) -> Bool:
        """Whether each outcome, as the engine writes it, keeps the promised date."""
        if self.promise.finish is None:
            return np.ones(dates.shape, np.bool_)
        network, j = self.dates.result.network, self.dates.target.activity
        moments = np.asarray(dates, np.int32)
        if j is not None and network.logic.finish_row[j] < 0:
            moments = network.finish_moments(j, moments)
        return np.asarray(moments <= self.promise.finish)


def _player(risk: Risk) -> Player:
    return Player(
        source=risk.id, kind="response", name=risk.name, minutes=(), values=(), on=()
    )


def errors(differences: Float64) -> Float64:
    """Standard errors by the jackknife of what was measured: float64[n, 17] -> [n]."""
    return np.asarray(np.sqrt(differences[:, 1:].var(axis=1) * (PARTS - 1)))


def price(risk: Risk) -> float:
    """The money that a response is expected to cost, planned where no mean exists."""
    response = risk.response
    if response is None or response.cost is None:
        return 0.0
    mean = response.cost.resolve(None).mean
    return float(mean if np.isfinite(mean) else response.cost.planned(None))


def every_package(n: int) -> Bool:
    """bool[2**n, n]: all packages, the empty one first."""
    return np.asarray((np.arange(2**n)[:, None] >> np.arange(n)) % 2 == 1)


def affordable(taken: Bool, prices: Sequence[float], budget: float | None) -> Bool:
    """bool[n_package]: those that the budget pays for."""
    if budget is None:
        return np.ones(len(taken), np.bool_)
    return np.asarray(taken @ np.asarray(prices) <= budget * (1 + _ROUNDING))
