"""What gates send back: each failure as activities of its own, that may not exist.

A gate G that can fail twice has two attempts before itself. In an iteration with k
failures the first k exist, each with its rework behind it; G is the attempt that
passes, so that whatever waits for G, promises it or asks for its date needs no more.

    before G -> attempt 1 -> rework 1 -> attempt 2 -> rework 2 -> G

Rework keeps the relationships that its activities have among each other and to the
gate. Where those lead over work that is not repeated, that takes no time: what is left
is which end of the one waits for which end of the other, without a lag. Nothing but the
gate waits for rework.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pmrisk.model.activity import KINDS, Activity, Cost, Kind
from pmrisk.model.estimate import Estimate
from pmrisk.network.spans import Spans
from pmrisk.network.ties import Reference, Tie, logic

_NO_LAG = Estimate.fixed(0)


class Repeat(NamedTuple):
    """An activity done again, by the ids of what it repeats and of the gate."""

    activity: Activity
    of: str
    gate: str
    cycle: int

    @property
    def is_attempt(self) -> bool:
        """Whether it is the gate itself, failing, not its rework."""
        return self.of == self.gate


@dataclass(frozen=True)
class Repeats:
    """Everything that gates may have done again, by the id of each copy."""

    found: Mapping[str, Repeat] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()

    def copies(self) -> dict[str, list[Repeat]]:
        """What may be done again of each activity, by its id."""
        found: dict[str, list[Repeat]] = {}
        for each in self.found.values():
            found.setdefault(each.of, []).append(each)
        return found

    def first_attempt(self, gate: str) -> str | None:
        """The id of the first attempt of a gate that may fail; None of all else."""
        attempts = (n for n, each in self.found.items() if each.of == gate == each.gate)
        return next(attempts, None)

    def waits(self, before: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """What has to be known before a gate is, is before its attempts too."""
        copies = self.copies()
        for name, other in before:
            yield name, other
            for each in copies.get(name, ()):
                yield each.activity.id, other

    def referred(
        self,
        covered: Mapping[str, Sequence[Reference]],
        before: Mapping[str, Sequence[str]],
    ) -> dict[str, tuple[Reference, ...]]:
        """`covered`, with what is done again of what a span covers.

        `before` are the predecessors: a span that leads to a gate, whose start it
        waits for, cannot wait for what that sends back.
        """
        copies = self.copies()
        ahead = {
            gate: _ahead(gate, before)
            for gate in {each.gate for each in self.found.values()}
        }
        return {
            span: (
                *own,
                *(
                    each._replace(source=copy.activity.id)
                    for each in own
                    for copy in copies.get(each.source, ())
                    if span not in ahead[copy.gate]
                ),
            )
            for span, own in covered.items()
        }


def _ahead(id: str, before: Mapping[str, Sequence[str]]) -> set[str]:
    """All that leads to an activity."""
    seen, queue = {id}, [id]
    while queue:
        for name in before[queue.pop()]:
            if name not in seen:
                seen.add(name)
                queue.append(name)
    return seen


def repeats(spans: Spans, bound: Sequence[Tie]) -> Repeats:
    """What the gates of a project may have done again; `bound` are its ties."""
    gates = sorted((a for a in spans.scheduled if a.may_fail), key=lambda a: a.id)
    if not gates:
        return Repeats()
    after: dict[str, list[Tie]] = {}
    for tie in logic(spans):
        after.setdefault(tie.pred, []).append(tie)
    found: dict[str, Repeat] = {}
    ties: list[Tie] = []
    for gate in gates:
        into = [tie for tie in bound if tie.succ == gate.id]
        made = _Rounds(spans, gate, into, after)
        found |= {each.activity.id: each for each in made.activities()}
        ties += made.ties()
    return Repeats(found, tuple(ties))


class _Rounds:
    """The failures of one gate; `into` are its own ties, `after` those of each id."""

    def __init__(
        self,
        spans: Spans,
        gate: Activity,
        into: Sequence[Tie],
        after: Mapping[str, Sequence[Tie]],
    ) -> None:
        assert gate.quality is not None
        self.spans, self.gate, self.into, self.after = spans, gate, into, after
        self.rework = sorted(gate.quality.rework)
        self.cycles = range(1, gate.quality.cycles + 1)

    def name(self, of: str, cycle: int) -> str:
        """The id of a copy: it holds a space, so that it is nobody else's."""
        return f"{of} {self.gate.id}.{cycle}"

    def attempt(self, cycle: int) -> str:
        """The id of an attempt; behind the last failure, of the gate itself."""
        if cycle not in self.cycles:
            return self.gate.id
        return self.name(self.gate.id, cycle)

    def activities(self) -> Iterator[Repeat]:
        """Every attempt that fails, and its rework."""
        for cycle in self.cycles:
            for of in (self.gate.id, *self.rework):
                made = _again(self.spans.by_id[of], self.name(of, cycle))
                if of == self.gate.id:
                    made = _held(made, self.gate)
                yield Repeat(made, of, self.gate.id, cycle)

    def ties(self) -> Iterator[Tie]:
        """The first attempt waits as the gate does; the others for what is before."""
        first = self.attempt(1)
        for tie in self.into:
            yield tie._replace(succ=first)
        own = self._own_logic()
        for cycle in self.cycles:
            here, following = self.attempt(cycle), self.attempt(cycle + 1)
            for of in self.rework:
                yield _follows(here, self.name(of, cycle))
            yield _follows(here, following)
            if following != self.gate.id:
                yield _follows(here, self.gate.id)
            for tie in own:
                before = self.name(tie.pred, cycle)
                if tie.succ != self.gate.id:
                    yield tie._replace(pred=before, succ=self.name(tie.succ, cycle))
                    continue
                for succ in dict.fromkeys((following, self.gate.id)):
                    yield tie._replace(pred=before, succ=succ)

    def _own_logic(self) -> list[Tie]:
        """How the rework waits for each other, and the gate for it."""
        repeated = {*self.rework, self.gate.id}
        found = [tie for of in self.rework for tie in self._from(of, repeated)]
        leading = {tie.pred for tie in found}
        # What leads on only through the start of a summary is waited for as well.
        found += [_follows(of, self.gate.id) for of in self.rework if of not in leading]
        return list(dict.fromkeys(found))

    def _from(self, of: str, repeated: set[str]) -> Iterator[Tie]:
        """Ties from one activity to the next that is repeated, over what is not."""
        seen: set[tuple[str, str]] = set()
        queue: list[tuple[str, str]] = []
        for tie in self.after.get(of, ()):
            if tie.succ in repeated:
                yield tie
            else:
                queue.append((tie.succ, tie.kind[0]))
        while queue:
            name, side = node = queue.pop()
            if node in seen:
                continue
            seen.add(node)
            for tie in self.after.get(name, ()):
                if tie.succ not in repeated:
                    queue.append((tie.succ, side))
                elif tie.succ != of:
                    yield _follows(of, tie.succ, _kind(side, tie))


