"""`pmrisk import`, and plan files straight to the other commands."""

import json

import pytest

import pmrisk
from plan_files import MSPDI, XER, banks, office  # noqa: F401


def test_the_scenario_goes_to_a_file_and_the_page_to_stdout(banks, run):  # noqa: F811
    """What was read and converted, and which command is next."""
    target = banks.parent / "b.yaml"
    answer = run("import", banks, "-o", target)
    assert (answer.exit_code, answer.stderr) == (0, "")
    page = answer.stdout
    assert page.startswith(
        "North bank, South bank: from banks.xer, a plan of Primavera P6"
    )
    assert "3 activities, 1 relationship, 1 calendar, 2 subprojects." in page
    assert "Converted\n  holds no scheduling options" in page
    assert f"pmrisk schedule {target}\n" in page
    assert max(map(len, page.splitlines()[:-3])) <= 100
    text = target.read_text("utf-8")
    assert text.startswith("# Imported from banks.xer, a plan of Primavera P6.\n#\n")
    assert "#   holds no scheduling options" in text
    assert str(banks.parent) not in text
    again, plan = pmrisk.load(target), pmrisk.load(banks)
    assert [a.id for a in again.activities] == [a.id for a in plan.activities]
    assert again.subprojects == plan.subprojects


def test_without_a_file_the_scenario_is_on_stdout(banks, run, tmp_path):  # noqa: F811
    """So that it can be piped; the page is on stderr."""
    answer = run("import", banks, "--project", "NORTH")
    assert answer.exit_code == 0
    assert answer.stderr.startswith(
        "North bank: from banks.xer, a plan of Primavera P6"
    )
    path = tmp_path / "piped.yaml"
    path.write_text(answer.stdout, "utf-8")
    assert [a.id for a in pmrisk.load(path).activities] == ["N1", "N2"]


@pytest.mark.parametrize("with_file", [True, False])
def test_json_is_one_document(with_file, office, run):  # noqa: F811
    """All notes, counts, the digest; the scenario is in its file, if there is one."""
    target = office.parent / "o.yaml"
    answer = run("import", office, "--json", *(["-o", target] if with_file else []))
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    plan = pmrisk.load(office).plan_file
    assert document["file"] == "office.xml"
    assert document["source"] == "microsoft"
    assert document["digest"] == plan.project.digest
    assert document["counts"]["relationships"] == 2
    assert document["counts"]["read"] == 1
    assert [note["message"] for note in document["notes"]] == [
        note.message for note in plan.notes
    ]
    assert document["scenario"] == (str(target) if with_file else None)
    assert target.exists() == with_file


def test_the_plan_is_never_overwritten(office, run):  # noqa: F811
    """Nor is anything written where the plan is wrong."""
    answer = run("import", office, "-o", office)
    assert answer.exit_code == 2
    assert "is what this run reads" in answer.stderr
    assert office.read_text("utf-8") == MSPDI
    target = office.parent / "x.yaml"
    office.write_text(MSPDI[:1500], "utf-8")
    answer = run("import", office, "-o", target)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(str(office))
    assert not target.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--start", "soon"), "must be a date"),
        (("--start", "2027-01-04"), "says itself when it starts"),
        (("--sheet", "Plan"), "is no workbook"),
        (("--project", "EAST"), "EAST"),
    ],
)
def test_wrong_options_leave_with_2(options, message, banks, run):  # noqa: F811
    """One line, and nothing on stdout."""
    answer = run("import", banks, *options)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert message in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_many_notes_of_a_kind_are_told_together():
    """A few of them by name; the document has them all."""
    from building import project
    from pmrisk.read.plan import Note, Plan
    from pmrisk.report import imported

    notes = [Note("late", "converted", f'TASK "A{k}"', "the same") for k in range(9)]
    notes += [Note("udf", "dropped", "", f"field {k}") for k in range(9)]
    notes += [Note("column", "read", "", f"column {k}") for k in range(9)]
    plan = Plan(project([{"id": "A", "duration": 1}]), "table", tuple(notes))
    page = imported.page(plan, "x.csv", 100)
    assert '  TASK "A0", TASK "A1", TASK "A2", ... and 6 more: the same\n' in page
    assert "  field 2\n" in page
    assert "  field 3\n" not in page
    assert "  ... and 6 more of this kind (udf); see --json\n" in page
    assert "  column 8\n" in page
    assert len(imported.document(plan, "x.csv", None)["notes"]) == 27


