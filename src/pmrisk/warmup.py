"""Compile every kernel once, so that the next run starts warm."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions
from pmrisk.kernels import coalition, run, spending
from pmrisk.model.project import Project
from pmrisk.model.relaxed import relaxed
from pmrisk.network import compile_network
from pmrisk.network.spending import spends_by_date
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate


def needs_compiling(
    project: Project | None = None,
    *,
    obeys: bool = True,
    coalitions: bool = False,
    levelled: Collection[bool] = (False,),
) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not. Unless it `obeys`, hard constraints
    are relaxed as well; with `coalitions`, contributions are computed; `levelled` says
    whether dates are levelled, not levelled, or both.
    """
    if _needs(spending.spend, lambda: _dated(project)):
        return True
    if coalitions and _needs(coalition.run_coalitions, lambda: _passes(project, obeys)):
        return True
    return any(
        _needs(run.run_batch, lambda: _passes(project, obeys), which)
        for which in levelled
    )


def _needs(
    kernel: Any, variants: Callable[[], set[bool]], levelled: bool | None = None
) -> bool:
    """Whether one of the variants is missing; they are asked for if they may be."""
    cache, compiled = kernel._cache._cache_file, set[bool]()
    if Path(cache._index_path).exists():
        # The last argument is None where a kernel leaves out what plans rarely have, of
        # a batch the one before where it leaves out levelling.
        compiled = {
            str(key[0][-1]) != "none"
            for key in cache._load_index()
            if levelled is None or (str(key[0][-2]) != "none") == levelled
        }
    return len(compiled) < 2 and not variants() <= compiled


def _passes(project: Project | None, obeys: bool) -> set[bool]:
    """Whether the passes are needed with everything: in the plan, and in a run."""
    if project is None:
        return {False, True}
    found = {compile_network(project).more is not None}
    loose = project if obeys else relaxed(project)[0]
    if loose is not project:
        found.add(compile_network(loose).more is not None)
    return found


def _dated(project: Project | None) -> set[bool]:
    """The same of money; where no date moves it, it may not be told apart at all."""
    if project is None:
        return {False, True}
    return {True} if spends_by_date(project) else set()


#: A plan that needs all of the passes.
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


def warmup(*, levelled: bool = False) -> None:
    """Run everything once on the small scenario that `pmrisk init` writes.

    Levelling if it is asked for: it takes as long again, and few runs need it.
    """
    project = parse(starter())
    for which in (False, True) if levelled else (False,):
        schedule(project, levelled=which)
        schedule(parse(_MORE), levelled=which)
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
