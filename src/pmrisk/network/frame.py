"""The activities in order, each with the calendars that it keeps time on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.project import Project
from pmrisk.network.arrays import MOVES, PASSES, PLAIN
from pmrisk.network.order import topological_order


class Clock(NamedTuple):
    """How an activity keeps time.

    Milestones, and activities whose duration is elapsed time, keep moments (calendar
    0); their lags and their floats still run on the calendar that they name.
    """

    calendar: int
    nominal: int
    passing: int


@dataclass(frozen=True, eq=False)
class Frame:
    """A project with its activities in topological order and its calendars numbered."""

    project: Project
    activities: tuple[Activity, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each activity stands in the order."""
        return {activity.id: j for j, activity in enumerate(self.activities)}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each calendar in use; those that never stop are number 0."""
        used = {self.project.calendar, *(self._named(a) for a in self.activities)}
        stopping = sorted(name for name in used if not self._never_stops(name))
        number = {name: c for c, name in enumerate(stopping, start=1)}
        return {name: number.get(name, 0) for name in (CONTINUOUS.name, *sorted(used))}

    def _never_stops(self, name: str) -> bool:
        calendar = self.project.calendars[name]
        return calendar.model_copy(update={"name": CONTINUOUS.name}) == CONTINUOUS

    @cached_property
    def calendars(self) -> list[Calendar]:
        """The calendars in use, by number."""
        stopping = [name for name, number in self.numbers.items() if number > 0]
        return [CONTINUOUS, *(self.project.calendars[name] for name in stopping)]

    @cached_property
    def clocks(self) -> list[Clock]:
        """How each activity keeps time, by position."""
        return [_clock(a, self.numbers[self._named(a)], self) for a in self.activities]

    @property
    def project_calendar(self) -> int:
        """The number of the project's calendar."""
        return self.numbers[self.project.calendar]

    def calendar(self, activity: Activity) -> Calendar:
        """The calendar that an activity's duration is counted on."""
        if activity.duration is not None and activity.duration.elapsed:
            return CONTINUOUS
        return self.project.calendars[self._named(activity)]

    def nominal(self, activity: Activity) -> Calendar:
        """The calendar that an activity names, or the project's."""
        return self.project.calendars[self._named(activity)]

    def _named(self, activity: Activity) -> str:
        return activity.calendar or self.project.calendar


def frame(project: Project) -> Frame:
    """The activities of `project` in topological order, ties by id."""
    by_id = {activity.id: activity for activity in project.activities}
    names: dict[str, Sequence[str]] = {
        a.id: [link.predecessor for link in a.after] for a in project.activities
    }
    return Frame(project, tuple(by_id[name] for name in topological_order(names)))


def _clock(activity: Activity, nominal: int, frame: Frame) -> Clock:
    if activity.type == "milestone":
        return Clock(0, nominal, PLAIN)
    if activity.type == "start_milestone":
        return Clock(nominal, nominal, MOVES)
    assert activity.duration is not None
    shape = activity.duration.resolve(frame.calendar(activity).units)
    # A duration is rounded half up to whole minutes.
    passing = PASSES if shape.support[0] < 0.5 else PLAIN
    return Clock(0 if activity.duration.elapsed else nominal, nominal, passing)
