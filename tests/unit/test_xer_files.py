"""Files that are encoded, cut, broken or hostile: a plan, or one line per problem."""

import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xer_files import PLANS, activity, notes, raw, read

from pmrisk.errors import PmriskError, ScenarioError
from pmrisk.read import parse
from pmrisk.read.xer import read_xer, reader, tables
from pmrisk.write import scenario_text

FILES = sorted(path.stem for path in PLANS.glob("*.xer"))
REJECTED = sorted((PLANS / "rejected").glob("*.xer"), key=lambda path: path.name)


def outcome(content):
    """The plan in some bytes, or None, and what is said about them, line by line."""
    try:
        plan = read_xer(content, "x.xer")
    except PmriskError as error:
        return None, str(error).splitlines()
    return plan, [str(note) for note in plan.notes]


NAMES = {
    "cp1252": "Tramdepot Köln, façade",
    "cp1251": "Строительство трамвайного депо",
    "cp1253": "Κατασκευή αμαξοστασίου",
    "cp1255": "בניית מוסך הרכבת הקלה",
    "cp1256": "بناء مستودع الترام في المدينة",
    "gb18030": "电车车辆段建设工程项目",
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_comes_back_from_a_scenario(name):
    project = read(name).project
    again = parse(scenario_text(project))
    ids = [a.id for a in project.activities]
    assert [a.id for a in again.activities] == ids
    assert again.calendars == project.calendars
    assert again.subprojects == project.subprojects
    assert again.resources == project.resources


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_its_line(path: Path):
    content = path.read_bytes().decode()
    expected = re.search(r"%F\tmessage\r?\n%R\t(.*?)\r?\n", content)[1]
    with pytest.raises(ScenarioError) as raised:
        read_xer(path.read_bytes(), path.name)
    (line,) = str(raised.value).splitlines()
    place = ":" if expected[0].isdigit() else ": "
    assert line.startswith(f"{path.name}{place}{expected}")


@pytest.mark.parametrize("encoding", NAMES)
def test_the_code_page_is_found(encoding):
    text = raw("progress").decode().replace("Work P", f"{NAMES[encoding]} P")
    plan = read_xer(text.encode(encoding), "x")
    assert activity(plan, "P1").name == f"{NAMES[encoding]} P1"
    assert encoding in notes(plan, "encoding")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_found(encoding):
    text = raw("progress").decode().replace("Work P", f"{NAMES['cp1251']} P")
    plan = read_xer(text.encode(encoding), "x")
    assert activity(plan, "P1").name == f"{NAMES['cp1251']} P1"


def test_the_header_may_name_the_code_page():
    text = raw("progress").decode().replace("Work P", "Č P")
    text = text.replace("\tEUR\r", "\tEUR\twindows-1250\r", 1)
    plan = read_xer(text.encode("cp1250"), "x")
    assert activity(plan, "P1").name == "Č P1"
    assert plan.project.currency == "EUR"


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_any_kind_of_line_end(newline):
    text = raw("activities").decode().replace("\r\n", newline)
    plan, same = read_xer(text.encode(), "x"), read_xer(raw("activities"), "x")
    assert plan.project.model_dump() == same.project.model_dump()
    assert plan.notes == same.notes


def test_cells_may_run_over_lines_and_rows_may_lack_cells():
    plan = read("activities", ("Work A40", "Work\r\nA40\r\n"))
    assert activity(plan, "A40").name == "Work A40"
    plan = read(
        "activities",
        ("\t2027-01-06 08:00\t2027-01-07 17:00\t\r", "\t2027-01-06 08:00\r"),
    )
    assert plan.stored["A20"].early_start == datetime(2027, 1, 6, 8)
    assert plan.stored["A20"].early_finish is None


def test_a_table_may_come_in_two_parts():
    extra = (
        "%T\tTASK\r\n%F\ttask_code\ttask_id\tproj_id\ttask_type\ttarget_drtn_hr_cnt"
        "\r\n%R\tZ1\t77\t1\tTT_Task\t8\r\n%E\r"
    )
    plan = read("progress", ("%E\r", extra))
    assert len(plan.project.activities) == 15
    assert activity(plan, "Z1").name == ""


def test_files_that_hold_nothing():
    for content in (b"", b"\r\n \r\n", b"\x00" * 100, b"\xff\xfe", b"%E"):
        with pytest.raises(ScenarioError) as raised:
            read_xer(content, "x")
        assert len(str(raised.value).splitlines()) == 1


def test_a_path_is_shown_on_one_line():
    with pytest.raises(ScenarioError) as raised:
        read_xer(b"", "a\nb.xer")
    assert str(raised.value).startswith("a\\nb.xer: is empty.")


def test_all_problems_come_at_once_and_not_too_many():
    text = raw("progress").decode().replace("\t40\t", "\tforty\t")
    rows = "".join(
        f"%R\t{k}\t1\t\t\t\t\tTT_Task\tTK_NotStart\tZ{k}\t\t\tmany\r\n"
        for k in range(100, 400)
    )
    with pytest.raises(ScenarioError) as raised:
        read_xer(text.replace("%T\tTASKPRED", f"{rows}%T\tTASKPRED").encode(), "x")
    problems = str(raised.value).splitlines()
    assert len(problems) == 101
    assert re.fullmatch(r"x: \d+ more problems are not shown\.", problems[-1])
    # What cannot be read is not also said to be missing.
    assert not any("needs a duration" in line for line in problems)


@pytest.mark.parametrize("text", ["x" * 10_000_000, "(0||1()(" * 1_000_000])
@pytest.mark.parametrize(
    "place", ["Work P1", "Tram depot", "P1\tWork", "Five days", "(0||CalendarData()"]
)
def test_a_cell_of_ten_megabytes_takes_no_time(text, place):
    started = time.perf_counter()
    plan, lines = outcome(raw("progress").replace(place.encode(), text.encode()))
    assert time.perf_counter() - started < 10
    assert max(map(len, lines)) < 2000
    for each in plan.project.activities if plan else ():
        assert len(each.id) <= 200
        assert len(each.name) <= 200


def test_a_file_of_too_much_is_refused(monkeypatch):
    content = raw("progress").decode()
    monkeypatch.setattr(tables, "MOST_CELLS", 300)
    assert outcome(content.encode()) == (
        None,
        ["x.xer:21: holds more than 300 cells. Export the project from P6 once more."],
    )
    monkeypatch.undo()
    monkeypatch.setattr(reader, "MOST_ACTIVITIES", 13)
    monkeypatch.setattr(reader, "MOST_RELATIONSHIPS", 0)
    assert outcome(content.encode())[1] == [
        "x.xer: holds more than 13 activities. Export fewer projects.",
        "x.xer: holds more than 0 relationships. Export fewer projects.",
    ]
    monkeypatch.undo()
    _, lines = outcome(content.replace("%E", "%X\r\n" * 10_001 + "%E").encode())
    assert len(lines) == 1
    assert lines[0].endswith(
        "holds more than 10,000 lines of no record. Export the project from P6 once "
        "more."
    )
    _, lines = outcome(content.replace("%E", "%X\r\n" * 9 + "%E").encode())
    assert [line for line in lines if "no record" in line] == [
        'dropped: line "30", "31", "32", "33", "34" and 4 more: begins with % but is '
        "no record."
    ]


def test_many_nested_wbs_elements_take_no_time():
    rows = "".join(
        f"%R\t{k}\t1\tN\tW\tW{k}\t{k - 1 if k > 1000 else 100}\r\n"
        for k in range(1000, 60_000)
    )
    started = time.perf_counter()
    plan = read(
        "progress",
        ("%T\tTASK\r", f"%T\tPROJWBS\r\n%F\twbs_id\tproj_id\tproj_node_flag\t"
         f"wbs_short_name\twbs_name\tparent_wbs_id\r\n{rows}%T\tTASK\r"),
        ("%R\t1\t1\t100\t", "%R\t1\t1\t59999\t"),
    )  # fmt: skip
    assert activity(plan, "P1").wbs.count("/") == 49
    assert time.perf_counter() - started < 10


def test_wbs_elements_in_a_ring():
    plan = read("progress", ("\tTram depot\t\r", "\tTram depot\t100\r"))
    assert activity(plan, "P1").wbs is None


@st.composite
def mutations(draw):
    """A small file with some of its bytes, cells and lines changed."""
    content = bytearray(raw(draw(st.sampled_from(FILES))))
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["flip", "cut", "cell", "swap", "line"]))
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        if kind == "flip" and content:
            content[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del content[at : at + draw(st.integers(1, 2000))]
        elif kind == "line":
            lines = content.split(b"\r\n")
            k = draw(st.integers(0, len(lines) - 1))
            lines[k:k] = [lines[draw(st.integers(0, len(lines) - 1))]]
            content = bytearray(b"\r\n".join(lines))
        else:
            cells = content.split(b"\t")
            k = draw(st.integers(0, len(cells) - 1))
            other = draw(st.sampled_from(ODD)) if kind == "cell" else None
            cells[k] = other if other is not None else cells[len(cells) - 1 - k]
            content = bytearray(b"\t".join(cells))
    return bytes(content)


ODD = [
    b"", b"-1", b"1e400", b"nan", b"9" * 400, b"1,5", b"x" * 100_000, b"\xff\xfe\x00",
    b"9999-12-31 23:59", b"0001-01-01 00:00", b"2027-02-30 08:00", b"2199-12-31 23:59",
    b"1900-01-01 00:00", b"TT_WBS", b"TT_LOE", b"TT_Mile", b"TT_Rsrc", b"TK_Complete",
    b"TK_Active", b"CS_MANDFIN", b"CS_ALAP", b"PR_SF", b"1000000000", b"-0", b"%T",
    b"(0||DaysOfWeek()((0||2()((0||0(s|25:99|f|99:99)())))))", b"(d|99999999)",
    b"(0||DaysOfWeek()((0||()((0||0(s|08:00|f|12:00)())))))",
]  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_any_file_is_a_plan_or_a_few_lines(content):
    started = time.perf_counter()
    plan, lines = outcome(content)
    assert time.perf_counter() - started < 5
    assert lines
    assert all(line.isprintable() for line in lines)
    if plan is None:
        assert all(line.startswith("x.xer") and len(line) < 1000 for line in lines)
    else:
        assert set(plan.stored) == {a.id for a in plan.project.activities}
        parse(scenario_text(plan.project))
