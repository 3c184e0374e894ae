"""`pmrisk init`, `schema` and `warmup`: the small commands."""

import json

import pmrisk.warmup
from pmrisk.read import schema, starter


def test_init_writes_a_scenario_that_the_next_command_reads(tmp_path, run):
    """The folder is made, the file is the starter, and it schedules."""
    answer = run("init", tmp_path / "new" / "plans")
    path = tmp_path / "new" / "plans" / "scenario.yaml"
    assert answer.exit_code == 0
    assert f"pmrisk simulate {path}" in answer.stdout
    assert path.read_text(encoding="utf-8") == starter()
    assert run("schedule", path).exit_code == 0


def test_init_never_overwrites(tmp_path, run):
    """A file that is there stays as it is, and the error says so."""
    path = tmp_path / "scenario.yaml"
    path.write_text("mine")
    answer = run("init", tmp_path)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert f"{path}: already exists" in answer.stderr
    assert path.read_text() == "mine"
    assert run("init", path).exit_code == 2  # a file is no folder


def test_init_says_as_json_what_it_wrote(tmp_path, run):
    """One document on stdout."""
    answer = run("init", tmp_path, "--json")
    assert json.loads(answer.stdout) == {"written": str(tmp_path / "scenario.yaml")}


def test_schema_prints_the_schema(tmp_path, run):
    """The same document with and without --json, and in a file."""
    target = tmp_path / "schema.json"
    assert json.loads(run("schema").stdout) == schema()
    assert run("schema", "--json").stdout == run("schema").stdout
    assert run("schema", "-o", target).stdout == ""
    assert json.loads(target.read_text(encoding="utf-8")) == schema()


def test_warmup_compiles(monkeypatch, run):
    """It calls the one function that compiles everything, and says how long it took."""
    calls = []
    monkeypatch.setattr(
        pmrisk.warmup, "warmup", lambda *, levelled: calls.append(levelled)
    )
    assert json.loads(run("warmup", "--json").stdout)["seconds"] >= 0
    assert "compiled" in run("warmup", "--levelled").stdout
    assert calls == [False, True]


def test_init_writes_an_empty_register(tmp_path, run):
    """It reads as a register without risks; the example is left out."""
    path = tmp_path / "plans" / "risks.xlsx"
    answer = run("init", "--register", path)
    assert answer.exit_code == 0
    assert 'risks: {file: "risks.xlsx"}' in answer.stdout
    assert not (tmp_path / "plans" / "scenario.yaml").exists()
    assert run("init", "--register", path).exit_code == 2
    run("init", tmp_path / "plans", "--register", "own.xlsx")
    assert (tmp_path / "plans" / "own.xlsx").exists()
    assert run("init", "--register", tmp_path / "risks.ods").exit_code == 2
    written = run("init", "--register", tmp_path / "b.xlsx", "--json").stdout
    assert json.loads(written) == {"written": str(tmp_path / "b.xlsx")}
