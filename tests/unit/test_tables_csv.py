"""Plans in CSV: what its columns and cells mean, and what is said about them."""

from datetime import datetime
from textwrap import dedent

import pytest

from pmrisk import ScenarioError
from pmrisk.model.amount import Amount
from pmrisk.read.tables import read_table
from pmrisk.read.tables.headings import heading


def plan(text, **options):
    """The plan of a table that is written with spaces around its cells."""
    return read_table(dedent(text).encode(), "plan.csv", **options)


def refused(text, **options):
    """The messages about a table, without the path."""
    with pytest.raises(ScenarioError) as caught:
        plan(text, **options)
    return [problem.at_message for problem in caught.value.problems]


def notes(read):
    return [str(note) for note in read.notes]


def activity(read, id):
    return read.project.activity(id)


START = datetime(2027, 1, 4)
SMALL = """\
    ID,Name,Duration,Predecessors,Start
    A,Dig,5,,2027-01-04
    B,Pour,3 d,A,
    C,Open,0,B FS+2d,
"""


def test_a_small_table():
    read = plan(SMALL)
    assert read.source == "table"
    assert [a.id for a in read.project.activities] == ["A", "B", "C"]
    assert [a.name for a in read.project.activities] == ["Dig", "Pour", "Open"]
    assert read.project.start == START
    assert read.project.name == "plan"
    assert activity(read, "B").duration.amounts == (Amount(3.0),)
    assert activity(read, "C").type == "milestone"
    assert activity(read, "C").duration is None
    (link,) = activity(read, "C").after
    assert (link.predecessor, link.kind) == ("B", "FS")
    assert link.lag.amounts == (Amount(2.0),)
    assert "read: 3 activities and 2 relationships." in notes(read)


def test_a_start_that_is_given_wins():
    read = plan(SMALL, start=datetime(2028, 5, 2))
    assert read.project.start == datetime(2028, 5, 2)


def test_without_a_start():
    """Dates never depend on today."""
    table = "ID,Duration\nA,5\n"
    (message,) = refused(table)
    assert message.startswith("nothing says when the project starts.")
    assert plan(table, start=START).project.start == START


@pytest.mark.parametrize(
    "raw",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.encode("utf-16"),
        SMALL.encode("utf-16-le"),
        SMALL.replace(",", ";").encode(),
        SMALL.replace(",", "\t").encode(),
        SMALL.replace("\n", "\r\n").encode(),
        ("sep=;\n" + SMALL.replace(",", ";")).encode(),
        SMALL.replace("Dig", '"Dig"').encode(),
    ],
)
def test_encodings_and_delimiters(raw):
    read = read_table(raw, "plan.csv")
    assert [a.id for a in read.project.activities] == ["A", "B", "C"]
    assert len(activity(read, "C").after) == 1


def test_windows_1252():
    raw = "ID;Name;Dauer;Anfang\nA;Öffnen – bald;5;04.01.2027\n".encode("cp1252")
    read = read_table(raw, "plan.csv")
    assert activity(read, "A").name == "Öffnen – bald"
    assert "read: the file was read as Windows-1252." in notes(read)


@pytest.mark.parametrize(
    ("title", "field", "unit"),
    [
        ("ID", "id", ""),
        ("Activity ID", "id", ""),
        ("  task_name ", "name", ""),
        ("Original Duration", "duration", ""),
        ("Dauer (Tage)", "duration", "tage"),
        ("Duration in hours", "duration", "hours"),
        ("target_drtn_hr_cnt", "duration", "h"),
        ("Durée", "duration", ""),
        ("Remaining duration [h]", "remaining", "h"),
        ("Fixed cost (EUR)", "cost", "EUR"),
        ("Optimistic", "low", ""),
        ("Min duration (days)", "low", "days"),
        ("Duration - most likely", "mode", ""),
        ("Duration (Max)", "high", ""),
        ("Cost (min)", "cost_low", ""),
        ("Cost per day", "per_day", ""),
        ("% Complete", "percent_complete", ""),
        ("Vorgänger", "predecessors", ""),
        ("Predecessor Details", "predecessors", ""),
        ("Prédécesseurs", "predecessors", ""),
        ("WBS Code", "wbs", ""),
        ("Start No Earlier Than", "start_no_earlier_than", ""),
        ("Fecha límite", "deadline", ""),
    ],
)
def test_usual_headings(title, field, unit):
    found = heading(title)
    assert (found.field, found.unit) == (field, unit)


