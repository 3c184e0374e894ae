"""Means: who does the work and what it costs, and what was once agreed."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity


def is_loaded(activity: Activity) -> bool:
    """Whether it has resources or a price of its own."""
    own = activity.cost
    return bool(activity.resources) or own.fixed is not None or own.per_day is not None


def missing_resources(view: View) -> Iterator[Finding]:
    """Work with neither resources nor a price, in a plan where other work has them."""
    if not any(is_loaded(activity) for activity in view.project.activities):
        return
    for activity in view.tasks:
        if not is_loaded(activity):
            yield finding(
                "missing-resources",
                activity,
                "it has neither resources nor a cost, while other work has. Say who "
                "does it, or what it is bought for.",
            )


def missing_cost(view: View) -> Iterator[Finding]:
    """Work whose resources cost nothing, in a plan whose cost is asked for."""
    project = view.project
    paid = {name for name, each in project.resources.items() if each.rate > 0}
    if project.budget is None and not paid:
        return
    for activity in view.tasks:
        own = activity.cost
        free = not any(assigned.resource in paid for assigned in activity.resources)
        if activity.resources and free and own.fixed is own.per_day is None:
            yield finding(
                "missing-cost",
                activity,
                "none of its resources has a rate, so that it costs nothing. Give them "
                "one, or give it a cost.",
            )


def no_baseline(view: View) -> Iterator[Finding]:
    """A plan that nobody can be late against."""
    if all(activity.baseline is None for activity in view.project.activities):
        yield finding(
            "no-baseline",
            "activities",
            "no activity has a baseline, so that nothing tells what was agreed. Keep "
            "the approved dates as baseline: {start, finish, cost}.",
            "info",
        )


def missing_baseline(view: View) -> Iterator[Finding]:
    """Work that was added after the baseline, or left out of it."""
    if all(activity.baseline is None for activity in view.project.activities):
        return
    for activity in view.open:
        if activity.baseline is None:
            yield finding(
                "missing-baseline",
                activity,
                "other activities have a baseline and it has none. Add what was "
                "agreed when it was added.",
                "info",
            )
