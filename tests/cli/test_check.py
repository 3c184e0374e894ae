"""`pmrisk check`: the page, the document, and when it fails."""

import json

BROKEN = """\
pmrisk: 1
project: {name: Broken, start: 2027-01-04}
activities:
  - {id: A1, duration: 5, must_finish_on: 2027-02-05}
"""


def test_the_page(scenario, run):
    """A sound plan passes, with its score, points, practices and findings."""
    answer = run("check", scenario)
    assert (answer.exit_code, answer.stderr) == (0, "")
    for part in ("Büro [neu]: is the plan sound?", "Score ", "14 points", "ten best",
                 "Findings"):  # fmt: skip
        assert part in answer.stdout


def test_json(scenario, run):
    """One document, with nothing else on stdout."""
    answer = run("check", scenario, "--json", "--allow", "no-baseline")
    document = json.loads(answer.stdout)
    assert (answer.exit_code, document["passed"]) == (0, True)
    assert document["allowed"] == ["no-baseline"]
    allowed = {each["code"] for each in document["findings"] if each["allowed"]}
    assert allowed == {"no-baseline"}


def test_an_error_leaves_with_1_unless_it_is_allowed(tmp_path, run):
    """Said on stderr; the answer is written all the same."""
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    answer = run("check", path)
    assert answer.exit_code == 1
    assert answer.stderr == (
        "check failed: 1 error: broken-critical-path. Correct them, or accept with "
        "--allow.\n"
    )
    assert "error broken-critical-path" in answer.stdout
    document = json.loads(run("check", path, "--json").stdout)
    assert document["passed"] is False
    answer = run("check", path, "--allow", "broken-critical-path")
    assert (answer.exit_code, answer.stderr) == (0, "")


def test_wrong_input_leaves_with_2(tmp_path, scenario, run):
    """A code that nothing has, and a file that is no scenario."""
    answer = run("check", scenario, "--allow", "open-ends")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        '"open-ends" is not the code of a finding. Did you mean "open-end"?\n'
    )
    path = tmp_path / "bad.yaml"
    path.write_text("[1, 2]")
    assert run("check", path).exit_code == 2


def test_a_file_in_place_of_stdout(tmp_path, scenario, run):
    """All of the page, or nothing."""
    out = tmp_path / "health.txt"
    assert run("check", scenario, "-o", out, "--all").stdout == ""
    assert "Findings" in out.read_text("utf-8")


def test_errors_of_the_inspector_stop_no_run(tmp_path, run):
    """They are the business of `check`; a run shows them."""
    path = tmp_path / "future.yaml"
    path.write_text(
        "pmrisk: 1\n"
        "project: {name: F, start: 2027-01-04, data_date: 2027-01-05}\n"
        "activities:\n"
        "  - {id: A1, duration: [5, 6, 9], actual_start: 2027-01-06}\n"
    )
    assert run("check", path).exit_code == 1
    assert run("schedule", path).exit_code == 0
    answer = run("simulate", path, "-n", "100")
    assert answer.exit_code == 0
    assert "actual-after-data-date" in answer.stdout
