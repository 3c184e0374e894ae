"""By how much limited resources move a plan, and its simulation."""

from dataclasses import dataclass
from typing import NamedTuple

from pmrisk import intervals
from pmrisk.foreman import Gathered
from pmrisk.intervals import Estimated
from pmrisk.model.project import Levelling as Rule
from pmrisk.network import Moment, Network
from pmrisk.outcome import FinishOutcome, check_level

#: How many activities a plan names that levelling moves most.
MOST_MOVED = 10


class Moved(NamedTuple):
    """An activity and by how much its start waits for resources.

    In working days of its own calendar; waiting of what comes before it counts too. The
    first moves furthest from date to date.
    """

    id: str
    name: str
    days: float


@dataclass(frozen=True)
class PlanLevelling:
    """What levelling does to a plan.

    `rule` says who is served first, `finish` is without levelling, `days` by how many
    working days levelling moves it. `overloaded`: imposed dates, or work under way, ask
    for more than is available even so.
    """

    rule: Rule
    finish: Moment
    days: float
    most_moved: tuple[Moved, ...]
    overloaded: bool


@dataclass(frozen=True, eq=False)
class Levelling:
    """What levelling does to a simulation, against the same draws without it.

    Attributes
    ----------
    rule : str
        Who is served first.
    plan : Moment
        The plan's finish without levelling, and `plan_days` by how much it moves.
    finish : FinishOutcome
        The finish without levelling, iteration by iteration.
    mean : Estimated
        By how many working days levelling moves the mean, with its standard error.
    overloads : int
        Iterations in which imposed dates, or work under way, ask for more than is
        available even so.
    """

    rule: Rule
    plan: Moment
    plan_days: float
    finish: FinishOutcome
    mean: Estimated
    overloads: int
    levelled: FinishOutcome

    def days(self, level: float) -> Estimated:
        """By how many working days levelling moves a percentile of the finish.

        With its standard error, that of two finishes on the same draws.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 100.
        """
        free, levelled = self.finish.samples, self.levelled.samples
        return intervals.percentile_shift(free, levelled, check_level(level))


def levelling(
    network: Network,
    plan: tuple[Moment, Moment],
    gathered: Gathered,
    finish: FinishOutcome,
) -> Levelling | None:
    """What levelling did to a run with that `finish`; None where it was not asked for.

    `plan` is the plan's finish, without levelling and with it.
    """
    if gathered.unlevelled is None:
        return None
    before, after = plan
    free = FinishOutcome(
        finish.replicated, finish.has_sd, finish.has_mean, gathered.unlevelled,
        finish.timeline,
    )  # fmt: skip
    shift = Estimated(None, None)
    if finish.has_mean:
        more = finish.samples - free.samples
        value, error = intervals.mean(more, replicated=finish.replicated)
        shift = Estimated(value, error if finish.has_sd else None)
    rule = network.project.defaults.levelling
    return Levelling(
        rule, before, after.days - before.days, free, shift, gathered.overloads, finish
    )
