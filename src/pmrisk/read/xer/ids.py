"""Ids of activities: the codes that planners know them by, made unique in the plan."""

from collections import Counter

from pmrisk.read.xer.log import Log
from pmrisk.read.xer.projects import Choice
from pmrisk.read.xer.tables import Row
from pmrisk.read.xer.values import LONGEST, name_of


def ids_of(rows: dict[str, Row], choice: Choice, log: Log) -> dict[str, str]:
    """The id of each activity by ``task_id``.

    It is the ``task_code`` without spaces. One that several projects use has the
    project's short name before it, such as ``OP:A1000``.
    """
    plain = {key: _plain(key, row, log) for key, row in rows.items()}
    shared = _shared(rows, plain)
    taken: set[str] = set()
    found: dict[str, str] = {}
    for key, row in rows.items():
        id = plain[key]
        if id in shared:
            short = "_".join(choice.sources[row("proj_id")].short_name.split())
            id = f"{short}:{id}"
            log.note("id-prefix", "converted", "several projects use this id; the "
                     "project's short name stands before it", "TASK", id)  # fmt: skip
        found[key] = _unlike(id[:LONGEST], key, taken, log)
    return found


def _plain(key: str, row: Row, log: Log) -> str:
    code = name_of(row("task_code"))
    if not code:
        message = "has no id; its task_id stands for it"
        log.note("no-id", "converted", message, "TASK", key)
        return f"T{'_'.join(name_of(key).split())}"
    if " " in code:
        log.note("id-space", "converted", "has a space in its id, which is an "
                 "underscore here", "TASK", code)  # fmt: skip
    return "_".join(code.split())


def _shared(rows: dict[str, Row], plain: dict[str, str]) -> set[str]:
    """Ids that more than one project uses."""
    uses = {(row("proj_id"), plain[key]) for key, row in rows.items()}
    counts = Counter(id for _, id in uses)
    return {id for id, count in counts.items() if count > 1}


def _unlike(id: str, key: str, taken: set[str], log: Log) -> str:
    tried = id
    while tried in taken:
        tail = f"#{'_'.join(name_of(key).split())}"
        tried = tried[: LONGEST - len(tail)] + tail
        if tried in taken:
            tried = tried[:-1] + "_" if len(tried) >= LONGEST else tried + "_"
    if tried != id:
        log.note("same-id", "converted", "has the id of another activity; its task_id "
                 "tells it apart", "TASK", tried)  # fmt: skip
    taken.add(tried)
    return tried
