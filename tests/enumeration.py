"""Small discrete scenarios worked out exactly, outcome by outcome, in rationals.

Everything that may happen is listed with its probability, every combination is played
by the definitions alone, and the probabilities are added up as fractions. It knows the
continuous calendar only, where a day is 1,440 minutes and lags are elapsed.
"""

import itertools
import math
from collections import defaultdict
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.responses import effective
from pmrisk.model.selectors import Selector

DAY = 1440


class Outcome(NamedTuple):
    """One way in which a project may go."""

    finish: Fraction  # days after the start
    cost: Fraction
    critical: frozenset


def exact(value) -> Fraction:
    return Fraction(str(value))


def outcomes(project, off=()) -> dict[Outcome, Fraction]:
    """Every outcome with its probability; sources that are `off` are as planned."""
    sources = Sources(project, off).found
    total = defaultdict(Fraction)
    for combination in itertools.product(*sources.values()):
        chance = math.prod((p for _, p in combination), start=Fraction(1))
        if chance:
            drawn = dict(zip(sources, (value for value, _ in combination), strict=True))
            total[Play(project, drawn).outcome] += chance
    assert sum(total.values()) == 1
    return dict(total)


class Again(NamedTuple):
    """What a gate has done again after a failure: itself, or some of its rework."""

    id: str
    gate: str
    cycle: int


class Sources:
    """All that is drawn: a list of values with their probabilities, by name."""

    def __init__(self, project, off=()) -> None:
        self.found: dict[str, list] = {}
        self.off = off
        for a in project.activities:
            cost = a.cost
            self.add(f"{a.id}.duration", work(a), a.id)
            self.add(f"{a.id}.fixed", cost.fixed, f"{a.id}.cost")
            self.add(f"{a.id}.per_day", cost.per_day, f"{a.id}.per_day")
            if not a.actual_start:
                own = f"{a.id}.exists"
                self.chance(own, a.exists, own, a.exists >= 0.5)
            if a.quality and not a.is_complete:
                gate = f"{a.id}.quality"
                for k in range(1, a.quality.cycles + 1):
                    passes = a.quality.first_pass
                    self.chance(f"{a.id}.passes.{k}", passes, gate, True)
                    self.add(f"{a.id}.effort.{k}", a.quality.effort, gate)
        for risk in map(effective, project.risks):
            p = {"occurred": 1, "closed": 0}.get(risk.status, risk.probability)
            self.chance(risk.id, p, risk.id, risk.status == "occurred")
            for k, impact in enumerate(risk.impacts):
                own = [a.id for a in on(project, impact)]
                for each in own if impact.each == "separately" else [""]:
                    for name in ("delay", "factor", "cost"):
                        drawn = f"{risk.id}.{k}.{name}.{each}"
                        self.add(drawn, getattr(impact, name), risk.id)
            if risk.response:
                self.add(f"{risk.id}.response", risk.response.cost, risk.id)
        for driver in project.drivers:
            self.chance(driver.id, driver.probability, driver.id, False)
            self.add(f"{driver.id}.factor", driver.factor, driver.id)
        for k, branch in enumerate(project.branches):
            if not any(isinstance(p, str) for p in branch.choose.values()):
                chosen = [(name, exact(p)) for name, p in sorted(branch.choose.items())]
                if f"branch>{branch.after}" in off:
                    chosen = [(max(chosen, key=lambda each: each[1])[0], Fraction(1))]
                self.found[f"branch.{k}"] = chosen

    def chance(self, name, p, of, planned) -> None:
        p = Fraction(planned) if of in self.off else exact(p)
        self.found[name] = [(v, q) for v, q in ((True, p), (False, 1 - p)) if q]

    def add(self, name, estimate, of) -> None:
        if estimate is None:
            return
        values = [exact(amount.value) for amount in estimate.amounts]
        chances = [exact(p) for p in estimate.numbers] or [Fraction(1)]
        assert estimate.shape in ("fixed", "discrete")
        self.found[name] = list(zip(values, chances, strict=True))
        if of in self.off:
            self.found[name] = [(self.planned(estimate, self.found[name]), Fraction(1))]

    def planned(self, estimate, drawn):
        """What the plan takes: what it is told to, else the likeliest."""
        if estimate.plan is not None:
            return exact(estimate.plan.value)
        return max(drawn, key=lambda each: each[1])[0]


