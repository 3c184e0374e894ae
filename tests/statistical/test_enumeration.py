"""Discrete scenarios against their exact outcomes, in standard errors."""

import math
from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

import pmrisk
from enumeration import outcomes
from happening import branch, driver, project, response, risk, window
from standard_errors import SEED, Z_LIMIT, assert_mean, assert_probability

N = 200_000
pytestmark = pytest.mark.statistical


def d(*values, p=None):
    """Values with equal chances, or with those given."""
    p = p or [1 / len(values)] * len(values)
    return {"discrete": dict(zip(map(str, values), p, strict=True))}


def half(*values):
    return d(*values, p=[0.5, 0.5])


def links():
    """All kinds of relationships with lags and leads."""
    return project(
        [
            {"id": "A", "duration": half(3, 6)},
            {"id": "B", "duration": half(2, 7), "after": ["A SS+2d"]},
            {"id": "C", "duration": half(4, 5), "after": ["A", "B FF+1d"]},
            {"id": "D", "duration": half(1, 9), "after": ["B SF+5d", "A FS-1d"]},
            {"id": "E", "duration": half(2, 3), "after": ["C", "D FF-1d"]},
        ]
    )


def shared_risk():
    """One draw delays three activities; another adds up or counts the largest."""
    return project(
        [
            {"id": "A", "duration": half(4, 5), "cost": {"per_day": 10}},
            {"id": "B", "duration": half(3, 6), "after": ["A"], "combine": "parallel"},
            {"id": "C", "duration": 2, "after": ["A"], "cost": {"fixed": half(5, 9)}},
        ],
        risks=[
            risk("R1", 0.5, {"on": ["A", "B", "C"], "delay": half(1, 4), "cost": 100}),
            risk("R2", 0.25, {"on": ["B", "C"], "delay": half(2, 3)}),
            risk("R3", 0.5, {"on": "B", "delay": -5, "cost": -20}),
        ],
    )


def separately():
    """Each activity draws its own delay, factor and cost."""
    impact = {"on": ["A", "B"], "delay": half(1, 3), "cost": half(10, 30),
              "factor": half(1.5, 2), "each": "separately"}  # fmt: skip
    return project(
        [
            {"id": "A", "duration": half(2, 3)},
            {"id": "B", "duration": 4},
            {"id": "C", "duration": 1, "after": ["A", "B"]},
        ],
        risks=[risk("R", 0.5, impact)],
    )


def drivers():
    """Factors multiply before delays add; of drivers, of risks, and of chance."""
    return project(
        [
            {"id": "A", "duration": half(2, 5), "cost": {"fixed": 10, "per_day": 2}},
            {"id": "B", "duration": 3, "cost": {"fixed": half(10, 50)}},
            {"id": "C", "duration": half(1, 4), "after": ["A"]},
        ],
        drivers=[
            driver("D1", half(0.5, 1.25), ["A", "B", "C"]),
            driver("D2", 1.3, ["A", "B"], probability=0.5, applies_to="both"),
            driver("D3", half(0.75, 2), "B", applies_to="cost"),
        ],
        risks=[
            risk("R1", 0.5, {"on": "A", "factor": 1.3, "delay": 1}),
            risk("R2", 0.5, {"on": ["A", "B"], "factor": 2, "applies_to": "cost"}),
        ],
    )


def chain():
    """Risks that need others, or rule each other out."""

    def delays(days):
        return {"on": "A", "delay": days, "cost": days}

    return project(
        [{"id": "A", "duration": 1}, {"id": "B", "duration": half(2, 40)}],
        risks=[
            risk("R4", 0.5, delays(8), requires="R2", excludes=["R1"]),
            risk("R3", 0.75, delays(4), requires=["R1", "R2"]),
            risk("R2", 0.5, delays(2), excludes="R1"),
            risk("R1", 0.25, delays(1)),
            risk("R5", 0.5, delays(16), requires="R4"),
        ],
    )


def needed():
    """Activities that may not be needed; logic passes through them, lags and all.

    What is imposed on one holds nothing back where it is not there.
    """
    return project(
        [
            {"id": "A", "duration": half(2, 6)},
            {"id": "B", "duration": half(3, 9), "after": ["A SS+1d"], "exists": 0.25,
             "cost": {"fixed": 100, "per_day": half(5, 6)}},
            {"id": "C", "duration": 2, "after": ["B FS+1d"], "exists": 0.5,
             "start_no_earlier_than": "2027-01-14"},
            {"id": "D", "duration": 3, "after": ["A"], "cost": {"fixed": 7}},
            {"id": "F", "duration": 1, "after": ["C"]},
            {"id": "E", "duration": 1, "after": ["B", "D FF+1d"]},
        ],
        risks=[risk("R", 0.5, {"on": ["B", "C"], "delay": 4, "cost": 11})],
    )  # fmt: skip


