"""Progress against the data date and the baseline, as several rules judge it."""

from datetime import datetime

from pmrisk.analysis.evidence import Evidence
from pmrisk.model.activity import Activity


def ahead_of_data_date(evidence: Evidence) -> dict[str, datetime]:
    """Unfinished work that is planned, here or in its file, before its data date."""
    found = {}
    for activity in evidence.view.open:
        known = evidence.project.data_date_of(activity)
        past = [moment for moment in _ends(evidence, activity) if moment < known]
        if past:
            found[activity.id] = min(past)
    return found


def _ends(evidence: Evidence, activity: Activity) -> list[datetime]:
    """The planned moments that must not be past: the finish, and a start to come."""
    ours = evidence.scheduled[activity.id]
    starts, finishes = [ours.early_start], [ours.early_finish]
    if evidence.plan is not None and activity.id in evidence.plan.stored:
        stored = evidence.plan.stored[activity.id]
        starts += [stored.early_start] if stored.early_start else []
        finishes += [stored.early_finish] if stored.early_finish else []
    return finishes if activity.in_progress else starts + finishes


def due(evidence: Evidence) -> list[Activity]:
    """The tasks that were to be done by the data date."""
    return [
        activity
        for activity in evidence.project.activities
        if not activity.is_span
        and not activity.is_milestone
        and activity.baseline is not None
        and activity.baseline.finish is not None
        and activity.baseline.finish <= evidence.project.data_date_of(activity)
    ]


def misses(evidence: Evidence, activity: Activity) -> bool:
    """Whether an activity was, or will be, done after its baseline."""
    assert activity.baseline is not None
    assert activity.baseline.finish is not None
    planned = evidence.scheduled[activity.id].early_finish
    return (activity.actual_finish or planned) > activity.baseline.finish
