"""Contributions to a joint level: the balanced point of date and cost, shared out."""

from math import ceil

import numpy as np
import pytest

import pmrisk
from building import parallel
from happening import project, risk
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.joint import Joint
from pmrisk.errors import OptionError
from pmrisk.kernels.joint import joint_percentiles
from standard_errors import SEED


def balanced(times, money, level):
    """The least u such that enough are neither beyond the u-th time nor cost."""
    n, days, costs = len(times), np.sort(times), np.sort(money)
    for u in range(n):
        if ((times <= days[u]) & (money <= costs[u])).sum() >= ceil(n * level - 1e-9):
            return days[u], costs[u]
    raise AssertionError


@pytest.mark.parametrize("level", [0.1, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("ties", [3, 1000])
def test_the_balanced_point_is_that_of_the_definition_without_each_part_too(
    level, ties
):
    rng = np.random.default_rng(SEED)
    times = rng.integers(0, ties, (3, 96)).astype(np.int32)
    money = np.round(times + rng.normal(size=(3, 96)) * ties / 3)
    part = np.arange(96) % 16
    ranks = np.array([ceil(n * level - 1e-9) - 1 for n in (96, *[90] * 16)])
    dates, costs = np.empty((3, 17), np.int32), np.empty((3, 17))
    joint_percentiles(times, money, ranks, dates, costs)
    for row in range(3):
        left = [np.ones(96, bool), *(part != k for k in range(16))]
        expected = [balanced(times[row, m], money[row, m], level) for m in left]
        assert list(zip(dates[row], costs[row], strict=True)) == expected


@pytest.fixture(scope="module")
def result():
    """A risk that costs time, one that costs money, and one that costs both."""
    risks = [
        risk("R0", 0.15, {"on": "A0", "delay": 40}),
        risk("R1", 0.12, {"on": "A1", "cost": 1000}),
        risk("R2", 0.5, {"on": "A0", "delay": 2, "cost": 100}),
    ]
    made = project(parallel([100, 10]), risks=risks)
    return pmrisk.simulate(made, 20_000, SEED)


def test_a_risk_of_money_moves_the_date_of_the_joint_level(result):
    """P80 of both needs a date that P85 of the finish does not.

    By hand the date is 100 with nothing, R0 or R1 (0.85 and 0.88 suffice), 140 with
    both, whose 0.748 is too little; with R2 it is 102, 102, 102 and 140. The cost is
    100 with R2, else 0.
    """
    made = analyse(result, "both", 80)
    assert isinstance(made, Joint)
    assert (made.finish.value, made.cost.value) == (140, 100)
    values = {row.source: row.value for row in made.finish.rows}
    expected = {"R0": 40 / 6 + 38 / 3, "R1": 40 / 6 + 38 / 3, "R2": 4 / 3}
    assert values == pytest.approx(expected)
    values = {row.source: row.value for row in made.cost.rows}
    assert values == {"R0": 0, "R1": 0, "R2": 100}


def test_both_add_up_and_the_point_is_kept_with_its_chance(result):
    made = analyse(result, "both", 70)
    for part in made:
        assert sum(row.value for row in part.rows) == pytest.approx(part.total)
        assert part.plan + part.total == pytest.approx(part.value)
    days = result.network.timeline.worked(result.finish.moments) / 1440
    kept = (days <= made.finish.value) & (result.cost.samples <= made.cost.value)
    assert kept.mean() >= 0.7


def test_what_lies_beyond_the_joint_level_is_its_tail(result):
    made = analyse(result, "both", 70)
    occurs = result.happened[1] == 1
    (lift,) = [each for each in made.finish.tail.lifts if each.source == "R1"]
    days = result.network.timeline.worked(result.finish.moments) / 1440
    beyond = (days > made.finish.value) | (result.cost.samples > made.cost.value)
    assert lift.beyond == pytest.approx(occurs[beyond].mean())


def test_a_table_has_both_coordinates(result):
    table = pmrisk.contributions(result, of="both", level=80)
    assert table.loc[("finish", "R1"), "days"] == pytest.approx(58 / 3)
    assert table.loc[("cost", "R2"), "value"] == 100


def test_methods_without_a_joint_level_say_so(result):
    for method in ("all", "path", "variance"):
        with pytest.raises(OptionError):
            analyse(result, "both", 80, method)
