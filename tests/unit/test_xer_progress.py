"""What an XER file says about work that has begun, and about imposed dates."""

from datetime import datetime

import pytest
from xer_files import activity, minutes, notes, read


@pytest.fixture(scope="module")
def begun():
    return read("progress")


@pytest.fixture(scope="module")
def imposed():
    return read("constraints")


def at(day, hour=8, month=1):
    return datetime(2027, month, day, hour)


def test_work_in_progress(begun):
    found = activity(begun, "P1")
    assert found.actual_start == at(5)
    assert found.actual_finish is None
    assert (minutes(found.duration), minutes(found.remaining)) == (2400, 600)
    assert found.percent_complete == 75


def test_percent_is_measured_as_p6_measures_it(begun):
    assert activity(begun, "P2").percent_complete == 60
    assert minutes(activity(begun, "P2").remaining) == 2400
    assert activity(begun, "P3").percent_complete == 25
    assert activity(begun, "P13").percent_complete == 100


def test_complete_work(begun):
    found = activity(begun, "P4")
    assert (found.actual_start, found.actual_finish) == (at(5), at(11, 17))
    assert found.percent_complete == 100
    assert found.remaining is None
    assert not found.constraints
    assert notes(begun, "history")
    late = activity(begun, "P11")
    assert late.actual_start == late.actual_finish == at(11, 17)


def test_milestones_have_one_date(begun):
    first, last = activity(begun, "P5"), activity(begun, "P6")
    assert first.actual_start == first.actual_finish == at(5)
    assert last.actual_start == last.actual_finish == at(6, 17)


def test_interrupted_work(begun):
    found = activity(begun, "P7")
    assert (found.suspend, found.resume) == (at(7), at(20))
    odd = activity(begun, "P8")
    assert (odd.suspend, odd.resume) == (None, None)
    assert notes(begun, "resume")


def test_the_status_says_what_has_begun(begun):
    assert activity(begun, "P9").actual_start is None
    assert activity(begun, "P10").actual_start is None
    assert activity(begun, "P13").in_progress
    assert notes(begun, "not-started")
    assert notes(begun, "no-start")


def test_what_has_not_started_takes_its_remaining_duration(begun):
    assert minutes(activity(begun, "P12").duration) == 1440
    assert notes(begun, "remaining-differs")


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("C1", "start_on"),
        ("C2", "start_no_earlier_than"),
        ("C3", "start_no_later_than"),
        ("C4", "finish_on"),
        ("C5", "finish_no_earlier_than"),
        ("C6", "finish_no_later_than"),
        ("C7", "must_start_on"),
        ("C8", "must_finish_on"),
    ],
)
def test_each_constraint(imposed, id, name):
    assert activity(imposed, id).constraints == {name: at(1, 8, 2)}


def test_as_late_as_possible(imposed):
    found = activity(imposed, "C9")
    assert found.as_late_as_possible
    assert not found.constraints


def test_two_constraints(imposed):
    assert activity(imposed, "D1").constraints == {
        "start_no_earlier_than": at(1, 8, 2),
        "finish_no_later_than": at(1, 17, 3),
    }
    # Of two of a kind the stricter one.
    assert activity(imposed, "D2").constraints == {"start_no_earlier_than": at(3, 8, 2)}
    assert activity(imposed, "D3").constraints == {"finish_no_later_than": at(1, 8, 2)}


def test_constraints_that_cannot_hold_together(imposed):
    # An earliest date after a latest one is negative float, and stays.
    assert activity(imposed, "D4").constraints == {
        "start_no_earlier_than": at(1, 8, 3),
        "finish_no_later_than": at(3, 8, 2),
    }
    assert activity(imposed, "D5").constraints == {"must_start_on": at(1, 8, 3)}
    assert not activity(imposed, "D5").as_late_as_possible
    assert activity(imposed, "D6").constraints == {"start_on": at(1, 8, 3)}
    assert activity(imposed, "E5").constraints == {
        "finish_no_earlier_than": at(12, 17, 2)
    }
    assert len(notes(imposed, "contradiction")) == 1


def test_dates_from_other_projects(imposed):
    assert activity(imposed, "E1").constraints == {
        "start_no_earlier_than": at(5, 8, 2),
        "finish_no_later_than": at(1, 17, 4),
    }


def test_odd_constraints_are_said(imposed):
    assert 'TASK "E2"' in notes(imposed, "no-constraint-date")[0]
    assert '"CS_ODD"' in notes(imposed, "odd-constraint")[0]


def test_an_expected_finish_counts_where_the_options_say_so(imposed):
    assert activity(imposed, "E4").expected_finish == at(20, 17, 2)
    options = (
        "%T\tSCHEDOPTIONS\r\n%F\tproj_id\tsched_use_expect_end_flag\t"
        "sched_outer_depend_type\r\n%R\t1\tN\tSD_None\r\n%T\tCALENDAR\r"
    )
    plan = read("constraints", ("%T\tCALENDAR\r", options))
    assert activity(plan, "E4").expected_finish is None
    assert notes(plan, "expected-finish")
    # Nor do dates from other projects.
    assert activity(plan, "E1").constraints == {"start_no_earlier_than": at(1, 8, 2)}