@pytest.mark.parametrize("title", ["Zone", "Duration of the lease", "Id card", "P50"])
def test_other_headings(title):
    assert heading(title) is None


def test_the_mapping_is_shown():
    read = plan("Nr;Vorgangsname;Dauer (Tage);Anfang;Gewerk\n1;Los;5;04.01.2027;Bau\n")
    assert 'read: column "Nr" -> id.' in notes(read)
    assert 'read: column "Dauer (Tage)" -> duration.' in notes(read)
    assert 'converted: column "Gewerk" -> code "Gewerk".' in notes(read)
    assert activity(read, "1").codes == {"Gewerk": "Bau"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("5", Amount(5.0)),
        ("5.5", Amount(5.5)),
        ("5 d", Amount(5.0)),
        ("3 days?", Amount(3.0)),
        ("3 Tage", Amount(3.0)),
        ("2w", Amount(2.0, "w")),
        ("2 wks", Amount(2.0, "w")),
        ("16h", Amount(16.0, "h")),
        ("90 min", Amount(90.0, "min")),
        ("5 edays", Amount(5.0, "ed")),
        ("5ed", Amount(5.0, "ed")),
        ("2 ewks", Amount(14.0, "ed")),
        ("8 ehrs", Amount(8.0, "eh")),
        ("1 mon", Amount(20.0)),
        ("5 jours", Amount(5.0)),
        ("3 semanas", Amount(3.0, "w")),
    ],
)
def test_durations(cell, expected):
    read = plan(f"ID,Duration,Start\nA,{cell},2027-01-04\n")
    assert activity(read, "A").duration.amounts == (expected,)


def test_the_unit_of_a_heading():
    read = plan("ID,Duration (as sold),Start\nA,16,2027-01-04\n")
    assert activity(read, "A").duration.amounts == (Amount(16.0),)
    read = plan("ID,Duration (h),Start\nA,16,2027-01-04\nB,2d,\n")
    assert activity(read, "A").duration.amounts == (Amount(16.0, "h"),)
    assert activity(read, "B").duration.amounts == (Amount(2.0),)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2,5"], [2.5]),
        (["1.234,5"], [1234.5]),
        (["2,5", "1.234"], [2.5, 1234.0]),
        (["2.5", "1.234"], [2.5, 1.234]),
        (["1 234"], [1234.0]),
        (["1.234.567"], [1234567.0]),
        (["1,234"], [1.234]),
    ],
)
def test_decimal_marks_of_semicolon_files(cells, expected):
    rows = "".join(f"A{k};1;{cell}\n" for k, cell in enumerate(cells))
    read = plan(f"ID;Duration;Cost\n{rows}", start=START)
    costs = [a.cost.fixed.amounts[0].value for a in read.project.activities]
    assert costs == expected


def test_a_number_that_may_be_two():
    """No cell of the file shows whether the point parts decimals or thousands."""
    (message,) = refused("ID;Duration;Cost\nA;1;1.234\n", start=START)
    assert message == (
        'row 2, column "Cost": 1.234 may mean 1234 or 1,234. Write one of these.'
    )


def test_costs():
    read = plan("ID,Duration,Cost (USD),Cost per day\nA,1,\"$1,200.50\",100\n",
                start=START)  # fmt: skip
    assert activity(read, "A").cost.fixed.amounts == (Amount(1200.5),)
    assert activity(read, "A").cost.per_day.amounts == (Amount(100.0),)
    assert read.project.currency == "USD"


