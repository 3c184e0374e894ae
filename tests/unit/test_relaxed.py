"""Hard constraints are obeyed in the plan and measured in a simulation."""

from datetime import datetime

import pytest

import pmrisk
from building import project
from pmrisk.model.relaxed import relaxed

OFFICE = {"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}


def plan(*activities, **sections):
    head = {"calendar": "office"} | sections.pop("project", {})
    return project(list(activities), project=head, calendars=OFFICE, **sections)


def pair(**imposed):
    """A of two days, then B of two days with imposed dates."""
    b = {"id": "B", "duration": [1, 2, 6], "after": ["A"]} | imposed
    return plan({"id": "A", "duration": [1, 2, 6]}, b)


def test_without_hard_constraints_nothing_changes():
    built = pair(start_no_earlier_than="2027-01-07", finish_no_later_than="2027-01-08")
    assert relaxed(built) == (built, ())
    assert relaxed(built)[0] is built


@pytest.mark.parametrize(
    ("name", "date", "soft", "deadline"),
    [
        ("must_start_on", datetime(2027, 1, 8), "start_on", "start_deadline"),
        ("must_finish_on", datetime(2027, 1, 9), "finish_on", "deadline"),
    ],
)
def test_must_becomes_a_lower_bound_and_a_measured_deadline(name, date, soft, deadline):
    loose, told = relaxed(pair(**{name: "2027-01-08"}))
    found = loose.activity("B")
    assert getattr(found, name) is None
    assert getattr(found, soft) == getattr(found, deadline) == date
    assert [(each.id, each.constraint) for each in told] == [("B", name)]
    assert told[0].message == (
        f"{name} 2027-01-08 became a lower bound and a measured {deadline}"
    )


def test_the_earlier_of_two_deadlines_counts():
    loose, _ = relaxed(pair(must_finish_on="2027-01-20", deadline="2027-01-12"))
    assert loose.activity("B").deadline == datetime(2027, 1, 13)


def test_work_scheduled_by_hand_starts_no_earlier():
    loose, told = relaxed(
        pair(manual_start="2027-01-08", start_no_earlier_than="2027-01-05")
    )
    found = loose.activity("B")
    assert found.manual_start is None
    assert found.start_no_earlier_than == datetime(2027, 1, 8)
    assert told[0].message == "scheduled by hand at 2027-01-08: starts no earlier"


def test_honoured_upper_bounds_are_measured():
    built = plan(
        {"id": "A", "duration": 2, "start_no_later_than": "2027-01-05"},
        {
            "id": "B",
            "duration": 2,
            "finish_no_later_than": "2027-01-05",
            "after": ["A"],
        },
        defaults={"honor_constraints": True},
    )
    loose, told = relaxed(built)
    assert not loose.defaults.honor_constraints
    assert loose.activity("A").start_deadline == datetime(2027, 1, 5)
    assert loose.activity("B").deadline == datetime(2027, 1, 6)
    assert [each.constraint for each in told] == [
        "start_no_later_than", "finish_no_later_than",
    ]  # fmt: skip
    # In the plan B is pulled before the end of A.
    finishes = {a.id: a.early_finish for a in pmrisk.schedule(built).activities}
    assert finishes == {
        "A": datetime(2027, 1, 5, 17), "B": datetime(2027, 1, 5, 17),
    }  # fmt: skip


def test_what_has_happened_is_left_alone():
    built = plan(
        {"id": "A", "duration": 2, "actual_start": "2027-01-04",
         "actual_finish": "2027-01-05", "must_start_on": "2027-01-06"},
        {"id": "B", "duration": 2, "actual_start": "2027-01-04",
         "must_start_on": "2027-01-06"},
    )  # fmt: skip
    assert relaxed(built)[1] == ()


def test_a_simulation_measures_and_the_plan_obeys():
    """A takes 2 days but in the plan B starts on 2027-01-05, before A is done."""
    built = pair(must_start_on="2027-01-05")
    result = pmrisk.simulate(built, 4_000)
    kept = pmrisk.simulate(built, 4_000, keep_constraints=True)
    obeyed = pmrisk.schedule(built)
    assert result.plan.finish == kept.plan.finish == obeyed.finish
    assert obeyed.finish.date == datetime(2027, 1, 6, 17)
    starts = {m.id: m.start_deadline for m in result.milestones}
    assert starts["B"].date == datetime(2027, 1, 5)
    # PERT on 1, 2, 6 days is never below one day, nor done by the next morning.
    assert starts["B"].probability.value == 0.0
    assert [w.at for w in result.warnings if w.code == "converted-constraint"] == ["B"]
    assert not [w for w in kept.warnings if w.code == "converted-constraint"]
    # Kept, B always starts on that day, so that A does not matter unless it is later.
    assert kept.finish.percentile(50).date < result.finish.percentile(50).date


def test_a_promised_start_is_kept_on_its_first_working_moment():
    built = plan(
        {"id": "A", "duration": {"discrete": {1: 0.25, 3: 0.75}}},
        {"id": "B", "duration": 1, "after": ["A"], "start_deadline": "2027-01-05"},
    )
    [found] = pmrisk.simulate(built, 20_000).milestones
    assert found.id == "B"
    assert found.start_deadline.probability.value == pytest.approx(0.25, abs=0.016)


def test_imposed_finishes_do_not_bound_an_iteration():
    """Otherwise everything would be critical in an iteration that is later."""
    built = plan(
        {"id": "A", "duration": [8, 10, 20]},
        {"id": "B", "duration": [1, 2, 4]},
        {"id": "M", "type": "milestone", "after": ["A", "B"]},
        project={"must_finish_by": "2027-01-08"},
    )
    result = pmrisk.simulate(built, 2_000)
    found = {m.id: m for m in pmrisk.activity_metrics(result)}
    assert found["B"].significance_index < 0.5
    assert pmrisk.schedule(built).activities[0].total_float < 0


def test_a_simulation_names_the_file_not_what_it_relaxed():
    """The digest is the one that `schedule` tells of the same project."""
    built = pair(must_finish_on="2027-01-20")
    run = pmrisk.simulate(built, iterations=64)
    assert run.provenance.digest == built.digest
