"""Names and places: what tells one activity from another."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.view import View, finding
from pmrisk.model.text import listed, quoted


def duplicate_name(view: View) -> Iterator[Finding]:
    """Several activities of one place in the WBS with one name."""
    alike: dict[tuple[str | None, str], list[str]] = {}
    for activity in view.open:
        name = " ".join(activity.name.split()).casefold()
        if name:
            alike.setdefault((activity.wbs, name), []).append(activity.id)
    for ids in alike.values():
        if len(ids) > 1:
            first = view.by_id[ids[0]]
            yield finding(
                "duplicate-name",
                first,
                f"{quoted(first.name)} is also the name of {listed(ids[1:])}. Say in "
                "each name what is different.",
                "info",
            )


def missing_wbs(view: View) -> Iterator[Finding]:
    """Activities outside of the work breakdown that the others are in."""
    if all(activity.wbs is None for activity in view.project.activities):
        return
    for activity in view.open:
        if activity.wbs is None:
            yield finding(
                "missing-wbs",
                activity,
                "it has no wbs, so that no summary and no rule by WBS covers it. Say "
                "which part of the project it is.",
                "info",
            )
