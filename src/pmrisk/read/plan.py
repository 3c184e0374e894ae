"""A plan that another tool wrote: the project in it, what became of the rest of the
file, and the dates that the tool itself had stored.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from pmrisk.model.project import Project

#: Whose rules the plan was scheduled by.
Source = Literal["primavera", "microsoft", "table"]
Fate = Literal["read", "converted", "dropped"]


class Note(NamedTuple):
    """What became of something in the file: nothing is edited in silence.

    `at` names the place in the user's words (``TASK "A1000"``), empty for the file as a
    whole; `message` says what was found and what was made of it, in a sentence.
    """

    code: str
    fate: Fate
    at: str
    message: str

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        return f"{self.fate}: {place}{self.message}"


class StoredDates(NamedTuple):
    """The dates of one activity as its own tool stored them, None where it did not.

    `total_float` is in working minutes of the activity's calendar. `manual` marks dates
    that were typed, not scheduled.
    """

    early_start: datetime | None = None
    early_finish: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    total_float: float | None = None
    manual: bool = False


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan file, read.

    Attributes
    ----------
    project : Project
        Consistent, with every activity of the file that can be scheduled.
    notes : tuple of Note
        What was read (with counts), converted and dropped, and why.
    stored : dict of StoredDates
        By activity id.
    """

    project: Project
    source: Source
    notes: tuple[Note, ...] = ()
    stored: dict[str, StoredDates] = field(default_factory=dict)
