"""The X-ray as a page: what sets the dates, and what would move nothing."""

from rich.console import RenderableType

from pmrisk.analysis.xray import RelationshipRay, XRay
from pmrisk.report import words
from pmrisk.report.tables import heading, table

_MOST, _FEW = 20, 15
_NOTE = """\
drives    share of iterations in which it sets the date of its successor
critical  the same, on a driving path to the finish
waits     working days that the successor waits for it alone, on average"""


def page(made: XRay) -> list[RenderableType]:
    """Relationships, dates, open ends, and what shortens the project."""
    project = words.plain(made.result.project.name)
    return [
        heading(f"{project}: what sets the dates", space=False),
        *_relationships(made),
        *_constraints(made),
        *_open_ends(made),
        *_shortening(made),
        *_origin(made),
    ]


def _relationships(made: XRay) -> list[RenderableType]:
    if not made.relationships:
        return ["", "No relationship holds what is left to do."]
    shown = table("relationship", ">drives", ">critical", ">waits", ">±")
    for ray in made.relationships[:_MOST]:
        shown.add_row(
            _called(ray),
            words.share(ray.drives.value),
            words.share(ray.critical.value),
            words.days(ray.days.value),
            words.small(ray.days.se),
        )
    idle = sum(ray.drives.value == 0 for ray in made.relationships)
    more = len(made.relationships) - _MOST
    rest = [f"and {more:,} more: see --json"] if more > 0 else []
    told = f"{idle:,} of {len(made.relationships):,} relationships never drive."
    title = heading("Which relationships hold the finish?")
    return [title, shown, *rest, told, _NOTE]


def _called(ray: RelationshipRay) -> str:
    lag = f"{ray.lag:+g}d" if ray.lag else ""
    return f"{ray.predecessor} {ray.kind}{lag} {ray.successor}"


def _constraints(made: XRay) -> list[RenderableType]:
    if not made.constraints:
        return []
    shown = table("activity", "held by", "date", ">drives", ">critical", ">days", ">±")
    for ray in made.constraints[:_FEW]:
        shown.add_row(
            ray.activity,
            ray.constraint,
            "" if ray.date is None else words.stamp(ray.date),
            words.share(ray.drives.value),
            "" if ray.critical is None else words.share(ray.critical.value),
            words.days(ray.days.value),
            words.small(ray.days.se),
        )
    more = len(made.constraints) - _FEW
    rest = [f"and {more:,} more: see --json"] if more > 0 else []
    return [heading("Which dates hold?"), shown, *rest]


def _open_ends(made: XRay) -> list[RenderableType]:
    if not made.open_ends:
        return [heading("Which open ends may drive?"), "There are none."]
    shown = table("activity", "", "open", ">drives the finish")
    for end in made.open_ends[:_FEW]:
        name = words.plain(end.name)
        shown.add_row(end.activity, name, end.end, words.chance(end.critical))
    more = len(made.open_ends) - _FEW
    rest = [f"and {more:,} more: see --json"] if more > 0 else []
    return [heading("Which open ends may drive?"), shown, *rest]


def _shortening(made: XRay) -> list[RenderableType]:
    """Activities that finish the project earlier when they take longer."""
    title = heading("What shortens the project when it takes a day longer?")
    rest = [f"{made.untested:,} more might and were not run."] if made.untested else []
    if not made.shortening:
        return [title, "Nothing does.", *rest]
    shown = table("activity", "", ">in", ">moves it by, days", ">±")
    for each in made.shortening[:_FEW]:
        shown.add_row(
            each.activity,
            words.plain(each.name),
            words.chance(each.shortens),
            f"{each.days:+.2f}",
            words.small(each.se),
        )
    return [title, shown, *rest]


def _origin(made: XRay) -> list[RenderableType]:
    run = made.result.provenance
    return ["", f"{run.iterations:,} iterations, seed {run.seed}, {run.sampling}"]
