"""Where the money goes, when, and to whom: the sections of a page about spending."""

from rich.console import RenderableType

from pmrisk.money import CashMonth, ContractOutcome, CostGroup
from pmrisk.outcome import CostOutcome
from pmrisk.report import words
from pmrisk.report.sections import has_costs
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

Section = list[RenderableType]

_MOST_GROUPS, _MOST_MONTHS = 8, 12
#: What a breakdown is shown by: the first of these that tells anything apart.
_BY = ("wbs", "category", "resource")


def sections(result: Result) -> Section:
    """All that a page says about spending; nothing where nothing is spent."""
    if not has_costs(result):
        return []
    return [*breakdown(result), *cash_flow(result), *contracts(result)]


def breakdown(result: Result) -> Section:
    """What is spent under the largest headings."""
    found: tuple[CostGroup, ...] = ()
    for dimension in _BY:
        found = result.costs.groups[dimension]
        if len(found) > 1:
            break
    if len(found) < 2:
        return []
    made = table("", ">mean", ">P50", ">P80", ">of the spread")
    largest = sorted(found, key=lambda each: -_mean(each.cost))
    for group in largest[:_MOST_GROUPS]:
        made.add_row(*_group_row(group))
    more = len(found) - _MOST_GROUPS
    rest: Section = [f"and {more} more: see --json"] if more > 0 else []
    note = "Means and parts of the spread add up; percentiles never do."
    return [heading("Where does the money go?"), made, *rest, note]


def _group_row(group: CostGroup) -> list[str]:
    name = words.plain(group.name) if group.own else f"({group.name})"
    share = "-" if group.share is None else f"{100 * group.share:.1f} %"
    return [name, *_money(group.cost, 50, 80), share]


def _mean(cost: CostOutcome) -> float:
    # A tail may have no mean; then what was simulated must do to put rows in order.
    return float(cost.samples.mean())


def _money(cost: CostOutcome, *levels: float) -> list[str]:
    """The mean, if there is one, and percentiles."""
    mean = "none" if cost.mean.value is None else words.money(cost.mean.value)
    return [mean, *(words.money(cost.percentile(level).value) for level in levels)]


def cash_flow(result: Result) -> Section:
    """What is spent by the end of some months."""
    months = result.costs.months
    if len(months) < 2:
        return []
    made = table("by the end of", ">P10", ">P50", ">P80")
    for each in _some(months):
        made.add_row(f"{each.month:%Y-%m}", *_money(each.so_far, 10, 50, 80)[1:])
    return [heading("When is it spent?"), made]


def _some(months: tuple[CashMonth, ...]) -> tuple[CashMonth, ...]:
    """At most a dozen of them, evenly, with the last one."""
    step = -(-len(months) // _MOST_MONTHS)
    return tuple(reversed(months[::-1][::step]))


def contracts(result: Result) -> Section:
    """What each contract pays, and what is left to its vendor."""
    found = result.costs.contracts
    if not found:
        return []
    made = table(
        "contract", "type", ">paid, mean", ">P80", ">damages", ">vendor spends",
        ">margin",
    )  # fmt: skip
    for each in found:
        made.add_row(*_contract_row(each))
    note = (
        "What is paid holds change orders and a bonus, and damages are off it. The "
        "margin is what that leaves the vendor."
    )
    return [heading("What do the contracts pay?"), made, note]


def _contract_row(each: ContractOutcome) -> list[str]:
    return [
        each.contract.id,
        each.contract.type.replace("_", " "),
        *_money(each.payment, 80),
        *_money(each.damages),
        *_money(each.vendor),
        *_money(each.margin),
    ]
