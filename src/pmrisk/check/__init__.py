"""The inspector: is the plan sound? A function for each rule, all findings at once.

The code of a finding is the name of its rule, with hyphens.
"""

from collections.abc import Callable, Iterable, Iterator

from pmrisk.check.calendars import unused_calendar
from pmrisk.check.constraints import (
    as_late_as_possible,
    contradictory_dates,
    hard_constraint,
    late_constraint,
    soft_constraint,
)
from pmrisk.check.counting import (
    counted_twice,
    delay_and_running_cost,
    driver_and_correlation,
)
from pmrisk.check.durations import high_duration, shrinking_series, zero_duration
from pmrisk.check.ends import (
    dangling_finish,
    dangling_start,
    milestones_without_logic,
    open_end,
    open_start,
)
from pmrisk.check.estimates import (
    bare_triangles,
    fat_tail,
    same_ranges,
    symmetric_ranges,
)
from pmrisk.check.finding import Finding as Finding
from pmrisk.check.finding import Report as Report
from pmrisk.check.finding import Severity as Severity
from pmrisk.check.finding import placed
from pmrisk.check.logic import (
    few_finish_to_start,
    lead,
    long_lag,
    many_lags,
    merge_hotspot,
    reverse_critical,
    start_to_finish,
)
from pmrisk.check.margins import hidden_margin
from pmrisk.check.means import (
    missing_baseline,
    missing_cost,
    missing_resources,
    no_baseline,
)
from pmrisk.check.names import duplicate_name, missing_wbs
from pmrisk.check.progress import (
    actual_after_data_date,
    out_of_sequence,
    unfinished_complete,
)
from pmrisk.check.register import register_empty, register_read
from pmrisk.check.risks import missed_window, rare_risk, risk_on_summary
from pmrisk.check.spans import level_of_effort_drives, summary_logic
from pmrisk.check.view import View as View
from pmrisk.model.project import Project

Rule = Callable[[View], Iterator[Finding]]

#: What distorts a simulation; its reader must know before using the numbers.
DISTORTING: tuple[Rule, ...] = (
    actual_after_data_date,
    open_start,
    open_end,
    dangling_start,
    dangling_finish,
    reverse_critical,
    shrinking_series,
    bare_triangles,
    fat_tail,
    unused_calendar,
    counted_twice,
    driver_and_correlation,
    delay_and_running_cost,
    hidden_margin,
    risk_on_summary,
    missed_window,
    register_empty,
)
RULES: tuple[Rule, ...] = (
    *DISTORTING,
    milestones_without_logic,
    summary_logic,
    level_of_effort_drives,
    lead,
    long_lag,
    many_lags,
    start_to_finish,
    few_finish_to_start,
    merge_hotspot,
    hard_constraint,
    late_constraint,
    contradictory_dates,
    soft_constraint,
    as_late_as_possible,
    high_duration,
    zero_duration,
    out_of_sequence,
    unfinished_complete,
    missing_resources,
    missing_cost,
    no_baseline,
    missing_baseline,
    duplicate_name,
    missing_wbs,
    same_ranges,
    symmetric_ranges,
    rare_risk,
    register_read,
)
#: The stable code of every rule, in their order.
CODES: tuple[str, ...] = tuple(rule.__name__.replace("_", "-") for rule in RULES)


def check(project: Project) -> Report:
    """Everything in `project` that a planner should look at before believing it.

    Returns
    -------
    Report
        What was found, in the order of the rules, by place. A project that could be
        made has no errors of form; findings are about its sense. `pmrisk.health` adds
        what only its dates tell.
    """
    return _report(View(project), RULES)


def distortions(project: Project) -> Report:
    """The findings of `check` that the results of a simulation suffer from."""
    return _report(View(project), DISTORTING)


def _report(view: View, rules: Iterable[Rule]) -> Report:
    return Report(tuple(finding for rule in rules for finding in placed(rule(view))))
