"""`pmrisk schedule`: the deterministic plan."""

from typing import TYPE_CHECKING

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import announce_compiling, levels

if TYPE_CHECKING:
    from pmrisk.cli.options import Reading

#: The table of a plan is wider than a page, and what reads a pipe does not mind.
_PIPED_WIDTH = 140


@click.command()
@options.scenario
@options.reading
@options.levelled
@options.output
@options.json
def schedule(
    scenario: str,
    reading: "Reading",
    levelled: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Show the deterministic plan: dates, floats and the critical path.

    Every range counts at its planned value, and no luck is involved: early and late
    dates, total and free float in working days of each activity's calendar, and the
    predecessors that set its dates. SCENARIO may be a plan of P6, Microsoft Project or
    a table as well. With --levelled, early dates are those that the available units of
    every resource allow, and the page says by how much that moves the finish.

    Example:

    \b
        pmrisk schedule scenarios/erp-implementation.yaml
        pmrisk schedule scenarios/erp-implementation.yaml --json
        pmrisk schedule scenarios/erp-implementation.yaml --levelled
        pmrisk schedule hotel.xer --project TOWER
    """
    project = pmrisk.load(scenario, **reading)
    place = destination(output, project.inputs)
    announce_compiling(project, levelled=levels(levelled))
    plan = pmrisk.schedule(project, levelled=levelled)
    if as_json:
        from pmrisk.report import json

        place.write_json(json.dumps(json.schedule(plan)))
    else:
        from pmrisk.report import text

        width = place.width(_PIPED_WIDTH)
        place.write(text.schedule(plan, width, colour=place.colour))
