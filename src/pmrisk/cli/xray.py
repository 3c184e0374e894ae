"""`pmrisk xray`: what sets each date, how often, and what waits for it."""

from typing import TYPE_CHECKING

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import Bar, announce_compiling

if TYPE_CHECKING:
    from pmrisk.cli.options import Reading
    from pmrisk.sampling import Sampling


@click.command()
@options.scenario
@options.reading
@options.ranges
@options.keep_constraints
@options.iterations
@options.seed
@options.sampling
@options.threads
@options.responses
@options.output
@options.json
def xray(
    scenario: str,
    reading: "Reading",
    factors: tuple[str, ...] | None,
    keep_constraints: bool,
    iterations: int | None,
    seed: int | None,
    sampling: "Sampling",
    threads: int | None,
    responses: str,
    output: str | None,
    as_json: bool,
) -> None:
    """Tell which relationships and dates drive, and what hangs loose.

    Simulates the plan and tells for each relationship and each imposed date in which
    share of the iterations it sets a date and how many days are waited for it alone,
    for each open end the chance that it drives the finish, and which activities finish
    the project earlier when they take a day longer. SCENARIO may be a plan of P6,
    Microsoft Project or a table as well.

    Example:

    \b
        pmrisk xray scenarios/datacenter-upgrade.yaml
        pmrisk xray hotel.xer --range 0.9,1,1.3 --json
    """
    project = pmrisk.load(scenario, **reading)
    if factors is not None:
        project = project.with_ranges(factors)
    project = project.with_responses(responses)  # type: ignore[arg-type]
    place = destination(output, project.inputs)
    announce_compiling(project, obeys=keep_constraints, xray=True)
    with Bar("X-raying") as progress:
        result = pmrisk.simulate(
            project,
            iterations,
            seed,
            sampling=sampling,
            threads=threads,
            activities=False,
            keep_constraints=keep_constraints,
        )
        found = pmrisk.xray(result, progress=progress)
    if as_json:
        from pmrisk.report import json, xray_json

        place.write_json(json.dumps(xray_json.document(found)))
    else:
        from pmrisk.report import text

        place.write(text.xray(found, place.width(), colour=place.colour))
