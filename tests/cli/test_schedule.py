"""`pmrisk schedule`: the plan as a table and as a document."""

import json

KEYS = {
    "id", "early_start", "early_finish", "late_start", "late_finish", "total_float",
    "free_float", "critical", "driving",
}  # fmt: skip


def test_json_has_the_promised_keys_and_the_plan_by_hand(scenario, run):
    """8 days, then 10 beside 12: the permit is critical, the building has 2 days."""
    answer = run("schedule", scenario, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert document["plan"]["finish"] == {"date": "2027-01-29T17:00", "days": 20.0}
    assert document["plan"]["cost"] == 18_000
    design, build, permit, handover = document["activities"]
    assert design.keys() >= KEYS
    assert design["early_start"] == "2027-01-04T08:00"
    assert (build["total_float"], build["critical"]) == (2.0, False)
    assert permit["driving"] == ["A1"]
    assert handover["driving"] == ["A3"]
    assert document["critical_path"] == ["A1", "A3", "M1"]


def test_the_table_shows_dates_and_floats(scenario, run):
    """A row for each activity, the critical ones marked."""
    page = run("schedule", scenario).stdout
    row = next(line for line in page.splitlines() if "Permit" in line)
    assert row.startswith("*")
    assert "2027-01-14 08:00" in row
    assert "A1 > A3 > M1" in page


def test_wrong_input_leaves_with_2(tmp_path, run):
    """A file that is no scenario is said on stderr."""
    path = tmp_path / "bad.yaml"
    path.write_text("[1, 2]")
    answer = run("schedule", path)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"{path}")
