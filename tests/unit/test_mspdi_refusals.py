"""What is no plan of Microsoft Project is refused: one line for each problem, soon."""

import time

import pytest

from pmrisk import ScenarioError
from pmrisk.read.mspdi import read_mspdi

NAMESPACE = 'xmlns="http://schemas.microsoft.com/project"'
START = "<StartDate>2027-01-04T08:00:00</StartDate>"
TASK = "<Task><UID>1</UID><ID>1</ID><Duration>PT8H0M0S</Duration>{}</Task>"


def project(inner, head=START):
    return f"<Project {NAMESPACE}>{head}{inner}</Project>"


def tasks(*rows):
    return project(f"<Tasks>\n{''.join(rows)}</Tasks>")


def problems(raw):
    """The lines of the refusal, which takes less than two seconds."""
    raw = raw if isinstance(raw, bytes) else raw.encode()
    started = time.perf_counter()
    with pytest.raises(ScenarioError) as refused:
        read_mspdi(raw, "plan.xml")
    assert time.perf_counter() - started < 2
    lines = str(refused.value).splitlines()
    assert len(lines) == len(refused.value.problems)
    return lines


LAUGHS = "".join(
    f'<!ENTITY l{k} "{f"&l{k - 1};" * 10 if k else "ha"}">' for k in range(10)
)
DOCTYPE = (
    "plan.xml: declares a document type (DOCTYPE), which a plan does not need and "
    "which can name other files. Remove the declaration."
)


@pytest.mark.parametrize(
    "raw",
    [
        f"<!DOCTYPE Project [{LAUGHS}]>" + project("<Title>&l9;</Title>"),
        f"<!DOCTYPE Project [{LAUGHS}]><Project {NAMESPACE} a='&l9;'/>",
        '<!DOCTYPE Project [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        + project("<Title>&e;</Title>"),
        '<!DOCTYPE Project SYSTEM "plan.dtd">' + tasks(TASK.format("")),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE Project [<!ENTITY a "b">]>'
         + tasks(TASK.format(""))).encode("utf-16"),
    ],
)  # fmt: skip
def test_document_types(raw):
    assert problems(raw) == [DOCTYPE]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "plan.xml: is empty."),
        (" \n ", "plan.xml: is empty."),
        ("hello", "plan.xml:1: is not XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.xml:1: is not XML"),
        (tasks(TASK.format(""))[:-40], "plan.xml:2: is not XML"),
        (tasks(TASK.format("<Name>\xe9</Name>")).encode("latin-1"), "plan.xml:2: is"),
        (project("<a>" * 100_000 + "</a>" * 100_000), "plan.xml:1: is not XML"),
        (project(f"<Title>{'x' * 11_000_000}</Title>"), "plan.xml:1: is not XML"),
        ("<Plan/>", 'plan.xml:1: has the root element "Plan"'),
        ("<APIBusinessObjects/>", "plan.xml: is a plan of Primavera P6"),
        ("<html/>", "plan.xml: is a web page"),
        (project(""), "plan.xml: has no active tasks."),
        (project("<Tasks/>"), "plan.xml: has no active tasks."),
    ],
)
def test_files_that_are_no_plan(raw, message):
    (line,) = problems(raw)
    assert line.startswith(message)


def test_all_problems_at_once_by_line():
    assert problems(
        tasks(
            "<Task><ID>4</ID></Task>\n",
            "<Task><UID>2</UID><ID>2</ID><Duration>8 days</Duration></Task>\n",
            TASK.format("<ConstraintType>x</ConstraintType>") + "\n",
            "<Task><UID>1</UID><ID>5</ID><Duration>PT9E9H</Duration></Task>\n",
        )
    ) == [
        "plan.xml:2: Task 1: has no UID. Save the plan again.",
        'plan.xml:3: Task "2".Duration: must be a duration such as PT8H0M0S, got '
        '"8 days".',
        'plan.xml:4: Task "1".ConstraintType: must be a number, got "x".',
        'plan.xml:5: Task "5": UID "1" is given twice. Save the plan again.',
        'plan.xml:5: Task "5".Duration: must be a duration such as PT8H0M0S, got '
        '"PT9E9H".',
    ]


@pytest.mark.parametrize(
    ("found", "rule"),
    [
        ("9999-12-31T00:00:00", "must be a date between the years 1900 and 2199"),
        ("19999-12-31T00:00:00", "must be a date such as 2027-01-04T08:00:00"),
        ("tomorrow", "must be a date such as"),
    ],
)
def test_dates(found, rule):
    constraint = f"<ConstraintType>4</ConstraintType><ConstraintDate>{found}"
    (line,) = problems(tasks(TASK.format(f"{constraint}</ConstraintDate>")))
    assert line.startswith(f'plan.xml:2: Task "1".ConstraintDate: {rule}')


