"""Contributions as a page: who adds how much, and how it adds up."""

from collections.abc import Sequence

from rich.console import RenderableType

from pmrisk.analysis.contributions import Explanation
from pmrisk.analysis.explained import Contribution, Contributions
from pmrisk.analysis.paths import Paths
from pmrisk.analysis.variance import VarianceShare
from pmrisk.report import words
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST, _FEW = 20, 10
_NOTE = """\
adds   what it adds when it joins the others, averaged over all orders (Shapley)
alone  what it adds with all others at their planned value
last   what would go if it alone were taken out; neither of these adds up
Sources of one rank cannot be told apart."""

_VARIANCE_NOTE = """\
alone   the share of the variance that would go if it were known (first order)
in all  the share that would stay if all else were known (total)"""


def page(result: Result, of: str, found: Explanation) -> list[RenderableType]:
    """All of what `analyse` found."""
    if isinstance(found, Contributions):
        return _shared(found)
    if isinstance(found, Paths):
        return _path(result, of, found)
    return _variance(result, of, found)


def _shared(made: Contributions) -> list[RenderableType]:
    """The headline, the sources, their groups, and the steps to the plan."""
    parts = [*_headline(made), *_sources(made), *_groups(made), *_sum(made)]
    return [*parts, *_origin(made)]


def measure(made: Contributions) -> str:
    """``P80``, ``the mean``, ``the standard deviation``."""
    if made.level == "mean":
        return "the mean"
    return "the standard deviation" if made.level == "sd" else f"P{made.level:g}"


def _said(made: Contributions, value: float) -> str:
    return words.money(value) if made.unit == "money" else words.days(value)


def _unit(made: Contributions) -> str:
    project = made.result.project
    return project.currency if made.unit == "money" else "working days"


def _headline(made: Contributions) -> list[RenderableType]:
    project = made.result.project
    of = made.of if made.of == "cost" else "finish"
    whose = "" if made.of in ("finish", "cost") else f" of {made.of}"
    title = f"{words.plain(project.name)}: what adds to {measure(made)} of the {of}"
    plan, value = _dated(made, made.plan), _dated(made, made.value)
    return [
        heading(title + whose, space=False),
        "",
        f"The plan says {plan}, {measure(made)} is {value}.",
        f"The sources below add {_said(made, made.total)} {_unit(made)}.",
    ]


def _dated(made: Contributions, value: float) -> str:
    """Days after the start as a date too; a spread has none."""
    if made.unit == "money":
        return f"{_unit(made)} {words.money(value)}"
    if made.level == "sd":
        return words.counted(value)
    when = made.result.network.timeline.after(value).date
    return f"{words.day(when)} ({words.days(value)} days)"


def _sources(made: Contributions) -> list[RenderableType]:
    exclusion = made.method == "exclusion"
    named = "without" if exclusion else "adds"
    columns = [">rank", "source", "", f">{named}", ">±", ">alone", ">last"]
    shown = table(*columns)
    for row in made.rows[:_MOST]:
        shown.add_row(*_row(made, row))
    rest = made.rows[_MOST:]
    if rest:
        total = sum(row.value for row in rest)
        more = "" if exclusion else _said(made, total)
        shown.add_row("", f"{len(rest)} more", "see --json", more, "", "", "")
    note = "Without it so much would go; that does not add up." if exclusion else _NOTE
    return [heading(f"Which source adds how much? ({_unit(made)})"), shown, note]


def _row(made: Contributions, row: Contribution) -> list[str]:
    return [
        str(row.rank),
        row.source,
        words.plain(row.name),
        _said(made, row.value),
        _error(made, row.se),
        _said(made, row.only_this),
        _said(made, row.without_this),
    ]


def _groups(made: Contributions) -> list[RenderableType]:
    if not made.groups:
        return []
    shown = table("group", ">adds", ">±", ">sources")
    for group in made.groups:
        error = _error(made, group.se)
        count = str(len(group.sources))
        shown.add_row(words.plain(group.group), _said(made, group.value), error, count)
    return [heading(f"By {made.by}"), shown]


def _sum(made: Contributions) -> list[RenderableType]:
    """How plan, steps and sources reach the value."""
    shown = table("", f">{_unit(made)}")
    shown.add_row("the plan", _said(made, made.plan))
    for step in made.steps:
        shown.add_row(step.source, _said(made, step.value))
    shown.add_row("the sources above", _said(made, made.total))
    shown.add_row(measure(made), _said(made, made.value))
    return [heading("How does it add up?"), shown]


def _origin(made: Contributions) -> list[RenderableType]:
    run = made.result.provenance
    orders = "all orders" if made.orders == 0 else f"{made.orders} orders"
    how = orders if made.method == "shapley" else made.method
    return [
        "",
        *(f"Beware: {warning}" for warning in made.warnings),
        f"{run.iterations:,} iterations, seed {run.seed}, {run.sampling}; {how}; "
        f"largest error {_error(made, made.iteration_error)} of the iterations, "
        f"{_error(made, made.order_error)} of the orders",
    ]


def _variance(
    result: Result, of: str, found: Sequence[VarianceShare]
) -> list[RenderableType]:
    """Shares of the variance, those above the noise."""
    shown = table("source", "", ">alone", ">±", ">in all", ">±")
    told = [each for each in found if not each.is_noise]
    for each in told[:_MOST]:
        cells = (each.first_order, each.se, each.total, each.total_se)
        name = words.plain(each.name)
        shown.add_row(each.source, name, *(f"{100 * cell:.1f} %" for cell in cells))
    title = f"{words.plain(result.project.name)}: whose uncertainty spreads the {of}"
    noise = f"{len(found) - len(told)} sources cannot be told from noise."
    return [heading(title, space=False), "", shown, _VARIANCE_NOTE, noise]


def _path(result: Result, of: str, found: Paths) -> list[RenderableType]:
    """Where the days were, what merges cost, and what drives."""
    booked = table("source", "", ">days", ">±")
    for each in found.contributions[:_MOST]:
        name, error = words.plain(each.name), words.small(each.se)
        booked.add_row(each.source, name, words.days(each.days), error)
    booked.add_row("merging", "float used up, calendars", words.days(found.merging), "")
    title = f"{words.plain(result.project.name)}: where the days to the {of} were"
    around = (
        f"In {found.iterations:,} iterations around P{found.level:g}, on average "
        f"{words.days(found.value - found.plan)} working days beyond the plan."
    )
    return [heading(title, space=False), "", around, booked, *_ray(found)]


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


def _error(made: Contributions, value: float) -> str:
    return words.money(value) if made.unit == "money" else words.small(value)
