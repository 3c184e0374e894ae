"""Price indices: how fast money loses its worth for one kind of spending."""

from pmrisk.model.activity import AnyEstimate, StartDate
from pmrisk.model.value import Value

#: Rates are held between these, in shares a year: halved, and doubled.
LOWEST_RATE, HIGHEST_RATE = -0.5, 1.0


class Escalation(Value):
    """A price index: spending at a moment t costs (1 + rate)^(years from `start` to t).

    A year has 365.25 days. One rate holds for a whole iteration; before `start`, which
    is the project's where it is None, prices stay as they are.
    """

    rate: AnyEstimate
    start: StartDate | None = None