def test_a_date_that_is_none():
    """1984 began when nobody entered a date."""
    constraint = "<ConstraintType>4</ConstraintType><ConstraintDate>1984-01-01T00:00:00"
    plan = read_mspdi(
        tasks(TASK.format(f"{constraint}</ConstraintDate>")).encode(), "p"
    )
    assert plan.project.activities[0].constraints == {}
    assert [note.code for note in plan.notes if note.fate == "dropped"] == [
        "constraint"
    ]


def test_durations_without_end():
    raw = tasks("<Task><UID>1</UID><Duration>PT99999999999H0M0S</Duration></Task>")
    assert problems(raw) == [
        'plan.xml:2: Task "1".Duration: must be a duration below 1,000 years, got '
        '"PT99999999999H0M0S".'
    ]


def test_a_cycle_has_the_line_of_a_task():
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID></PredecessorLink>"
    raw = tasks(
        TASK.format(link.format(2)) + "\n",
        f"<Task><UID>2</UID><ID>2</ID>{link.format(1)}</Task>",
    )
    assert problems(raw) == [
        "plan.xml:2: 2 activities wait for each other: 1 -> 2 -> 1. Remove or reverse "
        "one of these relationships."
    ]


def test_a_calendar_without_working_time():
    days = "".join(
        f"<WeekDay><DayType>{k}</DayType><DayWorking>0</DayWorking></WeekDay>"
        for k in range(1, 8)
    )
    calendar = f"<Calendar><UID>1</UID><Name>Idle</Name><WeekDays>{days}</WeekDays>"
    head = f"{START}<CalendarUID>1</CalendarUID><Calendars>{calendar}</Calendar>"
    raw = project(f"<Tasks>{TASK.format('')}</Tasks>", f"{head}</Calendars>")
    assert problems(raw) == [
        'plan.xml:1: Calendar "Idle": has no working time. Give at least one working '
        "day."
    ]


def test_exceptions_without_end():
    exception = (
        "<Exception><TimePeriod><FromDate>1984-01-01T00:00:00</FromDate><ToDate>"
        "2149-12-31T00:00:00</ToDate></TimePeriod><Type>7</Type></Exception>"
    )
    calendar = f"<Calendar><UID>1</UID><Exceptions>{exception * 2000}</Exceptions>"
    head = f"{START}<Calendars>{calendar}</Calendar></Calendars>"
    assert problems(project(f"<Tasks>{TASK.format('')}</Tasks>", head)) == [
        'plan.xml:1: Calendar "": has the 365,251th exception of the file. Leave past '
        "ones out."
    ]


def test_calendars_that_stand_on_each_other():
    calendars = "".join(
        f"<Calendar><UID>{k}</UID><BaseCalendarUID>{(k + 1) % 3000}</BaseCalendarUID>"
        "</Calendar>"
        for k in range(3000)
    )
    head = f"{START}<CalendarUID>1</CalendarUID><Calendars>{calendars}</Calendars>"
    raw = project(f"<Tasks>{TASK.format('')}</Tasks>", head)
    plan = read_mspdi(raw.encode(), "p")
    assert plan.project.calendars[plan.project.calendar].week[0]


def test_half_a_record():
    """What a task does not say is taken as nothing, and told."""
    plan = read_mspdi(tasks("<Task><UID>7</UID></Task>").encode(), "p")
    assert plan.project.activities[0].id == "U7"
    assert plan.project.activities[0].type == "milestone"
    assert {note.code for note in plan.notes} >= {"task-id", "no-duration"}


def test_no_start():
    row = TASK.format("<Start>2027-02-01T08:00:00</Start>")
    plan = read_mspdi(project(f"<Tasks>{row}</Tasks>", "").encode(), "p")
    assert f"{plan.project.start:%Y-%m-%d}" == "2027-02-01"
    (line,) = problems(project(f"<Tasks>{TASK.format('')}</Tasks>", ""))
    assert line == "plan.xml:1: Project: has no StartDate. Save the plan again."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + tasks(
        TASK.format("<Name>Übergabe</Name>")
    )
    plan = read_mspdi(text.encode(encoding), "p")
    assert plan.project.activities[0].name == "Übergabe"


def test_without_the_namespace():
    raw = tasks(TASK.format("")).replace(f" {NAMESPACE}", "")
    assert read_mspdi(raw.encode(), "p").project.activities[0].id == "1"


@pytest.mark.parametrize("key", ["UID", "ID"])
def test_a_task_of_an_endless_number(key):
    """Its id would be longer than any that a scenario takes."""
    endless = TASK.format("").replace(f"<{key}>1<", f"<{key}>{'7' * 60}<")
    assert problems(tasks(TASK.format(""), endless)) == [
        "plan.xml:2: Task 2: has a UID or an ID of more than 50 characters. "
        "Save the plan again."
    ]
