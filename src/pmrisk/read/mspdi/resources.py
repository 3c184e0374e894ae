"""Who and what works on the tasks, what it costs, and how much of it."""

from dataclasses import dataclass, field

from lxml import etree

from pmrisk.model.amount import Amount
from pmrisk.model.resource import Assignment, Resource
from pmrisk.model.text import quoted
from pmrisk.read.mspdi.calendars import Calendars
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.values import Reader

# The kinds of resources, as the file numbers them.
_WORK = 1
# More of a resource than this is a mistake, which the project would refuse.
_LEAST_UNITS, _MOST_UNITS = 0.000_001, 1_000_000


@dataclass
class Worker:
    """A resource that works: people or equipment, with a rate an hour."""

    key: str
    calendar_uid: str
    per_use: float
    made: Resource


@dataclass
class Work:
    """What one worker does on one task, in minutes."""

    worker: Worker
    units: float
    work: float
    done: float

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return self.work / self.units

    @property
    def minutes_done(self) -> float:
        """How long it took so far."""
        return self.done / self.units


@dataclass
class Assigned:
    """All that is assigned to one task; `cost` is what does not work by the hour.

    `contoured` work is not spread evenly: it swells, it waits, or it is split.
    """

    works: list[Work] = field(default_factory=list)
    cost: float = 0.0
    contoured: bool = False


def read_workers(
    root: etree._Element, calendars: Calendars, log: Log, *, keep_names: bool
) -> dict[str, Worker | None]:
    """The workers by UID; None is a material or a cost."""
    found: dict[str, Worker | None] = {}
    keys: set[str] = set()
    for node in root.iterfind("Resources/Resource"):
        reader = Reader(node, "Resource", log)
        uid = reader.text("UID")
        if not uid or uid == "0" or reader.flag("IsNull"):
            continue
        reader.at = f"Resource {quoted(uid)}"
        if reader.whole("Type", _WORK) != _WORK:
            found[uid] = None
            continue
        key = _key(reader, uid, keep_names)
        key = f"{key} ({uid})" if key in keys else key
        keys.add(key)
        found[uid] = _worker(reader, key, calendars)
    return found


def _key(reader: Reader, uid: str, keep_names: bool) -> str:
    """What a resource is called: names of people only if they are to be kept."""
    name = " ".join(reader.text("Name").split())
    if name and (keep_names or reader.flag("IsGeneric")):
        return name
    if name:
        reader.log.note(
            "names", "dropped", "a resource's name, which may be a person's, is "
            "replaced by its UID. Keep names with --keep-names", reader.at,
        )  # fmt: skip
    return f"R{uid}"


def _worker(reader: Reader, key: str, calendars: Calendars) -> Worker:
    rate = reader.number("StandardRate")
    if rate < 0:
        reader.log.note("rate", "dropped", "a negative rate", reader.at)
    calendar = reader.text("CalendarUID")
    calendar = calendar if calendars.knows(calendar) else ""
    units = reader.number("MaxUnits", 1.0)
    made = Resource(
        name=key, rate=max(rate, 0.0), available=max(units, 0.0),
        calendar=calendars.key(calendar, key) if calendar else None,
    )  # fmt: skip
    return Worker(key, calendar, reader.money("CostPerUse"), made)


def read_assignments(
    root: etree._Element, workers: dict[str, Worker | None], log: Log
) -> dict[str, Assigned]:
    """What is assigned to each task, by the UID of the task."""
    found: dict[str, Assigned] = {}
    for node in root.iterfind("Assignments/Assignment"):
        reader = Reader(node, "Assignment", log)
        task, resource = reader.text("TaskUID"), reader.text("ResourceUID")
        if not task:
            continue
        to = found.setdefault(task, Assigned())
        if reader.whole("WorkContour") != 0 or reader.number("Delay") != 0:
            to.contoured = True
        # A number below 1 stands for a task to which nobody is assigned.
        if resource.startswith("-") or resource in ("", "0"):
            continue
        reader.at = f"Assignment of resource {quoted(resource)} to UID {quoted(task)}"
        if resource not in workers:
            log.note(
                "assignment", "dropped", "its resource is not in the file", reader.at
            )
            continue
        _assign(to, reader, workers[resource])
    return found


def _assign(to: Assigned, reader: Reader, worker: Worker | None) -> None:
    if worker is None:
        to.cost += reader.money("Cost")
        reader.log.note(
            "material", "converted", "materials and costs are a fixed cost", reader.at
        )
        return
    units = reader.number("Units", 1.0)
    if not _LEAST_UNITS <= units <= _MOST_UNITS:
        reader.log.note("units", "dropped", "an assignment of no units", reader.at)
        return
    work = max(reader.minutes("Work") or 0.0, 0.0)
    to.cost += units * worker.per_use
    done = min(max(reader.minutes("ActualWork") or 0.0, 0.0), work)
    to.works.append(Work(worker, units, work, done))


def assignments(assigned: Assigned, minutes: float) -> tuple[Assignment, ...]:
    """The resources of an activity that lasts so long.

    Units where they make the work, the work itself where it was planned otherwise.
    """
    found: dict[str, Assignment] = {}
    for each in assigned.works:
        by_units = round(each.minutes) == round(minutes)
        key = each.worker.key
        if key in found or not by_units:
            work = each.work + _effort(found.get(key), minutes)
            found[key] = Assignment.made(
                resource=key, effort=Amount(round(work), "min")
            )
        else:
            found[key] = Assignment.made(resource=key, units=each.units)
    return tuple(found.values())


def _effort(assignment: Assignment | None, minutes: float) -> float:
    if assignment is None:
        return 0.0
    if assignment.effort is not None:
        return assignment.effort.value
    return (assignment.units or 0.0) * minutes
