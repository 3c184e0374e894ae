"""Compile every kernel once, so that the next run starts warm."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions
from pmrisk.kernels import coalition, run
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.risk import Impact, Risk
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate

# Whether the passes are those for more, for what may not exist, and for what happens.
Variant = tuple[bool, bool, bool]
_VARIANTS: set[Variant] = {
    (False, False, False), (True, False, False), (False, False, True),
    (False, True, True), (True, True, True),
}  # fmt: skip
#: Imposed dates that need nothing beyond the common passes.
_COMMON = {"start_no_earlier_than", "finish_no_earlier_than"}


def needs_compiling(project: Project | None = None, coalitions: bool = False) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not; with `coalitions`, also what
    contributions are computed with.
    """
    also = coalitions and _is_missing(coalition.run_coalitions, project)
    return also or _is_missing(run.run_batch, project)


def _is_missing(kernel: Any, project: Project | None) -> bool:
    cache = kernel._cache._cache_file
    if not Path(cache._index_path).exists():
        return True
    # The last arguments are None where the passes leave out what plans rarely have.
    compiled = {
        tuple(str(kind) != "none" for kind in key[0][-3:])
        for key in cache._load_index()
    }
    needed = _VARIANTS if project is None else {_variant(project)}
    return not needed <= compiled


def _variant(project: Project) -> Variant:
    """Which passes a plan surely needs."""
    more, happens = has_more(project), bool(project.risks or project.drivers)
    may_not = bool(project.branches) or any(a.exists < 1 for a in project.activities)
    return (more, may_not or (more and happens), happens or may_not)


def has_more(project: Project) -> bool:
    """Whether a plan surely has what the common passes leave out."""
    imposed = project.must_finish_by is not None or bool(project.subprojects)
    return imposed or any(
        a.is_span or a.as_late_as_possible or a.constraints.keys() - _COMMON
        for a in project.activities
    )


#: A plan that needs the passes for more.
_MORE = """\
pmrisk: 1
project: {name: All, start: 2027-01-04}
activities:
  - {id: A, duration: 1, as_late_as_possible: true}
  - {id: L, type: level_of_effort, after: [A SS, A FF]}
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
    for exists in (1.0, 0.5):
        schedule(_eventful(project, exists=exists))
    schedule(_eventful(more, exists=0.5))
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
