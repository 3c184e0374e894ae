"""`pmrisk check`: is the plan sound?"""

from typing import TYPE_CHECKING

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import announce_compiling

if TYPE_CHECKING:
    from pmrisk.check import Finding
    from pmrisk.cli.options import Reading


@click.command()
@options.scenario
@options.reading
@click.option(
    "--allow",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Accept the findings of this code: they do not fail the check. Repeatable.",
)
@click.option(
    "--all", "whole", is_flag=True, help="Show every finding, not the first of a kind."
)
@options.output
@options.json
def check(
    scenario: str,
    reading: "Reading",
    codes: tuple[str, ...],
    whole: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Tell whether the plan is sound, and where it is not.

    Looks for what makes a plan unreliable: open ends, leads and lags, imposed dates,
    progress that contradicts itself, work split until its risk is gone. Measures the
    DCMA's 14 points and the GAO's ten best practices, and compares the dates of a plan
    file with those that its own tool stored.

    Leaves with status 1 on a finding of severity error that --allow does not name.

    Example:

    \b
        pmrisk check scenarios/erp-implementation.yaml
        pmrisk check scenarios/erp-implementation.yaml \\
            --allow broken-critical-path --json
        pmrisk check hotel.xer --project TOWER
    """
    from pmrisk.analysis.health import known_codes

    accepted = known_codes(codes)
    project = pmrisk.load(scenario, **reading)
    place = destination(output, project.inputs)
    announce_compiling()
    health = pmrisk.health(project)
    if as_json:
        from pmrisk.report import health_json, json

        place.write_json(json.dumps(health_json.health(health, accepted)))
    else:
        from pmrisk.report import text

        page = text.health(
            health, place.width(), accepted, whole=whole, colour=place.colour
        )
        place.write(page)
    _leave(health.unaccepted(accepted))


def _leave(errors: "tuple[Finding, ...]") -> None:
    """Say on stderr what failed the check, and leave with 1, if anything did."""
    if errors:
        found = ", ".join(dict.fromkeys(finding.code for finding in errors))
        many = "1 error" if len(errors) == 1 else f"{len(errors):,} errors"
        click.echo(
            f"check failed: {many}: {found}. Correct them, or accept with --allow.",
            err=True,
        )
        click.get_current_context().exit(1)
