"""Chains of risks: what one requires or excludes is a risk, and comes before it."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from pmrisk.model.risk import Risk
from pmrisk.model.rules.found import Found
from pmrisk.model.rules.risks import risk_spot
from pmrisk.model.text import escaped, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def chains(project: "Project") -> Iterator[Found]:
    """What a risk requires or excludes is known, not both, and no ring."""
    ids = {risk.id for risk in project.risks}
    for k, risk in enumerate(project.risks):
        yield from _names(k, risk, ids)
    yield from _rings(project)


def _names(k: int, risk: Risk, ids: set[str]) -> Iterator[Found]:
    for key in ("requires", "excludes"):
        for n, name in enumerate(getattr(risk, key)):
            spot = risk_spot(k, risk).inside(key, n)
            if name == risk.id:
                yield spot.found("chain", "names the risk itself. Remove it")
            elif name not in ids:
                hint = suggestion(name, ids) or " Add it or remove it."
                yield spot.found("unknown-risk", f"{quoted(name)} is not a risk.{hint}")
            elif key == "excludes" and name in risk.requires:
                yield spot.found(
                    "chain", f"{quoted(name)} is required as well. Remove one of them"
                )


def _rings(project: "Project") -> Iterator[Found]:
    """Risks of which each waits for whether another happened."""
    index = {risk.id: k for k, risk in reversed(list(enumerate(project.risks)))}
    before = {
        id: [
            name
            for name in project.risks[k].requires + project.risks[k].excludes
            if name in index and name != id
        ]
        for id, k in index.items()
    }
    while True:
        try:
            TopologicalSorter(before).prepare()
            return
        except CycleError as error:
            # The route begins and ends with the same risk.
            ring = error.args[1][:-1]
        first = ring.index(min(ring, key=lambda name: index[name]))
        route = [*ring[first:], *ring[:first]]
        yield _ring(project, index, route)
        for name in route:
            before[name] = []


def _ring(project: "Project", index: dict[str, int], route: list[str]) -> Found:
    risk = project.risks[index[route[0]]]
    spot = risk_spot(index[risk.id], risk)
    names = " -> ".join(escaped(name) for name in [*route, route[0]])
    key = "requires" if set(risk.requires) & set(route) else "excludes"
    return (
        spot.inside(key)
        ._replace(at="")
        .found(
            "risk-cycle",
            f"{len(route)} risks depend on each other: {names}. Remove one requires or "
            "excludes",
        )
    )
