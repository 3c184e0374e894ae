"""Relationships: each is given once, and none leads to where it begins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.rules.found import FIRST, Found, Path, spot_of
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project


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
