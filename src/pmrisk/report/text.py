"""The page that a planner reads without a manual."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from io import StringIO

from rich.console import Console, RenderableType
from rich.text import Text

from pmrisk.analysis.contributions import Explanation
from pmrisk.analysis.explained import Contributions
from pmrisk.analysis.health import Health
from pmrisk.analysis.worth import Responses
from pmrisk.analysis.xray import XRay
from pmrisk.planning import Schedule
from pmrisk.report import (
    backlogs,
    causes,
    check,
    events,
    levelling,
    money,
    plan,
    sections,
)
from pmrisk.report import contributions as shares
from pmrisk.report import responses as worth
from pmrisk.report import xray as ray
from pmrisk.result import Result


def simulation(
    result: Result,
    width: int,
    options: Sequence[str] = (),
    explained: Sequence[Contributions] = (),
    *,
    colour: bool = False,
    days: Sequence[date] = (),
) -> str:
    """The page of a run, `width` columns wide; `options` made the plan what it is.

    What adds how much is told as far as it was `explained`. Items of backlogs are
    counted by `days`, beside those that were promised.
    """
    return render(
        [
            *sections.headline(result),
            *sections.finishes(result),
            *events.moving_together(result),
            *events.weather(result),
            *levelling.of_run(result),
            *sections.costs(result),
            *money.sections(result),
            *sections.promises(result),
            *sections.milestones(result),
            *backlogs.burning(result, days),
            *sections.s_curve(result),
            *events.what_can_happen(result),
            *events.what_is_sent_back(result),
            *causes.what_drives(result),
            *(part for each in explained for part in shares.section(each)),
            *causes.warnings(result),
            *causes.provenance(result, options),
        ],
        width,
        colour=colour,
    )


def schedule(schedule: Schedule, width: int, *, colour: bool = False) -> str:
    """The table of a plan, `width` columns wide."""
    return render(plan.page(schedule, width), width, colour=colour)


def health(
    health: Health,
    width: int,
    accepted: Collection[str] = (),
    *,
    whole: bool = False,
    colour: bool = False,
) -> str:
    """The page on how sound a plan is, with every finding or the first of each kind."""
    return render(check.page(health, accepted, whole=whole), width, colour=colour)


def contributions(
    result: Result, of: str, found: Explanation, width: int, *, colour: bool = False
) -> str:
    """The page on what adds how much, where the days were, or what spreads them."""
    return render(shares.page(result, of, found), width, colour=colour)


def responses(made: Responses, width: int, *, colour: bool = False) -> str:
    """The page on what responses to risks are worth."""
    return render(worth.page(made), width, colour=colour)


def xray(made: XRay, width: int, *, colour: bool = False) -> str:
    """The page on what sets the dates of a plan."""
    return render(ray.page(made), width, colour=colour)


def render(parts: Iterable[RenderableType], width: int, *, colour: bool) -> str:
    """Paragraphs and tables as text; markup in a user's names stays as it is."""
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as captured:
        for part in parts:
            # Rich forgets a paragraph's own wish not to be wrapped.
            whole = isinstance(part, Text) and bool(part.no_wrap)
            console.print(part, soft_wrap=whole)
    lines = captured.get().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)
