"""Which relationships of a gate's first attempt are the gate's own."""

from collections.abc import Mapping, Sequence

from pmrisk.network.frame import Frame
from pmrisk.network.links import Link


def first_attempts(frame: Frame, links: Sequence[Link]) -> Mapping[int, int]:
    """Relationships to attempts that are the first to fail, with those of their gates.

    By number: where a gate fails, what it waits for has set the date of that attempt.
    """
    entering: dict[int, list[int]] = {}
    again = frame.repeats.found
    for r, link in enumerate(links):
        if frame.activities[link.pred].id not in again:
            entering.setdefault(link.succ, []).append(r)
    found = {}
    for name, each in again.items():
        if each.is_attempt and each.cycle == 1:
            own = entering.get(frame.position[name], [])
            gates = entering.get(frame.position[each.gate], [])
            # They were said once, so that they stand in the same order.
            for r, other in zip(own, gates, strict=True):
                found[r] = other
    return found
