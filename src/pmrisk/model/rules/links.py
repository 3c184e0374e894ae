"""Relationships: each is given once, and nothing waits for itself."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pmrisk.model.rules.found import FIRST, Found, Path, Spot, spot_of
from pmrisk.model.text import escaped, quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

# A longer route is shown by its beginning and its end.
_SHOWN = 12

Network = dict[str, list[str]]


def sound_links(project: "Project") -> Iterator[Found]:
    """No activity waits for itself, and no relationship is given twice."""
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        seen: dict[tuple[str, str], Path] = {}
        for n, link in enumerate(activity.after):
            here = spot.inside("after", n)._replace(at=spot.at)
            if link.predecessor == activity.id:
                yield here.found(
                    "self-link", "waits for itself. Remove it from its own predecessors"
                )
            key = link.predecessor, link.kind
            if key in seen:
                yield here.found(
                    "duplicate-link",
                    f"the {link.kind} relationship from {quoted(link.predecessor)} is "
                    f"given twice{FIRST}. Keep one",
                    seen[key],
                )
            seen.setdefault(key, here.path)


def no_cycle(project: "Project") -> Iterator[Found]:
    """No activity waits, over others, for itself."""
    index: dict[str, int] = {}
    for k, activity in enumerate(project.activities):
        # An id that is given twice is another rule's; the first one counts here.
        index.setdefault(activity.id, k)
    before = {
        name: [
            link.predecessor
            for link in project.activities[k].after
            if link.predecessor in index
        ]
        for name, k in index.items()
    }
    for ring in _rings(before):
        route = _route(ring, before, index)
        first = project.activities[index[route[0]]]
        names = [link.predecessor for link in first.after]
        path = ("activities", index[first.id], "after", names.index(route[-1]))
        yield Spot(path, "").found(
            "cycle",
            f"{len(route)} activities wait for each other: {_shown(route)}. Remove or "
            "reverse one of these relationships",
        )


def _shown(route: list[str]) -> str:
    names = [escaped(name) for name in [*route, route[0]]]
    if len(names) > _SHOWN:
        names = [*names[: _SHOWN - 3], "...", *names[-2:]]
    return " -> ".join(names)


def _rings(before: Network) -> Iterable[list[str]]:
    """Groups of several activities that wait for each other.

    Tarjan (1972), with a stack of its own in place of recursion.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
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


def _popped(path: list[str], on_path: set[str], name: str) -> list[str]:
    ring = [path.pop()]
    while ring[-1] != name:
        ring.append(path.pop())
    on_path.difference_update(ring)
    return ring


def _route(ring: list[str], before: Network, index: dict[str, int]) -> list[str]:
    """A shortest cycle through the ring's first activity in the file, as work flows."""
    members, start = set(ring), min(ring, key=lambda name: index[name])
    after: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for other in before[name]:
            if other == start and name != start:
                return _followed(start, name, after)
            if other in members and other != start and other not in after:
                after[other] = name
                queue.append(other)
    return ring


def _followed(start: str, first: str, after: dict[str, str]) -> list[str]:
    """From `start` over `first`, which waits for it, back to what `start` waits for."""
    route = [start, first]
    while after[route[-1]] != start:
        route.append(after[route[-1]])
    return route
