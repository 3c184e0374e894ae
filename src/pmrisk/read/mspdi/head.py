"""The project itself: its name, dates and rules."""

import re
from datetime import datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from lxml import etree

from pmrisk.model.calendar import LEAST_HOURS
from pmrisk.model.project import Defaults
from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.values import Reader

# A working day where the file does not say.
_MINUTES_PER_DAY = 480


class Head(NamedTuple):
    """What the file says of the project as a whole."""

    name: str
    currency: str | None
    start: datetime
    finish: datetime | None
    status: datetime | None
    calendar_uid: str
    hours_per_day: float
    honored: bool
    backward: bool

    @property
    def defaults(self) -> Defaults:
        """The rules of Microsoft Project.

        What has started goes on whatever its predecessors do, and its dates are told
        from its actual start.
        """
        return Defaults(
            progress="actual_dates", lag_calendar="successor",
            start_lag="actual_start",
            total_float="smallest", scheduler="microsoft",
            honor_constraints=self.honored,
        )  # fmt: skip


def read_head(root: etree._Element, path: str, log: Log) -> Head:
    """The head of the file."""
    reader = Reader(root, "Project", log)
    backward = not reader.flag("ScheduleFromStart", default=True)
    if backward:
        log.note(
            "from-finish", "converted", "the project is scheduled from its finish: its "
            "tasks are as late as possible",
        )  # fmt: skip
    currency = reader.text("CurrencyCode")
    return Head(
        name=_name(reader, path),
        currency=currency if re.fullmatch("[A-Z]{3}", currency) else None,
        start=_start(root, reader, log),
        finish=reader.moment("FinishDate") if backward else None,
        status=reader.moment("StatusDate"),
        calendar_uid=reader.text("CalendarUID"),
        hours_per_day=_hours(reader),
        honored=reader.flag("HonorConstraints", default=True),
        backward=backward,
    )


def _hours(reader: Reader) -> float:
    """Hours of a day; those of an office where a day is none."""
    hours = reader.number("MinutesPerDay", _MINUTES_PER_DAY) / 60
    return hours if LEAST_HOURS <= hours <= 24 else _MINUTES_PER_DAY / 60


def _name(reader: Reader, path: str) -> str:
    own = reader.text("Name").removesuffix(".xml").removesuffix(".mpp")
    return reader.text("Title") or own or PurePath(path).stem or "Project"


def _start(root: etree._Element, reader: Reader, log: Log) -> datetime:
    """The start of the project; where none is given, that of its first task."""
    given = reader.moment("StartDate")
    if given is not None:
        return given
    # A start that was given and cannot be read is a problem already.
    wrong = bool(log.problems)
    tasks = [Reader(node, "Task", Log("")) for node in root.iterfind("Tasks/Task")]
    found = [moment for task in tasks if (moment := task.moment("Start")) is not None]
    if not found and not wrong:
        log.problem(
            "no-start", "Project", "has no StartDate. Save the plan again", root
        )
    log.note("no-start", "converted", "the project starts with its first task")
    return min(found, default=datetime(2000, 1, 1))


def about(head: Head, log: Log) -> dict[str, Any]:
    """The parts of a project that its head gives."""
    parts: dict[str, Any] = {"name": head.name, "start": head.start}
    if head.currency:
        parts["currency"] = head.currency
    else:
        log.note("currency", "converted", "no currency code is given; EUR is taken")
    if head.finish is not None and head.finish > head.start:
        parts["must_finish_by"] = head.finish
    return parts
