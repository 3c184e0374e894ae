"""The sources of uncertainty of a network, as what can be switched on and off."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pmrisk.errors import OptionError
from pmrisk.model.activity import Activity
from pmrisk.model.text import quoted, suggestion
from pmrisk.network import Network
from pmrisk.network.arrays import TIME, Source

#: Every kind of source as a planner names it, and one of them.
KINDS = {
    "ranges": "range",
    "risks": "risk",
    "drivers": "driver",
    "exists": "exists",
    "branches": "branch",
    "weather": "calendar risk",
}
#: How sources are grouped.
BY = ("wbs", "category", "owner")
#: Of what has none, and of what is in several.
NO_GROUP, SEVERAL = "(none)", "(several)"


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
    skies: tuple[int, ...] = ()


def players(network: Network) -> tuple[Player, ...]:
    """Every source of `network`, in the scenario's order."""
    homes = _homes(network)
    order = {activity.id: k for k, activity in enumerate(network.project.activities)}
    together: dict[tuple[str, str], list[Source]] = {}
    for source in network.sources:
        together.setdefault((source.kind, source.of), []).append(source)
    found = [_player(network, each, homes) for each in together.values()]
    found += [_weather(network, sky) for sky in range(len(network.sky_names))]
    found.sort(key=lambda each: min((order[a] for a in each.on), default=len(order)))
    return tuple(found)


def _homes(network: Network) -> dict[str, tuple[str, Activity]]:
    """What a planner calls the range of a name, and the activity that it is on."""
    homes: dict[str, tuple[str, Activity]] = {}
    for activity in network.activities:
        homes[f"{activity.id}.duration"] = activity.id, activity
        for side in ("cost", "per_day", "exists"):
            homes[f"{activity.id}.{side}"] = f"{activity.id}.{side}", activity
    return homes


def _player(
    network: Network, sources: Sequence[Source], homes: dict[str, tuple[str, Activity]]
) -> Player:
    """What is switched as one: all that is drawn for it."""
    first = sources[0]
    called, activity = homes.get(first.of, (first.of, None))
    name = activity.name if activity else ""
    on: tuple[str, ...] = (activity.id,) if activity else ()
    if first.kind in ("risk", "driver"):
        project = network.project
        listed = project.risks if first.kind == "risk" else project.drivers
        name = next((each.name for each in listed if each.id == first.of), "")
        on = network.frame.influences.on(first.of)
    return Player(
        called,
        first.kind,
        name,
        tuple(source.row for source in sources if source.is_minutes),
        tuple(source.row for source in sources if not source.is_minutes),
        on,
        any(source.moves & TIME for source in sources),
    )


def _weather(network: Network, sky: int) -> Player:
    """What a calendar loses to weather, on all who work on it."""
    number = int(np.flatnonzero(network.skies.sky == sky)[0]) if network.skies else 0
    both = zip(network.activities, network.frame.clocks, strict=True)
    on = tuple(a.id for a, clock in both if clock.nominal == number)
    name = network.sky_names[sky]
    return Player(name, "calendar risk", "weather", (), (), on, skies=(sky,))


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
    for name in sources or ():
        if name not in known and name not in KINDS:
            hint = suggestion(name, [*KINDS, *known])
            raise OptionError(
                f"sources {quoted(name)}: is neither a kind of source "
                f"({', '.join(KINDS)}) nor an uncertain one.{hint}"
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
    return next(name for name, one in KINDS.items() if one == kind)


def grouped(
    picked: Sequence[Player], by: str | None, network: Network
) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
    """The group of each player by number, and the groups' names, in their order.

    By the first element of the WBS, by category or by owner: a range has that of its
    activity, a risk or a driver its own.

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
    if by == "wbs":
        tops = {(homes[name].wbs or NO_GROUP).split("/")[0] for name in player.on}
    else:
        tops = {getattr(homes[name], by) or NO_GROUP for name in player.on}
    if len(tops) > 1:
        return SEVERAL
    return tops.pop() if tops else NO_GROUP
