"""Several projects in one XER file: all of them, one of them, and what is between."""

from datetime import datetime

import pytest
from xer_files import activity, minutes, notes, raw, read

from pmrisk import schedule
from pmrisk.errors import ScenarioError
from pmrisk.read.xer import read_xer


@pytest.fixture(scope="module")
def plan():
    return read("projects")


def test_all_projects_with_work_are_subprojects(plan):
    subprojects = plan.project.subprojects
    assert list(subprojects) == ["CIV", "MEP 2"]
    assert subprojects["MEP 2"].name == "Services"
    assert subprojects["MEP 2"].start == datetime(2027, 1, 10)
    assert subprojects["MEP 2"].data_date == datetime(2027, 2, 1)
    assert subprojects["MEP 2"].must_finish_by == datetime(2027, 12, 31, 17)
    assert {a.id: a.subproject for a in plan.project.activities} == {
        "CIV:A1000": "CIV", "A1010": "CIV", "MEP_2:A1000": "MEP 2", "B1": "MEP 2",
    }  # fmt: skip
    assert plan.project.start == plan.project.data_date == datetime(2027, 1, 4)
    assert plan.project.must_finish_by is None
    assert plan.project.name == "Civil works, Services"
    assert "EMPTY" in notes(plan, "no-activities")[0]


def test_links_between_projects(plan):
    assert [link.predecessor for link in activity(plan, "B1").after] == ["A1010"]
    assert [link.predecessor for link in activity(plan, "A1010").after] == ["CIV:A1000"]


def test_the_wbs_begins_with_the_project(plan):
    assert activity(plan, "A1010").wbs == "CIV/Walls"
    assert activity(plan, "B1").wbs == "MEP 2"


def test_options_are_those_of_the_first_project_that_has_some(plan):
    assert plan.project.defaults.lag_calendar == "successor"
    assert plan.project.defaults.total_float == "start"


def test_links_to_what_is_outside_impose_its_dates(plan):
    """X1 ends on Friday evening; eight hours later Monday is over."""
    assert activity(plan, "MEP_2:A1000").constraints == {
        "start_no_earlier_than": datetime(2027, 2, 15, 17)
    }
    assert activity(plan, "A1010").constraints == {
        "finish_no_later_than": datetime(2027, 5, 3, 8)
    }
    assert len(notes(plan, "other-end")) == 3


def test_a_baseline_is_one(plan):
    baseline = activity(plan, "CIV:A1000").baseline
    assert baseline.start == datetime(2027, 1, 4, 8)
    assert baseline.finish == datetime(2027, 1, 6, 17)
    assert baseline.cost == 250
    assert activity(plan, "A1010").baseline is None


@pytest.mark.parametrize("wanted", ["MEP 2", "2"])
def test_one_project(wanted):
    plan = read_xer(raw("projects"), "x", project=wanted)
    project = plan.project
    assert [a.id for a in project.activities] == ["A1000", "B1"]
    assert project.name == "Services"
    assert not project.subprojects
    assert project.start == datetime(2027, 1, 10)
    assert project.data_date == datetime(2027, 2, 1)
    assert project.must_finish_by == datetime(2027, 12, 31, 17)
    assert project.activity("B1").subproject is None
    # Its predecessor in the other project has no dates in the file.
    assert not project.activity("B1").constraints
    assert 'TASK "B1"' in str(notes(plan, "other-end"))


def test_an_unknown_project_is_refused():
    with pytest.raises(ScenarioError) as raised:
        read_xer(raw("projects"), "x.xer", project="MEP2")
    assert str(raised.value) == (
        'x.xer: holds no project "MEP2", but CIV, MEP 2, EMPTY, NEIGHBOUR, CIV-B1, '
        'CIV-B2. Did you mean "MEP 2"?'
    )


def test_a_project_without_activities_is_refused_by_its_name():
    """The others have some, which the message says."""
    with pytest.raises(ScenarioError) as raised:
        read_xer(raw("projects"), "x.xer", project="EMPTY")
    told = str(raised.value)
    assert told.startswith('x.xer: holds no activities in its project "EMPTY". ')
    assert "Choose one that has some: CIV, MEP 2" in told


def test_ids_that_one_project_has_twice():
    plan = read("activities", ("\tA40\t", "\tA30\t"))
    assert {"A30", "A30#4"} <= {a.id for a in plan.project.activities}
    assert notes(plan, "same-id")
    assert minutes(plan.project.activity("A30#4").duration) == 480


def test_what_is_finished_keeps_its_scheduled_finish():
    """P6 counts late dates from there where nothing remains."""
    plan = read("finished")
    assert plan.project.must_finish_by == datetime(2027, 3, 10, 8)
    (told,) = notes(plan, "scheduled-finish")
    assert "its scheduled finish, 2027-03-10T08:00" in told
    (done,) = schedule(plan.project).activities
    assert done.late_start == done.late_finish == datetime(2027, 3, 10, 8)
    assert done.early_finish == datetime(2027, 2, 1)
    open_ = read("finished", ("TK_Complete", "TK_NotStart"), ("2027-01-04 08:00", ""),
                 ("2027-01-08 17:00", ""), ("\t40\t0\t", "\t40\t40\t"))  # fmt: skip
    assert open_.project.must_finish_by is None
