"""Progress: only actuals make work done, and they come in order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.dates import written
from pmrisk.model.rules.found import Found, Spot, spot_of

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: What says how much of a duration is done, or when the rest of it runs.
_OF_WORK = ("percent_complete", "remaining", "suspend", "resume", "expected_finish")
_ACTUALS = ("actual_start", "actual_finish")


def progress(project: "Project") -> Iterator[Found]:
    """What is done has begun, what has ended has begun before, nothing twice."""
    for k, activity in enumerate(project.activities):
        given = {name for name in (*_ACTUALS, *_OF_WORK) if getattr(activity, name)}
        if given:
            spot = spot_of(k, activity)
            yield from _out_of_place(spot, activity, given)
            yield from _actual_dates(spot, activity)
            if activity.type in ("task", "level_of_effort"):
                yield from _work(spot, activity)
            if activity.type == "task":
                yield from _interruption(spot, activity)


def _out_of_place(spot: Spot, activity: Activity, given: set[str]) -> Iterator[Found]:
    refused, why = _refused(activity)
    for name in refused:
        if name in given:
            yield spot.inside(name).found("progress", why)


def _refused(activity: Activity) -> tuple[tuple[str, ...], str]:
    """What a milestone or a span cannot have, and why."""
    if activity.is_milestone:
        return _OF_WORK, "a milestone has no work. Give it actual dates only"
    if activity.type == "summary":
        return (
            (*_ACTUALS, *_OF_WORK),
            "the progress of a summary is that of the activities under it. Remove it",
        )
    if activity.type == "level_of_effort":
        return _OF_WORK[1:], "a level of effort follows what it covers. Remove it"
    return (), ""


def _actual_dates(spot: Spot, activity: Activity) -> Iterator[Found]:
    start, finish = activity.actual_start, activity.actual_finish
    one = activity.is_milestone
    if start is None and finish is not None:
        yield spot.inside("actual_finish").found(
            "actual-dates",
            "needs an actual_start, "
            + ("the same for a milestone" if one else "when the work began")
            + ". Add it, or remove this",
        )
    elif start is not None and finish is None and one:
        yield spot.inside("actual_start").found(
            "actual-dates",
            "needs an actual_finish, the same for a milestone. Add it, or remove this",
        )
    elif start is not None and finish is not None:
        if finish < start:
            yield spot.inside("actual_finish").found(
                "actual-dates",
                f"{written(finish, finish=True)} lies before actual_start "
                f"{written(start)}. Correct one of them",
            )
        elif one and finish != start:
            yield spot.inside("actual_finish").found(
                "actual-dates",
                f"{finish:%Y-%m-%dT%H:%M} is not actual_start "
                f"{start:%Y-%m-%dT%H:%M}, but a milestone takes no time. Correct one "
                "of them",
            )


def _work(spot: Spot, activity: Activity) -> Iterator[Found]:
    """How much is done."""
    percent, remaining = activity.percent_complete, activity.remaining
    if activity.actual_start is None and activity.actual_finish is None:
        for name in ("percent_complete", "remaining"):
            if getattr(activity, name) and name not in _refused(activity)[0]:
                yield spot.inside(name).found(
                    "progress",
                    "only actuals make work done. Add its actual_start, or remove this",
                )
    elif activity.is_complete:
        if percent not in (0, 100):
            yield spot.inside("percent_complete").found(
                "progress",
                f"must be 100 beside actual_finish, got {percent:g}. Correct it, or "
                "remove one of them",
            )
        if remaining is not None and any(a.value for a in remaining.amounts):
            yield spot.inside("remaining").found(
                "progress", "nothing remains after actual_finish. Remove one of them"
            )


def _interruption(spot: Spot, activity: Activity) -> Iterator[Found]:
    suspend, resume = activity.suspend, activity.resume
    if resume is not None and activity.actual_start is None and suspend is None:
        yield spot.inside("resume").found(
            "progress",
            "only what has begun can go on. Add its actual_start, or write "
            "start_no_earlier_than",
        )
    elif resume is not None and suspend is not None and resume < suspend:
        yield spot.inside("resume").found(
            "progress",
            f"{written(resume)} lies before suspend {written(suspend)}. Correct one "
            "of them",
        )
