"""What contributions are about: a finish, the cost, or whether promises are kept."""

from datetime import datetime
from typing import NamedTuple

import numpy as np

from pmrisk.analysis.sources import Player
from pmrisk.errors import OptionError
from pmrisk.model.text import quoted, suggestion
from pmrisk.network import Network
from pmrisk.network.arrays import Float64, Int32
from pmrisk.outcome import check_level
from pmrisk.result import Result

#: ``mean``, ``sd``, ``chance`` or a level in per cent.
Measure = float | str
#: What is told by a word.
WORDS = ("mean", "sd", "chance")


class Target(NamedTuple):
    """What is measured: the project's finish, its cost, both, or an activity's finish.

    `by` and `within` are what was promised: minutes of the timeline, and money.
    """

    name: str
    #: Position of the activity, or None.
    activity: int | None = None
    by: int | None = None
    within: float | None = None
    #: Which of the two a joint level is told in, ``finish`` or ``cost``; else none.
    coordinate: str = ""

    @property
    def is_money(self) -> bool:
        """Whether its levels are money."""
        return self.is_cost or self.coordinate == "cost"

    @property
    def is_cost(self) -> bool:
        """Whether it is money."""
        return self.name == "cost" and self.activity is None

    @property
    def is_both(self) -> bool:
        """Whether it is the promised finish and the budget together."""
        return self.name == "both" and self.activity is None

    def moments(self, network: Network, times: Int32) -> Int32:
        """Times as the engine writes them as moments."""
        j = self.activity
        if j is None or network.logic.finish_row[j] >= 0:
            return times
        return network.finish_moments(j, times)

    def kept(self, network: Network, times: Int32, money: Float64) -> Float64:
        """1 where all that was promised is kept, else 0."""
        kept = np.ones((times if self.within is None else money).shape, np.bool_)
        if self.by is not None:
            kept &= self.moments(network, times) <= self.by
        if self.within is not None:
            kept &= money <= self.within
        return kept.astype(np.float64)


def matters(player: Player, target: Target) -> bool:
    """Whether a target may depend on a player; money does not move time."""
    return target.is_cost or target.is_both or player.moves_time


def find_target(result: Result, of: str, measure: Measure | None = None) -> Target:
    """What `of` names, with what was promised where a chance is asked for.

    Raises
    ------
    OptionError
        If nothing is called so, it may not be there, nothing was promised, or the run
        was levelled.
    """
    if result.levelling is not None:
        raise OptionError(
            "contributions of a levelled run: what a source adds by making others wait "
            "is not told apart yet. Simulate without levelled."
        )
    network, project = result.network, result.project
    if of in ("finish", "cost", "both"):
        target = Target(of)
    elif of in network.position:
        target = Target(of, network.position[of])
        _check_there(network, target)
    else:
        hint = suggestion(str(of), ["finish", "cost", "both", *network.position])
        raise OptionError(
            f"of {quoted(str(of))}: is neither finish nor cost nor an activity."
            f"{hint or ' Write finish, cost, both, or the id of an activity.'}"
        )
    if measure != "chance" and (measure is not None or not target.is_both):
        return target
    if target.activity is not None:
        deadline = network.activities[target.activity].deadline
        return target._replace(by=_by(network, deadline, of, f"a deadline to {of}"))
    if not target.is_cost:
        asked = project.target_finish
        target = target._replace(by=_by(network, asked, of, "project.target_finish"))
    if target.name != "finish":
        if project.budget is None:
            raise OptionError(_unpromised(of, "project.budget"))
        target = target._replace(within=project.budget)
    return target


def _by(network: Network, promised: datetime | None, of: str, key: str) -> int:
    if promised is None:
        raise OptionError(_unpromised(of, key))
    return network.timeline.minutes(promised)


def _unpromised(of: str, key: str) -> str:
    return f"of {of}: there is no promise whose chance could be told. Give {key}."


def _check_there(network: Network, target: Target) -> None:
    """Whether it is there in every iteration, or its levels could not be compared."""
    life = network.life
    if life is not None and life.mask[target.activity] > 0:
        raise OptionError(
            f"of {quoted(target.name)}: may not exist, so its finish has no "
            "contributions. Ask for finish, or for what follows it."
        )


def measure_of(result: Result, of: str, level: Measure | None) -> Measure:
    """What is asked of a target: the run's level, or the chance of both promises.

    Raises
    ------
    OptionError
        If it is no measure, or a moment of both together.
    """
    if of == "both" and level in (None, "chance"):
        return "chance"
    if of == "both" and isinstance(level, str):
        raise OptionError(
            f"level {level}: of both there is a chance, or a level such as 80."
        )
    return check_measure(result.level if level is None else level)


def check_measure(level: Measure) -> Measure:
    """A level between 0 and 100 or a word, else an OptionError."""
    if level in WORDS:
        return level
    if isinstance(level, str):
        raise OptionError(
            f"level {quoted(level)}: must be a number between 0 and 100, mean, sd or "
            "chance."
        )
    return check_level(level)
