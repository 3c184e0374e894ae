"""Do our dates equal those that the plan's own tool stored, and if not, why?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pmrisk.analysis.reasons import Case, Reason, early_reasons, late_reasons
from pmrisk.errors import PmriskError
from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.model.text import quoted
from pmrisk.planning import Schedule, ScheduledActivity, schedule
from pmrisk.read.plan import Plan, Source, StoredDates

EARLY = ("early_start", "early_finish")
LATE = ("late_start", "late_finish")
#: Whose dates they are, at the end of "start and finish when ... says".
TOOLS: dict[Source, str] = {
    "primavera": "P6",
    "microsoft": "Microsoft Project",
    "table": "the table",
}


class Count(NamedTuple):
    """How many open activities agree, of those that the file has stored."""

    equal: int
    of: int

    @property
    def agrees(self) -> bool:
        """Whether all do."""
        return self.equal == self.of

    def __str__(self) -> str:
        return f"{self.equal:,} of {self.of:,}"


@dataclass(frozen=True)
class Difference:
    """An activity whose dates or total float are not the stored ones.

    `fields` names those that differ; `early` and `late` say why, where they do. Total
    float is compared in whole working minutes.
    """

    id: str
    name: str
    fields: tuple[str, ...]
    ours: ScheduledActivity
    stored: StoredDates
    minutes_per_day: float
    early: Reason | None = None
    late: Reason | None = None

    @property
    def floats(self) -> tuple[float, float]:
        """The stored total float and ours, in working days."""
        stored = self.stored.total_float or 0.0
        return stored / self.minutes_per_day, self.ours.total_float or 0.0


@dataclass(frozen=True, eq=False)
class Parity:
    """Our dates beside the stored ones.

    `early`, `late` and `total_float` count open activities. `differences` lists
    finished ones as well: where a difference begins first, and of those the ones that
    most others follow.
    """

    source: Source
    early: Count
    late: Count
    total_float: Count
    differences: tuple[Difference, ...]

    @property
    def verdict(self) -> str:
        """``1,036 of 1,036 open activities start and finish when P6 says``."""
        tool = TOOLS[self.source]
        if not self.early.of:
            return self._stored_no("early")
        return f"{self.early} open activities start and finish when {tool} says"

    @property
    def second(self) -> str:
        """The same about late dates and total float."""
        tool = TOOLS[self.source]
        parts = [
            f"{count} {what} of {tool}"
            for count, what in (
                (self.late, "have the late dates"),
                (self.total_float, "the total float"),
            )
            if count.of
        ]
        if not self.late.of and parts:
            return f"{self.total_float} have the total float of {tool}"
        return ", ".join(parts) or self._stored_no("late")

    def _stored_no(self, side: str) -> str:
        """That there are no dates to compare with; a day alone is none."""
        told = f"{_capital(TOOLS[self.source])} has stored no {side} dates"
        return f"{told} with a time of day" if self.source == "table" else told

    @property
    def roots(self) -> tuple[Difference, ...]:
        """Where the differences of early dates begin."""
        return tuple(
            each
            for each in self.differences
            if each.early is not None and each.early.root is None
        )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def parity(project: Project, plan: Plan | None = None) -> Parity:
    """The dates of `project` beside those that its plan file has stored.

    Parameters
    ----------
    plan : Plan, optional
        The file as it was read; by default the one that the project came from.

    Raises
    ------
    PmriskError
        If the project was not read from a plan file.
    """
    plan = plan or project.plan_file
    if plan is None:
        raise PmriskError(
            f"{quoted(project.name)} was not read from a plan file, so that there are "
            "no stored dates to compare with."
        )
    return compare(schedule(project), plan)


def compare(ours: Schedule, plan: Plan) -> Parity:
    """A schedule beside the stored dates of a plan."""
    activities = {each.id: each for each in ours.project.activities}
    scheduled = {each.id: each for each in ours.activities if each.id in plan.stored}
    found = {
        name: fields
        for name, dates in scheduled.items()
        if (fields := _fields(ours.project, activities[name], dates, plan.stored[name]))
    }
    opened = [name for name in scheduled if not activities[name].is_complete]
    return Parity(
        plan.source,
        _count(opened, found, plan.stored, EARLY),
        _count(opened, found, plan.stored, LATE),
        _count(opened, found, plan.stored, ("total_float",)),
        _differences(ours, plan, found),
    )


def _fields(
    project: Project, activity: Activity, ours: ScheduledActivity, stored: StoredDates
) -> tuple[str, ...]:
    """What of an activity differs; of finished work only its early dates can.

    Work in progress started when it did: some tools store that as its start, and others
    when its remaining work starts.
    """
    names = EARLY if activity.is_complete else (*EARLY, *LATE)
    found = [
        name
        for name in names
        if (given := getattr(stored, name)) is not None
        and given != getattr(ours, name)
        and not (name.endswith("start") and given == activity.actual_start)
    ]
    if stored.total_float is not None and not activity.is_complete:
        day = project.calendar_of(activity).minutes_per_day
        days = ours.total_float
        if days is None or round(days * day) != round(stored.total_float):
            found.append("total_float")
    return tuple(found)


def _count(
    names: Iterable[str],
    found: Mapping[str, tuple[str, ...]],
    stored: Mapping[str, StoredDates],
    fields: tuple[str, ...],
) -> Count:
    base = [
        name
        for name in names
        if any(getattr(stored[name], field) is not None for field in fields)
    ]
    differing = sum(bool({*found.get(name, ())} & {*fields}) for name in base)
    return Count(len(base) - differing, len(base))


def _differences(
    ours: Schedule, plan: Plan, found: Mapping[str, tuple[str, ...]]
) -> tuple[Difference, ...]:
    early = {name for name, fields in found.items() if {*fields} & {*EARLY}}
    late = {name for name in found if {*found[name]} - {*EARLY}}
    case = Case(ours, plan)
    why_early, why_late = early_reasons(case, early), late_reasons(case, late)
    by_id = {each.id: each for each in ours.activities}
    differences = [
        Difference(
            name, by_id[name].name, found[name], by_id[name], plan.stored[name],
            ours.project.calendar_of(ours.project.activity(name)).minutes_per_day,
            why_early.get(name), why_late.get(name),
        )
        for name in by_id
        if name in found
    ]  # fmt: skip
    followers = Counter(
        reason.root for reason in (*why_early.values(), *why_late.values())
    )

    def weight(each: Difference) -> tuple[bool, bool, int]:
        begins = each.early is not None and each.early.root is None
        ends = each.late is not None and each.late.root is None
        return not begins, not ends, -followers[each.id]

    return tuple(sorted(differences, key=weight))
