"""What is wrong with a file, and what became of the rest, gathered as it is read."""

from dataclasses import dataclass, field

from lxml import etree

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import escaped, listed, sentence
from pmrisk.read.plan import Fate, Note

# Problems of one file that are told one by one.
_MOST = 100


@dataclass
class Log:
    """The problems and the notes of one file.

    Notes of one kind are gathered: each says once what was done, and names the places.
    """

    path: str
    problems: list[Problem] = field(default_factory=list)
    _kinds: dict[tuple[str, Fate, str], list[str]] = field(default_factory=dict)

    def problem(
        self, code: str, at: str, message: str, node: etree._Element | None = None
    ) -> None:
        """Something that keeps the file from being read, on the line of `node`."""
        line = None if node is None else node.sourceline
        self.problems.append(Problem(code, at, sentence(message), self.path, line))

    def note(self, code: str, fate: Fate, message: str, at: str = "") -> None:
        """What became of something at one place, or in the file as a whole."""
        places = self._kinds.setdefault((code, fate, message), [])
        if at:
            places.append(at)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes, each with the places that it speaks of."""
        return tuple(
            _note(code, fate, message, places)
            for (code, fate, message), places in self._kinds.items()
        )

    def stop_if_wrong(self) -> None:
        """Raise all problems, if there are any.

        Raises
        ------
        ScenarioError
            With the first hundred.
        """
        if not self.problems:
            return
        shown = sorted(self.problems, key=lambda problem: problem.line or 0)[:_MOST]
        rest = len(self.problems) - len(shown)
        if rest:
            what = f"{rest} more problems like these. Mend the first ones, try again."
            shown.append(Problem("more", "", what, self.path))
        raise ScenarioError(shown)


def _note(code: str, fate: Fate, message: str, places: list[str]) -> Note:
    if len(places) < 2:
        return Note(code, fate, escaped_place("".join(places)), sentence(message))
    return Note(
        code, fate, f"{len(places)} places", f"{message} ({listed(places, 5)})."
    )


def escaped_place(place: str) -> str:
    """A place on one line."""
    return escaped(place)
