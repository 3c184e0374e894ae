"""Whatever a table holds, it is read or refused: no other exception, and soon."""

import string
from datetime import datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmrisk.errors import PmriskError
from pmrisk.read.plan import Plan
from pmrisk.read.tables import read_table
from pmrisk.read.tables.headings import NAMES
from workbooks import SHEET, with_part, workbook

TEXT = """\
ID;Name;Dauer;Low;Mode;High;Predecessors;Calendar;Cost;Resources;WBS;Type;Start;\
Finish;Deadline;Actual start;Actual finish;% complete;Remaining;Owner;Zone
1;Design;9;;;;;;;;1;;04.01.2027;;;;;;;;
2;Draft;5 Tage?;3;5;9,5;;24 Stunden;1.000,50;welder[200%];1.1;;04.01.2027;\
08.01.2027;;04.01.2027;;35;2;Ann;North
3;Check;3;;;;2EA+2 Tage,1SS;Six days;;a,b;1.2;;;;01.03.2027;;;;;;South
4;Open;0;;;;3;;;;2;Meilenstein;;;;;;;;;
;Summe;17;;;;;;;;;;;;;;;;;;
"""
SNIPPETS = (
    ";", ",", "\t", "\n", '"', '"\n', "\0", "\r", "-", "1e999", "nan", "1.234", "%",
    "FS+", "2FS+50%", "31.02.2027", "31.12.9999", "01/02/03", "\ufeff", "\ud800", "#",
    "1.1.1.1", "/", "=1+1", "Total", "Level of Effort", "99999999999", "w", "\x85",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.integers(0, len(TEXT)),
        st.integers(0, 30),
        st.one_of(
            st.sampled_from(SNIPPETS),
            st.text(max_size=6),
            st.text(string.printable, max_size=6),
        ),
    ),
    min_size=1,
    max_size=6,
)
SLOW = [HealthCheck.too_slow]


def refusal(raw, path, start):
    """Why a file holds no plan, or None."""
    try:
        plan = read_table(raw, path, start=start)
    except PmriskError as error:
        return error
    assert isinstance(plan, Plan)
    return None


def read_or_refused(raw, path="t.csv", start=datetime(2027, 1, 4)):
    """A refusal has a line for each problem, and nothing else is raised."""
    error = refusal(raw, path, start)
    if error is not None:
        lines = str(error).splitlines()
        assert len(lines) == len(error.problems) > 0
        assert all(line.startswith(path) and line.isprintable() for line in lines)


@given(CHANGES)
@settings(max_examples=200, deadline=2000, suppress_health_check=SLOW)
def test_changed_csv(changes):
    """Cut and paste anything anywhere."""
    text = TEXT
    for at, length, new in changes:
        text = text[:at] + new + text[at + length :]
    read_or_refused(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xff\xfe\0")
@example(b"sep=;")
@example(b"sep=\n")
@example(b"ID,Duration\n")
@settings(max_examples=200, deadline=2000)
def test_any_bytes(raw):
    read_or_refused(raw)


HEADINGS = sorted({name for names in NAMES.values() for name in names.split()})
CELLS = st.one_of(
    st.none(),
    st.integers(-5, 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(SNIPPETS),
    st.text(string.printable + "äé%", max_size=8),
)


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=12),
    st.lists(st.lists(CELLS, max_size=14), max_size=6),
)
@settings(max_examples=200, deadline=2000, suppress_health_check=SLOW)
def test_any_cells(headings, rows):
    """Any value under any heading."""
    from pmrisk.read.tables.grid import Grid, trimmed
    from pmrisk.read.tables.log import Log
    from pmrisk.read.tables.plan import plan_of
    from pmrisk.read.tables.table import found_table

    log = Log("t.xlsx", "Plan")
    grid = Grid([trimmed(cells) for cells in (["ID", "Duration", *headings], *rows)])
    table = found_table(grid, log)
    plan = plan_of(table, False, datetime(2027, 1, 4))
    assert log.problems or plan is not None
    assert all(str(p).isprintable() for p in log.problems)
    assert all(str(note).isprintable() for note in log.notes)


BOOK = workbook(
    [
        ["ID", "Name", "Duration", "Predecessors", "Start", "% Complete"],
        ["A", "Dig", 5, None, datetime(2027, 1, 4), 0.5],
        ["B", "Pour", "=C2", "A", None, None],
    ],
    formats={"F2": "0%"},
    merged=["A1:B1"],
)
PARTS = (
    SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
    "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
)  # fmt: skip


@given(
    st.sampled_from(PARTS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=5)),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=150, deadline=2000, suppress_health_check=SLOW)
def test_changed_parts_of_a_workbook(part, changes):
    def changed(data):
        for where, length, new in changes:
            at = int(where * len(data))
            data = data[:at] + new + data[at + length :]
        return data

    read_or_refused(with_part(BOOK, part, changed), "t.xlsx")


@given(
    st.lists(
        st.tuples(st.integers(0, len(BOOK)), st.integers(0, 8), st.binary(max_size=4)),
        min_size=1,
        max_size=4,
    )
)
@example([(len(BOOK) // 2, len(BOOK), b"")])
@settings(max_examples=150, deadline=2000, suppress_health_check=SLOW)
def test_changed_bytes_of_a_workbook(changes):
    raw = BOOK
    for at, length, new in changes:
        raw = raw[:at] + new + raw[at + length :]
    read_or_refused(raw, "t.xlsx")
