"""The relationships of a task, from the links to its predecessors."""

from lxml import etree

from pmrisk.model.activity import Kind, Relationship
from pmrisk.model.text import quoted
from pmrisk.read.mspdi.outline import Task
from pmrisk.read.mspdi.span import Span
from pmrisk.read.mspdi.values import (
    ELAPSED_PERCENT,
    PERCENT,
    Reader,
    duration,
    is_elapsed,
)

_KINDS: dict[int, Kind] = {0: "FF", 1: "FS", 2: "SF", 3: "SS"}


def predecessors(
    task: Task, by_uid: dict[str, Task], spans: dict[str, Span]
) -> tuple[Relationship, ...]:
    """What a task waits for; of two links of one kind to one task, the later one holds.

    `spans` are the durations of tasks by UID, for lags in per cent of them.
    """
    found: dict[tuple[str, Kind], Relationship] = {}
    for node in task.reader.node.iterfind("PredecessorLink"):
        link = _link(task, node, by_uid, spans)
        if link is None:
            continue
        key = link.predecessor, link.kind
        if key in found:
            _note(
                task, "duplicate-link", "of two links of one kind to one predecessor, "
                "the longer lag is kept",
            )  # fmt: skip
            link = max(found[key], link, key=lambda each: each.lag.amounts[0].value)
        found[key] = link
    return tuple(found.values())


def _link(
    task: Task, node: etree._Element, by_uid: dict[str, Task], spans: dict[str, Span]
) -> Relationship | None:
    reader = Reader(node, task.at, task.reader.log)
    uid = reader.text("PredecessorUID")
    if reader.flag("CrossProject") and uid not in by_uid:
        _note(task, "cross-project", "a link to a task of another project file")
        return None
    if uid not in by_uid:
        _note(task, "unknown-predecessor", "a link to a task that is not in the plan")
        return None
    kind = reader.whole("Type", 1)
    if kind not in _KINDS:
        found = reader.text("Type")
        reader.log.problem(
            "link-type", f"{task.at}.PredecessorLink.Type",
            f"must be 0, 1, 2 or 3, got {quoted(found)}", node,
        )  # fmt: skip
        return None
    lag = _lag(reader, spans.get(uid), task)
    minutes, elapsed = lag
    return Relationship.made(
        predecessor=by_uid[uid].id, kind=_KINDS[kind], lag=duration(minutes, elapsed)
    )


def _lag(reader: Reader, span: Span | None, task: Task) -> tuple[float, bool]:
    """Minutes of lag, and whether they are elapsed time."""
    given, unit = reader.number("LinkLag"), reader.whole("LagFormat", 7)
    if unit in PERCENT or unit in ELAPSED_PERCENT:
        _note(
            task, "percent-lag", "a lag in per cent is that part of the predecessor's "
            "planned duration", "converted",
        )  # fmt: skip
        whole = 0 if span is None else span.minutes
        elapsed = unit in ELAPSED_PERCENT or (span is not None and span.elapsed)
        return whole * given / 100, elapsed
    # In tenths of a minute, whatever the unit that it is shown in.
    return given / 10, is_elapsed(unit)


def _note(task: Task, code: str, message: str, fate: str = "dropped") -> None:
    task.reader.log.note(code, fate, message, task.at)  # type: ignore[arg-type]
