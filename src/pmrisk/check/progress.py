"""Progress that contradicts itself, the data date, or the logic."""

from collections.abc import Iterator
from datetime import datetime

from pmrisk.check.finding import Finding
from pmrisk.check.view import Tie, View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.dates import written


def unknown_yet(view: View, activity: Activity) -> dict[str, datetime]:
    """The actual dates of work that lie after its data date, by key."""
    known = view.project.data_date_of(activity)
    if activity.is_span:
        return {}
    return {
        key: moment
        for key in ("actual_start", "actual_finish")
        if (moment := getattr(activity, key)) is not None and moment > known
    }


def actual_after_data_date(view: View) -> Iterator[Finding]:
    """Actual dates that nobody can know yet."""
    for activity in view.project.activities:
        known = view.project.data_date_of(activity)
        if late := unknown_yet(view, activity):
            said = " and ".join(
                f"{key} {written(moment, finish=key.endswith('finish'))}"
                for key, moment in late.items()
            )
            yield finding(
                "actual-after-data-date",
                activity,
                f"{said} lies after the data date {written(known)}. Move the data date "
                "on, or correct what has happened.",
                "error",
            )


def unfinished_complete(view: View) -> Iterator[Finding]:
    """Work of which all is done, but not said to be finished."""
    for activity in view.open:
        if activity.actual_start is not None and activity.percent_complete == 100:
            yield finding(
                "unfinished-complete",
                activity,
                "it is 100 % complete and has no actual_finish. Say when it was done.",
            )


def out_of_sequence(view: View) -> Iterator[Finding]:
    """Work that went ahead of its logic, as far as it still matters."""
    rule = view.project.defaults.progress
    for tie in view.ties:
        if tie.predecessor.is_complete and tie.successor.is_complete:
            continue
        if tie.lag >= 0 and not tie.successor.is_span and _ahead(tie):
            begun = "finished" if tie.link.kind in ("FF", "SF") else "started"
            yield finding(
                "out-of-sequence",
                tie.successor,
                f"it {begun} before its {tie} allowed. What is left of it goes on by "
                f"progress: {rule}. Correct the relationship, or the dates.",
            )


def _ahead(tie: Tie) -> bool:
    """Whether the successor's actual date came before the predecessor's.

    What a lead allows cannot be told before its predecessor is done; a lag is not
    counted.
    """
    kind, after, before = tie.link.kind, tie.successor, tie.predecessor
    there = after.actual_finish if kind in ("FF", "SF") else after.actual_start
    here = before.actual_start if kind in ("SS", "SF") else before.actual_finish
    return there is not None and (here or datetime.max) > there
