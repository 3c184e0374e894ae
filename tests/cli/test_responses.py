"""`pmrisk responses`: what is worth its price, as a page and as a document."""

import json

import pytest

RISKS = """\
risks:
  - id: R1
    name: Permit is late
    probability: 0.5
    impacts: {on: A3, delay: 10, cost: 4000}
    response: {name: "Ask [early]", cost: 500, probability: 0.1}
  - id: R2
    name: Rework
    probability: 0.4
    impacts: {on: A2, delay: [1, 3, 9]}
    response: {cost: 2_000, impacts: []}
"""


@pytest.fixture
def risky(scenario):
    """The scenario with two risks and what could be done about them."""
    scenario.write_text(scenario.read_text("utf-8") + RISKS, "utf-8")
    return scenario


def test_json_tells_each_response_and_the_frontier(risky, run):
    """Prices, differences with their errors, chances, and what to find out."""
    answer = run("responses", risky, "--budget", "2_000", "-n", "1000", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert (document["of"], document["level"]) == ("finish", 80)
    assert (document["budget"], document["packages"], document["exact"]) == (
        2000, 3, True,
    )  # fmt: skip
    assert {row["risks"][0] for row in document["responses"]} == {"R1", "R2"}
    base, best = document["base"], document["best"]
    for row in document["responses"]:
        saved = base["finish"]["days"] - row["finish"]["days"]
        assert row["finish"]["saved"] == pytest.approx(saved)
        assert row["finish"]["se"] > 0
        assert row["per_coin"] == pytest.approx(saved / row["price"])
        assert row["cost"].keys() == {"value", "saved", "se"}
    assert base["finish"]["date"].startswith("2027-02-")
    assert document["frontier"][0] == base
    assert document["frontier"][-1] == best
    assert document["bound"] is None
    sources = {row["source"] for row in document["information"]}
    assert {"R1", "R2", "A1"} <= sources
    simulated = json.loads(run("simulate", risky, "-n", "1000", "--json").stdout)
    p80 = next(p for p in simulated["finish"]["percentiles"] if p["level"] == 80)
    assert base["finish"]["days"] == p80["days"]


def test_the_page_tells_what_is_worth_it(risky, run):
    """Names are shown as they are, whatever they look like."""
    options = ("--budget", "600", "--of", "cost", "--level", "90")
    answer = run("responses", risky, *options, "-n", "1000")
    assert (answer.exit_code, answer.stderr) == (0, "")
    page = answer.stdout
    assert page.startswith("Büro [neu]: what to do about risks\n")
    assert "P90 of the cost is EUR " in page
    assert "Ask [early]" in page
    assert "Which packages are worth their price?" in page
    assert "All 2 packages that the budget allows were run" in page
    assert "Which estimate is worth refining? (EUR)" in page


def test_of_a_milestone(risky, run):
    """Its deadline is the promise whose chance is told."""
    answer = run("responses", risky, "--of", "M1", "--json")
    best = json.loads(answer.stdout)["best"]
    assert best["targets"]["finish"]["gain"] > 0
    page = run("responses", risky, "--of", "M1").stdout
    assert "Simulate 400 iterations or more" in page
    assert "P80 of the finish of M1 is " in page
    assert "All 4 packages were run" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--of", "A9"), 'of "A9": is neither finish nor cost nor an activity.'),
        (("--level", "99.9"), "level 99.9: 300 iterations are too few to tell P99.9"),
        (("--budget", "much"), "Invalid value for '--budget': 'much' is no sum."),
        (("--budget", "10,5"), "Invalid value for '--budget': '10,5' is no sum."),
        (("--budget", "-1"), "Invalid value for '--budget': '-1' must be zero or"),
    ],
)
def test_wrong_input_is_said_in_one_line(risky, run, arguments, message):
    """With status 2, and nothing on stdout."""
    answer = run("responses", risky, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(message)
    assert answer.stderr.count("\n") == 1


def test_without_responses_there_is_nothing_to_tell(scenario, run):
    answer = run("responses", scenario)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("responses: none is proposed. Give a risk a")
