"""What happens counts wherever money is told apart and sources are switched."""

import numpy as np
import pytest

import pmrisk
from happening import branch, driver, project, response, risk
from pmrisk.analysis.contributions import contributions
from standard_errors import SEED

N = 20_000


def eventful(escalated: bool):
    """Factors on cost, existence, charges of risks, a response; prices that stand."""
    cost = {"fixed": [5, 6, 9], "per_day": 3}
    more = {"escalation": "prices"} if escalated else {}
    index = {"prices": {"rate": 0, "from": "2027-01-01"}}
    return project(
        [
            {"id": "T", "duration": [1, 2, 4], "cost": cost | more},
            {"id": "A", "duration": [2, 3, 5], "after": ["T"], "cost": cost},
            {"id": "B", "duration": 4, "after": ["T"], "cost": {"fixed": 50}},
            {"id": "C", "duration": 1, "after": ["A"], "exists": 0.4, "cost": cost},
        ],
        branches=[branch("T", A=0.75, B=0.25)],
        drivers=[driver("D", [0.8, 1, 1.7], ["T", "C"], applies_to="both")],
        risks=[
            risk("R1", 0.3, {"on": ["A", "C"], "delay": 2, "cost": [10, 20, 60]},
                 response=response(cost=11, status="adopted")),
            risk("R2", 0.4, {"on": "B", "factor": 2, "applies_to": "cost", "cost": 4}),
        ],
        **({"escalation": index} if escalated else {}),
    )  # fmt: skip


def test_money_that_follows_dates_is_the_same_money():
    """With prices that do not rise, whether it is counted with dates or without."""
    plain = pmrisk.simulate(eventful(False), 3000, SEED)
    dated = pmrisk.simulate(eventful(True), 3000, SEED)
    assert dated.network.spends_by_date
    assert not plain.network.spends_by_date
    np.testing.assert_allclose(dated.cost.samples, plain.cost.samples, rtol=1e-12)
    assert dated.plan.cost == pytest.approx(plain.plan.cost)


def test_the_headings_add_up_to_the_cost():
    """What risks cost has a heading of its own, and what responses cost."""
    result = pmrisk.simulate(eventful(False), 3000, SEED)
    groups = result.costs.groups["resource"]
    assert {"risks", "responses"} <= {group.name for group in groups}
    total = sum(group.cost.samples for group in groups)
    np.testing.assert_allclose(total, result.cost.samples, rtol=1e-12)
    months = sum(month.spent.samples for month in result.costs.months)
    np.testing.assert_allclose(months, result.cost.samples, rtol=1e-9)


def test_contributions_of_two_paths():
    """Two parallel 100 d paths, each +40 d with p = 0.5: 15 and 15 of the 30 days.

    Alone each brings 20, and without one of them 10 go.
    """
    built = project(
        [{"id": "A", "duration": 100}, {"id": "B", "duration": 100}],
        risks=[risk(f"R{x}", 0.5, {"on": x, "delay": 40}) for x in "AB"],
    )
    result = pmrisk.simulate(built, N, SEED)
    rows = contributions(result, "finish", "mean").query("kind != 'step'")
    assert set(rows.kind) == {"risk"}
    error = 5 * 40 / N**0.5
    for row in rows.itertuples():
        assert abs(row.days - 15) < error
        assert abs(row.only_this - 20) < error
        assert abs(row.without_this - 10) < error


def test_contributions_know_every_kind_of_source():
    """And add up to what the run is beyond the plan."""
    result = pmrisk.simulate(eventful(False), 3000, SEED)
    for of in ("finish", "cost"):
        rows = contributions(result, of, "mean")
        kinds = {"risk", "driver", "range", "exists", "branch"}
        assert kinds <= set(rows.kind)
        outcome = result.finish if of == "finish" else result.cost
        plan = result.plan.finish.days if of == "finish" else result.plan.cost
        assert rows.iloc[:, rows.columns.get_loc("name") + 1].sum() == pytest.approx(
            outcome.mean.value - plan, rel=1e-6
        )
