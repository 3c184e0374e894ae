"""The plan's X-ray: what sets each date, how often, and how long others wait for it.

drives
    the share of the iterations in which a relationship, an imposed date or the data
    date sets the date of its activity; all that tie set it.
critical
    the share in which it does, on a driving path to the project's finish.
days
    by how much the activity would be earlier without it, on average over all
    iterations: its date less what everything else asks for. A date that overrides logic
    may pull it forward: days below zero. Working days that weather takes count.
open ends
    activities that wait for nothing, or that nothing waits for, or whose start or
    finish no relationship holds, with the chance that they drive the finish.
shortening
    activities whose lengthening by a day finishes the project earlier in some of the
    iterations, found by their logic and run again a day longer (Wiest 1981: reverse
    critical).

An activity that does not exist in an iteration is driven by nothing there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pmrisk.analysis.film import Machine
from pmrisk.analysis.shortening import Shortening, shortenings
from pmrisk.check import View
from pmrisk.check.ends import without_predecessor, without_successor
from pmrisk.errors import OptionError
from pmrisk.intervals import REPLICATES
from pmrisk.kernels.xray import BEGIN, IMPOSED, LATE, Tally
from pmrisk.model.activity import Activity
from pmrisk.network.arrays import DRIVES, KINDS, Int64
from pmrisk.outcome import Probability, probability
from pmrisk.result import Result

if TYPE_CHECKING:
    import pandas as pd

_NAMES = {number: name for name, number in KINDS.items()}
#: The imposed dates that early dates may heed, as a scenario names them.
IMPOSED_DATES = (
    "start_on", "start_no_earlier_than", "start_no_later_than", "finish_on",
    "finish_no_earlier_than", "finish_no_later_than", "must_start_on",
    "must_finish_on", "manual_start", "resume",
)  # fmt: skip
_FEW = "{} iterations are too few for an X-ray with errors. Simulate 16 or more."


class Estimate(NamedTuple):
    """A mean and its standard error."""

    value: float
    se: float


class RelationshipRay(NamedTuple):
    """A relationship: how often it drives, and how many days are waited for it."""

    predecessor: str
    successor: str
    kind: str
    lag: float
    drives: Probability
    critical: Probability
    days: Estimate


class ConstraintRay(NamedTuple):
    """What holds an activity beside its relationships.

    `constraint` names an imposed date (or several), ``as_late_as_possible``, or
    ``data_date`` where nothing but the beginning holds what has predecessors.
    """

    activity: str
    name: str
    constraint: str
    date: datetime | None
    drives: Probability
    critical: Probability | None
    days: Estimate


class OpenEnd(NamedTuple):
    """An activity with an end that no relationship holds, and its chance to drive.

    `end` is ``no predecessor``, ``no successor``, ``start`` or ``finish``: which end
    hangs loose.
    """

    activity: str
    name: str
    end: str
    critical: Probability


@dataclass(frozen=True, eq=False)
class XRay:
    """What sets the dates of a plan; relationships and constraints by what they hold.

    `untested` are activities that might shorten the project and were not run again.
    """

    relationships: tuple[RelationshipRay, ...]
    constraints: tuple[ConstraintRay, ...]
    open_ends: tuple[OpenEnd, ...]
    shortening: tuple[Shortening, ...]
    untested: int
    result: Result

    def table(self) -> "pd.DataFrame":
        """A row for each relationship."""
        import pandas as pd

        rows = [
            {
                "predecessor": each.predecessor,
                "successor": each.successor,
                "kind": each.kind,
                "lag": each.lag,
                "drives": each.drives.value,
                "critical": each.critical.value,
                "days": each.days.value,
                "se": each.days.se,
            }
            for each in self.relationships
        ]
        return pd.DataFrame(rows)


def xray(
    result: Result, *, progress: Callable[[int, int | None], None] | None = None
) -> XRay:
    """The X-ray of the plan that a run simulated, over its own iterations.

    Raises
    ------
    OptionError
        If the iterations are too few for errors.
    """
    if result.iterations < REPLICATES:
        raise OptionError(_FEW.format(result.iterations))
    machine = Machine(result, progress)
    tally = machine.tally()
    rays = _Rays(result, tally)
    found, untested = shortenings(machine)
    return XRay(
        rays.relationships(), rays.constraints(), open_ends(result), found, untested,
        result,
    )  # fmt: skip


class _Rays:
    """Counts on their way to shares and days."""

    def __init__(self, result: Result, tally: Tally) -> None:
        self.result, self.tally = result, tally
        self.network = result.network
        n = result.iterations
        self.sizes = np.array([len(range(p, n, REPLICATES)) for p in range(REPLICATES)])

    def _share(self, counts: Int64) -> Probability:
        """The share of the iterations that were counted, part by part."""
        n, hits = int(self.sizes.sum()), int(counts.sum())
        if self.result.replicated and 0 < hits < n:
            spread = np.std(counts / self.sizes, ddof=1) / np.sqrt(REPLICATES)
            return Probability(hits / n, float(spread))
        adjusted = (hits + 2) / (n + 4)
        error = np.sqrt(adjusted * (1 - adjusted) / (n + 4))
        return Probability(hits / n, float(error))

    def _days(self, j: int, minutes: Int64) -> Estimate:
        """Mean working days of the calendar that an activity names."""
        per_day = float(self.network.minutes_per_day[j])
        spread = np.std(minutes / self.sizes, ddof=1) / np.sqrt(REPLICATES)
        mean = float(minutes.sum()) / int(self.sizes.sum())
        return Estimate(mean / per_day, float(spread) / per_day)

    def relationships(self) -> tuple[RelationshipRay, ...]:
        """Every relationship that can drive, what holds the finish most first."""
        network, found = self.network, []
        for r, link in enumerate(network.links):
            succ = network.activities[link.succ]
            again = network.frame.repeats.found
            if succ.id in again or network.activities[link.pred].id in again:
                continue
            if succ.is_complete or not link.use & DRIVES:
                continue
            units = network.frame.calendars[link.lag_calendar].units
            row = RelationshipRay(
                network.activities[link.pred].id,
                succ.id,
                _NAMES[link.kind],
                link.lag / units.minutes_per_day,
                self._share(self.tally.drives[r]),
                self._share(self.tally.critical[r]),
                self._days(link.succ, self.tally.held[r]),
            )
            found.append(row)
        return tuple(sorted(found, key=_by_use))

    def constraints(self) -> tuple[ConstraintRay, ...]:
        """Every imposed date, and where the data date holds, the longest first."""
        found = []
        for j, activity in enumerate(self.network.activities):
            if activity.is_complete or activity.is_span:
                continue
            if activity.id in self.network.frame.repeats.found:
                continue
            dates = self._imposed(activity)
            if dates:
                found.append(self._ray(j, IMPOSED, " and ".join(dates), dates))
            if self.tally.hold_drives[BEGIN, j].any():
                found.append(self._ray(j, BEGIN, "data_date", {}))
            if self.network.logic.late[j]:
                ray = self._ray(j, LATE, "as_late_as_possible", {})
                found.append(ray._replace(critical=None))
        return tuple(sorted(found, key=_by_hold))

    def _ray(
        self, j: int, hold: int, said: str, dates: dict[str, datetime]
    ) -> ConstraintRay:
        activity = self.network.activities[j]
        return ConstraintRay(
            activity.id,
            activity.name,
            said,
            max(dates.values(), default=None),
            self._share(self.tally.hold_drives[hold, j]),
            self._share(self.tally.hold_critical[hold, j]),
            self._days(j, self.tally.hold_minutes[hold, j]),
        )

    def _imposed(self, activity: Activity) -> dict[str, datetime]:
        """The imposed dates of an activity that early dates may heed."""
        begun = activity.actual_start is not None
        given = {
            name: getattr(activity, name)
            for name in IMPOSED_DATES
            if getattr(activity, name) is not None and not (begun and "start" in name)
        }
        for each in self.network.frame.spans.held.get(activity.id, []):
            for name in ("start_no_earlier_than", "start_on", "finish_no_earlier_than"):
                moment = getattr(each, name)
                if moment is not None and not (begun and "start" in name):
                    given[f"{name} of {each.id}"] = moment
        return given


def open_ends(result: Result) -> tuple[OpenEnd, ...]:
    """Every end that hangs loose, the likeliest to drive first."""
    view = View(result.network.project)
    position = result.network.position
    found: list[tuple[Activity, str]] = []
    found += [(a, "no predecessor") for a in without_predecessor(view)]
    found += [(a, "no successor") for a in without_successor(view)]
    for activity in view.tasks:
        entering, leaving = view.entering[activity.id], view.leaving[activity.id]
        if entering and not entering & {"FS", "SS"}:
            found.append((activity, "start"))
        if leaving and not leaving & {"FS", "FF"}:
            found.append((activity, "finish"))
    n, rows = result.iterations, []
    for activity, end in found:
        hits = int(result.critical_counts[position[activity.id]])
        # Which iterations they were does not matter to the share.
        chance = probability(np.arange(n) < hits, replicated=False)
        rows.append(OpenEnd(activity.id, activity.name, end, chance))
    return tuple(sorted(rows, key=lambda each: (-each.critical.value, each.activity)))


def _by_use(ray: RelationshipRay) -> tuple[float, float, float, str, str, str]:
    """What holds most days on a path first, then what holds most days elsewhere."""
    ends = ray.predecessor, ray.successor, ray.kind
    share, days = ray.critical.value, ray.days.value
    return -share * days, -share, -days, *ends


def _by_hold(ray: ConstraintRay) -> tuple[float, float, str, str]:
    return -abs(ray.days.value), -ray.drives.value, ray.activity, ray.constraint
