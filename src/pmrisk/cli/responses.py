"""`pmrisk responses`: which responses to risks, and packages of them, are worth it."""

from typing import TYPE_CHECKING

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import Bar, announce_compiling

if TYPE_CHECKING:
    from pmrisk.cli.options import Reading
    from pmrisk.sampling import Sampling


def _money(
    context: click.Context, option: click.Parameter, text: str | None
) -> float | None:
    """An amount of money."""
    from pmrisk.errors import PmriskError
    from pmrisk.model.text import number

    if text is None:
        return None
    try:
        value = number(text)
    except PmriskError:
        raise click.BadParameter(f"{text!r} is no sum. Write 100000.") from None
    if value < 0:
        raise click.BadParameter(f"{text!r} must be zero or more. Write 100000.")
    return value


@click.command()
@options.scenario
@options.reading
@options.ranges
@options.keep_constraints
@click.option(
    "--budget",
    callback=_money,
    metavar="MONEY",
    help="The most that a package of responses may be expected to cost. Default: any.",
)
@click.option(
    "--of",
    default="finish",
    show_default=True,
    metavar="finish|cost|ID",
    help="What is to come down: the finish, the cost, or the finish of an activity.",
)
@options.level
@options.iterations
@options.seed
@options.sampling
@options.threads
@options.output
@options.json
def responses(
    scenario: str,
    reading: "Reading",
    factors: tuple[str, ...] | None,
    keep_constraints: bool,
    budget: float | None,
    of: str,
    level: float | None,
    iterations: int | None,
    seed: int | None,
    sampling: "Sampling",
    threads: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Tell which responses to risks are worth their price.

    Runs the plan with each proposed response, and with packages of them, over the same
    luck: what they take off P80 (or another level) and add to the chance of the
    promise, for every coin, with the error of the difference; the packages that no
    other beats at their price; and which estimate is worth refining first.

    Example:

    \b
        pmrisk responses scenarios/erp-implementation.yaml
        pmrisk responses scenarios/erp-implementation.yaml --budget 100000
        pmrisk responses scenarios/erp-implementation.yaml --of M70 --level 90 --json
    """
    project = pmrisk.load(scenario, **reading)
    if factors is not None:
        project = project.with_ranges(factors)
    place = destination(output, project.inputs)
    announce_compiling(project, obeys=keep_constraints, coalitions=True)
    with Bar("running packages") as progress:
        result = pmrisk.simulate(
            project,
            iterations,
            seed,
            sampling=sampling,
            threads=threads,
            activities=False,
            keep_constraints=keep_constraints,
        )
        found = pmrisk.responses(result, of, level, budget, progress=progress)
    if as_json:
        from pmrisk.report import json, responses_json

        place.write_json(json.dumps(responses_json.document(found)))
    else:
        from pmrisk.report import text

        place.write(text.responses(found, place.width(), colour=place.colour))
