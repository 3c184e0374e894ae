"""`pmrisk simulate`: page, document, exit codes, and nothing half-written."""

import json
from pathlib import Path

import pytest

import pmrisk

SCENARIOS = Path(__file__).parents[2] / "scenarios"
KEYS = {
    "project", "iterations", "seed", "sampling", "digest", "version", "plan", "finish",
    "cost", "targets", "milestones", "activities", "warnings", "gates",
}  # fmt: skip


@pytest.fixture
def no_run(monkeypatch):
    """Fails the test if a simulation is started."""

    def refuse(*args, **options):
        raise AssertionError("simulated")

    monkeypatch.setattr(pmrisk, "simulate", refuse, raising=False)


def test_json_is_one_document_on_stdout(scenario, run):
    """All promised keys, the scenario's own defaults, and nothing on stderr."""
    answer = run("simulate", scenario, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert document.keys() >= KEYS
    assert (document["iterations"], document["seed"]) == (300, 5)
    assert document["project"] == "Büro [neu]"
    assert document["targets"]["finish"]["date"] == "2027-02-05"
    assert [each["level"] for each in document["finish"]["percentiles"]] == [
        10, 50, 80, 90,
    ]  # fmt: skip
    assert document["activities"][0]["cruciality"].keys() == {
        "pearson", "spearman", "kendall",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_scenarios_have_a_page(path, run):
    """Every scenario that teaches runs from the command line, its promise at risk."""
    answer = run("simulate", path, "-n", 256, "--sampling", "sobol")
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = json.loads(run("simulate", path, "-n", 256, "--json").stdout)
    assert 0.2 < document["targets"]["both"]["probability"] < 0.8


def test_options_reach_the_run(scenario, run):
    """Iterations, seed, level and sampling are those of the command line."""
    options = ("-n", 160, "--seed", 9, "--level", 65, "--sampling", "sobol")
    answer = run("simulate", scenario, *options, "--threads", 1, "--json")
    document = json.loads(answer.stdout)
    wanted = {"iterations": 160, "seed": 9, "level": 65, "sampling": "sobol"}
    assert {key: document[key] for key in wanted} == wanted
    assert 65 in [each["level"] for each in document["cost"]["percentiles"]]


def test_until_stops_when_the_interval_is_narrow(scenario, run):
    """`--until 4h` is half a day: no wider is the interval at P80."""
    answer = run("simulate", scenario, "--until", "4h", "--json", "-n", 50_000)
    document = json.loads(answer.stdout)
    p80 = next(p for p in document["finish"]["percentiles"] if p["level"] == 80)
    assert p80["high"]["days"] - p80["low"]["days"] <= 0.5
    assert 300 < document["iterations"] < 50_000


def test_the_page_tells_what_a_planner_asks(scenario, run):
    """Plan and its level, both tables, promises, curve, causes; names as written."""
    page = run("simulate", scenario).stdout
    pieces = ["Büro [neu]", "The plan says", "P80", "both", "◄ plan", "Build [bold]"]
    for piece in [*pieces, "criticality", "--seed 5", "Fri 2027-02-12"]:
        assert piece in page, piece
    assert max(map(len, page.splitlines()[:-1])) <= 100
    assert "\x1b" not in page


def test_gates_decide_the_status(scenario, run):
    """One failed gate leaves with 1, after the page, each verdict on stderr."""
    gates = ("finish<=2030-01-01@80", "cost<=1@70")
    answer = run("simulate", scenario, "--require", gates[0], "--require", gates[1])
    assert answer.exit_code == 1
    assert f"gate passed: {gates[0]}: chance 100.0 %" in answer.stderr
    assert f"gate failed: {gates[1]}: chance 0.0 %" in answer.stderr
    assert answer.stdout.startswith("Büro")
    passed = run("simulate", scenario, "--json", "--require", gates[0])
    assert passed.exit_code == 0
    assert json.loads(passed.stdout)["gates"][0]["passed"] is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--level", "100"), "must lie above 0 and below 100"),
        (("-n", "0"), "iterations 0"),
        (("--threads", "0"), "threads 0"),
        (("--until", "1d", "--sampling", "lhs"), "lhs"),
        (("--until", "3x"), "0.5d"),
        (("--until", "5ed"), "elapsed"),
        (("--until=-1d",), "above zero"),
        (("--require", "finsh<=2028-01-01@80"), 'Did you mean "finish"?'),
        (("--require", "A1<=2028-01-01@80"), "Give it a deadline"),
        (("--require", "finish<=tomorrow@80"), '"tomorrow" must be a date'),
    ],
)
def test_wrong_options_leave_with_2(options, message, scenario, run):
    """A wrong option says which and why, and prints nothing on stdout."""
    answer = run("simulate", scenario, *options)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert message in answer.stderr


