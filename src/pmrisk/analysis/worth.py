"""What responses are worth: packages with what they change, and the whole answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pmrisk.analysis.information import Knowledge
from pmrisk.result import Result

if TYPE_CHECKING:
    import pandas as pd


class Change(NamedTuple):
    """A number, what a package takes off it, and the error of that difference."""

    value: float
    saved: float
    se: float


class Gain(NamedTuple):
    """A chance, what a package adds to it, and the error of that difference."""

    probability: float
    gain: float
    se: float


class Package(NamedTuple):
    """Responses adopted together, by the ids of their risks.

    `price` is what they are expected to cost. `finish` is the P-level of the dates that
    were asked for, in working days; `cost` that of the money, price included. Chances
    are None where nothing was promised.
    """

    responses: tuple[str, ...]
    price: float
    finish: Change
    cost: Change
    kept: Gain | None
    within: Gain | None
    both: Gain | None

    def asked(self, of: str) -> Change:
        """The change that was asked for."""
        return self.cost if of == "cost" else self.finish

    def chance(self, of: str) -> Gain | None:
        """The chance of the promise about what was asked for."""
        return self.within if of == "cost" else self.kept

    def per_coin(self, of: str) -> float | None:
        """What it saves for every coin; None where it costs nothing."""
        return self.asked(of).saved / self.price if self.price > 0 else None

    def chance_per_coin(self, of: str) -> float | None:
        """What every coin adds to the chance of the promise."""
        gain = self.chance(of)
        return gain.gain / self.price if gain and self.price > 0 else None


@dataclass(frozen=True, eq=False)
class Responses:
    """What the proposed responses of a run are worth.

    Attributes
    ----------
    base : Package
        None of them: what is adopted already is in force.
    singles : tuple of Package
        Each by itself, what saves most per coin first.
    frontier : tuple of Package
        By price, each better than all that cost no more; within the budget.
    best : Package
        Of those within the budget, the one that saves most.
    packages : int
        How many were run; `exact` says whether these are all.
    bound : float or None
        No package within the budget reaches less, if responses do no harm.
    information : tuple of Knowledge
        What it would be worth to know a source beforehand.
    """

    of: str
    level: float
    budget: float | None
    base: Package
    singles: tuple[Package, ...]
    frontier: tuple[Package, ...]
    best: Package
    packages: int
    exact: bool
    bound: float | None
    information: tuple[Knowledge, ...]
    warnings: tuple[str, ...]
    names: dict[str, str]
    result: Result

    def table(self) -> "pd.DataFrame":
        """A row for each response by itself, what saves most per coin first."""
        import pandas as pd

        return pd.DataFrame(self._row(each) for each in self.singles).set_index(
            "response"
        )

    def frontier_table(self) -> "pd.DataFrame":
        """A row for each package of the frontier, by price."""
        import pandas as pd

        return pd.DataFrame(self._row(each) for each in self.frontier).set_index(
            "response"
        )

    def _row(self, package: Package) -> dict[str, object]:
        unit = "value" if self.of == "cost" else "days"
        change, gain = package.asked(self.of), package.chance(self.of)
        return {
            "response": " + ".join(package.responses),
            "price": package.price,
            unit: change.value,
            "saved": change.saved,
            "se": change.se,
            "per_coin": package.per_coin(self.of),
            "probability": gain.probability if gain else None,
            "gain": gain.gain if gain else None,
            "gain_se": gain.se if gain else None,
        }
