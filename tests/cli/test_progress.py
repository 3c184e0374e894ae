"""The progress bar: on a terminal, and only when there is something to wait for."""

import io
import sys

import pytest

from pmrisk.cli import progress


def terminal(monkeypatch):
    """Stderr as a terminal; what it shows is its value.

    No fixture: between a fixture and its test, pytest puts its own stderr back.
    """
    stream = io.StringIO()
    stream.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_no_bar_without_a_terminal():
    """A log file gets no bar."""
    with progress.Bar() as bar:
        assert bar is None


def test_a_short_run_shows_nothing(monkeypatch):
    """Within the first second nothing is drawn."""
    shown = terminal(monkeypatch)
    with progress.Bar() as bar:
        bar(64, 128)
    assert shown.getvalue() == ""


@pytest.mark.parametrize(("total", "text"), [(128, "64/128"), (None, "64/?")])
def test_a_long_run_shows_how_far_it_is(total, text, monkeypatch, capsys):
    """The iterations done and their total if it is known, on stderr alone."""
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    shown = terminal(monkeypatch)
    with progress.Bar() as bar:
        bar(64, total)
    assert text in shown.getvalue()
    assert capsys.readouterr().out == ""
