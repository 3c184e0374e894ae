"""Responses as a page: what each is worth, which packages, and what to find out."""

import math
from collections.abc import Sequence

from rich.console import RenderableType

from pmrisk.analysis.information import FEWEST
from pmrisk.analysis.worth import Change, Gain, Package, Responses
from pmrisk.report import words
from pmrisk.report.tables import heading, table

_MOST, _FEW = 20, 10
_NOTE = """\
saves   the level without it less the level with it, in the same iterations
chance  of keeping the promise then, and what it adds to it
price   what it is expected to cost; P{level:g} of the cost includes it"""
_KNOWN = """\
By so much the level would come down on average if the source were known beforehand."""

_TOO_FEW = "Simulate {} iterations or more to tell which estimate is worth refining."


def page(made: Responses) -> list[RenderableType]:
    """The headline, each response, the frontier, and the value of information."""
    return [*_headline(made), *_singles(made), *_frontier(made), *_known(made),
            *_origin(made)]  # fmt: skip


def _level(made: Responses) -> str:
    of = made.of if made.of in ("finish", "cost") else f"finish of {made.of}"
    return f"P{made.level:g} of the {of}"


def _said(made: Responses, change: Change) -> str:
    """A date, or an amount of money."""
    if made.of == "cost":
        return f"{_currency(made)} {words.money(change.value)}"
    return words.day(made.result.network.timeline.after(change.value).date)


def _currency(made: Responses) -> str:
    return words.plain(made.result.project.currency)


def _size(made: Responses, value: float) -> str:
    return words.money(value) if made.of == "cost" else words.days(value)


def _error(made: Responses, value: float) -> str:
    return words.money(value) if made.of == "cost" else words.small(value)


def _unit(made: Responses) -> str:
    return _currency(made) if made.of == "cost" else "working days"


def _chance(gain: Gain | None) -> tuple[str, str, str]:
    """A chance, what is added to it, and its error, in per cent."""
    if gain is None:
        return "", "", ""
    return words.share(gain.probability), f"{100 * gain.gain:+.1f}", (
        f"{100 * gain.se:.1f}"
    )  # fmt: skip


def _headline(made: Responses) -> list[RenderableType]:
    project = words.plain(made.result.project.name)
    promise = made.base.chance(made.of)
    kept = ""
    if promise is not None:
        share = words.share(promise.probability)
        kept = f"; the promise is kept in {share} of the iterations"
    return [
        heading(f"{project}: what to do about risks", space=False),
        "",
        f"As decided so far {_level(made)} is "
        f"{_said(made, made.base.asked(made.of))}{kept}.",
        _best(made),
    ]


def _best(made: Responses) -> str:
    """The package that saves most for the budget."""
    best, currency = made.best, _currency(made)
    paid = "For any money"
    if made.budget is not None:
        paid = f"For at most {currency} {words.money(made.budget)}"
    if not best.responses:
        return f"{paid} no response brings that down."
    change = best.asked(made.of)
    error = _error(made, change.se)
    return (
        f"{paid} {' + '.join(best.responses)} ({currency} {words.money(best.price)}) "
        f"{'is' if len(best.responses) == 1 else 'are'} best: {_said(made, change)}, "
        f"{_size(made, change.saved)} {_unit(made)} ± {error} less."
    )


def _singles(made: Responses) -> list[RenderableType]:
    size = _round_sum(made.singles)
    shown = table(
        "risk", "response", ">price", ">saves", ">±",
        f">per {words.money(size)}", ">chance", ">adds", ">±",
    )  # fmt: skip
    for each in made.singles[:_MOST]:
        (id,), change = each.responses, each.asked(made.of)
        rate = each.per_coin(made.of)
        shown.add_row(
            id,
            words.plain(made.names[id]),
            words.money(each.price),
            _size(made, change.saved),
            _error(made, change.se),
            "free" if rate is None else _size(made, rate * size),
            *_chance(each.chance(made.of)),
        )
    more = len(made.singles) - _MOST
    rest = [f"and {more} more: see --json"] if more > 0 else []
    title = f"What does each response do by itself? ({_unit(made)})"
    return [heading(title), shown, *rest, _NOTE.format(level=made.level)]


def _round_sum(packages: Sequence[Package]) -> float:
    """The largest power of ten that the dearest response reaches."""
    most = max(each.price for each in packages)
    return float(10 ** math.floor(math.log10(most))) if most >= 1 else 1.0


def _frontier(made: Responses) -> list[RenderableType]:
    shown = table(
        ">price", "package", f"P{made.level:g}", ">saves", ">±", ">chance",
        f">P{made.level:g} cost",
    )  # fmt: skip
    for each in made.frontier[-_MOST:]:
        change = each.asked(made.of)
        shown.add_row(
            words.money(each.price),
            " + ".join(each.responses) or "none",
            _said(made, change),
            _size(made, change.saved),
            _error(made, change.se),
            _chance(each.chance(made.of))[0],
            words.money(each.cost.value),
        )
    return [heading("Which packages are worth their price?"), shown, _searched(made)]


def _searched(made: Responses) -> str:
    """How the frontier was found, and what it cannot beat."""
    if made.exact:
        allowed = "" if made.budget is None else " that the budget allows"
        return (
            f"All {made.packages:,} packages{allowed} were run; a line is better than "
            "all that cost no more."
        )
    text = f"{made.packages:,} packages were run, found greedily from both ends."
    if made.bound is None:
        return text
    change = Change(made.bound, 0, 0)
    return f"{text} None can reach less than {_said(made, change)}."


def _known(made: Responses) -> list[RenderableType]:
    told = [each for each in made.information if not each.is_noise]
    if made.result.iterations < FEWEST:
        return ["", _TOO_FEW.format(FEWEST)]
    if not made.information:
        return []
    shown = table("source", "", ">takes off", ">±", ">of all that could be known")
    for each in told[:_FEW]:
        share = "" if each.share is None else words.share(each.share)
        name, size = words.plain(each.name), _size(made, each.value)
        shown.add_row(each.source, name, size, _error(made, each.se), share)
    rest = len(made.information) - len(told)
    sources = "1 source" if rest == 1 else f"{rest} sources"
    noise = f"{sources} cannot be told from noise." if rest else ""
    title = heading(f"Which estimate is worth refining? ({_unit(made)})")
    return [title, *([shown] if told else []), _KNOWN, *([noise] if noise else [])]


def _origin(made: Responses) -> list[RenderableType]:
    run = made.result.provenance
    return [
        "",
        *(f"Beware: {warning}" for warning in made.warnings),
        f"{run.iterations:,} iterations, seed {run.seed}, {run.sampling}",
    ]
