"""By how much limited resources move the finish, as a planner reads it."""

from collections.abc import Sequence

from rich.console import RenderableType

from pmrisk.intervals import Estimated
from pmrisk.levelled import PlanLevelling
from pmrisk.report import words
from pmrisk.report.tables import heading, table
from pmrisk.result import Result

_RULES = {
    "late_finish": "the earliest late finish",
    "total_float": "the least total float",
    "priority": "the highest priority",
}
_OVERLOADED = (
    "Imposed dates, or work under way, ask for more of a resource than is available; "
    "those dates hold."
)


def of_plan(found: PlanLevelling | None) -> Sequence[RenderableType]:
    """What levelling does to a plan; nothing where it was not asked for."""
    if found is None:
        return []
    free = "then as well"
    if found.days:
        free = f"{words.day(found.finish.date)}, {words.counted(found.days)} earlier"
    lines: list[RenderableType] = [
        "",
        f"Levelled: {_RULES[found.rule]} is served first. Without limits on resources "
        f"it would finish {free}.",
    ]
    if found.most_moved:
        longest = ", ".join(
            f"{each.id} {words.days(each.days)}" for each in found.most_moved[:5]
        )
        lines.append(f"What waits longest, in working days: {longest}.")
    if found.overloaded:
        lines.append(_OVERLOADED)
    return lines


def of_run(result: Result) -> list[RenderableType]:
    """What levelling does to a simulation; nothing where it was not asked for."""
    found = result.levelling
    if found is None:
        return []
    made = table("", "without limits", "levelled", "days later")
    plan = result.plan.finish
    made.add_row(
        "plan", words.day(found.plan.date), words.day(plan.date),
        words.days(found.plan_days),
    )  # fmt: skip
    for level in words.levels(result):
        dates = [each.percentile(level).date for each in (found.finish, found.levelled)]
        made.add_row(f"P{level:g}", *map(words.day, dates), _said(found.days(level)))
    if found.mean.value is not None:
        made.add_row("mean", "", "", _said(found.mean))
    note = f"Where a resource is short, {_RULES[found.rule]} is served first."
    return [heading("What do limited resources cost?"), made, note]


def _said(found: Estimated) -> str:
    """``27.0 ± 0.14``: working days and their sampling error, where there is one."""
    value, error = found
    assert value is not None
    return words.days(value) + ("" if error is None else f" ± {words.small(error)}")
