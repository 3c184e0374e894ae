"""Options that several commands share, each defined once.

index
-----
scenario            argument: a scenario or a plan      check, schedule, simulate,
                                                        contributions, responses, xray
plan                argument: another tool's plan       import
--project           one of several projects in a plan   import, and with `scenario`
--sheet             one of several sheets of a plan     import, and with `scenario`
--start             when a plan without dates begins    import, and with `scenario`
--keep-names        copy names of people from a plan    import, and with `scenario`
--range             a range around every duration       whatever simulates
--keep-constraints  obey hard constraints               whatever simulates
-n, --iterations    how many iterations                 whatever simulates
--seed              the seed of all streams             whatever simulates
--level             the level reported first            simulate, responses
--until             stop at this width of interval      simulate
--sampling          how uniforms are spread             whatever simulates
--threads           processors to use                   whatever simulates
--repair-correlations  the nearest possible ones        simulate, contributions
--levelled          work waits for its resources        schedule, simulate, warmup
--require           a gate                              simulate
--items-by          a date to count items by            simulate
--responses         which responses to risks count      whatever simulates but responses
-o, --output        a file in place of stdout           all but init and warmup
--json              one JSON document on stdout         all
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypedDict

import click

from pmrisk.cli.gates import Gate, parse_date, parse_gate
from pmrisk.errors import PmriskError

if TYPE_CHECKING:
    from datetime import date, datetime

    from pmrisk.model.amount import Amount


class Reading(TypedDict):
    """How a plan file is to be read, as `pmrisk.load` takes it."""

    project: str | None
    sheet: str | None
    start: "datetime | None"
    keep_names: bool


def _working_time(
    context: click.Context, option: click.Parameter, text: str | None
) -> "Amount | None":
    """An amount with its unit; what a day is depends on the project's calendar."""
    from pmrisk.model.amount import ELAPSED, amount

    if text is None:
        return None
    try:
        width = amount(text)
    except PmriskError as error:
        reason = str(error).rstrip(".")
        raise click.BadParameter(f"{reason}. Write for example 0.5d or 4h.") from None
    if width.unit in ELAPSED:
        raise click.BadParameter(f"{text!r} is elapsed time. Write 0.5d or 4h.")
    if not width.value > 0:
        raise click.BadParameter(f"{text!r} must be above zero. Write 0.5d or 4h.")
    return width


def _gates(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> tuple[Gate, ...]:
    """The gates, parsed."""
    try:
        return tuple(parse_gate(text) for text in texts)
    except PmriskError as error:
        raise click.BadParameter(str(error)) from None


def _days(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> "tuple[date, ...]":
    """The days that something is counted by."""
    try:
        return tuple(parse_date(text, "Write a day") for text in texts)
    except PmriskError as error:
        raise click.BadParameter(str(error)) from None


def _start(
    context: click.Context, option: click.Parameter, text: str | None
) -> "datetime | None":
    """The first moment of a day, or the one that was given."""
    from pmrisk.model.dates import start_of

    try:
        return None if text is None else start_of(text)
    except PmriskError as error:
        raise click.BadParameter(str(error)) from None


def _factors(
    context: click.Context, option: click.Parameter, text: str | None
) -> tuple[str, ...] | None:
    """Low, most likely and high, as they were typed."""
    return None if text is None else tuple(part.strip() for part in text.split(","))


# Not `click.Path(exists=True)`: what is wrong with the file is said by `pmrisk.load`.
scenario = click.argument("scenario", type=click.Path())

plan = click.argument("file", type=click.Path())

project = click.option(
    "--project",
    metavar="ID",
    help="Of several projects in a plan file, the one to read. Default: all of them.",
)

sheet = click.option(
    "--sheet",
    metavar="NAME",
    help="Of several sheets in a workbook, the one to read.",
)

start = click.option(
    "--start",
    callback=_start,
    metavar="DATE",
    help="When a table begins that has no dates: 2027-01-04.",
)

keep_names = click.option(
    "--keep-names",
    is_flag=True,
    help="Copy names of people from a plan file. Default: they are left out.",
)


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of plan files, given to the command as one `reading`."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        wishes: dict[str, Any] = {key: given.pop(key) for key in _READING}
        return command(reading=wishes, **given)

    for option in (keep_names, start, sheet, project):
        gathered = option(gathered)
    return gathered


_READING = ("project", "sheet", "start", "keep_names")

ranges = click.option(
    "--range",
    "factors",
    callback=_factors,
    metavar="LOW,MODE,HIGH",
    help="A range around every duration that has none, as factors of what the plan "
    "says: 0.9,1,1.3.",
)

keep_constraints = click.option(
    "--keep-constraints",
    is_flag=True,
    help="Obey hard constraints, as schedule does. Default: their upper bounds become "
    "deadlines that are measured, and each is listed.",
)

iterations = click.option(
    "-n",
    "--iterations",
    type=int,
    help="Iterations; under --until the most that are run. "
    "Default: the scenario's, 10,000 if it says none.",
)

seed = click.option(
    "--seed", type=int, help="Seed of all draws. Default: the scenario's."
)

level = click.option(
    "--level",
    type=float,
    help="Level in per cent that is reported first: 80 for P80. "
    "Default: the scenario's.",
)

until = click.option(
    "--until",
    callback=_working_time,
    metavar="TIME",
    help="Stop when the interval around the finish at --level is this narrow: "
    "0.5d, 4h, 90min.",
)

sampling = click.option(
    "--sampling",
    type=click.Choice(["monte_carlo", "lhs", "sobol"]),
    default="monte_carlo",
    show_default=True,
    help="How the draws are spread.",
)

threads = click.option(
    "--threads", type=int, help="Processors to use. Default: all. Same numbers always."
)

repair_correlations = click.option(
    "--repair-correlations",
    is_flag=True,
    help="Replace correlations that cannot hold together by the nearest that can, and "
    "say by how much.",
)

require = click.option(
    "--require",
    "gates",
    callback=_gates,
    multiple=True,
    metavar="GATE",
    help='Leave with status 1 unless this chance is reached: "finish<=2028-03-31@80", '
    '"cost<=4200000@70", "M200<=2028-03-01@80", or several at once joined by " & ". '
    "Repeatable.",
)

items_by = click.option(
    "--items-by",
    "days",
    callback=_days,
    multiple=True,
    metavar="DATE",
    help="Tell how many items of each backlog are done by then, beside the dates that "
    "were promised. Repeatable.",
)

responses = click.option(
    "--responses",
    type=click.Choice(["none", "adopted", "all"]),
    default="adopted",
    show_default=True,
    help="Which responses to risks are paid for and put into effect.",
)

levelled = click.option(
    "--levelled",
    is_flag=True,
    help="Let work wait until the resources that it needs are free: no more units are "
    "used than are available.",
)

output = click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write to FILE in place of standard output.",
)

json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document, not a page."
)
