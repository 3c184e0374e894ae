"""The 14-point assessment that the DCMA's EVMS guide made common, with its thresholds.

Only unfinished activities count that are no summaries and no levels of effort, but for
the points that look back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pmrisk.analysis.evidence import ADDED, Evidence, working_minutes
from pmrisk.analysis.progress import ahead_of_data_date, due, misses
from pmrisk.check.constraints import hard, limiting
from pmrisk.check.ends import without_predecessor, without_successor
from pmrisk.check.means import is_loaded
from pmrisk.check.progress import unknown_yet
from pmrisk.check.thresholds import FINISH_TO_START, LONG, TOLERATED
from pmrisk.check.view import Tie

Verdict = Literal["pass", "fail", "not measurable"]
#: In per cent of the path length, and of the work that was due.
INDEX = 95


@dataclass(frozen=True)
class Point:
    """One of the 14 points, measured.

    `count` of `base` were found where the point counts, `value` is an index where it is
    one; `why` says what was measured, or why nothing could be. `offenders` are ids.
    """

    number: int
    name: str
    threshold: str
    verdict: Verdict
    why: str
    count: int | None = None
    base: int | None = None
    value: float | None = None
    offenders: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """`count` in per cent of `base`."""
        if self.count is None or not self.base:
            return None
        return 100 * self.count / self.base

    @property
    def passed(self) -> bool | None:
        """Whether it holds; None if that cannot be measured."""
        return None if self.verdict == "not measurable" else self.verdict == "pass"


def assess(evidence: Evidence) -> tuple[Point, ...]:
    """The 14 points of a plan, in their usual order."""
    return tuple(measure(evidence) for measure in _POINTS)


def score(points: Iterable[Point]) -> float | None:
    """Per cent of the measurable points that are passed, each weighing the same."""
    judged = [point.passed for point in points if point.passed is not None]
    return 100 * sum(judged) / len(judged) if judged else None


def _counted(
    number: int,
    name: str,
    found: Sequence[str],
    base: int,
    what: str,
    *,
    tolerated: int = TOLERATED,
) -> Point:
    """A point that allows so many per cent of a base to be found."""
    threshold = f"at most {tolerated} %" if tolerated else "none"
    if not base:
        return _unknown(number, name, threshold, f"nothing to count: 0 of 0 {what}")
    passes = 100 * len(found) <= tolerated * base
    return Point(
        number,
        name,
        threshold,
        "pass" if passes else "fail",
        f"{len(found):,} of {base:,} {what}",
        len(found),
        base,
        offenders=tuple(dict.fromkeys(found)),
    )


def _unknown(number: int, name: str, threshold: str, why: str) -> Point:
    return Point(number, name, threshold, "not measurable", why)


def logic(evidence: Evidence) -> Point:
    """1: activities without predecessor or successor."""
    view = evidence.view
    loose = {a.id for a in (*without_predecessor(view), *without_successor(view))}
    found = [a.id for a in view.open if a.id in loose]
    what = "unfinished activities lack a predecessor or a successor"
    return _counted(1, "Logic", found, len(view.open), what)


def _tied(
    evidence: Evidence, number: int, name: str, what: str, test: Callable[[Tie], bool],
    tolerated: int,
) -> Point:  # fmt: skip
    ties = evidence.view.open_ties
    found = [tie.successor.id for tie in ties if test(tie)]
    return _counted(number, name, found, len(ties), what, tolerated=tolerated)


def leads(evidence: Evidence) -> Point:
    """2: relationships with a negative lag."""
    what = "relationships have a lead"
    return _tied(evidence, 2, "Leads", what, lambda tie: tie.lag < 0, 0)


def lags(evidence: Evidence) -> Point:
    """3: relationships with a lag."""
    what = "relationships have a lag"
    return _tied(evidence, 3, "Lags", what, lambda tie: tie.lag > 0, TOLERATED)


def relationship_types(evidence: Evidence) -> Point:
    """4: relationships that are finish-to-start."""
    name, threshold = "Relationship types", f"at least {FINISH_TO_START} %"
    ties = evidence.view.open_ties
    if not ties:
        return _unknown(4, name, threshold, "there are no relationships")
    others = [tie.successor.id for tie in ties if tie.link.kind != "FS"]
    plain = len(ties) - len(others)
    passes = 100 * plain >= FINISH_TO_START * len(ties)
    verdict: Verdict = "pass" if passes else "fail"
    why = f"{plain:,} of {len(ties):,} relationships are FS"
    offenders = tuple(dict.fromkeys(others))
    return Point(
        4, name, threshold, verdict, why, plain, len(ties), offenders=offenders
    )


def hard_constraints(evidence: Evidence) -> Point:
    """5: imposed dates that override logic, or say by when work must be done."""
    view = evidence.view
    found = [a.id for a in view.open if hard(view, a) or limiting(a)]
    what = "unfinished activities must start or finish on, or no later than, a date"
    return _counted(5, "Hard constraints", found, len(view.open), what)


def high_float(evidence: Evidence) -> Point:
    """6: total float above two months."""
    found = _floating(evidence, lambda days: days > LONG)
    what = f"unfinished activities have a total float above {LONG} working days"
    return _counted(6, "High float", found, len(evidence.view.open), what)


def negative_float(evidence: Evidence) -> Point:
    """7: total float below zero."""
    found = _floating(evidence, lambda days: days < 0)
    what = "unfinished activities have a negative total float"
    base = len(evidence.view.open)
    return _counted(7, "Negative float", found, base, what, tolerated=0)


def _floating(evidence: Evidence, test: Callable[[float], bool]) -> list[str]:
    dates = evidence.scheduled
    floats = [(a.id, dates[a.id].total_float) for a in evidence.view.open]
    return [id for id, days in floats if days is not None and test(days)]


def high_duration(evidence: Evidence) -> Point:
    """8: planned durations above two months."""
    view = evidence.view
    found = [a.id for a in view.tasks if view.planned_days(a) > LONG]
    what = f"unfinished tasks take more than {LONG} working days"
    return _counted(8, "High duration", found, len(view.tasks), what)


def invalid_dates(evidence: Evidence) -> Point:
    """9: actual dates after the data date, and forecasts before it."""
    ahead, view = ahead_of_data_date(evidence), evidence.view
    work = [a for a in evidence.project.activities if not a.is_span]
    found = [a.id for a in work if a.id in ahead or unknown_yet(view, a)]
    what = "activities have an actual date after the data date, or a plan before it"
    return _counted(9, "Invalid dates", found, len(work), what, tolerated=0)


def resources(evidence: Evidence) -> Point:
    """10: work with neither resources nor a cost."""
    view = evidence.view
    if not any(is_loaded(activity) for activity in evidence.project.activities):
        why = "nothing in the plan has resources or a cost"
        return _unknown(10, "Resources", "none", why)
    found = [a.id for a in view.tasks if not is_loaded(a)]
    what = "unfinished tasks have neither resources nor a cost"
    return _counted(10, "Resources", found, len(view.tasks), what, tolerated=0)


def missed_tasks(evidence: Evidence) -> Point:
    """11: work that was due by the data date and is later than its baseline."""
    base = due(evidence)
    what = "tasks that were due by the data date are later than their baseline"
    if not base:
        why = "no task has a baseline finish by the data date"
        return _unknown(11, "Missed tasks", f"at most {TOLERATED} %", why)
    found = [activity.id for activity in base if misses(evidence, activity)]
    return _counted(11, "Missed tasks", found, len(base), what)


def critical_path(evidence: Evidence) -> Point:
    """12: critical work that gets longer moves the finish."""
    name, threshold = "Critical path test", "finish moves too"
    test = evidence.stretch
    if test is None:
        why = "no unfinished task drives the finish"
        return _unknown(12, name, threshold, why)
    if test.moved is None:
        why = f"calendars end before {ADDED} days more of {test.id} are done"
        return _unknown(12, name, threshold, why)
    why = f"{ADDED} days more of {test.id} move the finish by {test.moved:,.1f}"
    if test.holds:
        return Point(12, name, threshold, "pass", why, value=test.moved)
    return Point(12, name, threshold, "fail", why, value=test.moved,
                 offenders=(test.id,))  # fmt: skip


def path_length_index(evidence: Evidence) -> Point:
    """13: (critical path length + total float of the finish) / critical path length."""
    name, promised = "CPLI", evidence.promised_finish
    project, finish = evidence.project, evidence.schedule.finish.date
    calendar = project.calendars[project.calendar]
    length = working_minutes(calendar, project.data_date, finish)
    if promised is None:
        why = "no finish was promised: give target_finish, or a baseline"
        return _unknown(13, name, _at_least(), why)
    if length <= 0:
        return _unknown(13, name, _at_least(), "no work is left")
    room = working_minutes(calendar, finish, promised)
    days = calendar.minutes_per_day
    why = (
        f"{length / days:,.1f} working days to the finish, "
        f"{room / days:,.1f} from there to what was promised"
    )
    return _index(13, name, length + room, length, why)


def execution_index(evidence: Evidence) -> Point:
    """14: work done / (work due by the data date + work without a baseline)."""
    name = "BEI"
    work = [
        a for a in evidence.project.activities if not a.is_span and not a.is_milestone
    ]
    agreed = [a for a in work if a.baseline and a.baseline.finish is not None]
    past = due(evidence)
    expected = len(past) + len(work) - len(agreed)
    if not past:
        why = "no task has a baseline finish by the data date"
        return _unknown(14, name, _at_least(), why)
    done = sum(a.is_complete for a in work)
    why = f"{done:,} tasks done, {expected:,} were due or have no baseline"
    return _index(14, name, done, expected, why)


def _at_least() -> str:
    return f"at least {INDEX / 100}"


def _index(number: int, name: str, above: int, below: int, why: str) -> Point:
    verdict: Verdict = "pass" if 100 * above >= INDEX * below else "fail"
    return Point(number, name, _at_least(), verdict, why, value=above / below)


_POINTS = (
    logic,
    leads,
    lags,
    relationship_types,
    hard_constraints,
    high_float,
    negative_float,
    high_duration,
    invalid_dates,
    resources,
    missed_tasks,
    critical_path,
    path_length_index,
    execution_index,
)
