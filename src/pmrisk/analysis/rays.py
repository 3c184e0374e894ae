"""Merges, relationships and constraints of a run, from what a trace has gathered.

merge delay
    E[max X] - max E[X] over the relationships that meet at an activity, and over the
    activities with which the project may finish.
X-ray
    for each relationship the share of iterations in which it drives its successor, and
    in which it is on the driving path; for each activity the share in which nothing
    drives it but its own constraint or the data date, and the days that this holds it.
"""

from pmrisk.analysis.routes import HoldRay, LinkRay, MergePoint
from pmrisk.kernels.trace import Tally
from pmrisk.network import Network
from pmrisk.network.arrays import KINDS

_NAMES = {number: name for name, number in KINDS.items()}


def by_cost(each: MergePoint | HoldRay) -> tuple[float, str]:
    """The most days first."""
    return -each.days, each.id


def merges(network: Network, tally: Tally, n: int) -> list[MergePoint]:
    """Where paths meet in `n` iterations, and what the meeting costs.

    What is done again meets where it is done for the first time.
    """
    logic, found = network.logic, dict[str, MergePoint]()
    again = network.frame.repeats.found
    for j, activity in enumerate(network.activities):
        bounds = tally.bound[logic.first[j] : logic.first[j + 1]]
        bounds = bounds[bounds != 0]
        if len(bounds) > 1:
            days = _days(network, j, int(tally.latest[j] - bounds.max()), n)
            if days > 0:
                id = again[activity.id].of if activity.id in again else activity.id
                days += found[id].days if id in found else 0.0
                found[id] = MergePoint(id, activity.name, days)
    return [*found.values()]


def _days(network: Network, j: int, minutes: int, n: int) -> float:
    """A mean of `n` iterations in working days of the project's calendar.

    Minutes are those of the activity's own calendar, unless that never stops.
    """
    own = int(network.logic.calendar[j])
    week = float(network.week_ratio[j]) if own > 0 else 1.0
    return minutes / n * week / network.timeline.minutes_per_day


def x_ray(
    network: Network, tally: Tally, n: int
) -> tuple[tuple[LinkRay, ...], tuple[HoldRay, ...]]:
    """Which relationships drive, and what waits for a date."""
    return _links(network, tally, n), _holds(network, tally, n)


def _links(network: Network, tally: Tally, n: int) -> tuple[LinkRay, ...]:
    """Every relationship of the plan, those that drive most first."""
    logic, again = network.logic, network.frame.repeats.found
    names = [activity.id for activity in network.activities]
    found = [
        LinkRay(
            names[logic.pred[k]],
            names[j],
            _NAMES[int(logic.kind[k])],
            float(tally.drives[k]) / n,
            float(tally.critical[k]) / n,
        )
        for j in range(len(names))
        for k in range(logic.first[j], logic.first[j + 1])
        if names[j] not in again and names[logic.pred[k]] not in again
    ]
    return tuple(sorted(found, key=_by_use))


def _by_use(link: LinkRay) -> tuple[float, float, str, str]:
    return -link.critical, -link.drives, link.predecessor, link.successor


def _holds(network: Network, tally: Tally, n: int) -> tuple[HoldRay, ...]:
    """Activities with predecessors that something else holds, the longest first."""
    logic, found = network.logic, []
    for j, activity in enumerate(network.activities):
        waits = logic.first[j] < logic.first[j + 1]
        if activity.id in network.frame.repeats.found:
            continue
        if waits and tally.held[j] > 0:
            days = _days(network, j, int(tally.held[j]), n)
            share = float(tally.floored[j]) / n
            found.append(HoldRay(activity.id, share, days))
    return tuple(sorted(found, key=by_cost))
