"""Contributions of risks, drivers, choices, indices and contracts: exact cases."""

from dataclasses import replace

import pytest

import pmrisk
from building import chain, parallel
from happening import branch, driver, project, risk
from pmrisk.analysis.contributions import analyse
from pmrisk.analysis.sources import players
from pmrisk.errors import OptionError
from standard_errors import SEED


def simulated(activities, iterations=10_000, **sections):
    return pmrisk.simulate(project(activities, **sections), iterations, SEED)


@pytest.fixture(scope="module")
def two_paths():
    """Two parallel paths of 100 days, each 40 longer with an even chance."""
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": 40}) for k in (0, 1)]
    return simulated(parallel([100, 100]), risks=risks)


def test_two_risks_on_parallel_paths_share_p80(two_paths):
    """20 and 20; without either still 40, with either alone 40."""
    made = analyse(two_paths, level=80)
    assert [(r.kind, r.value, r.only_this, r.without_this) for r in made.rows] == [
        ("risk", 20, 40, 0),
        ("risk", 20, 40, 0),
    ]
    assert (made.plan, made.base, made.value, made.total) == (100, 100, 140, 40)


def test_two_risks_on_parallel_paths_share_the_mean(two_paths):
    """15 and 15 of 30; 10 and 10 by exclusion, 20 and 20 alone."""
    made = analyse(two_paths, level="mean")
    for row in made.rows:
        assert abs(row.value - 15) < 5 * row.se
        assert abs(row.without_this - 10) < 5 * 0.2
        assert abs(row.only_this - 20) < 5 * 0.2
    assert {row.rank for row in made.rows} == {1}


def test_risks_that_do_the_same_at_the_same_time_get_the_same_to_the_bit():
    """Their occurrences are one: neither can be told from the other."""
    one = {"between": ["R0", "R1"], "rank": 1.0}
    twice = [risk(f"R{k}", 0.5, {"on": "A0", "delay": 7}) for k in (0, 1)]
    from pmrisk.model.project import Correlation

    result = simulated(chain([20]), risks=twice, correlations=[Correlation(**one)])
    for level in ("mean", "sd", 30, 80):
        a, b = analyse(result, level=level).rows
        assert (a.value, a.se, a.rank) == (b.value, b.se, b.rank)


def test_a_risk_is_one_source_whatever_it_does():
    """Its occurrence, its delay, its cost and its factor."""
    uniform = {"uniform": [1, 3], "plan": 2}
    impact = {"on": ["A0", "A1"], "delay": uniform, "cost": uniform, "factor": uniform}
    result = simulated(
        chain([20, 10]), 500, risks=[risk("R1", 0.5, impact | {"each": "separately"})]
    )
    (player,) = players(result.network)
    assert (player.source, player.kind, player.on) == ("R1", "risk", ("A0", "A1"))
    assert len(player.minutes) + len(player.values) == len(result.network.sources)
    (row,) = analyse(result, level="mean").rows
    assert row.value == pytest.approx(result.finish.mean.value - 30)


def test_what_moves_only_money_adds_no_day_and_a_factor_adds_its_own():
    risks = [risk("R1", 0.5, {"on": "A0", "cost": 500})]
    drivers = [driver("D1", {"uniform": [1, 1.5], "plan": 1}, "*")]
    result = simulated(chain([20, 10]), risks=risks, drivers=drivers)
    time = {row.source: row for row in analyse(result, level="mean").rows}
    assert (time["R1"].value, time["R1"].se) == (0, 0)
    assert abs(time["D1"].value - 30 * 0.25) < 5 * time["D1"].se
    money = {r.source: r for r in analyse(result, of="cost", level="mean").rows}
    assert money["D1"].value == 0
    assert abs(money["R1"].value - 250) < 5 * money["R1"].se


def test_a_risk_that_another_needs_shares_with_it():
    """R2 happens only where R1 does: each alone adds nothing but R1's own 10."""
    risks = [
        risk("R1", 1.0, {"on": "A0", "delay": 10}),
        risk("R2", 1.0, {"on": "A0", "delay": 6}, requires="R1"),
    ]
    made = analyse(simulated(chain([20]), 100, risks=risks))
    rows = {row.source: row for row in made.rows}
    assert (rows["R1"].value, rows["R1"].only_this, rows["R1"].without_this) == (
        13, 10, 16,
    )  # fmt: skip
    assert (rows["R2"].value, rows["R2"].only_this, rows["R2"].without_this) == (
        3, 0, 6,
    )  # fmt: skip