def parted():
    """A branch by chance, one inside it, joined again; what was not chosen is gone."""
    return project(
        [
            {"id": "T", "duration": half(2, 4)},
            {"id": "A", "duration": half(3, 5), "after": ["T"], "cost": {"fixed": 50}},
            {"id": "B", "duration": 6, "after": ["T FS+3d"],
             "start_no_earlier_than": "2027-01-14", "cost": {"per_day": 2}},
            {"id": "A1", "duration": 1},
            {"id": "A2", "duration": 9, "after": ["A"]},
            {"id": "B1", "duration": half(1, 2), "after": ["B SS+1d"]},
            {"id": "X", "duration": 1, "after": ["A1 FS+2d", "B1"]},
            {"id": "Y", "duration": 2, "after": ["A1", "A2 FF+2d", "T SS+6d"]},
        ],
        branches=[branch("T", A=0.75, B=0.25), branch("A", A1=0.5, A2=0.5)],
        risks=[risk("R", 0.5, {"on": ["A", "B1"], "delay": 2, "cost": 9})],
    )  # fmt: skip


def on_dates():
    """A branch that its dates decide, and one that asks when something began."""
    return project(
        [
            {"id": "S", "duration": half(1, 3)},
            {"id": "T", "duration": half(2, 5), "after": ["S"]},
            {"id": "A", "duration": 4, "after": ["T"], "cost": {"fixed": 8}},
            {"id": "B", "duration": half(1, 8), "after": ["T"]},
            {"id": "J", "duration": 1, "after": ["A FS+1d", "B"]},
            {"id": "P", "duration": 3, "after": ["J"]},
            {"id": "Q", "duration": 7, "after": ["J"]},
            {"id": "Z", "duration": 2, "after": ["P"]},
        ],
        branches=[
            branch("T", A="finish(T) <= 2027-01-09", B="otherwise"),
            branch("J", Q="start(T) >= 2027-01-07", P="finish(J) <= 2027-01-15",
                   Z="otherwise"),
        ],
        risks=[risk("R", 0.5, {"on": "T", "delay": 2})],
    )  # fmt: skip


def seasonal():
    """Risks that strike in a window only, judged before any of them has struck."""
    winter = window("2027-01-08", "2027-01-10")
    return project(
        [
            {"id": "A", "duration": half(2, 6), "cost": {"per_day": 3}},
            {"id": "B", "duration": half(3, 5), "after": ["A"]},
            {"id": "C", "duration": 2, "after": ["B"], "exists": 0.5},
        ],
        risks=[
            risk("R1", 0.5, {"on": ["A", "B", "C"], "delay": half(2, 4), "cost": 50},
                 window=winter),
            risk("R2", 0.5, {"on": ["A", "C"], "factor": 2, "each": "separately",
                             "cost": 7}, window=winter),
            risk("R3", 0.5, {"on": "A", "delay": 3, "factor": 1.5}),
        ],
    )  # fmt: skip


def settled():
    """What has occurred, what is closed, and what responses leave of a risk."""
    return project(
        [
            {"id": "A", "duration": 4, "actual_start": "2027-01-04", "actual_cost": 5,
             "percent_complete": 25, "cost": {"fixed": half(100, 200), "per_day": 8}},
            {"id": "B", "duration": half(2, 9), "after": ["A"], "exists": 0.5},
            {"id": "C", "duration": 3, "actual_start": "2027-01-04",
             "actual_finish": "2027-01-06", "actual_cost": 3},
        ],
        project={"data_date": "2027-01-06"},
        risks=[
            risk("R1", 0.1, {"on": ["A", "C"], "delay": half(1, 3), "cost": 40},
                 status="occurred"),
            risk("R2", 0.5, {"on": "A", "delay": 50, "cost": 1000}, status="closed"),
            risk("R3", 0.9, {"on": "B", "delay": 30},
                 response=response(cost=half(17, 19), probability=0.25,
                                   impacts=[{"on": "B", "delay": 5}],
                                   status="adopted")),
            risk("R4", 0.5, {"on": "A", "factor": 1.5},
                 response=response(cost=500, probability=0.0)),
        ],
    )  # fmt: skip


