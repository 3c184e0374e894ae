"""The inspector's rules, each on the smallest plan that breaks it."""

import pytest

from building import chain, project
from pmrisk import ScenarioError, check, health
from pmrisk.check import Finding, Report

# What small plans are told that have no baseline, one odd relationship or one date.
QUIET = {"no-baseline", "few-finish-to-start", "soft-constraint"}
AGREED = {"start": "2027-01-04", "finish": "2027-01-05"}


def codes(activities, **sections):
    """What is found, as code and place."""
    found = check(project(activities, **sections)).findings
    return [(f.code, f.at) for f in found if f.code not in QUIET]


def test_a_sound_plan():
    """Nothing is found in a chain between two milestones."""
    plan = [
        {"id": "M0", "type": "milestone"},
        {"id": "A1", "duration": [1, 2, 3], "after": ["M0"], "baseline": AGREED},
        {"id": "M1", "type": "milestone", "after": ["A1"]},
    ]
    for milestone in (plan[0], plan[2]):
        milestone["baseline"] = AGREED
    assert check(project(plan)).findings == ()
    assert check(project(plan)).errors == ()
    check(project(plan)).raise_errors()


def test_open_ends():
    """Every start and end but the only milestone among them."""
    plan = [
        {"id": "M0", "type": "start_milestone"},
        {"id": "A1", "duration": 1, "after": ["M0"]},
        {"id": "A2", "duration": 1},
        {"id": "A3", "duration": 1, "start_no_earlier_than": "2027-02-01"},
        {"id": "M9", "type": "milestone", "after": ["A1"]},
    ]
    expected = [("open-start", "A2"), ("open-end", "A2"), ("open-end", "A3")]
    assert codes(plan) == expected
    named = codes(plan, project={"finish": "A2"})
    assert named == [("open-start", "A2"), ("open-end", "A3"), ("open-end", "M9")]


def test_dangling_ends():
    """A start that only FF leads to, a finish that only SS leaves."""
    plan = [
        {"id": "A1", "duration": 1},
        {"id": "A2", "duration": 1, "after": ["A1 FF"]},
        {"id": "A3", "duration": 1, "after": ["A1 SS"]},
        {"id": "A4", "duration": 1, "after": ["A3 SS", "A2"]},
    ]
    assert codes(plan) == [("dangling-start", "A2"), ("dangling-finish", "A3")]


def test_reverse_critical():
    """FF into an activity and SS out of it: longer can mean earlier."""
    plan = [
        {"id": "A", "duration": 10},
        {"id": "B", "duration": 4, "after": ["A FF", "A SS"]},
        {"id": "C", "duration": 10, "after": ["B SS", "B FF"]},
    ]
    assert ("reverse-critical", "B") in codes(plan)


def test_bare_triangles():
    """Said once, where every range is one."""
    triangle = {"triangular": [1, 2, 3]}
    assert codes(chain([triangle, triangle, 3])) == [("bare-triangles", "activities")]
    assert codes(chain([triangle, [1, 2, 3]])) == []


def test_fat_tail():
    """A tail without a standard deviation, unless a max bounds it."""
    tail = {"p50": 4, "p90": 6, "tail_from": 0.9, "alpha": 1.6}
    fat = {"lognormal_pareto": tail}
    found = codes(chain([fat, fat | {"max": 20}, {"factor": fat, "plan": 3}]))
    assert found == [("fat-tail", "A0.duration"), ("fat-tail", "A2.duration")]


def test_unused_calendar():
    """A calendar that nobody works on is likely a mistake."""
    site = {"week": {"mon": "08:00-12:00"}}
    found = codes(chain([3]), calendars={"site": site})
    assert found == [("unused-calendar", "calendars.site")]


def test_errors_stop():
    """A report with an error can be raised, and says what it found."""
    bad = Finding("cycle", "error", "A1", "waits for itself.")
    with pytest.raises(ScenarioError, match="A1: waits for itself"):
        Report((bad,)).raise_errors()
    assert "cycle: A1" in str(Report((bad,)))


def test_findings_of_one_rule_stand_by_place():
    """A9 before A10, in whatever order the file has them."""
    alone = [{"id": f"A{k}", "duration": 5, "name": "Alone"} for k in (10, 9, 1)]
    for listed in (alone, alone[::-1]):
        found = check(project(listed)).findings
        places = [each.at for each in found if each.code == "open-end"]
        assert places == ["A1", "A9", "A10"]
    assert [f.at for f in health(project(alone)).findings if f.code == "open-end"] == (
        places
    )
