"""What is wrong with the file, and what became of what is not."""

from dataclasses import dataclass, field

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import quoted, sentence
from pmrisk.read.plan import Fate, Note

#: So many problems are shown; more do not help to mend the file.
MOST_SHOWN = 100
_MOST_NAMED = 5


@dataclass
class Log:
    """A file while it is read: problems that keep it out, and notes on the rest."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    _notes: dict[tuple[str, Fate, str, str], list[str]] = field(default_factory=dict)

    def problem(
        self, code: str, at: str, message: str, line: int | None = None
    ) -> None:
        """Something that must be mended before the plan can be used."""
        self.problems.append(Problem(code, at, sentence(message), self.path, line))

    def note(
        self, code: str, fate: Fate, message: str, at: str = "", name: str | None = None
    ) -> None:
        """Something that was read, converted or dropped.

        Notes that say the same of things of the same kind become one, which names
        the first of them; `at` is then the kind, such as ``TASK``.
        """
        names = self._notes.setdefault((code, fate, at, sentence(message)), [])
        if name is not None:
            names.append(name)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, those of a kind joined."""
        return tuple(
            Note(code, fate, _place(at, names), message)
            for (code, fate, at, message), names in self._notes.items()
        )

    def raise_problems(self) -> None:
        """Raise if there is a problem.

        Raises
        ------
        ScenarioError
            With the problems, in the order of the file.
        """
        if not self.problems:
            return
        found = sorted(dict.fromkeys(self.problems), key=lambda each: each.line or 0)
        if len(found) > MOST_SHOWN:
            more = f"{len(found) - MOST_SHOWN} more problems are not shown."
            found = [*found[:MOST_SHOWN], Problem("more", "", more, self.path)]
        raise ScenarioError(found)


def _place(at: str, names: list[str]) -> str:
    """``TASK "A1", "A2" and 3 more``."""
    if not names:
        return at
    place = f"{at} " + ", ".join(quoted(name) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{place} and {more} more" if more > 0 else place
