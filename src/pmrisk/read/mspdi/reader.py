"""From the XML of Microsoft Project to a plan, or to all that is wrong with it."""

import hashlib
from datetime import datetime
from typing import Any

from pmrisk.model.activity import Activity
from pmrisk.model.project import Project, with_standing_calendars
from pmrisk.model.rules import problems
from pmrisk.read.mspdi.activities import Parts, read_activities, stored
from pmrisk.read.mspdi.calendars import Calendars, read_calendars
from pmrisk.read.mspdi.codes import Codes
from pmrisk.read.mspdi.document import parsed
from pmrisk.read.mspdi.head import Head, about, read_head
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.outline import Task, read_tasks
from pmrisk.read.mspdi.resources import Worker, read_assignments, read_workers
from pmrisk.read.plan import Plan

Activities = list[tuple[Activity, Task]]


def read_mspdi(raw: bytes, path: str, *, keep_names: bool = False) -> Plan:
    """The plan in an XML file of Microsoft Project.

    Parameters
    ----------
    raw : bytes
        The file.
    path : str
        Where it came from, for messages.
    keep_names : bool
        Whether resources, which may be people, keep their names.

    Raises
    ------
    ScenarioError
        With every problem in the file, by line.
    """
    log = Log(path)
    root = parsed(raw, path)
    head = read_head(root, path, log)
    calendars = read_calendars(root, head.hours_per_day, log)
    calendar = _project_calendar(calendars, head, log)
    workers = read_workers(root, calendars, log, keep_names=keep_names)
    parts = Parts(
        head, calendars, calendar, read_tasks(root, log),
        read_assignments(root, workers, log), Codes(root), log,
    )  # fmt: skip
    activities = read_activities(parts)
    if not activities:
        log.problem("no-tasks", "", "has no active tasks. Plan some, or save them all")
    log.stop_if_wrong()
    project = _project(parts, activities, workers, path)
    project._files = hashlib.sha256(raw).hexdigest()
    project._inputs = (path,)
    _summed_up(parts, activities, log)
    dates = {activity.id: stored(task) for activity, task in activities}
    return Plan(project, "microsoft", log.notes, dates)


def _project_calendar(calendars: Calendars, head: Head, log: Log) -> str:
    if calendars.knows(head.calendar_uid):
        return calendars.key(head.calendar_uid)
    log.note(
        "project-calendar", "converted", "the project's calendar is not in the file; "
        "Monday to Friday, 8:00 to 12:00 and 13:00 to 17:00, is taken",
    )  # fmt: skip
    return calendars.standard()


def _project(
    parts: Parts, activities: Activities, workers: dict[str, Worker | None], path: str
) -> Project:
    """A consistent project, or its problems, each on the line of its task."""
    used = {a.resource for activity, _ in activities for a in activity.resources}
    made = [worker for worker in workers.values() if worker is not None]
    resources = {w.key: w.made for w in made if w.key in used}
    named = {activity.calendar for activity, _ in activities}
    named |= {activity.float_calendar for activity, _ in activities}
    named |= {r.calendar for r in resources.values()} | {parts.project_calendar}
    calendars = {k: c for k, c in parts.calendars.made.items() if k in named}
    head = about(parts.head, parts.log)
    draft: dict[str, Any] = {
        **head, "defaults": parts.head.defaults, "calendar": parts.project_calendar,
        "calendars": calendars, "resources": resources, "path": path,
        "activities": tuple(activity for activity, _ in activities),
    }  # fmt: skip
    draft |= _begun_before(draft, parts.log)
    checked = Project.model_construct(
        **draft | {"calendars": with_standing_calendars(calendars)},
        data_date=draft["start"],
    )
    for found in problems(checked):
        at, node = found.path, None
        if len(at) > 1 and at[0] == "activities" and isinstance(at[1], int):
            node = activities[at[1]][1].reader.node
        problem = found.said()
        parts.log.problem(problem.code, problem.at, problem.message, node)
    parts.log.stop_if_wrong()
    checked.__pydantic_fields_set__.update(draft)
    return checked


def _begun_before(draft: dict[str, Any], log: Log) -> dict[str, Any]:
    """An earlier start where work goes on from before the project's, which then binds
    only what has not begun.
    """
    start: datetime = draft["start"]
    activities: tuple[Activity, ...] = draft["activities"]
    begun = [
        moment
        for a in activities
        if (moment := a.resume if a.in_progress else None) is not None
        and moment < start
    ]
    if not begun:
        return {}
    log.note(
        "begun-before", "converted", "work goes on from before the project's start"
    )
    free = ("actual_start", "manual_start", "start_no_earlier_than", "must_start_on")
    bound = tuple(
        a if a.after or any(getattr(a, name) for name in free)
        else a.model_copy(update={"start_no_earlier_than": start})
        for a in activities
    )  # fmt: skip
    return {"start": min(begun), "activities": bound}


def _summed_up(parts: Parts, activities: Activities, log: Log) -> None:
    links = sum(len(activity.after) for activity, _ in activities)
    log.note("read", "read", f"{len(activities):,} activities, {links:,} relationships")
    left = len(parts.tasks) - len(activities)
    if left:
        told = "1 summary is" if left == 1 else f"{left:,} summaries are"
        log.note("summaries", "converted", f"{told} the WBS of their tasks")
    status = parts.head.status
    late = [a for a, _ in activities if not a.is_complete]
    if status is not None and late and status > parts.head.start:
        log.note(
            "status-date", "dropped", f"the status date {status:%Y-%m-%d}: Microsoft "
            "Project does not move unfinished work to it. Give data_date to do so",
        )  # fmt: skip
