"""Levels of effort and summaries: each spans something, and has no duration."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.breakdown import MOST_LEVELS, Breakdown
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.text import quoted

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: What a planner calls them.
NAMES = {"level_of_effort": "a level of effort", "summary": "a summary"}


def sound_spans(project: "Project") -> Iterator[Found]:
    """Spans have no duration, and cover something."""
    named = {link.predecessor for a in project.activities for link in a.after}
    filled = _filled(project)
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity)
        if activity.wbs is not None and activity.wbs.count("/") >= MOST_LEVELS:
            yield spot.inside("wbs").found(
                "wbs-depth", f"has more than {MOST_LEVELS} levels. Use fewer"
            )
        if activity.is_span and activity.duration is not None:
            yield spot.inside("duration").found(
                "span-duration",
                f"{NAMES[activity.type]} has no duration: it lasts as long as what it "
                "covers. Remove it, or the type",
            )
        if activity.type == "level_of_effort":
            linked = activity.after or activity.id in named or activity.is_complete
            yield from () if linked else _unlinked(spot)
        elif activity.type == "summary":
            yield from _empty(spot, activity, filled)


def _filled(project: "Project") -> set[str]:
    """The summaries that have something under them."""
    breakdown, places = Breakdown(project.activities), set[int]()
    for activity in project.activities:
        if not activity.is_span:
            places.update(breakdown.upwards(breakdown.place(activity)))
    return {summary.id for place in places for summary in breakdown.summaries[place]}


def _unlinked(spot: Spot) -> Iterator[Found]:
    yield spot.found(
        "empty-span",
        "a level of effort spans what it is linked to, and it is linked to nothing. "
        "Give it predecessors, such as after: [A1 SS, A2 FF]",
    )


def _empty(spot: Spot, activity: Activity, filled: set[str]) -> Iterator[Found]:
    if not activity.wbs:
        yield spot.found(
            "empty-span",
            "a summary spans what is under its wbs, and it has none. Give it one, such "
            "as wbs: Build",
        )
    elif activity.id not in filled:
        yield spot.inside("wbs").found(
            "empty-span",
            f"no task or milestone is under {quoted(activity.wbs)}, so that there is "
            "nothing to span. Check it, or remove the summary",
        )
