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

from pmrisk import intervals
from pmrisk.analysis.comparison import Comparison, Spread, compare, spread
from pmrisk.analysis.explained import Contributions
from pmrisk.analysis.explaining import explained
from pmrisk.analysis.joint import Joint
from pmrisk.analysis.paths import paths
from pmrisk.analysis.routes import PathContribution, Paths
from pmrisk.analysis.shapley import Effort
from pmrisk.analysis.sources import chosen, players
from pmrisk.analysis.targets import Measure, Target, find_target, measure_of
from pmrisk.errors import OptionError
from pmrisk.model.text import quoted, suggestion
from pmrisk.result import Result

if TYPE_CHECKING:
    import pandas as pd

#: What each method finds: shares that add up, driving paths, shares of the variance,
#: and all of them.
Explanation = Contributions | Joint | Paths | Spread | Comparison
METHODS = ("shapley", "exclusion", "path", "variance", "all")

_TOO_FEW = (
    "level {:g}: {:,} iterations are too few to tell P{:g}, none lies beyond its "
    "error. Simulate more or ask for a level nearer to 50."
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
        ``finish``, ``cost``, the id of an activity or milestone, or ``both``: the
        promised finish and the budget together. At a level ``both`` is the date and the
        cost that are kept together with that chance, equally safe one by one.
    level : float or str, optional
        A level in per cent, ``mean``, ``sd``, or ``chance``: that of what was promised.
        The run's own level if not given; of ``both``, the chance of the promises.
    method : {"shapley", "exclusion", "path", "variance", "all"}
        Which number ranks the sources; exclusion does not add up. Path tells where
        the days were around the level (`pmrisk.analysis.paths`), variance shares of the
        variance (`pmrisk.analysis.variance`), all of them all side by side
        (`pmrisk.analysis.comparison`).
    sources : sequence of str, optional
        Kinds (``ranges``) or single sources by id. What is not named stays as it was
        drawn. All if not given.
    by : {"wbs", "category", "owner"}, optional
        Groups that join together (Owen 1977), so that their members' add to theirs.
    within : float, optional
        Seconds to spend. Where they do not carry all sources, those that move least
        with the outcome are one row of kind ``others``.
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

    if isinstance(made, Joint):
        parts = {name: part.table() for name, part in made._asdict().items()}
        joined: pd.DataFrame = pd.concat(parts, names=["of"])
        return joined

    if isinstance(made, Spread):
        moves = pd.DataFrame(made.tornado.rows).set_index("source")
        shares = pd.DataFrame(made.shares).set_index("source")
        return shares.join(moves[["pearson", "spearman"]])
    rows = made.contributions if isinstance(made, Paths) else made.rows
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
    _check_method(method, by=by, within=within, to=to)
    if method == "variance":
        return spread(result, find_target(result, of), sources, progress)
    if method == "path":
        route = paths(result, find_target(result, of), _percentage(level))
        return route if sources is None else _only(result, route, sources)
    measure = measure_of(result, of, level)
    target = find_target(result, of, measure)
    _check(result, target, measure, within, to)

    def explain(part: Target, effort: Effort) -> Contributions:
        return explained(result, part, measure, method, sources, by, effort, progress)

    effort = Effort(to, within)
    if target.is_both and measure != "chance":
        return _joint(explain, target, method, effort)
    made = explain(target, effort)
    return compare(result, target, made, progress) if method == "all" else made


def _joint(
    explain: Callable[[Target, Effort], Contributions],
    target: Target,
    method: str,
    effort: Effort,
) -> Joint:
    """What adds to the date and to the cost of a joint level, in half of the time each.

    An error that was asked for is in days.
    """
    if method == "all":
        raise OptionError(
            "method all: of a joint level there are shapley and exclusion. "
            "Ask for of finish, or for the chance of both."
        )
    half = None if effort.within is None else effort.within / 2
    return Joint(
        explain(target._replace(coordinate="finish"), Effort(effort.to, half)),
        explain(target._replace(coordinate="cost"), Effort(None, half)),
    )


# What is asked.


def _percentage(level: Measure | None) -> float | None:
    """A level in per cent; a path has no mean and no spread."""
    if isinstance(level, str):
        raise OptionError(
            f"level {level}: a path is that of a level. Write 80 for P80."
        )
    return level


def _check_method(method: str, **options: object) -> None:
    """Whether a method is known, and takes the options that are given."""
    if method not in METHODS:
        hint = suggestion(method, METHODS)
        raise OptionError(f"method {quoted(method)}: is not known.{hint}")
    if method in ("path", "variance"):
        for name, value in options.items():
            if value is not None:
                raise OptionError(
                    f"{name} {value}: method {method} takes none. Leave it out."
                )


def _only(result: Result, route: Paths, sources: Sequence[str]) -> Paths:
    """Paths on which all but some sources are one row."""
    named = {player.source for player in chosen(players(result.network), sources)}
    own = [each for each in route.contributions if each.source in named]
    rest = sum(e.days for e in route.contributions if e.source not in named)
    if rest:
        own.append(PathContribution("other sources", "", rest, 0.0, "other"))
    booked = tuple(each for each in route.bookings if each.source in named)
    return route._replace(contributions=tuple(own), bookings=booked)


def _check(
    result: Result,
    target: Target,
    measure: Measure,
    within: float | None,
    to: float | None,
) -> None:
    for name, value in (("within", within), ("to", to)):
        if value is not None and not 0 < value < np.inf:
            raise OptionError(f"{name} {value:g}: must be a positive number.")
    n = result.iterations
    if n < intervals.REPLICATES:
        raise OptionError(_FEW.format(n))
    if measure == "chance":
        return
    if isinstance(measure, str):
        outcome = result.cost if target.is_cost else result.finish
        if not (outcome.has_sd if measure == "sd" else outcome.has_mean):
            raise OptionError(_NO_MOMENT.format(measure, target.name))
    elif None in intervals.percentile_indices(n, measure):
        raise OptionError(_TOO_FEW.format(measure, n, measure))