def test_three_points():
    read = plan(
        """\
        ID,Duration,Low,Most likely,High
        A,,2,5,9
        B,6,2,5,9
        C,4,,,
        D,5,2,5,9
        E,,5,5,5
        """,
        start=START,
    )
    a, b, c, d, e = (each.duration for each in read.project.activities)
    assert a.shape == d.shape == "pert"
    assert a.amounts == (Amount(2.0), Amount(5.0), Amount(9.0))
    assert (a.plan, b.plan, d.plan) == (None, Amount(6.0), None)
    assert (c.shape, c.amounts) == ("fixed", (Amount(4.0),))
    assert (e.shape, e.amounts) == ("fixed", (Amount(5.0),))


def test_a_duration_between_low_and_high():
    read = plan("ID,Duration,Min,Max\nA,5,2,9\n", start=START)
    assert activity(read, "A").duration.amounts[1] == Amount(5.0)


def test_tenth_and_ninetieth_percentiles():
    read = plan("ID,P10,Most likely,P90\nA,2,5,9\n", start=START)
    assert activity(read, "A").duration.shape == "trigen"


def test_half_a_range():
    found = refused("ID,Low,Most likely,High\nA,2,,9\nB,2,x,9\n", start=START)
    assert found == [
        'row 2, column "Most likely": give low, most likely and high, or none of them.',
        'row 3, column "Most likely": must be an amount of time such as 5, 5d, 2w or '
        '16h, got "x".',
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "2027-02-05",
        "05.02.2027",
        "5-Feb-27",
        "05-Feb-27 A",
        "Fri 05-Feb-2027*",
        "February 5, 2027",
        "5 février 2027",
        "5. Februar 2027",
        "2027/02/05",
    ],
)
def test_dates(cell):
    read = plan(f'ID,Duration,Actual start\nA,1,"{cell}"\n')
    assert activity(read, "A").actual_start == datetime(2027, 2, 5)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [("2027-02-05 08:30", 8), ("05.02.2027 08:30", 8), ("5-Feb-27 8:30 PM", 20),
     ("2027-02-05T08:30:00", 8), ("5-Feb-27 12:30 AM", 0)],
)  # fmt: skip
def test_times(cell, hour):
    read = plan(f"ID,Duration,Actual start\nA,1,{cell}\n")
    assert activity(read, "A").actual_start == datetime(2027, 2, 5, hour, 30)


def test_day_or_month_first():
    """One date that can only be read one way tells how all are to be read."""
    read = plan("ID,Duration,Start\nA,1,02/05/2027\nB,1,02/15/2027\n")
    assert read.project.start == datetime(2027, 2, 5)
    read = plan("ID,Duration,Start\nA,1,02/05/2027\nB,1,15/05/2027\n")
    assert read.project.start == datetime(2027, 5, 2)
    (message, *_) = refused("ID,Duration,Start\nA,1,02/05/2027\n")
    assert message == (
        'row 2, column "Start": "02/05/2027" may mean 2027-05-02 or 2027-02-05. Write '
        "one of these."
    )


def test_a_finish_is_the_end_of_its_day():
    read = plan("ID,Duration,Deadline\nA,1,2027-02-05\n", start=START)
    assert activity(read, "A").deadline == datetime(2027, 2, 6)


@pytest.mark.parametrize(
    ("cell", "percent"), [("35", 35), ("35 %", 35), ("0.5%", 0.5), ("100", 100)]
)
def test_percent(cell, percent):
    read = plan(
        f"ID,Duration,Actual start,% complete\nA,9,2027-01-04,{cell}\n"
        "B,9,2027-01-04,50\n"
    )
    assert activity(read, "A").percent_complete == percent


@pytest.mark.parametrize("cell", ["0.35"])
def test_a_share_that_may_be_per_cent(cell):
    (message,) = refused(
        f"ID,Duration,Actual start,% complete\nA,9,2027-01-04,{cell}\n"
    )
    assert message == (
        'row 2, column "% complete": 0.35 may mean a share or per cent. Write 35, or '
        "0.35% if it is less than one per cent."
    )


