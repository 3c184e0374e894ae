"""Where a plan parts: what is reachable only through some entries of its branches."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pmrisk.model.activity import Activity, Relationship
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.model.risk import Branch

#: An entry of a branch, by their numbers.
Atom = tuple[int, int]
#: Entries, through any of which something is reachable; None: in any case.
Scope = frozenset[Atom] | None


def sorted_branches(branches: Sequence[Branch]) -> list[Branch]:
    """The branches in an order that does not depend on the file's."""
    return sorted(branches, key=lambda each: (each.after, min(each.choose)))


def entries(branch: Branch) -> list[str]:
    """The entries of a branch in an order that does not depend on the file's."""
    return sorted(branch.choose)


def is_conditional(branch: Branch) -> bool:
    """Whether dates decide, not chance."""
    return any(isinstance(chosen, str) for chosen in branch.choose.values())


def _is_complete(branch: Branch) -> bool:
    """Whether one of its entries is always chosen."""
    return not is_conditional(branch) or OTHERWISE in branch.choose.values()


def waits_for(branches: Sequence[Branch]) -> Iterator[tuple[str, str]]:
    """An entry of a branch, and an activity that it has to wait for to be chosen."""
    for branch in branches:
        for name in branch.choose:
            yield name, branch.after
            for text in branch.choose.values():
                if isinstance(text, str) and text != OTHERWISE:
                    yield name, Condition.of(text).activity


def implied(branches: Sequence[Branch], succ: Activity) -> list[Relationship]:
    """Relationships that an entry has though it does not say so: it follows."""
    if not branches:
        return []
    said = {link.predecessor for link in succ.after}
    before = {each.after for each in branches if succ.id in each.choose} - said
    return [Relationship.made(predecessor=name) for name in sorted(before)]


def scopes(
    branches: Sequence[Branch],
    activities: Sequence[Activity],
    before: Mapping[str, Collection[str]],
) -> dict[str, Scope]:
    """What each activity is reachable through; `activities` are in order.

    `branches` are in the order of `sorted_branches`, `before` the predecessors. What
    has begun was reached.
    """
    if not branches:
        return dict.fromkeys((a.id for a in activities), None)
    entry: dict[str, Atom] = {}
    for b, branch in enumerate(branches):
        for i, name in enumerate(entries(branch)):
            entry.setdefault(name, (b, i))
    found: dict[str, Scope] = {}
    for activity in activities:
        if activity.actual_start is not None:
            found[activity.id] = None
        elif activity.id in entry:
            found[activity.id] = frozenset([entry[activity.id]])
        else:
            behind = [found[name] for name in before[activity.id]]
            found[activity.id] = _joined(behind, branches, found)
    return found


def _joined(
    behind: Sequence[Scope], branches: Sequence[Branch], found: Mapping[str, Scope]
) -> Scope:
    """What follows several; behind all entries of a branch, as the branch itself."""
    joined: set[Atom] = set()
    for scope in behind:
        if scope is None:
            return None
        joined |= scope
    changed = bool(joined)
    while changed:
        changed = False
        for b, branch in enumerate(branches):
            every = {(b, i) for i in range(len(branch.choose))}
            if every <= joined and _is_complete(branch):
                outer = found[branch.after]
                if outer is None:
                    return None
                joined, changed = (joined - every) | outer, True
    return frozenset(joined) or None
