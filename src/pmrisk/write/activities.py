"""Activities as items of a scenario, one key a line."""

from collections.abc import Iterator
from datetime import datetime

from pmrisk.model.activity import Activity, Baseline, Relationship
from pmrisk.model.amount import ELAPSED, TimeUnits
from pmrisk.model.backlog import Backlog
from pmrisk.model.calendar import CONTINUOUS
from pmrisk.model.dates import written
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.model.quality import Quality
from pmrisk.model.resource import Assignment
from pmrisk.write.estimates import amount, estimate
from pmrisk.write.yaml import Value, entry, listed, mapped, number, text

_FINISHES = {
    "finish_on", "finish_no_earlier_than", "finish_no_later_than", "must_finish_on",
    "actual_finish", "expected_finish", "deadline",
}  # fmt: skip
_TEXTS = (
    "name", "wbs", "owner", "category", "subproject", "calendar", "float_calendar",
)  # fmt: skip
_ACTUALS = ("manual_start", "actual_start", "actual_finish")
_ONE = Estimate.fixed(1)
_INTERRUPTIONS = ("suspend", "resume", "expected_finish")


class Activities:
    """Writes the activities of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._shape = project.defaults.shape
        self._by_id = {activity.id: activity for activity in project.activities}

    def lines(self) -> Iterator[str]:
        """All of them, with an empty line between two."""
        for k, activity in enumerate(self._project.activities):
            if k:
                yield ""
            yield f"  - id: {text(activity.id)}"
            for key, value in self._parts(activity):
                yield from entry(key, value, "    ")

    def _parts(self, activity: Activity) -> Iterator[tuple[str, Value]]:
        for key in _TEXTS:
            if value := getattr(activity, key):
                yield key, text(value)
        if activity.type != "task":
            yield "type", activity.type
        units = self._project.calendar_of(activity).units
        for key, given in (
            ("duration", activity.duration),
            ("remaining", activity.remaining),
        ):
            if given is not None:
                yield key, estimate(given, units, self._shape)
        if activity.backlog is not None:
            yield "backlog", _backlog(activity.backlog, self._shape)
        if activity.after:
            yield "after", [self._link(activity, link) for link in activity.after]
        if imposed := _constraint(activity):
            yield "constraint", imposed
        yield from _progress(activity)
        if activity.exists != 1:
            yield "exists", number(activity.exists)
        if activity.margin:
            yield "margin", "true"
        if activity.combine != "series":
            yield "combine", activity.combine
        if activity.quality is not None:
            yield "quality", _quality(activity.quality, self._shape)
        yield from self._money(activity)
        yield from _promises(activity)

    def _link(self, activity: Activity, link: Relationship) -> str:
        """``A1``, ``A1 SS+5d``, or the long form."""
        units = self._lag_units(activity, link)
        if link.lag.uncertain or link.lag_calendar is not None:
            lag = "" if _is_none(link) else estimate(link.lag, units, self._shape)
            kind = "" if link.kind == "FS" else link.kind
            parts = {
                "activity": text(link.predecessor),
                "kind": kind,
                "lag": lag,
                "lag_calendar": link.lag_calendar or "",
            }
            return mapped({key: value for key, value in parts.items() if value})
        if not _is_none(link):
            lag = amount(link.lag.amounts[0], units)
            sign = "" if lag.startswith("-") else "+"
            return text(f"{link.predecessor} {link.kind}{sign}{lag}")
        if link.kind != "FS":
            return text(f"{link.predecessor} {link.kind}")
        return text(link.predecessor)

    def _lag_units(self, activity: Activity, link: Relationship) -> TimeUnits:
        """What a day is on the calendar that a lag runs on."""
        project = self._project
        rule = link.lag_calendar or project.defaults.lag_calendar
        if rule == "elapsed":
            return CONTINUOUS.units
        if rule == "project":
            return project.calendars[project.calendar].units
        on = self._by_id[link.predecessor] if rule == "predecessor" else activity
        return project.calendar_of(on).units

    def _money(self, activity: Activity) -> Iterator[tuple[str, Value]]:
        costs = {"fixed": activity.cost.fixed, "per_day": activity.cost.per_day}
        given = {
            key: estimate(value, None, self._shape)
            for key, value in costs.items()
            if value is not None
        }
        if activity.cost.escalation is not None:
            given["escalation"] = text(activity.cost.escalation)
        if activity.cost.spread != "even":
            given["spread"] = activity.cost.spread
        if given:
            yield "cost", given
        if activity.actual_cost:
            yield "actual_cost", number(activity.actual_cost)
        if activity.resources:
            yield "resources", _assigned(activity.resources)
        if activity.priority != Activity.model_fields["priority"].default:
            yield "priority", str(activity.priority)


def _backlog(backlog: Backlog, shape: str) -> dict[str, str]:
    """Sizes in the long form: their names may mean something else elsewhere."""
    sized = [
        mapped(
            {
                "size": text(each.size),
                "count": number(each.count),
                "each": estimate(each.each, None, shape),
            }
        )
        for each in backlog.sized
    ]
    items = backlog.items
    parts = {
        "items": listed(sized) if items is None else estimate(items, None, shape),
        "throughput": estimate(backlog.throughput, None, shape),
        "every": f"{number(backlog.every.value)}{backlog.every.unit}",
    }
    if backlog.split != _ONE:
        parts["split"] = estimate(backlog.split, None, shape)
    return parts


def _is_none(link: Relationship) -> bool:
    """Whether a relationship has no lag."""
    first = link.lag.amounts[:1]
    nothing = not link.lag.uncertain and first[0].value == 0
    return nothing and first[0].unit not in ELAPSED


def _constraint(activity: Activity) -> str:
    late = activity.as_late_as_possible
    imposed = {key: _date(key, when) for key, when in activity.constraints.items()}
    if late and not imposed:
        return "as_late_as_possible"
    if late:
        imposed["as_late_as_possible"] = "true"
    return mapped(imposed) if imposed else ""


def _date(key: str, when: datetime) -> str:
    return written(when, finish=key in _FINISHES)


def _dates(activity: Activity, keys: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    for key in keys:
        if (when := getattr(activity, key)) is not None:
            yield key, _date(key, when)


def _progress(activity: Activity) -> Iterator[tuple[str, Value]]:
    yield from _dates(activity, _ACTUALS)
    if percent := activity.percent_complete:
        # Below 1 it could be a share as well.
        sign = "%" if percent < 1 else ""
        yield "percent_complete", f"{number(percent)}{sign}"
    yield from _dates(activity, _INTERRUPTIONS)


def _assigned(assignments: tuple[Assignment, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for each in assignments:
        if each.effort is not None:
            share = mapped({"effort": amount(each.effort, None)})
        else:
            share = number(each.units or 0)
        found.setdefault(each.resource, []).append(share)
    return {
        name: shares[0] if len(shares) == 1 else listed(shares)
        for name, shares in found.items()
    }


def _quality(gate: Quality, shape: str) -> str:
    parts = {"first_pass": number(gate.first_pass)}
    if gate.rework:
        parts["rework"] = listed(map(text, gate.rework))
    if gate.effort != Estimate.fixed(1):
        parts["effort"] = estimate(gate.effort, None, shape)
    if gate.cycles != 1:
        parts["cycles"] = number(gate.cycles)
    return mapped(parts)


def _promises(activity: Activity) -> Iterator[tuple[str, Value]]:
    yield from _dates(activity, ("start_deadline", "deadline"))
    if activity.baseline is not None:
        yield "baseline", _baseline(activity.baseline)
    if activity.codes:
        yield "codes", {name: text(value) for name, value in activity.codes.items()}


def _baseline(baseline: Baseline) -> dict[str, str]:
    parts = {}
    if baseline.start is not None:
        parts["start"] = written(baseline.start)
    if baseline.finish is not None:
        parts["finish"] = written(baseline.finish, finish=True)
    if baseline.cost is not None:
        parts["cost"] = number(baseline.cost)
    return parts
