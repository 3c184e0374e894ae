"""Quality gates: what a gate sends back is work before it, and there is some."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.estimate import Estimate
from pmrisk.model.quality import MOST_CYCLES, Quality
from pmrisk.model.rules.found import Found, Spot, spot_of
from pmrisk.model.rules.quantities import amounts_of, beyond, wrong_money
from pmrisk.model.rules.spans import NAMES
from pmrisk.model.rules.waiting import Network, Node, named, waiting
from pmrisk.model.text import escaped, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: A plan whose gates may repeat more activities than this in all is refused.
MOST_REPEATS = 100_000


def gates(project: "Project") -> Iterator[Found]:
    """A gate has a probability, and repeats work that leads to it."""
    found = [(k, a) for k, a in enumerate(project.activities) if a.quality is not None]
    if not found:
        return
    by_id = {activity.id: activity for activity in project.activities}
    before, repeats = waiting(project), 0
    for k, activity in found:
        gate = activity.quality
        assert gate is not None
        spot = spot_of(k, activity).inside("quality")
        yield from _sound(spot, activity, gate)
        ahead = _ahead(activity.id, before)
        for n, name in enumerate(gate.rework):
            here = spot.inside("rework", n)
            yield from _rework(here, name, activity, gate, by_id, ahead)
        repeats += gate.cycles * (1 + len(gate.rework))
        if repeats > MOST_REPEATS:
            yield spot.inside("cycles").found(
                "gate",
                f"with this one, gates repeat more than {MOST_REPEATS:,} activities. "
                "Name less rework, or fewer cycles",
            )
            return


def _sound(spot: Spot, activity: Activity, gate: Quality) -> Iterator[Found]:
    """What a gate says of itself."""
    if activity.is_span:
        yield spot.found(
            "gate",
            f"{NAMES[activity.type]} only spans the work of others. Give this to a "
            "task or a milestone behind them",
        )
    elif activity.expected_finish is not None and not activity.is_complete:
        yield spot.found(
            "gate",
            "its duration is what lasts until its expected finish, so that it cannot "
            "be repeated. Remove one of the two",
        )
    elif activity.is_milestone and not gate.rework:
        yield spot.found(
            "gate",
            "a milestone that sends no work back repeats nothing. Name the rework, "
            "such as rework: [A120]",
        )
    if not 0 <= gate.first_pass <= 1:
        yield spot.inside("first_pass").found(
            "probability", f"must lie between 0 and 1, got {gate.first_pass:g}"
        )
    if not 1 <= gate.cycles <= MOST_CYCLES:
        yield spot.inside("cycles").found(
            "gate", f"must be 1 to {MOST_CYCLES}, got {gate.cycles:g}"
        )
    if wrong := _wrong_effort(gate.effort):
        yield spot.inside("effort").found("estimate", wrong)


def _wrong_effort(effort: Estimate) -> str | None:
    """What is wrong with a share of the work, or None."""
    below = [given for given in amounts_of(effort) if given.value < 0]
    if below:
        return f"must not be negative, got {below[0]}. Write 0.3 for 30 % of the work"
    return wrong_money(effort) or beyond(effort)


def _rework(
    spot: Spot,
    name: str,
    activity: Activity,
    gate: Quality,
    by_id: dict[str, Activity],
    ahead: set[str],
) -> Iterator[Found]:
    """What is sent back is work that leads to the gate, named once."""
    other, n = by_id.get(name), spot.path[-1]
    if other is None:
        hint = suggestion(name, by_id) or " Add it or remove it."
        yield spot.found(
            "unknown-activity", f"{quoted(name)} is not an activity.{hint}"
        )
    elif name == activity.id:
        yield spot.found(
            "gate", "the gate is repeated in any case. Name the work before it"
        )
    elif gate.rework.index(name) != n:
        yield spot.found("gate", f"{quoted(name)} is named twice. Keep one")
    elif other.is_span:
        yield spot.found(
            "gate",
            f"{quoted(name)} is {NAMES[other.type]}. Name the activities that it spans",
        )
    elif name not in ahead:
        yield spot.found(
            "gate",
            f"{escaped(name)} does not lead to {escaped(activity.id)}, so that the "
            "gate cannot send it back. Name work before it, or add the relationship",
        )


def _ahead(id: str, before: Network) -> set[str]:
    """The ids of all that leads to an activity."""
    seen: set[Node] = set()
    queue: list[Node] = [id]
    while queue:
        for node in before.get(queue.pop(), ()):
            if node not in seen:
                seen.add(node)
                queue.append(node)
    return {*named(seen)}
