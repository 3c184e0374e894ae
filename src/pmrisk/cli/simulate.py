"""`pmrisk simulate`: when it will finish, what it will cost, what drives it."""

from typing import TYPE_CHECKING, Literal

import click

import pmrisk
from pmrisk.cli import options
from pmrisk.cli.gates import Gate, Verdict, check_gates, judge
from pmrisk.cli.output import destination
from pmrisk.cli.progress import Bar, announce_compiling

if TYPE_CHECKING:
    from datetime import date

    from pmrisk.analysis.explained import Contributions
    from pmrisk.cli.options import Reading
    from pmrisk.model.amount import Amount
    from pmrisk.model.project import Project
    from pmrisk.result import Result
    from pmrisk.sampling import Sampling


@click.command()
@options.scenario
@options.reading
@options.ranges
@options.keep_constraints
@options.levelled
@options.iterations
@options.seed
@options.level
@options.until
@options.sampling
@options.threads
@options.repair_correlations
@options.require
@options.items_by
@options.responses
@click.option(
    "--contributions",
    is_flag=True,
    help="Tell also which source adds how much to the level, as pmrisk contributions "
    "does. That takes some seconds more.",
)
@options.output
@options.json
def simulate(
    scenario: str,
    reading: "Reading",
    factors: tuple[str, ...] | None,
    keep_constraints: bool,
    levelled: bool,
    iterations: int | None,
    seed: int | None,
    level: float | None,
    until: "Amount | None",
    sampling: "Sampling",
    threads: int | None,
    repair_correlations: bool,
    gates: tuple[Gate, ...],
    days: "tuple[date, ...]",
    responses: Literal["none", "adopted", "all"],
    contributions: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Tell dates and budgets with confidence, and what drives them.

    Simulates the plan's network, shows when the project finishes and what it costs at
    P10, P50, P80 and P90, each with the interval that sampling error allows, the chance
    of what was promised, and the activities that drive the finish. SCENARIO may be a
    plan of P6, Microsoft Project or a table as well; --range then makes it uncertain.

    Example:

    \b
        pmrisk simulate scenarios/erp-implementation.yaml
        pmrisk simulate scenarios/erp-implementation.yaml --until 0.5d --json
        pmrisk simulate scenarios/erp-implementation.yaml \\
            --require "finish<=2028-03-31@80"
        pmrisk simulate scenarios/erp-implementation.yaml --contributions
        pmrisk simulate hotel.xer --range 0.9,1,1.3
        pmrisk simulate scenarios/erp-implementation.yaml --levelled
    """
    project = pmrisk.load(scenario, **reading, repair_correlations=repair_correlations)
    if factors is not None:
        project = _ranged(project, factors)
    project = project.with_responses(responses)
    check_gates(gates, project)
    place = destination(output, project.inputs)
    announce_compiling(
        project,
        obeys=keep_constraints,
        levelled=[levelled],
        coalitions=contributions,
    )
    with Bar() as progress:
        result = pmrisk.simulate(
            project,
            iterations,
            seed,
            sampling=sampling,
            threads=threads,
            level=level,
            until=_days(until, project),
            keep_constraints=keep_constraints,
            levelled=levelled,
            progress=progress,
        )
    verdicts = [judge(gate, result) for gate in gates]
    shares = _shared_out(result) if contributions else ()
    if as_json:
        place.write_json(_document(result, verdicts, responses, days, shares))
    else:
        from pmrisk.report import text

        options_ = _plan_options(reading, factors, keep_constraints)
        options_ += ["--repair-correlations"] * repair_correlations
        options_ += [] if responses == "adopted" else ["--responses", responses]
        page = text.simulation(
            result, place.width(), options_, shares, colour=place.colour, days=days
        )
        place.write(page)
    _leave(verdicts)


def _plan_options(
    reading: "Reading", factors: tuple[str, ...] | None, keep_constraints: bool
) -> list[str]:
    """The options that say which plan was simulated, to be typed again."""
    given = []
    for name in ("project", "sheet"):
        if reading[name] is not None:
            given += [f"--{name}", str(reading[name])]
    if reading["start"] is not None:
        given += ["--start", f"{reading['start']:%Y-%m-%dT%H:%M}"]
    if factors is not None:
        given += ["--range", ",".join(factors)]
    return [*given, *["--keep-constraints"] * keep_constraints]


def _ranged(project: "Project", factors: tuple[str, ...]) -> "Project":
    """The project with ranges, or a word on stderr where all of it has some."""
    ranged = project.with_ranges(factors)
    if ranged.activities == project.activities:
        click.echo(
            "--range changed nothing: all that is not done has a range of its own.",
            err=True,
        )
    return ranged


def _days(width: "Amount | None", project: "Project") -> float | None:
    """Working days of the project calendar."""
    if width is None:
        return None
    units = project.calendars[project.calendar].units
    return units.minutes(width) / units.minutes_per_day


def _shared_out(result: "Result") -> "tuple[Contributions, ...]":
    """What each source adds to the finish at the run's level, and to the cost."""
    from pmrisk.analysis.contributions import analyse
    from pmrisk.analysis.explained import Contributions

    targets = ("finish", "cost") if result.cost.samples.any() else ("finish",)
    with Bar("running coalitions") as progress:
        found = [analyse(result, of, progress=progress) for of in targets]
    return tuple(each for each in found if isinstance(each, Contributions))


def _document(
    result: "Result",
    verdicts: list[Verdict],
    responses: str,
    days: "tuple[date, ...]",
    shares: "tuple[Contributions, ...]",
) -> str:
    from pmrisk.report import contributions_json, json

    gates = [
        {
            "require": verdict.gate.text,
            "level": verdict.gate.level,
            **json.chance(verdict.probability),
            "passed": verdict.passed,
            "straddles": verdict.straddles,
        }
        for verdict in verdicts
    ]
    answer = json.simulation(result, days)
    explained = [contributions_json.brief(each) for each in shares]
    more = {"responses": responses, "gates": gates, "contributions": explained}
    return json.dumps(answer | more)


def _leave(verdicts: list[Verdict]) -> None:
    """Say each verdict on stderr, and leave with 1 if one failed."""
    from pmrisk.report.words import chance, percent, plain

    for verdict in verdicts:
        word = "passed" if verdict.passed else "failed"
        click.echo(
            f"gate {word}: {plain(verdict.gate.text)}: chance "
            f"{chance(verdict.probability)}, required {percent(verdict.gate.level)}",
            err=True,
        )
        if verdict.straddles:
            click.echo(
                "warning: that is within sampling error; more iterations (-n) would "
                "decide it.",
                err=True,
            )
    if not all(verdict.passed for verdict in verdicts):
        click.get_current_context().exit(1)
