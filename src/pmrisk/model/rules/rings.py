"""Cycles: nothing waits, over others, for itself."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pmrisk.model.rules.found import Found, Path, Spot
from pmrisk.model.rules.waiting import Network, Node, named, waiting
from pmrisk.model.text import escaped

if TYPE_CHECKING:
    from pmrisk.model.project import Project

# A longer route is shown by its beginning and its end.
_SHOWN = 12


def no_cycle(project: "Project") -> Iterator[Found]:
    """No activity waits, over others, for itself."""
    index: dict[Node, int] = {}
    for k, activity in enumerate(project.activities):
        # An id that is given twice is another rule's; the first one counts here.
        index.setdefault(activity.id, k)
    before = waiting(project)
    for ring in _rings(before):
        route = named(_route(ring, before, index))
        covered = any(project.activities[index[x]].type == "summary" for x in route)
        yield Spot(_place(project, route, index), "").found(
            "cycle",
            f"{len(route)} activities wait for each other: {_said(route)}. "
            + ("A summary stands for all that is under it. " if covered else "")
            + "Remove or reverse one of these relationships",
        )


def _place(project: "Project", route: list[str], index: dict[Node, int]) -> Path:
    """The first relationship on the route; a summary holds what is under it by none."""
    for k, name in enumerate(route):
        links = [link.predecessor for link in project.activities[index[name]].after]
        if route[k - 1] in links:
            return ("activities", index[name], "after", links.index(route[k - 1]))
    return ("activities", index[route[0]])


def _said(route: list[str]) -> str:
    names = [escaped(name) for name in [*route, route[0]]]
    if len(names) > _SHOWN:
        names = [*names[: _SHOWN - 3], "...", *names[-2:]]
    return " -> ".join(names)


def _rings(before: Network) -> Iterable[list[Node]]:
    """Groups of several activities that wait for each other.

    Tarjan (1972), with a stack of its own in place of recursion.
    """
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    path: list[Node] = []
    on_path: set[Node] = set()
    for root in before:
        work = [] if root in number else [(root, iter(before[root]))]
        while work:
            name, rest = work[-1]
            if name not in number:
                number[name] = low[name] = len(number)
                path.append(name)
                on_path.add(name)
            unseen = next((other for other in rest if other not in number), None)
            if unseen is not None:
                work.append((unseen, iter(before[unseen])))
                continue
            work.pop()
            for other in before[name]:
                if other in on_path:
                    low[name] = min(low[name], low[other])
            if low[name] == number[name]:
                ring = _popped(path, on_path, name)
                if len(ring) > 1:
                    yield ring


def _popped(path: list[Node], on_path: set[Node], name: Node) -> list[Node]:
    ring = [path.pop()]
    while ring[-1] != name:
        ring.append(path.pop())
    on_path.difference_update(ring)
    return ring


def _route(ring: list[Node], before: Network, index: dict[Node, int]) -> list[Node]:
    """A shortest cycle through the ring's first activity in the file, as work flows."""
    members, start = set(ring), min(ring, key=lambda n: index.get(n, len(index)))
    after: dict[Node, Node] = {}
    queue = [start]
    for name in queue:
        for other in before[name]:
            if other == start and name != start:
                return _followed(start, name, after)
            if other in members and other != start and other not in after:
                after[other] = name
                queue.append(other)
    return ring


def _followed(start: Node, first: Node, after: dict[Node, Node]) -> list[Node]:
    """From `start` over `first`, which waits for it, back to what `start` waits for."""
    route = [start, first]
    while after[route[-1]] != start:
        route.append(after[route[-1]])
    return route
