"""Activities in an order in which every predecessor comes first."""

import heapq
from collections.abc import Mapping, Sequence


def topological_order(predecessors: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids, predecessors first, ties by id, so that a file's order cannot matter.

    The network has no cycle: the project was checked when it was made.
    """
    waiting = {name: len(before) for name, before in predecessors.items()}
    successors: dict[str, list[str]] = {name: [] for name in predecessors}
    for name, before in predecessors.items():
        for predecessor in before:
            successors[predecessor].append(name)
    ready = [name for name, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        name = heapq.heappop(ready)
        order.append(name)
        for successor in successors[name]:
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heapq.heappush(ready, successor)
    return order
