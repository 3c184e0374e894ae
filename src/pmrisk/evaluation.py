"""What iterations come to: dates and budgets with their levels, and promises kept."""

import time
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.check import Finding, distortions
from pmrisk.check.risks import late_windows, rare_risks
from pmrisk.foreman import Gathered
from pmrisk.happened import repaired_correlations
from pmrisk.levelled import levelling
from pmrisk.model.backlog import MOST_PERIODS
from pmrisk.model.project import Project
from pmrisk.model.relaxed import Conversion
from pmrisk.network import Moment, Network, calendars
from pmrisk.network.arrays import NEVER, Int32, Int64
from pmrisk.outcome import CostOutcome, FinishOutcome, probability
from pmrisk.result import (
    ActivityData,
    FinishTarget,
    Margin,
    MilestoneResult,
    Plan,
    Provenance,
    Result,
)
from pmrisk.settings import Settings

_CLAMPED = "{} draws exceeded 1,021 years and were held there. Give the estimate a max."
_BELOW_ZERO = (
    "{} of {} draws fell below zero and count as zero. Give the estimate a min of 0, "
    "or a shape that cannot fall below."
)
_NOT_CONVERGED = (
    "the interval of P{:g} is still {:.3g} days wide, not {:g}, after {} iterations. "
    "Allow more."
)
_BEYOND = (
    "{} of {} iterations finish beyond {}, where calendars end; there every hour "
    "counts as worked, so that later dates, and the mean, are no forecast. Give the "
    "work a later window, or more working time."
)
_OVERLOADED = (
    "in {} iterations imposed dates, or work under way, ask for more of a resource "
    "than is available; those dates hold, and all else waits."
)
_NO_LIMITS = (
    "levelling moves nothing: no activity needs units of a resource that says how many "
    "are available. Give resources an available."
)


_GIVEN_UP = (
    "{} backlogs were not empty after the most that one may take, {:,} periods or "
    "1,021 years, whichever ends first, and end there. Check throughput and items."
)


class Planned(NamedTuple):
    """What the deterministic plan comes to."""

    finish: Moment
    cost: float
    #: Without levelling.
    unlevelled: Moment


def width_of(outcome: FinishOutcome, level: float) -> float:
    """Working days between the bounds of a percentile's interval."""
    estimate = outcome.percentile(level)
    if estimate.low is None or estimate.high is None:
        return np.inf
    return estimate.high.days - estimate.low.days


def finish_of(
    network: Network, moments: Int32, settings: Settings, has_sd: bool, has_mean: bool
) -> FinishOutcome:
    """What finishes come to, given their moments."""
    replicated = settings.sampling != "monte_carlo"
    return FinishOutcome(replicated, has_sd, has_mean, moments, network.timeline)


def evaluate(
    project: Project,
    network: Network,
    plan: Planned,
    gathered: Gathered,
    settings: Settings,
    activities: bool,
    begun: float,
    conversions: tuple[Conversion, ...],
    margin: Margin | None = None,
) -> Result:
    """The result of a project whose `network`, with `conversions`, has been run."""
    finish_tail, cost_tail = engine.tails(network)
    finish = finish_of(
        network, gathered.finish, settings, finish_tail > 2, finish_tail > 1
    )
    replicated = settings.sampling != "monte_carlo"
    cost = CostOutcome(replicated, cost_tail > 2, cost_tail > 1, gathered.cost)
    moves = levelling(network, (plan.unlevelled, plan.finish), gathered, finish)
    return Result(
        project=project,
        network=network,
        provenance=_provenance(project, network, settings, begun),
        plan=_plan(plan, finish, cost, margin),
        finish=finish,
        cost=cost,
        milestones=_milestones(network, gathered, settings, finish),
        warnings=(
            *_warnings(network, gathered, settings, finish),
            *_converted(conversions),
        ),
        critical_counts=_critical(network, gathered),
        activity_data=_activity_data(network, plan, gathered) if activities else None,
        happened=gathered.happened,
        levelling=moves,
    )


def _critical(network: Network, gathered: Gathered) -> Int64:
    """Iterations in which each activity drives; what is complete never does."""
    done = np.array([activity.is_complete for activity in network.activities])
    return np.where(done, 0, gathered.critical).astype(np.int64)


def _provenance(
    project: Project, network: Network, settings: Settings, begun: float
) -> Provenance:
    return Provenance(
        settings.iterations,
        settings.seed,
        settings.sampling,
        settings.level,
        settings.threads,
        project.digest,
        version("pmrisk"),
        time.perf_counter() - begun,
        engine.dimensions(network) if settings.sampling == "sobol" else {},
    )


def _plan(
    plan: Planned, finish: FinishOutcome, cost: CostOutcome, margin: Margin | None
) -> Plan:
    return Plan(
        plan.finish,
        plan.cost,
        100 * float(np.mean(finish.by(plan.finish.date))),
        100 * float(np.mean(cost.within(plan.cost))),
        margin,
    )


