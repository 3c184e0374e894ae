"""What each iteration spends: entered under its headings and months, and paid for."""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.kernels import inlined, inner, kernel
from pmrisk.kernels.calendar import to_calendar
from pmrisk.kernels.exposure import show
from pmrisk.kernels.growth import growth_rate
from pmrisk.kernels.lanes import fill, where
from pmrisk.kernels.payment import pay
from pmrisk.kernels.placing import place
from pmrisk.model.escalation import HIGHEST_RATE, LOWEST_RATE
from pmrisk.network import Network
from pmrisk.network.arrays import Float64, Int32
from pmrisk.network.prices import N_KNOWN, Books


class Purse(NamedTuple):
    """Scratch of one thread, for tiles of `n_lane` iterations."""

    rows: Int32  # int32[5, n_lane]: start, finish, both as working time, spare
    slot: "np.ndarray[tuple[int], np.dtype[np.uint32]]"
    rate: Float64  # float64[n_index, n_lane]: growth a minute
    money: Float64  # float64[n_lane]
    cost: Float64  # float64[n_lane]
    groups: Float64  # float64[n_group or 0, n_lane]
    months: Float64  # float64[n_month or 0, n_lane]
    vendor: Float64  # float64[n_con, n_lane]: what the vendors spend
    profile: Float64  # float64[n_con, n_month or 0, n_lane]: the same by month
    days: Float64  # float64[n_con, n_lane]: working days
    last: Int32  # int32[n_con, n_lane]: the latest finish under a contract
    known: Float64  # float64[n_con * N_KNOWN, n_lane]


def only_cost(cost: Float64) -> Books:
    """Books that hold nothing but the cost of each iteration."""
    nothing = np.zeros((0, 0))
    return Books(cost, nothing, nothing, nothing)


def make_books(network: Network, count: int, months: int) -> Books:
    """Empty books for `count` iterations, their spending told apart by `months`."""
    spending = network.money.spending
    n_con, n_group = len(spending.terms.type), len(spending.paid.groups)
    return Books(
        np.zeros(count),
        np.zeros((n_group, count)),
        np.zeros((months, count)),
        np.zeros((n_con * N_KNOWN, count)),
    )


def make_purse(network: Network, n_lane: int, books: Books | None = None) -> Purse:
    """A purse for tiles of `n_lane` iterations that are entered in `books`."""
    spending = network.money.spending
    books = only_cost(np.zeros(0)) if books is None else books
    n_con, n_month = len(spending.terms.type), len(books.months)
    return Purse(
        rows=np.zeros((5, n_lane), np.int32),
        slot=np.zeros(n_lane, np.uint32),
        rate=np.zeros((len(spending.times.since), n_lane)),
        money=np.zeros(n_lane),
        cost=np.zeros(n_lane),
        groups=np.zeros((len(books.groups), n_lane)),
        months=np.zeros((n_month, n_lane)),
        vendor=np.zeros((n_con, n_lane)),
        profile=np.zeros((n_con, n_month, n_lane)),
        days=np.zeros((n_con, n_lane)),
        last=np.zeros((n_con, n_lane), np.int32),
        known=np.zeros((n_con * N_KNOWN, n_lane)),
    )


@inlined
def _open_rates(times: Any, values: Any, purse: Any) -> None:
    """Rates of the price indices in this tile."""
    for i in range(times.since.size):
        row = times.level_row[i]
        for lane in range(purse.cost.size):
            rate = values[row, lane] if row >= 0 else times.level[i]
            rate = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
            purse.rate[i, lane] = growth_rate(rate)


@inlined
def _open(paid: Any, purse: Any) -> None:
    """The project's accounts, which hold what is spent already."""
    n_lane, most = purse.cost.size, purse.months.shape[0]
    total = paid.months.sum()
    for lane in range(n_lane):
        purse.cost[lane] = total
    for g in range(purse.groups.shape[0]):
        for lane in range(n_lane):
            purse.groups[g, lane] = paid.groups[g]
    purse.months[:] = 0.0
    for m in range(paid.months.size if most > 0 else 0):
        for lane in range(n_lane):
            purse.months[min(m, most - 1), lane] += paid.months[m]


@inlined
def _open_contracts(paid: Any, terms: Any, purse: Any) -> None:
    """The vendors' accounts, the same."""
    n_lane, most = purse.cost.size, purse.months.shape[0]
    purse.profile[:] = 0.0
    for k in range(terms.type.size):
        for lane in range(n_lane):
            purse.vendor[k, lane] = paid.vendor[k]
            purse.days[k, lane] = terms.done[k]
            purse.last[k, lane] = terms.last[k]
        for m in range(paid.months.size if most > 0 else 0):
            for lane in range(n_lane):
                purse.profile[k, min(m, most - 1), lane] += paid.vendor_months[k, m]


@inner
def _amount(flows: Any, q: int, duration: Any, values: Any, money: Any) -> None:
    """The money of flow `q`, before prices rise."""
    for lane in range(money.size):
        money[lane] = flows.certain[q] + flows.rate[q] * duration[lane]
    for t in range(flows.term_first[q], flows.term_first[q + 1]):
        value, scale = values[flows.term_row[t]], flows.term_scale[t]
        if flows.term_timed[t]:
            for lane in range(money.size):
                money[lane] += value[lane] * (scale * duration[lane])
        else:
            for lane in range(money.size):
                money[lane] += value[lane] * scale
    if flows.share[q] >= 0:
        share = values[flows.share[q]]
        for lane in range(money.size):
            money[lane] *= share[lane]


