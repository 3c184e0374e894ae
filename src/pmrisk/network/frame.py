"""The activities in order, each with the calendars that it keeps time on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.amount import TimeUnits
from pmrisk.model.calendar import CONTINUOUS, Calendar
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.risk import Branch
from pmrisk.network.arrays import COVERS, LEAPS, MOVES, PASSES, PLAIN, SNAPS
from pmrisk.network.branching import Scope, scopes, sorted_branches, waits_for
from pmrisk.network.influences import Influences, extent, influences
from pmrisk.network.order import topological_order
from pmrisk.network.repeats import Repeats, repeats
from pmrisk.network.spans import Spans
from pmrisk.network.ties import Reference, Tie, passes_on, references, ties


class Clock(NamedTuple):
    """How an activity keeps time.

    Milestones, what is complete, and activities whose duration is elapsed time, keep
    moments (calendar 0); their lags and their floats still run on the calendar that
    they name.
    """

    calendar: int
    nominal: int
    passing: int


@dataclass(frozen=True, eq=False)
class Frame:
    """A project with its activities in topological order and its calendars numbered."""

    project: Project
    activities: tuple[Activity, ...]
    spans: Spans
    ties: tuple[Tie, ...]
    #: What each span covers, by its id.
    references: dict[str, tuple[Reference, ...]]
    #: What gates may have done again.
    repeats: Repeats
    #: The risks of which it is left open whether their response is adopted.
    open_responses: frozenset[str] = frozenset()

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each activity stands in the order."""
        return {activity.id: j for j, activity in enumerate(self.activities)}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each calendar in use; those that never stop are number 0."""
        used = {self.project.calendar, *(self._named(a) for a in self.activities)}
        used |= {a.float_calendar for a in self.activities if a.float_calendar}
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

    @cached_property
    def influences(self) -> Influences:
        """What risks and drivers do to each activity."""
        return influences(self.spans, self.open_responses)

    @cached_property
    def branches(self) -> list[Branch]:
        """The branches, in an order of their own."""
        return sorted_branches(self.project.branches)

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """The entries of branches that each activity is reachable through."""
        again = self.repeats.found
        own = [a for a in self.activities if a.id not in again]
        before = _before(own, self.ties, self.references)
        found = scopes(self.branches, own, before)
        return found | {name: found[each.of] for name, each in again.items()}

    def origin(self, activity: Activity) -> str:
        """The id of what an activity is, or of what it repeats."""
        again = self.repeats.found.get(activity.id)
        return activity.id if again is None else again.of

    def is_sure(self, activity: Activity) -> bool:
        """Whether it exists in every iteration."""
        if activity.id in self.repeats.found:
            return False
        begun = activity.actual_start is not None or activity.is_span
        return self.scopes[activity.id] is None and (begun or activity.exists == 1)

    @property
    def project_calendar(self) -> int:
        """The number of the project's calendar."""
        return self.numbers[self.project.calendar]

    def calendar(self, activity: Activity) -> Calendar:
        """The calendar that an activity's duration is counted on."""
        estimate = uncertain_work(activity)
        if activity.is_complete or (estimate is not None and estimate.elapsed):
            return CONTINUOUS
        return self.project.calendars[self._named(activity)]

    def nominal(self, activity: Activity) -> Calendar:
        """The calendar that an activity names, or the project's."""
        return self.project.calendars[self._named(activity)]

    def slack(self, activity: Activity) -> Calendar:
        """The calendar that an activity's floats are counted on.

        By Microsoft's conventions that of elapsed work is the clock's.
        """
        microsoft = self.project.defaults.scheduler == "microsoft"
        if (
            microsoft
            and not activity.is_complete
            and self.calendar(activity) is CONTINUOUS
        ):
            return CONTINUOUS
        named = activity.float_calendar or self._named(activity)
        return self.project.calendars[named]

    def _named(self, activity: Activity) -> str:
        return activity.calendar or self.project.calendar


def frame(project: Project, open_responses: Collection[str] = ()) -> Frame:
    """The activities of `project` in topological order, ties by id."""
    spans = Spans(project)
    bound = tuple(ties(spans))
    covered = {a.id: tuple(references(spans, a)) for a in spans.scheduled if a.is_span}
    again = repeats(spans, bound)
    known = [*spans.scheduled, *(each.activity for each in again.found.values())]
    if again.found:
        before = _before(spans.scheduled, bound, covered)
        covered = again.referred(covered, before)
    bound += again.ties
    before = _before(known, bound, covered)
    for name, other in again.waits(waits_for(project.branches)):
        before[name].append(other)
    by_id = {activity.id: activity for activity in known}
    order = tuple(by_id[name] for name in topological_order(before))
    return Frame(
        project, order, spans, bound, covered, again, frozenset(open_responses)
    )


def _before(
    activities: Sequence[Activity],
    bound: Iterable[Tie],
    covered: Mapping[str, Iterable[Reference]],
) -> dict[str, list[str]]:
    """What some activities wait for, by their ids; spans, for what they cover."""
    before: dict[str, list[str]] = {activity.id: [] for activity in activities}
    for tie in bound:
        if tie.succ in before and tie.pred in before:
            before[tie.succ].append(tie.pred)
    for name, found in covered.items():
        sources = (reference.source for reference in found)
        before[name].extend(source for source in sources if source in before)
    return before


def least_minutes(activity: Activity, units: TimeUnits) -> float:
    """The fewest minutes that can be drawn for work that is not done."""
    if activity.burning is not None:
        return activity.burning.least(units) * left_of(activity)
    estimate = uncertain_work(activity)
    assert estimate is not None
    return estimate.resolve(units).support[0] * left_of(activity)


def uncertain_work(activity: Activity) -> Estimate | None:
    """The estimate that is drawn: of what remains, where that is given."""
    if activity.in_progress and activity.remaining is not None:
        return activity.remaining
    return activity.duration


def _clock(activity: Activity, nominal: int, frame: Frame) -> Clock:
    if activity.is_span:
        return Clock(nominal, nominal, COVERS)
    if activity.is_complete:
        passes = passes_on(frame.project)
        return Clock(nominal, nominal, PASSES) if passes else Clock(0, nominal, PLAIN)
    if activity.type == "milestone":
        moves_on = frame.project.defaults.scheduler != "pmrisk"
        return Clock(nominal, nominal, SNAPS) if moves_on else Clock(0, nominal, PLAIN)
    if activity.type == "start_milestone":
        moves = frame.is_sure(activity) or nominal == 0
        return Clock(nominal, nominal, MOVES if moves else LEAPS)
    calendar = frame.calendar(activity)
    low = least_minutes(activity, calendar.units)
    reach = extent(frame.influences, activity, calendar.units)
    # A duration is rounded half up to whole minutes.
    may_be_empty = (
        low < 0.5
        or reach.shortest(low) < 1
        or activity.expected_finish is not None
        or not frame.is_sure(activity)
    )
    passing = PASSES if may_be_empty else PLAIN
    return Clock(0 if calendar is CONTINUOUS else nominal, nominal, passing)


def left_of(activity: Activity) -> float:
    """The share of the estimate that is left to do: 1 where what remains is given."""
    if activity.in_progress and activity.remaining is None:
        return 1 - activity.percent_complete / 100
    return 1.0
