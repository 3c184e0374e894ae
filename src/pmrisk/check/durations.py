"""Durations: work too long to control, work of no time, and risk split away."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from pmrisk.check.finding import Finding
from pmrisk.check.thresholds import LONG
from pmrisk.check.view import View, finding, is_open
from pmrisk.model.activity import Activity
from pmrisk.model.calendar import CONTINUOUS
from pmrisk.model.correlation import latent


def high_duration(view: View) -> Iterator[Finding]:
    """Work longer than two months, so that a status date says little about it."""
    for activity in view.tasks:
        days = view.planned_days(activity)
        if days > LONG:
            yield finding(
                "high-duration",
                activity,
                f"it is planned to take {days:.4g} working days, more than {LONG}. "
                "Split it at results that can be seen.",
            )


def zero_duration(view: View) -> Iterator[Finding]:
    """Tasks that take no time: milestones by another name."""
    for activity in view.tasks:
        if view.planned_days(activity) == 0:
            yield finding(
                "zero-duration",
                activity,
                "it is planned to take no time. Make it a milestone, or say how long "
                "it takes.",
                "info",
            )


def shrinking_series(view: View) -> Iterator[Finding]:
    """Independent ranges in a row, whose lucky and unlucky draws cancel out.

    A row is work of which each part waits for the one before it alone. Of n equal
    independent ranges the sum has a spread of n ** -0.5 of what it had if they moved
    together; said where more than half of it is lost.
    """
    for row in _rows(view):
        spreads = [_sd(view, activity) for activity in row]
        together = math.fsum(spreads)
        if not (0 < together < math.inf):
            continue
        kept = _sd_of_sum(view, row, spreads) / together
        if kept < 0.5:
            yield finding(
                "shrinking-series",
                row[0],
                f"{len(row)} ranges in a row, from it to {row[-1].id}, vary by "
                f"themselves: the row keeps {100 * kept:.0f} % of the spread that it "
                "has when they vary together. Correlate them, or estimate the row as "
                "one.",
            )


def _rows(view: View) -> Iterator[list[Activity]]:
    """The uncertain work of every unbranched row of open activities, in order."""
    before, followers = _neighbours(view)
    ranged = {activity.id for activity in view.ranged}
    inside = {
        only[0].id
        for pred, only in followers.items()
        if len(only) == 1 and before[only[0].id] == 1 and is_open(view.by_id[pred])
    }
    for first in view.open:
        if first.id not in inside:
            row, last = [first], first
            while (next_ := followers.get(last.id, [])) and next_[0].id in inside:
                last = next_[0]
                row.append(last)
            yield [a for a in row if a.id in ranged]


def _neighbours(view: View) -> tuple[Counter[str], dict[str, list[Activity]]]:
    """How many activities each one waits for, and which wait for it."""
    before: Counter[str] = Counter()
    followers: dict[str, list[Activity]] = {}
    for tie in view.open_ties:
        if tie.predecessor.type != "level_of_effort":
            before[tie.successor.id] += 1
            followers.setdefault(tie.predecessor.id, []).append(tie.successor)
    return before, followers


def _sd(view: View, activity: Activity) -> float:
    """The standard deviation of a duration, in minutes."""
    assert activity.duration is not None
    own = view.project.calendar_of(activity)
    calendar = CONTINUOUS if activity.duration.elapsed else own
    return activity.duration.resolve(calendar.units).sd


def _sd_of_sum(view: View, row: Sequence[Activity], spreads: Sequence[float]) -> float:
    """The standard deviation of the row, with what correlations it has."""
    spread = {activity.id: sd for activity, sd in zip(row, spreads, strict=True)}
    variance = math.fsum(sd * sd for sd in spreads)
    for group in view.project.correlations:
        inside = [spread[name] for name in group.between if name in spread]
        pairs = math.fsum(inside) ** 2 - math.fsum(sd * sd for sd in inside)
        variance += float(latent(group.rank)) * pairs
    return math.sqrt(max(variance, 0.0))