@inner
def _enter(flows: Any, q: int, j: int, money: Any, groups: Any) -> None:
    """Money of flow `q` of activity `j` under every heading that it belongs to."""
    for g in (flows.wbs[j], flows.category[j], flows.source[q], np.int32(flows.own)):
        for lane in range(money.size):
            groups[g, lane] += money[lane]


@inlined
def _spend_all(
    flows: Any, times: Any, terms: Any, logic: Any, tables: Any, minutes: Any,
    values: Any, ends: Any, purse: Any, n: int, dated: Any,
) -> None:  # fmt: skip
    """What every activity costs, to the project or to a vendor."""
    rows, money, last = purse.rows, purse.money, logic.calendar.size - 1
    for j in range(flows.wbs.size):
        k, calendar = terms.contract[j], 0
        if k < 0 and flows.first[j] == flows.first[j + 1]:
            continue
        if j < logic.calendar.size:
            calendar = logic.calendar[j]
            show(tables, logic, j, minutes, ends, rows, purse.slot)
        else:
            # What the project itself spends, now.
            fill(rows[0], times.now)
            fill(rows[1], times.now)
        to_calendar(tables, calendar, rows[0], rows[2], purse.slot)
        to_calendar(tables, calendar, rows[1], rows[3], purse.slot)
        paid = minutes[min(j, last)]
        if tables.exposed[calendar]:
            # Days lost are paid like others.
            paid = rows[4]
            for lane in range(paid.size):
                paid[lane] = max(np.int32(rows[3, lane] - rows[2, lane]), np.int32(0))
        months = purse.profile[k] if k >= 0 else purse.months
        spent = purse.vendor[k] if k >= 0 else purse.cost
        for q in range(flows.first[j], flows.first[j + 1]):
            _amount(flows, q, paid, values, money)
            place(flows, times, q, calendar, rows, money, purse.rate, months, n, dated)
            for lane in range(n):
                spent[lane] += money[lane]
            if k < 0 and purse.groups.shape[0] > 0:
                _enter(flows, q, j, money, purse.groups)
        if dated is not None and k >= 0:
            for lane in range(n):
                purse.days[k, lane] += terms.day[j] * paid[lane]
                if terms.event[j] or minutes[j, lane] > 0:
                    purse.last[k, lane] = max(purse.last[k, lane], rows[1, lane])


@inlined
def _pay_all(
    times: Any, terms: Any, logic: Any, tables: Any, minutes: Any, values: Any,
    masks: Any, ends: Any, purse: Any, n: int,
) -> None:  # fmt: skip
    """What every contract pays; what does not exist is neither late nor early."""
    for k in range(terms.type.size):
        for clause in range(2):
            j = terms.promise[k, clause, 0]
            if j >= 0:
                show(tables, logic, j, minutes, ends, purse.rows, purse.slot)
                due, there = terms.promise[k, clause, 1], terms.promise[k, clause, 3]
                where(purse.rows[1], masks[there], due, purse.rows[2 + clause])
        pay(times, terms, values, purse, k, n)


@inlined
def _close(purse: Any, books: Any, column: int, n: int) -> None:
    """The first `n` lanes to their columns."""
    for lane in range(n):
        books.cost[column + lane] = purse.cost[lane]
    for g in range(books.groups.shape[0]):
        for lane in range(n):
            books.groups[g, column + lane] = purse.groups[g, lane]
    for m in range(books.months.shape[0]):
        for lane in range(n):
            books.months[m, column + lane] = purse.months[m, lane]
    for r in range(books.contracts.shape[0]):
        for lane in range(n):
            books.contracts[r, column + lane] = purse.known[r, lane]


@kernel
def spend(
    spending: Any, logic: Any, tables: Any, minutes: Any, values: Any, masks: Any,
    ends: Any, purse: Any, books: Any, column: int, n: int, dated: Any,
) -> None:  # fmt: skip
    """Enter the first `n` lanes of a tile that has just been run in `books`.

    `dated` is None where what is paid depends on no date and no contract: the kernel
    is then compiled without them.
    """
    flows, times, paid, terms = spending
    _open(paid, purse)
    if dated is not None:
        _open_rates(times, values, purse)
        _open_contracts(paid, terms, purse)
    _spend_all(
        flows, times, terms, logic, tables, minutes, values, ends, purse, n, dated
    )
    if dated is not None:
        _pay_all(times, terms, logic, tables, minutes, values, masks, ends, purse, n)
    _close(purse, books, column, n)


def enter(
    network: Network, tables: Any, work: Any, purse: Purse, books: Books, column: int,
    n: int,
) -> None:  # fmt: skip
    """Enter the first `n` lanes of the tile in `work`, from `column` on.

    `tables` are those that it was run with.
    """
    spend(
        network.money.spending, network.logic, tables, work.minutes,
        work.values, work.masks, work.ends, purse, books, column, n,
        True if network.spends_by_date else None,
    )  # fmt: skip
