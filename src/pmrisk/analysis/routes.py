"""Where the days were, as values: what `pmrisk.analysis.paths` finds."""

from typing import NamedTuple

from pmrisk.analysis.explained import Step


class PathContribution(NamedTuple):
    """Working days beyond the plan that a source put on the path."""

    source: str
    name: str
    days: float
    se: float
    kind: str = "range"


class PathBooking(NamedTuple):
    """The same of one source on one activity."""

    source: str
    activity: str
    days: float
    se: float


class MergePoint(NamedTuple):
    """An activity where several relationships meet, and the days that it costs."""

    id: str
    name: str
    days: float


class LinkRay(NamedTuple):
    """A relationship: how often it drives its successor, and the project."""

    predecessor: str
    successor: str
    kind: str
    drives: float
    critical: float


class HoldRay(NamedTuple):
    """An activity that a constraint or the data date holds, and for how long."""

    id: str
    share: float
    days: float


class Paths(NamedTuple):
    """The driving paths of a run: days add to value less plan, around the level.

    The `steps` lead from the plan to the network with all sources at their planned
    value: constraints that are measured, and margins that are taken out.
    """

    of: str
    level: float
    iterations: int
    plan: float
    value: float
    contributions: tuple[PathContribution, ...]
    bookings: tuple[PathBooking, ...]
    merging: float
    merges: tuple[MergePoint, ...]
    links: tuple[LinkRay, ...]
    holds: tuple[HoldRay, ...]
    steps: tuple[Step, ...] = ()
