"""A broken rule and its place, in words and as the path that a scenario file has."""

from typing import NamedTuple

from pmrisk.errors import Problem
from pmrisk.model.activity import Activity
from pmrisk.model.text import quoted, sentence

Path = tuple[str | int, ...]
#: Where a message says on which line something was given first. It is not printable,
#: so that no text of the user can hold it.
FIRST = "\ue000"


class Found(NamedTuple):
    """A problem, the path of keys and indices to it, and to what it collides with."""

    path: Path
    problem: Problem
    first: Path | None = None

    def said(self, line: int | None = None) -> Problem:
        """The problem, with the line of what it collides with, if that is known."""
        if self.first is None:
            return self.problem
        where = "" if line is None else f", first on line {line}"
        message = self.problem.message.replace(FIRST, where)
        return self.problem._replace(message=message)


class Spot(NamedTuple):
    """A place in a project: its path, and its address in the user's words."""

    path: Path
    at: str

    def found(self, code: str, message: str, first: Path | None = None) -> Found:
        """A problem here; `first` is where something was given before."""
        return Found(self.path, Problem(code, self.at, sentence(message)), first)

    def inside(self, *keys: str | int) -> "Spot":
        """The place of a key in here; its address ends before a number."""
        words = [str(key) for key in keys if isinstance(key, str)]
        return Spot((*self.path, *keys), ".".join([self.at, *words]))


def spot_of(k: int, activity: Activity) -> Spot:
    """The place of activity `k`."""
    return Spot(("activities", k), f"activities {quoted(activity.id)}")
