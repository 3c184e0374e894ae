"""Why a date is not the stored one: known causes, or the activity it follows from."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from pmrisk.analysis.evidence import working_minutes
from pmrisk.model.activity import Activity
from pmrisk.network.spans import Spans
from pmrisk.planning import Schedule, ScheduledActivity
from pmrisk.read.plan import Plan, StoredDates


class Reason(NamedTuple):
    """Why an activity differs.

    `root` is the activity where the difference begins, None where that is here.
    """

    code: str
    text: str
    root: str | None = None


def early_reasons(case: "Case", differing: set[str]) -> dict[str, Reason]:
    """Why early dates differ, by activity."""
    before = {
        name: _first(case.influences(name), differing, case.ours[name].driving)
        for name in differing
    }
    roots = _roots(before)
    return {
        name: _early(case, name)
        or _followed(before[name], roots[name])
        or case.unknown(name)
        for name in differing
    }


def late_reasons(case: "Case", differing: set[str]) -> dict[str, Reason]:
    """Why late dates and floats differ, by activity."""
    after: dict[str, list[str]] = {}
    for name in case.ours:
        for other in case.influences(name):
            after.setdefault(other, []).append(name)
    behind = {name: _first(after.get(name, ()), differing, ()) for name in differing}
    roots = _roots(behind)
    return {
        name: _late(case, name)
        or _followed(behind[name], roots[name])
        or case.end(name)
        for name in differing
    }


def _first(
    names: Iterable[str], differing: set[str], preferred: Iterable[str]
) -> str | None:
    """One of the names that differ, a preferred one if possible."""
    found = [name for name in names if name in differing]
    return next((name for name in found if name in preferred), next(iter(found), None))


def _roots(origin: Mapping[str, str | None]) -> dict[str, str | None]:
    """Where each difference begins, followed back; None where that is in itself."""
    found: dict[str, str | None] = {}
    for name in origin:
        way: dict[str, None] = {}
        at = name
        while at not in found and at not in way and (back := origin[at]) is not None:
            way[at], at = None, back
        if at in way:
            # Spans may follow from what follows from them.
            ring = list(way)
            found |= {each: each for each in ring[ring.index(at) :]}
        root = found.setdefault(at, None) or at
        for each in way:
            found.setdefault(each, root)
    return found


def _followed(nearest: str | None, root: str | None) -> Reason | None:
    """That a difference follows from where it begins, through what is nearest."""
    if root is None:
        return None
    through = "" if nearest == root else f", through {nearest}"
    return Reason("follows", f"follows from {root}{through}", root)


class Case:
    """A plan and a schedule, and what may explain that they differ."""

    def __init__(self, ours: Schedule, plan: Plan) -> None:
        self.project, self.plan = ours.project, plan
        self.spans = Spans(ours.project)
        self.activities = self.spans.by_id
        self.ours = {each.id: each for each in ours.activities}
        self.notes: dict[str, str] = {}
        for note in plan.notes:
            if note.fate != "read":
                for name in re.findall(r'"([^"]*)"', note.at):
                    self.notes.setdefault(name, note.message)

    def influences(self, name: str) -> list[str]:
        """Whose dates an activity's own follow from."""
        activity = self.activities[name]
        names = [link.predecessor for link in activity.after]
        if activity.type == "summary":
            names += self.spans.covered(activity)
        return names

    def pairs(
        self, name: str, fields: Iterable[str]
    ) -> list[tuple[datetime, datetime]]:
        """Our and the stored moments that differ."""
        pairs = [
            (getattr(self.ours[name], field), getattr(self.plan.stored[name], field))
            for field in fields
        ]
        return [(a, b) for a, b in pairs if b is not None and a != b]

    def same_working_time(self, name: str, fields: Iterable[str]) -> bool:
        """Whether no working time lies between what differs."""
        calendar = self.project.calendar_of(self.activities[name])
        pairs = self.pairs(name, fields)
        return bool(pairs) and all(not working_minutes(calendar, *p) for p in pairs)

    def unknown(self, name: str) -> Reason:
        """Nothing explains it: it begins here, with all that is special about it."""
        return self._begins(name, "what it waits for")

    def end(self, name: str) -> Reason:
        """The same for late dates, which are counted back from a finish."""
        if self.has_other_finish:
            return Reason(
                "other-finish", "late dates are counted back from another finish"
            )
        return self._begins(name, "what waits for it")

    @cached_property
    def has_other_finish(self) -> bool:
        """Whether the stored plan ends at another moment."""
        stored = [each.early_finish for each in self.plan.stored.values()]
        latest = max((moment for moment in stored if moment), default=None)
        mine = max(each.early_finish for each in self.ours.values())
        return latest is not None and latest != mine

    def _begins(self, name: str, others: str) -> Reason:
        special = _special(self.activities[name])
        said = f" It has {', '.join(special)}." if special else ""
        return Reason("begins-here", f"{others} agrees: it begins here.{said}")


_SAME = Reason("same-moment", "the same working moment, on the other side of a break")


def _early(case: Case, name: str) -> Reason | None:
    """A cause that is known by looking at the activity alone."""
    activity, stored = case.activities[name], case.plan.stored[name]
    if activity.is_complete:
        return Reason("finished", "it is finished: its actual dates count here")
    if stored.manual:
        return Reason("manual", "its dates were typed, not scheduled")
    if _is_past(activity, stored, case.project.data_date_of(activity)):
        return Reason(
            "not-rescheduled",
            "it is not done and stored before the data date: the file was saved "
            "without rescheduling",
        )
    if name in case.notes:
        return Reason("converted", case.notes[name])
    fields = ("early_start", "early_finish")
    return _SAME if case.same_working_time(name, fields) else None


def _late(case: Case, name: str) -> Reason | None:
    stored, ours = case.plan.stored[name], case.ours[name]
    if stored.manual:
        return Reason("manual", "its dates were typed, not scheduled")
    if name in case.notes:
        return Reason("converted", case.notes[name])
    if case.same_working_time(name, ("late_start", "late_finish")):
        return _SAME
    if _same_dates(stored, ours):
        return Reason(
            "float-rule",
            "all its dates agree: the file counts float by another rule or calendar",
        )
    return None


def _is_past(activity: Activity, stored: StoredDates, known: datetime) -> bool:
    past = [stored.early_finish]
    past += [] if activity.in_progress else [stored.early_start]
    return any(moment is not None and moment < known for moment in past)


def _same_dates(stored: StoredDates, ours: ScheduledActivity) -> bool:
    return all(
        getattr(stored, field) in (None, getattr(ours, field))
        for field in ("early_start", "early_finish", "late_start", "late_finish")
    )


def _special(activity: Activity) -> list[str]:
    """What to look at first where a difference begins."""
    special = [*activity.constraints]
    special += ["manual_start"] if activity.manual_start is not None else []
    special += ["as_late_as_possible"] if activity.as_late_as_possible else []
    special += ["progress"] if activity.in_progress else []
    special += ["expected_finish"] if activity.expected_finish is not None else []
    lagged = [link for link in activity.after if link.lag.amounts[0].value]
    special += [f"a lag behind {link.predecessor}" for link in lagged[:3]]
    kinds = sorted({link.kind for link in activity.after} - {"FS"})
    special += [f"{' and '.join(kinds)} relationships"] if kinds else []
    special += [f"calendar {activity.calendar}"] if activity.calendar else []
    return special
