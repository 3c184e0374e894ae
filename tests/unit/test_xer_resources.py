"""Resources and costs of XER files, and names that are not copied."""

import pytest
from xer_files import activity, minutes, notes, raw, read

from pmrisk import schedule
from pmrisk.read.xer import read_xer


@pytest.fixture(scope="module")
def plan():
    return read("resources")


def units(plan, id):
    return {each.resource: each.units for each in activity(plan, id).resources}


def test_assignments_have_units_and_rates(plan):
    assert units(plan, "A1") == {
        "Concrete crew": 2, "Concrete crew at 60": 1, "R1": 0.5, "Surveyor": 1,
        "Concrete": 1.5,
    }  # fmt: skip
    resources = plan.project.resources
    rates = {name: each.rate for name, each in resources.items()}
    assert rates["Concrete crew"] == 45
    assert rates["Concrete crew at 60"] == 60
    assert rates["R1"] == 90
    assert rates["Surveyor"] == 65
    assert all(each.per == "h" for each in resources.values())
    assert resources["Concrete crew"].available == 4
    assert resources["Crane"].calendar == "Nights"


def test_what_is_used_up_costs_the_same_however_long_it_takes(plan):
    assert plan.project.resources["Concrete"].rate == 0
    # 1,800 of concrete and 900 of expenses.
    assert minutes(activity(plan, "A1").cost.fixed) == 2700
    assert activity(plan, "A1").actual_cost == 100


def test_the_whole_costs_what_p6_says(plan):
    """A1 takes 40 hours: 90 + 60 + 45 + 65 an hour of work, and 2,700."""
    alone = plan.project.with_activities([activity(plan, "A1")])
    assert schedule(alone).cost == 40 * (2 * 45 + 60 + 0.5 * 90 + 65) + 2700 + 100


def test_costs_of_work_in_progress(plan):
    found = activity(plan, "A4")
    assert found.actual_cost == 300 + 20 + 50
    # Half is done: 1,000.50 of expenses and 600 of concrete remain of twice that.
    assert found.percent_complete == 50
    assert minutes(found.cost.fixed) == 2 * (1000.5 + 600)


def test_complete_work_costs_what_it_has_cost(plan):
    found = activity(plan, "A5")
    assert found.actual_cost == 360
    assert found.resources == ()


def test_resource_dependent_work_is_on_the_calendar_of_the_resource(plan):
    found = activity(plan, "A3")
    assert found.calendar == "Nights"
    assert minutes(found.duration) == 720
    assert notes(plan, "many-calendars")
    assert activity(plan, "A6").calendar is None


def test_names_of_people_are_not_copied(plan):
    text = str(plan.project.model_dump()) + " ".join(map(str, plan.notes))
    for name in ("Keller", "Anna", "Schmidt", "example.org", "E-17", "Site manager",
                 "Electrician", "Welding"):  # fmt: skip
        assert name not in text
    assert units(plan, "A2") == {"R5": 1, "R6": 1, "R7": 1, "Crane (8)": 1, "R9": 1}
    assert "5" not in units(plan, "A2")
    assert "--keep-names" in notes(plan, "personal-name")[0]


def test_names_are_kept_if_asked_for():
    plan = read_xer(raw("resources"), "x", keep_names=True)
    assert "Schmidt, Anna (Engineer)" in units(plan, "A2")
    assert units(plan, "A1")["Maria Keller"] == 0.5
    assert not notes(plan, "personal-name")


def test_a_resource_that_is_not_in_the_file_leaves_its_cost(plan):
    assert minutes(activity(plan, "A2").cost.fixed) == 70
    assert notes(plan, "unknown-resource")


def test_rates_that_change(plan):
    assert len(notes(plan, "many-rates")) == 1
    price = "\t2\t2\t45\t", "\t2\t2\t\t"
    later = read("resources", price, ("\t2027-01-04 00:00\t2027-01-04 00:00\t",
                               "\t2027-07-01 00:00\t2027-01-04 00:00\t"))  # fmt: skip
    assert later.project.resources["Concrete crew"].rate == 50


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Skilled labour", True),
        ("Crew 7", True),
        ("Team B", True),
        ("Smith", False),
        ("O'Brien, Pat", False),
        ("Jean-Luc de Vries", False),
        ("Иван Петров", False),
        ("J. Doe (Manager)", False),
    ],
)
def test_what_may_be_a_person(name, kept):
    plan = read("resources", ("Concrete crew", name))
    assert (name in plan.project.resources) == kept
