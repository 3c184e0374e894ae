"""What can set the project's finish, and which finish late dates count back from."""

from collections.abc import Sequence

import numpy as np

from pmrisk.network.arrays import BINDS, LIMITS, NEVER, Int8, Int32
from pmrisk.network.bounds import Bound
from pmrisk.network.frame import Frame
from pmrisk.network.links import Link, may_finish_last
from pmrisk.network.timeline import Timeline

#: Rows of the finishes: the project's; the latest of all, for what does not lead to
#: it; behind them those of subprojects.
OWN, OTHERS, SUBPROJECTS = 0, 1, 2


def tails_of(frame: Frame, links: Sequence[Link], imposed: Sequence[Bound]) -> Int8:
    """1 where nothing surely finishes after an activity.

    What has to keep an imposed date may finish before its predecessors; what another
    project waits for may be the last of its own.
    """
    own = [activity.subproject for activity in frame.activities]
    after: list[list[Link]] = [[] for _ in frame.activities]
    for link in links:
        here = own[link.pred] == own[link.succ]
        if link.use & BINDS and here and not imposed[link.succ].is_capped:
            after[link.pred].append(link)
    last = [may_finish_last(outgoing) for outgoing in after]
    return np.array(last, np.int8) & _counts(frame)


def _counts(frame: Frame) -> Int8:
    """1 where an activity may be the last: not a span, and not long done."""
    open_ = any(not a.is_complete and not a.is_span for a in frame.activities)
    counts = []
    for activity in frame.activities:
        done = activity.actual_finish
        is_past = open_ and done is not None
        if is_past and done is not None:
            is_past = done <= frame.project.data_date_of(activity)
        counts.append(not activity.is_span and not is_past)
    return np.array(counts, np.int8)


def ends_of(frame: Frame, tails: Int8) -> Int8:
    """1 where an activity can set the project's finish."""
    if frame.project.finish is None:
        return tails
    ends = np.zeros(len(frame.activities), np.int8)
    ends[frame.position[frame.project.finish]] = 1
    return ends


def groups_of(
    frame: Frame, links: Sequence[Link], timeline: Timeline
) -> tuple[Int8, Int32]:
    """The finish that each activity's late dates count from, and imposed ones."""
    project, n_act = frame.project, len(frame.activities)
    names = sorted(project.subprojects)
    group = np.zeros(n_act, np.int8)
    imposed = [project.must_finish_by]
    if project.finish is not None or names:
        group = np.array(_leading(frame, links), np.int8)
        imposed += [None, *(project.subprojects[n].must_finish_by for n in names)]
    held = _held(frame)
    for j, activity in enumerate(frame.activities):
        if activity.subproject in held:
            group[j] = SUBPROJECTS + names.index(activity.subproject)
    anchor = [NEVER if m is None else timeline.minutes(m) for m in imposed]
    return group, np.array(anchor, np.int32)


def _held(frame: Frame) -> set[str]:
    """The subprojects that end by themselves: work is left, or their end is imposed.

    What others wait for of one that is done counts back from the project's finish.
    """
    own, counts = frame.project.subprojects, _counts(frame)
    left = {a.subproject for a, k in zip(frame.activities, counts, strict=True) if k}
    return {n for n in own if n in left or own[n].must_finish_by is not None}


def _leading(frame: Frame, links: Sequence[Link]) -> list[int]:
    """OWN where an activity leads to the project's finish, else OTHERS."""
    if frame.project.finish is None:
        return [OWN] * len(frame.activities)
    leads = [False] * len(frame.activities)
    leads[frame.position[frame.project.finish]] = True
    for link in reversed(links):
        # By successor, so all that follows a predecessor is known when it is reached.
        leads[link.pred] |= leads[link.succ] and bool(link.use & BINDS)
    return [OWN if each else OTHERS for each in leads]


def open_of(frame: Frame, links: Sequence[Link]) -> Int8:
    """1 where nothing follows an activity and it may not slip."""
    followed = {link.pred for link in links if link.use & LIMITS}
    critical = frame.project.defaults.open_ends == "critical"
    last = [critical and j not in followed for j in range(len(frame.activities))]
    return np.array(last, np.int8)