def gate(first_pass=0.5, rework=(), **more):
    """What makes an activity a gate."""
    return {"first_pass": first_pass, "rework": list(rework), **more}


def sent_back():
    """A gate repeats part of its rework in its own logic; one branch does not wait."""
    return project(
        [
            {"id": "A", "duration": half(4, 8), "cost": {"fixed": 10, "per_day": 2}},
            {"id": "B", "duration": half(2, 6), "after": ["A SS+1d"],
             "cost": {"per_day": half(1, 3)}},
            {"id": "C", "duration": 2, "after": ["A", "B FF+1d"]},
            {"id": "G", "duration": 1, "after": ["C", "B FS+1d"],
             "cost": {"per_day": 5},
             "quality": gate(0.75, ["A", "B", "C"], effort=0.5, cycles=2)},
            {"id": "D", "duration": half(1, 5), "after": ["G SS+1d"]},
            {"id": "E", "duration": 12, "after": ["B"]},
            {"id": "F", "duration": 1, "after": ["D", "G FF+4d"]},
        ]
    )  # fmt: skip


def drawn_efforts():
    """Each failure draws its own effort; what happened to work is repeated with it."""
    return project(
        [
            {"id": "A", "duration": half(2, 4), "cost": {"fixed": 9, "per_day": 2}},
            {"id": "B", "duration": 3, "after": ["A"], "exists": 0.5,
             "cost": {"per_day": 7}},
            {"id": "M", "duration": 2, "after": ["B"]},
            {"id": "G", "type": "milestone", "after": ["M"],
             "quality": gate(0.5, ["A", "B"], effort=half(0.25, 1.5), cycles=2)},
            {"id": "Z", "duration": 1, "after": ["G"], "cost": {"per_day": 4}},
        ],
        risks=[risk("R", 0.5, {"on": "A", "delay": 2, "cost": 30})],
        drivers=[driver("D", half(0.5, 2), ["A", "B"], applies_to="both")],
    )  # fmt: skip


def nested_gates():
    """Two gates share rework, and the later one repeats the earlier as plain work."""
    return project(
        [
            {"id": "A", "duration": half(3, 5), "cost": {"per_day": 1}},
            {"id": "B", "duration": 2, "after": ["A"], "cost": {"per_day": 10}},
            {"id": "G1", "duration": half(1, 2), "after": ["B"],
             "cost": {"per_day": 100}, "quality": gate(0.75, ["A"], cycles=1)},
            {"id": "P", "duration": half(6, 9), "after": ["A"]},
            {"id": "G2", "duration": 1, "after": ["G1", "P FF"],
             "quality": gate(0.25, ["A", "G1"], effort=0.5, cycles=2)},
            {"id": "Q", "duration": 1, "after": ["P SS+10d"]},
        ]
    )  # fmt: skip


def parted_gates():
    """Gates and rework inside branches; a gate that may not be needed; dates decide."""
    return project(
        [
            {"id": "T", "duration": half(2, 3)},
            {"id": "A", "duration": 3, "after": ["T"], "cost": {"per_day": 2}},
            {"id": "B", "duration": 5, "after": ["T"], "cost": {"per_day": 3}},
            {"id": "G", "duration": 1, "after": ["A FS+2d", "B"], "exists": 0.5,
             "cost": {"per_day": 5}, "quality": gate(0.5, ["T", "A", "B"], effort=1)},
            {"id": "H", "duration": 1, "after": ["A", "B"], "quality": gate(0.0)},
            {"id": "X", "duration": 4, "after": ["G"]},
            {"id": "Y", "duration": half(1, 9), "after": ["G"],
             "quality": gate(0.5, ["G"], effort=half(1, 2))},
            {"id": "Z", "duration": 1, "after": ["X", "Y"]},
        ],
        branches=[branch("T", A=0.75, B=0.25),
                  branch("G", X="finish(G) <= 2027-01-11", Y="otherwise")],
    )  # fmt: skip