def test_a_plan_file_is_scheduled_at_once(banks, run):  # noqa: F811
    """Without an import, one of its projects if that is asked for."""
    answer = run("schedule", banks, "--project", "SOUTH", "--json")
    assert answer.exit_code == 0
    (bore,) = json.loads(answer.stdout)["activities"]
    assert (bore["id"], bore["early_finish"]) == ("S1", "2027-01-06T17:00")


def test_a_plan_file_is_checked_at_once(banks, run):  # noqa: F811
    """One of its projects, against the dates that P6 stored of it."""
    answer = run("check", banks, "--project", "NORTH", "--json")
    assert json.loads(answer.stdout)["parity"]["verdict"]
    assert "NORTH" in run("check", banks, "--project", "EAST").stderr


def test_a_plan_file_is_simulated_under_a_range(office, run):  # noqa: F811
    """Five and ten days: 13.5 at the least, 19.5 at the most."""
    answer = run("simulate", office, "-n", 256, "--range", "0.9, 1,1.3", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert document["plan"]["finish"]["days"] == 15
    found = [each["days"] for each in document["finish"]["percentiles"]]
    assert 13.5 < min(found) < 15 < max(found) < 19.5
    ranged = pmrisk.load(office).with_ranges((0.9, 1, 1.3))
    assert document["digest"] == ranged.digest


def test_a_range_where_all_have_one_is_said(scenario, run):
    """The scenario's own are kept; only the permit had none."""
    text = scenario.read_text("utf-8")
    assert run("simulate", scenario, "-n", 64, "--range", "1,1,2").stderr == ""
    scenario.write_text(
        text.replace("duration: 12,", "duration: [9, 12, 13],"), "utf-8"
    )
    answer = run("simulate", scenario, "-n", 64, "--range", "1,1,2")
    assert answer.exit_code == 0
    assert answer.stderr.startswith("--range changed nothing")


@pytest.mark.parametrize(
    "text", ["1.2", "1,2", "2,1,3", "a,b,c", "-1,1,2", "0.9d,1,2", ""]
)
def test_a_range_of_another_form_is_refused(text, office, run):  # noqa: F811
    """With an example, before anything is run."""
    answer = run("simulate", office, "--range", text)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "such as 0.9,1,1.3" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_options_of_plan_files_are_refused_for_scenarios(scenario, run):
    """They would say nothing."""
    answer = run("schedule", scenario, "--keep-names")
    assert answer.exit_code == 2
    assert "is a scenario" in answer.stderr


TABLE = "Id;Name;Duration;Low;High;Predecessors\nA1;Dig;5;4;9;\nA2;Pour;10;;;A1\n"


def test_a_table_starts_when_it_is_told(tmp_path, run):
    """On the command line, or by the project of a scenario around it."""
    path = tmp_path / "plan.csv"
    path.write_text(TABLE, "utf-8")
    assert "when the project starts" in run("schedule", path).stderr
    answer = run("schedule", path, "--start", "2027-01-04", "--json")
    plan = json.loads(answer.stdout)["plan"]
    assert plan["finish"]["date"] == "2027-01-22T17:00"
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        "pmrisk: 1\nproject: {start: 2027-01-04}\nschedule: plan.csv\n"
        "uncertainty: [{on: A2, duration: {factor: [0.9, 1, 2]}}]\n"
    )
    assert json.loads(run("schedule", scenario, "--json").stdout)["plan"] == plan
    made = pmrisk.load(scenario)
    assert made.activity("A1").duration == pmrisk.Estimate.of([4, 5, 9])
    assert made.activity("A2").duration.shape == "factor"


def test_encodings_do_not_matter(tmp_path, run):
    """An XER in the letters of its country."""
    path = tmp_path / "b.xer"
    path.write_bytes(XER.replace("Dig", "Grube für").encode("cp1252"))
    answer = run("import", path)
    assert answer.exit_code == 0
    assert "name: Grube für" in answer.stdout
