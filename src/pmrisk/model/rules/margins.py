"""Margins: only work with a duration can be held in reserve, and nothing hits it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.rules.found import Found, spot_of
from pmrisk.model.rules.spans import NAMES

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def sound_margins(project: "Project") -> Iterator[Found]:
    """A margin has a duration of its own."""
    for k, activity in enumerate(project.activities):
        if activity.margin and activity.type != "task":
            spot = spot_of(k, activity).inside("margin")
            what = NAMES.get(activity.type, "a milestone")
            yield spot.found(
                "margin",
                f"{what} has no duration to hold in reserve. Remove it, or make it a "
                "task with a duration",
            )
