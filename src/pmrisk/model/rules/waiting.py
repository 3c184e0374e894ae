"""Who waits for whom, through summaries and levels of effort too."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.breakdown import Breakdown
from pmrisk.model.risk import Branch

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: An activity by its id. A summary is two: what is under it waits for its beginning,
#: and its successors wait for its end; so is every place in the work breakdown.
Node = str | tuple[str, str | int]
Network = dict[Node, list[Node]]
_BEGIN, _END, _INTO, _OUT_OF = "begin", "end", "into", "out of"


def waiting(project: "Project") -> Network:
    """Each activity with what it waits for.

    A relationship of a summary binds everything under it; places in the work breakdown
    stand between, so that the network grows with the file and not with its square. A
    level of effort waits for its predecessors; only others of its kind wait for it.
    """
    known: dict[str, Activity] = {}
    for activity in project.activities:
        known.setdefault(activity.id, activity)
    breakdown = Breakdown(known.values())
    before: Network = {}
    for activity in known.values():
        nodes = _predecessors(activity, known, project.branches)
        if activity.type == "summary":
            before[_BEGIN, activity.id], before[_END, activity.id] = nodes, []
            continue
        before[activity.id] = nodes
        place = breakdown.place(activity)
        if place is not None and not activity.is_span:
            nodes.append((_INTO, place))
            before.setdefault((_OUT_OF, place), []).append(activity.id)
    _places(breakdown, before)
    return before


def _predecessors(
    activity: Activity, known: dict[str, Activity], branches: Iterable[Branch]
) -> list[Node]:
    """What it waits for; an entry of a branch, for that behind which it parts."""
    names = [link.predecessor for link in activity.after]
    names += [each.after for each in branches if activity.id in each.choose]
    nodes: list[Node] = []
    for pred in map(known.get, dict.fromkeys(names)):
        if pred is None or pred is activity:
            continue
        if pred.type == "summary":
            nodes.append((_END, pred.id))
        elif pred.type != "level_of_effort" or activity.type == "level_of_effort":
            nodes.append(pred.id)
    return nodes


def _places(breakdown: Breakdown, before: Network) -> None:
    """The places between summaries and what is under them."""
    for place, summaries in enumerate(breakdown.summaries):
        above = breakdown.above[place]
        into = before.setdefault((_INTO, place), [])
        into.extend((_BEGIN, summary.id) for summary in summaries)
        before.setdefault((_OUT_OF, place), [])
        for summary in summaries:
            before[_END, summary.id].append((_OUT_OF, place))
        if above is not None:
            into.append((_INTO, above))
            before.setdefault((_OUT_OF, above), []).append((_OUT_OF, place))


def named(route: Iterable[Node]) -> list[str]:
    """The ids on a route."""
    names: list[str] = []
    for node in route:
        if isinstance(node, str):
            names.append(node)
        elif node[0] in (_BEGIN, _END):
            names.append(str(node[1]))
    return names
