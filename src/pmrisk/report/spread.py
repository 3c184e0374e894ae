"""Whose uncertainty makes the spread, and why methods disagree, as a page."""

from collections.abc import Callable

from rich.console import RenderableType

from pmrisk.analysis.comparison import Comparison, Spread
from pmrisk.report import words
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_MOST = 20
_NOTE = """\
alone   the share of the variance that would go if it were known (first order)
in all  the share that would stay if all else were known (total)
moves   Spearman's correlation of what was drawn with the outcome; below {:.3f} noise"""

_DISAGREE = """\
adds     what it adds on average over all orders of joining: adds up (Shapley)
last     what would go if it alone went: nothing, where another path is as long
alone    what it adds with all others at their planned value
path     where the days were around the level: not what mitigation would save
known    the share of the variance that would go if it were known: of the spread alone
in all   the same with all that it does together with others
moves    Spearman's correlation with the outcome: shared with what it is correlated with
driving  criticality index of its activity, whatever is uncertain about it
SSI      schedule sensitivity index: criticality · σ(d) / σ(D)
cruc.    cruciality of its activity: abs. Pearson correlation of d and D"""


def page(result: Result, of: str, found: Spread) -> list[RenderableType]:
    """Shares of the variance, with what moves together."""
    title = f"{words.plain(result.project.name)}: whose uncertainty spreads the {of}"
    return [heading(title, space=False), *sections(found, "")]


def sections(
    found: Spread, title: str = "Whose uncertainty makes the spread?"
) -> list[RenderableType]:
    """Shares above the noise, each with its correlation."""
    shown = table("source", "", ">alone", ">±", ">in all", ">±", ">moves")
    told = [each for each in found.shares if not each.is_noise]
    moves = {each.source: each.spearman for each in found.tornado.rows}
    for each in told[:_MOST]:
        cells = (each.first_order, each.se, each.total, each.total_se)
        shares = (f"{100 * cell:.1f} %" for cell in cells)
        name, move = words.plain(each.name), _signed(moves.get(each.source))
        shown.add_row(each.source, name, *shares, move)
    rest = len(found.shares) - len(told)
    sources = "1 source" if rest == 1 else f"{rest} sources"
    noise = f"{sources} cannot be told from noise."
    note = _NOTE.format(found.tornado.noise_floor)
    return [heading(title) if title else "", shown, note, noise]


def disagreement(
    found: Comparison, said: Callable[[float], str], unit: str
) -> list[RenderableType]:
    """One table of all methods."""
    shown = table(
        "source", ">adds", ">last", ">alone", ">path", ">known", ">in all", ">moves",
        ">driving", ">SSI", ">cruc.",
    )  # fmt: skip
    for row in found.rows[:_MOST]:
        amounts = row.contribution, row.without_this, row.only_this, row.path
        shares = row.first_order, row.total
        indices = row.schedule_sensitivity_index, row.cruciality
        shown.add_row(
            row.source,
            *("-" if each is None else said(each) for each in amounts),
            *("-" if each is None else f"{100 * each:.0f} %" for each in shares),
            _signed(row.correlation),
            words.index(row.criticality_index),
            *(words.index(each) for each in indices),
        )
    return [heading(f"Why do methods disagree? ({unit})"), shown, _DISAGREE]


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"