def test_progress():
    read = plan(
        """\
        ID,Duration,Actual start,Actual finish,Remaining duration
        A,5,2027-01-04,2027-01-08,0
        B,5,2027-01-11,,2
        C,5,,,5
        """
    )
    a, b, c = read.project.activities
    assert a.actual_finish == datetime(2027, 1, 9)
    assert a.remaining is None
    assert b.remaining.amounts == (Amount(2.0),)
    assert c.remaining is None
    assert read.project.data_date == datetime(2027, 1, 11)
    assert any("the data date is 2027-01-11" in note for note in notes(read))


def test_progress_in_per_cent_alone():
    """Planned dates stand for the actual ones, and that is said."""
    read = plan(
        """\
        ID,Duration,Start,Finish,Progress
        A,5,2027-01-04,2027-01-08,100
        B,5,2027-01-11,2027-01-15,40
        C,5,2027-01-18,2027-01-22,0
        """
    )
    a, b, c = read.project.activities
    assert (a.actual_start, a.actual_finish) == (START, datetime(2027, 1, 9))
    assert (b.actual_start, b.percent_complete) == (datetime(2027, 1, 11), 40)
    assert c.actual_start is None
    assert any(note.startswith("converted: 2 begun") for note in notes(read))


def test_per_cent_without_any_date():
    read = plan("ID,Duration,Progress\nA,5,40\n", start=START)
    assert activity(read, "A").percent_complete == 0
    assert any("no work has begun" in note for note in notes(read))


def test_constraints():
    read = plan(
        """\
        ID,Duration,Constraint Type,Constraint Date,Start No Earlier Than
        A,5,Start No Earlier Than,2027-02-01,
        B,5,Must Finish On,2027-02-05,
        C,5,As Late As Possible,,
        D,5,As Soon As Possible,,2027-03-01
        E,5,Finish On or Before,2027-02-05,
        """,
        start=START,
    )
    a, b, c, d, e = read.project.activities
    assert a.constraints == {"start_no_earlier_than": datetime(2027, 2, 1)}
    assert b.constraints == {"must_finish_on": datetime(2027, 2, 6)}
    assert c.as_late_as_possible
    assert d.constraints == {"start_no_earlier_than": datetime(2027, 3, 1)}
    assert e.constraints == {"finish_no_later_than": datetime(2027, 2, 6)}


def test_what_waits_for_nothing_keeps_its_start():
    read = plan(
        "ID,Duration,Start,Predecessors\nA,5,2027-01-04,\nB,5,2027-02-01,\n"
        "C,5,2027-03-01,A\n"
    )
    held = {a.id: a.start_no_earlier_than for a in read.project.activities}
    assert held == {"A": None, "B": datetime(2027, 2, 1), "C": None}
    assert any("1 activity without predecessors" in note for note in notes(read))


def test_types():
    read = plan(
        """\
        ID,Duration,Type
        A,5,Fixed Units
        B,,Milestone
        C,,Start milestone
        D,0,Task Dependent
        E,,Finish Milestone
        """,
        start=START,
    )
    assert [a.type for a in read.project.activities] == [
        "task", "milestone", "start_milestone", "milestone", "milestone",
    ]  # fmt: skip


def test_a_level_of_effort_has_no_duration():
    read = read_draft("ID,Duration,Type\nA,5,\nB,9,LOE\n")
    assert [(d.parts.get("type"), "duration" in d.parts) for d in read] == [
        (None, True),
        ("level_of_effort", False),
    ]


def read_draft(text):
    """The drafts of a table, before the project's rules."""
    from pmrisk.read.tables import csv_text
    from pmrisk.read.tables.log import Log
    from pmrisk.read.tables.outline import outlined
    from pmrisk.read.tables.rows import drafts_of
    from pmrisk.read.tables.table import found_table

    table = found_table(csv_text.grid(dedent(text).encode()), Log("plan.csv"))
    drafts = outlined(drafts_of(table), table)
    assert not table.log.problems
    return drafts


