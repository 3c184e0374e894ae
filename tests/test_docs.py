"""What the README shows is what a new user gets: every block is run."""

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import pmrisk
from pmrisk.cli import main
from pmrisk.read import parse

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)?\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
# What a run takes, and how many processors it had, differ from machine to machine.
TIMING = re.compile(r"[\d.]+ s on \d+ threads?")
# What `make demo` types for the user.
MADE = {"make demo": "pmrisk simulate scenarios/erp-implementation.yaml"}


def blocks(language):
    return [text for name, text in BLOCKS if name == language]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    """Paths in the README count from the checkout."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("text", blocks("console"))
def test_console_blocks_print_what_they_show(text):
    """A line after ``$`` is a command, the rest is its output to the letter."""
    command, _, shown = text.removeprefix("$ ").partition("\n")
    arguments = MADE.get(command, command).split()[1:]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert TIMING.sub("", result.stdout).split() == TIMING.sub("", shown).split()


def test_python_blocks_are_doctests():
    """One session from the first block to the last."""
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    source = "\n".join(blocks("python"))
    runner.run(parser.get_doctest(source, {}, "README.md", "README.md", 0))
    assert runner.summarize().attempted > 5
    assert runner.summarize().failed == 0


def test_yaml_blocks_are_scenarios():
    """The scenario in the README loads and simulates."""
    for text in blocks("yaml"):
        result = pmrisk.simulate(parse(text), iterations=200)
        assert result.finish.percentile(50).days > 0


def test_every_command_is_listed():
    """The table of commands names each of them."""
    for name in main.commands:
        assert f"`pmrisk {name}" in README


def test_the_layout_is_the_folder():
    """Each line of the layout names a room that is there, and no room is left out."""
    layout = next(text for name, text in BLOCKS if text.startswith("src/pmrisk/"))
    shown = set(re.findall(r"^  (\w+(?:\.py|/))", layout, re.MULTILINE))
    package = ROOT / "src" / "pmrisk"
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in package.iterdir()
        if not path.name.startswith("__") and path.suffix in ("", ".py")
    }
    assert shown == rooms


def test_the_changelog_knows_the_version():
    """What is released has an entry."""
    from importlib.metadata import version

    assert f"## {version('pmrisk')}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
