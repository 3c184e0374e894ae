"""A project in Python: the same rules as in a file, without a file."""

from datetime import date, datetime

import pytest

import pmrisk
from pmrisk import (
    Activity,
    Assignment,
    Calendar,
    Correlation,
    PmriskError,
    Project,
    Resource,
    ScenarioError,
)
from pmrisk.model import project as model


def project(**more):
    parts = {
        "name": "Shed",
        "start": "2027-01-04",
        "activities": [
            Activity(id="A1", duration=[1, 2, 4]),
            Activity(id="A2", duration="2w", after=["A1 SS+1d"]),
        ],
    }
    return Project(**(parts | more))


def test_short_forms_and_defaults():
    """Dates, estimates and relationships are read as in a file."""
    made = project(target_finish=date(2027, 3, 31))
    assert made.data_date == made.start == datetime(2027, 1, 4)
    assert made.target_finish == datetime(2027, 4, 1)
    assert made.activity("A2").after[0].kind == "SS"
    assert made.calendar_of(made.activities[0]).name == "standard"


def test_unknown_activity():
    """Asking for one says what may have been meant."""
    with pytest.raises(PmriskError, match='Did you mean "A1"'):
        project().activity("A11")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"activities": []}, "activities: there are none"),
        ({"start": "soon"}, 'Project "Shed".start: must be a date'),
        ({"colour": "red"}, 'Project "Shed": key "colour" is unknown'),
        ({"budget": -1}, "budget: must be at least 0, got -1"),
        ({"finish": "A3"}, 'project.finish: "A3" is not an activity'),
        ({"calendar": "site"}, 'project.calendar: "site" is not a calendar'),
        ({"target_finish": "2026-01-01"}, "lies before project.start 2027-01-04"),
        (
            {"correlations": [Correlation(between=("A1", "A2"), rank=0.5)]},
            '"A2" is not uncertain',
        ),
    ],
)
def test_refused(more, message):
    """All rules hold in Python too."""
    with pytest.raises(ScenarioError, match=message):
        project(**more)


def test_all_problems_at_once():
    """A project names everything that does not fit together."""
    with pytest.raises(ScenarioError) as caught:
        project(
            activities=[
                Activity(id="A1", duration=[3, 2, 1], after=["A2"]),
                Activity(id="A2", after=["A1", "A9"]),
                Activity(id="A2", type="milestone", calendar="x"),
            ]
        )
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {
        "estimate",
        "no-duration",
        "unknown-predecessor",
        "duplicate-id",
        "unknown-calendar",
        "cycle",
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda: Activity(id="A1", duration=[1, 2]),
        lambda: Activity(id="A1", after=["A1 XS"]),
        lambda: Activity(id="A1", type="tsk"),
        lambda: Activity(duration=3),
        lambda: Resource(name="crew", rate=-1),
        lambda: Assignment(resource="crew"),
        lambda: Assignment(resource="crew", units=1, effort="4d"),
        lambda: pmrisk.Defaults(iterations=0),
    ],
)
def test_no_library_speaks(make):
    """Whatever cannot be made is refused in our own words, on one line."""
    with pytest.raises(ScenarioError) as caught:
        make()
    message = str(caught.value)
    assert "pydantic" not in message
    assert "\n" not in message


def test_digest_follows_the_content():
    """Equal projects have equal digests; a changed one another."""
    assert project().digest == project().digest
    assert project().digest != project(name="Barn").digest


def test_digest_covers_the_public_holidays(monkeypatch):
    """A library that knows of another holiday makes it another project."""
    week = (((480, 720),),) * 5 + ((), ())
    site = {"site": Calendar(name="site", week=week, country="DE")}
    before = project(calendars=site).digest
    monkeypatch.setattr(model, "public_holidays", lambda *_: [date(2027, 5, 5)])
    assert project(calendars=site).digest != before


def test_nothing_can_be_changed():
    """A project that was consistent stays so."""
    with pytest.raises(Exception, match="frozen"):
        project().name = "Barn"
