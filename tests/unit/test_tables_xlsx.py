"""Plans in workbooks: cells of every kind, several sheets, and files that mean harm."""

import struct
import time
import tracemalloc
import zlib
from datetime import date, datetime, timedelta

import pytest

from pmrisk import ScenarioError
from pmrisk.model.amount import Amount
from pmrisk.read.tables import read_table
from workbooks import SHEET, with_part, workbook

START = datetime(2027, 1, 4)
ROWS = [
    ["ID", "Name", "Duration", "Predecessors", "Start", "% Complete"],
    ["A", "Dig", 5, None, START, None],
    ["B", "Pour", 2.5, "A", None, None],
    [12, "Open", 0, "B;A FF+2d", None, None],
]


def refused(raw, path="plan.xlsx", **options):
    """The messages about a file, without its path."""
    with pytest.raises(ScenarioError) as caught:
        read_table(raw, path, **options)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    return [problem.at_message for problem in caught.value.problems]


def notes(read):
    return [str(note) for note in read.notes]


def test_a_workbook():
    read = read_table(workbook(ROWS), "plan.xlsx")
    assert [a.id for a in read.project.activities] == ["A", "B", "12"]
    assert read.project.start == START
    assert read.project.activity("B").duration.amounts == (Amount(2.5),)
    assert len(read.project.activity("12").after) == 2


def test_the_first_sheet_with_a_plan():
    raw = workbook(ROWS, others=[("Cover", [["Terminal 4"], ["by nobody"]])])
    read = read_table(raw, "plan.xlsx")
    assert 'read: sheet "Plan" was read, not Cover.' in notes(read)
    assert len(read.project.activities) == 3


def test_a_sheet_with_nothing_but_a_chart():
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    book.create_chartsheet("Curve", 0)
    out = io.BytesIO()
    book.save(out)
    read = read_table(out.getvalue(), "plan.xlsx")
    assert len(read.project.activities) == 3


def test_a_named_sheet():
    other = [["ID", "Duration"], ["Z", 1]]
    raw = workbook(ROWS, others=[("Other plan", other)])
    read = read_table(raw, "plan.xlsx", sheet="Other plan", start=START)
    assert [a.id for a in read.project.activities] == ["Z"]
    assert refused(raw, sheet="Oter plan") == [
        'has no sheet "Oter plan". Did you mean "Other plan"?'
    ]
    assert refused(b"ID,Duration\nA,1\n", "plan.csv", sheet="Plan") == [
        "is no workbook and has no sheets. Leave the sheet out."
    ]


def test_per_cent():
    """A share only where its cell shows it as per cent."""
    rows = [["ID", "Duration", "Actual start", "% Complete"]]
    rows += [[id, 5, START, value] for id, value in (("A", 0.35), ("B", 1))]
    read = read_table(workbook(rows, formats={"D2": "0%", "D3": "0.00%"}), "p.xlsx")
    assert [a.percent_complete for a in read.project.activities] == [35, 100]
    assert refused(workbook(rows)) == [
        'sheet "Plan", row 2, column "% Complete": 0.35 may mean a share or per cent. '
        "Write 35, or 0.35% if it is less than one per cent.",
        'sheet "Plan", row 3, column "% Complete": 1 may mean a share or per cent. '
        "Write 100, or 1% if it is one per cent.",
    ]
    rows.append(["C", 5, START, 35])
    raw = workbook(rows, formats={"D2": "0%"})
    assert read_table(raw, "p.xlsx").project.activity("B").percent_complete == 1


def test_every_kind_of_wrong_cell():
    rows = [
        ["ID", "Duration", "Predecessors", "Start", "Cost"],
        ["A", "soon", None, START, None],
        ["B", True, None, 46026, None],
        ["C", START, 12.5, None, None],
        ["D", timedelta(hours=30), START, None, "#REF!"],
        ["E", "=SUM(B2:B3)", None, datetime(9999, 12, 31), -1],
        [None, 5, "A", None, None],
    ]
    found = refused(workbook(rows))
    where = 'sheet "Plan", row '
    assert all(message.startswith(where) for message in found)
    assert sorted(message.removeprefix(where) for message in found) == [
        '2, column "Duration": must be an amount of time such as 5, 5d, 2w or 16h, got '
        '"soon".',
        '3, column "Duration": must be a number such as 12, got true.',
        '3, column "Start": must be a date, got 46026. Format the cell as a date.',
        '4, column "Duration": must be a number, got the date 2027-01-04. Format the '
        "cell as a number or as text.",
        '4, column "Predecessors": "12.5" is not an activity of the table. Add it or '
        "remove it. Write relationships as A1; A2 SS+5d.",
        '5, column "Cost": holds the error #REF!. Mend it in the workbook.',
        '5, column "Duration": must be a number, got a time of day. Write 8h for 8 '
        "hours.",
        '5, column "Predecessors": is a date. Format it as text.',
        '6, column "Duration": holds a formula that was never computed. Open the '
        "workbook in a spreadsheet program and save it again.",
        '6, column "Start": must lie between the years 1900 and 2199, got 9999-12-31.',
        '7, column "ID": is empty. Give the activity an id of its own.',
    ]


def test_a_computed_formula():
    """The value that was stored counts."""
    rows = [["ID", "Duration"], ["A", "=2+3"]]
    raw = with_part(
        workbook(rows), SHEET,
        lambda xml: xml.replace(b"<v></v>", b"<v>5</v>").replace(b"<v />", b"<v>5</v>"),
    )  # fmt: skip
    read = read_table(raw, "p.xlsx", start=START)
    assert read.project.activity("A").duration.amounts == (Amount(5.0),)


