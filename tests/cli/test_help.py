"""Every command explains itself, and asking for help costs nothing."""

import subprocess
import sys
from inspect import cleandoc

import click
import pytest

from pmrisk.cli import COMMANDS, main

HEAVY = ("numba", "numpy", "pandas", "scipy", "pydantic", "rich", "yaml")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_line_an_example_and_json(name, run):
    """The listing's line opens the help, which shows a real call and both switches."""
    command = main.commands[name]
    text = cleandoc(command.help)
    assert text.startswith(COMMANDS[name])
    assert f"Example:\n\n\b\n    pmrisk {name}" in text
    answer = run(name, "-h")
    assert answer.exit_code == 0
    assert "--json" in answer.stdout
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(option.help for option in options)


def test_the_commands_are_walked_like_any_group():
    """The lazy table behaves like the commands of an ordinary click group."""
    assert {name: command.name for name, command in main.commands.items()} == {
        name: name for name in COMMANDS
    }
    assert "bogus" not in main.commands


def test_help_imports_nothing_heavy():
    """`pmrisk --help` must be quick, so it imports click and little else."""
    program = (
        "import sys\nfrom pmrisk.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stderr.strip() == "[]"
    assert all(name in answer.stdout for name in COMMANDS)


def test_version_and_unknown_commands(run):
    """The version is printed; what is no command leaves with 2."""
    assert run("--version").stdout.startswith("pmrisk, version ")
    answer = run("bogus")
    assert answer.exit_code == 2
    assert "No such command 'bogus'" in answer.stderr
