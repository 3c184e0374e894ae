"""What the activities of a P6 file are read with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pmrisk.model.estimate import Estimate
from pmrisk.model.text import Unreadable
from pmrisk.read.plan import StoredDates
from pmrisk.read.xer.calendars import Calendars
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.options import Options
from pmrisk.read.xer.projects import Choice
from pmrisk.read.xer.resources import Staff
from pmrisk.read.xer.tables import Row
from pmrisk.read.xer.values import minutes_of, moment_of, number_of

T = TypeVar("T")
#: Of an activity, by the names that the model has for them.
Parts = dict[str, Any]
TYPES = {
    "TT_Task": "task",
    "TT_Rsrc": "task",
    "TT_Mile": "start_milestone",
    "TT_FinMile": "milestone",
    "TT_LOE": "level_of_effort",
    "TT_WBS": "summary",
}


@dataclass
class Reading:
    """The rest of the file, and what has been found of the activities so far."""

    choice: Choice
    options: Options
    calendars: Calendars
    staff: Staff
    log: Log
    #: The calendar of the project, by name; activities on it need not name it.
    calendar: str
    paths: dict[str, str | None] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Rows of baselines by the project and the code of what they plan.
    baselines: dict[tuple[str, str], Row] = field(default_factory=dict)
    #: Every ``task_id`` that has a relationship.
    linked: set[str] = field(default_factory=set)
    stored: dict[str, StoredDates] = field(default_factory=dict)
    _durations: dict[int, Estimate] = field(default_factory=dict)

    def minutes(self, minutes: int | None) -> Estimate | None:
        """A duration; equal ones are one object."""
        if minutes is None:
            return None
        if minutes not in self._durations:
            self._durations[minutes] = Estimate.fixed(minutes, "min")
        return self._durations[minutes]


@dataclass
class Cells:
    """The cells of one activity; what is wrong with one is a problem on its line."""

    row: Row
    id: str
    at: str
    log: Log

    def moment(self, name: str) -> datetime | None:
        """A date."""
        return self._read(name, moment_of)

    def minutes(self, name: str) -> int | None:
        """Hours, in minutes."""
        return self._read(name, minutes_of)

    def number(self, name: str) -> float:
        """A number, 0 if there is none."""
        return self._read(name, number_of) or 0.0

    def converted(self, code: str, message: str) -> None:
        """Say that something of it became something else."""
        self.log.note(code, "converted", message, "TASK", self.id)

    def dropped(self, code: str, message: str) -> None:
        """Say that something of it is left out."""
        self.log.note(code, "dropped", message, "TASK", self.id)

    def _read(self, name: str, convert: Callable[[str], T | None]) -> T | None:
        text = self.row(name)
        if not text:
            return None
        try:
            return convert(text)
        except Unreadable as error:
            self.log.problem("value", f"{self.at}.{name}", str(error), self.row.line)
            return None
