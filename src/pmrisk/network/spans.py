"""What levels of effort and summaries cover, and which activities the network holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pmrisk.model.activity import Activity, Relationship
from pmrisk.model.project import Project


@dataclass(frozen=True, eq=False)
class Spans:
    """The spans of a project: activities whose dates are those of others.

    A relationship that reaches a summary binds every activity under it. One that waits
    for a summary's finish waits for all of them; one that reads its start needs the
    span itself, as does money that is paid as long as it lasts.
    """

    project: Project

    @cached_property
    def by_id(self) -> dict[str, Activity]:
        """Every activity by its id."""
        return {activity.id: activity for activity in self.project.activities}

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        """The ordinary activities in the subtree of each node of the WBS."""
        under: dict[str, list[str]] = {}
        for activity in self.project.activities:
            if not activity.is_span and activity.wbs:
                parts = activity.wbs.split("/")
                for depth in range(1, len(parts) + 1):
                    node = "/".join(parts[:depth])
                    under.setdefault(node, []).append(activity.id)
        return under

    def covered(self, summary: Activity) -> list[str]:
        """The ids of the activities that a summary spans."""
        return self._under.get(summary.wbs or "", [])

    @cached_property
    def compiled(self) -> frozenset[str]:
        """The spans that the network holds; others follow from what they cover."""
        read = set(self._read())
        return frozenset(
            a.id
            for a in self.project.activities
            if a.type == "level_of_effort" or (a.type == "summary" and _held(a, read))
        )

    def _read(self) -> Iterator[str]:
        """Whose ends are read as they are: a start, or by a level of effort."""
        for activity in self.project.activities:
            for link in activity.after:
                types = activity.type, self.by_id[link.predecessor].type
                if link.kind in ("SS", "SF") or "level_of_effort" in types:
                    yield link.predecessor
                    yield activity.id

    @cached_property
    def scheduled(self) -> tuple[Activity, ...]:
        """Every activity that the network holds."""
        return tuple(
            a for a in self.project.activities if not a.is_span or a.id in self.compiled
        )

    def expanded(self, link: Relationship) -> Iterable[str]:
        """The activities whose dates it reads; none of a level of effort."""
        predecessor = self.by_id[link.predecessor]
        if not predecessor.is_span:
            return (link.predecessor,)
        if predecessor.type == "level_of_effort":
            return ()
        if link.kind in ("SS", "SF"):
            return (link.predecessor,)
        return self.covered(predecessor)

    @cached_property
    def imposed(self) -> dict[str, list[Relationship]]:
        """Relationships into summaries, by the activities under them."""
        found: dict[str, list[Relationship]] = {}
        for summary in self.project.activities:
            if summary.type == "summary" and summary.after:
                for name in self.covered(summary):
                    found.setdefault(name, []).extend(summary.after)
        return found

    @cached_property
    def held(self) -> dict[str, list[Activity]]:
        """Summaries with imposed dates, by the activities under them."""
        found: dict[str, list[Activity]] = {}
        for summary in self.project.activities:
            if summary.type == "summary" and summary.constraints:
                for name in self.covered(summary):
                    found.setdefault(name, []).append(summary)
        return found

    @cached_property
    def after(self) -> dict[str, list[tuple[Activity, Relationship]]]:
        """Relationships out of levels of effort, by their predecessor."""
        found: dict[str, list[tuple[Activity, Relationship]]] = {}
        for activity in self.project.activities:
            for link in activity.after:
                if self.by_id[link.predecessor].type == "level_of_effort":
                    found.setdefault(link.predecessor, []).append((activity, link))
        return found


def _held(summary: Activity, read: set[str]) -> bool:
    per_day = summary.cost.per_day is not None
    crew = any(assigned.units is not None for assigned in summary.resources)
    return summary.id in read or per_day or crew
