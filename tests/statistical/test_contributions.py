"""Contributions against coalitions worked out in rationals, in standard errors."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

import pmrisk
from enumeration import outcomes
from happening import branch, driver, project, response, risk
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.sources import players
from standard_errors import SEED

N = 20_000
pytestmark = pytest.mark.statistical


def d(plan, **chances):
    """A discrete estimate, as ``d(3, v3=0.7, v5=0.3)``."""
    values = {name[1:]: p for name, p in chances.items()}
    return {"discrete": values, "plan": plan}


def half(a, b):
    return {"discrete": {a: 0.5, b: 0.5}, "plan": a}


def everything():
    """Ranges, a shared risk, a chain, drivers, a choice and what may not exist."""
    return project(
        [
            {"id": "A", "duration": d(4, v4=0.75, v9=0.25), "cost": {"per_day": 10}},
            {"id": "B", "duration": 5, "after": ["A"], "combine": "parallel"},
            {"id": "C", "duration": 6, "after": ["A"], "exists": 0.25},
            {"id": "X", "duration": 2, "after": ["A"], "cost": {"fixed": 30}},
            {"id": "Y", "duration": 8, "after": ["A"]},
            {"id": "E", "duration": 3, "after": ["B", "C", "X", "Y"]},
        ],
        risks=[
            risk("R1", 0.5, {"on": ["A", "B"], "delay": half(1, 4), "cost": 100}),
            risk("R2", 0.5, {"on": ["B", "C"], "delay": 3}, requires="R1"),
        ],
        drivers=[driver("D", 1.5, ["B", "Y"], probability=0.25)],
        branches=[branch("A", X=0.75, Y=0.25)],
    )


def money():
    """Factors on cost, charges where something is hit, a response that is paid for."""
    return project(
        [
            {"id": "A", "duration": half(2, 5), "cost": {"fixed": 10, "per_day": 2}},
            {"id": "B", "duration": 3, "cost": {"fixed": half(10, 50)}, "exists": 0.75},
        ],
        risks=[
            risk("R1", 0.5, {"on": "B", "cost": half(20, 60), "each": "separately"}),
            risk("R2", 0.9, {"on": "A", "delay": 9},
                 response=response(cost=half(17, 19), probability=0.25,
                                   status="adopted")),
        ],
        drivers=[driver("D", half(1, 3), ["A", "B"], applies_to="both")],
    )  # fmt: skip


def occurred():
    """What has occurred is in the plan at its planned impact."""
    return project(
        [{"id": "A", "duration": 4}, {"id": "B", "duration": half(6, 9)}],
        risks=[
            risk("R1", 0.1, {"on": "A", "delay": half(2, 7)}, status="occurred"),
            risk("R2", 0.5, {"on": ["A", "B"], "delay": 2}, excludes="R3"),
            risk("R3", 0.5, {"on": "A", "factor": 2}),
        ],
    )


SCENARIOS = (everything, money, occurred)


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda make: make.__name__)
def both(request):
    """A run, and the distribution of every coalition of its sources."""
    built = request.param()
    result = pmrisk.simulate(built, N, SEED)
    names = [player.source for player in players(result.network)]
    exact = {
        frozenset(names) - off: outcomes(built, off)
        for n in range(len(names) + 1)
        for off in map(frozenset, combinations(names, n))
    }
    return result, names, exact


def shapley(names, value):
    """Shares of value(everybody) - value(nobody), by the definition."""
    n, found = len(names), {}
    for name in names:
        others = [other for other in names if other != name]
        total = Fraction(0)
        for size in range(n):
            weight = Fraction(1, n * math.comb(n - 1, size))
            for rest in map(frozenset, combinations(others, size)):
                total += weight * (value(rest | {name}) - value(rest))
        found[name] = total
    return found


def check(made, names, value):
    """Shares, bookends and ends, each within five errors of the truth."""
    shares = shapley(names, value)
    nobody, everybody = frozenset(), frozenset(names)
    rows = {row.source: row for row in made.rows}
    assert rows.keys() == shares.keys()
    assert made.base == pytest.approx(float(value(nobody)))
    assert sum(row.value for row in made.rows) == pytest.approx(made.total)
    for name, share in shares.items():
        row = rows[name]
        if share == 0 and row.se == 0:
            assert row.value == 0
        else:
            assert abs(row.value - float(share)) < 5 * row.se, name
        alone = float(value(frozenset({name})) - value(nobody))
        assert row.only_this == pytest.approx(alone, abs=0.02 * made_scale(made))
        last = float(value(everybody) - value(everybody - {name}))
        assert row.without_this == pytest.approx(last, abs=0.02 * made_scale(made))


def made_scale(made):
    """The size of what is shared out, and of its parts."""
    return max(abs(made.total), *(abs(row.value) for row in made.rows))


def mean(distribution, side):
    return sum((getattr(o, side) * p for o, p in distribution.items()), Fraction(0))


def percentile(distribution, side, level):
    """The smallest outcome that so many per cent do not exceed."""
    below = Fraction(0)
    for value in sorted({getattr(o, side) for o in distribution}):
        below += sum(p for o, p in distribution.items() if getattr(o, side) == value)
        if below >= Fraction(level, 100):
            return value
    raise AssertionError(level)


@pytest.mark.parametrize("side", ["finish", "cost"])
def test_the_mean_is_shared_as_in_rationals(both, side):
    result, names, exact = both
    made = analyse(result, of=side, level="mean")
    check(made, names, lambda players: mean(exact[players], side))


def clear_levels(exact):
    """Levels at which no coalition's outcomes part within some errors."""
    slack = Fraction(500 * math.sqrt(0.25 / N))
    for level in range(40, 97):
        if all(
            percentile(each, "finish", level - slack)
            == percentile(each, "finish", level + slack)
            for each in exact.values()
        ):
            yield level


