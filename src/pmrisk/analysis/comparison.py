"""Every way of saying whose fault it is, side by side, and why they disagree.

A contribution adds up, by sharing out what only happens together. Exclusion gives what
would go: nothing, where another path is as long. Alone is what there would be without
the others. The path says where the days were. Shares of the variance are about the
spread, not about the level. A correlation is of what moves together, and criticality is
of an activity, whatever its uncertainty.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pmrisk.analysis.coalitions import Coalitions
from pmrisk.analysis.criticality import ActivityMetrics, activity_metrics
from pmrisk.analysis.explained import Contribution, Contributions
from pmrisk.analysis.paths import paths
from pmrisk.analysis.routes import Paths
from pmrisk.analysis.sources import players
from pmrisk.analysis.targets import Measure, Target
from pmrisk.analysis.tornado import Tornado, tornado
from pmrisk.analysis.variance import JOIN, VarianceShare, variance_shares
from pmrisk.result import Result


class Compared(NamedTuple):
    """One source by every method; None where a method says nothing about it.

    `contribution`, `without_this`, `only_this` and `path` are in the unit of the
    contributions, the rest are shares and indices. The indices are those of the
    activity that it is on, the most critical one of several.
    """

    source: str
    kind: str
    name: str
    contribution: float
    without_this: float
    only_this: float
    path: float | None
    first_order: float | None
    total: float | None
    correlation: float | None
    criticality_index: float | None
    cruciality: float | None
    schedule_sensitivity_index: float | None


class Spread(NamedTuple):
    """Shares of the variance, and how each source moves with the outcome."""

    shares: tuple[VarianceShare, ...]
    tornado: Tornado


class Comparison(NamedTuple):
    """All methods on one level: what adds up, the path, the spread, and one table.

    `paths` is None where there is none: of money, and of what is no level.
    """

    contributions: Contributions
    paths: Paths | None
    spread: Spread
    rows: tuple[Compared, ...]


def spread(
    result: Result,
    target: Target,
    sources: Sequence[str] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Spread:
    """Whose uncertainty makes the spread of a target, and who moves with it."""
    found = variance_shares(result, target, sources, progress)
    named = {name for each in found for name in each.source.split(JOIN)}
    everybody = players(result.network)
    picked = [player for player in everybody if player.source in named]
    kept = Coalitions(result, everybody, target, "chance" if target.is_both else "sd")
    return Spread(found, tornado(kept, picked, kept.as_drawn()))


def compare(
    result: Result,
    target: Target,
    made: Contributions,
    progress: Callable[[int, int | None], None] | None = None,
) -> Comparison:
    """`made` beside what the other methods say of the same sources."""
    sources = [row.source for row in made.rows]
    route = _route(result, target, made.level)
    whole = spread(result, target, sources, progress)
    others = _Others.of(result, made.of, route, whole)
    rows = tuple(others.beside(row) for row in made.rows)
    return Comparison(made, route, whole, rows)


class _Others(NamedTuple):
    """What the other methods say, by source."""

    booked: dict[str, float] | None
    shares: dict[str, VarianceShare]
    moves: dict[str, float | None]
    metrics: dict[str, ActivityMetrics]

    @classmethod
    def of(
        cls, result: Result, of: str, route: Paths | None, whole: Spread
    ) -> "_Others":
        """The same, looked up once."""
        booked = None
        if route is not None:
            booked = {each.source: each.days for each in route.contributions}
        shares = {name: s for s in whole.shares for name in s.source.split(JOIN)}
        moves = {each.source: each.spearman for each in whole.tornado.rows}
        return cls(booked, shares, moves, _metrics(result) if of == "finish" else {})

    def beside(self, row: Contribution) -> Compared:
        """A contribution with all that the others say of its source."""
        share, best = self.shares[row.source], self.metrics.get(row.source)
        return Compared(
            source=row.source,
            kind=row.kind,
            name=row.name,
            contribution=row.value,
            without_this=row.without_this,
            only_this=row.only_this,
            path=None if self.booked is None else self.booked.get(row.source, 0.0),
            first_order=share.first_order,
            total=share.total,
            correlation=self.moves[row.source],
            criticality_index=best.criticality_index if best else None,
            cruciality=best.cruciality.pearson if best else None,
            schedule_sensitivity_index=(
                best.schedule_sensitivity_index if best else None
            ),
        )


def _route(result: Result, target: Target, level: Measure) -> Paths | None:
    """The paths around a level; money has none, nor has what is no level."""
    if target.is_cost or target.is_both or isinstance(level, str):
        return None
    return paths(result, target, level)


def _metrics(result: Result) -> dict[str, ActivityMetrics]:
    """By source, the metrics of its most critical activity.

    There are none where the run left the activities out.
    """
    if result.activity_data is None:
        return {}
    metrics = {each.id: each for each in activity_metrics(result)}
    found = {}
    for player in players(result.network):
        own = [metrics[name] for name in player.on if name in metrics]
        if own and player.moves_time:
            found[player.source] = max(own, key=lambda each: each.criticality_index)
    return found
