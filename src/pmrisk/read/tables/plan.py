"""From a table that is understood to a plan, or to all that is wrong with it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from pmrisk.model.activity import Activity
from pmrisk.model.calendar import STANDARD, Calendar
from pmrisk.model.project import Defaults, Project, with_standing_calendars
from pmrisk.model.rules import Found, problems
from pmrisk.model.rules.found import FIRST
from pmrisk.model.text import listed
from pmrisk.read.plan import Plan, StoredDates
from pmrisk.read.tables.drafts import Draft, finish, start
from pmrisk.read.tables.head import Head, head
from pmrisk.read.tables.headings import normal
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.logic import hold, link
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.outline import outlined
from pmrisk.read.tables.people import assign, place_others, place_owners
from pmrisk.read.tables.progress import settle
from pmrisk.read.tables.rows import drafts_of
from pmrisk.read.tables.table import WORK, Table, titles_said
from pmrisk.read.tables.values import amount_of
from pmrisk.read.tables.words import CALENDARS, by_name

_CALENDAR = by_name(CALENDARS)
#: The columns that a part of an activity is read from.
_COLUMNS = {
    "duration": WORK,
    "after": ("predecessors", "successors"),
    "cost": ("cost", "cost_low", "cost_mode", "cost_high", "per_day"),
}
_LONGEST_NAME = 200


def plan_of(table: Table, keep: bool, given: datetime | None) -> Plan | None:
    """The plan; None, or one of no use, where the log holds problems."""
    log = table.log
    titles_said(table)
    drafts = drafts_of(table)
    if not drafts:
        message = "no activities stand below the headings"
        log.complain("empty-project", log.where(table.top), message)
        return None
    settle(drafts, table)
    drafts = outlined(drafts, table)
    link(drafts, table)
    resources = assign(drafts, table, keep)
    place_owners(drafts, table, keep)
    place_others(drafts, table, keep)
    calendars = _calendars(drafts, table)
    top = head(table, drafts, log.path, given)
    if top is None:
        return None
    hold(drafts, top.start, table)
    project = _project(top, drafts, calendars, resources, log.path)
    for found in problems(project):
        _complain(found, drafts, table)
    if log.problems:
        return None
    count = sum(len(activity.after) for activity in project.activities)
    activities = counted(len(drafts), "activity", "activities")
    log.say("plan", "read", f"{activities} and {counted(count, 'relationship')}")
    stored = {d.id: _stored(d, project) for d in drafts}
    return Plan(project, "table", tuple(log.notes), stored)


def _project(
    top: Head,
    drafts: Sequence[Draft],
    calendars: dict[str, Calendar],
    resources: dict[str, Any],
    path: str,
) -> Project:
    # Its rules are applied next, so that what breaks one has the address of its row.
    return Project.model_construct(
        **top._asdict(),
        defaults=Defaults(),
        calendars=with_standing_calendars(calendars),
        activities=tuple(Activity.made(**each.parts) for each in drafts),
        resources=resources,
        path=path,
    )


def _calendars(drafts: Sequence[Draft], table: Table) -> dict[str, Calendar]:
    """The calendars that rows name; of most, a table tells no more than the name."""
    found: dict[str, Calendar] = {}
    for each in drafts:
        name = " ".join(each.row.text("calendar").split())
        if not name or each.is_summary:
            continue
        known = _CALENDAR.get(normal(name))
        if known is None and (len(name) > _LONGEST_NAME or not name.isprintable()):
            each.row.complain("is no name of a calendar", "calendar")
            continue
        if known != "":
            each.parts["calendar"] = known or name
        if known is None and name not in found:
            found[name] = Calendar(name=name, week=STANDARD.week)
    if found:
        table.log.say(
            "calendar", "converted",
            f"a table does not tell when calendars work: {listed(found)} have the "
            "standard week, Monday to Friday, 08:00-12:00 and 13:00-17:00",
        )  # fmt: skip
    return found


def _complain(found: Found, drafts: Sequence[Draft], table: Table) -> None:
    """Note a broken rule, with the row of the activity that breaks it."""
    path, problem = found.path, found.problem
    if len(path) < 2 or path[0] != "activities":
        at = ": ".join(part for part in (table.log.where(), problem.at) if part)
        table.log.complain(problem.code, at, problem.message)
        return
    row = drafts[int(path[1])].row
    key = str(path[2]) if len(path) > 2 else ""
    message = problem.message
    if found.first is not None:
        first = drafts[int(found.first[1])].row.number
        message = message.replace(FIRST, "" if first == row.number else
                                  f", first in row {first}")  # fmt: skip
    columns = [c for c in _COLUMNS.get(key, (key,)) if row.cell(c) is not None]
    row.complain(message, *columns, code=problem.code)


def _stored(each: Draft, project: Project) -> StoredDates:
    """The dates of a row, as far as they have a time of day."""
    row = each.row
    activity = project.activity(each.id)
    slack = row.read("total_float", _slack)
    units = project.calendar_of(activity).units
    return StoredDates(
        _timed(each.start),
        _timed(each.finish),
        _timed(start(row, "late_start")),
        _timed(finish(row, "late_finish")),
        None if slack is None else units.minutes(slack),
    )


def _slack(cell: Any, how: Marks) -> Any:
    return amount_of(cell, how)


def _timed(moment: datetime | None) -> datetime | None:
    """A moment that is known to the minute, not only to the day."""
    return None if moment is None or moment.time() == time() else moment