def gates_in_progress():
    """Of what has begun, the plan's duration is repeated; what is done has passed."""
    return project(
        [
            {"id": "A", "duration": 4, "actual_start": "2027-01-04",
             "actual_finish": "2027-01-06", "cost": {"per_day": half(5, 6)},
             "actual_cost": 11},
            {"id": "B", "duration": half(4, 4.5), "actual_start": "2027-01-05",
             "percent_complete": 50, "after": ["A"], "cost": {"per_day": 3}},
            {"id": "K", "duration": 1, "actual_start": "2027-01-06",
             "actual_finish": "2027-01-06", "after": ["A"],
             "quality": gate(0.25, ["A"], cycles=3)},
            {"id": "G", "duration": 2, "after": ["B", "K"],
             "start_no_earlier_than": "2027-01-11",
             "quality": gate(0.5, ["A", "B"], effort=0.5, cycles=2)},
            {"id": "C", "duration": 1, "after": ["G"]},
        ],
        project={"data_date": "2027-01-08"},
    )  # fmt: skip


def seasonal_rework():
    """Windows are judged once, on what is done first; rework takes what came of it."""
    winter = window("2027-01-08", "2027-01-10")
    return project(
        [
            {"id": "A", "duration": half(2, 6), "cost": {"per_day": 3}},
            {"id": "B", "duration": half(3, 5), "after": ["A"]},
            {"id": "G", "duration": 2, "after": ["B"], "cost": {"per_day": 1},
             "quality": gate(0.5, ["A", "B"], effort=0.5, cycles=2)},
            {"id": "C", "duration": 2, "after": ["G"], "exists": 0.5},
        ],
        risks=[
            risk("R1", 0.5, {"on": ["A", "B", "C"], "delay": half(2, 4), "cost": 50},
                 window=winter),
            risk("R2", 0.5, {"on": ["A", "C"], "factor": 2, "each": "separately",
                             "applies_to": "both", "cost": 7}, window=winter),
        ],
    )  # fmt: skip


SCENARIOS = (links, shared_risk, separately, drivers, chain, needed, parted, on_dates,
             seasonal, settled, sent_back, drawn_efforts, nested_gates, parted_gates,
             gates_in_progress, seasonal_rework)  # fmt: skip


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda make: make.__name__)
def both(request):
    """A run and its exact outcomes."""
    built = request.param()
    return pmrisk.simulate(built, N, SEED), outcomes(built)


def marginal(exact, value):
    """The distribution of one number of an outcome, in order."""
    found = defaultdict(Fraction)
    for outcome, p in exact.items():
        found[value(outcome)] += p
    return sorted(found.items())


def check_distribution(samples, exact):
    """Every value with its chance, the mean, and percentiles where they are clear."""
    values = np.array([float(value) for value, _ in exact])
    nearest = values[np.abs(samples[:, None] - values).argmin(axis=1)]
    np.testing.assert_allclose(
        samples, nearest, rtol=0, atol=1e-9 * (1 + abs(values).max())
    )
    below = Fraction(0)
    for value, p in exact:
        hits = int(np.sum(nearest == float(value)))
        if p == 1:
            assert hits == len(samples)
        else:
            assert_probability(hits, len(samples), float(p))
        for level in (10, 50, 80, 90):
            slack = Z_LIMIT * math.sqrt(0.25 / len(samples))
            if float(below) + slack < level / 100 < float(below + p) - slack:
                found = np.quantile(samples, level / 100, method="inverted_cdf")
                assert found == pytest.approx(float(value), abs=1e-6)
        below += p
    if len(exact) > 1:
        assert_mean(samples, float(sum(value * p for value, p in exact)))


def test_finish(both):
    """The finish has the exact distribution, mean and percentiles."""
    result, exact = both
    check_distribution(result.finish.samples, marginal(exact, lambda o: o.finish))


def test_cost(both):
    """So has the cost."""
    result, exact = both
    check_distribution(result.cost.samples, marginal(exact, lambda o: o.cost))


def test_criticality(both):
    """Each activity drives in its exact share of the iterations."""
    result, exact = both
    counts = dict(zip((a.id for a in result.network.activities),
                      result.critical_counts.tolist(), strict=True))  # fmt: skip
    for activity in result.project.activities:
        p = float(sum(q for o, q in exact.items() if activity.id in o.critical))
        if activity.is_complete:
            continue
        if p in (0, 1):
            assert counts[activity.id] == p * N, activity.id
        else:
            assert_probability(counts[activity.id], N, p)


def test_joint_level(both):
    """Date and budget are kept together in their exact share."""
    result, exact = both
    for date, money in {(o.finish, o.cost) for o in exact}:
        kept = (result.finish.samples <= float(date) + 1e-9) & (
            result.cost.samples <= float(money) + 1e-6
        )
        p = sum(q for o, q in exact.items() if o.finish <= date and o.cost <= money)
        if p < 1:
            assert_probability(int(kept.sum()), N, float(p))
        else:
            assert kept.all()
