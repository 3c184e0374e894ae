"""Risks, drivers and what may not exist, in the money that follows dates."""

import numpy as np
import pytest

import pmrisk
from building import project
from pmrisk.model.risk import Driver, Impact, Response, Risk

ACTS = [
    {"id": "A", "duration": [5, 8, 15], "wbs": "Build",
     "cost": {"fixed": [100, 200, 600], "per_day": 10}},
    {"id": "B", "duration": [5, 8, 15], "wbs": "Test", "after": ["A"],
     "cost": {"per_day": 50}, "resources": {"dev": {"effort": "3d"}}},
    {"id": "M", "type": "milestone", "after": ["B"], "deadline": "2027-01-16"},
]  # fmt: skip
SECTIONS = {"resources": {"dev": {"rate": "80/day"}}}
RISKS = (
    Risk(id="R1", probability=0.5, impacts=(
        Impact(on=("A", "B"), cost=[10, 20, 60], delay=2),
        Impact(on=("B",), factor=[1, 1.2, 2], applies_to="both"),
    ), response=Response(cost=33, status="adopted")),
    Risk(id="R2", probability=0.3, impacts=(
        Impact(on=("A", "B"), cost=[1, 5, 8], each="separately"),)),
)  # fmt: skip
DRIVERS = (Driver(id="D", factor=[0.9, 1, 1.4], on=("A",), applies_to="cost"),)


def built(exists=1.0, acts=None, **sections):
    """The project with its risks, and B perhaps."""
    made = project(acts or ACTS, **(SECTIONS | sections))
    work = tuple(
        a.model_copy(update={"exists": exists}) if a.id == "B" else a
        for a in made.activities
    )
    return made.changed(activities=work, risks=RISKS, drivers=DRIVERS)


@pytest.mark.parametrize("exists", [1.0, 0.6])
def test_both_kernels_come_to_the_same(exists):
    """Charges, factors on costs and absences are those of the plain cost."""
    result = pmrisk.simulate(built(exists), 2000)
    assert not result.network.spends_by_date
    costs = result.costs
    np.testing.assert_allclose(costs.total.samples, result.cost.samples, rtol=1e-12)
    for groups in costs.groups.values():
        total = sum(group.cost.samples for group in groups)
        np.testing.assert_allclose(total, result.cost.samples, rtol=1e-12)
    total = sum(month.spent.samples for month in costs.months)
    np.testing.assert_allclose(total, result.cost.samples, rtol=1e-12)


def test_an_index_that_never_rises_changes_nothing():
    """The kernel that follows dates knows events as well as the plain one."""
    acts = [each | {} for each in ACTS]
    acts[0] = acts[0] | {"cost": acts[0]["cost"] | {"escalation": "x"}}
    index = {"x": {"rate": 0.05, "from": "2090-01-01"}}
    plain = pmrisk.simulate(built(0.6), 2000)
    dated = pmrisk.simulate(built(0.6, acts, escalation=index), 2000)
    assert dated.network.spends_by_date
    np.testing.assert_allclose(dated.cost.samples, plain.cost.samples, rtol=1e-12)


def test_headings_of_events():
    """A response is the project's own; a risk's money is shared by what it hits."""
    groups = pmrisk.simulate(built(), 1000).costs.groups
    names = {group.name: group.cost.samples for group in groups["resource"]}
    assert set(names) == {"dev", "costs per day", "fixed costs", "risks", "responses"}
    np.testing.assert_array_equal(names["responses"], np.full(1000, 33))
    wbs = {group.name: group.cost.samples for group in groups["wbs"]}
    np.testing.assert_array_equal(wbs["none"], np.full(1000, 33))


def test_a_vendor_bears_the_risks_of_its_work():
    """At a fixed price the owner pays no more for a risk on what is covered."""
    risk = Risk(id="R", probability=0.5, impacts=(Impact(on=("A",), cost=100),))
    acts = [{"id": "A", "duration": 5, "cost": {"fixed": 40}}]
    for terms, owner in (
        ({"type": "fixed_price", "price": 90}, {90}),
        ({"type": "cost_plus", "fee": 7}, {47, 147}),
    ):
        made = project(acts, contracts=[{"id": "C", "on": "A"} | terms])
        result = pmrisk.simulate(made.changed(risks=(risk,)), 500)
        (found,) = result.costs.contracts
        assert set(result.cost.samples) == owner
        assert set(found.vendor.samples) == {40, 140}


def test_half_of_a_risk_may_be_the_vendors():
    """Of 100 for two activities, that under a contract bears 50."""
    risk = Risk(id="R", status="occurred", impacts=(Impact(on=("A", "B"), cost=100),))
    made = project(
        [{"id": "A", "duration": 5}, {"id": "B", "duration": 5}],
        contracts=[{"id": "C", "on": "A", "type": "fixed_price", "price": 90}],
    )
    result = pmrisk.simulate(made.changed(risks=(risk,)), 64)
    assert set(result.cost.samples) == {140}
    assert set(result.costs.contracts[0].vendor.samples) == {50}


def test_what_does_not_exist_is_not_paid_for():
    """No days of time and materials, no damages for a milestone that is not there."""
    acts = [
        {"id": "A", "duration": 20},
        {"id": "B", "duration": 5, "cost": {"fixed": 9}},
        {"id": "M", "type": "milestone", "after": ["A"], "deadline": "2027-01-13"},
    ]
    terms = {"id": "C", "on": "B", "type": "time_and_materials", "rate": 10,
             "late_damages": {"milestone": "M", "per_day": 1}}  # fmt: skip
    made = project(acts, contracts=[terms])
    for name, paid in (("B", {40, -10}), ("M", {40, 50})):
        work = tuple(
            a.model_copy(update={"exists": 0.5}) if a.id == name else a
            for a in made.activities
        )
        result = pmrisk.simulate(made.changed(activities=work), 500)
        assert set(result.cost.samples) == paid
