"""What became of a plan that another tool wrote: read, converted, dropped, and why."""

import textwrap
from collections.abc import Iterator
from typing import Any

from pmrisk.model.dates import written
from pmrisk.model.text import listed
from pmrisk.read.plan import Fate, Note, Plan
from pmrisk.report.words import plain

_TOOLS = {
    "primavera": "a plan of Primavera P6",
    "microsoft": "a plan of Microsoft Project",
    "table": "a table",
}
_FATES: tuple[Fate, ...] = ("read", "converted", "dropped")
#: Of notes of one kind, as many are shown; the document has all of them.
_SHOWN = 3
#: How the columns of a table were understood is shown whole.
_WHOLE = "column"


def page(plan: Plan, file: str, width: int) -> str:
    """What was made of `file`, `width` columns wide."""
    project = plan.project
    lines = [f"{plain(project.name)}: from {file}, {_TOOLS[plan.source]}", ""]
    lines += _wrapped(_contents(plan), "", width)
    for fate in _FATES:
        told = list(_told(plan, fate))
        if told:
            lines += ["", fate.capitalize()]
            for line in told:
                lines += _wrapped(line, "  ", width)
    return "".join(f"{line}\n" for line in lines)


def comment(plan: Plan, file: str, width: int = 86) -> list[str]:
    """The lines that its scenario opens with: where it is from, what was converted."""
    lines = [f"Imported from {file}, {_TOOLS[plan.source]}."]
    for fate in ("converted", "dropped"):
        told = list(_told(plan, fate))
        if told:
            lines += ["", f"{fate.capitalize()}:"]
            for line in told:
                lines += _wrapped(line, "  ", width)
    return lines


def document(plan: Plan, file: str, scenario: str | None) -> dict[str, Any]:
    """All of it for programs; `scenario` is where it was written to."""
    project = plan.project
    fates = [note.fate for note in plan.notes]
    return {
        "file": file,
        "scenario": scenario,
        "source": plan.source,
        "project": project.name,
        "digest": project.digest,
        "counts": {**_counts(plan), **{fate: fates.count(fate) for fate in _FATES}},
        "notes": [note._asdict() for note in plan.notes],
    }


def _counts(plan: Plan) -> dict[str, int]:
    project = plan.project
    return {
        "activities": len(project.activities),
        "relationships": sum(len(each.after) for each in project.activities),
        "calendars": len({project.calendar_of(a).name for a in project.activities}),
        "resources": len(project.resources),
        "subprojects": len(project.subprojects),
    }


def _contents(plan: Plan) -> str:
    """What there is in it, in a sentence."""
    project, counts = plan.project, _counts(plan)
    things = ", ".join(
        f"{count:,} {name if count != 1 else _one(name)}"
        for name, count in counts.items()
        if count
    )
    done = sum(activity.is_complete for activity in project.activities)
    begun = sum(activity.in_progress for activity in project.activities)
    dates = f"Starts {written(project.start)}"
    if project.data_date != project.start:
        dates += f", data date {written(project.data_date)}"
    return f"{things}. {dates}; {done:,} done, {begun:,} in progress."


def _one(name: str) -> str:
    return "activity" if name == "activities" else name.removesuffix("s")


def _told(plan: Plan, fate: Fate) -> Iterator[str]:
    """The notes of a fate, those of one kind together."""
    kinds: dict[tuple[str, str], list[Note]] = {}
    for note in plan.notes:
        if note.fate == fate:
            kinds.setdefault((note.code, note.message), []).append(note)
    shown: dict[str, int] = {}
    for (code, message), notes in kinds.items():
        shown[code] = shown.get(code, 0) + 1
        if shown[code] <= _SHOWN or code == _WHOLE:
            places = listed([note.at for note in notes if note.at], _SHOWN)
            yield plain(f"{places}: {message}" if places else message)
    for code, count in shown.items():
        if count > _SHOWN and code != _WHOLE:
            yield f"... and {count - _SHOWN:,} more of this kind ({code}); see --json"


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    hanging = f"{indent}  " if indent else ""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
