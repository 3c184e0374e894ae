"""Intervals hold the truth as often as they say, under every sampling."""

import math

import numpy as np
import pytest

import pmrisk
from building import chain, project
from standard_errors import SEED

RUNS, N = 400, 1600
# Two uniforms in a row, in days: the exact percentiles of a triangle from 0 to 200.
EXACT = {
    10: 100 * math.sqrt(2 * 0.1),
    50: 100.0,
    80: 200 - 100 * math.sqrt(2 * 0.2),
    90: 200 - 100 * math.sqrt(2 * 0.1),
}
MINUTE = 1 / 1440


@pytest.fixture(scope="module")
def built():
    """Finish and cost have the same distribution, on streams of their own."""
    uniform = {"uniform": [0, 100]}
    activities = chain([uniform, uniform])
    for activity in activities:
        activity["cost"] = {"fixed": uniform}
    return project(activities)


@pytest.mark.statistical
@pytest.mark.parametrize("sampling", ["monte_carlo", "sobol", "lhs"])
def test_intervals_cover(built, sampling):
    """Each level of date and cost, within five errors; the mean as well."""
    hits = dict.fromkeys([*EXACT, "cost", "mean"], 0)
    for run in range(RUNS):
        result = pmrisk.simulate(
            built, N, seed=SEED + run, sampling=sampling, threads=1, activities=False
        )
        for level, truth in EXACT.items():
            found = result.finish.percentile(level)
            # Finishes are whole minutes.
            low, high = found.low.days - MINUTE, found.high.days + MINUTE
            hits[level] += low <= truth <= high
        cost = result.cost.percentile(80)
        hits["cost"] += cost.low <= EXACT[80] <= cost.high
        mean, error = result.cost.mean
        hits["mean"] += abs(mean - 100) <= 2.131 * error
    slack = 5 * math.sqrt(0.95 * 0.05 / RUNS)
    shares = {name: count / RUNS for name, count in hits.items()}
    assert all(0.95 - slack < share for share in shares.values()), shares


@pytest.mark.statistical
@pytest.mark.parametrize("sampling", ["monte_carlo", "sobol", "lhs"])
def test_errors_of_what_levelling_moves_cover(sampling):
    """The sum of two uniforms in place of the larger, which is at 100 p ** 0.5."""
    shared = {"duration": {"uniform": [0, 100]}, "resources": {"dev": 1}}
    built = project(
        [{"id": name, **shared} for name in "AB"],
        resources={"dev": {"rate": "1/h", "available": 1}},
    )
    hits = dict.fromkeys(EXACT, 0)
    for run in range(RUNS):
        found = pmrisk.simulate(
            built, N, seed=SEED + run, sampling=sampling, threads=1, activities=False,
            levelled=True,
        ).levelling  # fmt: skip
        for level, truth in EXACT.items():
            days, error = found.days(level)
            off = days - (truth - 100 * math.sqrt(level / 100))
            hits[level] += abs(off) <= 2.131 * error + MINUTE
    slack = 5 * math.sqrt(0.95 * 0.05 / RUNS)
    shares = {level: count / RUNS for level, count in hits.items()}
    assert all(0.95 - slack < share for share in shares.values()), shares


@pytest.mark.statistical
@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_spread_samplings_pay(built, sampling):
    """Their percentiles stray less from the truth than plain Monte Carlo's."""
    errors = {}
    for kind in ("monte_carlo", sampling):
        found = [
            pmrisk.simulate(
                built, N, seed=SEED + run, sampling=kind, threads=1, activities=False
            ).finish.percentile(80)
            for run in range(60)
        ]
        errors[kind] = np.sqrt(np.mean([(p.days - EXACT[80]) ** 2 for p in found]))
    assert errors[sampling] < 0.8 * errors["monte_carlo"], errors
