"""The scenarios that teach: answers by hand, and promises that are at risk."""

from pathlib import Path

import pytest

import pmrisk
from standard_errors import SEED, Z_LIMIT

SCENARIOS = ["erp-implementation", "datacenter-upgrade", "portal-agile"]
FOLDER = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module", params=SCENARIOS)
def project(request):
    return pmrisk.load(FOLDER / f"{request.param}.yaml")


def dates(name):
    plan = pmrisk.schedule(pmrisk.load(FOLDER / f"{name}.yaml"))
    return {a.id: a for a in plan.activities}, plan


def test_the_answer_by_hand_in_the_erp_scenario():
    """The blueprint's chain of working days, as its opening comment adds it up."""
    plan, _ = dates("erp-implementation")
    assert str(plan["M20"].early_finish) == "2027-04-06 17:00:00"
    project = pmrisk.load(FOLDER / "erp-implementation.yaml")
    reports = project.activity("A360")
    days = reports.backlog.planned(project.calendar_of(reports).units) / 480
    assert days == pytest.approx(22)


def test_the_answers_by_hand_in_the_data_centre_scenario():
    """The approval on a working day, the deliveries after their elapsed leads."""
    plan, _ = dates("datacenter-upgrade")
    finishes = {name: str(plan[name].early_finish) for name in ("MS20", "PR10", "PR20")}
    assert finishes == {
        "MS20": "2027-04-20 16:00:00",
        "PR10": "2027-05-20 16:00:00",
        "PR20": "2027-10-07 16:00:00",
    }


SHARES = {"erp-implementation": ("R09", 0.15), "datacenter-upgrade": ("R10", 0.08)}
PRICES = {"erp-implementation": ("K2", 132_000), "datacenter-upgrade": ("K2", 245_000)}


@pytest.mark.parametrize("name", SHARES)
def test_the_answers_by_hand_about_risks_and_contracts(name):
    """One risk needs another; a fixed price is paid in every iteration."""
    result = pmrisk.simulate(pmrisk.load(FOLDER / f"{name}.yaml"), 20_000, seed=SEED)
    id, share = SHARES[name]
    occurred = next(risk.occurred for risk in result.risks if risk.id == id)
    error = (share * (1 - share) / 20_000) ** 0.5
    assert abs(occurred.value - share) < Z_LIMIT * error
    id, price = PRICES[name]
    contract = next(each for each in result.costs.contracts if each.contract.id == id)
    assert set(contract.payment.samples) == {price}


def test_no_cause_counts_twice(project):
    """The scenarios that teach are no example of what check warns of."""
    double = {"counted-twice", "driver-and-correlation", "delay-and-running-cost",
              "hidden-margin", "risk-on-summary", "rare-risk", "same-ranges",
              "symmetric-ranges"}  # fmt: skip
    assert double & {each.code for each in pmrisk.check(project).findings} == set()


@pytest.mark.parametrize("name", SHARES)
def test_something_of_everything(name):
    """Risks with responses, drivers, branches, what may not exist, contracts."""
    project = pmrisk.load(FOLDER / f"{name}.yaml")
    statuses = {r.response.status for r in project.risks if r.response}
    assert statuses == {"proposed", "adopted"}
    assert len(project.risks) >= 12
    assert project.drivers
    assert project.branches
    assert any(a.exists < 1 for a in project.activities)
    assert any(a.quality for a in project.activities)
    backlogs = any(a.backlog for a in project.activities)
    assert backlogs or any(each.weather for each in project.calendars.values())
    types = {contract.type for contract in project.contracts}
    assert types == {"fixed_price", "time_and_materials", "target_cost"}
    terms = [(c.late_damages, c.early_bonus) for c in project.contracts]
    assert any(all(each) for each in terms)
    assert project.escalation


def test_the_answer_by_hand_in_the_portal_scenario():
    """The story map, and 99 points at 22 a sprint: four and a half sprints later."""
    plan, _ = dates("portal-agile")
    finishes = {name: str(plan[name].early_finish) for name in ("M10", "B10")}
    assert finishes == {"M10": "2027-03-30 17:00:00", "B10": "2027-06-03 17:00:00"}
    backlog = pmrisk.load(FOLDER / "portal-agile.yaml").activity("B10").backlog
    assert backlog.planned_items == 99
    assert backlog.mean_throughput == 22


def test_the_portal_is_mostly_backlog():
    """Half of the planned working time of its teams and more is burnt down."""
    project = pmrisk.load(FOLDER / "portal-agile.yaml")
    plan, _ = dates("portal-agile")
    days = {
        a.id: (plan[a.id].finish - plan[a.id].start).days for a in project.activities
    }
    burnt = sum(days[a.id] for a in project.activities if a.backlog)
    assert burnt > 0.5 * sum(days.values())
    assert len({a.wbs for a in project.activities if a.backlog}) >= 4


def test_the_answers_by_hand_in_the_bridge_scenario():
    """The design in a row with the survey, and what three responses cost."""
    plan, _ = dates("bridge-deck")
    assert str(plan["A20"].early_finish) == "2027-04-16 17:00:00"
    project = pmrisk.load(FOLDER / "bridge-deck.yaml")
    found = pmrisk.responses(pmrisk.simulate(project, 1000, seed=1), budget=60_000)
    assert found.best.responses == ("R1", "R2", "R4")
    assert found.best.price == 54_000


def test_the_promise_is_at_risk(project):
    """The plan keeps it, and chance keeps it about every other time."""
    result = pmrisk.simulate(project, 10_000, seed=1)
    targets = result.targets
    assert result.plan.finish.date < project.target_finish
    assert result.plan.cost < project.budget
    assert 0.3 < targets.finish.probability.value < 0.65
    assert 0.3 < targets.budget.probability.value < 0.65
    assert targets.both.value < min(
        targets.finish.probability.value, targets.budget.probability.value
    )
    assert any(m.deadline is not None for m in result.milestones)
    assert pmrisk.check(project).errors == ()


def test_one_start_and_one_end(project):
    """No loose ends: a planner's first question to any network."""
    followed = {link.predecessor for a in project.activities for link in a.after}
    assert len([a for a in project.activities if not a.after]) == 1
    assert len([a for a in project.activities if a.id not in followed]) == 1


def test_sizes(project):
    """About as many activities as a real plan's summary level."""
    assert 45 <= len(project.activities) <= 75


def test_the_health_of_the_plan_is_told(project):
    """Also where its longest path is on a calendar with weather."""
    assert pmrisk.health(project).score > 0
