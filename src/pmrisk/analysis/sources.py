"""The sources of uncertainty of a network, as what can be switched on and off.

All that is drawn for one thing is one source: whether a risk occurs and all that it
does then, the price of a contract and its change orders, the choice of a branch.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pmrisk.errors import OptionError
from pmrisk.model.activity import Activity
from pmrisk.model.risk import Driver, Risk
from pmrisk.model.selectors import Selector
from pmrisk.model.text import quoted, suggestion
from pmrisk.network import Network
from pmrisk.network.arrays import TIME, Source

#: Every kind of source as a planner names it, and one of them. What is not listed is
#: called by its kind.
KINDS = {
    "ranges": "range",
    "risks": "risk",
    "drivers": "driver",
    "existence": "exists",
    "branches": "branch",
    "gates": "gate",
    "escalation": "escalation",
    "contracts": "contract",
    "weather": "calendar risk",
}
#: How sources are grouped.
BY = ("wbs", "category", "owner")
#: Of what has none, and of what is in several.
NO_GROUP, SEVERAL = "(none)", "(several)"


class Home(NamedTuple):
    """What a planner calls a source, the activities that it is on, and whose it is."""

    source: str
    name: str = ""
    on: tuple[str, ...] = ()
    category: str | None = None
    owner: str | None = None


class Player(NamedTuple):
    """What is switched as one: a range, a risk, a driver.

    `minutes` and `values` are the rows of what is drawn for it, `skies` the numbers of
    calendars whose weather it is.
    """

    source: str
    kind: str
    name: str
    minutes: tuple[int, ...]
    values: tuple[int, ...]
    #: Ids of the activities that it is on.
    on: tuple[str, ...]
    #: Whether it may move dates.
    moves_time: bool = True
    category: str | None = None
    owner: str | None = None
    #: What its sources belong to, by `Source.of`.
    of: str = ""
    skies: tuple[int, ...] = ()


def players(network: Network) -> tuple[Player, ...]:
    """Every source of `network`, kind by kind and by name: no file's order is left."""
    homes = dict(each for find in _FINDERS for each in find(network))
    together: dict[tuple[str, str], list[Source]] = {}
    for source in network.sources:
        together.setdefault((source.kind, source.of), []).append(source)
    found = [_player(own, homes) for own in together.values()]
    found += [_weather(network, sky) for sky in range(len(network.sky_names))]
    kinds = [*KINDS.values()]
    place = {player.kind: len(kinds) for player in found}
    place |= {kind: k for k, kind in enumerate(kinds)}
    found.sort(key=lambda each: (place[each.kind], each.kind, each.source))
    return tuple(found)


def _weather(network: Network, sky: int) -> Player:
    """What a calendar loses to weather, on all who work on it."""
    number = int(np.flatnonzero(network.skies.sky == sky)[0]) if network.skies else 0
    both = zip(network.activities, network.frame.clocks, strict=True)
    again, name = network.frame.repeats.found, network.sky_names[sky]
    on = tuple(
        sorted(a.id for a, c in both if c.nominal == number and a.id not in again)
    )
    return Player(name, "calendar risk", "weather", (), (), on, of=name, skies=(sky,))


def _player(sources: Sequence[Source], homes: dict[str, Home]) -> Player:
    """What is switched as one: all that is drawn for it."""
    first = sources[0]
    home = homes.get(first.of, Home(first.of))
    return Player(
        home.source,
        first.kind,
        home.name,
        tuple(source.row for source in sources if source.is_minutes),
        tuple(source.row for source in sources if not source.is_minutes),
        home.on,
        any(source.moves & TIME for source in sources),
        home.category,
        home.owner,
        first.of,
    )


# What sources belong to.

Homes = Iterator[tuple[str, Home]]


def _ranges(network: Network) -> Homes:
    """Ranges of activities, and whether those exist."""
    for activity in network.activities:
        for side in ("duration", "cost", "per_day", "exists", "quality"):
            called = activity.id if side == "duration" else f"{activity.id}.{side}"
            yield f"{activity.id}.{side}", _of(activity, called)


def _of(activity: Activity, called: str) -> Home:
    own = (activity.id,)
    return Home(called, activity.name, own, activity.category, activity.owner)


