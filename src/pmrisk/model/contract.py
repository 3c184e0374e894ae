"""Contracts: what a vendor is paid for some of the work, whatever it costs the vendor.

The payment stands in place of what the covered activities cost.
"""

from typing import Annotated, Literal

from pydantic import Field

from pmrisk.model.activity import AnyEstimate
from pmrisk.model.risk import On, Probability
from pmrisk.model.value import Value

ContractType = Literal["fixed_price", "time_and_materials", "cost_plus", "target_cost"]
TYPES: tuple[ContractType, ...] = (
    "fixed_price", "time_and_materials", "cost_plus", "target_cost",
)  # fmt: skip
#: What each type cannot do without, and what it knows besides.
NEEDS: dict[ContractType, tuple[str, ...]] = {
    "fixed_price": ("price",),
    "time_and_materials": ("rate",),
    "cost_plus": (),
    "target_cost": ("price", "share"),
}
KNOWS: dict[ContractType, tuple[str, ...]] = {
    "fixed_price": ("cap",),
    "time_and_materials": ("cap",),
    "cost_plus": ("fee", "cap"),
    "target_cost": ("fee", "cap"),
}
#: The keys that depend on the type.
TERMS = ("price", "rate", "fee", "cap", "share")

Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Part = Annotated[float, Field(ge=0, le=1)]


class Share(Value):
    """The vendor's part of what the work costs more, or less, than the target."""

    over: Part
    under: Part


class Damages(Value):
    """What each calendar day begun after a milestone's deadline takes off.

    `cap` is the most that all of them take.
    """

    milestone: str
    per_day: Money
    cap: Money | None = None


class Bonus(Value):
    """What each whole calendar day before a milestone's deadline adds.

    `cap` is the most that all of them add. Without a milestone, that of the damages.
    """

    per_day: Money
    milestone: str | None = None
    cap: Money | None = None


class ChangeOrder(Value):
    """Work that may be ordered later; its price is paid on top, beyond any cap."""

    name: str
    price: AnyEstimate
    probability: Probability = 1.0


class Contract(Value):
    """Work that a vendor does, and how it is paid for.

    With C for what the activities that `on` selects cost: `fixed_price` pays the price,
    `time_and_materials` the rate for each working day of theirs, `cost_plus` C + fee,
    `target_cost` C + fee less the vendor's share of C - price. `cap` limits that.
    """

    id: str
    name: str = ""
    on: On
    type: ContractType
    price: AnyEstimate | None = None
    #: Money for a working day of each activity.
    rate: AnyEstimate | None = None
    fee: AnyEstimate | None = None
    cap: Money | None = None
    share: Share | None = None
    late_damages: Damages | None = None
    early_bonus: Bonus | None = None
    change_orders: tuple[ChangeOrder, ...] = ()

    @property
    def bonus_milestone(self) -> str | None:
        """The milestone whose early finish is rewarded."""
        if self.early_bonus is None:
            return None
        if self.early_bonus.milestone is not None or self.late_damages is None:
            return self.early_bonus.milestone
        return self.late_damages.milestone