def test_merged_cells():
    rows = [["My plan", None], ["ID", "Duration"], ["A", 1], ["B", 1], ["C", 1]]
    raw = workbook(rows, merged=["A1:B1"])
    assert len(read_table(raw, "p.xlsx", start=START).project.activities) == 3
    assert refused(workbook(rows, merged=["B3:B4"]), start=START) == [
        'sheet "Plan", row 3: cells B3:B4 are merged, and only the first has a value. '
        "Unmerge them and fill in each.",
        'sheet "Plan", row 4, column "Duration": is empty. Give a number of days, or '
        "0 for a milestone.",
    ]


def test_cells_merged_along_a_row():
    rows = [["ID", "Name", "Room", "Duration"], ["A", "Dig", None, 1]]
    raw = workbook(rows, merged=["B2:C2"])
    assert len(read_table(raw, "p.xlsx", start=START).project.activities) == 1
    raw = workbook([rows[0], ["A", None, None, 1]], merged=["A2:B2"])
    (message,) = refused(raw, start=START)
    assert "cells A2:B2 are merged" in message


def test_duplicate_headings():
    rows = [["ID", "Duration", "duration"], ["A", 1, 2]]
    assert refused(workbook(rows), start=START) == [
        'sheet "Plan", row 1: columns "Duration" and "duration" mean the same. Keep '
        "one, or rename the others."
    ]


def test_the_heading_is_not_the_first_row():
    rows = [["Terminal 4"], [], ["as of", date(2027, 2, 1)], [], *ROWS]
    read = read_table(workbook(rows), "plan.xlsx")
    assert read.project.data_date == datetime(2027, 2, 1)
    assert len(read.project.activities) == 3


def test_no_heading():
    assert refused(workbook([["Apples", "Pears"], [1, 2]])) == [
        'sheet "Plan": no headings were found in the first 20 rows. Give the columns '
        "names such as ID, Name, Duration, Predecessors. The first row holds Apples, "
        "Pears."
    ]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is not a workbook. Save the table as XLSX or CSV."),
        (b"PK\3\4 and no more", "is not a workbook. Save the table as XLSX or CSV."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "is an old workbook (XLS) or has a password. Save it as XLSX without one.",
        ),
        (
            with_part(workbook(ROWS), "xl/workbook.bin", lambda _: b"x"),
            "is a binary workbook (XLSB). Save it as XLSX.",
        ),
    ],
)
def test_other_files(raw, message):
    assert refused(raw) == [message]


def test_a_zip_file_of_something_else():
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.csv", "ID,Duration\n")
    assert refused(out.getvalue()) == [
        "is a zip file, but no workbook. Save the table as XLSX."
    ]


def timed(work):
    """What `work` returns, and the seconds that it took."""
    begin = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begin


def traced(work):
    """What `work` returns, and the bytes that it took at most."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_zip_bomb():
    """It is refused by its table of contents, and never unpacked."""
    bomb = with_part(workbook(ROWS), SHEET, lambda _: b" " * (33 * 2**20))
    assert len(bomb) < 100_000
    (message,), peak = traced(lambda: refused(bomb))
    assert message.startswith('"xl/worksheets/sheet1.xml" in it unpacks to 33 MB')
    assert peak < 2**20


@pytest.mark.parametrize("honest", [False, True])
def test_a_zip_bomb_that_lies(honest):
    """No more is unpacked than the table of contents says, whatever the checksum."""
    bomb = with_part(workbook(ROWS), SHEET, lambda _: b" " * (33 * 2**20))
    entry = bomb.rindex(SHEET.encode()) - 46
    assert bomb[entry : entry + 4] == b"PK\1\2"
    checksum = zlib.crc32(b" " * 1000) if honest else 1
    lying = bytearray(bomb)
    struct.pack_into("<I", lying, entry + 16, checksum)
    struct.pack_into("<I", lying, entry + 24, 1000)
    (message,), peak = traced(lambda: refused(bytes(lying)))
    expected = "cannot be read" if honest else f'"{SHEET}" in it is damaged.'
    assert message.startswith(expected)
    assert peak < 2**22


@pytest.mark.parametrize(
    "entity",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'.encode("utf-16"),
    ],
    ids=["internal", "external", "utf-16"],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities(part, entity):
    raw = with_part(
        workbook(ROWS), part, lambda xml: entity + xml[xml.find(b"?>") + 2 :]
        if xml.startswith(b"<?xml") else entity + xml,
    )  # fmt: skip
    assert refused(raw) == [
        f'"{part}" in it defines a document type, which no spreadsheet program '
        "writes. Save the table as CSV."
    ]


def test_a_cell_of_ten_megabytes():
    raw = with_part(
        workbook(ROWS), SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 10_000_000
            + b"</t></is></c></row></sheetData>",
        ),
    )  # fmt: skip
    found, seconds = timed(lambda: refused(raw))
    assert found[0] == (
        'sheet "Plan", row 9, column "ID": holds 10,000,000 characters, more than '
        "32,767."
    )
    assert seconds < 5


def test_a_million_blank_rows():
    blank = b"".join(b'<row r="%d"/>' % row for row in range(5, 1_048_577))
    raw = with_part(
        workbook(ROWS), SHEET,
        lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"),
    )  # fmt: skip
    read, seconds = timed(lambda: read_table(raw, "plan.xlsx"))
    assert len(read.project.activities) == 3
    assert seconds < 5


def test_a_cell_in_the_last_corner():
    """A sheet is as large as its cells say, not as its corners."""
    raw = with_part(
        workbook(ROWS), SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        ),
    )  # fmt: skip
    read, seconds = timed(lambda: read_table(raw, "plan.xlsx"))
    assert len(read.project.activities) == 3
    assert seconds < 5
