"""`pmrisk simulate` on backlogs: when for so many items, and how many by a date."""

import json

import pytest

ALONE = """\
pmrisk: 1
project: {name: Team, start: 2027-01-04, target_finish: 2027-04-30}
activities:
  - id: A1
    name: Portal
    backlog: {items: [40, 55, 80], throughput: {empirical: [3, 5, 2, 6]}, split: 1.2}
"""
SEVERAL = ALONE + "".join(
    f"  - {{id: A{k}, backlog: {{items: {9 * k}, throughput: [1, 2, 4], every: 1d}}, "
    "deadline: 2027-03-31}\n"
    for k in range(2, 5)
)


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "team.yaml"

    def written(text):
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_backlog_alone_has_a_page(scenario, run):
    """Dates of a quarter of its items and so on, and items by each date."""
    answer = run("simulate", scenario(ALONE), "-n", 500, "--items-by", "2027-03-01")
    assert (answer.exit_code, answer.stderr) == (0, "")
    _, page = answer.stdout.split("How do backlogs burn down?\n")
    lines = page.splitlines()
    assert lines[0] == "A1 Portal: 66 items in the plan, 4 every 1w on average."
    assert [line.split()[0] for line in lines[3:8]] == [
        "16.5", "33", "49.5", "66", "all",
    ]  # fmt: skip
    assert lines[10].startswith("Mon 2027-03-01 ")
    assert lines[11].startswith("Fri 2027-04-30 (target) ")


def test_several_backlogs_share_tables(scenario, run):
    """One line each; items are counted by deadlines and by dates that were asked."""
    answer = run("simulate", scenario(SEVERAL), "-n", 500, "--items-by", "2027-03-01")
    page = answer.stdout.split("How do backlogs burn down?\n")[1]
    lines = page.split("\n\n")[0].splitlines()
    assert [line[:2] for line in lines[2:6]] == ["A1", "A2", "A3", "A4"]
    counted = [line.split()[:3] for line in lines if "Mon 2027-03-01" in line]
    assert counted == [[f"A{k}", "Mon", "2027-03-01"] for k in range(1, 5)]
    assert sum("Wed 2027-03-31" in line for line in lines) == 3
    assert not any("2027-04-30" in line for line in lines if line.startswith("A2"))


def test_backlogs_in_the_document(scenario, run):
    """Every number with its interval; at a level, so many or more are done."""
    answer = run(
        "simulate", scenario(ALONE), "--items-by", "2027-03-01T12:00", "--json"
    )
    (backlog,) = json.loads(answer.stdout)["backlogs"]
    assert (backlog["id"], backlog["items"], backlog["throughput"]) == ("A1", 66, 4)
    assert [each["items"] for each in backlog["when"]] == [16.5, 33, 49.5, 66]
    dates = [each["percentiles"][2]["date"] for each in backlog["when"]]
    assert dates == sorted(dates)
    assert backlog["all"]["percentiles"][2]["low"]["date"] > dates[-2]
    asked, target = backlog["by"]
    assert (asked["date"], asked["what"]) == ("2027-03-01T12:00", "asked")
    assert (target["date"], target["what"]) == ("2027-04-30", "target")
    for each in (asked, target):
        counts = [p["items"] for p in each["percentiles"]]
        assert counts == sorted(counts, reverse=True)
        assert all(p["low"] <= p["items"] <= p["high"] for p in each["percentiles"])
        assert [p["level"] for p in each["percentiles"]] == [10, 50, 80, 90]


def test_a_plan_without_backlogs_says_nothing_of_them_unasked(scenario, run):
    """Who asks for items by a date is told that there are none to count."""
    text = ALONE[: ALONE.index("  - id")] + "  - {id: A, duration: 3}\n"
    answer = run("simulate", scenario(text), "-n", 64, "--items-by", "2027-03-01")
    told = "There is no backlog of which items could be counted by a date.\n"
    assert f"How do backlogs burn down?\n{told}" in answer.stdout
    answer = run("simulate", scenario(text), "-n", 64)
    assert "How do backlogs" not in answer.stdout
    document = run("simulate", scenario(text), "-n", 64, "--json").stdout
    assert json.loads(document)["backlogs"] == []


def test_a_date_that_is_none(scenario, run):
    """Refused before anything is simulated."""
    answer = run("simulate", scenario(ALONE), "--items-by", "soon")
    assert answer.exit_code == 2
    assert '"soon" must be a date' in answer.stderr
