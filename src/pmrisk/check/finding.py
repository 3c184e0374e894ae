"""What the inspector found, and how much it matters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pmrisk.errors import Problem, ScenarioError

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One finding: the rule's stable code, the place, what is wrong and what to do."""

    code: str
    severity: Severity
    at: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.at}: {self.message}"


@dataclass(frozen=True)
class Report:
    """All findings about a project."""

    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make results meaningless."""
        return tuple(each for each in self.findings if each.severity == "error")

    def raise_errors(self) -> None:
        """Stop here if there are errors.

        Raises
        ------
        ScenarioError
            With every finding of severity error.
        """
        if self.errors:
            raise ScenarioError(Problem(e.code, e.at, e.message) for e in self.errors)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


def placed(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by their place, A9 before A10, whatever the order of the file."""
    return sorted(findings, key=lambda each: (_parts(each.at), each.message))


def _parts(place: str) -> list[str | int]:
    """Texts and numbers in turn, a text first."""
    parts = re.split(r"(\d+)", place)
    return [int(part) if k % 2 else part for k, part in enumerate(parts)]
