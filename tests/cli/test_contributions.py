"""`pmrisk contributions`: who adds how much, as a page and as a document."""

import json

import pytest

KEYS = {"source", "kind", "name", "days", "se", "only_this", "without_this"}


def test_json_has_the_promised_keys_and_adds_up(scenario, run):
    """The design and the build stand in a row; the permit is certain."""
    answer = run("contributions", scenario, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert (document["of"], document["level"]) == ("finish", 80)
    assert document["plan"] == {"days": 20.0}
    rows = document["contributions"]
    assert {row["source"] for row in rows} == {"A1", "A2", "A2.cost"}
    assert all(row.keys() >= KEYS for row in rows)
    total = document["total"]["days"]
    assert sum(row["days"] for row in rows) == pytest.approx(total, abs=1e-12)
    assert document["value"]["days"] - 20 == pytest.approx(total, abs=1e-12)
    simulated = json.loads(run("simulate", scenario, "--json").stdout)
    p80 = next(p for p in simulated["finish"]["percentiles"] if p["level"] == 80)
    assert document["value"]["days"] == p80["days"]


def test_money_is_told_as_values(scenario, run):
    """What is explained is the cost, whose levels are asked as the run's."""
    answer = run("contributions", scenario, "--of", "cost", "--level", "mean", "--json")
    document = json.loads(answer.stdout)
    assert document["plan"] == {"value": 18_000}
    total = sum(row["value"] for row in document["contributions"])
    assert total == pytest.approx(document["total"]["value"])


def test_the_page_shows_sources_groups_and_the_sum(scenario, run):
    """Names are shown as they are, whatever they look like."""
    answer = run("contributions", scenario, "--by", "wbs", "--sources", "A1,A2")
    assert (answer.exit_code, answer.stderr) == (0, "")
    page = answer.stdout
    assert page.startswith("Büro [neu]: what adds to P80 of the finish\n")
    assert "The plan says Fri 2027-01-29 17:00 (20.0 days), P80 is " in page
    assert "Build [bold]" in page
    assert "By wbs" in page
    assert "the sources above" in page
    assert "all orders" in page


def test_variance_shares_are_told(scenario, run):
    """The design spreads the finish; what the build costs does not."""
    answer = run("contributions", scenario, "--method", "variance", "--json")
    rows = {row["source"]: row for row in json.loads(answer.stdout)["contributions"]}
    assert rows["A2.cost"]["total"] == 0
    assert rows["A1"]["first_order"] > 0.2
    page = run("contributions", scenario, "--method", "variance").stdout
    assert "Design" in page
    assert "cannot be told from noise: 1." in page


def test_the_path_is_told(scenario, run):
    """The design is on every path; its days and those of merging reach the total."""
    answer = run("contributions", scenario, "--method", "path", "--json")
    document = json.loads(answer.stdout)
    booked = sum(row["days"] for row in document["contributions"])
    total = document["total"]["days"]
    assert booked + document["merging"]["days"] == pytest.approx(total)
    assert document["merges"][0]["id"] == "M1"
    page = run("contributions", scenario, "--method", "path").stdout
    assert "A1 FS A2" in page
    refused = run("contributions", scenario, "--method", "path", "--level", "mean")
    assert refused.stderr.startswith("level mean: a path is that of a level.")


RISKS = """\
risks:
  - {id: R1, name: Late steel, probability: 0.5, owner: Kim,
     impacts: [{on: [A1, A3], delay: [2, 4, 9], cost: 500}]}
  - {id: R2, probability: 0.3, impacts: [{on: A2, factor: 1.5}]}
drivers: [{id: D1, name: Crew, factor: [0.9, 1, 1.4], on: [A1, A2]}]
"""


@pytest.fixture
def risky(tmp_path, scenario):
    """The same scenario with a register and a driver."""
    path = tmp_path / "risky.yaml"
    path.write_text(scenario.read_text("utf-8") + RISKS, encoding="utf-8")
    return path


def test_risks_and_drivers_are_told_by_every_method(risky, run):
    """One document holds all methods, and a table of them side by side."""
    answer = run("contributions", risky, "--method", "all", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    kinds = {row["source"]: row["kind"] for row in document["contributions"]}
    assert kinds == {
        "A1": "range", "A2": "range", "A2.cost": "range", "R1": "risk", "R2": "risk",
        "D1": "driver",
    }  # fmt: skip
    rows = {row["source"]: row for row in document["comparison"]}
    assert rows.keys() == kinds.keys()
    assert 0 < rows["R1"]["criticality_index"] <= 1
    booked = {(b["source"], b["activity"]) for b in document["path"]["bookings"]}
    assert {("R1", "A1"), ("D1", "A2"), ("R2", "A2")} <= booked
    assert {"first_order", "total", "noise"} <= {
        *document["variance"]["contributions"][0]
    }
    assert document["variance"]["noise_floor"] > 0
    tail = document["tail"]
    assert tail["level"] == 90
    assert {"usual", "beyond", "lift", "se", "how"} <= {*tail["sources"][0]}
    page = run("contributions", risky, "--method", "all").stdout
    for title in (
        "Which source adds how much to P80 of the finish?",
        "How does it add up?",
        "What happens in the worst iterations?",
        "Where did they happen?",
        "Whose uncertainty makes the spread?",
        "Why do methods disagree? (working days)",
    ):
        assert title in page


def test_the_chance_of_both_promises_is_told_in_points(risky, run):
    answer = run("contributions", risky, "--of", "both", "--json")
    document = json.loads(answer.stdout)
    assert (document["level"], document["plan"]) == ("chance", {"probability": 1.0})
    total = sum(row["probability"] for row in document["contributions"])
    assert total == pytest.approx(document["value"]["probability"] - 1)
    simulated = json.loads(run("simulate", risky, "--json").stdout)
    kept = simulated["targets"]["both"]["probability"]
    assert document["value"]["probability"] == kept
    page = run("contributions", risky, "--of", "both").stdout
    assert page.startswith(
        "Büro [neu]: what adds to the chance of keeping both promises\n"
    )
    assert "percentage points" in page
    assert "promise broken" in page


def test_a_joint_level_is_told_in_days_and_in_money(risky, run):
    answer = run("contributions", risky, "--of", "both", "--level", "70", "--json")
    document = json.loads(answer.stdout)
    assert (document["of"], document["level"]) == ("both", 70)
    for name, unit in (("finish", "days"), ("cost", "value")):
        part = document[name]
        total = sum(row[unit] for row in part["contributions"])
        assert total == pytest.approx(part["total"][unit])
    page = run("contributions", risky, "--of", "both", "--level", "70").stdout
    assert "what adds to the date of the joint P70" in page
    assert "what adds to the cost of the joint P70" in page


def test_simulate_tells_contributions_when_asked(risky, run):
    """To the finish and to the cost, as the command of that name tells them."""
    plain = json.loads(run("simulate", risky, "--json").stdout)
    assert plain["contributions"] == []
    answer = run("simulate", risky, "--contributions", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    finish, cost = json.loads(answer.stdout)["contributions"]
    assert (finish["of"], cost["of"]) == ("finish", "cost")
    own = json.loads(run("contributions", risky, "--json").stdout)
    assert finish["contributions"] == own["contributions"]
    assert finish["tail"] == own["tail"]
    page = run("simulate", risky, "--contributions").stdout
    assert "Which source adds how much to P80 of the finish?" in page
    assert "Which source adds how much to P80 of the cost?" in page
    assert "Which source" not in run("simulate", risky).stdout


def test_responses_and_owners_count(risky, run):
    page = run("contributions", risky, "--by", "owner", "--responses", "none").stdout
    assert "By owner" in page
    assert "Kim" in page


@pytest.mark.parametrize("option", [("--within", "10s"), ("--to", "0.5d")])
def test_a_budget_of_time_or_error_can_be_given(scenario, run, option):
    """Two sources are enumerated, whatever the budget."""
    assert run("contributions", scenario, *option).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--of", "A9"), 'of "A9": is neither finish nor cost nor an activity.'),
        (("--sources", "R07"), 'sources "R07": is neither a kind of source'),
        (("--sources", ","), "sources: none is named."),
        (("--level", "99.9"), "level 99.9: 300 iterations are too few to tell P99.9"),
        (
            ("--of", "both", "--level", "sd"),
            "level sd: of both there is a chance, or a level",
        ),
        (("--of", "M1", "--by", "wbs", "--method", "path"), "by wbs: method path"),
        (("--sources", "drivers"), "sources: there are no drivers. There are ranges."),
        (("--level", "high"), "Invalid value for '--level': 'high' is no level."),
        (("--within", "soon"), "Invalid value for '--within': 'soon' is no time."),
        (("--within", "0s"), "Invalid value for '--within': '0s' must be above"),
        (("--to", "2ed"), "--to 2ed: is no error. Write 0.2d or 4h."),
        (("--to", "1d", "--of", "cost"), "--to 1d: is no error. Write 5000."),
        (("--to", "0d"), "--to 0d: must be above zero."),
    ],
)
def test_wrong_input_is_said_in_one_line(scenario, run, arguments, message):
    """With status 2, and nothing on stdout."""
    answer = run("contributions", scenario, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(message)
    assert answer.stderr.count("\n") == 1