def test_a_choice_and_what_may_not_exist_are_sources():
    """X takes 2 of 10 days more than the plan in a quarter, C 4 more in another."""
    activities = [
        {"id": "T", "duration": 5},
        {"id": "X", "duration": 3, "after": ["T"]},
        {"id": "Y", "duration": 11, "after": ["T"]},
        {"id": "C", "duration": 4, "after": ["X", "Y"], "exists": 0.25},
    ]
    result = simulated(activities, branches=[branch("T", X=0.75, Y=0.25)])
    made = analyse(result, level="mean")
    assert made.plan == 8
    rows = {row.source: row for row in made.rows}
    assert {s: r.kind for s, r in rows.items()} == {
        "branch>T": "branch",
        "C.exists": "exists",
    }
    assert abs(rows["branch>T"].value - 8 / 4) < 5 * rows["branch>T"].se
    assert abs(rows["C.exists"].value - 4 / 4) < 5 * rows["C.exists"].se
    named = analyse(result, level="mean", sources=["existence"])
    assert [row.source for row in named.rows] == ["C.exists"]
    for name in ("X", "C"):
        with pytest.raises(OptionError, match=f'^of "{name}": may not exist, so'):
            analyse(result, of=name)


def test_indices_and_contracts_are_sources_of_their_own():
    """All that is uncertain about a contract is one."""
    activities = chain([[2, 3, 7], 4])
    activities[0]["cost"] = {"per_day": 10, "escalation": "steel"}
    orders = [{"name": "more", "price": [10, 20, 60], "probability": 0.4}]
    result = simulated(
        activities,
        2000,
        escalation={"steel": {"rate": [0.1, 0.4, 0.9], "from": "2027-01-04"}},
        contracts=[
            {"id": "C1", "name": "Walls", "on": "A1", "type": "fixed_price"}
            | {"price": [90, 100, 150], "change_orders": orders}
        ],
    )
    made = analyse(result, of="cost", level="mean")
    kinds = {row.source: row.kind for row in made.rows}
    assert kinds == {
        "A0": "range",
        "escalation steel": "escalation",
        "contract C1": "contract",
    }
    rows = {row.source: row for row in made.rows}
    # PERT means: 106 2/3 for 100, and 0.4 times 25 for nothing.
    expected = 640 / 6 - 100 + 0.4 * 150 / 6
    assert abs(rows["contract C1"].value - expected) < 5 * rows["contract C1"].se
    named = analyse(result, of="cost", sources=["escalation", "contracts"])
    assert len(named.rows) == 2
    assert {row.value for row in analyse(result).rows[1:]} == {0}


def test_kinds_are_chosen_and_the_others_stay_as_they_are():
    risks = [risk("R1", 0.5, {"on": "A0", "delay": 10})]
    result = simulated(chain([[18, 20, 28]]), risks=risks)
    made = analyse(result, level="mean", sources=["risks"])
    assert [row.source for row in made.rows] == ["R1"]
    (step,) = made.steps
    assert step.source == "other sources"
    assert step.value == pytest.approx(made.base - 20)
    assert step.value == pytest.approx(1, abs=0.2)


def test_groups_by_category_and_owner_are_those_of_the_risks():
    risks = [
        risk("R1", 0.5, {"on": "A0", "delay": 10}, category="soil", owner="Kim"),
        risk("R2", 0.5, {"on": "A0", "delay": 5}, category="soil"),
        risk("R3", 0.5, {"on": "A0", "delay": 5}, owner="Kim"),
    ]
    result = simulated(chain([20]), risks=risks)
    for by, name, members in (("category", "soil", "12"), ("owner", "Kim", "13")):
        made = analyse(result, by=by)
        groups = {group.group: set(group.sources) for group in made.groups}
        assert groups[name] == {f"R{k}" for k in members}
        assert sum(g.value for g in made.groups) == pytest.approx(made.total)


