"""Spending in the documents that `--json` prints."""

from typing import Any

import numpy as np

from pmrisk.money import CashMonth, ContractOutcome, CostGroup
from pmrisk.outcome import CostOutcome, probability
from pmrisk.report.sections import has_costs
from pmrisk.result import Result

Document = dict[str, Any]

#: Percentiles of everything that is told apart.
LEVELS = (10.0, 50.0, 80.0)


def spending(result: Result) -> Document:
    """``cost_breakdown``, ``cash_flow`` and ``contracts``.

    They are about the first ``iterations`` of the run. Means and shares add up within
    a dimension, and so do the samples behind them; percentiles never do.
    """
    if not has_costs(result):
        return {"cost_breakdown": None, "cash_flow": [], "contracts": []}
    costs = result.costs
    groups = {
        dimension: [_group(group) for group in found]
        for dimension, found in costs.groups.items()
    }
    return {
        "cost_breakdown": {"iterations": costs.iterations, **groups},
        "cash_flow": [_month(month) for month in costs.months],
        "contracts": [_contract(each) for each in costs.contracts],
    }


def _money(cost: CostOutcome) -> Document:
    return {
        "mean": {"value": cost.mean.value, "se": cost.mean.standard_error},
        "percentiles": [cost.percentile(level)._asdict() for level in LEVELS],
    }


def _group(group: CostGroup) -> Document:
    own = {"name": group.name, "own": group.own, "share": group.share}
    return own | _money(group.cost)


def _month(month: CashMonth) -> Document:
    """A month with what is spent in it, and by its end."""
    return {
        "month": f"{month.month:%Y-%m}",
        **_money(month.spent),
        "cumulative": _money(month.so_far),
    }


def _contract(each: ContractOutcome) -> Document:
    late = probability(
        np.asarray(each.damages.samples > 0), replicated=each.damages.replicated
    )
    sums = ("payment", "vendor", "orders", "damages", "bonus", "margin")
    return {
        "id": each.contract.id,
        "name": each.contract.name,
        "type": each.contract.type,
        **{key: _money(getattr(each, key)) for key in sums},
        "late": {"probability": late.value, "se": late.standard_error},
    }
