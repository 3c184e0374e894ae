"""Levelling from its definition: who may go on, the first of them, when it fits.

On top of `reference.Scheduler`, so in moments and in plain Python. Every activity is
tried at the moment that its logic leaves it, and then whenever something is done.
"""

import numpy as np

from reference import Scheduler


class Leveller(Scheduler):
    """Schedules with limited resources, by a `key` of each activity's id."""

    def __init__(self, project, origin) -> None:
        super().__init__(project, origin)
        self.meetings: dict[tuple, bool] = {}

    def level(self, durations, lags, key):
        """Levelled spans by id; who frees what each waited for is in `self.freers`."""
        free = self.run(durations, lags)
        self.taken, self.freers = [], {}
        work = [a for a in self.project.activities if not a.is_span]
        self.held = {a.id for a in work if self.is_settled(a)}
        for activity in work:
            if activity.id in self.held and durations[activity.id] > 0:
                self.take(activity, free[activity.id])
        spans = {}
        while work:
            ready = [a for a in work if self.may_go_on(a, spans)]
            activity = min(ready, key=lambda a: (a.actual_start is None, key(a.id)))
            work.remove(activity)
            spans[activity.id] = self.place(activity, durations, lags, spans)
            for summary in self.above(activity):
                below = self.under(summary)
                if all(a.id in spans for a in below):
                    spans[summary.id] = self.whole(below, spans)
        self.cover(lags, spans)
        return spans

    def may_go_on(self, activity, spans) -> bool:
        return all(
            pred.id in spans
            for _, pred, link in self.links(activity)
            if self.binds(activity, pred, link)
        )

    def is_settled(self, activity) -> bool:
        """Whether its dates are imposed, or it is under way and waits for nothing."""
        if activity.is_complete:
            return True
        if self.pinned(activity) is not None or activity.must_finish_on is not None:
            return True
        if not activity.in_progress:
            return False
        return all(
            not pred.is_span and self.is_settled(pred)
            for _, pred, link in self.links(activity)
            if self.binds(activity, pred, link)
        )

    def place(self, activity, durations, lags, spans):
        at = self.dates(activity, durations, lags, spans)
        if activity.id in self.held or not self.needs(activity, durations):
            return at
        moments = sorted({finish for _, _, finish in self.taken})
        for moment in moments:
            if self.fits(activity, at):
                break
            at = self.dates(activity, durations, lags, spans, {activity.id: moment})
        assert self.fits(activity, at)
        if at != self.dates(activity, durations, lags, spans):
            self.freers[activity.id] = self.freed_by(activity, at)
        self.take(activity, at)
        return at

    def freed_by(self, activity, span):
        """Those before it that share a resource with it, and end when it begins."""
        clock, durations = self.clock(activity), dict.fromkeys(self.names, 1)
        own = self.needs(activity, durations).keys()
        return [
            other.id
            for other, _, finish in self.taken
            if self.meet(activity, other)
            and own & self.needs(other, durations).keys()
            and clock.worked(finish) == clock.worked(span[0])
        ]

    def driving(self, durations, lags, key):
        """Ids on a path to what finishes last, by logic or by what is freed."""
        spans = self.level(durations, lags, key)
        ends = [a for a in spans if spans[a][1] == self.finish(spans)]
        if self.project.finish is not None:
            ends = [self.project.finish]
        found = set()
        while ends:
            name = ends.pop()
            if name in found:
                continue
            found.add(name)
            activity = self.names[name]
            ends += self.freers.get(name, [])
            for _, pred, link in self.links(activity):
                lag = lags[link.predecessor, name, link.kind]
                moment = self.bound(activity, pred, link, lag, spans[pred.id])
                if self.drives(activity, link, moment, spans[name]):
                    ends.append(pred.id)
        return found

    def needs(self, activity, durations):
        """Units of limited resources by name."""
        found: dict[str, float] = {}
        if activity.type == "task" and durations[activity.id] > 0:
            for each in activity.resources:
                limited = self.project.resources[each.resource].available is not None
                if limited and each.units is not None:
                    found[each.resource] = found.get(each.resource, 0) + each.units
        return found

    def take(self, activity, span) -> None:
        if not activity.is_complete:
            self.taken.append((activity, *span))

    def fits(self, activity, span) -> bool:
        """Whether there is room whenever it works.

        It shares with those whose calendars never work at the same time; all others
        hold their units from start to finish.
        """
        start, finish = span
        clock = self.clock(activity)
        rivals = [each for each in self.taken if self.meet(activity, each[0])]
        # The first minute that it works in since anybody has begun.
        begun = {start, *(s for _, s, _ in rivals if s > start)}
        minutes = {clock.start(clock.worked(moment)) for moment in begun}
        events = {moment for moment in minutes if moment < finish}
        durations = dict.fromkeys(self.names, 1)
        for name, units in self.needs(activity, durations).items():
            for moment in events:
                used = sum(
                    self.needs(a, durations).get(name, 0)
                    for a, s, f in rivals if s <= moment < f
                )  # fmt: skip
                if used + units > self.project.resources[name].available:
                    return False
        return True

    def meet(self, one, other) -> bool:
        """Whether two activities ever work in the same minute."""
        pair = self.clock(one), self.clock(other)
        if pair not in self.meetings:
            flags = [np.diff(clock.before) for clock in pair]
            self.meetings[pair] = bool(np.any(flags[0] & flags[1]))
        return self.meetings[pair]
