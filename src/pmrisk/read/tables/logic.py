"""Relationships between the rows, and what holds a row that has none."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from pmrisk.model.activity import Relationship
from pmrisk.model.text import listed, quoted
from pmrisk.read.tables.drafts import Draft
from pmrisk.read.tables.links import Ids, Link, links
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.table import Table

#: Relationships of a table; those of a summary count for all that is below it.
MOST_LINKS = 1_000_000

Incoming = dict[str, list[Link]]


def link(drafts: Sequence[Draft], table: Table) -> None:
    """Give the drafts their predecessors."""
    ids = Ids({_typed(each): each.id for each in drafts})
    found = _incoming(drafts, ids, table)
    _to_activities(found, drafts, table)
    if sum(map(len, found.values())) > MOST_LINKS:
        table.log.complain(
            "too-large",
            table.log.where(),
            f"has more than {MOST_LINKS:,} relationships",
        )
        return
    for each in drafts:
        each.parts["after"] = tuple(
            Relationship.made(predecessor=other, kind=kind, lag=lag)
            for other, kind, lag in found.get(each.id, ())
        )


def _typed(each: Draft) -> str:
    """What the table calls it."""
    if each.row.table.has("id"):
        return each.row.text("id") or each.id
    return each.id if each.id.isdigit() else each.row.text("name") or each.id


def _incoming(drafts: Sequence[Draft], ids: Ids, table: Table) -> Incoming:
    found: Incoming = defaultdict(list)
    if table.has("predecessors"):
        for each in drafts:
            found[each.id] += links(each.row, "predecessors", ids)
        if table.has("successors"):
            title = quoted(table.columns["successors"].title)
            table.log.say(
                "column", "dropped",
                f"column {title}: the predecessors tell the same relationships",
            )  # fmt: skip
        return found
    for each in drafts:
        for other, kind, lag in links(each.row, "successors", ids):
            found[other].append(Link(each.id, kind, lag))
    return found


def _to_activities(found: Incoming, drafts: Sequence[Draft], table: Table) -> None:
    """What a summary waits for, all activities below it wait for."""
    waiting = [d for d in drafts if d.is_summary and found.get(d.id)]
    below = _below(drafts) if waiting else {}
    count = 0
    for each in waiting:
        inherited = found.pop(each.id)
        count += len(inherited)
        passed = [a for a in inherited if a.kind in ("FS", "SS")]
        if len(passed) < len(inherited):
            table.log.say(
                "summary-link", "dropped",
                "a relationship to the finish of a summary, which its activities set",
                each.row.where("predecessors"),
            )  # fmt: skip
        for id in below[each.parts["wbs"]]:
            found[id] += _new(passed, found[id], id)
        if sum(map(len, found.values())) > MOST_LINKS:
            return
    if count:
        table.log.say(
            "summary-link", "converted",
            f"for {counted(count, 'relationship')} to summaries the activities below "
            "them wait",
        )  # fmt: skip


def _new(passed: Sequence[Link], known: Sequence[Link], id: str) -> list[Link]:
    keys = {(link.other, link.kind) for link in known}
    return [a for a in passed if (a.other, a.kind) not in keys and a.other != id]


def _below(drafts: Sequence[Draft]) -> dict[str, list[str]]:
    """The activities below each path."""
    below: dict[str, list[str]] = defaultdict(list)
    for each in drafts:
        path = each.parts.get("wbs")
        if path and not each.is_summary:
            for above in _paths(path):
                below[above].append(each.id)
    return below


def _paths(path: str) -> Iterator[str]:
    parts = path.split("/")
    for k in range(len(parts)):
        yield "/".join(parts[: k + 1])


def hold(drafts: Sequence[Draft], start: datetime, table: Table) -> None:
    """Let what waits for nothing start no earlier than the table shows."""
    held = []
    for each in drafts:
        free = not each.parts.get("after") and not each.is_summary
        imposed = "actual_start" in each.parts or any(
            key in each.parts for key in _IMPOSED
        )
        if free and not imposed and each.start is not None and each.start > start:
            each.parts["start_no_earlier_than"] = each.start
            held.append(each.id)
    if held:
        table.log.say(
            "start", "converted",
            f"{counted(len(held), 'activity', 'activities')} without predecessors: no "
            f"start before that in the table ({listed(held)})",
        )  # fmt: skip


_IMPOSED = (
    "start_on", "start_no_earlier_than", "finish_on", "finish_no_earlier_than",
    "must_start_on", "must_finish_on", "as_late_as_possible",
)  # fmt: skip
