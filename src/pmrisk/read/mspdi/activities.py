"""Tasks become activities: what lasts, what waits for what, what is done of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from pmrisk.model.activity import (
    MOST_PRIORITY,
    Activity,
    Baseline,
    Cost,
    Relationship,
)
from pmrisk.model.estimate import Estimate
from pmrisk.read.mspdi.calendars import Calendars
from pmrisk.read.mspdi.codes import Codes
from pmrisk.read.mspdi.head import Head
from pmrisk.read.mspdi.imposed import deadline, imposed, levelled
from pmrisk.read.mspdi.links import predecessors
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.outline import Task
from pmrisk.read.mspdi.progress import progress
from pmrisk.read.mspdi.resources import Assigned, assignments
from pmrisk.read.mspdi.span import Span, own_calendar, span
from pmrisk.read.mspdi.values import Reader, duration
from pmrisk.read.plan import StoredDates

_USUAL = Activity.model_fields["priority"].default


@dataclass
class Parts:
    """Everything of a file that the activities are made from."""

    head: Head
    calendars: Calendars
    project_calendar: str
    tasks: list[Task]
    assigned: dict[str, Assigned]
    codes: Codes
    log: Log


def read_activities(parts: Parts) -> list[tuple[Activity, Task]]:
    """The activities, each with the task that it was."""
    by_uid = {task.uid: task for task in parts.tasks}
    spans = {
        task.uid: span(
            task, parts.assigned.get(task.uid, Assigned()), parts.calendars,
            parts.project_calendar,
        )
        for task in parts.tasks if not task.is_summary
    }  # fmt: skip
    links = {task.uid: predecessors(task, by_uid, spans) for task in parts.tasks}
    linked = {link.predecessor for each in links.values() for link in each}
    bounds = _bounds(parts)
    found = []
    for task in parts.tasks:
        if task.is_summary and parts.assigned.get(task.uid, Assigned()).works:
            parts.log.note(
                "summary-work", "dropped", "the resources of a summary", task.at
            )
        if not task.is_summary:
            made = _activity(task, parts, spans[task.uid], links[task.uid], bounds)
        elif links[task.uid] or task.id in linked or _says_more(task, parts):
            made = _summary(task, parts, links[task.uid])
        else:
            continue
        found.append((made, task))
    return found


def _activity(
    task: Task, parts: Parts, lasts: Span, after: tuple[Relationship, ...],
    bounds: dict[str, dict[str, datetime]],
) -> Activity:  # fmt: skip
    clock = parts.calendars.clock(lasts.calendar)
    done = progress(task, lasts, clock)
    first = not after and not (task.parent and _waits(task.parent))
    given = _imposed(task, parts, bounds.get(task.uid, {}), "actual_start" in done)
    if not done:
        given = levelled(task, given, parts.head.start, clock, first=first)
    # Its assignments may span more than the minutes of one; cost follows the span.
    assigned = parts.assigned.get(task.uid, Assigned())
    kind = (
        {"duration": duration(lasts.minutes, lasts.elapsed)}
        if lasts.minutes
        else {"type": "milestone"}
    )
    own: dict[str, Any] = (
        {} if lasts.calendar == parts.project_calendar else {"calendar": lasts.calendar}
    )
    priority = task.reader.whole("Priority", _USUAL)
    if priority != _USUAL and 0 <= priority <= MOST_PRIORITY:
        own["priority"] = priority
    counted = own_calendar(task, parts.calendars, parts.project_calendar)
    if counted != lasts.calendar:
        # Microsoft Project counts slack on the calendar of the task.
        own["float_calendar"] = counted
    return Activity.made(
        **_common(task, parts), **kind, **own, **given, **done, after=after,
        resources=assignments(assigned, lasts.minutes) if lasts.minutes else (),
    )  # fmt: skip


def _waits(task: Task) -> bool:
    """Whether a summary, or one over it, has predecessors."""
    over: Task | None = task
    while over is not None:
        if over.reader.node.find("PredecessorLink") is not None:
            return True
        over = over.parent
    return False


def _imposed(
    task: Task, parts: Parts, bounds: dict[str, datetime], started: bool
) -> dict[str, Any]:
    head, reader = parts.head, task.reader
    if reader.flag("ExternalTask") and not started:
        parts.log.note(
            "external",
            "converted",
            "a task of another project keeps its start",
            task.at,
        )
    if (reader.flag("Manual") or reader.flag("ExternalTask")) and not started:
        start = reader.moment("Start")
        if start is not None:
            return {"manual_start": start}
        parts.log.note(
            "manual", "converted", "a manually scheduled task without a start follows "
            "its logic", task.at,
        )  # fmt: skip
    given = imposed(task, honored=head.honored, started=started, backward=head.backward)
    for name, moment in bounds.items():
        if not (started and name.startswith("start")):
            best = max if name.endswith("earlier_than") else min
            given[name] = best(given.get(name, moment), moment)
    return given


def _bounds(parts: Parts) -> dict[str, dict[str, datetime]]:
    """What the constraints of summaries impose on the tasks in them, by UID."""
    found: dict[str, dict[str, datetime]] = {}
    for task in parts.tasks:
        if not task.is_summary:
            continue
        given = imposed(task, honored=False, started=False, backward=False)
        for name, moment in given.items():
            if name not in ("start_no_earlier_than", "finish_no_later_than"):
                continue
            parts.log.note(
                "summary-constraint", "converted", "the constraint of a summary holds "
                "for every task in it", task.at,
            )  # fmt: skip
            best = max if name.endswith("earlier_than") else min
            for leaf in task.leaves:
                bound = found.setdefault(leaf.uid, {})
                bound[name] = best(bound.get(name, moment), moment)
    return found


def _says_more(task: Task, parts: Parts) -> bool:
    """Whether a summary has a deadline or a cost of its own."""
    return bool(task.reader.money("FixedCost")) or task.reader.has("Deadline")


def _summary(task: Task, parts: Parts, after: tuple[Relationship, ...]) -> Activity:
    return Activity.made(**_common(task, parts), type="summary", after=after)


def _common(task: Task, parts: Parts) -> dict[str, Any]:
    """What summaries and other activities have."""
    reader = task.reader
    assigned = parts.assigned.get(task.uid, Assigned())
    fixed = reader.money("FixedCost") + assigned.cost
    known = {
        "cost": Cost.made(fixed=Estimate.fixed(fixed)) if fixed else None,
        "baseline": _baseline(task),
        "deadline": deadline(task, parts.head.start),
    }
    return {
        "id": task.id, "name": " ".join(task.name.split()), "wbs": task.wbs,
        "codes": {"UID": task.uid, **parts.codes.of(reader.node, task.at, parts.log)},
        **{key: value for key, value in known.items() if value is not None},
    }  # fmt: skip


def _baseline(task: Task) -> Baseline | None:
    for node in _baselines(task.reader.node):
        reader = Reader(node, f"{task.at}.Baseline", task.reader.log)
        found = {
            "start": reader.moment("Start"), "finish": reader.moment("Finish"),
            "cost": reader.money("Cost") if reader.has("Cost") else None,
        }  # fmt: skip
        if any(value is not None for value in found.values()):
            return Baseline.made(**found)
    return None


def _baselines(node: etree._Element) -> Iterator[etree._Element]:
    """The first of the eleven baselines that a task may have."""
    for each in node.iterfind("Baseline"):
        if (each.findtext("Number") or "0").strip() == "0":
            yield each


def stored(task: Task) -> StoredDates:
    """The dates that the file has for a task."""
    reader = Reader(task.reader.node, task.at, Log(""))
    slack = reader.number("TotalSlack") / 10 if reader.has("TotalSlack") else None
    return StoredDates(
        reader.moment("EarlyStart"), reader.moment("EarlyFinish"),
        reader.moment("LateStart"), reader.moment("LateFinish"), slack,
        reader.flag("Manual"),
    )  # fmt: skip
