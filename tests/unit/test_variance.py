"""Shares of the variance, in closed forms."""

import numpy as np
import pytest

import pmrisk
from building import chain, parallel, project
from pmrisk.analysis.targets import Target
from pmrisk.analysis.variance import variance_shares
from standard_errors import SEED

FINISH = Target("finish", None)


def shares_of(activities, target=FINISH, **sections):
    made = project(activities, **sections)
    result = pmrisk.simulate(made, iterations=20_000, seed=SEED)
    return {each.source: each for each in variance_shares(result, target)}


def close(value, expected, error):
    assert abs(value - expected) < 5 * error, (value - expected) / error


def test_in_a_chain_shares_are_those_of_the_variances():
    """Uniforms 2, 4 and 6 wide: 4, 16 and 36 of 56, alone and in all."""
    widths = [{"uniform": [10, 10 + w], "plan": 10} for w in (2, 4, 6)]
    found = shares_of(chain(widths))
    for k, part in enumerate((4, 16, 36)):
        share = found[f"A{k}"]
        close(share.first_order, part / 56, share.se)
        close(share.total, part / 56, share.total_se)
        assert not share.is_noise


def test_two_coins_interact():
    """max of two coins: variance 3/16; each alone 1/16, in all 2/16."""
    coin = {"discrete": {100: 0.5, 140: 0.5}, "plan": 100}
    for share in shares_of(parallel([coin, coin])).values():
        close(share.first_order, 1 / 3, share.se)
        close(share.total, 2 / 3, share.total_se)


def test_what_never_matters_has_exactly_no_share():
    activities = parallel([[2, 3, 4], [20, 30, 40]])
    activities[0]["cost"] = {"fixed": [10, 20, 60]}
    found = shares_of(activities)
    assert found["A0"][3:] == found["A0.cost"][3:] == (0, 0, 0, 0)
    assert found["A0"].is_noise
    assert found["A1"].total == pytest.approx(1, abs=5 * found["A1"].total_se)


def test_correlated_sources_are_one():
    """Of a chain of three, two with correlation 0.8; they cannot be known apart."""
    same = {"uniform": [10, 16], "plan": 10}
    rank = {"between": ["A0", "A2"], "rank": 0.8}
    found = shares_of(chain([same] * 3), correlations=[rank])
    assert found.keys() == {"A0 + A2", "A1"}
    # Uniforms under a Gaussian copula keep their rank correlation as Pearson's.
    both = 2 + 2 * 0.8
    close(found["A0 + A2"].first_order, both / (both + 1), found["A0 + A2"].se)


def test_errors_cover_the_truth():
    """z has a mean square near that of Student's t with 15 degrees of freedom."""
    widths = [{"uniform": [10, 10 + w], "plan": 10} for w in (2, 4, 6)]
    made, z = project(chain(widths)), []
    for k in range(40):
        result = pmrisk.simulate(made, iterations=512, seed=SEED + k, threads=1)
        for share in variance_shares(result, FINISH):
            truth = {"A0": 4, "A1": 16, "A2": 36}[share.source] / 56
            z.append((share.first_order - truth) / share.se)
    squares = np.square(z).reshape(40, 3).mean(axis=1)
    error = squares.std(ddof=1) / np.sqrt(40)
    assert abs(squares.mean() - 15 / 13) < 5 * error
