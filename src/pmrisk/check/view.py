"""A project as the rules see it: who follows whom, and what is left to do."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pmrisk.check.finding import Finding, Severity
from pmrisk.check.leaning import lean
from pmrisk.model.activity import Activity, Relationship
from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.project import Project
from pmrisk.model.rules.aims import Aims
from pmrisk.model.text import quoted


class Tie(NamedTuple):
    """A relationship with both its ends.

    `lag` is in working days of the successor's calendar, as planned.
    """

    predecessor: Activity
    successor: Activity
    link: Relationship
    lag: float

    def __str__(self) -> str:
        return f"{self.link.kind} from {quoted(self.predecessor.id)}"


@dataclass(frozen=True, eq=False)
class View:
    """A project with the kinds of relationships that enter and leave each activity."""

    project: Project

    @cached_property
    def by_id(self) -> dict[str, Activity]:
        """The activities by id."""
        return {activity.id: activity for activity in self.project.activities}

    @cached_property
    def open(self) -> tuple[Activity, ...]:
        """What is left to do: neither finished, nor a span of other activities."""
        return tuple(a for a in self.project.activities if is_open(a))

    @cached_property
    def tasks(self) -> tuple[Activity, ...]:
        """The open activities that are work: neither milestones nor margins."""
        return tuple(a for a in self.open if not (a.is_milestone or a.margin))

    @cached_property
    def ranged(self) -> tuple[Activity, ...]:
        """The tasks whose duration is uncertain."""
        return tuple(a for a in self.tasks if a.duration and a.duration.uncertain)

    @cached_property
    def _aims(self) -> Aims:
        return Aims(self.project)

    @cached_property
    def _work(self) -> dict[tuple[str, ...], tuple[Activity, ...]]:
        return {}

    def work(self, on: tuple[str, ...]) -> tuple[Activity, ...]:
        """The tasks that a risk, a driver or a contract on these selectors is on."""
        if on not in self._work:
            selected = {activity.id for activity in self._aims.selected(on)}
            self._work[on] = tuple(a for a in self.tasks if a.id in selected)
        return self._work[on]

    @cached_property
    def priced(self) -> frozenset[str]:
        """The ids of the tasks that a fixed price pays for, however long they take."""
        fixed = (c for c in self.project.contracts if c.type == "fixed_price")
        return frozenset(a.id for each in fixed for a in self.work(each.on))

    @cached_property
    def running(self) -> frozenset[str]:
        """The ids of the tasks of which each day is paid for; a price is paid once."""
        return frozenset(
            a.id for a in self.tasks if a.id not in self.priced and self._runs(a)
        )

    def _runs(self, activity: Activity) -> bool:
        per_day, resources = activity.cost.per_day, self.project.resources
        return (per_day is not None and per_day.planned(None) > 0) or any(
            each.units and resources[each.resource].rate > 0
            for each in activity.resources
        )

    @cached_property
    def clocks(self) -> dict[str, Calendar]:
        """The calendar that each task's duration is counted on, by its id."""
        return {
            a.id: CONTINUOUS
            if a.duration is not None and a.duration.elapsed
            else self.project.calendar_of(a)
            for a in self.tasks
        }

    @cached_property
    def leans(self) -> dict[str, float]:
        """By how many days each range reaches further up than down, by its task."""
        return {
            a.id: lean(a.duration, self.clocks[a.id])
            for a in self.ranged
            if a.duration is not None
        }

    @cached_property
    def entering(self) -> dict[str, set[str]]:
        """Kinds of relationships from predecessors, by activity.

        A relationship of a summary binds what is under it; a level of effort binds
        nothing.
        """
        kinds: dict[str, set[str]] = {a.id: set() for a in self.project.activities}
        for tie in self.ties:
            if tie.predecessor.type != "level_of_effort":
                kinds[tie.successor.id].add(tie.link.kind)
        return self._handed_down(kinds)

    @cached_property
    def leaving(self) -> dict[str, set[str]]:
        """Kinds of relationships to successors, by activity; as in `entering`."""
        kinds: dict[str, set[str]] = {a.id: set() for a in self.project.activities}
        for tie in self.ties:
            if tie.successor.type != "level_of_effort":
                kinds[tie.predecessor.id].add(tie.link.kind)
        return self._handed_down(kinds)

    def _handed_down(self, kinds: dict[str, set[str]]) -> dict[str, set[str]]:
        """With those of the summaries above each activity."""
        above = {
            each.wbs: kinds[each.id]
            for each in self.project.activities
            if each.type == "summary" and each.wbs and kinds[each.id]
        }
        for activity in self.project.activities if above else ():
            for node in _nodes(activity):
                kinds[activity.id] |= above.get(node, set())
        return kinds

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Every relationship of the project, by successor."""
        return tuple(
            Tie(pred, activity, link, self._lag(pred, activity, link))
            for activity in self.project.activities
            for link in activity.after
            for pred in (self.by_id[link.predecessor],)
        )

    @cached_property
    def open_ties(self) -> tuple[Tie, ...]:
        """The relationships that open activities still wait for."""
        return tuple(tie for tie in self.ties if is_open(tie.successor))

    def planned_days(self, activity: Activity) -> float:
        """The planned duration in working days of the activity's calendar."""
        if activity.id not in self._planned:
            self._planned[activity.id] = self._planned_days(activity)
        return self._planned[activity.id]

    @cached_property
    def _planned(self) -> dict[str, float]:
        return {}

    def _planned_days(self, activity: Activity) -> float:
        own = self.project.calendar_of(activity)
        if activity.duration is None:
            backlog = activity.backlog
            minutes = 0.0 if backlog is None else backlog.planned(own.units)
            return _days(minutes, own, own)
        counted = CONTINUOUS if activity.duration.elapsed else own
        return _days(activity.duration.planned(counted.units), counted, own)

    def _lag(self, pred: Activity, succ: Activity, link: Relationship) -> float:
        """A planned lag in working days of the successor's calendar."""
        if link.lag.shape == "fixed" and link.lag.amounts[0].value == 0:
            return 0.0
        own = self.project.calendar_of(succ)
        counted = self.project.lag_calendar_of(link.lag, link.lag_calendar, pred, succ)
        return _days(link.lag.planned(counted.units), counted, own)


def is_open(activity: Activity) -> bool:
    """Whether it is work left to do, as health is measured on."""
    return not activity.is_complete and not activity.is_span


def _nodes(activity: Activity) -> list[str]:
    """The nodes of the WBS above an activity, and its own."""
    parts = (activity.wbs or "").split("/")
    if activity.is_span:
        return []
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _days(minutes: float, counted: Calendar, own: Calendar) -> float:
    """Minutes of one calendar in days of another, week for week."""
    weeks = counted.minutes_per_week * own.minutes_per_day
    return minutes * own.minutes_per_week / weeks


def finding(
    code: str, at: Activity | str, message: str, severity: Severity = "warning"
) -> Finding:
    """A finding about an activity, or about another place in the project."""
    return Finding(code, severity, at if isinstance(at, str) else at.id, message)