def test_percentiles_are_shared_as_in_rationals(both):
    result, names, exact = both
    levels = [*clear_levels(exact)]
    for level in (levels[0], levels[len(levels) // 2], levels[-1]):
        made = analyse(result, level=level)
        shares = shapley(names, lambda p: percentile(exact[p], "finish", level))  # noqa: B023
        for row in made.rows:
            assert row.value == pytest.approx(float(shares[row.source]), abs=1e-9)


def test_the_chance_of_both_promises_is_shared_as_in_rationals(both):
    """Promised is what the median outcomes are."""
    result, names, exact = both
    everybody = frozenset(names)
    days = percentile(exact[everybody], "finish", 50)
    budget = float(percentile(exact[everybody], "cost", 50))
    promised = result.finish.timeline.after(float(days)).date
    project = result.project.changed(target_finish=promised, budget=budget)
    made = analyse(pmrisk.simulate(project, N, SEED), of="both")

    def kept(players):
        return sum(
            (
                p
                for o, p in exact[players].items()
                if o.finish <= days and o.cost <= Fraction(budget)
            ),
            Fraction(0),
        )

    assert made.value == pytest.approx(float(kept(everybody)), abs=5 * 0.5 / N**0.5)
    check(made, names, kept)


def test_the_spread_is_shared_to_its_end(both):
    result, names, exact = both
    made = analyse(result, level="sd")
    everybody = exact[frozenset(names)]
    middle = mean(everybody, "finish")
    variance = sum((o.finish - middle) ** 2 * p for o, p in everybody.items())
    assert made.value == pytest.approx(math.sqrt(variance), rel=0.05)
    assert (made.base, made.plan) == (0, 0)
    assert sum(row.value for row in made.rows) == pytest.approx(made.value)


def test_errors_are_those_of_other_seeds():
    """What seeds differ by is what the errors say: z has a mean square near 1."""
    built, z = everything(), []
    result = pmrisk.simulate(built, 400, SEED)
    names = [player.source for player in players(result.network)]
    exact = {
        frozenset(names) - off: outcomes(built, off)
        for n in range(len(names) + 1)
        for off in map(frozenset, combinations(names, n))
    }
    truth = shapley(names, lambda p: mean(exact[p], "finish"))
    for k in range(30):
        made = analyse(pmrisk.simulate(built, 1024, SEED + k), level="mean")
        z.append([(r.value - float(truth[r.source])) / r.se for r in made.rows])
    squares = np.square(z).mean(axis=1)
    error = squares.std(ddof=1) / math.sqrt(len(squares))
    # Student's t with 15 degrees of freedom has variance 15/13.
    assert abs(squares.mean() - 15 / 13) < 5 * error
