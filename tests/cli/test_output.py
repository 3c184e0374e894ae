"""Where answers go: links, devices, permissions, pipes and poor terminals."""

import io
import os
import subprocess
import sys

import pytest

from pmrisk.cli import output
from pmrisk.errors import OutputError


def test_a_link_keeps_pointing_where_it_does(tmp_path):
    """What the link points to is replaced, with the permissions that it had."""
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    output.destination(str(link)).write("new")
    assert (real.read_text(), link.is_symlink()) == ("new", True)
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    """What is no file stays what it is.

    On a pipe of the test's own: were this wrong, a test on /dev/null run by root would
    take the machine's /dev/null away.
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    output.destination(str(pipe)).write("x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    """The new file takes the old one's place at the very end."""
    target = tmp_path / "out.txt"
    target.write_text("old")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        output.destination(str(target)).write("new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_terminals_without_block_characters_get_plain_ones(monkeypatch, capsys):
    """A page is readable in ASCII."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.Destination(None).write("░█ ◄ 1 ± 2 ü\n")
    assert stream.buffer.getvalue() == b".# < 1 +/- 2 ?\n"


def test_a_reader_who_has_seen_enough_is_no_error():
    """`pmrisk ... | head` ends quietly."""
    program = (
        "from pmrisk.cli.output import Destination\nDestination(None).write('x\\n')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_no_input_is_overwritten(tmp_path, run):
    """Neither the scenario nor the measured values that it refers to."""
    past = tmp_path / "past.csv"
    past.write_text("days\n4\n6\n")
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
        "activities: [{id: A, duration: {empirical: past.csv, column: days}}]\n"
    )
    for name in (past, plan):
        before = name.read_text()
        result = run("simulate", plan, "-n", 64, "-o", name)
        assert result.exit_code == 2
        assert "is what this run reads" in result.stderr
        assert name.read_text() == before


def test_an_empty_name_is_no_file(tmp_path, run):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "pmrisk: 1\nproject: {name: P, start: 2027-01-04}\n"
        "activities: [{id: A, duration: 1}]\n"
    )
    result = run("schedule", plan, "-o", "")
    assert result.exit_code == 2
    assert result.stderr == "-o: must name a file, got an empty name.\n"
