"""Contributions as a page: who adds how much, and how it adds up."""

from functools import partial

from rich.console import RenderableType

from pmrisk.analysis.comparison import Spread
from pmrisk.analysis.contributions import Explanation
from pmrisk.analysis.explained import Contribution, Contributions
from pmrisk.analysis.joint import Joint
from pmrisk.analysis.routes import Paths
from pmrisk.report import routes, spread, words
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST, _FEW = 20, 10
_NAMES = {"finish": "the finish", "cost": "the cost"}
_PROMISES = {
    "finish": "the promised finish",
    "cost": "the budget",
    "both": "both promises",
}
_MEASURES = {"mean": "the mean", "sd": "the standard deviation", "chance": "the chance"}
_HOW = {"occurs": "occurs", "differs": "is not the plan's", "high": "is high"}
_NOTE = """\
adds   what it adds when it joins the others, averaged over all orders (Shapley)
alone  what it adds with all others at their planned value
last   what would go if it alone were taken out; neither of these adds up
rank   the places it may have; sources that share places cannot be told apart"""

_EXCLUSION = """\
without  what would go if it alone, or all of the group, were taken out
alone    what it adds with all others at their planned value; neither adds up
rank     the places it may have; sources that share places cannot be told apart"""

_TAIL_NOTE = """\
lift   how much more often than usual; a range is high in its own highest fifth
Commonest together, of the sources with the largest lift:"""


def page(result: Result, of: str, found: Explanation) -> list[RenderableType]:
    """All of what `analyse` found."""
    if isinstance(found, Contributions):
        return [*_headline(found), *section(found), *_origin(found)]
    if isinstance(found, Joint):
        return [*page(result, of, found.finish), "", *page(result, of, found.cost)]
    if isinstance(found, Paths):
        return routes.page(result, of, found)
    if isinstance(found, Spread):
        return spread.page(result, of, found)
    made = found.contributions
    route = [] if found.paths is None else routes.sections(found.paths)
    return [
        *_headline(made),
        *section(made),
        *route,
        *spread.sections(found.spread),
        *spread.disagreement(found, partial(_said, made), _unit(made)),
        *_origin(made),
    ]


def section(made: Contributions) -> list[RenderableType]:
    """The sources, their groups, the steps to the plan, and the worst iterations."""
    return [*_sources(made), *_groups(made), *_sum(made), *_tail(made)]


def measure(made: Contributions) -> str:
    """``P80``, ``the joint P80``, ``the mean``, ``the standard deviation``."""
    if isinstance(made.level, str):
        return _MEASURES[made.level]
    return f"{'the joint ' if made.of == 'both' else ''}P{made.level:g}"


def _said(made: Contributions, value: float) -> str:
    if made.unit == "chance":
        return f"{100 * value:.1f}"
    return words.money(value) if made.unit == "money" else words.days(value)


def _unit(made: Contributions) -> str:
    if made.unit == "money":
        return made.result.project.currency
    return "working days" if made.unit == "days" else "percentage points"


def _what(made: Contributions) -> str:
    """``P80 of the finish``, ``the chance of keeping both promises``."""
    if made.unit == "chance":
        promise = _PROMISES.get(made.of, f"the deadline of {made.of}")
        return f"the chance of keeping {promise}"
    if made.of == "both":
        which = "date" if made.unit == "days" else "cost"
        return f"the {which} of {measure(made)}"
    return f"{measure(made)} of {_NAMES.get(made.of, f'the finish of {made.of}')}"


def _headline(made: Contributions) -> list[RenderableType]:
    project = made.result.project
    title = f"{words.plain(project.name)}: what adds to {_what(made)}"
    plan, value = _dated(made, made.plan), _dated(made, made.value)
    return [
        heading(title, space=False),
        "",
        f"The plan says {plan}, {measure(made)} is {value}.",
        f"The sources below add {_said(made, made.total)} {_unit(made)}.",
    ]


def _dated(made: Contributions, value: float) -> str:
    """Days after the start as a date too; a spread has none."""
    if made.unit == "money":
        return f"{_unit(made)} {words.money(value)}"
    if made.unit == "chance":
        return words.share(value)
    if made.level == "sd":
        return words.counted(value)
    when = made.result.network.timeline.after(value).date
    return f"{words.day(when)} ({words.days(value)} days)"


def _sources(made: Contributions) -> list[RenderableType]:
    exclusion = made.method == "exclusion"
    named = "without" if exclusion else "adds"
    columns = [">rank", "source", "", f">{named}", ">±", ">alone"]
    columns += [] if exclusion else [">last"]
    shown = table(*columns)
    for row in made.rows[:_MOST]:
        shown.add_row(*_row(made, row))
    rest = made.rows[_MOST:]
    if rest:
        total = sum(row.value for row in rest)
        more = "" if exclusion else _said(made, total)
        blank = [""] * (len(columns) - 4)
        shown.add_row("", f"{len(rest)} more", "see --json", more, *blank)
    asks = "What would go without each" if exclusion else "Which source adds how much"
    joins = "from" if exclusion else "to"
    title = f"{asks} {joins} {_what(made)}? ({_unit(made)})"
    return [heading(title), shown, _EXCLUSION if exclusion else _NOTE]


def _row(made: Contributions, row: Contribution) -> list[str]:
    return [
        _places(row),
        row.source,
        words.plain(row.name),
        _said(made, row.value),
        _error(made, row.se),
        _said(made, row.only_this),
        *([] if made.method == "exclusion" else [_said(made, row.without_this)]),
    ]


def _places(row: Contribution) -> str:
    """The places that a source may have: ``2``, or ``1-6``."""
    first, last = row.rank, row.rank_to
    return str(first) if first == last else f"{first}-{last}"


def _groups(made: Contributions) -> list[RenderableType]:
    if not made.groups:
        return []
    named = ">without" if made.method == "exclusion" else ">adds"
    shown = table("group", named, ">±", ">sources")
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


def _tail(made: Contributions) -> list[RenderableType]:
    """What happened in the worst iterations more often than usual."""
    found = made.tail
    told = [each for each in found.lifts if each.is_told][:_FEW]
    if not told:
        return []
    beyond = f">{_beyond(made)}"
    lifts = table("source", "", "", ">usually", beyond, ">lift", ">±")
    for each in told:
        shares = words.share(each.usual), words.share(each.beyond)
        lift, error = f"{each.lift or 0:.2f}", words.small(each.se or 0)
        row = each.source, words.plain(each.name), _HOW[each.how]
        lifts.add_row(*row, *shares, lift, error)
    sets = table("together", beyond, ">usually")
    for group in found.combinations:
        called = " + ".join(group.sources)
        sets.add_row(called, words.share(group.beyond), words.share(group.usual))
    return [heading("What happens in the worst iterations?"), lifts, _TAIL_NOTE, sets]


def _beyond(made: Contributions) -> str:
    if made.tail.level is not None:
        return f"beyond P{made.tail.level:g}"
    return "promise broken" if made.unit == "chance" else f"beyond {measure(made)}"


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


def _error(made: Contributions, value: float) -> str:
    if made.unit == "chance":
        return words.small(100 * value)
    return words.money(value) if made.unit == "money" else words.small(value)
