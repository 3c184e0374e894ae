"""The rules of the inspector that need the plan's dates and floats.

As in `pmrisk.check`, the code of a finding is the name of its rule.
"""

from collections.abc import Callable, Iterator

from pmrisk.analysis.evidence import ADDED, Evidence, working_minutes
from pmrisk.analysis.progress import ahead_of_data_date, due, misses
from pmrisk.check import Finding
from pmrisk.check.constraints import given
from pmrisk.check.thresholds import LONG
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.dates import written
from pmrisk.model.text import listed

#: The imposed dates before which work cannot begin, or cannot be done.
BEGINNING = (
    "start_on", "start_no_earlier_than", "finish_on", "finish_no_earlier_than",
    "must_start_on", "must_finish_on", "manual_start",
)  # fmt: skip

#: The shapes whose limits nothing can exceed.
_ABSOLUTE = ("pert", "triangular", "uniform")


def broken_critical_path(evidence: Evidence) -> Iterator[Finding]:
    """Critical work whose delay does not reach the finish."""
    test = evidence.stretch
    if test is not None and test.moved is not None and not test.holds:
        yield finding(
            "broken-critical-path",
            test.id,
            f"{ADDED} working days more of it move the finish by {test.moved:,.1f}, "
            "though it is critical. Remove the imposed date, or add the relationship, "
            "where its path to the finish breaks.",
            "error",
        )


def critical_constraint(evidence: Evidence) -> Iterator[Finding]:
    """Critical work that begins by an imposed date, not when others are done."""
    for activity in evidence.view.open:
        dates = evidence.scheduled[activity.id]
        if not dates.critical or dates.driving:
            continue
        names = given(activity, BEGINNING)
        calendar = evidence.project.calendar_of(activity)
        known = evidence.project.data_date_of(activity)
        if names and working_minutes(calendar, known, dates.early_start) > 0:
            yield finding(
                "critical-constraint",
                activity,
                f"the critical path begins here by {' and '.join(names)}, so that "
                "nothing before it can delay the project. Name what it waits for.",
            )


def exceeded_limits(evidence: Evidence) -> Iterator[Finding]:
    """Finished work that took less than its minimum, or more than its maximum.

    Once may be a mistake; what happens again was no limit. By half a day it may be the
    hour of the day that nobody wrote down.
    """
    view = evidence.view
    done = [a for a in view.project.activities if a.is_complete]
    limits = [(a, found) for a in done if (found := _limits(view, a)) is not None]
    outside = [a.id for a, (low, high) in limits if not low <= _took(view, a) <= high]
    if len(outside) > 1:
        yield finding(
            "exceeded-limits",
            "activities",
            f"{len(outside)} of {len(limits)} finished activities took less than their "
            f"minimum or more than their maximum: {listed(outside, 3)}. What is "
            "exceeded is nearer P10 and P90: use trigen for what is left.",
        )


def _limits(view: View, activity: Activity) -> tuple[float, float] | None:
    """The absolute limits of a range in minutes, half a day wider; None without."""
    estimate = activity.duration
    if estimate is None or estimate.elapsed or estimate.shape not in _ABSOLUTE:
        return None
    calendar = view.project.calendar_of(activity)
    low, high = estimate.resolve(calendar.units).support
    return low - calendar.minutes_per_day / 2, high + calendar.minutes_per_day / 2


def _took(view: View, activity: Activity) -> int:
    """The working minutes of a finished activity."""
    assert activity.actual_start is not None
    assert activity.actual_finish is not None
    calendar = view.project.calendar_of(activity)
    return working_minutes(calendar, activity.actual_start, activity.actual_finish)


def negative_float(evidence: Evidence) -> Iterator[Finding]:
    """Work that is already too late for a date that was imposed."""
    for activity in evidence.view.open:
        days = evidence.scheduled[activity.id].total_float
        if days is not None and days < 0:
            yield finding(
                "negative-float",
                activity,
                f"it has {days:,.1f} working days of total float: an imposed date "
                "cannot be kept. Shorten its path, or move the date.",
            )


def high_float(evidence: Evidence) -> Iterator[Finding]:
    """Work that may wait for months, most often for want of a successor."""
    for activity in evidence.view.open:
        days = evidence.scheduled[activity.id].total_float
        if days is not None and days > LONG:
            yield finding(
                "high-float",
                activity,
                f"it has {days:,.1f} working days of total float, more than {LONG}. "
                "See whether something that waits for it is missing.",
                "info",
            )


def forecast_before_data_date(evidence: Evidence) -> Iterator[Finding]:
    """Work that is still to be done, at a time that is over."""
    for id, moment in ahead_of_data_date(evidence).items():
        known = evidence.project.data_date_of(evidence.view.by_id[id])
        yield finding(
            "forecast-before-data-date",
            id,
            f"it is not done and planned for {written(moment)}, before the data date "
            f"{written(known)}. Give its actual dates, or reschedule the file.",
        )


def missed_deadline(evidence: Evidence) -> Iterator[Finding]:
    """Deadlines that the plan itself does not keep."""
    for activity in evidence.view.open:
        dates = evidence.scheduled[activity.id]
        for verb, planned, promised in (
            ("start", dates.early_start, activity.start_deadline),
            ("finish", dates.early_finish, activity.deadline),
        ):
            if promised is not None and dates.in_plan and planned > promised:
                said = written(promised, finish=verb == "finish")
                yield finding(
                    "missed-deadline",
                    activity,
                    f"it is planned to {verb} {written(planned)}, after its deadline "
                    f"{said}. Shorten its path, or agree on another date.",
                )


def plan_after_target(evidence: Evidence) -> Iterator[Finding]:
    """A plan that finishes, without any risk, after what was promised."""
    target, finish = evidence.project.target_finish, evidence.schedule.finish.date
    if target is not None and finish > target:
        yield finding(
            "plan-after-target",
            "project.target_finish",
            f"the plan finishes {written(finish)}, after "
            f"{written(target, finish=True)}. Shorten the critical path, or promise "
            "what can be kept.",
        )


def plan_over_budget(evidence: Evidence) -> Iterator[Finding]:
    """A plan that costs, without any risk, more than was granted."""
    budget, cost = evidence.project.budget, evidence.schedule.cost
    if budget is not None and cost > budget:
        yield finding(
            "plan-over-budget",
            "project.budget",
            f"the plan costs {cost:,.0f}, more than {budget:,.0f}. Cut its scope, or "
            "ask for what it costs.",
        )


def missed_baseline(evidence: Evidence) -> Iterator[Finding]:
    """Work that was due by the data date, and is late."""
    for activity in due(evidence):
        if misses(evidence, activity):
            baseline = activity.baseline
            assert baseline is not None
            assert baseline.finish is not None
            finish = activity.actual_finish
            said = "was" if finish is not None else "is planned to be"
            finish = finish or evidence.scheduled[activity.id].early_finish
            yield finding(
                "missed-baseline",
                activity,
                f"it {said} done {written(finish, finish=True)}, after its baseline "
                f"{written(baseline.finish, finish=True)}. See what its delay pushes.",
                "info",
            )


DATED: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    broken_critical_path,
    exceeded_limits,
    critical_constraint,
    negative_float,
    high_float,
    forecast_before_data_date,
    missed_deadline,
    plan_after_target,
    plan_over_budget,
    missed_baseline,
)
