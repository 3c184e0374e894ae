"""What to do about risks: which responses, and which packages of them, are worth it.

saved
    P(level) without a package less P(level) with it, over the same iterations; what the
    package costs counts in the cost. Its error is that of the difference, see
    `pmrisk.analysis.packages`.
frontier
    the packages that no other beats at the same price. Of up to twelve responses every
    package is run; of more a greedy search from both ends finds good ones, and what all
    responses together would reach if they cost nothing bounds what any package can.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from pmrisk import intervals
from pmrisk.analysis.coalitions import PARTS, Bool
from pmrisk.analysis.information import information
from pmrisk.analysis.packages import (
    Measured,
    Packages,
    affordable,
    errors,
    every_package,
    price,
)
from pmrisk.analysis.search import search
from pmrisk.analysis.targets import Target, find_target
from pmrisk.analysis.worth import Change, Gain, Package, Responses
from pmrisk.errors import OptionError
from pmrisk.network.arrays import Float64
from pmrisk.outcome import check_level
from pmrisk.result import Result

#: Up to so many responses every package is run.
MOST_EXACT = 12

_NONE = (
    "responses: none is proposed. Give a risk a response, such as "
    "{cost: 18000, probability: 0.1}."
)
_FEW = "{} iterations are too few for responses with an error. Simulate 16 or more."
_TOO_FEW = (
    "level {:g}: {:,} iterations are too few to tell P{:g}, none lies beyond its "
    "error. Simulate more or ask for a level nearer to 50."
)
_HARM = (
    "with {} the {} gets later or dearer in some packages, so that there is no bound."
)


def responses(
    result: Result,
    of: str = "finish",
    level: float | None = None,
    budget: float | None = None,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> Responses:
    """What each proposed response, and each package of them, does to a level.

    Parameters
    ----------
    result : Result
        Its draws are used again: packages differ by the responses and nothing else.
    of : str
        ``finish``, ``cost``, or the id of an activity or milestone.
    level : float, optional
        In per cent; the run's own if not given.
    budget : float, optional
        The most that a package may be expected to cost.

    Raises
    ------
    OptionError
        If no response is proposed, or an option cannot be used.
    """
    level = check_level(result.level if level is None else level)
    target = find_target(result, of)
    if target.is_both:
        raise OptionError("of both: responses bring down one level. Ask for finish.")
    _check(result, level, budget)
    dated = Target("finish", None) if target.is_cost else target
    packages = Packages(result, dated, level, progress)
    if not packages.risks:
        raise OptionError(_NONE)
    return _Appraisal(packages, target, level, budget).made()


def _check(result: Result, level: float, budget: float | None) -> None:
    n = result.iterations
    if n < PARTS:
        raise OptionError(_FEW.format(n))
    if None in intervals.percentile_indices(n, level):
        raise OptionError(_TOO_FEW.format(level, n, level))
    if budget is not None and not 0 <= budget < np.inf:
        raise OptionError(f"budget {budget:g}: must be zero or more.")


class _Appraisal:
    """Packages on their way to an answer."""

    def __init__(
        self, packages: Packages, target: Target, level: float, budget: float | None
    ) -> None:
        self.packages, self.target = packages, target
        self.level, self.budget = level, budget
        self.prices = [price(risk) for risk in packages.risks]
        self.ids = [risk.id for risk in packages.risks]
        self.none = np.zeros((1, len(self.ids)), np.bool_)
        self.base = packages(self.none)

    def made(self) -> Responses:
        """The answer."""
        singles = self._packages(np.eye(len(self.ids), dtype=np.bool_))
        exact = len(self.ids) <= MOST_EXACT
        bound, harm = None, tuple[str, ...]()
        if exact:
            every = every_package(len(self.ids))
            tried = every[affordable(every, self.prices, self.budget)]
        else:
            tried, harmful = search(
                self.prices,
                self.budget,
                lambda asked: self._asked(self.packages(asked)),
            )
            harm = self._harm(harmful)
            bound = None if harm else self._bound()
        found = self._packages(tried)
        of, result = self.target.name, self.packages.result
        frontier = self._frontier(found)
        return Responses(
            of=of,
            level=self.level,
            budget=self.budget,
            base=self._packages(self.none)[0],
            singles=tuple(sorted(singles, key=lambda each: _worth(each, of))),
            frontier=frontier,
            best=frontier[-1],
            packages=len(found),
            exact=exact,
            bound=bound,
            information=information(result, self.target, self.level),
            warnings=harm,
            names={
                risk.id: risk.response.name or risk.name
                for risk in self.packages.risks
                if risk.response is not None
            },
            result=result,
        )

    # What was measured, as numbers that are read.

    def _days(self, minutes: Float64) -> Float64:
        per_day = self.packages.result.network.timeline.minutes_per_day
        return np.asarray(minutes / per_day)

    def _asked(self, made: Measured) -> Float64:
        """What is to be small, in days or in money: float64[n_package]."""
        if self.target.is_cost:
            return made.cost[:, 0]
        return self._days(made.finish)[:, 0]

    def _packages(self, taken: Bool) -> list[Package]:
        made, base = self.packages(taken), self.base
        finish = _changes(self._days(made.finish), self._days(base.finish))
        cost = _changes(made.cost, base.cost)
        promise = self.packages.promise
        dated, paid = promise.finish is not None, promise.budget is not None
        chances = [
            _gains(made.kept, base.kept, there=dated),
            _gains(made.within, base.within, there=paid),
            _gains(made.both, base.both, there=dated and paid),
        ]
        found = []
        for k, row in enumerate(taken):
            names = tuple(id for id, here in zip(self.ids, row, strict=True) if here)
            spent = sum(p for p, here in zip(self.prices, row, strict=True) if here)
            gains = (each[k] for each in chances)
            found.append(Package(names, spent, finish[k], cost[k], *gains))
        return found

    def _frontier(self, found: Iterable[Package]) -> tuple[Package, ...]:
        """Those that save more than all that cost no more."""
        of, kept = self.target.name, list[Package]()

        def order(each: Package) -> tuple[float, float, float, int, tuple[str, ...]]:
            gain = each.chance(of)
            likely = -gain.probability if gain else 0.0
            ids = each.responses
            return each.price, each.asked(of).value, likely, len(ids), ids

        for package in sorted(found, key=order):
            if not kept or package.asked(of).value < kept[-1].asked(of).value:
                kept.append(package)
        return tuple(kept)

    def _bound(self) -> float:
        """What is reached if all that the budget pays for singly acted for nothing."""
        single = np.eye(len(self.ids), dtype=np.bool_)
        possible = affordable(single, self.prices, self.budget)[None, :]
        return float(self._asked(self.packages.bound(self.none, possible))[0])

    def _harm(self, harmful: Sequence[int]) -> tuple[str, ...]:
        """A word on responses that made it worse, apart from what they cost."""
        named = [self.ids[k] for k in harmful]
        if self.target.is_cost:
            # Most responses cost more than they save; the bound leaves that out.
            return ()
        if not named:
            return ()
        return (_HARM.format(", ".join(named), self.target.name),)


def _changes(made: Float64, base: Float64) -> list[Change]:
    saved = base - made
    rows = zip(made[:, 0], saved[:, 0], errors(saved), strict=True)
    return [Change(float(v), float(s), float(e)) for v, s, e in rows]


def _gains(made: Float64, base: Float64, *, there: bool) -> Sequence[Gain | None]:
    if not there:
        return [None] * len(made)
    gained = made - base
    rows = zip(made[:, 0], gained[:, 0], errors(gained), strict=True)
    return [Gain(float(p), float(g), float(e)) for p, g, e in rows]


def _worth(package: Package, of: str) -> tuple[float, float, tuple[str, ...]]:
    """What is free and helps first, then what saves most per coin."""
    saved, rate = package.asked(of).saved, package.per_coin(of)
    if rate is None:
        rate = np.inf if saved > 0 else 0.0
    return -rate, -saved, package.responses
