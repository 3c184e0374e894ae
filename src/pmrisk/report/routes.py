"""Where the days were: driving paths, merges, and what drives, as a page."""

from rich.console import RenderableType

from pmrisk.analysis.routes import Paths
from pmrisk.report import words
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST, _FEW = 20, 10


def page(result: Result, of: str, found: Paths) -> list[RenderableType]:
    """Where the days were, what merges cost, and what drives."""
    title = f"{words.plain(result.project.name)}: where the days to the {of} were"
    return [heading(title, space=False), *sections(found)]


def sections(found: Paths) -> list[RenderableType]:
    """The same without a title."""
    booked = table("source", "", ">days", ">±")
    for each in found.contributions[:_MOST]:
        name, error = words.plain(each.name), words.small(each.se)
        booked.add_row(each.source, name, words.days(each.days), error)
    rest = found.contributions[_MOST:]
    if rest:
        days = words.days(sum(each.days for each in rest))
        booked.add_row(f"{len(rest)} more", "see --json", days, "")
    for step in found.steps:
        booked.add_row(step.source, "", words.days(step.value), "")
    booked.add_row("merging", "float used up, calendars", words.days(found.merging), "")
    around = (
        f"In {found.iterations:,} iterations around P{found.level:g}, on average "
        f"{words.days(found.value - found.plan)} working days beyond the plan."
    )
    return ["", around, booked, *_where(found), *_ray(found)]


def _where(found: Paths) -> list[RenderableType]:
    """What sources of more than one activity did to each; ranges have only one."""
    several = [e for e in found.bookings if e.source != e.activity]
    if not several:
        return []
    shown = table("source", "on", ">days", ">±")
    for each in several[:_FEW]:
        days, error = words.days(each.days), words.small(each.se)
        shown.add_row(each.source, each.activity, days, error)
    if several[_FEW:]:
        days = words.days(sum(each.days for each in several[_FEW:]))
        shown.add_row(f"{len(several) - _FEW} more", "see --json", days, "")
    return [heading("Where did they happen?"), shown]


def _ray(found: Paths) -> list[RenderableType]:
    """Merges, relationships and holds, the first of each."""
    merges = table("where paths meet", "", ">days")
    for merge in found.merges[:_FEW]:
        merges.add_row(merge.id, words.plain(merge.name), words.days(merge.days))
    links = table("relationship", ">drives", ">on the path")
    for link in [each for each in found.links if each.critical > 0][:_MOST]:
        called = f"{link.predecessor} {link.kind} {link.successor}"
        links.add_row(called, words.share(link.drives), words.share(link.critical))
    holds = table("held by a date", ">iterations", ">days")
    for hold in found.holds[:_FEW]:
        holds.add_row(hold.id, words.share(hold.share), words.days(hold.days))
    shown = [merges, links, holds]
    titles = ("What do merges cost?", "What drives?", "What waits for a date?")
    both = zip(titles, shown, strict=True)
    return [p for title, rows in both if rows.row_count for p in (heading(title), rows)]
