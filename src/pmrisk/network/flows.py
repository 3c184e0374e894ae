"""The flows of money of each activity, and the headings that they come under."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.resource import Assignment, Resource
from pmrisk.network.frame import Frame
from pmrisk.network.prices import AT_START, EVEN, SPREADS

#: By which money is told apart.
DIMENSIONS = ("wbs", "category", "resource", "contract")
#: Headings of a dimension that are told apart; the smallest join the others.
MOST_GROUPS = 50

# Headings that are no names of the user's.
FIXED, PER_DAY = "fixed costs", "costs per day"
RISKS = "risks"
RESPONSES = "responses"
NONE, OTHERS, CONTRACTS, ACTUAL = "none", "others", "contracts", "spent so far"
OWN = "no contract"


class Group(NamedTuple):
    """A heading; `own` is False where it is not a name that the user gave."""

    dimension: str
    name: str
    own: bool = True


@dataclass
class Flow:
    """Money of one activity that is spent in one way; see `prices.Spending`."""

    group: Group
    certain: float = 0.0
    rate: float = 0.0
    #: Name of an uncertain quantity, its factor, and whether it is money a minute.
    terms: list[tuple[str, float, bool]] = field(default_factory=list)
    spread: int = EVEN
    index: str | None = None
    #: The resource whose rate changes by date.
    wage: str | None = None
    #: Whether it is paid only as far as the activity exists, and times its factors.
    shared: bool = True

    @property
    def is_any(self) -> bool:
        """Whether it may be any money at all."""
        return bool(self.certain or self.rate or self.terms)


def flows(frame: Frame, activity: Activity) -> list[Flow]:
    """What an activity will cost, flow by flow; nothing more once it is complete."""
    if activity.is_complete:
        return []
    # What is spent of the fixed sums is in the actual cost.
    left = 1 - activity.percent_complete / 100
    found = [_fixed(activity, left), _per_day(frame, activity)]
    for assigned in sorted(activity.resources, key=_by_name):
        resource = frame.project.resources[assigned.resource]
        found.append(_crew(frame, resource, assigned.units, 0.0))
        if assigned.effort is not None:
            name = resource.calendar or frame.project.calendar
            minutes = frame.project.calendars[name].units.minutes(assigned.effort)
            found.append(_crew(frame, resource, None, minutes * left))
    return [flow for flow in found if flow.is_any]


def charged(frame: Frame) -> dict[int, list[Flow]]:
    """What risks and responses cost, by the position of the activity they are on.

    A charge on several is spent with each in equal parts. A response is the project's
    own, behind all activities.
    """
    found: dict[int, list[Flow]] = {}
    own = len(frame.activities)
    for charge in frame.influences.charges:
        name = RISKS if charge.on else RESPONSES
        on = [frame.position[id] for id in charge.on] or [own]
        for j in on:
            made = Flow(Group("resource", name, own=False), shared=False)
            made.terms.append((charge.key, 1 / len(on), False))
            made.spread = EVEN if charge.on else AT_START
            found.setdefault(j, []).append(made)
    return found


def _by_name(assigned: Assignment) -> tuple[str, float]:
    return assigned.resource, assigned.units or 0.0


def _fixed(activity: Activity, left: float) -> Flow:
    cost = activity.cost
    made = Flow(Group("resource", FIXED, own=False), index=cost.escalation)
    made.spread = SPREADS[cost.spread]
    if cost.fixed is not None and cost.fixed.uncertain and left > 0:
        # Its row is drawn for what is left of it.
        made.terms.append((f"{activity.id}.cost", 1.0, False))
    elif cost.fixed is not None:
        made.certain = cost.fixed.planned(None) * left
    return made


def _per_day(frame: Frame, activity: Activity) -> Flow:
    cost, day = activity.cost, 1 / frame.calendar(activity).minutes_per_day
    made = Flow(Group("resource", PER_DAY, own=False), index=cost.escalation)
    if cost.per_day is not None and cost.per_day.uncertain:
        made.terms.append((f"{frame.origin(activity)}.per_day", day, True))
    elif cost.per_day is not None:
        made.rate = cost.per_day.planned(None) * day
    return made


def _crew(
    frame: Frame, resource: Resource, units: float | None, minutes: float
) -> Flow:
    """Units that are there all the time, or minutes of effort."""
    made = Flow(Group("resource", resource.name), index=resource.escalation)
    price = minute_rates(frame, resource)[0]
    if resource.later:
        # The rate comes with the date.
        made.wage, price = resource.name, 1.0
    made.rate, made.certain = (units or 0.0) * price, minutes * price
    return made


def minute_rates(frame: Frame, resource: Resource) -> list[float]:
    """Money per working minute of a unit: the first rate, and those that follow."""
    project = frame.project
    units = project.calendars[resource.calendar or project.calendar].units
    later = [each.hourly(units) / 60 for each in resource.later]
    return [resource.hourly_rate(units) / 60, *later]


def wbs_depth(activities: tuple[Activity, ...]) -> int:
    """Levels of the breakdown that are shown: one, or two below a single root."""
    roots = {a.wbs.split("/")[0] for a in activities if a.wbs}
    return 1 if len(roots) > 1 else 2


def heading(dimension: str, name: str | None) -> Group:
    """The group of a name, or of what has none."""
    if not name:
        return Group(dimension, NONE, own=False)
    return Group(dimension, name)
