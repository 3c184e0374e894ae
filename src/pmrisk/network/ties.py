"""Which relationships bind: spans taken apart, history told from what is to come."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from pmrisk.model.activity import Activity, Kind, LagCalendar, Relationship
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Project
from pmrisk.network.arrays import BINDS, DRIVES, LIMITS
from pmrisk.network.branching import implied
from pmrisk.network.spans import Spans
from pmrisk.network.worktime import worked_between

_STARTS = ("SS", "SF")


class Tie(NamedTuple):
    """A relationship between two activities of the network, by their ids.

    `use` says whether it binds early dates, limits late ones, and can drive. `name` is
    its own before a summary was taken apart. `credit` are minutes of its lag that have
    passed already. Where it reads an `actual_start`, that is a date, not a forecast.
    """

    pred: str
    succ: str
    kind: Kind
    lag: Estimate
    lag_calendar: LagCalendar | None
    name: str
    use: int = BINDS | LIMITS | DRIVES
    credit: int = 0
    #: Whether it reads a start that has happened, or what is left after one.
    in_past: bool = False
    actual_start: bool = False


def ties(spans: Spans) -> Iterator[Tie]:
    """Every relationship that binds something that is not finished.

    What is complete binds by its actual dates and is bound by nothing; by Primavera's
    retained logic it passes on what it would have waited for. Work in progress
    waits for its predecessors under retained logic; under progress override it goes on,
    but for what its finish waits for; under actual dates it goes on in any case, and
    only late dates heed its predecessors.
    """
    for succ in spans.scheduled:
        passes = passes_on(spans.project)
        if succ.is_span or (succ.is_complete and not passes):
            continue
        for tie in _said(spans, succ):
            yield from _kept(spans, tie, succ)


def logic(spans: Spans) -> Iterator[Tie]:
    """Every relationship between activities, whatever is done of them."""
    for succ in spans.scheduled:
        if not succ.is_span:
            yield from _said(spans, succ)


def _said(spans: Spans, succ: Activity) -> Iterator[Tie]:
    """The relationships of an activity, those to a summary taken apart."""
    more = implied(spans.project.branches, succ)
    for link in (*succ.after, *more, *spans.imposed.get(succ.id, ())):
        name = f"{link.predecessor}>{succ.id}.{link.kind}.lag"
        for pred in spans.expanded(link):
            if pred != succ.id:
                yield Tie(pred, succ.id, link.kind, link.lag, link.lag_calendar, name)


def _kept(spans: Spans, tie: Tie, succ: Activity) -> Iterator[Tie]:
    """`tie` with the use that progress leaves it, unless that is none."""
    pred, project = spans.by_id[tie.pred], spans.project
    if pred.is_complete and not pred.is_span and passes_on(project):
        yield tie._replace(credit=_elapsed(project, tie, pred, succ), in_past=True)
        return
    under = [spans.by_id[name] for name in spans.covered(pred)] if pred.is_span else []
    done = all(a.is_complete for a in under) if under else pred.is_complete
    use = _use(project, succ, tie.kind, done=done)
    if pred.is_span:
        # Late dates are those of what it covers.
        use &= ~LIMITS
    if not use:
        return
    tie = tie._replace(use=use)
    if tie.kind in _STARTS and pred.in_progress:
        if project.defaults.start_lag == "actual_start":
            tie = tie._replace(use=use & BINDS, actual_start=True)
        else:
            tie = tie._replace(credit=_credit(project, pred), in_past=True)
    if tie.use:
        yield tie


def _use(project: Project, succ: Activity, kind: Kind, *, done: bool) -> int:
    """What a relationship from a predecessor that is done, or is not, does."""
    rule = project.defaults.progress
    if done:
        return 0 if succ.in_progress and kind == "FS" else BINDS
    if succ.in_progress and rule == "actual_dates":
        return LIMITS
    if succ.in_progress and rule == "progress_override" and kind in ("FS", "SS"):
        return 0
    return BINDS | LIMITS | DRIVES


def passes_on(project: Project) -> bool:
    """Whether what is complete passes the logic before it on to what follows."""
    defaults = project.defaults
    return defaults.scheduler == "primavera" and defaults.progress == "retained_logic"


def _elapsed(project: Project, tie: Tie, pred: Activity, succ: Activity) -> int:
    """Minutes of a lag behind something complete that have passed by the data date."""
    since = pred.actual_start if tie.kind in _STARTS else pred.actual_finish
    assert since is not None
    calendar = project.lag_calendar_of(tie.lag, tie.lag_calendar, pred, succ)
    return worked_between(calendar, since, project.data_date_of(succ))


def _credit(project: Project, pred: Activity) -> int:
    """Minutes that work in progress has taken from its start to the data date."""
    assert pred.actual_start is not None
    until = project.data_date_of(pred)
    calendar = project.calendar_of(pred)
    done = worked_between(calendar, pred.actual_start, until)
    if pred.suspend is not None:
        done -= worked_between(calendar, pred.suspend, min(until, pred.resume or until))
    return max(0, done)


def begin(project: Project, activity: Activity) -> datetime:
    """Before which an activity cannot start."""
    if activity.subproject is None:
        return max(project.start, project.data_date)
    own = project.subprojects[activity.subproject]
    return max(own.start, own.data_date or own.start)


class Reference(NamedTuple):
    """An end of an activity that a span reaches to: its earliest start or last finish.

    The source's finish, or its start; the span's finish, or its start; and the lag
    between, which is negative where the span comes first.
    """

    source: str
    from_finish: bool
    to_finish: bool
    lag: Estimate
    lag_calendar: LagCalendar | None = None
    backwards: bool = False


_NO_LAG = Estimate.fixed(0)


def references(spans: Spans, span: Activity) -> Iterator[Reference]:
    """What a span covers, end by end."""
    if span.type == "summary":
        for name in spans.covered(span):
            yield Reference(name, False, False, _NO_LAG)
            yield Reference(name, True, True, _NO_LAG)
        return
    for link in span.after:
        from_finish, to_finish = link.kind[0] == "F", link.kind[1] == "F"
        for name in _ends(spans, link.predecessor):
            yield _reference(name, from_finish, to_finish, link, backwards=False)
    for successor, link in spans.after.get(span.id, ()):
        if successor.type == "level_of_effort":
            # The later of two reaches to the earlier one, not both to each other.
            continue
        from_finish, to_finish = link.kind[1] == "F", link.kind[0] == "F"
        for name in _ends(spans, successor.id):
            yield _reference(name, from_finish, to_finish, link, backwards=True)


def _reference(
    name: str,
    from_finish: bool,
    to_finish: bool,
    link: Relationship,
    *,
    backwards: bool,
) -> Reference:
    lag, rule = link.lag, link.lag_calendar
    return Reference(name, from_finish, to_finish, lag, rule, backwards)


def _ends(spans: Spans, name: str) -> list[str]:
    """The activities that stand for one: those under a summary that is not compiled."""
    activity = spans.by_id[name]
    if activity.type == "summary" and name not in spans.compiled:
        return spans.covered(activity)
    return [name]
