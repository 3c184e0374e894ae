"""Small plans in Microsoft Project's XML, one for each rule of the reader."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from pmrisk.read.mspdi import read_mspdi
from pmrisk.read.plan import StoredDates

PLANS = Path(__file__).parents[1] / "plans"
OFFICE = ((480, 720), (780, 1020))


def read(name, **options):
    return read_mspdi((PLANS / f"mspdi_{name}.xml").read_bytes(), name, **options)


def activities(plan):
    return {activity.id: activity for activity in plan.project.activities}


def notes(plan, code):
    return [str(note) for note in plan.notes if note.code == code]


def at(day, hour=8, minute=0):
    return datetime(2027, 1, day, hour, minute)


def links(activity):
    return [
        (link.predecessor, link.kind, *link.lag.amounts[0]) for link in activity.after
    ]


@pytest.fixture(scope="module")
def linked():
    return read("links")


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("2", [("1", "FF", 480.0, "min")]),
        ("3", [("1", "SF", 0.0, "min")]),
        ("4", [("1", "SS", -60.0, "min")]),
        ("5", [("1", "FS", 24.0, "eh")]),
        ("6", [("1", "FS", -480.0, "min")]),
        ("7", [("1", "FS", 0.0, "min")]),
        ("10", [("7", "FS", 0.0, "min")]),
        ("12", [("1", "FS", 480.0, "min")]),
        ("13", []),
    ],
)
def test_links(linked, id, expected):
    assert links(activities(linked)[id]) == expected


def test_outline(linked):
    found = activities(linked)
    assert found["7"].type == "summary"
    assert found["7"].wbs == "Phase one"
    assert found["9"].wbs == "Phase one/Inner"
    assert found["10"].type == "milestone"
    assert "8" not in found, "a summary without relationships is only a WBS"
    assert found["7"].cost.fixed.amounts[0].value == 1500
    assert str(found["11"].duration.amounts[0]) == "48eh"


def test_what_was_left_out_is_told(linked):
    assert "14" not in activities(linked)
    assert "15" not in activities(linked)
    assert notes(linked, "inactive") == [
        'dropped: Task "14": an inactive task does not take part.'
    ]
    assert notes(linked, "cross-project")
    assert notes(linked, "unknown-predecessor")
    assert notes(linked, "duplicate-link")
    assert notes(linked, "percent-lag")
    assert notes(linked, "read") == ["read: 12 activities, 9 relationships."]


def test_project(linked):
    project = linked.project
    assert linked.source == "microsoft"
    assert (project.name, project.currency) == ("Links", "CHF")
    assert project.start == project.data_date == at(4)
    assert project.defaults.scheduler == "microsoft"
    assert project.defaults.lag_calendar == "successor"
    assert project.defaults.total_float == "smallest"
    assert project.inputs == ("links",)


@pytest.fixture(scope="module")
def calendars():
    return read("calendars")


@pytest.mark.parametrize(
    ("day", "shifts"),
    [
        (date(2027, 1, 4), OFFICE),
        (date(2027, 1, 9), ()),
        (date(2027, 2, 1), ()),
        (date(2027, 2, 3), ()),
        (date(2027, 2, 4), OFFICE),
        (date(2027, 2, 6), ((540, 720),)),
        # Every second Friday of March, counted from its first week.
        (date(2027, 3, 5), ()),
        (date(2027, 3, 12), OFFICE),
        (date(2027, 3, 19), ()),
        # A week of its own.
        (date(2027, 4, 12), ((480, 720),)),
        (date(2027, 4, 14), ()),
        (date(2027, 4, 19), OFFICE),
        # 1 May, twice: a Saturday, then a Monday.
        (date(2028, 5, 1), ()),
        # The last Monday of each summer month.
        (date(2027, 6, 28), ()),
        (date(2027, 6, 21), OFFICE),
        (date(2027, 8, 30), ()),
        (date(2027, 9, 27), OFFICE),
        # Every third day of a week.
        (date(2027, 9, 6), ()),
        (date(2027, 9, 7), OFFICE),
        (date(2027, 9, 9), ()),
        # The last day of a month that has no 31st.
        (date(2027, 11, 30), ()),
        (date(2027, 12, 31), ()),
        # The fourth Thursday of November, every year.
        (date(2027, 11, 25), ()),
        (date(2029, 11, 22), ()),
        (date(2029, 11, 29), OFFICE),
    ],
)
def test_standard_calendar(calendars, day, shifts):
    assert calendars.project.calendars["Standard"].shifts(day) == shifts


def test_calendars_of_activities(calendars):
    found = {id: a.calendar for id, a in activities(calendars).items()}
    assert found == {
        "1": None, "2": "Night shift", "3": "24 Hours", "4": "Derived", "5": None,
        "6": None,
    }  # fmt: skip
    assert notes(calendars, "task-calendar")


def test_a_derived_calendar_keeps_what_it_does_not_change(calendars):
    derived = calendars.project.calendars["Derived"]
    assert derived.shifts(date(2027, 1, 4)) == OFFICE
    assert derived.shifts(date(2027, 1, 9)) == ((480, 720),)
    assert derived.shifts(date(2027, 2, 1)) == ()
    assert derived.shifts(date(2027, 2, 2)) == ((600, 660),)


def test_shifts_over_midnight(calendars):
    night = calendars.project.calendars["Night shift"].week
    assert night[0] == ((1320, 1440),)
    assert night[1] == ((0, 360), (1320, 1440))
    assert night[5] == ((0, 360),)
    assert calendars.project.calendars["24 Hours"].week == (((0, 1440),),) * 7


@pytest.fixture(scope="module")
def constrained():
    return read("constraints")


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("3", "must_start_on"), ("4", "must_finish_on"), ("5", "start_no_earlier_than"),
        ("6", "start_no_later_than"), ("7", "finish_no_earlier_than"),
        ("8", "finish_no_later_than"),
    ],
)  # fmt: skip
def test_constraints(constrained, id, name):
    assert activities(constrained)[id].constraints == {name: at(13)}


def test_other_imposed_dates(constrained):
    found = activities(constrained)
    assert found["1"].constraints == found["13"].constraints == {}
    assert found["2"].as_late_as_possible
    assert found["9"].deadline == at(15, 17)
    assert found["10"].deadline is None
    assert found["11"].start_no_earlier_than == at(6)
    assert found["12"].constraints == {}
    assert found["14"].type == "summary"
    assert found["15"].start_no_earlier_than == at(20)
    assert found["16"].start_no_earlier_than == at(25)
    for code in ("deadline", "levelling", "constraint", "summary-constraint"):
        assert notes(constrained, code), code


def test_must_dates_that_are_not_honoured():
    raw = (PLANS / "mspdi_constraints.xml").read_bytes()
    raw = raw.replace(b"<HonorConstraints>1", b"<HonorConstraints>0")
    plan = read_mspdi(raw, "c")
    assert not plan.project.defaults.honor_constraints
    assert activities(plan)["3"].constraints == {"start_on": at(13)}
    assert activities(plan)["4"].constraints == {"finish_on": at(13)}


def test_a_project_that_is_scheduled_from_its_finish():
    raw = (PLANS / "mspdi_constraints.xml").read_bytes()
    head = b"<ScheduleFromStart>0</ScheduleFromStart><FinishDate>2027-03-01T17:00:00"
    raw = raw.replace(b"<CurrencyCode>", head + b"</FinishDate><CurrencyCode>", 1)
    plan = read_mspdi(raw, "c")
    assert plan.project.must_finish_by == datetime(2027, 3, 1, 17)
    assert activities(plan)["1"].as_late_as_possible
    assert not activities(plan)["3"].as_late_as_possible
    assert notes(plan, "from-finish")


@pytest.fixture(scope="module")
def under_way():
    return read("progress")


def test_done(under_way):
    done = activities(under_way)["1"]
    assert (done.actual_start, done.actual_finish) == (at(4), at(4, 17))
    assert (done.percent_complete, done.actual_cost) == (100, 500)
    assert done.baseline.start == at(4)
    assert done.baseline.finish == at(5, 17)
    assert done.baseline.cost == 1234


def test_under_way(under_way):
    """4.8 h of 16 h are done: 288 of 960 minutes, until 13:48."""
    found = activities(under_way)["2"]
    assert found.actual_start == at(5)
    assert str(found.remaining.amounts[0]) == "672min"
    assert found.resume == at(5, 13, 48)
    assert found.percent_complete == 30


def test_interrupted(under_way):
    found = activities(under_way)["3"]
    assert (found.suspend, found.resume) == (at(5, 17), at(11))
    assert str(found.remaining.amounts[0]) == "480min"


def test_actuals_that_the_file_denies(under_way):
    found = activities(under_way)
    assert found["4"].actual_start is None
    assert found["10"].actual_start == at(6)
    assert len(notes(under_way, "actuals")) == 2
    assert found["5"].actual_start == found["5"].actual_finish == at(5)


def test_by_hand(under_way):
    found = activities(under_way)
    assert found["6"].manual_start == at(6)
    assert str(found["6"].duration.amounts[0]) == "960min"
    assert str(found["7"].duration.amounts[0]) == "57eh"
    assert found["8"].manual_start is None
    assert found["9"].manual_start == at(12)
    assert str(found["11"].duration.amounts[0]) == "960min"
    for code in ("manual", "manual-elapsed", "external", "no-duration", "status-date"):
        assert notes(under_way, code), code


@pytest.fixture(scope="module")
def resourced():
    return read("resources")


def test_work_drives_the_duration(resourced):
    found = activities(resourced)
    days = {id: str(a.duration.amounts[0]) for id, a in found.items()}
    assert days["1"] == "1920min", "16 h at half time"
    assert days["2"] == "480min", "a fixed duration stays"
    assert (days["3"], found["3"].calendar) == ("2400min", "R2")
    assert resourced.project.calendars["R2"].week[4] == ()
    assert (days["5"], found["5"].calendar) == ("480min", "24 Hours")
    assert days["6"] == "1920min", "work that is not spread evenly"


def test_day_and_night_shifts_count_together(resourced):
    """From Monday 8:00 until three nights of eight hours end on Thursday at 6:00."""
    found = activities(resourced)["4"]
    calendar = resourced.project.calendars[found.calendar]
    assert calendar.shifts(date(2027, 1, 5)) == ((0, 360), *OFFICE, (1320, 1440))
    assert str(found.duration.amounts[0]) == "2880min"


def test_costs_and_names(resourced):
    found = activities(resourced)
    assert found["7"].cost.fixed.amounts[0].value == 100 + 300 + 123.45
    assert found["1"].cost.fixed.amounts[0].value == 12.5
    assert found["1"].resources[0].units == 0.5
    assert str(found["2"].resources[0].effort) == "960min"
    assert set(resourced.project.resources) == {"R1", "R2", "Welder"}
    first = resourced.project.resources["R1"]
    assert (first.rate, first.available, first.calendar) == (80, 2, "Standard")
    assert "Person" not in str(resourced.project)
    assert "Person" not in str(resourced.notes)
    for code in ("names", "material", "assignment", "contour"):
        assert notes(resourced, code), code


def test_names_that_are_kept():
    plan = read("resources", keep_names=True)
    assert set(plan.project.resources) == {"Person A", "Person B", "Welder"}
    assert "example.org" not in str(plan.project)


def test_codes_and_numbers():
    plan = read("codes")
    found = activities(plan)
    assert found["2"].codes == {
        "UID": "2", "Discipline": "Civil", "Region": "Europe.Spain",
    }  # fmt: skip
    assert found["2"].wbs == "Phase"
    assert found["U4"].wbs == "Phase (3)"
    assert notes(plan, "task-id")
    assert notes(plan, "custom-field")


def test_stored_dates():
    raw = (PLANS / "mspdi_links.xml").read_text()
    dates = (
        "<EarlyStart>2027-01-04T08:00:00</EarlyStart><LateFinish>2027-01-06T17:00:00"
        "</LateFinish><TotalSlack>9600</TotalSlack><Manual>1</Manual><Duration>"
    )
    plan = read_mspdi(raw.replace("<Duration>", dates, 1).encode(), "s")
    assert plan.stored["1"] == StoredDates(
        at(4), None, None, at(6, 17), total_float=960.0, manual=True
    )
    assert plan.stored["2"] == StoredDates()


def test_work_from_before_the_project_starts():
    raw = (PLANS / "mspdi_progress.xml").read_text()
    raw = raw.replace("<ActualStart>2027-01-05T08", "<ActualStart>2026-12-29T08", 1)
    plan = read_mspdi(raw.encode(), "s")
    assert plan.project.start == datetime(2026, 12, 29, 13, 48)
    assert activities(plan)["4"].start_no_earlier_than == at(4)
    assert activities(plan)["2"].start_no_earlier_than is None
    assert notes(plan, "begun-before")


def test_values_that_mean_nothing_are_told():
    """A constraint that there is none of, and more than all of the work."""
    raw = (PLANS / "mspdi_links.xml").read_text("utf-8")
    extra = "<ConstraintType>77</ConstraintType><PercentComplete>150</PercentComplete>"
    plan = read_mspdi(
        raw.replace("<UID>10</UID>", f"<UID>10</UID>{extra}").encode(), "x"
    )
    told = [str(note) for note in plan.notes]
    assert 'dropped: Task "1": a constraint of an unknown kind.' in told
    assert (
        'converted: Task "1": a percentage that is not between 0 and 100 counts as 100.'
        in told
    )


@pytest.mark.parametrize(
    ("given", "expected"), [("1000", 1000), ("0", 0), ("500", 500), ("1001", 500)]
)
def test_levelling_priority(given, expected):
    """As the file says it, from 0 to 1000."""
    text = (PLANS / "mspdi_links.xml").read_text("utf-8")
    here = "<Name>Finish to finish</Name>"
    raw = text.replace(here, f"{here}<Priority>{given}</Priority>").encode()
    plan = read_mspdi(raw, "links")
    assert activities(plan)["2"].priority == expected
    assert activities(plan)["3"].priority == 500


def test_names_are_of_one_line():
    """What cannot be printed is a space: a scenario takes no other names."""
    raw = (PLANS / "mspdi_links.xml").read_bytes()
    raw = raw.replace(b"<Name>Standard<", b"<Name>Stan\n dard&#x200B;<")
    project = read_mspdi(raw, "p.xml").project
    assert project.calendar == "Stan dard"


def test_calendars_of_one_name_have_names_of_their_own():
    """So that they are told apart: a slack is counted on the calendar of the task."""
    raw = (PLANS / "mspdi_calendars.xml").read_bytes()
    names = re.findall(rb"<Calendar>\s*<UID>\d+</UID>\s*<Name>([^<]*)<", raw)
    for name in names:
        raw = raw.replace(b"<Name>" + name + b"<", b"<Name>One<")
    project = read_mspdi(raw, "p.xml").project
    assert len(project.calendars) > 3
    assert all(key == each.name for key, each in project.calendars.items())
