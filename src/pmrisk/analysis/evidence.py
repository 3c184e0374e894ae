"""What health is judged on: a project, its plan, and what the plan file had stored."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from pmrisk.check import View
from pmrisk.errors import ScenarioError
from pmrisk.model.activity import Activity
from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.network.worktime import worked_between
from pmrisk.planning import Schedule, ScheduledActivity, schedule
from pmrisk.read.plan import Plan

#: Working days that the critical path test adds: more than any float.
ADDED = 600


class Stretch(NamedTuple):
    """What became of the finish when critical work was made longer.

    `moved` is in working days of the activity's calendar, None where calendars end
    before that much work is done; `drives` says whether the activity was still on a
    driving path to the finish.
    """

    id: str
    moved: float | None
    drives: bool

    @property
    def holds(self) -> bool:
        """Whether the finish moved with the activity.

        In days that need not be as many as were added: what follows may work on other
        calendars, and wait for them.
        """
        return self.drives and self.moved is not None and self.moved > 0


@dataclass(frozen=True, eq=False)
class Evidence:
    """A project with its plan, so that each is computed once for all rules."""

    view: View
    schedule: Schedule
    plan: Plan | None = None

    @property
    def project(self) -> Project:
        """The project."""
        return self.view.project

    @cached_property
    def scheduled(self) -> dict[str, ScheduledActivity]:
        """The dates by activity."""
        return {each.id: each for each in self.schedule.activities}

    @cached_property
    def stretch(self) -> Stretch | None:
        """The critical path test on the first critical work, if there is any.

        Work that is to last until an imposed finish cannot be made longer.
        """
        critical = [
            activity
            for activity in self.view.tasks
            if self.scheduled[activity.id].critical and activity.expected_finish is None
        ]
        if not critical:
            return None
        first = min(critical, key=lambda a: self.scheduled[a.id].early_start)
        return _stretched(self, first)

    @cached_property
    def promised_finish(self) -> datetime | None:
        """By when the project was to finish; the latest baseline, if nobody said."""
        given = self.project.must_finish_by or self.project.target_finish
        if given is not None:
            return given
        agreed = [a.baseline.finish for a in self.project.activities if a.baseline]
        return max((finish for finish in agreed if finish is not None), default=None)


def _stretched(evidence: Evidence, activity: Activity) -> Stretch:
    project = evidence.project
    longer = _with(project, _longer(evidence.view, activity))
    try:
        after = schedule(longer)
    except ScenarioError:
        # The plan itself is sound: all that can run out is time to work.
        return Stretch(activity.id, None, drives=True)
    finishes = _last(evidence, evidence.schedule), _last(evidence, after)
    own = project.calendar_of(activity)
    moved = working_minutes(own, *finishes) / own.minutes_per_day
    drives = next(each.critical for each in after.activities if each.id == activity.id)
    return Stretch(activity.id, moved, drives)


def _last(evidence: Evidence, schedule: Schedule) -> datetime:
    """When that is done, in `schedule`, with which the plan as it is ends.

    Work that an imposed date cuts off may then be the last of all, and the plan's own
    end has not moved.
    """
    end = evidence.schedule.finish.date
    known = [a for a in evidence.schedule.activities if a.in_plan]
    ends = {a.id for a in known if a.early_finish >= end}
    return max(
        (a.early_finish for a in schedule.activities if a.id in ends),
        default=schedule.finish.date,
    )


def _longer(view: View, activity: Activity) -> Activity:
    """An activity with so many days added to what is left of it."""
    own = view.project.calendar_of(activity)
    elapsed = activity.duration is not None and activity.duration.elapsed
    counted = CONTINUOUS if elapsed else own
    if activity.remaining is not None:
        left = activity.remaining.planned(counted.units)
    else:
        work = activity.duration or activity.backlog
        assert work is not None
        left = work.planned(counted.units) * (1 - activity.percent_complete / 100)
    hours = (left + ADDED * counted.minutes_per_day) / 60
    longer = Estimate.fixed(hours, "eh" if elapsed else "h")
    if activity.actual_start is not None:
        return activity.model_copy(update={"remaining": longer})
    return activity.model_copy(update={"duration": longer, "backlog": None})


def _with(project: Project, changed: Activity) -> Project:
    """A project with one of its activities replaced."""
    activities = tuple(
        changed if activity.id == changed.id else activity
        for activity in project.activities
    )
    # What its range was correlated with does not concern the plan.
    return project.changed(activities=activities, correlations=())


def working_minutes(calendar: Calendar, first: datetime, last: datetime) -> int:
    """Working minutes of a calendar between two moments; negative backwards."""
    if last < first:
        return -worked_between(calendar, last, first)
    return worked_between(calendar, first, last)
