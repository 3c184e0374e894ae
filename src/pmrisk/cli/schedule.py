"""`pmrisk schedule`: the deterministic plan."""

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import announce_compiling

#: The table of a plan is wider than a page, and what reads a pipe does not mind.
_PIPED_WIDTH = 140


@click.command()
@options.scenario
@options.output
@options.json
def schedule(scenario: str, output: str | None, as_json: bool) -> None:
    """Show the deterministic plan: dates, floats and the critical path.

    Every range counts at its planned value, and no luck is involved: early and late
    dates, total and free float in working days of each activity's calendar, and the
    predecessors that set its dates.

    Example:

    \b
        pmrisk schedule scenarios/erp-implementation.yaml
        pmrisk schedule scenarios/erp-implementation.yaml --json
    """
    project = pmrisk.load(scenario)
    place = destination(output, project.inputs)
    announce_compiling()
    plan = pmrisk.schedule(project)
    if as_json:
        from pmrisk.report import json

        place.write_json(json.dumps(json.schedule(plan)))
    else:
        from pmrisk.report import text

        width = place.width(_PIPED_WIDTH)
        place.write(text.schedule(plan, width, colour=place.colour))
