"""Estimates that are likely not what their author knows."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.estimate import Estimate


def bare_triangles(view: View) -> Iterator[Finding]:
    """Every range is a plain triangle: experts' limits are nearer P10 and P90."""
    ranges = [
        activity.duration
        for activity in view.project.activities
        if activity.duration is not None and activity.duration.uncertain
    ]
    if ranges and all(estimate.shape == "triangular" for estimate in ranges):
        yield finding(
            "bare-triangles",
            "activities",
            f"all {len(ranges)} ranges are triangular, with absolute limits. "
            "What people give as limits is nearer P10 and P90: use trigen for it.",
        )


def fat_tail(view: View) -> Iterator[Finding]:
    """Tails so fat that no standard deviation exists."""
    for activity in view.project.activities:
        for name, estimate in (
            ("duration", activity.duration),
            *_counts(activity),
            ("cost.fixed", activity.cost.fixed),
            ("cost.per_day", activity.cost.per_day),
            *(("after", link.lag) for link in activity.after),
        ):
            alpha = None if estimate is None else _tail(estimate)
            if alpha is not None and alpha <= 2:
                lost = "mean" if alpha <= 1 else "standard deviation"
                yield finding(
                    "fat-tail",
                    f"{activity.id}.{name}",
                    f"a tail with alpha {alpha:g} has no {lost}, so that none is "
                    "reported. Give it a max where one exists.",
                )


def _counts(activity: Activity) -> list[tuple[str, Estimate]]:
    """What is drawn once for a backlog; a tail of its throughput shortens it."""
    backlog = activity.backlog
    if backlog is None:
        return []
    parts = [(f"backlog.{part.name}", part.each) for part in backlog.parts]
    return [*parts, ("backlog.split", backlog.split)]


def _tail(estimate: Estimate) -> float | None:
    """The index of an unbounded fat tail."""
    if estimate.max is not None:
        return None
    if estimate.shape == "factor" and estimate.inner is not None:
        return _tail(estimate.inner)
    return estimate.numbers[1] if estimate.shape == "lognormal_pareto" else None
