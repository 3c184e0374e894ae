"""Plans of other tools: they are converted, or it is said in a line why not."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec

import pytest

from pmrisk import ScenarioError
from pmrisk.read import mpxj
from pmrisk.read.mpxj import convert

HAS_MPXJ = find_spec("mpxj") is not None and find_spec("jpype") is not None
HAS_JAVA = bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
needs_java = pytest.mark.skipif(
    not (HAS_MPXJ and HAS_JAVA), reason="mpxj or Java is not here"
)
needs_mpxj = pytest.mark.skipif(not HAS_MPXJ, reason="mpxj is not here")
MPX = (
    "MPX,Microsoft Project for Windows,4.0,ANSI\r\n"
    "10,,0,2,\",\",.\r\n11,2,0,1,480,2400,10/h,15/h,1,0\r\n12,1,1,480,/,:,am,pm,0,0\r\n"
    "20,Standard,0,1,1,1,1,1,0\r\n"
    "25,1,8:00,12:00,13:00,17:00\r\n25,2,8:00,12:00,13:00,17:00\r\n"
    "25,3,8:00,12:00,13:00,17:00\r\n25,4,8:00,12:00,13:00,17:00\r\n"
    "25,5,8:00,12:00,13:00,17:00\r\n"
    "30,Office,,,Standard,04/01/2027,,0,04/01/2027\r\n"
    "61,90,98,1,40,50,51,70\r\n"
    "70,1,1,Dig,5d,04/01/2027,08/01/2027,\r\n"
    "70,2,2,Pour,3d,11/01/2027,13/01/2027,1\r\n"
    # MPXJ takes nothing shorter than a kilobyte for a plan.
    + "0,no task but a comment\r\n" * 40
)  # fmt: skip


@pytest.fixture
def plan(tmp_path):
    """A small plan in the exchange format of Microsoft Project 4."""
    path = tmp_path / "small.mpx"
    path.write_bytes(MPX.encode())
    return path


def refused(path):
    with pytest.raises(ScenarioError) as caught:
        convert(os.fspath(path))
    (problem,) = caught.value.problems
    assert str(problem).isprintable()
    return problem.code, problem.message


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files, which is empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_without_the_extra(plan, monkeypatch):
    monkeypatch.setattr(mpxj, "find_spec", lambda name: None)
    assert refused(plan) == (
        "mpxj-missing",
        "needs the extra that reads the files of other tools. Install it with pip "
        'install "pmrisk[mpxj]". Or export the plan as XER, or as XML of Microsoft '
        "Project.",
    )


@needs_mpxj
def test_no_such_file(tmp_path):
    code, message = refused(tmp_path / "none.mpp")
    assert (code, message) == ("file", "does not exist. Check the path.")


@needs_mpxj
def test_a_damaged_archive(tmp_path):
    path = tmp_path / "plan.zip"
    path.write_bytes(b"PK\3\4 and no more")
    assert refused(path) == ("file", "is a damaged zip archive. Save it again.")


@needs_mpxj
def test_a_zip_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(mpxj, "MOST_BYTES", 2**20)
    path = tmp_path / "plan.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.xml", b" " * 2**21)
    assert refused(path) == ("file", "unpacks to more than 1 MB.")


def fake(monkeypatch, script):
    """Let a script of the test's own be the converter."""
    monkeypatch.setattr(mpxj, "find_spec", lambda name: True)
    run = subprocess.run

    def run_script(command, **options):
        return run([sys.executable, "-c", script, *command[3:]], **options)

    monkeypatch.setattr(mpxj.subprocess, "run", run_script)


REPORT = (
    "import sys, pathlib; folder = pathlib.Path(sys.argv[1]).parent;"
    "(folder / 'left.tmp').write_bytes(b'x');"
    "(folder / 'report.json').write_text({!r})"
)


@pytest.mark.parametrize(
    ("problem", "detail", "message"),
    [
        ("java", "JVMNotFoundException: No JVM\nhere.", "needs Java 11 or newer to be "
         "converted. Install it, and set JAVA_HOME if it is not found "
         "(JVMNotFoundException: No JVM here)."),
        ("memory", "", "needs more than 1024 MB in MPXJ. Export a part of it."),
        ("type", "", "is of no type that MPXJ knows. Export the plan as XER, or as XML "
         "of Microsoft Project."),
        ("several", "A, B", "holds several projects (A, B), and only those of "
         "Primavera can be read together. Export one of them."),
        ("empty", "", "holds no activities."),
        ("failed", "NullPointerException", "cannot be converted: MPXJ says "
         "NullPointerException. Export the plan as XER, or as XML of Microsoft "
         "Project."),
    ],
)  # fmt: skip
def test_what_the_converter_complains_of(plan, monkeypatch, problem, detail, message):
    said = json.dumps({"problem": problem, "detail": detail})
    fake(monkeypatch, REPORT.format(said))
    assert refused(plan)[1] == message


