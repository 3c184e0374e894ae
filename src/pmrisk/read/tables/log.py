"""What is found while a table is read: its problems, and what became of it."""

from dataclasses import dataclass, field

from pmrisk.errors import Problem
from pmrisk.model.text import quoted, sentence
from pmrisk.read.plan import Fate, Note

#: Problems that are listed; more would help nobody.
MOST_PROBLEMS = 1_000


@dataclass
class Log:
    """The problems and the notes of one table."""

    path: str
    sheet: str | None = None
    #: Each with its row, 0 where it has none.
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _unlisted: int = 0

    def where(self, row: int | None = None, *headings: str) -> str:
        """An address in the user's words: ``row 12, column "Duration"``."""
        parts = [] if self.sheet is None else [f"sheet {quoted(self.sheet)}"]
        if row is not None:
            parts.append(f"row {row}")
        if headings:
            names = ", ".join(quoted(each) for each in headings)
            parts.append(f"{'column' if len(headings) == 1 else 'columns'} {names}")
        return ", ".join(parts)

    def complain(self, code: str, at: str, message: str, row: int = 0) -> None:
        """Note one problem."""
        if len(self.problems) < MOST_PROBLEMS:
            problem = Problem(code, at, sentence(message), self.path)
            self.problems.append((row, problem))
        else:
            self._unlisted += 1

    def all_problems(self) -> list[Problem]:
        """Each problem once, by row, and how many were not listed."""
        ordered = sorted(self.problems, key=lambda found: found[0])
        found = list(dict.fromkeys(problem for _, problem in ordered))
        if self._unlisted:
            rest = f"{self._unlisted:,} more problems are not listed."
            found.append(Problem("more", self.where(), rest, self.path))
        return found

    def say(self, code: str, fate: Fate, message: str, at: str = "") -> None:
        """Note what became of something."""
        self.notes.append(Note(code, fate, at, sentence(message)))


def counted(count: int, one: str, several: str = "") -> str:
    """A number of things: ``1 activity``, ``1,200 activities``."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
