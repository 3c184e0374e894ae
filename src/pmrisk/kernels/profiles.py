"""What one thread levels with: a queue of activities, and the use of each resource.

The queue is a heap, its first on top. A *profile* is the use of a resource over time,
as events in order: from each on, so much is taken; nothing is behind the last.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner


@inner
def _precedes(a: Any, b: Any, key: Any, tie: Any) -> Any:
    """Whether activity `a` comes before `b`; of equals the first in the network."""
    if key[a] != key[b]:
        return key[a] < key[b]
    if tie[a] != tie[b]:
        return tie[a] < tie[b]
    return a < b


@inner
def push(heap: Any, size: Any, act: Any, key: Any, tie: Any) -> None:
    """`act` into a heap of `size`, the first of which stands at its top."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if not _precedes(act, np.int64(heap[above]), key, tie):
            break
        heap[at] = heap[above]
        at = above
    heap[at] = act


@inner
def pop(heap: Any, size: Any, key: Any, tie: Any) -> Any:
    """The first of a heap of `size`, which is one less without it."""
    top, act, at = np.int64(heap[0]), np.int64(heap[size - 1]), 0
    while 2 * at + 1 < size - 1:
        below = 2 * at + 1
        if below + 1 < size - 1 and _precedes(
            np.int64(heap[below + 1]), np.int64(heap[below]), key, tie
        ):
            below += 1
        if not _precedes(np.int64(heap[below]), act, key, tie):
            break
        heap[at] = heap[below]
        at = below
    heap[at] = act
    return top


@inner
def _event(times: Any, begin: Any, count: Any, moment: Any) -> Any:
    """The last event no later than `moment`; the first event is before all."""
    low, high = begin, begin + count
    while high - low > 1:
        middle = (low + high) >> 1
        if times[middle] <= moment:
            low = middle
        else:
            high = middle
    return low


@inner
def free_from(
    times: Any, used: Any, begin: Any, count: Any, most: Any, start: Any, duration: Any
) -> Any:
    """The first time from `start` on from which no more than `most` is used so long."""
    at = _event(times, begin, count, start)
    last = begin + count - 1
    # Nothing is used behind the last event.
    while at < last and times[at] < start + duration:
        if used[at] > most:
            start = np.int64(times[at + 1])
        at += 1
    return start


@inner
def cut(times: Any, used: Any, begin: Any, count: Any, p: Any, moment: Any) -> Any:
    """The event of profile `p` at `moment`, made if there is none."""
    at = _event(times, begin, np.int64(count[p]), moment)
    if times[at] == moment:
        return at
    for k in range(begin + count[p], at + 1, -1):
        times[k] = times[k - 1]
        used[k] = used[k - 1]
    times[at + 1] = moment
    used[at + 1] = used[at]
    count[p] += 1
    return at + 1
