"""Compile every kernel once, so that the next run starts warm."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pmrisk import analysis, engine
from pmrisk.analysis import contributions
from pmrisk.kernels import coalition, run, spending
from pmrisk.model.calendar import CONTINUOUS
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.relaxed import relaxed
from pmrisk.model.risk import Impact, Risk
from pmrisk.network import compile_network, switched
from pmrisk.network.spending import spends_by_date
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate

# Whether there is weather; which of the last arguments of a kernel are there, which are
# None: more passes, what may not exist, what happens; or, of money, dates.
Variant = tuple[bool, ...]
_PASSES: set[Variant] = {
    (False, False, False, False), (False, True, False, False),
    (False, False, False, True), (False, False, True, True), (False, True, True, True),
    (True, False, False, False), (True, True, True, True),
}  # fmt: skip
_SPENDING: set[Variant] = {(False, False), (False, True), (True, False), (True, True)}


def needs_compiling(
    project: Project | None = None, *, obeys: bool = True, coalitions: bool = False
) -> bool:
    """Whether the engine that `project` needs does not lie in this machine's cache.

    Without a project, whether any engine does not. Unless it `obeys`, hard constraints
    are relaxed as well; with `coalitions`, contributions are computed.
    """
    if _needs(spending.spend, _SPENDING, lambda: _dated(project)):
        return True
    kernels = [run.run_batch, *([coalition.run_coalitions] if coalitions else [])]
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
        last = len(next(iter(everything))) - 1
        compiled = {_kind(key[0], last) for key in cache._load_index()}
    return not everything <= compiled and not variants() <= compiled


def _kind(arguments: Sequence[Any], last: int) -> Variant:
    """Of which kind a compiled kernel is, by the types of its arguments."""
    # The weather stands in the tuple of the calendars' tables.
    weather = any("Weather(" in str(each) for each in arguments)
    return weather, *(str(each) != "none" for each in arguments[-last:])


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
    things = network.skies, network.more, network.life, switched(network, ())
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


def warmup() -> None:
    """Run everything once on the small scenario that `pmrisk init` writes."""
    project = parse(starter())
    schedule(project)
    more = parse(_MORE)
    schedule(more)
    for exists in (1.0, 0.5):
        schedule(_eventful(project, exists=exists))
    schedule(_eventful(more, exists=0.5))
    schedule(parse(_DATED))
    for plan in (more, parse(_DATED)):
        schedule(_rainy(plan))
    _ = simulate(_rainy(project), iterations=256, threads=1).costs
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
