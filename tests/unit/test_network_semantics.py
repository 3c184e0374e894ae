"""Progress, imposed dates and spans equal a scheduler written from the definitions."""

from datetime import datetime, timedelta

import pytest

import pmrisk
from building import project
from networks import START, network, planned
from reference import Scheduler

WORK = {"calendars", "milestones", "empty"}
IMPOSED = {"imposed", "must", "manual", "expected"}
SPANS = {"summaries", "efforts"}
ALL = WORK | IMPOSED | SPANS | {"progress", "subprojects"}
RULES = {
    "imposed": (WORK | IMPOSED, {}),
    "honored": (WORK | IMPOSED, {"honor_constraints": True}),
    "milestones that move on": (
        WORK | IMPOSED | {"summaries"},
        {"scheduler": "primavera"},
    ),
    "retained logic": (WORK | {"progress"}, {}),
    "progress override": (
        WORK | {"progress"},
        {"progress": "progress_override", "scheduler": "primavera"},
    ),
    "actual dates": (
        WORK | {"progress"},
        {"progress": "actual_dates", "start_lag": "actual_start"},
    ),
    "as late as possible": (
        {"calendars", "milestones", "late", "imposed", "subprojects"},
        {},
    ),
    "as late as possible in progress": (
        {"calendars", "milestones", "late", "progress", "subprojects", *SPANS},
        {"progress": "progress_override"},
    ),
    "spans": (WORK | SPANS | {"imposed"}, {"lag_calendar": "predecessor"}),
    "spans in progress": (WORK | SPANS | {"progress", "subprojects"}, {}),
    "all": (ALL, {"honor_constraints": True}),
    "all with override": (ALL, {"progress": "progress_override"}),
    "all by actual dates": (
        ALL,
        {"progress": "actual_dates", "start_lag": "actual_start"},
    ),
}


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rule", RULES)
def test_early_dates_equal_the_definitions(rule, seed):
    """Every start and finish of random networks, and the project's finish."""
    features, defaults = RULES[rule]
    # Another network for each rule: twenty of them, and not twenty alike.
    built = network(1000 * list(RULES).index(rule) + seed, features, **defaults)
    scheduler = Scheduler(built, START - timedelta(days=60))
    spans = scheduler.run(*planned(built))
    plan = pmrisk.schedule(built)
    found = {a.id: (a.early_start, a.early_finish) for a in plan.activities}
    assert found == scheduler.shown(spans)
    assert plan.finish.date == scheduler.date(scheduler.finish(spans))


def dates(activities, **sections):
    """Early starts and finishes as days after the start, by id, around the clock."""
    plan = pmrisk.schedule(project(activities, **sections))
    return {a.id: (days(a.early_start), days(a.early_finish)) for a in plan.activities}


def days(moment):
    return (moment - START) / timedelta(days=1)


AT_20 = {"project": {"data_date": "2027-01-24"}}


def test_a_lead_behind_started_work_stays():
    """B starts two days before what is left of A, at the earliest on the data date."""
    found = dates(
        [
            {"id": "A", "duration": 30, "actual_start": "2027-01-10", "remaining": 5,
             "resume": "2027-01-29"},
            {"id": "B", "duration": 3, "after": ["A SS-2d"]},
            {"id": "C", "duration": 3, "after": ["A SS+16d"]},
        ],
        **AT_20,
    )  # fmt: skip
    assert found["A"] == (25, 30)
    assert found["B"] == (23, 26)
    # Of sixteen days behind the start, fourteen have passed.
    assert found["C"] == (27, 30)


def test_the_project_ends_with_what_an_imposed_date_leaves_behind():
    """B must finish before A does, so that the end of the project is A's."""
    plan = pmrisk.schedule(
        project(
            [
                {"id": "A", "duration": 20},
                {"id": "B", "duration": 3, "after": ["A"],
                 "must_finish_on": "2027-01-10"},
            ]
        )
    )  # fmt: skip
    assert plan.finish.days == 20


def test_an_expected_finish_counts_from_an_imposed_start():
    """It starts where it must, not where its logic would put it."""
    found = dates(
        [
            {"id": "A", "duration": 20},
            {"id": "B", "duration": 3, "after": ["A"], "must_start_on": "2027-01-09",
             "expected_finish": "2027-01-15"},
        ]
    )  # fmt: skip
    assert found["B"] == (5, 12)


