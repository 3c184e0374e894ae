"""The counter: what a planner types, one module per command."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from pmrisk.errors import PmriskError

#: Every command with its line in the listing, so that `--help` need not import them.
COMMANDS = {
    "init": "Write a small, commented scenario to start from.",
    "import": "Make a scenario of a plan from P6, Microsoft Project or a table.",
    "check": "Tell whether the plan is sound, and where it is not.",
    "schedule": "Show the deterministic plan: dates, floats and the critical path.",
    "simulate": "Tell dates and budgets with confidence, and what drives them.",
    "contributions": "Tell which source adds how many days, or how much money.",
    "responses": "Tell which responses to risks are worth their price.",
    "xray": "Tell which relationships and dates drive, and what hangs loose.",
    "schema": "Print the scenario's JSON Schema, for editors.",
    "warmup": "Compile the kernels once, so that the next run starts warm.",
}


class Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when it is first asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in COMMANDS:
            raise KeyError(name)
        # A module cannot be called "import".
        module = f"{name}_" if iskeyword(name) else name
        command = getattr(import_module(f"pmrisk.cli.{module}"), module)
        assert isinstance(command, click.Command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Group(click.Group):
    """Print pmrisk's own errors, one line a problem, and leave with status 2.

    Any other exception is a bug and keeps its traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.commands)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """The listing, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the only error handling of the command line."""
        try:
            return super().invoke(ctx)
        except PmriskError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            named = error.ctx.command_path if error.ctx else "pmrisk"
            click.echo(f"{error.format_message()} See: {named} -h", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            # Click would say "Aborted!" and leave with 1, which means a failed gate.
            click.echo("interrupted", err=True)
            ctx.exit(130)


@click.group(
    cls=Group,
    commands=Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="pmrisk", prog_name="pmrisk")
def main() -> None:
    """Simulate a project's schedule and cost, and explain its risk.

    Exit status: 0 done, 1 a gate of --require failed, 2 the input is wrong,
    130 interrupted.

    Example:

    \b
        pmrisk init plans
        pmrisk simulate plans/scenario.yaml
    """
