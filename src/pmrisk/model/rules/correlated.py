"""Correlations name uncertain quantities, each pair once, and can hold together."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from pmrisk.model.activity import Activity
from pmrisk.model.correlation import (
    Impossible,
    alike,
    connected,
    impossible,
    normals,
    pairs_of,
    possible,
)
from pmrisk.model.estimate import Estimate
from pmrisk.model.responses import effective
from pmrisk.model.rules.found import FIRST, Found, Spot
from pmrisk.model.text import escaped, listed, quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project

# Sets up to this size are shown the nearest possible one.
_MOST_SHOWN = 100
#: Names in one connected set of several groups.
MOST_CONNECTED = 2000
_PAIRS_SHOWN = 10

Groups = dict[int, tuple[tuple[str, ...], float]]


def correlations(project: "Project") -> Iterator[Found]:
    """Correlated names are uncertain, paired once, and can hold together."""
    known = correlatable(project)
    sound: Groups = {}
    for k, group in enumerate(project.correlations):
        bad = list(_wrong_group(project, k, known))
        yield from bad
        if not bad:
            sound[k] = tuple(sorted(group.between)), group.rank
    twice = list(_twice(sound))
    yield from twice
    if not twice:
        repairs = project.repair_correlations
        yield from _too_many(project, sound)
        yield from _impossible(sound, occurrences(project), repairs)


def correlatable(project: "Project") -> dict[str, bool]:
    """Names that correlations may use, and whether each is uncertain.

    The id of an activity means the range that is drawn: of what remains where the
    scenario gives that, else of the duration. What is done is certain.
    """
    known: dict[str, bool] = {}
    for activity in project.activities:
        drawn = activity.remaining or activity.duration
        certain = drawn is None or not drawn.uncertain
        known[activity.id] = not (certain or _settled(activity))
        for name, estimate in _counts(activity):
            known.setdefault(name, estimate.uncertain and not _settled(activity))
    for activity in project.activities:
        costs = [activity.cost.fixed, activity.cost.per_day]
        given = [estimate.uncertain for estimate in costs if estimate is not None]
        if given:
            # An activity may itself have such an id; then the id is meant.
            uncertain = any(given) and not (activity.is_complete or activity.margin)
            known.setdefault(f"{activity.id}.cost", uncertain)
    for risk in map(effective, project.risks):
        may = risk.status == "open" and 0 < risk.probability < 1
        known.setdefault(risk.id, may)
    for driver in project.drivers:
        known.setdefault(driver.id, driver.factor.uncertain and driver.probability > 0)
    return known


def _counts(activity: Activity) -> "Iterator[tuple[str, Estimate]]":
    """The items and the split of a backlog, by the names that correlations use."""
    if activity.burning is not None:
        for part in activity.burning.parts:
            yield f"{activity.id}.{part.name}", part.each
        yield f"{activity.id}.split", activity.burning.split


def occurrences(project: "Project") -> frozenset[str]:
    """The names that mean whether a risk happens.

    A correlation with one of them is that of the normals behind it.
    """
    others = {activity.id for activity in project.activities}
    others |= {f"{activity.id}.cost" for activity in project.activities}
    others |= {name for a in project.activities for name, _ in _counts(a)}
    return frozenset(risk.id for risk in project.risks) - others


def _settled(activity: Activity) -> bool:
    """Whether nothing of its duration is left to be drawn."""
    done = activity.percent_complete == 100 and activity.remaining is None
    return activity.is_span or activity.is_complete or activity.margin or done


def _why_certain(activity: Activity | None) -> str:
    """Why nothing can correlate with a name, and what helps."""
    if activity is not None and activity.is_span:
        return "lasts as long as what it covers. Name that instead"
    if activity is not None and activity.is_complete:
        return "is complete, so that nothing of it is uncertain. Remove it here"
    if activity is not None and activity.margin:
        return "is a margin, which no iteration spends. Remove it here"
    if activity is not None and _settled(activity):
        return "has nothing left to do. Remove it here, or give what remains"
    if activity is not None and activity.burning is not None:
        names = [name for name, each in _counts(activity) if each.uncertain]
        what = f"Name {escaped(names[0])}" if names else "Remove it here"
        return f"has a backlog, whose periods are drawn one by one. {what}"
    return (
        "is not uncertain, so that nothing can correlate with it. Give it a range, or "
        "remove it here"
    )


def _unknown(project: "Project", name: str) -> str:
    if project.risks or project.drivers:
        return (
            f"{quoted(name)} is no activity, the cost of none, no risk and no driver."
        )
    return f"{quoted(name)} is neither an activity nor the cost of one."


def _spot(k: int, *keys: str | int) -> Spot:
    words = [str(key) for key in keys if isinstance(key, str)]
    return Spot(("correlations", k, *keys), ".".join(["correlations", *words]))


def _wrong_group(
    project: "Project", k: int, known: Mapping[str, bool]
) -> Iterator[Found]:
    group = project.correlations[k]
    if not -1 <= group.rank <= 1:
        yield _spot(k, "rank").found(
            "correlation-rank", f"must lie between -1 and 1, got {group.rank:g}"
        )
    if len(group.between) < 2:
        yield _spot(k, "between").found("correlation-pair", "needs at least two names")
    for name, count in Counter(group.between).items():
        at = _spot(k, "between", group.between.index(name))
        if count > 1:
            yield at.found("correlation-pair", f"names {quoted(name)} twice")
        if name not in known:
            hint = suggestion(name, known) or " Name activities, or their ID.cost."
            yield at.found("unknown-quantity", _unknown(project, name) + hint)
        elif not known[name]:
            by_id = {activity.id: activity for activity in project.activities}
            found = by_id.get(name) or by_id.get(name.removesuffix(".cost"))
            why = _why_certain(found)
            if name in occurrences(project):
                why = "happens always or never, so that nothing can correlate with it. "
                why += "Give it a probability between 0 and 1, or remove it here"
            yield at.found("correlation-fixed", f"{quoted(name)} {why}")


def _twice(groups: Groups) -> Iterator[Found]:
    """Pairs that two groups name."""
    seen: dict[tuple[str, str], int] = {}
    large = [k for k, (names, _) in groups.items() if len(names) > _MOST_SHOWN]
    for k, (names, _) in groups.items():
        pairs = combinations(names, 2) if k not in large else iter(())
        for pair in pairs:
            if pair in seen:
                yield _pair_twice(k, seen[pair], pair)
            seen.setdefault(pair, k)
        for other in large:
            shared = sorted(set(names).intersection(groups[other][0]))
            before = other < k or k not in large
            if other != k and before and len(shared) > 1:
                yield _pair_twice(max(k, other), min(k, other), shared)


def _pair_twice(k: int, first: int, names: "list[str] | tuple[str, ...]") -> Found:
    return _spot(k).found(
        "correlation-twice",
        f"{quoted(names[0])} and {quoted(names[1])} are correlated twice{FIRST}. "
        "Keep one",
        ("correlations", first),
    )


def _too_many(project: "Project", groups: Groups) -> Iterator[Found]:
    """Sets that grow too large by costs whose two parts are both uncertain."""
    twofold = {f"{a.id}.cost" for a in project.activities if a.cost.is_twofold}
    for inside in connected(names for names, _ in groups.values()):
        more = len(twofold.intersection(inside))
        if more and len(inside) + more > MOST_CONNECTED:
            k = next(k for k, (names, _) in groups.items() if names[0] in inside)
            yield _spot(k).found(
                "impossible-correlations",
                f"{len(inside)} names are connected by correlations, {more} of them "
                f"costs of two uncertain parts, and {MOST_CONNECTED} parts are the "
                "most. Leave some out, or give one number for fixed or per_day",
            )


def _impossible(
    groups: Groups, direct: Collection[str], repairs: bool
) -> Iterator[Found]:
    """Sets of correlations that no luck could follow, unless those are repaired."""
    lines: dict[tuple[str, ...], list[int]] = {}
    member = {
        name: names
        for names in connected(names for names, _ in groups.values())
        for name in names
    }
    for k, (names, _) in groups.items():
        lines.setdefault(member[names[0]], []).append(k)
    for names, inside in lines.items():
        own = [groups[k] for k in inside]
        if repairs and len(names) <= _MOST_SHOWN:
            continue
        message = _judged(names, own, direct)
        if message:
            yield Spot(("correlations", inside[0]), "").found(
                "impossible-correlations", message
            )


def _judged(
    names: tuple[str, ...],
    groups: list[tuple[tuple[str, ...], float]],
    direct: Collection[str],
) -> str | None:
    """Why connected correlations cannot hold together, or None."""
    if len(names) <= _MOST_SHOWN:
        found = impossible(groups, direct)
        return _message(found[0]) if found else None
    same = alike(groups[0], direct) if len(groups) == 1 else None
    if same is not None:
        least = -1 / (len(names) - 1)
        if same >= least:
            return None
        return (
            f"{len(names)} names cannot all be correlated by {groups[0][1]:g}. Weaken "
            f"it to no less than about {least:.2g}"
        )
    if len(names) > MOST_CONNECTED:
        return (
            f"{len(names)} names are connected by correlations, and {MOST_CONNECTED} "
            f"are the most ({listed(names, 3)}). Leave some out"
        )
    if possible(normals(names, pairs_of(groups), direct)):
        return None
    return (
        f"the correlations of {len(names)} names cannot hold together "
        f"({listed(names, 3)}). Weaken some"
    )


def _message(found: Impossible) -> str:
    pairs = [f"{escaped(a)}-{escaped(b)} {rank:g}" for a, b, rank in found.pairs]
    nearest = [f"{rank:.2f}" for rank in found.nearest]
    if len(pairs) > _PAIRS_SHOWN:
        pairs = [*pairs[:_PAIRS_SHOWN], "..."]
        nearest = [*nearest[:_PAIRS_SHOWN], "..."]
    return (
        f"these correlations cannot hold together ({', '.join(pairs)}). Weaken one; "
        f"the nearest possible set is {', '.join(nearest)}"
    )
