"""Which source adds how many days, or how much money: contributions that add up.

shapley
    what a source adds when it joins, averaged over all orders of joining (Shapley
    1953), where a coalition's value is the measure of the same iterations with all
    other sources at their planned value. They add exactly to the value less the base.
only_this, without_this
    what a source adds alone, and what it adds as the last to join. Neither adds up:
    beside each other on parallel paths, the last adds nothing.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from pmrisk import engine, intervals
from pmrisk.analysis.coalitions import (
    Coalitions,
    Measure,
    Target,
    check_measure,
    matters,
)
from pmrisk.analysis.explained import Contributions, Step
from pmrisk.analysis.paths import Paths, paths
from pmrisk.analysis.rows import Table, bookends, share_out
from pmrisk.analysis.shapley import Effort
from pmrisk.analysis.shares import Shares
from pmrisk.analysis.sources import chosen, grouped, players
from pmrisk.analysis.variance import VarianceShare, variance_shares
from pmrisk.errors import OptionError
from pmrisk.model.margins import refilled
from pmrisk.model.text import quoted, suggestion
from pmrisk.network import Network, compile_network
from pmrisk.result import Result

if TYPE_CHECKING:
    import pandas as pd

#: What each method finds: shares that add up, driving paths, shares of the variance.
Explanation = Contributions | Paths | tuple[VarianceShare, ...]
METHODS = ("shapley", "exclusion", "path", "variance")

_TOO_FEW = (
    "level {:g}: {:,} iterations are too few to tell P{:g}, none lies beyond its "
    "error. Simulate more or ask for a lower level."
)
_FEW = "{} iterations are too few for contributions with an error. Simulate 16 or more."
_NO_MOMENT = (
    "level {}: the {} has none, for a tail behind it is too heavy. Ask for a level."
)


def contributions(
    result: Result,
    of: str = "finish",
    level: Measure | None = None,
    method: str = "shapley",
    sources: Sequence[str] | None = None,
    *,
    by: str | None = None,
    within: float | None = None,
    to: float | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> "pd.DataFrame":
    """What each source adds to the finish or the cost at a level, as a table.

    The rows of sources add to the value less the base, the network with them at their
    planned values; with those of kind ``step`` all rows add to the value less the plan.

    Parameters
    ----------
    result : Result
        Its draws are used again: the contributions are those of its own iterations.
    of : str
        ``finish``, ``cost``, or the id of an activity or milestone.
    level : float or str, optional
        A level in per cent, ``mean`` or ``sd``; the run's own if not given.
    method : {"shapley", "exclusion", "path", "variance"}
        Which number ranks the sources; exclusion does not add up. Path tells where
        the days were around the level (`pmrisk.analysis.paths`), variance shares of the
        variance (`pmrisk.analysis.variance`).
    sources : sequence of str, optional
        Kinds (``ranges``) or single sources by id. What is not named stays as it was
        drawn. All if not given.
    by : {"wbs", "category", "owner"}, optional
        Groups that join together (Owen 1977), so that their members' add to theirs.
    within : float, optional
        Seconds to spend.
    to : float, optional
        The standard error to reach for each, in working days or money. Without either,
        orders are drawn until their error is below that of the iterations.

    Raises
    ------
    OptionError
        If an option names what is not there, or the iterations cannot carry the level.
    """
    made = analyse(
        result, of, level, method, sources, by=by, within=within, to=to,
        progress=progress,
    )  # fmt: skip
    if isinstance(made, Contributions):
        return made.table()
    import pandas as pd

    rows = made.contributions if isinstance(made, Paths) else made
    return pd.DataFrame(rows).set_index("source")


def analyse(
    result: Result,
    of: str = "finish",
    level: Measure | None = None,
    method: str = "shapley",
    sources: Sequence[str] | None = None,
    *,
    by: str | None = None,
    within: float | None = None,
    to: float | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Explanation:
    """`contributions` with all that belongs to them, for reports."""
    if method == "variance":
        return variance_shares(result, find_target(result, of), sources, progress)
    if method == "path":
        return paths(result, find_target(result, of), _percentage(level))
    target = find_target(result, of)
    measure = check_measure(result.level if level is None else level)
    _check(result, target, measure, method, within, to)
    everybody = players(result.network)
    picked = chosen(everybody, sources)
    groups, names = grouped(picked, by, result.network)
    asked = Coalitions(result, picked, target, measure, progress)
    unit = 1.0 if target.is_cost else result.network.timeline.minutes_per_day
    effort = Effort(None if to is None else to * unit, within)
    ends = bookends(asked, len(picked))
    busy = np.flatnonzero([matters(each, target) for each in picked])
    made = share_out(asked, busy, method, ends, groups, effort, result.seed)
    table = Table(picked, made, ends, unit, groups, names)
    plan, steps = _steps(result, target, measure, made.none / unit)
    return Contributions(
        of=of,
        level=measure,
        method=method,
        unit="money" if target.is_cost else "days",
        plan=plan,
        base=made.none / unit,
        value=made.all / unit,
        total=(made.all - made.none) / unit,
        rows=table.rows(),
        steps=steps,
        groups=table.groups(),
        by=by,
        orders=4 * len(made.fours),
        order_error=float(made.order_error.max(initial=0)) / unit,
        iteration_error=float(made.iteration_error.max(initial=0)) / unit,
        warnings=_warnings(made, effort),
        result=result,
    )


# What is asked.


def _percentage(level: Measure | None) -> float | None:
    """A level in per cent; a path has no mean and no spread."""
    if isinstance(level, str):
        raise OptionError(
            f"level {level}: a path is that of a level. Write 80 for P80."
        )
    return level


def find_target(result: Result, of: str) -> Target:
    """What `of` names.

    Raises
    ------
    OptionError
        If nothing is called so, or the run was levelled.
    """
    if result.levelling is not None:
        raise OptionError(
            "contributions of a levelled run: what a source adds by making others wait "
            "is not told apart yet. Simulate without levelled."
        )
    position = result.network.position
    if of in ("finish", "cost"):
        return Target(of, None)
    if of not in position:
        hint = suggestion(of, ["finish", "cost", *position])
        raise OptionError(
            f"of {quoted(of)}: is neither finish nor cost nor an activity.{hint}"
        )
    return Target(of, position[of])


def _check(
    result: Result,
    target: Target,
    measure: Measure,
    method: str,
    within: float | None,
    to: float | None,
) -> None:
    if method not in METHODS:
        hint = suggestion(method, METHODS)
        raise OptionError(f"method {quoted(method)}: is not known.{hint}")
    for name, value in (("within", within), ("to", to)):
        if value is not None and not 0 < value < np.inf:
            raise OptionError(f"{name} {value:g}: must be a positive number.")
    n = result.iterations
    if n < intervals.REPLICATES:
        raise OptionError(_FEW.format(n))
    if isinstance(measure, str):
        outcome = result.cost if target.is_cost else result.finish
        if not (outcome.has_sd if measure == "sd" else outcome.has_mean):
            raise OptionError(_NO_MOMENT.format(measure, target.name))
    elif None in intervals.percentile_indices(n, measure):
        raise OptionError(_TOO_FEW.format(measure, n, measure))


def _steps(
    result: Result,
    target: Target,
    measure: Measure,
    base: float,
) -> tuple[float, tuple[Step, ...]]:
    """The plan, and what lies between it and the base.

    Constraints that a simulation measures in place of obeying them, margins that it
    takes out, then the sources that are not analysed. A standard deviation has no plan:
    its base is that of others.
    """
    if measure == "sd":
        found = [("other sources", base)]
        return 0.0, tuple(Step(*each) for each in found if each[1] != 0)
    bare = _planned(result.network, target)
    plan = loose = bare
    if result.network.project is not result.project:
        plan = _planned(compile_network(result.project), target)
    if result.plan.margin is not None:
        held = refilled(result.network.project, result.project)
        loose = _planned(compile_network(held), target)
    found = [
        ("constraints", loose - plan),
        ("margin", bare - loose),
        ("other sources", base - bare),
    ]
    return plan, tuple(Step(*each) for each in found if each[1] != 0)


def _planned(network: Network, target: Target) -> float:
    """The value of a target in the plan of a network."""
    run = engine.plan_run(network)
    if target.is_cost:
        return float(run.cost[0])
    if target.activity is None:
        return engine.plan_moment(network, run).days
    assert run.finishes is not None
    j = network.position[target.name]
    moments = network.finish_moments(j, run.finishes[j])
    return float(network.timeline.days(moments)[0])


def _warnings(made: Shares, effort: Effort) -> tuple[str, ...]:
    """What keeps the error above what was asked for."""
    if effort.to is None or bool((made.errors <= effort.to).all()):
        return ()
    return (
        "the error asked for is not reached: what is left is the error of the "
        "iterations. Simulate more.",
    )
