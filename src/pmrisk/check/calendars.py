"""Calendars that are defined, and forgotten."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.calendar import CONTINUOUS, STANDARD


def unused_calendar(view: View) -> Iterator[Finding]:
    """Calendars that neither the project, nor an activity, nor a resource names."""
    project = view.project
    used = {project.calendar, *(a.calendar for a in project.activities)}
    used |= {resource.calendar for resource in project.resources.values()}
    for name, calendar in project.calendars.items():
        if name not in used and calendar not in (CONTINUOUS, STANDARD):
            yield finding(
                "unused-calendar",
                f"calendars.{name}",
                "nothing works on it. Name it as the project's calendar or an "
                "activity's, or remove it.",
            )