def paths(drafts):
    return {d.id: (d.parts.get("type", "task"), d.parts.get("wbs")) for d in drafts}


def test_outline_numbers():
    """A code that others begin with is that of a summary."""
    assert paths(
        read_draft(
            """\
            ID,WBS,Name,Duration
            1,1,Design,9
            2,1.1,Draft,5
            3,1.2,Check,4
            4,2,Build,9
            5,2.1,Site / yard,9
            6,2.1.1,Dig,9
            7,3,Open,0
            """
        )
    ) == {
        "1": ("summary", "Design"),
        "2": ("task", "Design"),
        "3": ("task", "Design"),
        "4": ("summary", "Build"),
        "5": ("summary", "Build/Site-yard"),
        "6": ("task", "Build/Site-yard"),
        "7": ("milestone", None),
    }


def test_outline_levels():
    assert paths(
        read_draft(
            """\
            ID,Outline Level,Name,Duration
            1,1,Design,9
            2,2,Draft,5
            3,1,Build,4
            4,2,Build,4
            5,3,Dig,4
            """
        )
    ) == {
        "1": ("summary", "Design"),
        "2": ("task", "Design"),
        "3": ("summary", "Build"),
        "4": ("summary", "Build/Build"),
        "5": ("task", "Build/Build"),
    }


def test_a_work_breakdown_that_rows_share():
    """Where codes repeat, they are the nodes that activities stand in."""
    found = paths(read_draft("ID,WBS,Duration\nA,1.2,5\nB,1.2,5\nC,1,5\n"))
    assert found == {"A": ("task", "1/2"), "B": ("task", "1/2"), "C": ("task", "1")}
    found = paths(read_draft("ID,WBS,Duration\nA,Build > Dr. No,5\nB,Build,5\n"))
    assert found == {"A": ("task", "Build/Dr. No"), "B": ("task", "Build")}


def test_what_a_summary_waits_for():
    """The activities below it wait; what waits for it has it as predecessor."""
    from pmrisk.read.tables.logic import link

    drafts = read_draft(
        """\
        ID,WBS,Name,Duration,Predecessors
        1,1,Design,9,
        2,1.1,Draft,5,
        3,2,Build,9,1
        4,2.1,Dig,5,
        5,2.2,Pour,5,4
        """
    )
    link(drafts, drafts[0].row.table)
    after = {d.id: [a.predecessor for a in d.parts["after"]] for d in drafts}
    assert after == {"1": [], "2": [], "3": [], "4": ["1"], "5": ["4", "1"]}


def test_headings_between_rows():
    read = plan(
        """\
        ID,Name,Duration
        ,Phase 1: design,
        A,Draft,5
        ,,
        ,Phase 2,
        B,Dig,5
        ,Total,10
        """,
        start=START,
    )
    assert [a.wbs for a in read.project.activities] == ["Phase 1: design", "Phase 2"]
    assert "dropped: row 7: a row of totals." in notes(read)


def test_rows_above_the_headings():
    read = plan(
        """\
        Terminal 4,,,
        Project,Terminal four,Currency,CHF
        Start,2027-01-04,Status date,2027-02-01
        ,,,
        ID,Name,Duration,
        A,Dig,5,
        """
    )
    assert read.project.name == "Terminal four"
    assert read.project.currency == "CHF"
    assert read.project.start == START
    assert read.project.data_date == datetime(2027, 2, 1)


def test_two_rows_of_headings():
    """Primavera writes the names of its fields above the captions."""
    read = plan(
        "task_code,task_name,target_drtn_hr_cnt,start_date\n"
        "Activity ID,Activity Name,Original Duration(h),Start\n"
        "A,Dig,16,04-Jan-27\n"
    )
    assert activity(read, "A").duration.amounts == (Amount(16.0, "h"),)


