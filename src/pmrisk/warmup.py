"""Compile every kernel once, so that the next run starts warm."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions, paths
from pmrisk.analysis.targets import Target
from pmrisk.kernels import coalition, run, spending, trace
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.relaxed import relaxed
from pmrisk.model.risk import Impact, Risk
from pmrisk.network import compile_network, switched
from pmrisk.network.spending import spends_by_date
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate

# Which of the last arguments of a kernel are there, which are None: more passes, what
# may not exist, what happens; or, of money, dates.
Variant = tuple[bool, ...]
_PASSES: set[Variant] = {
    (False, False, False), (True, False, False), (False, False, True),
    (False, True, True), (True, True, True),
}  # fmt: skip
_SPENDING: set[Variant] = {(False,), (True,)}


def needs_compiling(
    project: Project | None = None,
    *,
    obeys: bool = True,
    coalitions: bool = False,
    traces: bool = False,
) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not. Unless it `obeys`, hard constraints
    are relaxed as well; with `coalitions`, contributions are computed, and with
    `traces` those along driving paths.
    """
    if _needs(spending.spend, _SPENDING, lambda: _dated(project)):
        return True
    kernels: list[Any] = [run.run_batch]
    kernels += [coalition.run_coalitions] if coalitions else []
    kernels += [trace.trace] if traces else []
    return any(
        _needs(each, _PASSES, lambda: _passes(project, obeys)) for each in kernels
    )


def _needs(
    kernel: Any, everything: set[Variant], variants: Callable[[], set[Variant]]
) -> bool:
    """Whether one of the variants is missing; they are asked for if they may be."""
    cache, compiled = kernel._cache._cache_file, set[Variant]()
    if Path(cache._index_path).exists():
        # The last arguments are None where a kernel leaves out what plans rarely have.
        last = len(next(iter(everything)))
        compiled = {
            tuple(str(kind) != "none" for kind in key[0][-last:])
            for key in cache._load_index()
        }
    return not everything <= compiled and not variants() <= compiled


def _passes(project: Project | None, obeys: bool) -> set[Variant]:
    """Which passes are needed: in the plan, and in a run."""
    if project is None:
        return _PASSES
    found = {_variant(project)}
    loose = project if obeys else relaxed(project)[0]
    if loose is not project:
        found.add(_variant(loose))
    return found


def _variant(project: Project) -> Variant:
    network = compile_network(project)
    things = network.more, network.life, switched(network, ())
    return tuple(thing is not None for thing in things)


def _dated(project: Project | None) -> set[Variant]:
    """The same of money; where no date moves it, it may not be told apart at all."""
    if project is None:
        return _SPENDING
    return {(True,)} if spends_by_date(project) else set()


#: A plan that needs the passes for more.
_MORE = """\
pmrisk: 1
project: {name: All, start: 2027-01-04}
activities:
  - {id: A, duration: 1, as_late_as_possible: true}
  - {id: L, type: level_of_effort, after: [A SS, A FF]}
"""

#: A plan whose money depends on dates.
_DATED = """\
pmrisk: 1
project: {name: Dated, start: 2027-01-04}
contracts: [{id: C, on: A, type: fixed_price, price: 1}]
activities:
  - {id: A, duration: 1}
"""


def _eventful(project: Project, *, exists: float) -> Project:
    """`project` with a risk, and with activities that may not exist below 1."""
    names = tuple(activity.id for activity in project.activities[:1])
    risk = Risk(
        id="R", probability=0.5, impacts=(Impact(on=names, cost=Estimate.fixed(1)),)
    )
    activities = tuple(
        activity.model_copy(update={"exists": exists})
        for activity in project.activities
    )
    return project.changed(risks=(risk,), activities=activities)


def warmup() -> None:
    """Run everything once on the small scenario that `pmrisk init` writes."""
    project = parse(starter())
    schedule(project)
    more = parse(_MORE)
    schedule(more)
    happening = [_eventful(project, exists=exists) for exists in (1.0, 0.5)]
    for each in (project, more, *happening, _eventful(more, exists=0.5)):
        made = simulate(each, iterations=256, threads=1, activities=False)
        # It plays coalitions, and traces what drove.
        paths.paths(made, Target("finish"))
    schedule(parse(_DATED))
    result = simulate(project, iterations=256, threads=1)
    analysis.activity_metrics(result)
    _ = result.costs
    for of in ("finish", "cost"):
        contributions.contributions(result, of)
    crew = engine.foreman(
        result.network,
        seed=1,
        sampling="monte_carlo",
        iterations=64,
        threads=1,
        plan=result.plan.finish,
        detailed=True,
    )
    # What does not fit is summarised in histograms, by a kernel of its own.
    replace(crew, keep_bytes=0).run(0, 64)
