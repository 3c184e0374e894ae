"""The inspector: is the plan sound? A function for each rule, all findings at once."""

from pmrisk.check.calendars import unused_calendar
from pmrisk.check.ends import (
    dangling_finish,
    dangling_start,
    open_end,
    open_start,
)
from pmrisk.check.estimates import bare_triangles, fat_tail
from pmrisk.check.finding import Finding as Finding
from pmrisk.check.finding import Report as Report
from pmrisk.check.finding import Severity as Severity
from pmrisk.check.logic import reverse_critical
from pmrisk.check.view import View
from pmrisk.model.project import Project

RULES = (
    open_start,
    open_end,
    dangling_start,
    dangling_finish,
    reverse_critical,
    bare_triangles,
    fat_tail,
    unused_calendar,
)


def check(project: Project) -> Report:
    """Everything in `project` that a planner should look at before believing it.

    Returns
    -------
    Report
        What was found, in the order of the rules. A project that could be made has no
        errors of form; findings are about its sense.
    """
    view = View(project)
    return Report(tuple(finding for rule in RULES for finding in rule(view)))