def test_every_problem_of_a_file_is_a_line(scenario, run, no_run):
    """File, line and rule, without a prefix and without a traceback."""
    text = scenario.read_text(encoding="utf-8").replace("after: [A1]", "after: [B7]")
    scenario.write_text(text, encoding="utf-8")
    answer = run("simulate", scenario)
    lines = answer.stderr.splitlines()
    assert (answer.exit_code, answer.stdout, len(lines)) == (2, "", 2)
    assert all(line.startswith(f"{scenario}:1") for line in lines)


def test_missing_scenario(tmp_path, run):
    """A file that is not there is the user's mistake, not ours."""
    answer = run("simulate", tmp_path / "none.yaml")
    assert (answer.exit_code, len(answer.stderr.splitlines())) == (2, 1)


def test_output_replaces_a_file_at_once(scenario, tmp_path, run):
    """The document goes to the file, stdout stays empty, no other file is left."""
    target = tmp_path / "out.json"
    target.write_text("old")
    answer = run("simulate", scenario, "--json", "-o", target)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["seed"] == 5
    assert sorted(tmp_path.iterdir()) == sorted([scenario, target])


@pytest.mark.parametrize("name", ["no/such/out.txt", ".", "büro.yaml", "x" * 300])
def test_unwritable_output_is_refused_before_the_run(name, scenario, run, no_run):
    """A long run must not end in a file that cannot be written."""
    before = scenario.read_bytes()
    answer = run("simulate", scenario, "-o", scenario.parent / name)
    assert (answer.exit_code, len(answer.stderr.splitlines())) == (2, 1)
    assert scenario.read_bytes() == before
    assert list(scenario.parent.iterdir()) == [scenario]


def test_interruption_leaves_with_130_and_writes_nothing(scenario, run, monkeypatch):
    """Ctrl-C ends a run cleanly; a file that was to be replaced keeps its content."""

    def interrupted(*args, **options):
        raise KeyboardInterrupt

    target = scenario.parent / "out.txt"
    target.write_text("old")
    monkeypatch.setattr(pmrisk, "simulate", interrupted, raising=False)
    answer = run("simulate", scenario, "-o", target)
    assert (answer.exit_code, answer.stderr.strip()) == (130, "interrupted")
    assert target.read_text() == "old"
    assert len(list(scenario.parent.iterdir())) == 2


def test_a_bug_keeps_its_traceback(scenario, run, no_run):
    """Only what a user can mend is made a line."""
    assert isinstance(run("simulate", scenario).exception, AssertionError)


def test_a_wrong_option_is_one_line(scenario):
    """Click's own errors too leave with 2 and one line."""
    from click.testing import CliRunner

    from pmrisk.cli import main

    result = CliRunner().invoke(main, ["simulate", str(scenario), "-n", "abc"])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_responses_to_risks_are_chosen(tmp_path, run):
    """Each choice is another project, and the document says which."""
    path = tmp_path / "s.yaml"
    path.write_text(
        "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
        "activities: [{id: A1, duration: 5}, {id: A2, duration: 5, after: [A1]}]\n"
        "risks:\n"
        "  - {id: R1, probability: 0.5, impacts: {on: A1, delay: 5},\n"
        "     response: {cost: 100, probability: 0.1}}\n"
        "  - {id: R2, probability: 0.5, impacts: {on: A2, delay: 5},\n"
        "     response: {cost: 50, probability: 0.1, status: adopted}}\n"
    )
    digests = {}
    for mode in ("none", "adopted", "all"):
        answer = run("simulate", path, "-n", 100, "--responses", mode, "--json")
        document = json.loads(answer.stdout)
        assert document["responses"] == mode
        digests[document["digest"]] = mode
        page = run("simulate", path, "-n", 100, "--responses", mode).stdout
        told = f" --responses {mode} " in page.splitlines()[-1]
        assert told == (mode != "adopted")
    assert len(digests) == 3
    plain = json.loads(run("simulate", path, "-n", 100, "--json").stdout)
    assert digests[plain["digest"]] == "adopted"
    assert run("simulate", path, "--responses", "some").exit_code == 2


def test_hard_constraints_are_listed_or_kept(tmp_path, run):
    """By default each is told; with the option they cap the dates."""
    path = tmp_path / "hard.yaml"
    path.write_text(
        "pmrisk: 1\n"
        "project: {name: Hard, start: 2027-01-04}\n"
        "activities:\n"
        "  - {id: A, duration: [5, 8, 9]}\n"
        "  - {id: B, duration: 2, after: [A], must_finish_on: 2027-01-15}\n"
    )
    loose = run("simulate", path, "-n", 500)
    assert "must_finish_on 2027-01-15 became" in loose.stdout
    kept = run("simulate", path, "-n", 500, "--keep-constraints", "--range", "1,1,2")
    assert "P90   Fri 2027-01-15 17:00" in kept.stdout
    assert "--range 1,1,2 --keep-constraints -n 500" in kept.stdout