def _kind(side: str, tie: Tie) -> Kind:
    """From one end of a predecessor to the end that a relationship bounds."""
    return KINDS[KINDS.index(side + tie.kind[1])]


def _follows(pred: str, succ: str, kind: Kind = "FS") -> Tie:
    return Tie(pred, succ, kind, _NO_LAG, None, f"{pred}>{succ}.{kind}.lag")


def _again(activity: Activity, id: str) -> Activity:
    """An activity done again: its time, and the money that runs with it."""
    cost = Cost(per_day=activity.cost.per_day, escalation=activity.cost.escalation)
    crew = tuple(each for each in activity.resources if each.units is not None)
    kept = ("name", "wbs", "type", "calendar", "float_calendar", "duration",
            "backlog", "subproject", "category", "owner", "codes")  # fmt: skip
    parts = {name: getattr(activity, name) for name in kept}
    return Activity.made(id=id, cost=cost, resources=crew, **parts)


def _held(attempt: Activity, gate: Activity) -> Activity:
    """An attempt that starts no earlier than its gate may."""
    lower = (
        gate.start_on, gate.start_no_earlier_than, gate.must_start_on,
        gate.manual_start, gate.resume,
    )  # fmt: skip
    known = [moment for moment in lower if moment is not None]
    finishes = (gate.finish_on, gate.finish_no_earlier_than, gate.must_finish_on)
    ends = [moment for moment in finishes if moment is not None]
    held = {
        "start_no_earlier_than": max(known, default=None),
        "finish_no_earlier_than": max(ends, default=None),
        "start_deadline": gate.start_deadline,
    }
    return attempt.model_copy(update=held)
