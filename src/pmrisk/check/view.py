"""A project seen from its relationships: who follows whom, and how."""

from dataclasses import dataclass
from functools import cached_property

from pmrisk.check.finding import Finding, Severity
from pmrisk.model.activity import Activity
from pmrisk.model.project import Project


@dataclass(frozen=True, eq=False)
class View:
    """A project with the kinds of relationships that enter and leave each activity."""

    project: Project

    @cached_property
    def entering(self) -> dict[str, set[str]]:
        """Kinds of relationships from predecessors, by activity."""
        return {
            activity.id: {link.kind for link in activity.after}
            for activity in self.project.activities
        }

    @cached_property
    def leaving(self) -> dict[str, set[str]]:
        """Kinds of relationships to successors, by activity."""
        kinds: dict[str, set[str]] = {a.id: set() for a in self.project.activities}
        for activity in self.project.activities:
            for link in activity.after:
                kinds[link.predecessor].add(link.kind)
        return kinds


def finding(
    code: str, at: Activity | str, message: str, severity: Severity = "warning"
) -> Finding:
    """A finding about an activity, or about another place in the project."""
    return Finding(code, severity, at if isinstance(at, str) else at.id, message)
