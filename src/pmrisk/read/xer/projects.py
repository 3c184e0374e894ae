"""Which projects of a file make up the plan, and the dates that each has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pmrisk.model.text import Unreadable, listed, quoted, suggestion
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.tables import Row, Tables
from pmrisk.read.xer.values import moment_of, name_of, unlike


class Source(NamedTuple):
    """One project of the plan."""

    key: str
    short_name: str
    name: str
    start: datetime
    data_date: datetime
    must_finish_by: datetime | None
    #: When it finished when it was last scheduled.
    scheduled_finish: datetime | None
    calendar: str


@dataclass(frozen=True)
class Choice:
    """The projects of the plan in the file's order, and those beside it."""

    sources: dict[str, Source]
    #: The ``proj_id`` of baselines, by that of what they are a baseline of.
    baselines: dict[str, str]
    #: Every ``proj_id`` of a baseline: its activities are nobody's neighbours.
    copies: set[str]

    @property
    def several(self) -> bool:
        """Whether the plan has subprojects."""
        return len(self.sources) > 1


def choose(tables: Tables, wanted: str | None, log: Log) -> Choice:
    """The projects to read: the one that was asked for, else all with activities.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    rows = {row("proj_id"): row for row in reversed(list(tables["PROJECT"]))}
    rows = dict(reversed(rows.items()))
    if not rows:
        log.problem(
            "no-project",
            "",
            "holds no project: it has no table PROJECT. Export it from P6 once more",
        )
        log.raise_problems()
    filled = {proj for proj, _ in tables["TASK"].columns("proj_id", "task_id")}
    if wanted is None:
        chosen = _with_work(rows, filled, log)
    else:
        chosen = _named(rows, wanted, log)
    if not any(key in filled for key in chosen):
        log.problem("no-activities", "", _idle(rows, filled, wanted))
        log.raise_problems()
    sources = _sources(chosen, tables, log)
    copies = {key for key, row in rows.items() if _is_baseline(row, rows)}
    baselines = _baselines(rows, chosen, filled, log)
    return Choice(sources, baselines, copies - sources.keys())


def _idle(rows: dict[str, Row], filled: set[str], wanted: str | None) -> str:
    """That nothing is planned in what was asked for, and where something is."""

    def names(keys: Iterable[str]) -> str:
        return listed(name_of(rows[key]("proj_short_name")) for key in keys)

    working = [key for key in rows if key in filled]
    if wanted is not None and working:
        return (
            f"holds no activities in its project {quoted(wanted)}. Choose one that "
            f"has some: {names(working)}"
        )
    return (
        f"holds no activities in its projects ({names(rows)}). Export one that has some"
    )


def _with_work(rows: dict[str, Row], filled: set[str], log: Log) -> dict[str, Row]:
    """Projects with activities that are no baseline and no mere end of a link."""
    chosen = {}
    for key, row in rows.items():
        name = name_of(row("proj_short_name")) or key
        if key not in filled:
            log.note("no-activities", "dropped", "has no activities", "PROJECT", name)
        elif not _is_baseline(row, rows):
            chosen[key] = row
    # P6 exports the other ends of links between projects in projects that are marked.
    own = {key: row for key, row in chosen.items() if row("export_flag") != "N"}
    for key in chosen.keys() - own.keys() if own else ():
        log.note(
            "other-project", "dropped", "is in the file for the ends of links only",
            "PROJECT", name_of(rows[key]("proj_short_name")) or key,
        )  # fmt: skip
    return own or chosen or rows


def _named(rows: dict[str, Row], wanted: str, log: Log) -> dict[str, Row]:
    for key, row in rows.items():
        if wanted.strip() in (key, row("proj_short_name")):
            return {key: row}
    names = [name_of(row("proj_short_name")) or key for key, row in rows.items()]
    log.problem(
        "unknown-project", "", f"holds no project {quoted(wanted)}, but "
        f"{listed(names)}.{suggestion(wanted, names)}",
    )  # fmt: skip
    log.raise_problems()
    return {}


def _is_baseline(row: Row, rows: dict[str, Row]) -> bool:
    return row("orig_proj_id") in rows or row("project_flag") == "N"


def _baselines(
    rows: dict[str, Row], chosen: dict[str, Row], filled: set[str], log: Log
) -> dict[str, str]:
    """The baseline of each project: the one that it names, else the first."""
    found: dict[str, str] = {}
    for key, row in rows.items():
        original = row("orig_proj_id")
        if original not in chosen or key in chosen or key not in filled:
            continue
        named = chosen[original]("sum_base_proj_id") == key
        if original in found and not named:
            log.note(
                "more-baselines", "dropped", "is a baseline beside the one in use",
                "PROJECT", name_of(row("proj_short_name")) or key,
            )  # fmt: skip
            continue
        found[original] = key
    return found


def _sources(chosen: dict[str, Row], tables: Tables, log: Log) -> dict[str, Source]:
    titles = {
        proj: name_of(name)
        for proj, name, root in tables["PROJWBS"].columns(
            "proj_id", "wbs_name", "proj_node_flag"
        )
        if root == "Y"
    }
    taken: set[str] = set()
    return {
        key: _source(key, row, titles.get(key, ""), taken, log)
        for key, row in chosen.items()
    }


def _source(key: str, row: Row, title: str, taken: set[str], log: Log) -> Source:
    short = unlike(name_of(row("proj_short_name")) or key, key, taken)
    at = f"PROJECT {quoted(short)}"

    def moment(field: str) -> datetime | None:
        try:
            return moment_of(row(field))
        except Unreadable as error:
            log.problem("date", f"{at}.{field}", str(error), row.line)
            return None

    start, data_date = moment("plan_start_date"), moment("last_recalc_date")
    if start is None and data_date is None:
        log.problem(
            "no-date", at, "has neither a planned start nor a data date", row.line
        )
    start = start or data_date or datetime(2000, 1, 1)
    data_date = data_date or start
    if data_date < start:
        log.note(
            "early-data-date", "converted",
            "has a data date before its planned start, which counts instead",
            "PROJECT", short,
        )  # fmt: skip
        data_date = start
    must, scheduled = moment("plan_end_date"), moment("scd_end_date")
    return Source(
        key, short, title or short, start, data_date, must, scheduled, row("clndr_id")
    )
