"""Simulate a project: dates and budgets with their levels, and what drives them."""

import time
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.check import Finding, distortions
from pmrisk.foreman import Gathered, Progress
from pmrisk.levelled import levelling
from pmrisk.model.project import Project
from pmrisk.model.relaxed import Conversion, relaxed
from pmrisk.network import Moment, Network, calendars, compile_network
from pmrisk.network.arrays import Int32, Int64
from pmrisk.outcome import CostOutcome, FinishOutcome
from pmrisk.result import (
    ActivityData,
    FinishTarget,
    MilestoneResult,
    Plan,
    Provenance,
    Result,
)
from pmrisk.sampling import Sampling
from pmrisk.settings import Settings, make_settings

_FIRST_STAGE = 1024

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
    "{} iterations finish beyond the {} years that calendars reach; there every hour "
    "counts as worked."
)
_OVERLOADED = (
    "in {} iterations imposed dates, or work under way, ask for more of a resource "
    "than is available; those dates hold, and all else waits."
)
_NO_LIMITS = (
    "levelling moves nothing: no activity needs units of a resource that says how many "
    "are available. Give resources an available."
)


def simulate(
    project: Project,
    iterations: int | None = None,
    seed: int | None = None,
    *,
    sampling: Sampling = "monte_carlo",
    threads: int | None = None,
    level: float | None = None,
    until: float | None = None,
    activities: bool = True,
    keep_constraints: bool = False,
    levelled: bool = False,
    progress: Progress | None = None,
) -> Result:
    """The project's finish and cost, iteration by iteration.

    Parameters
    ----------
    project : Project
        From `pmrisk.load` or built in Python.
    iterations, seed, level : optional
        The scenario's defaults where not given. `level` is the percentile that is
        reported first and that `until` looks at, in per cent.
    sampling : {"monte_carlo", "lhs", "sobol"}
        How uniforms are spread; the intervals follow from it.
    threads : int, optional
        The processors available, if not given. The bits do not depend on it.
    until : float, optional
        Stop when the interval of P`level` of the finish is at most this many working
        days wide; `iterations` is then the most that are run (1,000,000 if not given).
    activities : bool
        Whether to gather what `pmrisk.analysis.activity_metrics` needs, and the late
        pass with it. Criticality is gathered always.
    keep_constraints : bool
        Whether hard constraints are obeyed, as a scheduler does. Otherwise their upper
        bounds become deadlines that are measured, and warnings list each of them.
    levelled : bool
        Whether work waits, in every iteration, until the resources that it needs are
        free. `Result.levelling` says by how much that moves the finish.
    progress : callable, optional
        Called with the iterations done and the total (None if unknown).

    Returns
    -------
    Result

    Raises
    ------
    OptionError
        If an option cannot be used.
    ScenarioError
        If it is to be levelled, and something needs more than there is.

    Notes
    -----
    One seed gives the same bits for any number of threads and any order of the
    scenario's activities. Iterations 1 to n are the same in every longer run, but
    under ``lhs``, whose strata depend on their number.
    """
    begun = time.perf_counter()
    settings = make_settings(project, iterations, seed, sampling, threads, level, until)
    obeyed = compile_network(project, levelled=levelled)
    loose, conversions = (project, ()) if keep_constraints else relaxed(project)
    network = obeyed
    if loose is not project:
        network = compile_network(loose, levelled=levelled)
    plan = _planned(obeyed)
    if settings.until is not None:
        settings = _converge(network, plan, settings, progress)
    gathered = _run(network, plan, settings, progress, detailed=activities)
    result = _result(network, plan, gathered, settings, activities, begun)
    told = [*result.warnings, *_converted(conversions)]
    return replace(result, project=project, warnings=tuple(told))


class _Planned(NamedTuple):
    """What the deterministic plan comes to."""

    finish: Moment
    cost: float
    #: Without levelling.
    unlevelled: Moment


def _planned(network: Network) -> _Planned:
    plan = engine.plan_run(network)
    finish = free = engine.plan_moment(network, plan)
    if plan.unlevelled is not None:
        free = network.timeline.at(int(plan.unlevelled[0]))
    return _Planned(finish, float(plan.cost[0]), free)


def _run(
    network: Network,
    plan: _Planned,
    settings: Settings,
    progress: Progress | None,
    *,
    detailed: bool,
) -> Gathered:
    total = settings.iterations
    report = None if progress is None else lambda done, _: progress(done, total)
    return engine.foreman(
        network,
        seed=settings.seed,
        sampling=settings.sampling,
        iterations=total,
        threads=settings.threads,
        plan=plan.finish,
        detailed=detailed,
    ).run(0, total, report)


def _converge(
    network: Network, plan: _Planned, settings: Settings, progress: Progress | None
) -> Settings:
    """As many iterations as the interval of the reported percentile needs.

    The stages depend on the outcomes alone, so that threads cannot change where it
    stops. The width falls with the square root of the iterations; each stage aims a
    tenth beyond the estimate, between a quarter more and four times as many.
    """
    assert settings.until is not None
    crew = engine.foreman(
        network,
        seed=settings.seed,
        sampling=settings.sampling,
        iterations=settings.iterations,
        threads=settings.threads,
        plan=plan.finish,
        detailed=False,
    )
    moments = np.empty(0, np.int32)
    goal = min(_FIRST_STAGE, settings.iterations)
    while True:
        more = crew.run(len(moments), goal - len(moments))
        moments = np.concatenate([moments, more.finish])
        if progress is not None:
            progress(len(moments), None)
        outcome = _finish(network, moments, settings, True, True)
        width = _width(outcome, settings.level)
        if width <= settings.until or goal >= settings.iterations:
            return settings._replace(iterations=goal)
        ratio = 1.1 * (width / settings.until) ** 2
        goal = _whole_tiles(goal * min(max(ratio, 1.25), 4), settings.iterations)


