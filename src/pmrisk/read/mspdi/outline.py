"""The tasks of a plan in their outline: the summaries, and what stands in them."""

from dataclasses import dataclass, field

from lxml import etree

from pmrisk.model.text import quoted
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.values import Reader

# Deeper outlines are of no plan, and every level lengthens the paths below it.
_DEEPEST = 100
_LONGEST_UID = 50


@dataclass(eq=False)
class Task:
    """One task of the file that is part of the plan.

    `wbs` is the path of the summaries over it; a summary's own name ends its own.
    """

    uid: str
    id: str
    reader: Reader
    level: int
    is_summary: bool = False
    wbs: str | None = None
    parent: "Task | None" = None
    leaves: list["Task"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.reader.text("Name")

    @property
    def at(self) -> str:
        """Its place in messages."""
        return self.reader.at


def read_tasks(root: etree._Element, log: Log) -> list[Task]:
    """The active tasks in the order of the file, each under its summary."""
    tasks = [
        task
        for number, node in enumerate(root.iterfind("Tasks/Task"), 1)
        if (task := _task(node, number, log)) is not None
    ]
    _give_ids(tasks, log)
    _place(tasks)
    dropped = [t for t in tasks if not t.is_summary and not _is_active(t, log)]
    gone = {id(task) for task in dropped}
    for task in tasks:
        task.leaves = [leaf for leaf in task.leaves if id(leaf) not in gone]
    return [t for t in tasks if id(t) not in gone and (t.leaves or not t.is_summary)]


def _task(node: etree._Element, number: int, log: Log) -> Task | None:
    """A task, or None for an empty row and for the summary of the whole project."""
    reader = Reader(node, f"Task {number}", log)
    uid, row = reader.text("UID"), reader.text("ID")
    if reader.flag("IsNull") or (row == "0" and reader.whole("OutlineLevel") == 0):
        return None
    reader.at = f"Task {quoted(row or uid)}"
    if not uid:
        log.problem(
            "task-uid", f"Task {number}", "has no UID. Save the plan again", node
        )
        return None
    if max(len(uid), len(row)) > _LONGEST_UID:
        log.problem(
            "task-uid", f"Task {number}", "has a UID or an ID of more than "
            f"{_LONGEST_UID} characters. Save the plan again", node,
        )  # fmt: skip
        return None
    level = min(max(reader.whole("OutlineLevel", 1), 1), _DEEPEST)
    return Task(uid, row, reader, level)


def _is_active(task: Task, log: Log) -> bool:
    if task.reader.flag("Active", default=True):
        return True
    log.note("inactive", "dropped", "an inactive task does not take part", task.at)
    return False


def _give_ids(tasks: list[Task], log: Log) -> None:
    """Every task its row number as its id, or a name after its UID."""
    seen: set[str] = set()
    uids: set[str] = set()
    for task in tasks:
        if task.uid in uids:
            task.reader.log.problem(
                "task-uid", task.at, f"UID {quoted(task.uid)} is given twice. Save the "
                "plan again", task.reader.node,
            )  # fmt: skip
        uids.add(task.uid)
        if not task.id or task.id in seen:
            given = "_".join(f"U{task.uid}".split())
            log.note(
                "task-id", "converted", "a task without a row number of its own is "
                "called after its UID", f"Task {quoted(given)}",
            )  # fmt: skip
            task.id = given
        seen.add(task.id)


def _place(tasks: list[Task]) -> None:
    """Give every task its summary and the path of its summaries."""
    above: list[Task] = []
    taken: set[tuple[str, str]] = set()
    for task, following in zip(tasks, [*tasks[1:], None], strict=False):
        while above and above[-1].level >= task.level:
            above.pop()
        task.parent = above[-1] if above else None
        path = task.parent.wbs if task.parent else None
        task.is_summary = following is not None and following.level > task.level
        if task.is_summary:
            task.wbs = _path(path, task, taken)
            above.append(task)
        else:
            task.wbs = path
            for summary in above:
                summary.leaves.append(task)


def _path(above: str | None, task: Task, taken: set[tuple[str, str]]) -> str:
    """The path of a summary; of two with one name in a place, the later is numbered."""
    name = " ".join(task.name.replace("/", " ").split()) or f"Summary {task.id}"
    if (above or "", name) in taken:
        name = f"{name} ({task.id})"
    taken.add((above or "", name))
    return f"{above}/{name}" if above else name
