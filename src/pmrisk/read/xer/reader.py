"""From the bytes of an XER file to a plan, or to everything that keeps it from being
one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pmrisk.model.activity import Activity
from pmrisk.model.dates import written
from pmrisk.model.project import Project, Subproject, with_standing_calendars
from pmrisk.model.rules import problems
from pmrisk.model.text import listed
from pmrisk.read.plan import Note, Plan
from pmrisk.read.source import no_collection
from pmrisk.read.xer.activities import activities_of
from pmrisk.read.xer.calendars import Calendars, calendars_of
from pmrisk.read.xer.codes import codes_by_task, wbs_paths
from pmrisk.read.xer.encoding import text_of_xer
from pmrisk.read.xer.ids import ids_of
from pmrisk.read.xer.links import Ends, Link, Links, links_of
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.options import options_of
from pmrisk.read.xer.projects import Choice, Source, choose
from pmrisk.read.xer.reading import TYPES, Reading
from pmrisk.read.xer.resources import currency_of, staff_of
from pmrisk.read.xer.tables import Row, Tables, tables_of


@no_collection()
def read_xer(
    raw: bytes, path: str, *, project: str | None = None, keep_names: bool = False
) -> Plan:
    """The plan in an XER file.

    Parameters
    ----------
    raw : bytes
        What the file holds.
    path : str
        Where it came from, for messages.
    project : str, optional
        The short name or the ``proj_id`` of the one project to read; otherwise all that
        have activities, as subprojects if they are several.
    keep_names : bool
        Whether names of labour resources are copied even where they may be people's.

    Raises
    ------
    ScenarioError
        With every problem in the file, by line.
    """
    log = Log("".join(c if c.isprintable() else repr(c)[1:-1] for c in path))
    text, encoding = text_of_xer(raw)
    tables = tables_of(text, log)
    if encoding not in ("ascii", "utf-8"):
        log.note("encoding", "read", f"its letters are in {encoding}")
    choice = choose(tables, project, log)
    rows, outside = _rows(tables, choice, log)
    log.raise_problems()
    ids = ids_of(rows, choice, log)
    reading = _reading(tables, choice, rows, keep_names, log)
    links = _links(tables, rows, outside, ids, reading)
    reading.linked = links.linked
    activities = activities_of(rows, ids, links, reading)
    draft = _project(activities, reading, currency_of(tables), log.path)
    lines = _Lines([(rows[key].line, links.after.get(key, {})) for key in activities])
    unread = {problem.line for problem in log.problems}
    for found in problems(draft):
        line = lines.of(found.path)
        # What cannot be read need not also be missing.
        if line is None or line not in unread:
            problem = found.said(lines.of(found.first))
            log.problems.append(problem._replace(path=log.path, line=line))
    log.raise_problems()
    draft._files = hashlib.sha256(raw).hexdigest()
    draft._inputs = (log.path,)
    notes = (*_counted(draft, tables, reading.calendars), *log.notes)
    return Plan(draft, "primavera", notes, reading.stored)


Rows = dict[str, Row]
#: Larger plans would take more memory than a machine has; P6 itself tires before.
MOST_ACTIVITIES = 200_000
MOST_RELATIONSHIPS = 1_000_000


def _rows(tables: Tables, choice: Choice, log: Log) -> tuple[Rows, Rows]:
    """The activities of the plan by ``task_id``, and those outside it."""
    inside: Rows = {}
    outside: Rows = {}
    for row in tables["TASK"]:
        key, project = row("task_id"), row("proj_id")
        if project not in choice.sources:
            if project not in choice.copies:
                outside.setdefault(key, row)
        elif not key:
            log.problem("no-key", "TASK", "has no task_id", row.line)
        elif key in inside:
            log.problem("twice", "TASK", f"has the task_id of line {inside[key].line}",
                        row.line)  # fmt: skip
        else:
            inside[key] = row
    if len(inside) > MOST_ACTIVITIES:
        _too_many(log, "activities", MOST_ACTIVITIES)
    if len(tables["TASKPRED"].rows) > MOST_RELATIONSHIPS:
        _too_many(log, "relationships", MOST_RELATIONSHIPS)
    return inside, outside


def _too_many(log: Log, what: str, most: int) -> None:
    log.problem(
        "too-large", "", f"holds more than {most:,} {what}. Export fewer projects"
    )


def _reading(
    tables: Tables, choice: Choice, rows: Rows, keep_names: bool, log: Log
) -> Reading:
    calendars = calendars_of(tables, log)
    first = next(iter(choice.sources.values()))
    calendar = calendars.name(first.calendar) or calendars.default()
    data_date = max(source.data_date for source in choice.sources.values())
    return Reading(
        choice=choice,
        options=options_of(tables, list(choice.sources), log),
        calendars=calendars,
        staff=staff_of(tables, set(rows), data_date, calendars, keep_names, log),
        log=log,
        calendar=calendar,
        paths=wbs_paths(tables, choice, log),
        codes=codes_by_task(tables, log),
        baselines=_baselines(tables, choice),
    )


def _baselines(tables: Tables, choice: Choice) -> dict[tuple[str, str], Row]:
    """Rows of baseline activities by the project and the code of what is planned."""
    planned = {baseline: key for key, baseline in choice.baselines.items()}
    if not planned:
        return {}
    return {
        (planned[row("proj_id")], row("task_code")): row
        for row in tables["TASK"]
        if row("proj_id") in planned
    }


def _links(
    tables: Tables, rows: Rows, outside: Rows, ids: dict[str, str], reading: Reading
) -> Links:
    ends = Ends(
        ids,
        {key: TYPES.get(row("task_type"), "task") for key, row in rows.items()},
        outside,
        reading.options.external,
        reading.calendars.used[reading.calendar],
    )
    return links_of(tables, ends, reading.log)


def _project(
    activities: dict[str, Activity], reading: Reading, currency: str, path: str
) -> Project:
    sources = [
        _with_end(source, activities.values(), reading.log)
        for source in reading.choice.sources.values()
    ]
    return Project.model_construct(
        name=_name(sources),
        currency=currency,
        start=min(source.start for source in sources),
        data_date=min(source.data_date for source in sources),
        must_finish_by=None if len(sources) > 1 else sources[0].must_finish_by,
        calendar=reading.calendar,
        defaults=reading.options.defaults,
        calendars=with_standing_calendars(reading.calendars.used),
        activities=tuple(activities.values()),
        resources=reading.staff.resources,
        subprojects={} if len(sources) == 1 else dict(map(_subproject, sources)),
        path=path,
    )


def _with_end(source: Source, activities: Iterable[Activity], log: Log) -> Source:
    """A project in which nothing remains keeps the finish that P6 stored.

    P6 counts its late dates from there.
    """
    finish, own = source.scheduled_finish, source.short_name
    mine = [a for a in activities if a.subproject in (None, own) and not a.is_span]
    if source.must_finish_by or finish is None or not all(a.is_complete for a in mine):
        return source
    log.note(
        "scheduled-finish", "converted", "nothing remains of it, and its late dates "
        f"count from its scheduled finish, {written(finish)}", "PROJECT", own,
    )  # fmt: skip
    return source._replace(must_finish_by=finish)


def _name(sources: list[Source]) -> str:
    return listed((source.name for source in sources), 3)


def _subproject(source: Source) -> tuple[str, Subproject]:
    return source.short_name, Subproject.made(
        name=source.name,
        start=source.start,
        data_date=source.data_date,
        must_finish_by=source.must_finish_by,
    )


class _Lines(NamedTuple):
    """The line of each activity in the file, and of its relationships."""

    rows: list[tuple[int, dict[Any, Link]]]

    def of(self, place: tuple[str | int, ...] | None) -> int | None:
        """The line of a place in the project."""
        if place is None or place[0] != "activities" or len(place) < 2:
            return None
        line, links = self.rows[int(place[1])]
        if len(place) > 3 and place[2] == "after":
            return list(links.values())[int(place[3])].line
        return line


def _counted(draft: Project, tables: Tables, calendars: Calendars) -> Iterator[Note]:
    """What was read, in numbers, and which tables were left."""
    kinds = Counter(activity.type for activity in draft.activities)
    named = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in kinds.items())
    links = sum(len(activity.after) for activity in draft.activities)
    yield Note(
        "counts", "read", "",
        f"{len(draft.activities):,} activities ({named}), {links:,} relationships, "
        f"{len(calendars.used)} of {len(calendars.rows)} calendars, "
        f"{len(draft.resources)} resources.",
    )  # fmt: skip
    left = {name: n for name, n in tables.left.items() if n}
    if left:
        yield Note(
            "tables", "dropped", "",
            "tables that hold nothing of a plan are not read: "
            f"{listed(sorted(left), 12)}.",
        )  # fmt: skip
