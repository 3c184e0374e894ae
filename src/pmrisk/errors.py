"""What can go wrong with an input, said with its place, the rule and the remedy."""

from collections.abc import Iterable
from typing import NamedTuple


class PmriskError(Exception):
    """The root of every error that a user can mend; the command line exits with 2."""


class EstimateError(PmriskError, ValueError):
    """An estimate that no distribution has, such as a low above its high."""


class OptionError(PmriskError, ValueError):
    """A value of an option or an argument that cannot be used."""


class OutputError(PmriskError, OSError):
    """A file that cannot be written."""


class Problem(NamedTuple):
    """One thing that is wrong with an input.

    `at` names the place in the user's own words (``activities "A160"``), `path` and
    `line` the file and the line in it where one exists, `code` the rule.
    """

    code: str
    at: str
    message: str
    path: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.path or ""
        if self.path and self.line is not None:
            place = f"{self.path}:{self.line}"
        return ": ".join(part for part in (place, self.at_message) if part)

    @property
    def at_message(self) -> str:
        """The message behind its place in the project, without the file."""
        return f"{self.at}: {self.message}" if self.at else self.message


class ScenarioError(PmriskError):
    """A scenario that cannot be used: every problem found in it, one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
