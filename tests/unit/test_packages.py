"""Packages of responses: the same luck, the exact cases, and the search among many."""

import itertools

import numpy as np
import pytest

import pmrisk
from building import chain, parallel
from happening import driver, project, response, risk, window
from pmrisk import OptionError
from pmrisk.analysis import information as knowing
from pmrisk.analysis import responses as appraisal
from pmrisk.analysis.coalitions import Target
from pmrisk.analysis.information import information
from pmrisk.analysis.packages import Packages, every_package
from pmrisk.analysis.responses import responses
from pmrisk.analysis.search import search
from standard_errors import SEED

FINISH = Target("finish", None)
#: Student's t with 15 degrees of freedom at 97.5 %.
T15 = 2.131


def eventful(escalated=False):
    """Every way in which a response changes a risk, and risks that hang together."""
    cost = {"fixed": [5, 6, 9], "per_day": 3}
    more = {"escalation": "prices"} if escalated else {}
    index = {"prices": {"rate": 0.1, "from": "2027-01-01"}}
    return project(
        [
            {"id": "T", "duration": [1, 2, 4], "cost": cost | more},
            {"id": "A", "duration": [2, 3, 5], "after": ["T"], "cost": cost},
            {"id": "B", "duration": [4, 5, 9], "after": ["T"], "cost": {"fixed": 50}},
            {"id": "C", "duration": 1, "after": ["A SS", "B FF"], "exists": 0.4,
             "cost": cost},
        ],
        project={"target_finish": "2027-01-15", "budget": 160},
        drivers=[driver("D", [0.9, 1, 1.4], ["A", "B"])],
        correlations=[{"between": ["R1", "R2"], "rank": 0.5}],
        risks=[
            risk("R1", 0.4, {"on": ["A", "C"], "delay": [1, 2, 9], "cost": [9, 20, 60]},
                 response=response(cost=[5, 11, 20], probability=0.1)),
            risk("R2", 0.4, {"on": "B", "delay": [1, 3, 4]},
                 {"on": "B", "factor": 2, "applies_to": "cost", "cost": 4},
                 response=response(cost=4, impacts=[
                     {"on": "B", "delay": [0, 1, 2], "cost": 1}])),
            risk("R3", 0.3, {"on": "*", "delay": 1, "each": "separately"},
                 requires=["R1"], response=response(cost=2, probability=0.6)),
            risk("R4", 0.3, {"on": "A", "factor": [1, 1.5, 2]}, excludes=["R1"],
                 window=window("2027-01-05", "2027-01-08"),
                 response=response(probability=0)),
            risk("R5", 0.5, {"on": "A", "delay": 2},
                 response=response(cost=3, status="adopted", probability=0.2)),
            risk("R6", 1, {"on": "A", "delay": 2, "cost": 30}, status="occurred",
                 response=response(cost=3, probability=0, impacts=[
                     {"on": "A", "delay": 1}])),
        ],
        **({"escalation": index} if escalated else {}),
    )  # fmt: skip


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
@pytest.mark.parametrize("escalated", [False, True])
def test_a_package_is_what_the_adopted_plan_simulates(escalated, sampling):
    """To the minute, and to the last bits of money, for every package.

    Under sobol new quantities get dimensions of their own, so that only those packages
    have the same luck that bring none.
    """
    made = eventful(escalated)
    result = pmrisk.simulate(made, 640, SEED, sampling=sampling)
    packages = Packages(result, FINISH, 80.0)
    ids = [each.id for each in packages.risks]
    assert ids == ["R1", "R2", "R3", "R4", "R6"]
    taken = every_package(len(ids))
    if sampling == "sobol":
        taken = taken[:1]
    asked = np.concatenate([taken, taken], axis=1)
    days = packages.dates.numbers(packages.dates.outcomes(asked))
    money = packages.money.outcomes(asked)
    for k, row in enumerate(taken):
        adopted = made.adopt(*itertools.compress(ids, row))
        alone = pmrisk.simulate(adopted, 640, SEED, sampling=sampling)
        worked = alone.network.timeline.worked(alone.finish.moments)
        np.testing.assert_array_equal(days[k], worked)
        np.testing.assert_allclose(money[k], alone.cost.samples, rtol=1e-12)


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
def test_a_threat_that_falls_strikes_in_some_of_the_same_iterations(sampling):
    """From 0.4 to 0.1: in a quarter of those in which it struck, and in no other."""
    made = project(
        chain([5]),
        risks=[risk("R", 0.4, {"on": "A0", "delay": 10},
                    response=response(cost=1, probability=0.1))],
    )  # fmt: skip
    result = pmrisk.simulate(made, 8000, SEED, sampling=sampling)
    packages = Packages(result, FINISH, 80.0)
    asked = np.array([[False, False], [True, True]])
    origin = result.network.timeline.minutes(result.project.start)
    before, after = packages.dates.outcomes(asked) > origin + 6 * 1440
    np.testing.assert_array_equal(before, result.happened[0] == 1)
    assert not (after & ~before).any()
    for share, exact in ((before.mean(), 0.4), (after.mean(), 0.1)):
        assert abs(share - exact) < 5 * np.sqrt(exact * (1 - exact) / 8000)


