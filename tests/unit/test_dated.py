"""The rules that need dates and floats, each on the smallest plan that breaks it."""

import pytest

from building import chain
from judging import evidence
from pmrisk.analysis.dated import DATED
from pmrisk.read.plan import Plan, StoredDates


def places(code, activities, **sections):
    """Where a rule finds something."""
    return [at for at, _ in said(code, activities, **sections)]


def said(code, activities, **sections):
    """What a rule finds: places and messages."""
    case = evidence(activities, **sections)
    found = [each for rule in DATED for each in rule(case)]
    return [(each.at, each.message) for each in found if each.code == code]


def test_rules_find_under_their_own_code():
    """The name of a rule is its code, as in the inspector."""
    plan = chain([5, 100])
    plan[0] |= {"must_start_on": "2027-01-06", "deadline": "2027-01-05"}
    plan[1]["finish_no_later_than"] = "2027-01-31"
    head = {"target_finish": "2027-02-01", "budget": 0}
    case = evidence(plan, project=head)
    found = {rule.__name__.replace("_", "-"): list(rule(case)) for rule in DATED}
    assert all(each.code == code for code, many in found.items() for each in many)
    assert sum(map(bool, found.values())) >= 4


def test_broken_critical_path():
    """The only rule here that contradicts the plan itself."""
    plan = chain([5])
    plan[0]["must_finish_on"] = "2027-01-20"
    (found,) = DATED[0](evidence(plan))
    assert (found.code, found.severity, found.at) == (
        "broken-critical-path", "error", "A0",
    )  # fmt: skip
    assert places("broken-critical-path", chain([5])) == []


def test_critical_constraint():
    """A path that begins by a date; one that begins with the project is fine."""
    plan = chain([5, 5])
    plan[1]["start_no_earlier_than"] = "2027-01-10"
    assert places("critical-constraint", plan) == ["A1"]
    plan[1]["start_no_earlier_than"] = "2027-01-08"
    assert places("critical-constraint", plan) == []
    first = chain([5])
    first[0]["start_no_earlier_than"] = "2027-01-04"
    assert places("critical-constraint", first) == []
    first[0]["start_no_later_than"] = "2027-01-04"
    assert places("critical-constraint", first) == []
    del first[0]["start_no_later_than"]
    first[0]["manual_start"] = "2027-01-06"
    del first[0]["start_no_earlier_than"]
    assert places("critical-constraint", first) == ["A0"]


def test_a_night_before_the_first_shift_is_no_wait():
    """The data date is a midnight, and work begins at eight."""
    week = {"project": {"calendar": "standard"}}
    plan = chain([5])
    plan[0]["start_no_earlier_than"] = "2027-01-04"
    assert places("critical-constraint", plan, **week) == []
    plan[0]["start_no_earlier_than"] = "2027-01-04T08:01"
    assert places("critical-constraint", plan, **week) == ["A0"]


def test_floats():
    """Below zero, and above 44 days."""
    plan = [*chain([50]), {"id": "B", "duration": 6}]
    assert places("high-float", plan) == []
    plan[1]["duration"] = "8639min"
    assert places("high-float", plan) == ["B"]
    plan[1] |= {"duration": 6, "finish_no_later_than": "2027-01-09T00:00"}
    assert said("negative-float", plan)[0][0] == "B"
    assert "-1.0 working days" in said("negative-float", plan)[0][1]
    plan[1]["finish_no_later_than"] = "2027-01-10T00:00"
    assert places("negative-float", plan) == []


def test_forecast_before_data_date():
    """Scheduled by hand in the past; the data date itself is fine."""
    head = {"project": {"data_date": "2027-01-06"}}
    plan = chain([5])
    plan[0]["manual_start"] = "2027-01-06"
    assert places("forecast-before-data-date", plan, **head) == []
    plan[0]["manual_start"] = "2027-01-05T23:59"
    assert places("forecast-before-data-date", plan, **head) == ["A0"]


def test_a_part_without_a_data_date_goes_on_from_its_start():
    """As it is scheduled, though the project's data date lies later."""
    parts = {"P": {"start": "2027-01-04"}}
    head = {"project": {"data_date": "2027-01-14"}, "subprojects": parts}
    plan = chain([5])
    plan[0] |= {"subproject": "P"}
    assert places("forecast-before-data-date", plan, **head) == []
    parts["P"]["data_date"] = "2027-01-06"
    plan[0]["manual_start"] = "2027-01-05"
    assert places("forecast-before-data-date", plan, **head) == ["A0"]


def test_stored_dates_before_the_data_date():
    """A file that was saved without rescheduling; work in progress may have begun."""
    case = evidence(chain([5]), project={"data_date": "2027-01-06"})
    early = case.scheduled["A0"]
    stored = StoredDates(early.early_start.replace(day=5), early.early_finish)
    object.__setattr__(
        case, "plan", Plan(case.project, "primavera", (), {"A0": stored})
    )
    rule = next(r for r in DATED if r.__name__ == "forecast_before_data_date")
    assert [each.at for each in rule(case)] == ["A0"]
    begun = chain([5])
    begun[0]["actual_start"] = "2027-01-05"
    case = evidence(begun, project={"data_date": "2027-01-06"})
    object.__setattr__(
        case, "plan", Plan(case.project, "primavera", (), {"A0": stored})
    )
    assert list(rule(case)) == []


@pytest.mark.parametrize(
    ("key", "kept", "missed"),
    [
        ("deadline", "2027-01-09T00:00", "2027-01-08T23:59"),
        ("start_deadline", "2027-01-04T00:00", "2027-01-03T23:59"),
    ],
)
def test_missed_deadline(key, kept, missed):
    """To the minute."""
    plan = chain([5])
    plan[0][key] = kept
    head = {"project": {"start": "2027-01-03", "data_date": "2027-01-04"}}
    assert places("missed-deadline", plan, **head) == []
    plan[0][key] = missed
    assert places("missed-deadline", plan, **head) == ["A0"]


def test_promises_that_the_plan_breaks():
    """The date and the budget, without any risk."""
    plan = chain([5])
    plan[0]["cost"] = {"fixed": 1000}
    kept = {"target_finish": "2027-01-09T00:00", "budget": 1000}
    assert places("plan-after-target", plan, project=kept) == []
    assert places("plan-over-budget", plan, project=kept) == []
    missed = {"target_finish": "2027-01-08T23:59", "budget": 999}
    assert places("plan-after-target", plan, project=missed) == [
        "project.target_finish"
    ]
    assert places("plan-over-budget", plan, project=missed) == ["project.budget"]


def test_missed_baseline():
    """Was due, and is late; what is not due yet can still be caught up."""
    head = {"project": {"data_date": "2027-01-06"}}
    plan = chain([5])
    plan[0]["baseline"] = {"finish": "2027-01-05"}
    assert "is planned to be done" in said("missed-baseline", plan, **head)[0][1]
    plan[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-05T12:00"}
    assert places("missed-baseline", plan, **head) == []
    plan[0]["baseline"] = {"finish": "2027-01-05T11:59"}
    assert "was done" in said("missed-baseline", plan, **head)[0][1]
    plan[0]["baseline"] = {"finish": "2027-01-07"}
    assert places("missed-baseline", plan, **head) == []
