"""Where the money goes, when it is spent, and who bears what: a run told apart.

Nothing here is kept by a run: its first iterations are drawn again and entered in
books, heading by heading and month by month. In each of them the headings of one
dimension add up to the cost, and so do the months, to the last bits of a float.
Percentiles do not: the P80 of a sum is not the sum of the P80s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pmrisk import engine
from pmrisk.kernels.spending import make_books
from pmrisk.model.contract import Contract
from pmrisk.network import Network
from pmrisk.network.arrays import Float64
from pmrisk.network.deals import in_order
from pmrisk.network.flows import DIMENSIONS, Group
from pmrisk.network.prices import (
    DEDUCTED,
    N_KNOWN,
    ORDERS,
    PAID,
    REWARDED,
    VENDOR,
    Books,
)
from pmrisk.outcome import CostOutcome, FinishOutcome
from pmrisk.sampling import Sampling

#: Iterations that are entered at the most: a share of 80 % is then known to 0.3 %.
BOOKED_ITERATIONS = 2**14
#: Months that are told apart; what is spent later comes under the last one.
MOST_MONTHS = 240


class CostGroup(NamedTuple):
    """What is spent under one heading.

    `own` is False where `name` is not the user's: fixed costs, contracts, others.
    `share` is its part in the spread of the cost, Cov(c, C) / Var C; the shares of a
    dimension add up to 1.
    """

    name: str
    own: bool
    cost: CostOutcome
    share: float | None


class CashMonth(NamedTuple):
    """What is spent in a month, and by its end."""

    month: date
    spent: CostOutcome
    so_far: CostOutcome


class ContractOutcome(NamedTuple):
    """Who bears what under a contract.

    `vendor` is what its work costs the vendor, `payment` what the owner pays in all:
    for the work, and `orders`, less `damages`, plus `bonus`. `margin` is what is left
    to the vendor.
    """

    contract: Contract
    vendor: CostOutcome
    payment: CostOutcome
    orders: CostOutcome
    damages: CostOutcome
    bonus: CostOutcome
    margin: CostOutcome


@dataclass(frozen=True, eq=False)
class Costs:
    """The cost of a run by heading, by month and by contract.

    Attributes
    ----------
    total : CostOutcome
        The cost of the iterations that were entered: the first of the run.
    """

    network: Network
    total: CostOutcome
    _books: Books

    @property
    def iterations(self) -> int:
        """How many iterations were entered."""
        return len(self.total.samples)

    @cached_property
    def groups(self) -> Mapping[str, tuple[CostGroup, ...]]:
        """The headings of each dimension: `wbs`, `category`, `resource`, `contract`."""
        return {each: tuple(self._dimension(each)) for each in DIMENSIONS}

    def _dimension(self, dimension: str) -> list[CostGroup]:
        names = self.network.money.groups
        return [
            self._group(group, self._books.groups[g])
            for g, group in enumerate(names)
            if group.dimension == dimension and self._books.groups[g].any()
        ]

    def _group(self, group: Group, samples: Float64) -> CostGroup:
        return CostGroup(
            group.name, group.own, self._cost(samples), self._share(samples)
        )

    def _cost(self, samples: Float64) -> CostOutcome:
        like = self.total
        return CostOutcome(like.replicated, like.has_sd, like.has_mean, samples)

    def _share(self, samples: Float64) -> float | None:
        """Cov(c, C) / Var C; None where the cost does not vary or has no variance."""
        around = self.total.samples - self.total.samples.mean()
        spread = float(around @ around)
        if not self.total.has_sd or spread == 0:
            return None
        return float((samples - samples.mean()) @ around) / spread

    @cached_property
    def months(self) -> tuple[CashMonth, ...]:
        """Every month from the first to the last in which money is spent."""
        spent = self._books.months
        used = np.flatnonzero(spent.any(axis=1))
        if not used.size:
            return ()
        so_far = np.cumsum(spent, axis=0)
        names = self.network.money.segments.months
        return tuple(
            CashMonth(names[m], self._cost(spent[m]), self._cost(so_far[m]))
            for m in range(used[0], used[-1] + 1)
        )

    @cached_property
    def contracts(self) -> tuple[ContractOutcome, ...]:
        """Every contract, in the order of the scenario."""
        given = self.network.project.contracts
        row = {contract.id: k for k, contract in enumerate(in_order(given))}
        return tuple(self._contract(row[each.id], each) for each in given)

    def _contract(self, k: int, contract: Contract) -> ContractOutcome:
        known = self._books.contracts[k * N_KNOWN : (k + 1) * N_KNOWN]
        orders, damages, bonus = known[ORDERS], known[DEDUCTED], known[REWARDED]
        payment = known[PAID] + orders - damages + bonus
        found = (
            known[VENDOR],
            payment,
            orders,
            damages,
            bonus,
            payment - known[VENDOR],
        )
        return ContractOutcome(contract, *map(self._cost, found))


def costs(
    network: Network,
    finish: FinishOutcome,
    cost: CostOutcome,
    *,
    seed: int,
    sampling: Sampling,
    iterations: int,
    threads: int,
) -> Costs:
    """The first iterations of a run that led to `finish` and `cost`, told apart.

    They are drawn again and entered in books.
    """
    crew = engine.foreman(
        network,
        seed=seed,
        sampling=sampling,
        iterations=iterations,
        threads=threads,
        plan=network.timeline.at(int(finish.moments[0])),
        detailed=False,
    )
    count = min(iterations, BOOKED_ITERATIONS)
    books = make_books(network, count, _n_month(network, finish))
    crew.keep_books(count, books)
    total = CostOutcome(cost.replicated, cost.has_sd, cost.has_mean, books.cost)
    return Costs(network, total, books)


def _n_month(network: Network, finish: FinishOutcome) -> int:
    """Months up to the one in which the last iteration finishes."""
    times = network.money.spending.times
    last = int(finish.moments.max())
    seg = int(np.searchsorted(times.edge, last, side="left")) - 1
    month = times.month[min(max(seg, 0), len(times.month) - 1)]
    return int(min(month + 1, MOST_MONTHS))
