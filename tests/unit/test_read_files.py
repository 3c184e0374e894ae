"""Files: missing, unreadable, huge, and as large as plans get."""

import os
import time

import pytest

from pmrisk import ScenarioError, load
from pmrisk.read import parse, source

HEAD = "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\nactivities:\n"


def test_missing_and_folders(tmp_path):
    """One line with the path as it was given."""
    for path, message in (
        (tmp_path / "none.yaml", "does not exist"),
        (tmp_path, "is a folder"),
        ("a\0b", "cannot be read|does not exist"),
        ("x" * 5000, "cannot be read"),
    ):
        with pytest.raises(ScenarioError, match=message) as caught:
            load(path)
        assert len(str(caught.value).splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path):
    """A file that may not be read."""
    path = tmp_path / "s.yaml"
    path.write_text("pmrisk: 1")
    path.chmod(0)
    with pytest.raises(ScenarioError, match="may not be read"):
        load(path)


def test_a_pipe_is_not_waited_for(tmp_path):
    """Only ordinary files are opened."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScenarioError, match="not an ordinary file"):
        load(tmp_path / "pipe")


def test_too_large(tmp_path, monkeypatch):
    """The size is bounded before anything is parsed."""
    monkeypatch.setattr(source, "MOST_BYTES", 1000)
    path = tmp_path / "s.yaml"
    path.write_text("#" * 1001)
    with pytest.raises(ScenarioError, match="is larger than"):
        load(path)


def test_ten_thousand_activities_are_read_in_seconds():
    """And as many problems are found, each with a suggestion."""
    lines = [
        f"  - {{id: A{k:05}, duration: [1, 2, 4], after: [A{k - 1:05}X]}}"
        for k in range(10_000)
    ]
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        parse(HEAD + "\n".join(lines))
    assert len(caught.value.problems) == 10_000
    # About 2 s where the suite is run alone; a search through all pairs takes hours.
    assert time.perf_counter() - begun < 30


def test_a_chain_is_no_recursion():
    """Ten thousand activities in series, last one first."""
    lines = [f"  - {{id: A{k}, duration: 1, after: [A{k + 1}]}}" for k in range(10_000)]
    project = parse(HEAD + "\n".join([*lines, "  - {id: A10000, duration: 1}"]))
    assert len(project.activities) == 10_001
