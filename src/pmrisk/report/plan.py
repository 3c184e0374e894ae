"""The deterministic plan as a table: dates, floats and what drives each activity."""

from rich.console import RenderableType
from rich.table import Table

from pmrisk.planning import Schedule, ScheduledActivity
from pmrisk.report import levelling, words
from pmrisk.report.tables import heading, table

#: Below this width the four dates of an activity are shown without their times.
_WIDE = 120


def page(schedule: Schedule, width: int) -> list[RenderableType]:
    """Title, table, critical path."""
    project, finish = schedule.project, schedule.finish
    cost = f"{project.currency} {words.money(schedule.cost)}"
    return [
        heading(f"{words.plain(project.name)}: the plan", space=False),
        "",
        f"Finishes {words.day(finish.date)}, {words.counted(finish.days)} after the "
        f"start, and costs {cost}.",
        *levelling.of_plan(schedule.levelling),
        "",
        _table(schedule, time=width >= _WIDE),
        "",
        f"Critical path (*): {' > '.join(schedule.critical_path)}",
        "Floats are working days of the activity's own calendar.",
        *_absent(schedule),
    ]


def _absent(schedule: Schedule) -> list[str]:
    """What the sign of what the plan does without means, where there is any."""
    if all(activity.in_plan for activity in schedule.activities):
        return []
    return [
        "Not in the plan (-), which takes what is likely to exist: dates are those "
        "that it passes on."
    ]


def _table(schedule: Schedule, *, time: bool) -> Table:
    made = table(
        "", "id", "activity", "early\nstart", "early\nfinish", "late\nstart",
        "late\nfinish", ">total\nfloat", ">free\nfloat", "driven by",
    )  # fmt: skip
    for dates in made.columns[3:7]:
        dates.no_wrap = True
    for activity in schedule.activities:
        style = "bold" if activity.critical else None
        made.add_row(*_row(activity, time=time), style=style)
    return made


def _row(activity: ScheduledActivity, *, time: bool) -> list[str]:
    dates = (
        activity.early_start,
        activity.early_finish,
        activity.late_start,
        activity.late_finish,
    )
    floats = activity.total_float, activity.free_float
    return [
        "*" if activity.critical else "" if activity.in_plan else "-",
        activity.id,
        words.plain(activity.name),
        *("" if when is None else words.stamp(when, time=time) for when in dates),
        *("" if days is None else words.days(days) for days in floats),
        " ".join(activity.driving),
    ]
