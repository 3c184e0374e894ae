"""A correlation that names a cost moves all of it, fixed and per day."""

import numpy as np
import pytest

from happening import project, risk
from pmrisk import ScenarioError, engine
from pmrisk.kernels.draw import draw
from pmrisk.model.correlation import pairs_of
from pmrisk.model.project import Correlation
from pmrisk.network import compile_network
from pmrisk.sampling import compile_draws
from standard_errors import SEED, Z_LIMIT

BOTH = {"fixed": {"uniform": [0, 100]}, "per_day": {"uniform": [0, 100_000]}}
N = 4_096


def built(*groups, costs=(BOTH, BOTH)):
    """Two certain activities that cost something, and one that may last longer."""
    activities = [
        *({"id": f"A{k}", "duration": 1, "cost": cost} for k, cost in enumerate(costs)),
        {"id": "B", "duration": {"uniform": [10, 30]}},
    ]
    correlations = [Correlation(between=names, rank=rank) for names, rank in groups]
    risks = [risk("R", 0.5, {"on": "B", "delay": 1})]
    return project(activities, risks=risks, correlations=correlations)


def drawn(given, sampling="monte_carlo"):
    """What is drawn of each quantity, by its full name."""
    network = compile_network(given)
    draws = compile_draws(
        network.drawn, engine.correlations(given), seed=SEED, sampling=sampling,
        iterations=N,
    )  # fmt: skip
    rows = 1 + max(each.row for each in network.drawn)
    minutes, values = draw(draws, 0, N, rows, rows)
    return {
        each.name: (minutes if each.is_minutes else values)[each.row]
        for each in network.drawn
    }


def rank(a, b):
    """Spearman's correlation of two continuous samples."""
    return np.corrcoef(a.argsort().argsort(), b.argsort().argsort())[0, 1]


@pytest.mark.statistical
@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
@pytest.mark.parametrize("value", [0.8, -0.6])
def test_both_parts_share_one_luck(sampling, value):
    """So the whole cost, whatever part is larger, has the correlation asked for."""
    found = drawn(built((("A0.cost", "B"), value)), sampling)
    fixed, daily = found["A0.cost"], found["A0.per_day"]
    np.testing.assert_allclose(daily, 1000 * fixed, rtol=1e-9, atol=1e-4)
    # The standard error of a rank correlation is below (1 - r^2) / sqrt(n) times 1.1.
    error = 1.1 * (1 - value**2) / np.sqrt(N)
    assert abs(rank(fixed + daily, found["B.duration"]) - value) < Z_LIMIT * error
    assert abs(rank(fixed, found["A1.per_day"])) < Z_LIMIT / np.sqrt(N)


def test_two_such_costs_an_event_and_a_duration():
    """Every pair has the number that was asked for, in all of its parts."""
    names = ("A0.cost", "A1.cost", "B", "R")
    given = built((names, 0.5))
    follows = {"A0.cost": "A0.per_day", "A1.cost": "A1.per_day"}
    pairs = pairs_of(engine.correlations(given))
    assert {pair: r for pair, r in pairs.items() if r == 1} == {
        pair: 1 for pair in follows.items()
    }
    full = [*follows, *follows.values(), "B.duration", "R"]
    assert len(pairs) == len(full) * (len(full) - 1) / 2
    assert {r for pair, r in pairs.items() if pair not in follows.items()} == {0.5}


def test_nothing_else_moves():
    """A cost with one uncertain part, and all that no correlation names."""
    one, group = {"fixed": BOTH["fixed"], "per_day": 7}, (("A0.cost", "B"), 0.8)
    single, both = drawn(built(group, costs=(one, BOTH))), drawn(built(group))
    for name, values in single.items():
        np.testing.assert_array_equal(values, both[name])
    assert both.keys() - single.keys() == {"A0.per_day"}


def test_more_of_them_than_can_be_mixed_are_refused():
    """Each counts twice; costs of one part may be as many as before."""
    names = tuple(f"A{k}.cost" for k in range(1001))
    single = [BOTH | {"per_day": 7}] * 1001
    assert built((names, 0.5), costs=single)
    assert built((names[:1000], 0.5), costs=[BOTH] * 1000)
    with pytest.raises(ScenarioError, match="1001 of them costs of two uncertain"):
        built((names, 0.5), costs=[BOTH] * 1001)
