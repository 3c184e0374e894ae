"""What is wrong with the file, and what became of what is not."""

from dataclasses import dataclass, field

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import quoted, sentence
from pmrisk.read.plan import Fate, Note

#: So many problems are shown; more do not help to mend the file.
MOST_SHOWN = 100
# A hostile file has millions of them; the first in the file are found among so many.
_MOST_KEPT = 10_000
_MOST_NAMED = 5


@dataclass
class _Named:
    """What a note is about: how many things, and the first of them."""

    first: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.first) < _MOST_NAMED:
            self.first.append(name)


@dataclass
class Log:
    """A file while it is read: problems that keep it out, and notes on the rest."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    _more: int = 0
    _notes: dict[tuple[str, Fate, str, str], _Named] = field(default_factory=dict)

    def problem(
        self, code: str, at: str, message: str, line: int | None = None
    ) -> None:
        """Something that must be mended before the plan can be used."""
        if len(self.problems) >= _MOST_KEPT:
            self._more += 1
            return
        self.problems.append(Problem(code, at, sentence(message), self.path, line))

    def note(
        self, code: str, fate: Fate, message: str, at: str = "", name: str | None = None
    ) -> None:
        """Something that was read, converted or dropped.

        Notes that say the same of things of the same kind become one, which names
        the first of them; `at` is then the kind, such as ``TASK``.
        """
        named = self._notes.setdefault((code, fate, at, sentence(message)), _Named())
        if name is not None:
            named.add(name)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, those of a kind joined."""
        return tuple(
            Note(code, fate, _place(at, named), message)
            for (code, fate, at, message), named in self._notes.items()
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
            left = len(found) - MOST_SHOWN + self._more
            more = f"{left:,} more problems are not shown."
            found = [*found[:MOST_SHOWN], Problem("more", "", more, self.path)]
        raise ScenarioError(found)


def _place(at: str, named: _Named) -> str:
    """``TASK "A1", "A2" and 3 more``."""
    if not named.count:
        return at
    place = f"{at} " + ", ".join(quoted(name) for name in named.first)
    more = named.count - len(named.first)
    return f"{place} and {more:,} more" if more else place