def test_one_level_of_effort_spans_another():
    """The later one reaches to the earlier, which does not reach back."""
    found = dates(
        [
            {"id": "A", "duration": 4},
            {"id": "B", "duration": 3, "after": ["A"]},
            {"id": "L", "type": "level_of_effort", "after": ["A SS", "A FF"]},
            {"id": "K", "type": "level_of_effort", "after": ["L SS", "B FF"]},
        ]
    )
    assert (found["L"], found["K"]) == ((0, 4), (0, 7))


def test_a_level_of_effort_leads_to_a_summary():
    """It lasts until the first activity under the summary begins."""
    found = dates(
        [
            {"id": "A", "duration": 4},
            {"id": "L", "type": "level_of_effort", "after": ["A SS"]},
            {"id": "S", "type": "summary", "wbs": "S", "after": ["L"]},
            {"id": "B", "wbs": "S/B", "duration": 3, "after": ["A"]},
            {"id": "C", "wbs": "S/C", "duration": 3, "after": ["B"]},
        ]
    )
    assert found["L"] == (0, 4)


def test_a_summary_hands_its_imposed_dates_on():
    """Nothing under it starts, or finishes, before."""
    found = dates(
        [
            {"id": "S", "type": "summary", "wbs": "S",
             "start_no_earlier_than": "2027-01-09"},
            {"id": "A", "wbs": "S/A", "duration": 4},
            {"id": "T", "type": "summary", "wbs": "T",
             "finish_no_earlier_than": "2027-01-19"},
            {"id": "B", "wbs": "T/B", "duration": 4},
        ]
    )  # fmt: skip
    assert found["A"] == found["S"] == (5, 9)
    assert found["B"] == found["T"] == (12, 16)


def test_a_summary_begins_with_its_history():
    """Before the data date, whether something reads its start or not."""
    activities = [
        {"id": "S", "type": "summary", "wbs": "S"},
        {"id": "A", "wbs": "S", "duration": 4, "actual_start": "2027-01-06",
         "actual_finish": "2027-01-09"},
        {"id": "B", "wbs": "S", "duration": 4},
    ]  # fmt: skip
    for more in ([], [{"id": "C", "duration": 1, "after": ["S SS+22d"]}]):
        found = dates([*activities, *more], **AT_20)
        assert found["S"] == (2, 24)
    assert found["C"] == (24, 25)


def test_late_is_no_later_than_the_project_and_what_is_imposed():
    """A promise of the project is no room to be late in, a latest finish is a limit."""
    found = dates(
        [
            {"id": "A", "duration": 10},
            {"id": "B", "duration": 2, "as_late_as_possible": True},
            {"id": "C", "duration": 2, "as_late_as_possible": True,
             "finish_no_later_than": "2027-01-08"},
        ],
        project={"must_finish_by": "2027-01-31"},
    )  # fmt: skip
    assert (found["B"], found["C"]) == ((8, 10), (3, 5))


def test_a_subproject_ends_with_what_leads_out_of_it():
    """That something of another project follows A does not end P before it."""
    activities = [
        {"id": "A", "duration": 10, "subproject": "P"},
        {"id": "B", "duration": 2, "subproject": "P"},
        {"id": "C", "duration": 5, "after": ["A"], "subproject": "Q"},
    ]
    start = {"start": "2027-01-04"}
    built = project(activities, subprojects={"P": start, "Q": start})
    floats = {a.id: a.total_float for a in pmrisk.schedule(built).activities}
    assert floats == {"A": 0, "B": 8, "C": 0}


@pytest.mark.parametrize(("finished", "expected"), [(8, 11), (15, 18)])
def test_nothing_starts_before_what_it_waits_for_has_finished(finished, expected):
    """By retained logic too, where an actual finish lies behind the data date."""
    built = project(
        [
            {"id": "A", "duration": 5, "actual_start": "2027-01-04",
             "actual_finish": f"2027-01-{finished:02}"},
            {"id": "B", "duration": 1, "after": ["A"]},
        ],
        project={"data_date": "2027-01-09", "calendar": "standard"},
        defaults={"scheduler": "primavera"},
    )  # fmt: skip
    (*_, b) = pmrisk.schedule(built).activities
    assert b.early_start == datetime(2027, 1, expected, 8)
