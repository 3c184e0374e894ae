"""Open and dangling ends: where a delay would get lost."""

from collections.abc import Iterator, Sequence

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity


def _stray(ends: Sequence[Activity]) -> list[Activity]:
    """The ends that are one too many: all but the only milestone among them."""
    milestones = [activity for activity in ends if activity.is_milestone]
    if len(milestones) == 1:
        return [activity for activity in ends if activity is not milestones[0]]
    return list(ends) if len(ends) > 1 else []


def open_start(view: View) -> Iterator[Finding]:
    """Activities that wait for nothing, where the project starts elsewhere."""
    starts = [a for a in view.project.activities if not view.entering[a.id]]
    for activity in _stray(starts):
        if activity.start_no_earlier_than is None:
            yield finding(
                "open-start",
                activity,
                "nothing precedes it, so it starts with the project. Give it a "
                "predecessor, or start_no_earlier_than.",
            )


def open_end(view: View) -> Iterator[Finding]:
    """Activities that nothing waits for, where the project ends elsewhere."""
    ends = [a for a in view.project.activities if not view.leaving[a.id]]
    last = view.project.finish
    stray = [a for a in ends if a.id != last] if last is not None else _stray(ends)
    for activity in stray:
        yield finding(
            "open-end",
            activity,
            "nothing follows it, so that its delay delays nobody. Name it as a "
            "predecessor of what waits for it, or of the project's end.",
        )


def dangling_start(view: View) -> Iterator[Finding]:
    """Activities with predecessors that say nothing about their start."""
    for activity in view.project.activities:
        kinds = view.entering[activity.id]
        if kinds and not kinds & {"FS", "SS"} and not activity.is_milestone:
            yield finding(
                "dangling-start",
                activity,
                f"only {' and '.join(sorted(kinds))} relationships lead to it, so that "
                "its start follows from its finish. Add an FS or SS predecessor.",
            )


def dangling_finish(view: View) -> Iterator[Finding]:
    """Activities whose successors do not wait for their finish."""
    for activity in view.project.activities:
        kinds = view.leaving[activity.id]
        if kinds and not kinds & {"FS", "FF"} and not activity.is_milestone:
            yield finding(
                "dangling-finish",
                activity,
                f"only {' and '.join(sorted(kinds))} relationships leave it, so it "
                "may take any time and delay nobody. Add an FS or FF successor.",
            )
