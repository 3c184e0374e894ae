"""Simulate a project: as many iterations as are asked for, or as an error needs."""

import time

import numpy as np

from pmrisk import engine
from pmrisk.evaluation import Planned, evaluate, finish_of, width_of
from pmrisk.foreman import Gathered, Progress
from pmrisk.model.margins import margins, without_margins
from pmrisk.model.project import Project
from pmrisk.model.relaxed import relaxed
from pmrisk.network import Network, compile_network
from pmrisk.result import Margin, Result
from pmrisk.sampling import Sampling
from pmrisk.settings import Settings, make_settings

_FIRST_STAGE = 1024


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
    held = obeyed
    if loose is not project:
        held = compile_network(loose, levelled=levelled)
    bare = without_margins(loose)
    network = held if bare is loose else compile_network(bare, levelled=levelled)
    plan = _planned(obeyed)
    margin = None if network is held else _margin(held, network)
    if settings.until is not None:
        settings = _converge(network, plan, settings, progress)
    gathered = _run(network, plan, settings, progress, detailed=activities)
    return evaluate(
        project, network, plan, gathered, settings, activities, begun, conversions,
        margin,
    )  # fmt: skip


def _planned(network: Network) -> Planned:
    plan = engine.plan_run(network)
    finish = free = engine.plan_moment(network, plan)
    if plan.unlevelled is not None:
        free = network.timeline.at(int(plan.unlevelled[0]))
    return Planned(finish, float(plan.cost[0]), free)


def _margin(held: Network, network: Network) -> Margin:
    """What the plan of `held` keeps in its margins, which `network` is without."""
    before, bare = _planned(held), _planned(network)
    names = tuple(a.id for a in margins(held.project.activities))
    days = before.finish.days - bare.finish.days
    return Margin(names, days, before.cost - bare.cost, bare.finish)


def _run(
    network: Network,
    plan: Planned,
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
    network: Network, plan: Planned, settings: Settings, progress: Progress | None
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
        outcome = finish_of(network, moments, settings, True, True)
        width = width_of(outcome, settings.level)
        if width <= settings.until or goal >= settings.iterations:
            return settings._replace(iterations=goal)
        ratio = 1.1 * (width / settings.until) ** 2
        goal = _whole_tiles(goal * min(max(ratio, 1.25), 4), settings.iterations)


def _whole_tiles(goal: float, most: int) -> int:
    # A later stage must begin at a multiple of 64; the whole wish may be any number.
    return most if goal >= most else int(-(-goal // 1024) * 1024)