def coins(n, each=40, price=10):
    """Parallel paths of 100 days, each with a threat that its response removes."""
    activities = parallel([100] * n)
    risks = [
        risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": each},
             response=response(name=f"do {k}", cost=price, probability=0))
        for k in range(n)
    ]  # fmt: skip
    return activities, risks


def test_responses_on_parallel_paths_help_only_together():
    """P80 is 140 with either threat, 100 without both; the chance rises by each."""
    activities, risks = coins(2)
    head = {"target_finish": "2027-04-20", "budget": 15}
    made = project(activities, project=head, risks=risks)
    found = responses(pmrisk.simulate(made, 10_000, SEED))
    assert [each.finish.saved for each in found.singles] == [0, 0]
    assert found.base.finish.value == 140
    assert abs(found.base.kept.probability - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 10_000)
    for each in found.singles:
        assert each.price == each.cost.value == -each.cost.saved == 10
        assert each.per_coin("finish") == 0
        # 1/4 -> 1/2: the error is that of a share of 1/4 of the iterations.
        assert abs(each.kept.gain - 0.25) < 5 * each.kept.se
        assert each.kept.se == pytest.approx(np.sqrt(0.25 * 0.75 / 10_000), rel=0.7)
        assert each.both.probability == each.kept.probability
        assert each.chance_per_coin("finish") == each.kept.gain / 10
    assert found.best.responses == ("R0", "R1")
    assert (found.best.finish.saved, found.best.finish.se) == (40, 0)
    # 20 coins are more than the budget of the project.
    assert found.best.both.probability == found.best.within.probability == 0
    assert [each.responses for each in found.frontier] == [(), ("R0", "R1")]
    assert (found.packages, found.exact, found.bound) == (4, True, None)
    poor = responses(found.result, budget=15)
    assert (poor.best.responses, poor.packages) == ((), 3)


def test_money_counts_what_a_response_costs():
    """A threat of 100 with p = 0.5 for 30, which leaves 0.05: P90 falls by 70."""
    made = project(
        chain([5]),
        risks=[
            risk("R", 0.5, {"on": "A0", "cost": 100},
                 response=response(cost=30, probability=0.05)),
            risk("S", 0.5, {"on": "A0", "cost": 10},
                 response=response(cost=25, probability=0)),
        ],
    )  # fmt: skip
    found = responses(pmrisk.simulate(made, 20_000, SEED), "cost", 90)
    by_id = {each.responses: each for each in found.singles}
    # Both strike in a quarter: 110. With R's response 30 + 10, with S's 100 + 25.
    assert found.base.cost.value == 110
    assert by_id["S",].cost.value == 125
    assert found.singles[0].responses == ("R",)
    assert found.best.responses == ("R",)
    assert (found.best.cost.value, found.best.cost.saved) == (40, 70)
    assert found.base.kept is found.base.within is found.base.both is None
    assert found.base.finish.value == 5


