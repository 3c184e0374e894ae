"""The work breakdown: which activities are under which summary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pmrisk.model.activity import Activity

#: Levels of a work breakdown.
MOST_LEVELS = 100


@dataclass(slots=True)
class _Level:
    """What is below a level of the work breakdown, and the place that it is."""

    below: dict[str, "_Level"]
    place: int | None


class Breakdown:
    """The places in the work breakdown where summaries stand, from the top down.

    A place is a number; several summaries may share one. What is under a summary is
    everything in the subtree of its `wbs`: ``Build`` covers ``Build`` and
    ``Build/Data``, but not ``Building``.
    """

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._tree = _Level({}, None)
        #: The summaries of each place.
        self.summaries: list[list[Activity]] = []
        #: The nearest place above each, or None.
        self.above: list[int | None] = []
        self._place: dict[str, int] = {}
        summaries = [a for a in activities if a.type == "summary" and a.wbs]
        for summary in summaries:
            self.summaries[self._add(summary.wbs or "")].append(summary)
        for wbs in self._place:
            self.above.append(self._deepest(_levels(wbs)[:-1]))

    def place(self, activity: Activity) -> int | None:
        """Where an activity is: the nearest place of its `wbs` or above, or None."""
        if not activity.wbs or not self.summaries:
            return None
        return self._deepest(_levels(activity.wbs))

    def upwards(self, place: int | None) -> Iterator[int]:
        """A place and all above it."""
        while place is not None:
            yield place
            place = self.above[place]

    def _add(self, wbs: str) -> int:
        if wbs not in self._place:
            here = self._tree
            for level in _levels(wbs):
                here = here.below.setdefault(level, _Level({}, None))
            here.place = self._place[wbs] = len(self.summaries)
            self.summaries.append([])
        return self._place[wbs]

    def _deepest(self, levels: list[str]) -> int | None:
        """The last place on the way down."""
        here, found = self._tree, None
        for level in levels:
            if level not in here.below:
                break
            here = here.below[level]
            found = here.place if here.place is not None else found
        return found


def _levels(wbs: str) -> list[str]:
    # Deeper ones are refused; here they must not take long.
    return wbs.split("/", MOST_LEVELS)
