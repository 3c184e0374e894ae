"""`pmrisk contributions`: which source adds how many days, or how much money."""

from typing import TYPE_CHECKING, Literal

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.output import destination
from pmrisk.cli.progress import Bar, announce_compiling
from pmrisk.errors import OptionError

if TYPE_CHECKING:
    from pmrisk.cli.options import Reading
    from pmrisk.model.project import Project
    from pmrisk.sampling import Sampling


def _measure(
    context: click.Context, option: click.Parameter, text: str | None
) -> float | str | None:
    """A level in per cent, ``mean``, ``sd`` or ``chance``."""
    if text is None or text in ("mean", "sd", "chance"):
        return text
    try:
        return float(text.upper().removeprefix("P").removesuffix("%"))
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no level. Write 80 for P80, mean, sd or chance."
        ) from None


def _names(
    context: click.Context, option: click.Parameter, text: str | None
) -> tuple[str, ...] | None:
    """Names between commas."""
    if text is None:
        return None
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _seconds(
    context: click.Context, option: click.Parameter, text: str | None
) -> float | None:
    """A stretch of time: 10s, 2min; a bare number is seconds."""
    if text is None:
        return None
    minutes = text.endswith("min")
    try:
        seconds = float(text.removesuffix("min" if minutes else "s"))
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time. Write 10s or 2min.") from None
    if not 0 < seconds < float("inf"):
        raise click.BadParameter(f"{text!r} must be above zero. Write 10s or 2min.")
    return seconds * 60 if minutes else seconds


@click.command()
@options.scenario
@options.reading
@options.ranges
@options.keep_constraints
@options.repair_correlations
@options.responses
@click.option(
    "--of",
    default="finish",
    show_default=True,
    metavar="finish|cost|both|ID",
    help="What is explained: the finish, the cost, the finish of an activity, or the "
    "chance of keeping the promised finish and the budget, both.",
)
@click.option(
    "--level",
    callback=_measure,
    metavar="LEVEL|mean|sd|chance",
    help="Level in per cent, mean, standard deviation, or the chance of what was "
    "promised. Default: the scenario's level.",
)
@click.option(
    "--method",
    default="shapley",
    show_default=True,
    type=click.Choice(["shapley", "exclusion", "path", "variance", "all"]),
    help="shapley adds up; exclusion is what would go without each; path is where "
    "the days were around the level; variance is each one's share of the variance; all "
    "shows them side by side.",
)
@click.option(
    "--sources",
    callback=_names,
    metavar="NAME,...",
    help="Kinds of sources (ranges, risks, drivers, existence, branches, gates, "
    "escalation, contracts, weather) or single ones by id; the others stay as they "
    "are. Default: all.",
)
@click.option(
    "--by",
    type=click.Choice(["wbs", "category", "owner"]),
    help="Groups of sources, with their totals.",
)
@click.option(
    "--within", callback=_seconds, metavar="TIME", help="Time to spend: 10s, 2min."
)
@click.option(
    "--to",
    metavar="ERROR",
    help="Standard error to reach: 0.2d, 4h, or an amount of money. Default: until the "
    "orders of joining add less error than the iterations.",
)
@options.iterations
@options.seed
@options.sampling
@options.threads
@options.output
@options.json
def contributions(
    scenario: str,
    reading: "Reading",
    factors: tuple[str, ...] | None,
    keep_constraints: bool,
    repair_correlations: bool,
    responses: Literal["none", "adopted", "all"],
    of: str,
    level: float | str | None,
    method: str,
    sources: tuple[str, ...] | None,
    by: str | None,
    within: float | None,
    to: str | None,
    iterations: int | None,
    seed: int | None,
    sampling: "Sampling",
    threads: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Tell which source adds how many days, or how much money.

    Simulates the plan and shares what P80 (or another level, the mean, the standard
    deviation) lies beyond the plan among the sources of uncertainty, so that their
    contributions add up: Shapley's shares, with their errors. Beside each stands what
    the source adds alone, and what would go without it. Then it tells what happened in
    the worst tenth of the iterations more often than usual.

    Example:

    \b
        pmrisk contributions scenarios/erp-implementation.yaml
        pmrisk contributions scenarios/erp-implementation.yaml --of cost --by wbs
        pmrisk contributions scenarios/erp-implementation.yaml --of both --method all
        pmrisk contributions scenarios/erp-implementation.yaml --of both --level 80
        pmrisk contributions scenarios/erp-implementation.yaml --of M20 --level mean \\
            --within 10s --json
    """
    project = pmrisk.load(scenario, **reading, repair_correlations=repair_correlations)
    if factors is not None:
        project = project.with_ranges(factors)
    project = project.with_responses(responses)
    place = destination(output, project.inputs)
    error = _error(to, of, project)
    traces = method in ("path", "all")
    announce_compiling(project, obeys=keep_constraints, coalitions=True, traces=traces)
    from pmrisk.analysis.contributions import analyse

    with Bar("running coalitions") as progress:
        result = pmrisk.simulate(
            project,
            iterations,
            seed,
            sampling=sampling,
            threads=threads,
            activities=method == "all",
            keep_constraints=keep_constraints,
        )
        found = analyse(
            result,
            of,
            level,
            method,
            sources,
            by=by,
            within=within,
            to=error,
            progress=progress,
        )
    if as_json:
        from pmrisk.report import contributions_json, json

        place.write_json(json.dumps(contributions_json.document(result, of, found)))
    else:
        from pmrisk.report import text

        page = text.contributions(result, of, found, place.width(), colour=place.colour)
        place.write(page)


def _error(text: str | None, of: str, project: "Project") -> float | None:
    """The standard error to reach, in working days or in money."""
    from pmrisk.model.amount import ELAPSED, amount
    from pmrisk.model.text import number

    if text is None:
        return None
    try:
        if of == "cost":
            value = number(text)
        else:
            given = amount(text)
            if given.unit in ELAPSED:
                raise OptionError("is elapsed time")
            units = project.calendars[project.calendar].units
            value = units.minutes(given) / units.minutes_per_day
    except ValueError:
        like = "5000" if of == "cost" else "0.2d or 4h"
        raise OptionError(f"--to {text}: is no error. Write {like}.") from None
    if not value > 0:
        raise OptionError(f"--to {text}: must be above zero.")
    return value
