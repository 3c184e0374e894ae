"""Options that several commands share, each defined once.

index
-----
scenario            argument: the scenario file         schedule, simulate
-n, --iterations    how many iterations                 simulate
--seed              the seed of all streams             simulate
--level             the level reported first            simulate
--until             stop at this width of interval      simulate
--sampling          how uniforms are spread             simulate
--threads           processors to use                   simulate
--require           a gate                              simulate
-o, --output        a file in place of stdout           schedule, schema, simulate
--json              one JSON document on stdout         all
"""

from typing import TYPE_CHECKING

import click

from pmrisk.cli.gates import Gate, parse_gate
from pmrisk.errors import PmriskError

if TYPE_CHECKING:
    from pmrisk.model.amount import Amount


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


# Not `click.Path(exists=True)`: what is wrong with the file is said by `pmrisk.load`.
scenario = click.argument("scenario", type=click.Path())

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
