"""Compile every kernel once, so that the next run starts warm."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions
from pmrisk.kernels import coalition, run
from pmrisk.model.project import Project
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate

#: Imposed dates that need nothing beyond the common passes.
_COMMON = {"start_no_earlier_than", "finish_no_earlier_than"}


def needs_compiling(
    project: Project | None = None, coalitions: bool = False, *, levelled: bool = False
) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not; with `coalitions`, also what
    contributions are computed with; if it is to be `levelled`, what that needs.
    """
    also = coalitions and _is_missing(coalition.run_coalitions, project)
    return also or _is_missing(run.run_batch, project, levelled)


def _is_missing(
    kernel: Any, project: Project | None, levelled: bool | None = None
) -> bool:
    cache = kernel._cache._cache_file
    if not Path(cache._index_path).exists():
        return True
    # The last argument is None where the passes leave out what plans rarely have, of a
    # batch the one before where they leave out levelling.
    compiled = {
        str(key[0][-1]) != "none"
        for key in cache._load_index()
        if levelled is None or (str(key[0][-2]) != "none") == levelled
    }
    needed = {False, True} if project is None else {has_more(project)}
    return not needed <= compiled


def has_more(project: Project) -> bool:
    """Whether a plan surely has what the common passes leave out."""
    imposed = project.must_finish_by is not None or bool(project.subprojects)
    return imposed or any(
        a.is_span or a.as_late_as_possible or a.constraints.keys() - _COMMON
        for a in project.activities
    )


#: A plan that needs all of the passes.
_MORE = """\
pmrisk: 1
project: {name: All, start: 2027-01-04}
activities:
  - {id: A, duration: 1, as_late_as_possible: true}
  - {id: L, type: level_of_effort, after: [A SS, A FF]}
"""


def warmup() -> None:
    """Run everything once on the small scenario that `pmrisk init` writes.

    But for levelling, which would take almost as long again, and few runs ask for it.
    """
    project = parse(starter())
    schedule(project)
    schedule(parse(_MORE))
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
