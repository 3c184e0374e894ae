"""Money compiled: flows, headings and contracts as arrays for the spending kernel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pmrisk.model.activity import Activity
from pmrisk.model.project import Project
from pmrisk.network.arrays import Float64, Int32
from pmrisk.network.deals import Deals
from pmrisk.network.flows import (
    ACTUAL,
    CONTRACTS,
    DIMENSIONS,
    MOST_GROUPS,
    OTHERS,
    OWN,
    Flow,
    Group,
    charged,
    flows,
    heading,
    minute_rates,
    wbs_depth,
)
from pmrisk.network.prices import Flows as Arrays
from pmrisk.network.prices import Paid, Spending, Terms, Times
from pmrisk.network.rows import Rows
from pmrisk.network.segments import Segments, no_shifts, segments, shifts

if TYPE_CHECKING:
    from pmrisk.network.compile import Network

_DAY = 1440


def spends_by_date(project: Project) -> bool:
    """Whether what is paid depends on more than durations: dates, or a contract."""
    paid = {assigned.resource for a in project.activities for assigned in a.resources}
    used = [project.resources[name] for name in paid]
    return bool(
        project.contracts
        or any(a.cost.escalation is not None for a in project.activities)
        or any(r.later or r.escalation is not None for r in used)
    )


def add_prices(project: Project, rows: Rows) -> None:
    """Rows for what is uncertain about prices and contracts.

    Names hold a space, so that they are no activity's.
    """
    for name, index in project.escalation.items():
        if index.rate.uncertain:
            shape, planned = index.rate.resolve(None), index.rate.planned(None)
            rows.add_value(f"escalation {name}", shape, planned, kind="escalation")
    for contract in project.contracts:
        Deals.add_rows(contract, rows)


@dataclass(frozen=True, eq=False)
class Money:
    """The spending of a network, with the names of its groups and months."""

    spending: Spending
    groups: tuple[Group, ...]
    segments: Segments


def compile_spending(network: "Network") -> Money:
    """The money of a network, whatever it is used for."""
    return _Compiler(network).money()


class _Compiler:
    """Builds the arrays of one network."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._project, self._frame = network.project, network.frame
        self._acts = network.activities
        risky = charged(self._frame)
        # The last one is the project itself.
        self._flows = [
            flows(self._frame, activity) + risky.get(j, [])
            for j, activity in enumerate(self._acts)
        ] + [risky.get(len(self._acts), [])]
        self._row = {
            source.name: source.row
            for source in network.sources
            if not source.is_minutes
        } | network.booked
        self._deals = Deals(network, self._row)
        self._indices = sorted(self._project.escalation)
        self._wages = sorted({f.wage for own in self._flows for f in own if f.wage})

    def money(self) -> Money:
        spending = Spending(
            self._flow_arrays(),
            self._times(),
            self._paid(),
            Terms(**self._deals.arrays(), **self._payments()),
        )
        return Money(spending, self._groups, self._segments)

    def _flow_arrays(self) -> Arrays:
        every = [flow for own in self._flows for flow in own]
        terms = [term for flow in every for term in flow.terms]
        index = {name: i for i, name in enumerate(self._indices)}
        wage = {name: i for i, name in enumerate(self._wages)}
        network = self._network
        return Arrays(
            **{
                "first": _first(self._flows),
                "certain": _floats(flow.certain for flow in every),
                "rate": _floats(flow.rate for flow in every),
                "term_first": _first([flow.terms for flow in every]),
                "term_row": _ints(self._row[name] for name, _, _ in terms),
                "term_scale": _floats(scale for _, scale, _ in terms),
                "term_timed": np.array([timed for *_, timed in terms], np.int8),
                "share": _ints(
                    network.shares.get(j, -1) if flow.shared else -1
                    for j, own in enumerate(self._flows)
                    for flow in own
                ),
                "spread": np.array([flow.spread for flow in every], np.int8),
                "rise": _ints(index.get(flow.index or "", -1) for flow in every),
                "wage": _ints(wage.get(flow.wage or "", -1) for flow in every),
                "source": _ints(self._number[flow.group] for flow in every),
                **self._headings(),
            }
        )

    # Headings.

    def _wbs(self, activity: Activity) -> Group:
        if activity.wbs is None:
            return heading("wbs", None)
        levels = activity.wbs.split("/")[: self._depth]
        return heading("wbs", "/".join(levels))

    @cached_property
    def _depth(self) -> int:
        return wbs_depth(self._acts)

    @cached_property
    def _sizes(self) -> dict[Group, float]:
        """How much of the plan comes under each heading."""
        found: dict[Group, float] = {}
        for j, activity in enumerate(self._acts):
            if self._deals.of[j] < 0:
                for group, size in self._shares(j, activity):
                    found[group] = found.get(group, 0.0) + size
        for flow in self._flows[-1]:
            for group in (heading("wbs", None), heading("category", None), flow.group):
                found[group] = found.get(group, 0.0) + abs(self._planned(0, flow))
        return found

    def _shares(self, j: int, activity: Activity) -> Iterable[tuple[Group, float]]:
        under = self._wbs(activity), heading("category", activity.category)
        for flow in self._flows[j]:
            size = abs(self._planned(j, flow))
            for group in (*under, flow.group):
                yield group, size
        if activity.actual_cost:
            for group in (*under, Group("resource", ACTUAL, own=False)):
                yield group, abs(activity.actual_cost)

    def _planned(self, j: int, flow: Flow) -> float:
        minutes = float(self._network.planned_minutes[j])
        total = flow.certain + flow.rate * minutes
        for name, scale, timed in flow.terms:
            value = float(self._network.planned_values[self._row[name]])
            total += value * scale * (minutes if timed else 1)
        return total

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        """All headings, dimension by dimension, by their names."""
        found: list[Group] = []
        for dimension in DIMENSIONS:
            own = [group for group in self._sizes if group.dimension == dimension]
            if len(own) > MOST_GROUPS:
                own.sort(key=lambda group: (-self._sizes[group], group))
                own = [*own[:MOST_GROUPS], Group(dimension, OTHERS, own=False)]
            found += sorted(own, key=lambda group: (not group.own, group.name))
            if self._project.contracts and dimension != "contract":
                found.append(Group(dimension, CONTRACTS, own=False))
        found += [Group("contract", each.id) for each in self._deals.contracts]
        return (*found, Group("contract", OWN, own=False))

    @cached_property
    def _number(self) -> dict[Group, int]:
        """The row of each group; small ones are in that of the others."""
        number = {group: g for g, group in enumerate(self._groups)}
        for group in self._sizes:
            others = Group(group.dimension, OTHERS, own=False)
            if group not in number:
                number[group] = number[others]
        for own in self._flows:
            # Of work under a contract nothing comes under a heading.
            for flow in own:
                number.setdefault(flow.group, 0)
        return number

    def _headings(self) -> dict[str, Any]:
        """The rows of the headings that each activity comes under."""
        number = self._number
        under = [(self._wbs(a), heading("category", a.category)) for a in self._acts]
        under.append((heading("wbs", None), heading("category", None)))
        return {
            "wbs": _ints(number.get(wbs, 0) for wbs, _ in under),
            "category": _ints(number.get(category, 0) for _, category in under),
            "own": number[Group("contract", OWN, own=False)],
        }

    def _payments(self) -> dict[str, Any]:
        """The rows that payments come under."""
        number = self._number
        headings = [Group(d, CONTRACTS, own=False) for d in DIMENSIONS[:-1]]
        ids = [contract.id for contract in self._deals.contracts]
        return {
            "payment": _ints(number.get(group, 0) for group in headings),
            "payment_own": _ints(number[Group("contract", each)] for each in ids),
        }

    # Time.

    @cached_property
    def _segments(self) -> Segments:
        project, timeline = self._project, self._network.timeline
        cuts = [index.start or project.start for index in project.escalation.values()]
        for name in self._wages:
            cuts += [later.start for later in project.resources[name].later]
        begun = [a.actual_start for a in self._acts if a.actual_start is not None]
        return segments(timeline, min([*begun, project.start, project.data_date]), cuts)

    def _times(self) -> Times:
        project, found = self._project, self._segments
        timeline, own = self._network.timeline, self._frame.calendars
        rises = [project.escalation[name] for name in self._indices]
        used = {flow.index for flows_ in self._flows for flow in flows_}
        worked = no_shifts(len(own))
        if used & set(self._indices):
            worked = shifts(found, own, timeline.origin.date())
        return Times(
            edge=found.edge,
            month=found.month,
            at_day=found.at_day,
            worked=found.worked,
            wages=_table([self._wage(name) for name in self._wages], found),
            now=timeline.minutes(project.data_date),
            since=_ints(timeline.minutes(r.start or project.start) for r in rises),
            level_row=_ints(
                self._row.get(f"escalation {name}", -1) for name in self._indices
            ),
            level=_floats(rise.rate.planned(None) for rise in rises),
            **worked._asdict(),
        )

    def _wage(self, name: str) -> Float64:
        """Money a minute in each segment."""
        resource = self._project.resources[name]
        minutes = self._network.timeline.minutes
        starts = [minutes(later.start) for later in resource.later]
        at = np.searchsorted(starts, self._segments.edge[:-1], side="right")
        return np.array(minute_rates(self._frame, resource))[at]

    # What is spent already.

    def _paid(self) -> Paid:
        n_month, n_con = len(self._segments.months), len(self._project.contracts)
        groups, months = np.zeros(len(self._groups)), np.zeros(n_month)
        vendor = np.zeros((n_con, n_month))
        for j, activity in enumerate(self._acts):
            if not activity.actual_cost:
                continue
            k, spent = self._deals.of[j], self._by_month(activity)
            if k >= 0:
                vendor[k] += spent
                continue
            months += spent
            for group in (self._wbs(activity), heading("category", activity.category),
                          Group("resource", ACTUAL, own=False),
                          Group("contract", OWN, own=False)):  # fmt: skip
                groups[self._number[group]] += activity.actual_cost
        return Paid(groups, months, vendor.sum(axis=1), vendor)

    def _by_month(self, activity: Activity) -> Float64:
        """Actual cost, even from its actual start to its finish or the data date."""
        found, minutes = self._segments, self._network.timeline.minutes
        until = activity.actual_finish or self._project.data_date
        begin, end = minutes(activity.actual_start or until), minutes(until)
        month = np.zeros(len(found.months))
        inside = np.clip(found.edge, begin, end)
        if end <= begin or inside[-1] <= inside[0]:
            at = int(np.searchsorted(found.edge, begin, side="right")) - 1
            month[found.month[min(max(at, 0), len(found.month) - 1)]] = 1.0
        else:
            np.add.at(month, found.month, np.diff(inside) / (inside[-1] - inside[0]))
        return month * activity.actual_cost


def _table(rows: Sequence[Float64], found: Segments) -> Float64:
    return np.array(rows, np.float64).reshape(len(rows), len(found.month))


def _first(lists: Iterable[Sequence[Any]]) -> Int32:
    """Where each of several lists begins, one behind the other."""
    return np.cumsum([0, *(len(each) for each in lists)]).astype(np.int32)


def _ints(values: Iterable[int]) -> Int32:
    return np.array(list(values), np.int32)


def _floats(values: Iterable[float]) -> Float64:
    return np.array(list(values), np.float64)