def test_differences_carry_their_own_error():
    """An interval of the difference holds the true one as often as it says.

    With and without a threat of 3 days, p = 0.5, over a normal of sd 10: both P80 move
    together, so the difference is known much better than either.
    """
    activities = chain([{"normal": {"mean": 100, "sd": 10}}])
    made = project(
        activities,
        risks=[risk("R", 0.5, {"on": "A0", "delay": 3},
                    response=response(probability=0))],
    )  # fmt: skip
    from scipy.optimize import brentq
    from scipy.stats import norm

    both = brentq(
        lambda x: (norm.cdf(x, 100, 10) + norm.cdf(x, 103, 10)) / 2 - 0.8, 90, 130
    )
    truth = both - norm.ppf(0.8, 100, 10)
    covered, repeats = 0, 200
    for k in range(repeats):
        result = pmrisk.simulate(made, 1600, SEED + k, activities=False)
        packages = Packages(result, FINISH, 80.0)
        parts = packages(np.array([[False], [True]])).finish / 1440
        change = parts[:1] - parts[1:]
        error = appraisal.errors(change)[0]
        covered += abs(change[0, 0] - truth) < T15 * error
    # The jackknife of sixteen parts is a little wide or narrow, but no more.
    assert abs(covered / repeats - 0.95) < 5 * np.sqrt(0.95 * 0.05 / repeats)


def by_hand(made, of="finish", budget=None):
    """The frontier by simulating every adopted plan on its own."""
    ids = [each.id for each in made.risks if each.response]
    found = []
    for row in every_package(len(ids)):
        chosen = tuple(itertools.compress(ids, row))
        result = pmrisk.simulate(made.adopt(*chosen), 2000, SEED, activities=False)
        price = sum(made.risks[ids.index(id)].response.cost.planned(None)
                    for id in chosen)  # fmt: skip
        value = result.finish.percentile(80).days
        if of == "cost":
            value = result.cost.percentile(80).value
        if budget is None or price <= budget:
            found.append((price, value, chosen))
    best, kept = np.inf, []
    for price, value, _ in sorted(found):
        if value < best - 1e-9:
            best = value
            kept.append((price, round(value, 6)))
    return kept


@pytest.mark.parametrize(
    ("of", "budget"), [("finish", None), ("finish", 60), ("cost", 80)]
)
def test_the_frontier_is_that_of_every_adopted_plan(of, budget):
    """Sixteen plans, each simulated alone."""
    activities = [
        *chain([[5, 8, 15], [4, 6, 12]]),
        {"id": "B", "duration": [9, 14, 25]},
    ]
    prices = (10, 20, 35, 50)
    risks = [
        risk(f"R{k}", 0.2 + 0.15 * k, {"on": name, "delay": [1, 3 + k, 9], "cost": 40},
             response=response(cost=prices[k], probability=0.05 * k))
        for k, name in enumerate(("A0", "A1", "B", "B"))
    ]  # fmt: skip
    made = project(activities, risks=risks)
    result = pmrisk.simulate(made, 2000, SEED)
    found = responses(result, of, budget=budget)
    shown = [(e.price, round(e.asked(of).value, 6)) for e in found.frontier]
    assert shown == by_hand(made, of, budget)


def test_of_many_a_search_from_both_ends_finds_the_pairs(monkeypatch):
    """Two parallel paths of three threats each: none helps alone, three pairs do.

    The bound is what all of them reach for nothing.
    """
    activities = [
        {"id": f"{p}{k}", "duration": 10, "after": [f"{p}{k - 1}"] if k else []}
        for p in "AB" for k in range(3)
    ]  # fmt: skip
    risks = [
        risk(f"{p}{k}!", 0.9, {"on": f"{p}{k}", "delay": 10},
             response=response(cost=10, probability=0))
        for p in "AB" for k in range(3)
    ]  # fmt: skip
    result = pmrisk.simulate(project(activities, risks=risks), 2000, SEED)
    exact = responses(result, budget=40)
    monkeypatch.setattr(appraisal, "MOST_EXACT", 3)
    found = responses(result, budget=40)
    assert not found.exact
    assert found.packages < exact.packages
    assert found.best.price == exact.best.price == 40
    assert found.best.finish == exact.best.finish
    assert found.bound == 30 <= found.best.finish.value
    assert found.warnings == ()


