"""What quality gates come to: how often work is sent back, and what that adds.

Days and money are the mean of the run less that of the same iterations in which the one
gate always passes: what its rework causes, not what came with it. They do not add up
where gates send back the same work, or work on paths that wait for each other;
`pmrisk.analysis.contributions` gives shares that do.
"""

from typing import NamedTuple

import numpy as np

from pmrisk import engine, intervals
from pmrisk.intervals import Estimated
from pmrisk.outcome import Probability, probability
from pmrisk.result import Result

#: Iterations that are run again: only differences are taken from them.
MOST_ITERATIONS = 2**14


class GateResult(NamedTuple):
    """A gate that may send work back.

    `first_pass` is what the scenario says, `passed` the share of the iterations that
    nothing is sent back in; `cycles` the mean number of failures; `days` and `cost`
    what rework adds on average, `iterations` how many of them tell that.
    """

    id: str
    name: str
    first_pass: float
    passed: Probability
    cycles: Estimated
    days: Estimated
    cost: Estimated
    iterations: int


def gate_results(result: Result) -> tuple[GateResult, ...]:
    """The gates that may still send work back, in the scenario's order."""
    return tuple(
        _gate(result, activity.id)
        for activity in result.project.activities
        if activity.may_fail
    )


def _gate(result: Result, id: str) -> GateResult:
    activity = result.project.activity(id)
    assert activity.quality is not None
    rows = [
        len(result.network.frame.influences.events) + k
        for k, (gate, _) in enumerate(result.network.failures)
        if gate == id
    ]
    failures = result.happened[rows].sum(axis=0, dtype=np.int64)
    days, cost, n = _added(result, id)
    return GateResult(
        id,
        activity.name,
        activity.quality.first_pass,
        probability(failures == 0, replicated=result.replicated),
        _mean(result, failures),
        days,
        cost,
        n,
    )


def _mean(result: Result, values: intervals.Float64) -> Estimated:
    return intervals.mean(np.asarray(values, float), replicated=result.replicated)


def _added(result: Result, id: str) -> tuple[Estimated, Estimated, int]:
    """The mean days and money that come of a gate, with the same luck."""
    made, n = result.provenance, min(result.iterations, MOST_ITERATIONS)
    crew = engine.foreman(
        result.network,
        seed=made.seed,
        sampling=made.sampling,
        iterations=made.iterations,
        threads=made.threads,
        plan=result.plan.finish,
        detailed=False,
        off=(f"{id}.quality",),
    )
    passed = crew.run(0, n)
    days = result.finish.samples[:n] - result.network.timeline.days(passed.finish)
    none = Estimated(None, None)
    return (
        _mean(result, days) if result.finish.has_mean else none,
        _mean(result, result.cost.samples[:n] - passed.cost)
        if result.cost.has_mean
        else none,
        n,
    )