def work(activity):
    if activity.is_complete:
        return None
    return activity.remaining or activity.duration


def on(project, impact):
    """The activities that something is on, without what is done."""
    chosen = {a.id for s in impact.on for a in Selector.of(s).activities(project)}
    return [a for a in project.activities if a.id in chosen and not a.is_complete]


def rounded(minutes: Fraction) -> int:
    return math.floor(minutes + Fraction(1, 2))


class Play:
    """One iteration by the definitions, everything found when it is asked for."""

    def __init__(self, project, drawn, judged=None) -> None:
        self.project, self.drawn, self.judged = project, drawn, judged
        self.by_id = {a.id: a for a in project.activities}
        self.risks = {r.id: effective(r) for r in project.risks}
        self.known: dict = {}

    def once(self, key, find):
        if key not in self.known:
            self.known[key] = find()
        return self.known[key]

    def minute(self, moment) -> int:
        return round((moment - self.project.start).total_seconds() / 60)

    # What happens.

    def happens(self, id: str) -> bool:
        risk = self.risks[id]
        if risk.status == "occurred" or not self.drawn[id]:
            return self.drawn[id]
        needed = all(self.happens(name) for name in risk.requires)
        return needed and not any(self.happens(name) for name in risk.excludes)

    def hits(self, risk, activity) -> bool:
        """Whether a risk happens while an activity works in its window."""
        if not self.happens(risk.id):
            return False
        if risk.window is None:
            return True
        if self.judged is None:
            return False
        start, finish = self.judged.span(activity.id)
        begin, end = self.minute(risk.window.start), self.minute(risk.window.finish)
        return finish > begin and start < end

    def impacts(self, activity, name: str):
        """What occurring risks draw for an activity, with what it applies to."""
        for risk in self.risks.values():
            for k, impact in enumerate(risk.impacts):
                if getattr(impact, name) is None:
                    continue
                if activity in on(self.project, impact) and self.hits(risk, activity):
                    each = activity.id if impact.each == "separately" else ""
                    drawn = self.drawn[f"{risk.id}.{k}.{name}.{each}"]
                    yield drawn, impact.applies_to

    def factor(self, activity, of: str) -> Fraction:
        product = Fraction(1)
        for value, applies in self.impacts(activity, "factor"):
            product *= value if applies in (of, "both") else 1
        for driver in self.project.drivers:
            acts = driver.applies_to in (of, "both") and self.drawn[driver.id]
            if acts and activity in on(self.project, driver):
                product *= self.drawn[f"{driver.id}.factor"]
        return product

    # What exists.

    def exists(self, id: str) -> bool:
        begun = self.by_id[id].actual_start
        return bool(begun) or (self.reached(id) and self.drawn[f"{id}.exists"])

    def reached(self, id: str) -> bool:
        """Whether it is reachable through something that was chosen."""
        return self.once(("reached", id), lambda: self._reached(id))

    def _reached(self, id: str) -> bool:
        for k, branch in enumerate(self.project.branches):
            if id in branch.choose:
                return self.chosen(k, branch) == id and self.reached(branch.after)
        preds = [link.predecessor for link in self.by_id[id].after]
        return not preds or any(self.reached(name) for name in preds)

    def chosen(self, k, branch):
        if f"branch.{k}" in self.drawn:
            return self.drawn[f"branch.{k}"]
        for name, text in branch.choose.items():
            if text != OTHERWISE and self.holds(Condition.of(text)):
                return name
        return next((n for n, t in branch.choose.items() if t == OTHERWISE), None)

    def holds(self, condition) -> bool:
        start, finish = self.span(condition.activity)
        at = start if condition.event == "start" else finish
        limit = self.minute(condition.moment)
        return at <= limit if condition.by else at >= limit

    # Dates.

    def duration(self, id) -> int:
        if isinstance(id, Again):
            return self.repeated(id)
        activity = self.by_id[id]
        if not self.exists(id) or activity.is_milestone:
            return 0
        left = Fraction(1)
        if activity.in_progress and activity.remaining is None:
            left = 1 - exact(activity.percent_complete) / 100
        minutes = rounded(self.drawn[f"{id}.duration"] * left * DAY)
        minutes = rounded(minutes * self.factor(activity, "duration"))
        delays = [rounded(d * DAY) for d, _ in self.impacts(activity, "delay")]
        if activity.combine == "parallel":
            delays = [max([0, *delays]), min([0, *delays])]
        return max(0, minutes + sum(delays))

    def links(self, id: str):
        """What it waits for: what was not chosen binds nothing that exists."""
        activity = self.by_id[id]
        said = {link.predecessor for link in activity.after}
        found = [(link.predecessor, link.kind, link.lag) for link in activity.after]
        for branch in self.project.branches:
            if id in branch.choose and branch.after not in said:
                found.append((branch.after, "FS", None))
        for pred, kind, lag in found:
            if self.reached(pred) or not self.reached(id):
                amount = 0 if lag is None else lag.amounts[0].value
                yield pred, kind, rounded(exact(amount) * DAY)

    def bounds(self, id):
        """Bounds on start and on finish, by predecessor."""
        failed = self.failures(id)
        if isinstance(id, Again) and (id.id != id.gate or id.cycle > 1):
            yield from self.bounds_again(id)
            return
        if failed:
            # What passes is one attempt more.
            yield from self.bounds_again(Again(id, id, failed + 1))
            return
        id = id.id if isinstance(id, Again) else id
        for pred, kind, lag in self.links(id):
            start, finish = self.span(pred)
            yield pred, kind[1], (finish if kind[0] == "F" else start) + lag

    def span(self, id):
        return self.once(("span", id), lambda: self._span(id))

    def _span(self, id):
        if isinstance(id, Again) and id.id != id.gate:
            return self.dated(id, self.minute(self.project.data_date))
        activity = self.by_id[id.id if isinstance(id, Again) else id]
        if activity.is_complete:
            return self.minute(activity.actual_start), self.minute(
                activity.actual_finish
            )
        floor = self.minute(self.project.data_date)
        held = activity.start_no_earlier_than and not activity.actual_start
        if held and self.exists(activity.id):
            # What does not exist waits for no date.
            floor = max(floor, self.minute(activity.start_no_earlier_than))
        return self.dated(id, floor)

    def dated(self, id, floor: int):
        bounds = list(self.bounds(id))
        duration = self.duration(id)
        start = max([floor, *(at for _, side, at in bounds if side == "S")])
        finish = max([start + duration, *(at for _, side, at in bounds if side == "F")])
        return finish - duration, finish

    # What gates send back.

    def failures(self, id) -> int:
        """How often a gate fails before it passes."""
        gate = None if isinstance(id, Again) else self.by_id[id].quality
        if gate is None or self.by_id[id].is_complete or not self.exists(id):
            return 0
        passes = (self.drawn[f"{id}.passes.{k + 1}"] for k in range(gate.cycles))
        return next((k for k, passed in enumerate(passes) if passed), gate.cycles)

    def again(self):
        """Everything that is done again, failed attempts of gates as well."""
        for gate in self.project.activities:
            for k in range(1, self.failures(gate.id) + 1):
                for name in (gate.id, *gate.quality.rework):
                    if self.exists(name):
                        yield Again(name, gate.id, k)

    def repeated(self, it) -> int:
        """A share of what it took; of its plan, where it has begun."""
        if not self.exists(it.id):
            return 0
        activity = self.by_id[it.id]
        if activity.actual_start:
            minutes = rounded(exact(activity.duration.amounts[0].value) * DAY)
        else:
            minutes = self.duration(it.id)
        if it.id == it.gate:
            return minutes
        return rounded(minutes * self.drawn[f"{it.gate}.effort.{it.cycle}"])

    def bounds_again(self, it):
        """What a repeat waits for: a failure, and its own kind."""
        own = {*self.by_id[it.gate].quality.rework, it.gate}
        failed = it.cycle - 1 if it.id == it.gate else it.cycle
        attempt = Again(it.gate, it.gate, failed)
        yield attempt, "S", self.span(attempt)[1]
        for name in own - {it.gate}:
            if not self.reached(name):
                continue
            for kind, lag in set(self.ways(name, it.id, own)):
                before = Again(name, it.gate, failed)
                start, finish = self.span(before)
                yield before, kind[1], (finish if kind[0] == "F" else start) + lag

    def ways(self, pred: str, succ: str, own):
        """Kinds of relationships between two, over what is not repeated without lag."""
        for name, kind, lag in self.links(succ):
            if name == pred:
                yield kind, lag
            elif name not in own:
                for before, _ in self.ways(pred, name, own):
                    yield before[0] + kind[1], 0

    # Outcomes.

    @cached_property
    def outcome(self) -> Outcome:
        windows = any(risk.window for risk in self.risks.values())
        if windows and self.judged is None:
            return Play(self.project, self.drawn, self).outcome
        there = [a.id for a in self.project.activities if self.exists(a.id)]
        finish = max(self.span(id)[1] for id in there)
        critical = set()
        for id in there:
            if self.span(id)[1] == finish:
                self.walk(id, critical)
        driving = {id.id if isinstance(id, Again) else id for id in critical}
        return Outcome(
            Fraction(finish, DAY), self.cost, frozenset(driving & set(there))
        )

    def walk(self, id, found) -> None:
        """Everything that drives an activity, back to the beginning."""
        if id in found:
            return
        found.add(id)
        start, finish = self.span(id)
        for pred, side, at in self.bounds(id):
            if at == (start if side == "S" else finish):
                self.walk(pred, found)

    @property
    def cost(self) -> Fraction:
        total = sum((self.own_cost(a) for a in self.project.activities), Fraction(0))
        total += sum((self.cost_again(it) for it in self.again()), Fraction(0))
        for risk in self.risks.values():
            if risk.response and risk.response.status == "adopted":
                total += self.drawn.get(f"{risk.id}.response", 0)
            for k, impact in enumerate(risk.impacts):
                total += self.charges(risk, k, impact)
        return total

    def charges(self, risk, k, impact) -> Fraction:
        if impact.cost is None or risk.status == "closed":
            return Fraction(0)
        struck = [
            a.id for a in on(self.project, impact)
            if self.exists(a.id) and self.hits(risk, a)
        ]  # fmt: skip
        each = struck if impact.each == "separately" else [""] * bool(struck)
        return sum((self.drawn[f"{risk.id}.{k}.cost.{e}"] for e in each), Fraction(0))

    def own_cost(self, a) -> Fraction:
        spent = exact(a.actual_cost)
        if not self.exists(a.id) or a.is_complete:
            return spent
        left = 1 - exact(a.percent_complete) / 100
        fixed = self.drawn.get(f"{a.id}.fixed", 0) * left
        days = Fraction(self.duration(a.id), DAY)
        daily = self.drawn.get(f"{a.id}.per_day", 0) * days
        return spent + (fixed + daily) * self.factor(a, "cost")

    def cost_again(self, it) -> Fraction:
        days = Fraction(self.duration(it), DAY)
        daily = self.drawn.get(f"{it.id}.per_day", 0) * days
        return daily * self.factor(self.by_id[it.id], "cost")
