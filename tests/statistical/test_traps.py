"""Traps of schedule risk analysis, each with the number that is right.

Those about risks, correlation and contributions stand beside what they are about
(test_risks, test_dependence, test_contributions).
"""

import math

import numpy as np
import pytest

import pmrisk
from building import NONSTOP, chain, project
from standard_errors import SEED, Z_LIMIT

N = 200_000
WHOLE = {"triangular": [80, 100, 150]}


def within(outcome, level, expected, digits):
    """The number, rounded so, lies within the percentile's standard errors.

    By the chance to lie at or below each end of what rounds to the number.
    """
    samples, half = outcome.samples, 0.5 * 10**-digits
    error = Z_LIMIT * math.sqrt(level / 100 * (1 - level / 100) / len(samples))
    below = float(np.mean(samples <= expected - half))
    above = float(np.mean(samples <= expected + half))
    return below - error <= level / 100 <= above + error


@pytest.mark.parametrize(("parts", "p80"), [(1, 123.5), (10, 113.9), (50, 111.7)])
def test_splitting_activities_makes_risk_vanish(parts, p80):
    """The same work in independent parts has the same mean and a lower P80."""
    part = {"triangular": [each / parts for each in WHOLE["triangular"]]}
    finish = pmrisk.simulate(project(chain([part] * parts)), N, SEED).finish
    assert within(finish, 80, p80, 1)
    error = finish.mean.standard_error
    assert abs(finish.mean.value - 110) < Z_LIMIT * error + 0.001 * parts


def test_each_activity_at_its_own_p80():
    """Ten P80s in a row add up to 123.5, where the P80 of the row is 113.9."""
    part = {"triangular": [8, 10, 15]}
    alone = pmrisk.simulate(project(chain([part])), N, SEED).finish
    assert within(alone, 80, 12.35, 2)
    row = pmrisk.simulate(project(chain([part] * 10)), N, SEED).finish
    assert within(row, 80, 113.9, 1)


def test_a_sum_of_percentiles_is_no_percentile():
    """Ten lognormals with sigma 0.4: the sum of their P80s is P97.8 of their sum."""
    p50, z = 10.0, 0.8416212335729143
    one = {"lognormal": {"p50": p50, "p90": p50 * math.exp(0.4 * 1.2815515655446004)}}
    row = pmrisk.simulate(project(chain([one] * 10)), N, SEED).finish
    share = float(np.mean(row.samples <= 10 * p50 * math.exp(0.4 * z)))
    assert abs(share - 0.978) < Z_LIMIT * math.sqrt(0.978 * 0.022 / N) + 0.0005


def test_a_p80_date_and_a_p80_budget_are_kept_together_less_often():
    """In 64 % of the iterations where they are independent."""
    work = {"id": "A", "duration": {"uniform": [10, 20]},
            "cost": {"fixed": {"uniform": [100, 200]}}}  # fmt: skip
    built = project([work], project=NONSTOP)
    result = pmrisk.simulate(built, N, SEED)
    date = result.finish.percentile(80).days
    budget = result.cost.percentile(80).value
    kept = (result.finish.samples <= date) & (result.cost.samples <= budget)
    assert abs(kept.mean() - 0.64) < Z_LIMIT * math.sqrt(0.64 * 0.36 / N) + 1e-4


@pytest.mark.parametrize(("b", "finish"), [(4, 16), (6, 14)])
def test_longer_can_mean_earlier(b, finish):
    """FF into an activity and SS out of it: stretching it pulls its start."""
    work = [
        {"id": "A", "duration": 10},
        {"id": "B", "duration": b, "after": ["A FF"]},
        {"id": "C", "duration": 10, "after": ["B SS"]},
    ]
    assert pmrisk.schedule(project(work)).finish.days == finish
    found = {(each.code, each.at) for each in pmrisk.check(project(work)).findings}
    assert ("reverse-critical", "B") in found
