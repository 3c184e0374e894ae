"""How often risks can be expected, along the chains of what they require."""

import math
from collections.abc import Sequence
from graphlib import TopologicalSorter

from pmrisk.model.responses import effective
from pmrisk.model.risk import Risk

_SETTLED = {"occurred": 1.0, "closed": 0.0}


def expected_share(risks: Sequence[Risk]) -> dict[str, float]:
    """The share of iterations in which each risk happens, as responses leave it.

    Exact where the risks that one depends on are independent of each other.
    """
    by_id = {risk.id: effective(risk) for risk in risks}
    chain = {id: {*risk.requires, *risk.excludes} for id, risk in by_id.items()}
    share: dict[str, float] = {}
    for id in TopologicalSorter(chain).static_order():
        risk = by_id[id]
        if risk.status in _SETTLED:
            share[id] = _SETTLED[risk.status]
            continue
        needed = [share[name] for name in risk.requires]
        barred = [1 - share[name] for name in risk.excludes]
        share[id] = risk.probability * math.prod([*needed, *barred])
    return share
