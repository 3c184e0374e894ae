"""`pmrisk xray`: what sets the dates, as a page and as a document."""

import json

from plan_files import XER


def test_json_tells_relationships_dates_and_ends(scenario, run):
    """The design drives the build or the permit, and both the handover."""
    text = scenario.read_text("utf-8").replace(
        "name: Permit,", "name: Permit, start_no_earlier_than: 2027-01-15,"
    )
    scenario.write_text(text, "utf-8")
    answer = run("xray", scenario, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    rows = {(r["predecessor"], r["successor"]): r for r in document["relationships"]}
    assert rows.keys() == {("A1", "A2"), ("A1", "A3"), ("A2", "M1"), ("A3", "M1")}
    assert rows["A1", "A2"]["drives"]["share"] == 1
    shares = [rows[name, "M1"]["critical"]["share"] for name in ("A2", "A3")]
    assert sum(shares) >= 1
    (held,) = document["constraints"]
    assert (held["activity"], held["constraint"], held["date"]) == (
        "A3", "start_no_earlier_than", "2027-01-15T00:00",
    )  # fmt: skip
    assert held["drives"]["share"] + rows["A1", "A3"]["drives"]["share"] >= 1
    assert document["open_ends"] == document["shortening"] == []


def test_the_page_tells_them_too(scenario, run):
    """Names are shown as they are."""
    page = run("xray", scenario).stdout
    assert page.startswith("Büro [neu]: what sets the dates\n")
    assert "A1 FS A2" in page
    assert "Nothing does." in page


def test_a_plan_file_is_x_rayed_as_it_is(tmp_path, run):
    """Straight from P6, with a range around every duration."""
    path = tmp_path / "plan.xer"
    path.write_text(XER, "cp1252")
    answer = run("xray", path, "--range", "0.9,1,1.3", "-n", "200", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["relationships"]


def test_too_few_iterations_are_said_in_one_line(scenario, run):
    answer = run("xray", scenario, "-n", "8")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("8 iterations are too few for an X-ray")
