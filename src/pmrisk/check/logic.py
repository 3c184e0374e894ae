"""Logic that surprises: where longer work can make a project earlier."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding


def reverse_critical(view: View) -> Iterator[Finding]:
    """Activities driven by their finish that drive others by their start.

    Stretching such an activity pulls its start, and what follows it, earlier (Wiest
    1981, "reverse critical").
    """
    for activity in view.project.activities:
        pushed = view.entering[activity.id] & {"FF", "SF"}
        pulls = view.leaving[activity.id] & {"SS", "SF"}
        if pushed and pulls and not activity.is_milestone:
            yield finding(
                "reverse-critical",
                activity,
                f"{' and '.join(sorted(pushed))} drives its finish and "
                f"{' and '.join(sorted(pulls))} leaves its start, so that longer work "
                "can mean an earlier project. Split it, or use FS.",
            )