def test_a_response_that_does_harm_takes_the_bound_away(monkeypatch):
    """Without R0, which excludes it, R1 strikes more often, and is the worse one."""
    made = project(
        chain([10]),
        risks=[
            risk("R0", 0.9, {"on": "A0", "delay": 1},
                 response=response(cost=1, probability=0)),
            risk("R1", 0.9, {"on": "A0", "delay": 9}, excludes=["R0"],
                 response=response(cost=1, probability=0.8)),
        ],
    )  # fmt: skip
    monkeypatch.setattr(appraisal, "MOST_EXACT", 1)
    found = responses(pmrisk.simulate(made, 1000, SEED))
    assert found.bound is None
    assert found.warnings == (
        "with R0 the finish gets later or dearer in some packages, so that there is no "
        "bound.",
    )
    assert found.best.responses == ()


def test_the_bound_of_money_lets_all_act_for_nothing(monkeypatch):
    """Three threats of 100, p = 0.9, and responses for 60: at best nothing is left."""
    risks = [
        risk(f"R{k}", 0.9, {"on": "A0", "cost": 100},
             response=response(cost=60, probability=0))
        for k in range(3)
    ]  # fmt: skip
    monkeypatch.setattr(appraisal, "MOST_EXACT", 1)
    result = pmrisk.simulate(project(chain([10]), risks=risks), 1000, SEED)
    found = responses(result, "cost", budget=120)
    assert found.bound == 0
    assert found.best.cost.value == 220
    assert found.best.price == 120


def test_search_finds_the_best_of_additive_responses():
    """Each takes its own off, at its own price: what fits is taken by the rate."""
    rng = np.random.default_rng(SEED)
    gains, prices = rng.integers(1, 50, 40), rng.integers(1, 9, 40)
    order = np.argsort(-gains / prices, kind="stable")
    budget = float(prices[order[:12]].sum())
    tried, harmful = search(prices.tolist(), budget, lambda taken: 1e4 - taken @ gains)
    best = tried[np.argmin(1e4 - tried @ gains)]
    assert best @ gains == gains[order[:12]].sum()
    assert (tried @ prices <= budget).all()
    assert harmful == []


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
def test_the_base_is_the_run_whatever_the_threads(sampling):
    """Its percentile is the run's own, and no number depends on the threads."""
    tables = []
    for threads in (1, 3):
        result = pmrisk.simulate(
            eventful(), 1500, SEED, sampling=sampling, threads=threads
        )
        found = responses(result, level=70, budget=100)
        assert found.base.finish.value == result.finish.percentile(70).days
        assert found.base.cost.value == pytest.approx(result.cost.percentile(70).value)
        kept = result.targets.finish.probability.value
        assert found.base.kept.probability == pytest.approx(kept)
        tables.append((found.frontier, found.singles, found.information))
    assert tables[0] == tables[1]


def test_of_a_milestone_its_own_deadline_is_the_promise():
    """M follows A0 only, and the deadline of 2027-01-12 is kept without the delay."""
    activities = [
        *parallel([7, 20]),
        {"id": "M", "type": "milestone", "after": ["A0"], "deadline": "2027-01-12"},
    ]
    made = project(
        activities,
        risks=[risk("R", 0.5, {"on": "A0", "delay": 5},
                    response=response(cost=1, probability=0))],
    )  # fmt: skip
    found = responses(pmrisk.simulate(made, 1000, SEED), "M")
    assert found.best.finish.value == 7
    assert found.best.finish.saved == 5
    assert found.best.kept.probability == 1
    assert found.table().loc["R", "saved"] == 5
    assert found.frontier_table().index.tolist() == ["", "R"]


# What it would be worth to know.


