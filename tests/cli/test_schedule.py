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


DOUBTFUL = """\
pmrisk: 1
project: {name: Doubtful, start: 2027-01-04}
activities:
  - {id: A, name: Dig, duration: 2}
  - {id: X, name: Drain, duration: 9, after: [A], exists: 0.3, start_on: 2027-03-01}
  - {id: B, name: Pour, duration: 4, after: [X]}
"""


def test_what_the_plan_does_without_has_no_late_dates(tmp_path, run):
    """It is marked, and nothing waits for the date that is imposed on it."""
    path = tmp_path / "doubtful.yaml"
    path.write_text(DOUBTFUL)
    document = json.loads(run("schedule", path, "--json").stdout)
    assert document["plan"]["finish"]["days"] == 6
    dig, drain, pour = document["activities"]
    assert [each["in_plan"] for each in (dig, drain, pour)] == [True, False, True]
    late = ("late_start", "late_finish", "total_float", "free_float")
    assert [drain[name] for name in late] == [None] * 4
    assert (dig["total_float"], dig["free_float"]) == (0, 0)
    page = run("schedule", path).stdout
    row = next(line for line in page.splitlines() if "Drain" in line)
    assert row.split()[:3] == ["-", "X", "Drain"]
    assert row.split()[-1] == "A"
    assert "Not in the plan (-)" in page


def test_wrong_input_leaves_with_2(tmp_path, run):
    """A file that is no scenario is said on stderr."""
    path = tmp_path / "bad.yaml"
    path.write_text("[1, 2]")
    answer = run("schedule", path)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"{path}")


LIMITED = """\
pmrisk: 1
project: {name: Two jobs, start: 2027-01-04}
activities:
  - {id: A, name: Dig, duration: [2, 3, 6], resources: {crew: 1}}
  - {id: B, name: Pour, duration: [2, 4, 7], resources: {crew: 1}}
resources: {crew: {rate: 100/day, available: %s}}
"""


def test_a_levelled_plan_says_how_far_it_moves(tmp_path, run):
    """One crew for both: three days and then four."""
    path = tmp_path / "jobs.yaml"
    path.write_text(LIMITED % 1)
    document = json.loads(run("schedule", path, "--levelled", "--json").stdout)
    assert document["plan"]["finish"]["days"] == 7
    assert document["levelling"] == {
        "rule": "late_finish",
        "finish": {"date": "2027-01-07T17:00", "days": 4.0},
        "days": 3.0,
        "overloaded": False,
        "most_moved": [{"id": "B", "name": "Pour", "days": 3.0}],
    }
    assert document["activities"][1]["early_start"] == "2027-01-07T08:00"
    assert "levelling" not in json.loads(run("schedule", path, "--json").stdout)
    page = " ".join(run("schedule", path, "--levelled").stdout.split())
    assert "it would finish Thu 2027-01-07 17:00, 3.0 working days earlier" in page
    assert "What waits longest, in working days: B 3.0." in page


def test_a_plan_that_levelling_does_not_move_says_so(tmp_path, run):
    """Two crews are enough for two jobs."""
    path = tmp_path / "jobs.yaml"
    path.write_text(LIMITED % 2)
    page = " ".join(run("schedule", path, "--levelled").stdout.split())
    assert "Without limits on resources it would finish then as well." in page
    assert "What waits longest" not in page


def test_who_needs_more_than_there_is_leaves_with_2(tmp_path, run):
    """Where levelled, and with the file."""
    path = tmp_path / "jobs.yaml"
    path.write_text(LIMITED % 0.5)
    for command in ("schedule", "simulate"):
        answer = run(command, path, "--levelled")
        assert (answer.exit_code, answer.stdout) == (2, "")
        lines = answer.stderr.splitlines()[-2:]
        assert [line.split(":")[1] for line in lines] == [
            ' activities "A".resources.crew', ' activities "B".resources.crew'
        ]  # fmt: skip
        assert lines[0].startswith(f"{path}: ")
    assert run("schedule", path).exit_code == 0


def test_a_levelled_run_says_how_far_it_moves(tmp_path, run):
    """Plan, percentiles and mean, with and without limits."""
    path = tmp_path / "jobs.yaml"
    path.write_text(LIMITED % 1)
    found = json.loads(run("simulate", path, "--levelled", "--json").stdout)
    free = json.loads(run("simulate", path, "--json").stdout)
    moved = found["levelling"]
    assert moved["plan"] == {"finish": free["plan"]["finish"], "days": 3.0}
    assert moved["unlevelled"]["percentiles"] == free["finish"]["percentiles"]
    mean = found["finish"]["mean"]["days"] - free["finish"]["mean"]["days"]
    assert abs(moved["mean"]["days"] - mean) < 1e-9
    for shift, after, before in zip(
        moved["percentiles"], found["finish"]["percentiles"],
        free["finish"]["percentiles"], strict=True,
    ):  # fmt: skip
        assert shift["level"] == after["level"]
        assert shift["days"] == after["days"] - before["days"]
        assert 0 < shift["se"] < 0.2
    page = run("simulate", path, "--levelled").stdout
    assert "What do limited resources cost?" in page
    assert " --levelled" in page.splitlines()[-1]
    assert "levelling" not in free
