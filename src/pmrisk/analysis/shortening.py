"""Activities whose lengthening shortens the project: found by logic, then run again.

What is driven by its finish starts the earlier the longer it takes, and pulls with its
start whatever waits for that. Where a date decides, which way a branch goes or whether
a risk finds somebody at work, longer may be another way or out of the risk's window.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from pmrisk.analysis.film import Machine
from pmrisk.model.condition import OTHERWISE, Condition
from pmrisk.network.arrays import BINDS, FINISH_BOUNDS, FOREVER, PASSES, PLAIN
from pmrisk.network.compile import Network
from pmrisk.outcome import Probability, probability

#: Iterations of a second run, and activities that are run again, at most.
_ITERATIONS, _MOST = 2048, 200


class Shortening(NamedTuple):
    """An activity, the share of iterations that a day more finishes earlier, and how.

    `days` is the mean change of the finish in working days, with its standard error.
    """

    activity: str
    name: str
    shortens: Probability
    days: float
    se: float


def shortenings(machine: Machine) -> tuple[tuple[Shortening, ...], int]:
    """Those that shorten the project, the likeliest first; how many were not run."""
    found = candidates(machine.network)
    count = min(machine.result.iterations, _ITERATIONS)
    made = [_run(machine, j, count) for j in found[:_MOST]]
    kept = [each for each in made if each.shortens.value > 0]
    kept.sort(key=lambda each: (-each.shortens.value, each.activity))
    return tuple(kept), max(0, len(found) - _MOST)


def _run(machine: Machine, j: int, count: int) -> Shortening:
    """The finish of the same iterations with activity `j` a day longer."""
    network, activity = machine.network, machine.network.activities[j]
    day = network.frame.calendar(activity).minutes_per_day
    finish = machine.with_longer(j, round(day), count)
    before = machine.finish[:count]
    change = network.timeline.days(finish) - network.timeline.days(before)
    error = float(np.std(change, ddof=1) / np.sqrt(count))
    replicated = machine.result.replicated
    chance = probability(finish < before, replicated=replicated)
    mean = float(change.mean())
    return Shortening(activity.id, activity.name, chance, mean, error)


def candidates(network: Network) -> list[int]:
    """Positions of the activities that might shorten the project, those by logic first.

    Monotone is all else: with FS and SS bounds only, longer is never earlier.
    """
    open_ = [
        j
        for j, a in enumerate(network.activities)
        if not (a.is_complete or a.is_span or a.is_milestone)
        and a.expected_finish is None
        and network.logic.passing[j] in (PLAIN, PASSES)
    ]
    by_logic = [j for j in open_ if _pulls_its_start(network, j)]
    upstream = _before(network, _judged(network))
    return by_logic + [j for j in open_ if j in upstream and j not in by_logic]


def _pulls_its_start(network: Network, j: int) -> bool:
    """Whether its finish may be set, and something waits for its start."""
    logic = network.logic
    held = logic.needs[j] & FINISH_BOUNDS or logic.finish_cap[j] < FOREVER
    leaving = (logic.pred == j) & ((logic.use & BINDS) != 0)
    return bool(held and (leaving & (logic.kind & 1 == 1)).any())


def _judged(network: Network) -> set[int]:
    """Positions of the activities whose dates decide something."""
    project, position = network.project, network.position
    found, reach = set[int](), network.frame.influences.reach()
    for branch in project.branches:
        for text in branch.choose.values():
            if isinstance(text, str) and text != OTHERWISE:
                found.add(position[Condition.of(text).activity])
    for risk in project.risks:
        if risk.window is not None and risk.status != "closed":
            found |= {position[name] for name in reach.get(risk.id, ())}
    return found


def _before(network: Network, judged: Iterable[int]) -> set[int]:
    """Those activities and all that lead to them."""
    found, logic = set(judged), network.logic
    for j in range(len(network.activities) - 1, -1, -1):
        if j in found:
            found |= set(logic.pred[logic.first[j] : logic.first[j + 1]].tolist())
    return found