def test_knowing_one_of_two_uniforms():
    """D = X + Y on [0, 10] and [0, 4]: P80 = 10, and 5 + 3.2 on average if X is known.

    If Y is known it is 2 + 8 on average, so that this is worth nothing.
    """
    x, y = ({"uniform": [a, b], "plan": a} for a, b in ((0, 10), (0, 4)))
    result = pmrisk.simulate(project(chain([x, y])), 40_000, SEED)
    found = {e.source: e for e in information(result, FINISH, 80)}
    # F(d) = (d - 2) / 10 in the middle; E D = 7.
    assert abs(found["A0"].value - (10 - 8.2)) < 5 * found["A0"].se + 0.02
    assert abs(found["A1"].value - (10 - 10)) < 5 * found["A1"].se + 0.02
    assert not found["A0"].is_noise
    assert found["A1"].is_noise
    assert found["A0"].share == pytest.approx(1.8 / 3, abs=0.1)


def test_knowing_whether_a_risk_occurs():
    """10 or 50 days, p = 0.3: P80 is 50; known, 22 on average, as if all were known."""
    made = project(chain([10]), risks=[risk("R", 0.3, {"on": "A0", "delay": 40})])
    (found,) = information(pmrisk.simulate(made, 10_000, SEED), FINISH, 80)
    assert abs(found.value - 28) < 5 * found.se
    assert found.share == pytest.approx(1)


def test_what_does_not_matter_is_not_worth_knowing():
    """A short path beside a long one, whose error says that it is noise."""
    activities = parallel([[2, 3, 4], [20, 30, 40]])
    found = information(pmrisk.simulate(project(activities), 5000, SEED), FINISH, 80)
    assert [each.is_noise for each in found] == [False, True]


def test_small_bins_are_compared_with_small_bins(monkeypatch):
    """Of five uniforms the fourth is 2/3 on average, not 0.8, whatever X is."""
    n, rng = 4000, np.random.default_rng(SEED)
    five = rng.permutation(np.arange(n) // 5)
    monkeypatch.setattr(knowing, "_sorted_in", lambda score: five)
    bins = knowing._Bins(rng.random(n), 80)
    # A fourth of five has sd 0.178; what is compared with is the mean of eight orders.
    error = 0.178 / np.sqrt(n / 5) * np.sqrt(1 + 1 / 8)
    assert abs(bins.mean(five)[0] - 2 / 3) < 5 * error
    assert abs(bins.value(rng.random(n))[0]) < 5 * error


# What cannot be answered.


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "A7"}, 'of "A7": is neither finish nor cost nor an activity.'),
        ({"level": 0}, "level 0: must lie above 0 and below 100."),
        ({"level": 99.99}, "level 99.99: 500 iterations are too few to tell P99.99"),
        ({"budget": -1.0}, "budget -1: must be zero or more."),
        ({"budget": float("nan")}, "budget nan: must be zero or more."),
    ],
)
def test_what_cannot_be_answered_is_said(options, message):
    activities, risks = coins(2)
    result = pmrisk.simulate(project(activities, risks=risks), 500, SEED)
    with pytest.raises(OptionError) as raised:
        responses(result, **options)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_without_a_proposed_response_there_is_nothing_to_do():
    activities, risks = coins(1)
    made = project(activities, risks=risks)
    for each in (made.adopt("R0"), project(activities)):
        with pytest.raises(OptionError, match=r"^responses: none is proposed\. Give"):
            responses(pmrisk.simulate(each, 500, SEED))
    with pytest.raises(OptionError, match=r"^8 iterations are too few for responses"):
        responses(pmrisk.simulate(made, 8, SEED))


def test_a_package_has_one_name_whatever_the_order_of_the_file():
    """Risks stand in it by their ids."""
    told, free = [], response(cost=5, probability=0)
    risks = [
        risk("R4", 0.5, {"on": "A0", "delay": 3}, response=free),
        risk("R1", 0.4, {"on": "A0", "delay": 4}, response=free),
    ]
    for listed in (risks, risks[::-1]):
        found = responses(pmrisk.simulate(project(chain([5]), risks=listed), 200, 1))
        told.append([each.responses for each in (*found.singles, *found.frontier)])
    assert told[0] == told[1]
    assert ("R1", "R4") in told[0]
