"""Imposed dates: where a calendar date, not logic, says when work is done."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.dates import written
from pmrisk.model.text import listed

#: These override logic in the plan, whatever the defaults say.
OVERRIDING = ("must_start_on", "must_finish_on", "manual_start")
#: These limit late dates, and early ones too where constraints are honoured.
LIMITING = ("start_on", "finish_on", "start_no_later_than", "finish_no_later_than")
_LOWER = ("start_no_earlier_than", "finish_no_earlier_than")
_NOT_BEFORE = ("start_no_earlier_than", "start_on")
_NOT_AFTER = ("start_no_later_than", "start_on")
_END_NOT_BEFORE = ("finish_no_earlier_than", "finish_on")
_END_NOT_AFTER = ("finish_no_later_than", "finish_on")
#: A date of the first kind may not come after one of the second.
_ORDER = (
    (_NOT_BEFORE, _NOT_AFTER),
    (_NOT_BEFORE, _END_NOT_AFTER),
    (_END_NOT_BEFORE, _END_NOT_AFTER),
)


def hard(view: View, activity: Activity) -> list[str]:
    """The names of its imposed dates that override logic in the plan."""
    honoured = LIMITING if view.project.defaults.honor_constraints else ()
    return given(activity, (*OVERRIDING, *honoured))


def limiting(activity: Activity) -> list[str]:
    """The names of its imposed dates that say by when it must be done."""
    return given(activity, LIMITING)


def given(activity: Activity, names: tuple[str, ...]) -> list[str]:
    """Those of the imposed dates `names` that it has."""
    return [name for name in names if getattr(activity, name) is not None]


def _said(activity: Activity, names: list[str]) -> str:
    """``must_finish_on 2027-03-31``, joined by "and"."""
    return " and ".join(
        f"{name} {written(getattr(activity, name), finish='finish' in name)}"
        for name in names
    )


def hard_constraint(view: View) -> Iterator[Finding]:
    """Imposed dates that override logic: a delay before them does not show."""
    for activity in view.open:
        names = hard(view, activity)
        if names:
            yield finding(
                "hard-constraint",
                activity,
                f"{_said(activity, names)} overrides its logic, so that delays before "
                "it do not show. Use start_no_earlier_than or a deadline.",
            )


def late_constraint(view: View) -> Iterator[Finding]:
    """Imposed dates that only limit late dates: promises, in disguise."""
    if view.project.defaults.honor_constraints:
        return
    for activity in view.open:
        names = limiting(activity)
        if names:
            yield finding(
                "late-constraint",
                activity,
                f"{_said(activity, names)} moves no work, and shows as negative float "
                "when missed. Where it is a promise, write it as a deadline, whose "
                "chance is measured.",
                "info",
            )


def soft_constraint(view: View) -> Iterator[Finding]:
    """How many activities wait for a date, and not only for their predecessors."""
    found = [a.id for a in view.open if given(a, _LOWER)]
    if found:
        yield finding(
            "soft-constraint",
            "activities",
            f"{len(found):,} of {len(view.open):,} wait for an imposed date: "
            f"{listed(found)}. Keep those that something outside the plan imposes.",
            "info",
        )


def as_late_as_possible(view: View) -> Iterator[Finding]:
    """Activities that use up their own float."""
    for activity in view.open:
        if activity.as_late_as_possible:
            yield finding(
                "as-late-as-possible",
                activity,
                "it is planned without any float, so that each day of delay delays "
                "what follows. Plan it as early as it can be done.",
                "info",
            )


def contradictory_dates(view: View) -> Iterator[Finding]:
    """Imposed dates that nothing can keep: the earliest lies after the latest."""
    for activity in view.open:
        dates = activity.constraints
        for lower, upper in _ORDER:
            for low in filter(dates.__contains__, lower):
                for high in filter(dates.__contains__, upper):
                    if dates[low] > dates[high]:
                        yield finding(
                            "contradictory-dates",
                            activity,
                            f"{_said(activity, [low])} lies after "
                            f"{_said(activity, [high])}, so that its float is "
                            "negative whatever precedes it. Correct one of them.",
                        )
