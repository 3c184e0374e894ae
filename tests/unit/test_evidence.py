"""Working time between moments, and the critical path test."""

from datetime import datetime

import pytest

from building import chain
from judging import evidence
from pmrisk.analysis.dated import broken_critical_path
from pmrisk.analysis.dcma import critical_path
from pmrisk.analysis.evidence import Stretch, working_minutes
from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar


@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [
        ("2027-01-04T08:00", "2027-01-04T17:00", 480),
        ("2027-01-04T11:00", "2027-01-04T14:00", 120),
        ("2027-01-04T12:00", "2027-01-04T13:00", 0),
        ("2027-01-08T16:00", "2027-01-11T09:00", 120),
        ("2027-01-04T08:00", "2027-01-04T08:00", 0),
        ("2027-01-11T09:00", "2027-01-08T16:00", -120),
    ],
)
def test_working_minutes(first, last, minutes):
    """Over a break, over a weekend, and backwards."""
    ends = datetime.fromisoformat(first), datetime.fromisoformat(last)
    assert working_minutes(STANDARD, *ends) == minutes
    elapsed = (ends[1] - ends[0]).total_seconds() / 60
    assert working_minutes(CONTINUOUS, *ends) == elapsed


def test_working_minutes_leave_holidays_out():
    """A holiday in the middle of the week counts nothing."""
    day = datetime(2027, 1, 6).date()
    calendar = Calendar(name="x", week=STANDARD.week, holidays=((day, day),))
    ends = datetime(2027, 1, 5, 16), datetime(2027, 1, 7, 9)
    assert working_minutes(calendar, *ends) == 120


def test_the_finish_moves_with_critical_work():
    """By all that was added, on one calendar."""
    assert evidence(chain([5, 5])).stretch == Stretch("A0", 600.0, drives=True)


def test_progress_and_elapsed_work_are_stretched_too():
    """What is left of it gets longer, in its own kind of time."""
    begun = chain([10, 5])
    begun[0] |= {"actual_start": "2027-01-04", "percent_complete": 50}
    head = {"data_date": "2027-01-06"}
    assert evidence(begun, project=head).stretch == Stretch("A0", 600.0, drives=True)
    begun[0] |= {"remaining": 3}
    assert evidence(begun, project=head).stretch == Stretch("A0", 600.0, drives=True)
    assert evidence(chain(["5ed", 5])).stretch == Stretch("A0", 600.0, drives=True)


def test_backlogs_are_stretched_too():
    """Before they begin, and while a driver acts on what is left of them."""
    work = {"id": "A", "backlog": {"items": [30, 40, 60], "throughput": [2, 3, 5]}}
    sections = {"drivers": [{"id": "D", "factor": [0.9, 1, 1.3], "on": "A"}]}
    assert evidence([work], **sections).stretch == Stretch("A", 600.0, drives=True)
    begun = work | {"actual_start": "2027-01-04", "percent_complete": 20}
    sections["project"] = {"data_date": "2027-01-11"}
    assert evidence([begun], **sections).stretch == Stretch("A", 600.0, drives=True)


def test_nothing_critical_is_left():
    """Only milestones, and what lasts until an imposed finish, cannot be stretched."""
    milestones = [{"id": "M", "type": "milestone"}]
    assert evidence(milestones).stretch is None
    imposed = [{"id": "A", "duration": 5, "expected_finish": "2027-02-01"}]
    assert evidence(imposed).stretch is None


def test_an_imposed_date_breaks_the_path():
    """What must start on a date does, however late its predecessor is."""
    plan = chain([5, 5])
    plan[1]["must_start_on"] = "2027-01-12"
    assert evidence(plan).stretch == Stretch("A1", 600.0, drives=True)
    plan[1]["must_start_on"] = "2027-01-09"
    test = evidence(plan).stretch
    assert (test.id, test.moved, test.holds) == ("A0", 0.0, False)
    finish = chain([5])
    finish[0]["must_finish_on"] = "2027-01-20"
    test = evidence(finish).stretch
    assert test.moved == 0
    assert not test.holds


def test_windows_that_end_leave_it_open():
    """600 days do not fit into two weekends: that is told, and no error."""
    window = {
        "week": {"sat": []},
        "exceptions": {"2027-01-16..2027-01-17": ["06:00-22:00"]},
    }
    plan = [{"id": "B", "duration": "20h", "calendar": "window"}]
    found = evidence(plan, calendars={"window": window})
    assert found.stretch == Stretch("B", None, drives=True)
    point = critical_path(found)
    assert point.verdict == "not measurable"
    assert point.why == "calendars end before 600 days more of B are done"
    assert not list(broken_critical_path(found))


def test_what_was_promised():
    """What the project must keep, else its target, else the latest baseline."""
    plan = chain([1, 1])
    assert evidence(plan).promised_finish is None
    plan[0]["baseline"] = {"finish": "2027-01-09"}
    plan[1]["baseline"] = {"finish": "2027-01-08"}
    assert evidence(plan).promised_finish == datetime(2027, 1, 10)
    head = {"target_finish": "2027-02-01"}
    assert evidence(plan, project=head).promised_finish == datetime(2027, 2, 2)
    head["must_finish_by"] = "2027-03-01"
    assert evidence(plan, project=head).promised_finish == datetime(2027, 3, 2)
