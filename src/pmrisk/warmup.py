"""Compile every kernel once, so that the next run starts warm."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions, paths
from pmrisk.analysis import xray as rays
from pmrisk.analysis.targets import Target
from pmrisk.kernels import coalition, run, spending, trace
from pmrisk.kernels import xray as film
from pmrisk.model.calendar import CONTINUOUS
from pmrisk.model.estimate import Estimate
from pmrisk.model.margins import without_margins
from pmrisk.model.project import Project
from pmrisk.model.relaxed import relaxed
from pmrisk.model.risk import Impact, Risk
from pmrisk.network import compile_network, switched
from pmrisk.network.spending import spends_by_date
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate

# Whether there is weather; which of the last arguments of a kernel are there, which are
# None: more passes, what may not exist, what happens, what is burnt down or sent back,
# before them of a batch levelling; or, of money, dates.
Variant = tuple[bool, ...]
_PASSES: set[Variant] = {
    (False, False, False, False), (False, True, False, False),
    (False, False, False, True), (False, False, True, True), (False, True, True, True),
    (True, False, False, False), (True, True, True, True),
}  # fmt: skip
_RUNS = {(*each, False) for each in _PASSES if not (each[0] and each[1])} | {
    (False, False, True, True, True), (False, True, True, True, True),
    (True, True, True, True, True),
}  # fmt: skip
_SPENDING: set[Variant] = {(False, False), (False, True), (True, False), (True, True)}
# The last argument of the X-ray is a switch, and there.
_RAYS: set[Variant] = {(False, True), (True, True)}


def needs_compiling(
    project: Project | None = None,
    *,
    obeys: bool = True,
    coalitions: bool = False,
    levelled: Collection[bool] = (False,),
    xray: bool = False,
    traces: bool = False,
) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not. Unless it `obeys`, hard constraints
    are relaxed as well; with `coalitions`, contributions or packages of responses are
    run, with `traces` those along driving paths; with `xray`, the kernel of the X-ray;
    `levelled` says whether dates are levelled, not levelled, or both.
    """
    if xray and _needs(film.xray, _RAYS, lambda: _rays(project, obeys)):
        return True
    if _needs(spending.spend, _SPENDING, lambda: _dated(project)):
        return True
    if coalitions and _needs(
        coalition.run_coalitions, _PASSES, lambda: _passes(project, obeys)
    ):
        return True
    if traces and _needs(trace.trace, _PASSES, lambda: _passes(project, obeys)):
        return True
    return any(_needs_batch(project, obeys, which) for which in levelled)


def _needs_batch(project: Project | None, obeys: bool, levelled: bool) -> bool:
    def marked(variants: set[Variant]) -> set[Variant]:
        # What is levelled has no weather.
        return {(w, levelled, *each) for w, *each in variants if not (w and levelled)}

    return _needs(
        run.run_batch,
        marked(_RUNS),
        lambda: marked(_runs(project, obeys, levelled)),
    )


def _needs(
    kernel: Any, everything: set[Variant], variants: Callable[[], set[Variant]]
) -> bool:
    """Whether one of the variants is missing; they are asked for if they may be."""
    cache, compiled = kernel._cache._cache_file, set[Variant]()
    if Path(cache._index_path).exists():
        # The last arguments are None where a kernel leaves out what plans rarely have.
        last = len(next(iter(everything))) - 1
        compiled = {_kind(key[0], last) for key in cache._load_index()}
    return not everything <= compiled and not variants() <= compiled


def _kind(arguments: Sequence[Any], last: int) -> Variant:
    """Of which kind a compiled kernel is, by the types of its arguments."""
    # The weather stands in the tuple of the calendars' tables.
    weather = any("Weather(" in str(each) for each in arguments)
    return weather, *(str(each) != "none" for each in arguments[-last:])


def _runs(project: Project | None, obeys: bool, levelled: bool) -> set[Variant]:
    """Which passes are needed: in the plan, and in a run."""
    if project is None:
        return _RUNS
    found = {_variant(project, levelled)}
    loose = without_margins(project if obeys else relaxed(project)[0])
    if loose is not project:
        found.add(_variant(loose, levelled))
    return found


def _passes(project: Project | None, obeys: bool) -> set[Variant]:
    """The same where draws and gates are dealt with before."""
    return {each[:-1] for each in _runs(project, obeys, False)}


def _rays(project: Project | None, obeys: bool) -> set[Variant]:
    """The same of the X-ray: it tells weather alone apart."""
    return {(each[0], True) for each in _runs(project, obeys, False)}


def _variant(project: Project, levelled: bool) -> Variant:
    network = compile_network(project, levelled=levelled)
    things = (
        network.skies, network.more, network.life, switched(network, ()), network.rework
    )  # fmt: skip
    return tuple(thing is not None for thing in things)


def _dated(project: Project | None) -> set[Variant]:
    """The same of money; where no date moves it, it may not be told apart at all."""
    if project is None:
        return _SPENDING
    weather = any(calendar.weather for calendar in project.calendars.values())
    return {(weather, True)} if spends_by_date(project) else set()


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


#: Plans with work that is burnt down, without and with the passes for more. What gates
#: send back needs the same kernels.
_AGILE = """\
pmrisk: 1
project: {name: Agile, start: 2027-01-04}
activities:
  - {id: A, backlog: {items: [2, 3, 4], throughput: [1, 2, 3]}}
"""
_MORE_AGILE = f"{_AGILE}  - {{id: L, type: level_of_effort, after: [A SS, A FF]}}\n"


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


def _rainy(project: Project) -> Project:
    """`project` with weather on every calendar that stops."""
    lost = ((1, Estimate.of({"uniform": [2, 8]})),)
    calendars = {
        name: each if each.week == CONTINUOUS.week else each.model_copy(
            update={"weather": lost}
        )
        for name, each in project.calendars.items()
    }  # fmt: skip
    return project.changed(calendars=calendars)


def warmup(*, levelled: bool = False) -> None:
    """Run everything once on the small scenario that `pmrisk init` writes.

    Levelling if it is asked for: it takes as long again, and few runs need it.
    """
    project, more = parse(starter()), parse(_MORE)
    plans = [project, more, _eventful(more, exists=0.5)]
    plans += [_eventful(project, exists=exists) for exists in (1.0, 0.5)]
    for plan in plans:
        if levelled:
            schedule(plan, levelled=True)
        made = simulate(plan, iterations=256, threads=1, activities=False)
        # It plays coalitions, and traces what drove.
        paths.paths(made, Target("finish"))
    schedule(parse(_DATED))
    simulate(parse(_AGILE), iterations=64, threads=1)
    schedule(parse(_MORE_AGILE))
    for plan in (more, parse(_DATED)):
        wet = simulate(_rainy(plan), iterations=64, threads=1)
        contributions.contributions(wet, "finish", sources=["weather"])
        paths.paths(wet, Target("finish"))
    rays.xray(wet)
    _ = simulate(_rainy(project), iterations=256, threads=1).costs
    result = simulate(project, iterations=256, threads=1)
    analysis.activity_metrics(result)
    _ = result.costs
    for of in ("finish", "cost"):
        contributions.contributions(result, of)
    rays.xray(result)
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