def test_without_ids():
    read = plan("Task,Duration,Predecessors\nDig,5,\nPour,3,1\n", start=START)
    assert [a.id for a in read.project.activities] == ["1", "2"]
    assert activity(read, "2").after[0].predecessor == "1"
    read = plan(
        "Task,Duration,Predecessors\nDig it,5,\nPour,3,Dig it SS+1d\n", start=START
    )
    assert [a.id for a in read.project.activities] == ["Dig_it", "Pour"]
    assert activity(read, "Pour").after[0].kind == "SS"


def test_calendars():
    read = plan(
        "ID,Duration,Calendar\nA,5,Standard\nB,5,24 Hours\nC,5,Six days\nD,5,None\n",
        start=START,
    )
    found = [a.calendar for a in read.project.activities]
    assert found == ["standard", "continuous", "Six days", None]
    assert read.project.calendars["Six days"].minutes_per_week == 2400
    assert any("Six days have the standard week" in note for note in notes(read))


RESOURCES = (
    'ID,Duration,Resources,Owner\nA,5,"welder[200%]; Jo Doe",Ann\n'
    'B,5,"crane: 3, 2 x welder, sand[10 t]",\n'
)


def test_resources():
    read = plan(RESOURCES, start=START, keep_names=True)
    units = [
        {r.resource: r.units for r in a.resources} for a in read.project.activities
    ]
    assert units == [{"welder": 2.0, "Jo Doe": 1.0}, {"crane": 3.0, "welder": 2.0}]
    assert list(read.project.resources) == ["welder", "Jo Doe", "crane"]
    assert activity(read, "A").owner == "Ann"
    assert any('"sand[10 t]"' in note for note in notes(read))


def test_names_of_people_are_not_copied():
    read = plan(RESOURCES, start=START)
    assert list(read.project.resources) == ["R1", "R2", "R3"]
    assert activity(read, "A").owner is None
    whole = read.project.model_dump_json() + "".join(notes(read))
    assert "Jo Doe" not in whole
    assert "Ann" not in whole


def test_other_columns():
    read = plan(
        """\
        ID,Duration,Zone,Room,E-mail,Checked,Zone
        A,5,North,17,a@b.example,2027-01-04,x
        B,5,South,18,,,
        """,
        start=START,
    )
    assert activity(read, "A").codes == {"Zone": "North"}
    dropped = [note for note in notes(read) if note.startswith("dropped: column")]
    assert [note.split('"')[1] for note in dropped] == [
        "Room", "E-mail", "Checked", "Zone",
    ]  # fmt: skip


def test_stored_dates_are_those_with_a_time():
    read = plan(
        "ID,Duration,Early Start,Early Finish,Late Start,Total Float\n"
        "A,5,2027-01-04 08:00,2027-01-08 17:00,2027-01-05,1.5 d\n"
    )
    stored = read.stored["A"]
    assert stored.early_start == datetime(2027, 1, 4, 8)
    assert stored.early_finish == datetime(2027, 1, 8, 17)
    assert stored.late_start is None
    assert stored.total_float == 720


def test_a_thousand_problems():
    """The list of problems ends, and says how many more there are."""
    rows = "".join(f"A{k},x\n" for k in range(1500))
    found = refused(f"ID,Duration\n{rows}", start=START)
    assert len(found) == 1001
    assert found[-1] == "500 more problems are not listed."


def test_a_cell_of_ten_megabytes():
    """The longest that a cell may be is what a spreadsheet holds."""
    (message,) = refused(f"ID,Duration\nA,{'1' * 40_000}\n", start=START)
    assert message == (
        'row 2, column "Duration": holds 40,000 characters, more than 32,767.'
    )
    (message,) = refused(f"ID,Duration\nA,{'1' * 10_000_000}\n", start=START)
    assert message == (
        "row 2: holds a cell of more than 131,072 characters, or a quote is not closed."
    )


def test_no_more_rows_than_can_be_planned():
    rows = "A,1\n" * 100_002
    (message,) = refused(f"ID,Duration\n{rows}", start=START)
    assert message.endswith(
        "has more than 100,000 rows. Leave out what is not the plan."
    )
