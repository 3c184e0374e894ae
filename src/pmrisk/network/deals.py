"""Contracts compiled: whose work is whose, what it is paid by, and what is at stake."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pmrisk.model import shapes
from pmrisk.model.activity import Activity
from pmrisk.model.contract import Contract
from pmrisk.model.estimate import Estimate
from pmrisk.model.selectors import Selector
from pmrisk.network.prices import TYPES
from pmrisk.network.rows import Rows
from pmrisk.network.worktime import worked_between

if TYPE_CHECKING:
    from pmrisk.network.compile import Network

_SUMS = ("price", "rate", "fee")


def in_order(contracts: Iterable[Contract]) -> list[Contract]:
    """The contracts as the arrays hold them: by id."""
    return sorted(contracts, key=lambda contract: contract.id)


class Deals:
    """The contracts of a network; `rows` are those of the values, by name."""

    def __init__(self, network: "Network", rows: Mapping[str, int]) -> None:
        self._network, self._rows = network, rows
        # Payments are added up by id, whatever the order of the file.
        self.contracts = in_order(network.project.contracts)

    @staticmethod
    def add_rows(contract: Contract, rows: Rows) -> None:
        """Rows for what is uncertain about a contract: one source, switched as one."""
        of = f"contract {contract.id}"
        for key in _SUMS:
            _add(rows, f"{of} {key}", getattr(contract, key), of)
        for order in contract.change_orders:
            name = f"{of} {order.name}"
            _add(rows, f"{name} price", order.price, of)
            if order.probability < 1:
                chance = order.probability
                shape = shapes.Discrete((0.0, 1.0), (1 - chance, chance))
                planned = float(chance >= 0.5)
                rows.add_value(
                    f"{name} ordered", shape, planned, of=of, kind="contract"
                )

    @cached_property
    def of(self) -> list[int]:
        """The contract that covers each activity, or -1."""
        found = [-1] * len(self._network.activities)
        for k, contract in enumerate(self.contracts):
            for text in contract.on:
                for activity in Selector.of(text).activities(self._network.project):
                    j = self._network.position.get(activity.id)
                    if j is not None:
                        found[j] = k
        for name, again in self._network.frame.repeats.found.items():
            position = self._network.position
            found[position[name]] = found[position[again.of]]
        return found

    def arrays(self) -> dict[str, Any]:
        """The parts of `Terms`, but for the groups of the payments."""
        given = self.contracts
        orders = [self._orders(contract) for contract in given]
        every = [order for own in orders for order in own]
        first = np.cumsum([0, *(len(own) for own in orders)])
        n_con = len(given)
        return {
            "contract": np.array([*self.of, -1], np.int32),
            "type": np.array([TYPES[each.type] for each in given], np.int8),
            "sum_row": _ints([self._sum_rows(c) for c in given], (n_con, 3)),
            "sum": _floats([self._sums(c) for c in given], (n_con, 3)),
            "cap": _floats([_cap(c.cap) for c in given], (n_con,)),
            "share": _floats([_share(c) for c in given], (n_con, 2)),
            "done": _floats([self._done(k) for k in range(n_con)], (n_con,)),
            "event": self._events(),
            "day": np.array([self._day(a) for a in self._network.activities]),
            "promise": _ints([self._promises(c) for c in given], (n_con, 2, 4)),
            "stake": _floats([_stakes(c) for c in given], (n_con, 2, 2)),
            "order_first": first.astype(np.int32),
            "order_row": _ints([order[:2] for order in every], (len(every), 2)),
            "order": _floats([order[2] for order in every], (len(every),)),
            "last": _ints([self._last(k) for k in range(n_con)], (n_con,)),
        }

    def _events(self) -> Any:
        """1 where an activity is over at its finish even if it takes no time.

        What is not done again is no part of a contract.
        """
        again = self._network.frame.repeats.found
        acts = self._network.activities
        return np.array([activity.id not in again for activity in acts], np.int8)

    def _row(self, name: str) -> int:
        return self._rows.get(name, -1)

    def _sum_rows(self, contract: Contract) -> list[int]:
        return [self._row(f"contract {contract.id} {key}") for key in _SUMS]

    def _sums(self, contract: Contract) -> list[float]:
        given: list[Estimate | None] = [getattr(contract, key) for key in _SUMS]
        return [0.0 if each is None else each.planned(None) for each in given]

    def _orders(self, contract: Contract) -> list[tuple[int, int, float]]:
        found = []
        for order in sorted(contract.change_orders, key=lambda each: each.name):
            name = f"contract {contract.id} {order.name}"
            if order.probability > 0:
                rows = self._row(f"{name} ordered"), self._row(f"{name} price")
                found.append((*rows, order.price.planned(None)))
        return found

    def _day(self, activity: Activity) -> float:
        """Working days of a minute still to be worked; a summary has no work."""
        if activity.is_complete or activity.type == "summary":
            return 0.0
        return 1 / self._network.frame.calendar(activity).minutes_per_day

    def _done(self, k: int) -> float:
        """Working days of what is done under a contract."""
        days = 0.0
        for j, activity in enumerate(self._network.activities):
            if self.of[j] == k and activity.actual_start and activity.type != "summary":
                calendar = self._network.frame.nominal(activity)
                until = activity.actual_finish or self._network.project.data_date
                worked = worked_between(calendar, activity.actual_start, until)
                days += worked / calendar.minutes_per_day
        return days

    def _last(self, k: int) -> int:
        """The moment at which the last of what is complete was finished."""
        timeline = self._network.timeline
        found = [timeline.minutes(self._network.project.start)]
        for j, activity in enumerate(self._network.activities):
            if self.of[j] == k and activity.actual_finish is not None:
                found.append(timeline.minutes(activity.actual_finish))
        return max(found)

    def _promises(self, contract: Contract) -> list[list[int]]:
        late = contract.late_damages
        names = (None if late is None else late.milestone, contract.bonus_milestone)
        return [
            [-1, 0, 0, 0] if name is None else self._promise(name) for name in names
        ]

    def _promise(self, name: str) -> list[int]:
        """A milestone, its deadline, when it was reached if it was, and its mask."""
        network = self._network
        activity, minutes = network.project.activity(name), network.timeline.minutes
        assert activity.deadline is not None
        deadline = minutes(activity.deadline)
        if activity.actual_finish is not None:
            return [-1, deadline, minutes(activity.actual_finish), 0]
        j, life = network.position[name], network.life
        return [j, deadline, 0, 0 if life is None else int(life.mask[j])]


def _add(rows: Rows, name: str, given: Estimate | None, of: str) -> None:
    if given is not None and given.uncertain:
        shape, planned = given.resolve(None), given.planned(None)
        rows.add_value(name, shape, planned, of=of, kind="contract")


def _cap(given: float | None) -> float:
    return np.inf if given is None else given


def _share(contract: Contract) -> tuple[float, float]:
    share = contract.share
    return (0.0, 0.0) if share is None else (share.over, share.under)


def _stakes(contract: Contract) -> list[tuple[float, float]]:
    return [
        (0.0, 0.0) if clause is None else (clause.per_day, _cap(clause.cap))
        for clause in (contract.late_damages, contract.early_bonus)
    ]


def _ints(values: Any, shape: tuple[int, ...]) -> Any:
    return np.array(values, np.int32).reshape(shape)


def _floats(values: Any, shape: tuple[int, ...]) -> Any:
    return np.array(values, np.float64).reshape(shape)
