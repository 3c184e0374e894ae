"""What happened in a run: how often each risk occurred, and what came with it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pmrisk import engine
from pmrisk.check import Finding
from pmrisk.intervals import Estimated
from pmrisk.model.project import Project
from pmrisk.network import Network
from pmrisk.network.arrays import Float64
from pmrisk.outcome import CostOutcome, FinishOutcome, Probability, probability

_MOST_NAMED = 5
_REPAIRED = (
    "these correlations could not hold together and were replaced by the nearest that "
    "can: {}."
)


class RiskResult(NamedTuple):
    """How often a risk occurred, and what an iteration with it differs by on average.

    `probability` is what the scenario says, given what the risk requires and excludes;
    `occurred` the share of the iterations. `days` and `cost` are the mean finish and
    cost where it occurred less those where it did not: what came with it, be it the
    cause or not. They are None where there is nothing to compare.
    """

    id: str
    name: str
    probability: float
    occurred: Probability
    days: Estimated
    cost: Estimated


def risk_results(
    network: Network,
    happened: NDArray[np.int8],
    finish: FinishOutcome,
    cost: CostOutcome,
) -> tuple[RiskResult, ...]:
    """The risks of a run, in the scenario's order; `happened` is int8[n_event, n_iter].

    Events stand there as in the influences of the network.
    """
    row = {event.id: k for k, event in enumerate(network.frame.influences.events)}
    found = []
    for risk in network.project.risks:
        struck = happened[row[risk.id]] == 1
        found.append(
            RiskResult(
                risk.id,
                risk.name,
                network.frame.influences.events[row[risk.id]].probability,
                probability(struck, replicated=finish.replicated),
                _difference(finish.samples, struck, finish.has_mean, finish.has_sd),
                _difference(cost.samples, struck, cost.has_mean, cost.has_sd),
            )
        )
    return tuple(found)


def _difference(
    samples: Float64, struck: NDArray[np.bool_], has_mean: bool, has_sd: bool
) -> Estimated:
    """The mean where it struck less the mean elsewhere, with its standard error."""
    there, elsewhere = samples[struck], samples[~struck]
    if not has_mean or len(there) < 2 or len(elsewhere) < 2:
        return Estimated(None, None)
    error = math.sqrt(
        there.var(ddof=1) / len(there) + elsewhere.var(ddof=1) / len(elsewhere)
    )
    value = float(there.mean() - elsewhere.mean())
    return Estimated(value, error if has_sd else None)


def repaired_correlations(project: Project) -> list[Finding]:
    """What became of correlations that could not hold together."""
    changes = engine.repairs(project)
    if not changes:
        return []
    names = {full: name for name, full in engine.quantities(project).items()}
    changes.sort(key=lambda each: (-abs(each.became - each.asked), each.a, each.b))
    told = [
        f"{names[each.a]}-{names[each.b]} {each.asked:g} became {each.became:.2f}"
        for each in changes[:_MOST_NAMED]
    ]
    if len(changes) > _MOST_NAMED:
        told.append(f"{len(changes) - _MOST_NAMED} more by less")
    message = _REPAIRED.format(", ".join(told))
    return [Finding("repaired-correlations", "warning", "correlations", message)]
