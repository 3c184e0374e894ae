"""The two scenarios that teach: answers by hand, and promises that are at risk."""

from pathlib import Path

import pytest

import pmrisk

FOLDER = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module", params=["erp-implementation", "datacenter-upgrade"])
def project(request):
    return pmrisk.load(FOLDER / f"{request.param}.yaml")


def dates(name):
    plan = pmrisk.schedule(pmrisk.load(FOLDER / f"{name}.yaml"))
    return {a.id: a for a in plan.activities}, plan


def test_the_answer_by_hand_in_the_erp_scenario():
    """The blueprint's chain of working days, as its opening comment adds it up."""
    plan, _ = dates("erp-implementation")
    assert str(plan["M20"].early_finish) == "2027-04-06 17:00:00"


def test_the_answers_by_hand_in_the_data_centre_scenario():
    """The approval on a working day, the deliveries after their elapsed leads."""
    plan, _ = dates("datacenter-upgrade")
    finishes = {name: str(plan[name].early_finish) for name in ("MS20", "PR10", "PR20")}
    assert finishes == {
        "MS20": "2027-04-20 16:00:00",
        "PR10": "2027-05-20 16:00:00",
        "PR20": "2027-10-07 16:00:00",
    }


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