def test_the_order_of_the_file_changes_no_bit():
    """With more sources than are enumerated."""
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": k + 1}) for k in range(15)]
    activities = parallel([20] * 15)
    tables = [
        analyse(simulated(acts, 320, risks=own)).rows
        for acts, own in ((activities, risks), (activities[::-1], risks[::-1]))
    ]
    assert tables[0] == tables[1]


def test_the_same_bits_for_any_number_of_threads():
    """Of shares, paths, variances and tails."""
    activities = chain([[2, 3, 7]] * 6)
    activities[2]["exists"] = 0.6
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": [1, 2, 4]}) for k in range(6)]
    drivers = [driver("D", [0.8, 1, 1.6], "*", probability=0.5)]
    made = project(activities, risks=risks, drivers=drivers)
    one, three = (pmrisk.simulate(made, 1000, SEED, threads=n) for n in (1, 3))
    a, b = (analyse(each, method="all") for each in (one, three))
    assert a.rows == b.rows
    assert a.paths == b.paths
    assert a.spread == b.spread
    assert a.contributions.tail == b.contributions.tail


def test_two_scenarios_under_one_seed_differ_by_what_differs():
    """A risk that is only in one leaves the others' shares of a sum's mean alone."""
    risks = [risk(f"R{k}", 0.5, {"on": "A0", "delay": k + 1}) for k in range(3)]
    few, many = (simulated(chain([20]), 2000, risks=risks[:n]) for n in (2, 3))
    shares = [{r.source: r.value for r in analyse(e, level="mean").rows}
              for e in (few, many)]  # fmt: skip
    for name, value in shares[0].items():
        assert shares[1][name] == pytest.approx(value, abs=1e-9)


def test_a_time_budget_and_an_error_end_the_drawing_of_orders():
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": 3 * k + 1}) for k in range(14)]
    result = simulated(parallel([20] * 14), 640, risks=risks)
    quick = analyse(result, within=5)
    assert quick.orders >= 8
    exact = analyse(result, to=1.0)
    assert exact.order_error <= 1.0
    hopeless = analyse(result, level="mean", to=1e-6)
    assert "iterations. Simulate more." in hopeless.warnings[0]
    assert replace(quick, rows=()).total == exact.total


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "both"}, "of both: there is no promise whose chance could be told."),
        ({"of": "cost", "level": "chance"}, "of cost: there is no promise whose"),
        ({"of": "A0", "level": "chance"}, "of A0: there is no promise whose chance"),
        ({"of": "both", "level": "sd"}, "level sd: of both there is a chance, or a"),
        ({"of": "cost", "method": "path"}, "of cost: money has no path. Ask for"),
        ({"by": "wbs", "method": "path"}, "by wbs: method path takes none. Leave it"),
        ({"within": 2.0, "method": "variance"}, "within 2.0: method variance takes"),
        ({"sources": ["R9"], "method": "path"}, 'sources "R9": is neither a kind of'),
        ({"sources": ["R9"]}, 'sources "R9": is neither a kind of source (ranges, '),
        ({"sources": ["branches"]}, "sources: there are no branches. There are risks."),
    ],
)
def test_what_cannot_be_answered_is_said(options, message):
    result = simulated(
        chain([5]), 100, risks=[risk("R1", 0.5, {"on": "A0", "delay": 9})]
    )
    with pytest.raises(OptionError) as raised:
        pmrisk.contributions(result, **options)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_the_chance_of_a_promise_is_shared():
    """Kept in a half; the risk takes all of the other half, money takes none."""
    head = {"target_finish": "2027-01-10", "budget": 100}
    risks = [risk("R1", 0.5, {"on": "A0", "delay": 9, "cost": 30})]
    result = simulated(chain([5]), risks=risks, project=head)
    for of in ("finish", "both"):
        made = analyse(result, of=of, level="chance")
        (row,) = made.rows
        assert (made.plan, made.base, made.unit) == (1, 1, "chance")
        targets = result.targets
        promised = targets.both if of == "both" else targets.finish.probability
        assert made.value == promised.value
        assert row.value == made.value - 1 == row.only_this == row.without_this
    money = analyse(result, of="cost", level="chance")
    assert (money.value, money.rows[0].value) == (1, 0)
    table = pmrisk.contributions(result, of="both")
    assert table["probability"].sum() == row.value
