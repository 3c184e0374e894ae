"""A scheduler written from the definitions alone, to hold the engine against.

It knows every minute of every calendar as a flag, moves one activity at a time in plain
Python, finds driving paths by walking back, and total float by pushing an activity
until the project moves. Slow, and independent of the engine's tables and passes.
"""

from datetime import date, datetime, time, timedelta

import numpy as np

DAYS = 400


class Clock:
    """One calendar as a flag for each minute after `origin`."""

    def __init__(self, calendar, origin: date) -> None:
        flags = np.zeros(DAYS * 1440, bool)
        for day in range(DAYS):
            for start, end in calendar.shifts(origin + timedelta(days=day)):
                flags[day * 1440 + start : day * 1440 + end] = True
        self.before = np.concatenate([[0], np.cumsum(flags)])

    def worked(self, moment: int) -> int:
        return int(self.before[max(moment, 0)])

    def finish(self, work: int) -> int:
        """The first moment by which so much is worked."""
        return int(np.searchsorted(self.before, work, side="left"))

    def start(self, work: int) -> int:
        """The last moment with no more worked."""
        return int(np.searchsorted(self.before, work, side="right")) - 1


class Scheduler:
    """The plan of a project, or of the same project with other minutes.

    By our own conventions; of Primavera's it knows those of milestones and of what is
    complete, under progress override, and of Microsoft's none.

    `durations` are by id, of what remains for work in progress; `lags` by predecessor,
    successor (the summary, where it is one's) and kind.

    What is `absent` takes no time, has no dates imposed on it and no calendar: the
    moment that its relationships ask for passes through.
    """

    def __init__(self, project, origin: datetime) -> None:
        self.project = project
        self.origin = origin
        self.absent: frozenset[str] = frozenset()
        self.clocks = {
            name: Clock(calendar, origin.date())
            for name, calendar in project.calendars.items()
        }
        self.names = {activity.id: activity for activity in project.activities}
        self.summaries = [a for a in project.activities if a.type == "summary"]
        # A project never changes, so that what follows from it alone is found once.
        self.under_ids = {a.id: self.find_under(a) for a in self.summaries}
        self.link_lists = {a.id: self.find_links(a) for a in project.activities}

    def minutes(self, at: datetime) -> int:
        return round((at - self.origin).total_seconds() / 60)

    def date(self, moment: int) -> datetime:
        return self.origin + timedelta(minutes=moment)

    # Whose dates are whose.

    def own(self, activity):
        """The project or the subproject that an activity belongs to."""
        if activity.subproject is None:
            return self.project
        return self.project.subprojects[activity.subproject]

    def data_date(self, activity) -> int:
        own = self.own(activity)
        return self.minutes(own.data_date or own.start)

    def begin(self, activity) -> int:
        return max(self.minutes(self.own(activity).start), self.data_date(activity))

    def under(self, summary):
        """The tasks and milestones in the subtree of a summary."""
        return [self.names[name] for name in self.under_ids[summary.id]]

    def above(self, activity):
        """The summaries that an activity is under."""
        return [a for a in self.summaries if activity.id in self.under_ids[a.id]]

    def find_under(self, summary):
        return [
            a.id
            for a in self.project.activities
            if not a.is_span and f"{a.wbs}/".startswith(f"{summary.wbs}/")
        ]

    def links(self, activity):
        """What an activity waits for: the id it was said of, the other, and how."""
        return self.link_lists[activity.id]

    def find_links(self, activity):
        found = []
        for owner in (activity, *self.above(activity)):
            for link in owner.after:
                pred = self.names[link.predecessor]
                preds = [pred]
                if pred.type == "level_of_effort":
                    preds = []
                elif pred.type == "summary" and link.kind in ("FS", "FF"):
                    # Who waits for a summary's finish waits for all that is under it.
                    preds = self.under(pred)
                found += [(owner.id, each, link) for each in preds]
        return found

    def is_complete(self, activity) -> bool:
        if activity.type == "summary":
            return all(each.is_complete for each in self.under(activity))
        return activity.is_complete

    def binds(self, activity, pred, link) -> bool:
        """Whether a relationship holds an activity's early dates."""
        if activity.is_complete:
            return False
        if not activity.in_progress:
            return True
        if self.is_complete(pred):
            return link.kind != "FS"
        rule = self.project.defaults.progress
        if rule == "retained_logic":
            return True
        return rule == "progress_override" and link.kind in ("FF", "SF")

    # Clocks.

    def clock(self, activity) -> Clock:
        work = activity.duration
        if activity.in_progress and activity.remaining is not None:
            work = activity.remaining
        if work is not None and work.elapsed:
            return self.clocks["continuous"]
        return self.clocks[activity.calendar or self.project.calendar]

    def lag_clock(self, link, pred, activity) -> Clock:
        rule = link.lag_calendar or self.project.defaults.lag_calendar
        if link.lag.elapsed or rule == "elapsed":
            return self.clocks["continuous"]
        if rule == "project":
            return self.clocks[self.project.calendar]
        if rule == "predecessor":
            activity = pred
        return self.clocks[activity.calendar or self.project.calendar]

    def later(self, moment: int, lag: int, clock: Clock) -> int:
        """`lag` working minutes after `moment`, or before it."""
        if lag == 0:
            return moment
        work = clock.worked(moment) + lag
        return clock.finish(work) if lag > 0 else clock.start(work)

    def credit(self, pred) -> int:
        """Working minutes of work in progress before the data date."""
        clock = self.clocks[pred.calendar or self.project.calendar]
        until = self.data_date(pred)
        done = clock.worked(until) - clock.worked(self.minutes(pred.actual_start))
        if pred.suspend is not None:
            end = (
                until if pred.resume is None else min(until, self.minutes(pred.resume))
            )
            pause = clock.worked(end) - clock.worked(self.minutes(pred.suspend))
            done -= max(0, pause)
        return max(0, done)

    def reads(self, pred, kind: str, span) -> int:
        """The moment of a predecessor that a relationship counts from."""
        if kind in ("FS", "FF"):
            return span[1]
        factual = self.project.defaults.start_lag == "actual_start"
        if pred.in_progress and factual:
            return self.minutes(pred.actual_start)
        return span[0]

    def bound(self, activity, pred, link, lag: int, span) -> int:
        """The moment before which `link` lets nothing happen; `span` is `pred`'s."""
        moment = self.reads(pred, link.kind, span)
        factual = self.project.defaults.start_lag == "actual_start"
        if pred.in_progress and not factual and link.kind in ("SS", "SF") and lag > 0:
            lag = max(0, lag - self.credit(pred))
        return self.later(moment, lag, self.lag_clock(link, pred, activity))

    # Dates.

    def floor(self, activity) -> int:
        """The moment before which an activity may not start."""
        if activity.in_progress:
            moments = [activity.actual_start, activity.resume]
            given = [self.minutes(m) for m in moments if m is not None]
            return max(self.data_date(activity), *given)
        floor = self.begin(activity)
        elapsed = activity.duration is not None and activity.duration.elapsed
        if activity.type != "start_milestone" and not elapsed:
            # Nothing begins before the plan's first working moment.
            named = self.clocks[activity.calendar or self.project.calendar]
            floor = named.start(named.worked(floor))
        for each in (activity, *self.above(activity)):
            for moment in (each.start_on, each.start_no_earlier_than):
                if moment is not None:
                    floor = max(floor, self.minutes(moment))
        return floor

    def caps(self, activity):
        """Moments that an activity starts and finishes by, whatever its logic says."""
        starts, finishes = [], [activity.must_finish_on]
        if self.project.defaults.honor_constraints:
            finishes += [activity.finish_on, activity.finish_no_later_than]
            starts += [activity.start_on, activity.start_no_later_than]
        if activity.in_progress:
            starts = []
        return (
            [self.minutes(m) for m in starts if m is not None],
            [self.minutes(m) for m in finishes if m is not None],
        )

    def pinned(self, activity):
        """The moment at which an activity starts in any case, if there is one."""
        moment = activity.must_start_on or activity.manual_start
        if moment is None or activity.actual_start is not None:
            return None
        return self.minutes(moment)

    def span(self, activity, duration: int, starts, finishes):
        """Start and finish of one activity as moments, from bounds on both."""
        pinned, (first, last) = self.pinned(activity), self.caps(activity)
        if pinned is not None:
            starts, finishes = [pinned], []
        clock = self.clock(activity)
        begin = max(clock.worked(moment) for moment in starts)
        begin = min([begin, *(clock.worked(moment) for moment in first)])
        if activity.expected_finish is not None:
            until = clock.worked(self.minutes(activity.expected_finish))
            duration = max(0, until - begin)
        if activity.type == "milestone" or (duration == 0 and activity.type == "task"):
            moment = min([max(starts + finishes), *first, *last])
            if activity.type == "milestone":
                moment = self.moved_on(activity, moment)
            return moment, moment
        work = max([begin + duration, *(clock.worked(moment) for moment in finishes)])
        work = min([work, *(clock.worked(moment) + duration for moment in first)])
        work = min([work, *(clock.worked(moment) for moment in last)])
        if activity.type == "start_milestone":
            return clock.start(work), clock.start(work)
        return clock.start(work - duration), clock.finish(work)

    def moved_on(self, activity, moment: int) -> int:
        """Where a milestone is once it has been reached."""
        clock = self.clocks[activity.calendar or self.project.calendar]
        at_work = clock.finish(clock.worked(moment)) == moment
        if self.project.defaults.scheduler == "pmrisk" or at_work:
            return moment
        return clock.start(clock.worked(moment))

    def run(self, durations, lags, pushed=None):
        """Spans by id; `durations` and `lags` in minutes, `pushed` floors by id."""
        spans: dict[str, tuple[int, int]] = {}
        self.order = []
        waiting = [a for a in self.project.activities if not a.is_span]
        while waiting:
            activity = next(a for a in waiting if self.is_ready(a, spans))
            waiting.remove(activity)
            self.order.append(activity)
            spans[activity.id] = self.dates(activity, durations, lags, spans, pushed)
            for summary in self.above(activity):
                below = self.under(summary)
                if all(a.id in spans for a in below):
                    spans[summary.id] = self.whole(below, spans)
        self.delay(lags, spans)
        self.cover(lags, spans)
        return spans

    def is_ready(self, activity, spans) -> bool:
        if activity.is_complete:
            return True
        return all(pred.id in spans for _, pred, _ in self.links(activity))

    def whole(self, below, spans):
        """The span of a summary as relationships read it."""
        starts = [self.reads(a, "SS", spans[a.id]) for a in below]
        return min(starts), max(spans[a.id][1] for a in below)

    def shown(self, spans):
        """Early starts and finishes as a planner reads them, by id."""
        found = {name: tuple(map(self.date, span)) for name, span in spans.items()}
        for activity in self.project.activities:
            primavera = self.project.defaults.scheduler == "primavera"
            if activity.is_complete and primavera:
                # What is done is where the work that is left begins.
                found[activity.id] = (self.date(self.data_date(activity)),) * 2
        for summary in self.summaries:
            below = [found[a.id] for a in self.under(summary)]
            found[summary.id] = min(a for a, _ in below), max(b for _, b in below)
        return found

    def dates(self, activity, durations, lags, spans, pushed=None):
        """Start and finish of an activity whose predecessors have theirs."""
        if activity.is_complete:
            ends = activity.actual_start, activity.actual_finish
            return tuple(self.minutes(moment) for moment in ends)
        there = activity.id not in self.absent
        floor = self.floor(activity) if there else self.begin(activity)
        starts = [max(floor, (pushed or {}).get(activity.id, 0))]
        imposed = [activity.finish_on, activity.must_finish_on] if there else []
        for each in (activity, *self.above(activity)) if there else ():
            imposed.append(each.finish_no_earlier_than)
        finishes = [self.minutes(moment) for moment in imposed if moment is not None]
        for owner, pred, link in self.links(activity):
            if self.binds(activity, pred, link):
                side = starts if link.kind in ("FS", "SS") else finishes
                lag = lags[link.predecessor, owner, link.kind]
                side.append(self.bound(activity, pred, link, lag, spans[pred.id]))
        if not there:
            return max(starts + finishes), max(starts + finishes)
        return self.span(activity, durations[activity.id], starts, finishes)

    # As late as possible.

    def delay(self, lags, spans) -> None:
        """Move what is as late as possible, the last of all first."""
        ends = {a.id: self.end_for(a, spans) for a in self.order}
        for activity in reversed(self.order):
            if activity.as_late_as_possible and activity.actual_start is None:
                low, high = 0, max(ends[activity.id] - spans[activity.id][0], 0) + 1
                while high - low > 1:
                    middle = (low + high) // 2
                    moved = self.moved(activity, spans[activity.id], middle)
                    if self.leaves_room(activity, moved, ends, lags, spans):
                        low = middle
                    else:
                        high = middle
                spans[activity.id] = self.moved(activity, spans[activity.id], low)

    def keeps_moments(self, activity, span) -> bool:
        return activity.type == "milestone" or (
            span[0] == span[1] and activity.type == "task"
        )

    def moved(self, activity, span, minutes: int):
        """A span that begins some minutes later, in working time if it has any."""
        if activity.type == "milestone":
            return span[0] + minutes, span[1] + minutes
        clock = self.clock(activity)
        work = clock.worked(span[0]) + minutes
        if self.keeps_moments(activity, span):
            # Where work ends, not where it goes on, and never earlier than it was.
            moment = max(span[0], clock.finish(work))
            return moment, moment
        if activity.type == "start_milestone":
            return clock.start(work), clock.start(work)
        duration = clock.worked(span[1]) - clock.worked(span[0])
        return clock.start(work), clock.finish(work + duration)

    def leaves_room(self, activity, moved, ends, lags, spans) -> bool:
        """Whether no successor has to move, and neither has the end."""
        imposed = activity.finish_no_later_than
        if moved[1] > ends[activity.id]:
            return False
        if imposed is not None and moved[1] > self.minutes(imposed):
            return False
        for other in self.order:
            for owner, pred, link in self.links(other):
                if pred is activity and self.limits(other, pred, link):
                    lag = lags[link.predecessor, owner, link.kind]
                    moment = self.bound(other, pred, link, lag, moved)
                    side = spans[other.id][0 if link.kind in ("FS", "SS") else 1]
                    if not self.holds(other, moment, side, spans[other.id]):
                        return False
        return True

    def limits(self, activity, pred, link) -> bool:
        """Whether a relationship keeps its predecessor from being late."""
        rule = self.project.defaults.progress
        goes_on = activity.in_progress and rule == "actual_dates"
        return goes_on or self.binds(activity, pred, link)

    def holds(self, other, moment, side, span) -> bool:
        """Whether a bound asks for nothing that is not so already."""
        if self.keeps_moments(other, span):
            return moment <= side
        clock = self.clock(other)
        return clock.worked(moment) <= clock.worked(side)

    def end_for(self, activity, spans) -> int:
        """The finish that an activity without successors may last until."""
        if activity.subproject is not None:
            own = [a for a in self.order if a.subproject == activity.subproject]
            return self.latest(own, spans)
        if self.project.finish is not None and self.leads(activity):
            return spans[self.project.finish][1]
        return self.latest(self.order, spans)

    def leads(self, activity) -> bool:
        """Whether the project's finish waits for an activity."""
        ends = {self.project.finish}
        for other in reversed(self.order):
            if other.id in ends:
                links = self.links(other)
                ends |= {pred.id for _, pred, link in links
                         if self.binds(other, pred, link)}  # fmt: skip
        return activity.id in ends

    # Levels of effort.

    def cover(self, lags, spans) -> None:
        """The levels of effort, once everything else has its dates."""
        waiting = [a for a in self.project.activities if a.type == "level_of_effort"]
        while waiting:
            for effort in waiting:
                preds = {link.predecessor for link in effort.after}
                if preds.isdisjoint(a.id for a in waiting):
                    break
            waiting.remove(effort)
            spans[effort.id] = self.effort(effort, lags, spans)

    def effort(self, effort, lags, spans):
        """From the earliest start to the latest finish that it is linked to."""
        if effort.is_complete:
            ends = effort.actual_start, effort.actual_finish
            return tuple(self.minutes(moment) for moment in ends)
        starts, finishes = [], []
        for link in effort.after:
            pred = self.names[link.predecessor]
            lag = lags[pred.id, effort.id, link.kind]
            moment = self.reads(pred, link.kind, spans[pred.id])
            moment = self.later(moment, lag, self.lag_clock(link, pred, effort))
            (starts if link.kind in ("FS", "SS") else finishes).append(moment)
        for other in self.project.activities:
            for link in other.after:
                if link.predecessor == effort.id and other.type != "level_of_effort":
                    lag = lags[effort.id, other.id, link.kind]
                    reads = {"S": "SS", "F": "FF"}[link.kind[1]]
                    moment = self.reads(other, reads, spans[other.id])
                    clock = self.lag_clock(link, effort, other)
                    moment = self.later(moment, -lag, clock)
                    side = starts if link.kind in ("SS", "SF") else finishes
                    side.append(moment)
        start = max(min(starts, default=0), self.data_date(effort))
        return start, max([start, *finishes])

    def finish(self, spans) -> int:
        """The project's finish: that of one activity, or the latest."""
        if self.project.finish is not None:
            return spans[self.project.finish][1]
        work = [a for a in self.project.activities if not a.is_span]
        return self.latest(work, spans)

    def latest(self, work, spans) -> int:
        """The latest finish of what is still to do; of all, if nothing is."""
        open_ = [
            a for a in work
            if a.id not in self.absent
            and (not a.is_complete or spans[a.id][1] > self.data_date(a))
        ]  # fmt: skip
        if all(a.is_complete for a in self.project.activities if not a.is_span):
            open_ = work
        return max((spans[a.id][1] for a in open_), default=0)

    def critical(self, durations, lags):
        """Ids on a driving path, walked back from what finishes last."""
        spans = self.run(durations, lags)
        last = self.finish(spans)
        ends = [
            name for name, (_, finish) in spans.items()
            if finish == last and name not in self.absent
        ]  # fmt: skip
        if self.project.finish is not None:
            ends = [self.project.finish]
        found = set()
        while ends:
            name = ends.pop()
            if name in found:
                continue
            found.add(name)
            activity = self.names[name]
            for link in activity.after:
                lag = lags[link.predecessor, name, link.kind]
                pred = self.names[link.predecessor]
                moment = self.bound(activity, pred, link, lag, spans[pred.id])
                if self.drives(activity, link, moment, spans[name]):
                    ends.append(link.predecessor)
        return found - self.absent

    def drives(self, activity, link, moment, span) -> bool:
        """Whether `moment` is where the activity starts or finishes."""
        side = span[0] if link.kind in ("FS", "SS") else span[1]
        if activity.type == "milestone" or activity.id in self.absent:
            return moment == side
        clock = self.clock(activity)
        return clock.worked(moment) == clock.worked(side)

    def total_float(self, name, durations, lags) -> int:
        """Working minutes that `name` can be pushed before the project moves."""
        spans = self.run(durations, lags)
        last = self.finish(spans)
        activity = self.names[name]
        clock = self.clocks["continuous"]
        if activity.type != "milestone":
            clock = self.clock(activity)
        work = clock.worked(spans[name][0])
        low, high = 0, clock.worked(last) - work + 1
        while high - low > 1:
            middle = (low + high) // 2
            pushed = {name: clock.start(work + middle)}
            if self.finish(self.run(durations, lags, pushed)) <= last:
                low = middle
            else:
                high = middle
        return low


def midnight_before(project, days: int = 7) -> datetime:
    """The origin that the engine's timeline uses."""
    first = min(project.start, project.data_date).date() - timedelta(days=days)
    return datetime.combine(first, time())