def _milestones(
    network: Network, gathered: Gathered, settings: Settings, like: FinishOutcome
) -> tuple[MilestoneResult, ...]:
    def outcome(moments: Int32) -> FinishOutcome:
        made = finish_of(network, moments, settings, like.has_sd, like.has_mean)
        # Where some iterations are left out, the others are no replicates.
        whole = len(moments) == settings.iterations
        return made if whole else replace(made, replicated=False)

    watched, starts = engine.watched(network), engine.watched_starts(network)
    behind = dict(zip(starts, gathered.watched[len(watched) :], strict=True))
    results = []
    for k, j in enumerate(watched):
        activity = network.activities[j]
        there = gathered.watched[k] != NEVER
        if not there.any():
            continue
        reached = gathered.watched[k][there]
        finish = outcome(_as_moments(network, int(j), reached))
        deadline = _target(finish, activity.deadline)
        begun = exists = None
        if j in behind:
            # It has started, whatever remains of it.
            fact, begins = activity.actual_start is not None, behind[j][there]
            started = network.start_moments(int(j), begins) if fact else begins
            begun = _start_target(network, int(j), outcome(started))
        if not there.all():
            exists = probability(there, replicated=like.replicated)
        made = MilestoneResult(
            activity.id, activity.name, finish, deadline, begun, exists
        )
        results.append(made)
    return tuple(results)


def _start_target(
    network: Network, j: int, outcome: FinishOutcome
) -> FinishTarget | None:
    """The chance to start when promised: at the first working moment from then on."""
    promised = network.activities[j].start_deadline
    if promised is None:
        return None
    at = np.array([network.timeline.minutes(promised)], np.int32)
    nominal = network.frame.clocks[j].nominal
    if nominal:
        time = calendars.worked(network.tables, nominal, at)
        at = np.maximum(at, calendars.start_moment(network.tables, nominal, time))
    moment = network.timeline.date(int(at[0]))
    return FinishTarget(promised, outcome.probability_within(moment))


def _target(outcome: FinishOutcome, promised: datetime | None) -> FinishTarget | None:
    if promised is None:
        return None
    return FinishTarget(promised, outcome.probability_within(promised))


def _as_moments(network: Network, j: int, time: Int32) -> Int32:
    """Watched finishes of activity `j` as moments."""
    if network.logic.finish_row[j] >= 0 and not network.activities[j].is_complete:
        return time
    return network.finish_moments(j, time)


def _activity_data(network: Network, plan: Planned, gathered: Gathered) -> ActivityData:
    sides = gathered.start_histograms, gathered.finish_histograms
    return ActivityData(
        gathered.sums,
        engine.make_scale(network, network.timeline.minutes(plan.finish.date)),
        gathered.starts,
        gathered.finishes,
        sides if sides[0] is not None else None,
    )


def _warnings(
    network: Network, gathered: Gathered, settings: Settings, finish: FinishOutcome
) -> tuple[Finding, ...]:
    """What the checks found, and what happened while running."""
    found = list(distortions(network.project).findings)
    found += rare_risks(network.project, settings.iterations)
    if network.project.finish is None:
        over = finish.timeline.date(int(finish.moments.max()))
        found += late_windows(network.project, over)
    found += repaired_correlations(network.project)
    clamped, clipped, beyond, given_up = (int(count) for count in gathered.notes)
    draws = settings.iterations * max(1, len(network.sources))
    if clamped:
        found.append(_note("clamped", _CLAMPED.format(clamped)))
    if clipped:
        found.append(_note("below-zero", _BELOW_ZERO.format(clipped, draws)))
    if beyond:
        until = network.timeline.date(network.timeline.horizon).date()
        found.append(
            _note(
                "beyond-calendars", _BEYOND.format(beyond, settings.iterations, until)
            )
        )
    if gathered.overloads:
        found.append(_note("overloaded", _OVERLOADED.format(gathered.overloads)))
    if network.limits is not None and network.limits.is_empty:
        found.append(_note("no-limits", _NO_LIMITS))
    if given_up:
        told = _GIVEN_UP.format(given_up, MOST_PERIODS)
        found.append(_note("unfinished-backlog", told))
    if settings.until is not None:
        width = width_of(finish, settings.level)
        if width > settings.until:
            asked = settings.level, width, settings.until, settings.iterations
            found.append(_note("not-converged", _NOT_CONVERGED.format(*asked)))
    return tuple(found)


def _converted(conversions: tuple[Conversion, ...]) -> list[Finding]:
    """What became of each hard constraint."""
    return [
        Finding("converted-constraint", "warning", each.id, f"{each.message}.")
        for each in conversions
    ]


def _note(code: str, message: str) -> Finding:
    return Finding(code=code, severity="warning", at="simulation", message=message)
