"""Which activities are meant: by id, WBS, code, name, calendar or resource."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pmrisk.model.text import Unreadable, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.activity import Activity
    from pmrisk.model.project import Project

#: What may stand before a colon; a text without one of them is an id.
KINDS = ("wbs", "code", "name", "calendar", "resource")
_FORMS = "*, A1*, wbs:PATH, code:NAME=VALUE, name:*text*, calendar:NAME, resource:NAME"


@dataclass(frozen=True)
class Selector:
    """Activities that have something in common; `*` stands for any characters.

    ``A1*`` compares ids, ``wbs:PATH`` a WBS element with all below it,
    ``code:NAME=VALUE`` an activity code, ``name:*text*`` names in capitals or not,
    ``calendar:NAME`` the calendar that an activity runs on, ``resource:NAME`` what is
    assigned to it. `Selector.of` makes one from such a text.
    """

    text: str
    kind: str
    value: str
    #: The name of the activity code, for ``code:``.
    code: str = ""

    @classmethod
    def of(cls, text: str) -> "Selector":
        """A selector as it is written.

        Raises
        ------
        EstimateError
            If something is missing in it.
        """
        kind, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or kind not in KINDS:
            kind, value = "id", text.strip()
        code = ""
        if kind == "code":
            code, equals, value = (part.strip() for part in value.partition("="))
            if not (code and equals):
                raise Unreadable(
                    f"{quoted(text)} must say which value of which code. Write "
                    "code:NAME=VALUE."
                )
        if kind == "wbs":
            value = value.rstrip("/")
        if not value:
            raise Unreadable(f"{quoted(text)} selects nothing. Write {_FORMS}.")
        return cls(text, kind, value, code)

    @property
    def is_exact(self) -> bool:
        """Whether it is the id of one activity."""
        return self.kind == "id" and "*" not in self.value

    def activities(self, project: "Project") -> Iterator["Activity"]:
        """The activities of `project` that it selects, in their order."""
        return (a for a in project.activities if self.selects(a, project.calendar))

    def selects(self, activity: "Activity", calendar: str) -> bool:
        """Whether it selects an activity; `calendar` is the project's."""
        return any(map(self._matches, _said(self, activity, calendar)))

    def _matches(self, found: str) -> bool:
        return self._pattern.fullmatch(found) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What a value must look like."""
        pattern = ".*".join(re.escape(part) for part in self.value.split("*"))
        if self.kind == "wbs":
            pattern += "(/.*)?"
        capitals = re.IGNORECASE if self.kind == "name" else 0
        return re.compile(pattern, re.DOTALL | capitals)

    def missed(self, project: "Project") -> str:
        """Why it selects nothing in `project`: what there is instead."""
        known = _known(self, project)
        before = "" if self.kind == "id" else f"{self.kind}:"
        hint = suggestion(_tail(self), known).replace('"', f'"{before}', 1)
        if not hint and self.kind == "id" and ":" in self.text:
            hint = suggestion(self.text.partition(":")[0], KINDS) or f" Write {_FORMS}."
        if not hint and 0 < len(known) <= 6:
            names = (quoted(f"{before}{name}") for name in sorted(known))
            hint = f" There is {', '.join(names)}."
        return f"{quoted(self.text)} selects no activity.{hint}"


def _said(selector: Selector, activity: "Activity", calendar: str) -> tuple[str, ...]:
    """What an activity says of the kind of thing that a selector asks for."""
    kind = selector.kind
    if kind == "id":
        return (activity.id,)
    if kind == "name":
        return (activity.name,)
    if kind == "wbs":
        return () if activity.wbs is None else (activity.wbs,)
    if kind == "calendar":
        return (activity.calendar or calendar,)
    if kind == "resource":
        return tuple(assigned.resource for assigned in activity.resources)
    value = activity.codes.get(selector.code)
    return () if value is None else (value,)


def _known(selector: Selector, project: "Project") -> set[str]:
    """Everything that a selector of this kind could name."""
    if selector.kind == "name":
        return set()
    if selector.kind == "code":
        names = {name for a in project.activities for name in a.codes}
        if selector.code not in names:
            return {f"{name}=" for name in names}
    found = {
        value
        for activity in project.activities
        for value in _said(selector, activity, project.calendar)
    }
    if selector.kind == "wbs":
        found |= {path[:k] for path in found for k, c in enumerate(path) if c == "/"}
    if selector.kind == "code":
        return {f"{selector.code}={value}" for value in found}
    return found


def _tail(selector: Selector) -> str:
    """What is compared with the known values, as it was written."""
    if selector.kind == "code":
        return f"{selector.code}={selector.value}"
    return selector.value
