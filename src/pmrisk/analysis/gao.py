"""The ten best practices of the GAO's schedule assessment guide, as a file shows them.

Whether people keep a practice, no file can tell; what it can contradict or support, it
does.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pmrisk.analysis.dcma import Point
from pmrisk.analysis.evidence import Evidence
from pmrisk.check import Finding
from pmrisk.check.means import is_loaded

Shown = Literal["met", "partly", "not shown"]


@dataclass(frozen=True)
class Practice:
    """One of the ten practices, and what the file shows of it."""

    number: int
    name: str
    verdict: Shown
    evidence: str


@dataclass(frozen=True, eq=False)
class _Case:
    """Everything that the practices are judged on."""

    evidence: Evidence
    points: Mapping[int, Point]
    found: Counter[str]

    def says(self, *numbers: int) -> str:
        """What DCMA points measured, as one sentence."""
        return "; ".join(self.points[number].why for number in numbers) + "."

    def holds(self, *numbers: int) -> list[bool]:
        """Whether DCMA points hold; what cannot be measured does not."""
        return [bool(self.points[number].passed) for number in numbers]


def practices(
    evidence: Evidence, points: Sequence[Point], findings: Sequence[Finding]
) -> tuple[Practice, ...]:
    """The ten practices of a plan, given its DCMA points and its findings."""
    found = Counter(finding.code for finding in findings)
    case = _Case(evidence, {point.number: point for point in points}, found)
    return tuple(
        Practice(number, name, *judge(case))
        for number, (name, judge) in enumerate(_PRACTICES, start=1)
    )


def _graded(tests: Sequence[bool]) -> Shown:
    if all(tests):
        return "met"
    return "partly" if any(tests) else "not shown"


def _share(count: int, base: int) -> Shown:
    """Met for all of a base, partly for some of it."""
    return _graded([count > 0, base > 0 and count == base])


def _captured(case: _Case) -> tuple[Shown, str]:
    work = [a for a in case.evidence.project.activities if not a.is_span]
    placed, alike = sum(a.wbs is not None for a in work), case.found["duplicate-name"]
    verdict = _graded([placed > 0, placed == len(work), placed > 0 and not alike])
    return verdict, (
        f"{placed:,} of {len(work):,} activities have a place in the WBS; {alike:,} "
        "names stand for several in one place. Whether work is missing, no file shows."
    )


def _sequenced(case: _Case) -> tuple[Shown, str]:
    return _graded(case.holds(1, 2, 3, 5)), case.says(1, 2, 3, 5)


def _resourced(case: _Case) -> tuple[Shown, str]:
    tasks = case.evidence.view.tasks
    loaded = sum(is_loaded(activity) for activity in tasks)
    said = f"{loaded:,} of {len(tasks):,} unfinished tasks have resources or a cost."
    return _share(loaded, len(tasks)), said


def _lasting(case: _Case) -> tuple[Shown, str]:
    none = case.found["zero-duration"]
    verdict = _graded([*case.holds(8), bool(case.evidence.view.tasks) and not none])
    return verdict, f"{case.points[8].why}; {none:,} take no time."


def _traceable(case: _Case) -> tuple[Shown, str]:
    work = [a for a in case.evidence.project.activities if not a.is_span]
    placed = sum(a.wbs is not None for a in work)
    verdict = _graded([*case.holds(1, 12), placed == len(work)])
    return verdict, (
        f"Horizontally: {case.says(1, 12)} Vertically: {placed:,} of {len(work):,} "
        "activities are in the WBS."
    )


def _critical(case: _Case) -> tuple[Shown, str]:
    imposed = case.found["critical-constraint"]
    verdict: Shown = "not shown"
    if case.points[12].passed:
        verdict = "partly" if imposed else "met"
    return verdict, (
        f"{case.points[12].why}; the critical path begins at {imposed:,} imposed dates "
        "after the data date."
    )


def _reasonable(case: _Case) -> tuple[Shown, str]:
    return _graded(case.holds(6, 7)), case.says(6, 7)


def _analysed(case: _Case) -> tuple[Shown, str]:
    tasks = case.evidence.view.tasks
    ranges = sum(
        any(
            each is not None and each.uncertain
            for each in (a.duration, a.backlog, a.remaining)
        )
        for a in tasks
    )
    return _share(ranges, len(tasks)), (
        f"{ranges:,} of {len(tasks):,} unfinished tasks have a range to simulate."
    )


def _updated(case: _Case) -> tuple[Shown, str]:
    project, odd = case.evidence.project, case.found["out-of-sequence"]
    begun = sum(a.actual_start is not None for a in project.activities)
    known = f"The data date is {project.data_date:%Y-%m-%d}"
    if not begun:
        return "not shown", f"{known}, and nothing has begun."
    return _graded([*case.holds(9), not odd]), (
        f"{known}; {begun:,} activities have begun; {case.points[9].why}; {odd:,} "
        "relationships were overtaken."
    )


def _agreed(case: _Case) -> tuple[Shown, str]:
    work = [a for a in case.evidence.project.activities if not a.is_span]
    kept = sum(a.baseline is not None for a in work)
    said = f"{kept:,} of {len(work):,} activities have a baseline"
    late = case.points[11]
    return _share(kept, len(work)), f"{said}; {late.why}."


_PRACTICES = (
    ("Capturing all activities", _captured),
    ("Sequencing all activities", _sequenced),
    ("Assigning resources", _resourced),
    ("Establishing durations", _lasting),
    ("Tracing horizontally and vertically", _traceable),
    ("Valid critical path", _critical),
    ("Reasonable total float", _reasonable),
    ("Schedule risk analysis", _analysed),
    ("Updating with progress", _updated),
    ("Maintaining a baseline", _agreed),
)
