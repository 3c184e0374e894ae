"""Branches and activities that may not exist: something is always left to decide."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pmrisk.errors import EstimateError
from pmrisk.model.activity import Activity
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.risk import Branch
from pmrisk.model.rules.found import FIRST, Found, Path, Spot, spot_of
from pmrisk.model.text import escaped, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project

# Probabilities that add up to 1 within this were meant to: 1/3 is written 0.333.
_ROUNDING = 0.002

ById = Mapping[str, Activity]


def sound_exists(project: "Project") -> Iterator[Found]:
    """What may not be needed has not begun, and is no summary."""
    for k, activity in enumerate(project.activities):
        spot = spot_of(k, activity).inside("exists")
        if not 0 <= activity.exists <= 1:
            yield spot.found(
                "probability", f"must lie between 0 and 1, got {activity.exists:g}"
            )
        elif activity.exists < 1 and activity.actual_start is not None:
            yield spot.found("exists", "it has begun, so that it exists. Remove this")
        elif activity.exists < 1 and activity.type == "summary":
            yield spot.found(
                "exists", "a summary exists where something under it does. Remove this"
            )


def branches(project: "Project") -> Iterator[Found]:
    """A branch chooses among successors of one activity, and chooses always."""
    by_id = {activity.id: activity for activity in project.activities}
    seen: dict[str, Path] = {}
    for k, branch in enumerate(project.branches):
        spot = Spot(("branches", k), f"branches after {quoted(branch.after)}")
        if branch.after not in by_id:
            yield _unknown(
                spot.inside("after")._replace(at=spot.at), branch.after, by_id
            )
        choose = spot.inside("choose")
        for name in branch.choose:
            here = choose.inside(name)
            yield from _entry(here, name, branch, by_id)
            if name in seen:
                yield here.found(
                    "branch",
                    f"is an entry of two branches{FIRST}. Keep one",
                    seen[name],
                )
            seen.setdefault(name, here.path)
        yield from _begun(choose, branch, by_id)
        yield from _complete(choose, branch)
        yield from _conditions(choose, branch, project.branches, by_id)


def _unknown(spot: Spot, name: str, by_id: ById) -> Found:
    hint = suggestion(name, by_id) or " Define it under activities."
    return spot.found("unknown-activity", f"{quoted(name)} is not an activity.{hint}")


def _entry(spot: Spot, name: str, branch: Branch, by_id: ById) -> Iterator[Found]:
    """An entry is another activity than the one behind which the branch parts."""
    entry = by_id.get(name)
    if entry is None:
        yield _unknown(spot, name, by_id)
    elif name == branch.after:
        yield spot.found("branch", "cannot follow itself. Name what follows it")


def _begun(spot: Spot, branch: Branch, by_id: ById) -> Iterator[Found]:
    """At most one entry has begun; it is the one that was chosen."""
    entries = [by_id[name] for name in branch.choose if name in by_id]
    begun = [entry.id for entry in entries if entry.actual_start is not None]
    for name in begun[1:]:
        yield spot.inside(name).found(
            "branch",
            f"has begun, and so has {escaped(begun[0])}; only one entry is chosen. "
            "Remove what was not, or the branch",
        )


def _predecessors(name: str, branches: Sequence[Branch], by_id: ById) -> set[str]:
    """What an activity waits for, be it as an entry of a branch."""
    said = {link.predecessor for link in by_id[name].after} if name in by_id else set()
    return said | {branch.after for branch in branches if name in branch.choose}


def _complete(spot: Spot, branch: Branch) -> Iterator[Found]:
    """One entry is chosen in every case."""
    chances = [c for c in branch.choose.values() if isinstance(c, int | float)]
    texts = [c for c in branch.choose.values() if isinstance(c, str)]
    if not branch.choose:
        yield spot.found("branch", "needs entries, such as {A20: 0.7, A30: 0.3}")
    elif chances and texts:
        yield spot.found(
            "branch", "mixes probabilities and conditions. Give all of one kind"
        )
    elif chances and not all(0 <= chance <= 1 for chance in chances):
        yield spot.found("probability", "probabilities must lie between 0 and 1")
    elif chances and abs(sum(chances) - 1) > _ROUNDING:
        yield spot.found("branch", f"probabilities must sum to 1, got {sum(chances):g}")
    elif texts and texts.count(OTHERWISE) != 1:
        many = "two" if texts.count(OTHERWISE) > 1 else "none"
        yield spot.found(
            "branch", f"needs one entry that is taken {OTHERWISE}, got {many}"
        )


def _conditions(
    spot: Spot, branch: Branch, branches: Sequence[Branch], by_id: ById
) -> Iterator[Found]:
    """A condition asks for what is known when the branch parts."""
    for name, text in branch.choose.items():
        if not isinstance(text, str) or text == OTHERWISE:
            continue
        here = spot.inside(name)
        try:
            condition = Condition.of(text)
        except EstimateError as error:
            yield here.found("condition", str(error))
            continue
        if condition.activity not in by_id:
            yield _unknown(here, condition.activity, by_id)
        elif branch.after not in by_id:
            continue
        elif not _is_known(condition, branch, branches, by_id):
            yield here.found(
                "condition",
                f"{escaped(condition.activity)} is not known when "
                f"{escaped(branch.after)} is done. Name that, or what it waits for",
            )


def _is_known(
    condition: Condition, branch: Branch, branches: Sequence[Branch], by_id: ById
) -> bool:
    """Whether a condition asks for the branch's activity, or for what led to it."""
    seen, waiting = {branch.after}, [branch.after]
    while waiting:
        for name in _predecessors(waiting.pop(), branches, by_id) - seen:
            seen.add(name)
            waiting.append(name)
    return condition.activity in seen