def test_a_converter_that_dies(plan, monkeypatch):
    fake(monkeypatch, "import sys; print('no\\nspace left', file=sys.stderr); exit(3)")
    assert refused(plan)[1] == (
        "cannot be converted: MPXJ ended without a word (space left)."
    )


def test_a_converter_that_hangs(plan, monkeypatch):
    monkeypatch.setattr(mpxj, "MOST_SECONDS", 0.5)
    fake(monkeypatch, "import time; time.sleep(60)")
    assert refused(plan)[1].startswith("took MPXJ more than 0.5 seconds.")


@needs_java
def test_a_plan_of_another_tool(plan):
    from pmrisk.read.mspdi import read_mspdi

    raw, form = convert(os.fspath(plan))
    assert form == "mspdi"
    activities = read_mspdi(raw, "small.mpx").project.activities
    assert [a.name for a in activities] == ["Dig", "Pour"]
    assert [link.predecessor for link in activities[1].after] == [activities[0].id]


@needs_java
def test_a_plan_in_an_archive(plan, tmp_path):
    path = tmp_path / "plan.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("small.mpx", plan.read_bytes())
    assert convert(os.fspath(path))[1] == "mspdi"


@needs_java
def test_a_name_that_java_could_not_read(plan):
    odd = plan.rename(plan.with_name("Plän — früh.mpx"))
    assert convert(os.fspath(odd))[1] == "mspdi"


@needs_java
@pytest.mark.parametrize(
    "raw", [b"just a text", b"\x89PNG\r\n\x1a\n" + bytes(200), b"<html></html>"]
)
def test_files_of_no_type(tmp_path, raw):
    path = tmp_path / "plan.mpp"
    path.write_bytes(raw)
    assert refused(path)[0] in ("unknown-type", "mpxj")


@needs_java
def test_a_file_that_is_cut_off(plan):
    plan.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert refused(plan)[0] in ("unknown-type", "mpxj")


P6 = (
    '<APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V8.4/API/'
    'BusinessObjects"><Calendar><ObjectId>1</ObjectId><Name>C</Name></Calendar><Project>'
    "<Id>P</Id><Name>Öl</Name><ObjectId>1</ObjectId><ExportFlag>1</ExportFlag>{options}"
    "<DataDate>2027-01-04T08:00:00</DataDate>"
    "<PlannedStartDate>2027-01-04T08:00:00</PlannedStartDate>"
    "<Activity><Id>A</Id><Name>Öffnen</Name><ObjectId>2</ObjectId>"
    "<CalendarObjectId>1</CalendarObjectId><Type>Task Dependent</Type>"
    "<Status>Not Started</Status><RemainingDuration>8</RemainingDuration>"
    "<PlannedDuration>8</PlannedDuration></Activity></Project></APIBusinessObjects>"
) + " " * 1000  # fmt: skip
OPTIONS = (
    "<ScheduleOptions><CalculateFloatBasedOnFinishDate>1</CalculateFloatBasedOnFinish"
    "Date><ComputeTotalFloatType>Start Float = Late Start - Early Start</ComputeTotal"
    "FloatType></ScheduleOptions>"
)


@needs_java
@pytest.mark.parametrize(("options", "code"), [("", "FT_FF"), (OPTIONS, "FT_SS")])
def test_a_plan_of_primavera(tmp_path, options, code):
    """It becomes XER, with its names and, where it has some, its options."""
    path = tmp_path / "plan.xml"
    path.write_text(P6.replace("{options}", options), "utf-8")
    raw, form = convert(os.fspath(path))
    assert form == "xer"
    text = raw.decode()
    assert "Öffnen" in text
    assert code in text


@needs_java
def test_an_entity_that_names_a_file(tmp_path):
    """No file but the plan is read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("something that nobody else should see")
    path = tmp_path / "plan.xml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        '<APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V8.4/API/'
        'BusinessObjects"><Project><Id>P</Id><Name>&e;</Name><ObjectId>1</ObjectId>'
        "<Activity><Id>A</Id><Name>&e;</Name><ObjectId>2</ObjectId></Activity>"
        "</Project></APIBusinessObjects>" + " " * 1000
    )
    try:
        raw, _ = convert(os.fspath(path))
    except ScenarioError as error:
        raw = str(error).encode()
    assert b"nobody else" not in raw


def test_an_archive_is_copied_part_by_part():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a/plan.xml", "<x/>")
    copy = zipfile.ZipFile(io.BytesIO(mpxj._harmless(raw.getvalue())))
    assert copy.read("a/plan.xml") == b"<x/>"
