"""A small scenario, and a run of the command line on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pmrisk.cli import main
from pmrisk.warmup import warmup

SCENARIO = """\
pmrisk: 1
project:
  name: "Büro [neu]"
  start: 2027-01-04
  target_finish: 2027-02-05
  budget: 30_000
  calendar: standard
defaults: {iterations: 300, seed: 5}
calendars:
  standard: {week: {mon-fri: ["08:00-12:00", "13:00-17:00"]}}
activities:
  - {id: A1, name: Design, duration: [5, 8, 15], cost: {per_day: 1000}}
  - {id: A2, name: "Build [bold]", duration: [6, 10, 20], after: [A1],
     cost: {fixed: [9000, 10000, 15000]}}
  - {id: A3, name: Permit, duration: 12, after: [A1]}
  - {id: M1, name: Handover, type: milestone, after: [A2, A3], deadline: 2027-02-12}
"""

Run = Callable[..., Result]


@pytest.fixture(autouse=True, scope="session")
def _warm() -> None:
    """Compiled kernels, so that no command says on stderr that it compiles them."""
    warmup()


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A scenario file of four activities."""
    path = tmp_path / "büro.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def run() -> Run:
    """Call it with the arguments of a command."""
    runner = CliRunner()
    return lambda *args: runner.invoke(main, [str(arg) for arg in args])
