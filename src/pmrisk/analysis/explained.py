"""A level explained: what each source adds, and the steps from the plan to the base."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pmrisk.analysis.tail import Tail
from pmrisk.analysis.targets import Measure
from pmrisk.result import Result

if TYPE_CHECKING:
    import pandas as pd


#: What values are called, by their unit.
COLUMNS = {"days": "days", "money": "value", "chance": "probability"}


class Contribution(NamedTuple):
    """What one source adds, in working days, in money, or to a chance.

    `rank` to `rank_to` are the places that it may have: sources whose order cannot be
    told share places. `se` is the standard error, of the iterations and of the orders
    together.
    """

    source: str
    kind: str
    name: str
    value: float
    se: float
    rank: int
    rank_to: int
    only_this: float
    without_this: float
    group: str | None


class GroupContribution(NamedTuple):
    """What the sources of a group add together."""

    group: str
    value: float
    se: float
    sources: tuple[str, ...]


class Step(NamedTuple):
    """A step from the plan to the base: what is no analysed source."""

    source: str
    value: float


@dataclass(frozen=True, eq=False)
class Contributions:
    """What every source adds to one measure of the finish or the cost.

    Attributes
    ----------
    of : str
        ``finish``, ``cost``, ``both`` or the id of an activity.
    level : float or str
        A level in per cent, ``mean``, ``sd`` or ``chance``.
    unit : {"days", "money", "chance"}
        Of all values; chances lie between 0 and 1.
    plan, base, value : float
        Of the deterministic plan, with the analysed sources off, and of the run.
    total : float
        What the analysed sources add together: ``value - base``.
    rows : tuple of Contribution
        By size; they add to the total, unless the method is exclusion.
    steps : tuple of Step
        They add to ``base - plan``.
    orders : int
        Orders drawn, 0 where all of them count.
    """

    of: str
    level: Measure
    method: str
    unit: str
    plan: float
    base: float
    value: float
    total: float
    rows: tuple[Contribution, ...]
    steps: tuple[Step, ...]
    groups: tuple[GroupContribution, ...]
    by: str | None
    orders: int
    order_error: float
    iteration_error: float
    warnings: tuple[str, ...]
    #: What happened in the worst iterations.
    tail: Tail
    result: Result

    def table(self) -> "pd.DataFrame":
        """A row for each source, then for each step between the plan and the base."""
        import pandas as pd

        unit = COLUMNS[self.unit]
        rows = [row._asdict() for row in self.rows]
        rows += [{**step._asdict(), "kind": "step"} for step in self.steps]
        frame = pd.DataFrame(rows, columns=list(Contribution._fields))
        frame = frame.rename(columns={"value": unit}).set_index("source")
        return frame if self.by else frame.drop(columns="group")