def waiting(network: Network) -> dict[int, int]:
    """Rows of the uncertain lags, with the positions of those that wait for them."""
    return {link.lag_row: link.succ for link in network.links if link.lag_row >= 0}


def _lags(network: Network) -> Homes:
    """Uncertain lags, which are on the activity that waits."""
    waits = waiting(network)
    for source in network.sources:
        if source.is_minutes and source.row in waits:
            activity = network.activities[waits[source.row]]
            yield source.of, _of(activity, source.name)._replace(name="lag")


def _events(network: Network) -> Homes:
    """Risks and drivers."""
    on = network.frame.influences.reach()
    events: list[Risk | Driver] = [*network.project.risks, *network.project.drivers]
    for each in events:
        reached = tuple(sorted(on.get(each.id, ())))
        yield each.id, Home(each.id, each.name, reached, each.category, each.owner)


def _branches(network: Network) -> Homes:
    """Ways that chance chooses; they are on what they lead to."""
    for branch in network.frame.branches:
        of, ways = f"branch>{branch.after}", tuple(branch.choose)
        yield of, Home(of, " or ".join(ways), ways)


def _money(network: Network) -> Homes:
    """Price indices, and contracts."""
    for name in network.project.escalation:
        yield f"escalation {name}", Home(f"escalation {name}", name)
    for contract in network.project.contracts:
        chosen = [Selector.of(text) for text in contract.on]
        on = {a.id for each in chosen for a in each.activities(network.project)}
        of = f"contract {contract.id}"
        yield of, Home(of, contract.name, tuple(sorted(on)))


#: Who knows what sources belong to; a source that nobody knows is called by `of`.
_FINDERS: list[Callable[[Network], Homes]] = [
    _ranges, _lags, _events, _branches, _money
]  # fmt: skip


# Choosing some of them.


def chosen(
    everybody: Sequence[Player], sources: Sequence[str] | None
) -> tuple[Player, ...]:
    """The players that `sources` name: kinds, or single ones.

    Raises
    ------
    OptionError
        If one is not there, or there are none at all.
    """
    known = {player.source for player in everybody}
    kinds = dict.fromkeys([*KINDS, *(_plural(each.kind) for each in everybody)])
    for name in sources or ():
        if name not in known and name not in kinds:
            hint = suggestion(name, [*kinds, *known])
            raise OptionError(
                f"sources {quoted(name)}: is neither a kind of source "
                f"({', '.join(kinds)}) nor an uncertain one.{hint}"
            )
    picked = [
        player
        for player in everybody
        if sources is None or {player.source, _plural(player.kind)} & {*sources}
    ]
    if not picked:
        raise OptionError(_nothing(everybody, sources))
    return tuple(picked)


def _nothing(everybody: Sequence[Player], sources: Sequence[str] | None) -> str:
    if not everybody:
        return "sources: nothing is uncertain. Give a duration or a cost a range."
    there = dict.fromkeys(_plural(player.kind) for player in everybody)
    asked = " and no ".join(sources or ())
    found = f"there are no {asked}" if asked else "none is named"
    return f"sources: {found}. There are {', '.join(there)}."


def _plural(kind: str) -> str:
    return next((name for name, one in KINDS.items() if one == kind), kind)


# Groups.


def grouped(
    picked: Sequence[Player], by: str | None, network: Network
) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
    """The group of each player by number, and the groups' names, in their order.

    By the first element of the WBS of what it is on, by category or by owner: a range
    has that of its activity, a risk or a driver its own.

    Raises
    ------
    OptionError
        If `by` is none of them.
    """
    if by is None:
        return None, ()
    if by not in BY:
        hint = suggestion(by, BY)
        raise OptionError(f"by {quoted(by)}: must be one of {', '.join(BY)}.{hint}")
    homes = {activity.id: activity for activity in network.project.activities}
    found = [_group(player, by, homes) for player in picked]
    names = sorted(set(found), key=lambda name: (name.startswith("("), name))
    return tuple(names.index(name) for name in found), tuple(names)


def _group(player: Player, by: str, homes: dict[str, Activity]) -> str:
    if by == "category":
        return player.category or NO_GROUP
    if by == "owner":
        return player.owner or NO_GROUP
    tops = {(homes[name].wbs or NO_GROUP).split("/")[0] for name in player.on}
    if len(tops) > 1:
        return SEVERAL
    return tops.pop() if tops else NO_GROUP
