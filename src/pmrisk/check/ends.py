"""Open and dangling ends: where a delay would get lost."""

from collections.abc import Iterator, Sequence

from pmrisk.check.constraints import given
from pmrisk.check.finding import Finding
from pmrisk.check.thresholds import TOLERATED
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.text import listed

#: The imposed dates by which work begins without a predecessor.
_BEGINNING = ("start_no_earlier_than", "start_on", "must_start_on", "manual_start")


def without_predecessor(view: View) -> list[Activity]:
    """The open activities that wait for nothing, where the project starts elsewhere."""
    return _stray([a for a in view.open if not view.entering[a.id]])


def without_successor(view: View) -> list[Activity]:
    """The open activities that nothing waits for, where the project ends elsewhere."""
    ends = [a for a in view.open if not view.leaving[a.id]]
    last = view.project.finish
    return [a for a in ends if a.id != last] if last is not None else _stray(ends)


def _stray(ends: Sequence[Activity]) -> list[Activity]:
    """The ends that are one too many: all but the only milestone among them."""
    milestones = [activity for activity in ends if activity.is_milestone]
    if len(milestones) == 1:
        return [activity for activity in ends if activity is not milestones[0]]
    return list(ends) if len(ends) > 1 else []


def open_start(view: View) -> Iterator[Finding]:
    """Activities that wait for nothing, where the project starts elsewhere.

    What has begun, or has a date of its own, starts without a predecessor too.
    """
    for activity in without_predecessor(view):
        if activity.actual_start is None and not given(activity, _BEGINNING):
            yield finding(
                "open-start",
                activity,
                "nothing precedes it, so it starts with the project. Give it a "
                "predecessor, or start_no_earlier_than.",
            )


def open_end(view: View) -> Iterator[Finding]:
    """Activities that nothing waits for, where the project ends elsewhere."""
    for activity in without_successor(view):
        yield finding(
            "open-end",
            activity,
            "nothing follows it, so that its delay delays nobody. Name it as a "
            "predecessor of what waits for it, or of the project's end.",
        )


def dangling_start(view: View) -> Iterator[Finding]:
    """Activities with predecessors that say nothing about their start."""
    for activity in view.tasks:
        kinds = view.entering[activity.id]
        if kinds and not kinds & {"FS", "SS"}:
            yield finding(
                "dangling-start",
                activity,
                f"only {' and '.join(sorted(kinds))} relationships lead to it, so that "
                "its start follows from its finish. Add an FS or SS predecessor.",
            )


def dangling_finish(view: View) -> Iterator[Finding]:
    """Activities whose successors do not wait for their finish."""
    for activity in view.tasks:
        kinds = view.leaving[activity.id]
        if kinds and not kinds & {"FS", "FF"}:
            yield finding(
                "dangling-finish",
                activity,
                f"only {' and '.join(sorted(kinds))} relationships leave it, so it "
                "may take any time and delay nobody. Add an FS or FF successor.",
            )


def milestones_without_logic(view: View) -> Iterator[Finding]:
    """Many milestones are dates in a list, not events of the network."""
    milestones = [a for a in view.open if a.is_milestone]
    loose = [
        a.id for a in milestones if not view.entering[a.id] and not view.leaving[a.id]
    ]
    if 100 * len(loose) > TOLERATED * len(milestones):
        yield finding(
            "milestones-without-logic",
            "activities",
            f"{len(loose)} of {len(milestones)} milestones have neither predecessor "
            f"nor successor, so that nothing moves them: {listed(loose)}. Link them to "
            "what they stand for.",
        )