def _whole_tiles(goal: float, most: int) -> int:
    # A later stage must begin at a multiple of 64; the whole wish may be any number.
    return most if goal >= most else int(-(-goal // 1024) * 1024)


def _width(outcome: FinishOutcome, level: float) -> float:
    """Working days between the bounds of a percentile's interval."""
    estimate = outcome.percentile(level)
    if estimate.low is None or estimate.high is None:
        return np.inf
    return estimate.high.days - estimate.low.days


def _finish(
    network: Network, moments: Int32, settings: Settings, has_sd: bool, has_mean: bool
) -> FinishOutcome:
    replicated = settings.sampling != "monte_carlo"
    return FinishOutcome(replicated, has_sd, has_mean, moments, network.timeline)


def _result(
    network: Network,
    plan: _Planned,
    gathered: Gathered,
    settings: Settings,
    activities: bool,
    begun: float,
) -> Result:
    finish_tail, cost_tail = engine.tails(network)
    finish = _finish(
        network, gathered.finish, settings, finish_tail > 2, finish_tail > 1
    )
    replicated = settings.sampling != "monte_carlo"
    cost = CostOutcome(replicated, cost_tail > 2, cost_tail > 1, gathered.cost)
    moves = levelling(network, (plan.unlevelled, plan.finish), gathered, finish)
    return Result(
        project=network.project,
        network=network,
        provenance=_provenance(network, settings, begun),
        plan=_plan(plan, finish, cost),
        finish=finish,
        cost=cost,
        milestones=_milestones(network, gathered, settings, finish),
        warnings=_warnings(network, gathered, settings, finish),
        levelling=moves,
        critical_counts=_critical(network, gathered),
        activity_data=_activity_data(network, plan, gathered) if activities else None,
    )


def _critical(network: Network, gathered: Gathered) -> Int64:
    """Iterations in which each activity drives; what is complete never does."""
    done = np.array([activity.is_complete for activity in network.activities])
    return np.where(done, 0, gathered.critical).astype(np.int64)


def _provenance(network: Network, settings: Settings, begun: float) -> Provenance:
    return Provenance(
        settings.iterations,
        settings.seed,
        settings.sampling,
        settings.level,
        settings.threads,
        network.project.digest,
        version("pmrisk"),
        time.perf_counter() - begun,
        engine.dimensions(network) if settings.sampling == "sobol" else {},
    )


def _plan(plan: _Planned, finish: FinishOutcome, cost: CostOutcome) -> Plan:
    return Plan(
        plan.finish,
        plan.cost,
        100 * float(np.mean(finish.by(plan.finish.date))),
        100 * float(np.mean(cost.within(plan.cost))),
    )


def _milestones(
    network: Network, gathered: Gathered, settings: Settings, like: FinishOutcome
) -> tuple[MilestoneResult, ...]:
    def outcome(moments: Int32) -> FinishOutcome:
        return _finish(network, moments, settings, like.has_sd, like.has_mean)

    watched, starts = engine.watched(network), engine.watched_starts(network)
    behind = dict(zip(starts, gathered.watched[len(watched) :], strict=True))
    results = []
    for k, j in enumerate(watched):
        activity = network.activities[j]
        finish = outcome(as_moments(network, int(j), gathered.watched[k]))
        deadline = _target(finish, activity.deadline)
        begun = None
        if j in behind:
            # It has started, whatever remains of it.
            fact = activity.actual_start is not None
            started = network.start_moments(int(j), behind[j]) if fact else behind[j]
            begun = _start_target(network, int(j), outcome(started))
        made = MilestoneResult(activity.id, activity.name, finish, deadline, begun)
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


def as_moments(network: Network, j: int, time: Int32) -> Int32:
    """Watched finishes of activity `j` as moments."""
    if network.logic.finish_row[j] >= 0 and not network.activities[j].is_complete:
        return time
    return network.finish_moments(j, time)


def _activity_data(
    network: Network, plan: _Planned, gathered: Gathered
) -> ActivityData:
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
    clamped, clipped, beyond = (int(count) for count in gathered.notes)
    draws = settings.iterations * max(1, len(network.sources))
    if clamped:
        found.append(_note("clamped", _CLAMPED.format(clamped)))
    if clipped:
        found.append(_note("below-zero", _BELOW_ZERO.format(clipped, draws)))
    if beyond:
        years = network.timeline.horizon // 525600
        found.append(_note("beyond-calendars", _BEYOND.format(beyond, years)))
    if gathered.overloads:
        found.append(_note("overloaded", _OVERLOADED.format(gathered.overloads)))
    if network.limits is not None and network.limits.is_empty:
        found.append(_note("no-limits", _NO_LIMITS))
    if settings.until is not None:
        width = _width(finish, settings.level)
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
