"""What a contract pays in each iteration, for work whose cost is known."""

from typing import Any

from pmrisk.kernels import inlined, inner
from pmrisk.network.prices import (
    BONUS,
    DAMAGES,
    DEDUCTED,
    N_KNOWN,
    ORDERS,
    PAID,
    PLUS,
    PRICE,
    REWARDED,
    THE_FEE,
    THE_PRICE,
    THE_RATE,
    TIME,
    VENDOR,
)

_DAY = 1440


@inner
def _sum(terms: Any, values: Any, k: int, which: int, lane: int) -> float:
    """The price, the rate or the fee of contract `k`, never below zero."""
    row = terms.sum_row[k, which]
    given = values[row, lane] if row >= 0 else terms.sum[k, which]
    return float(max(given, 0.0))


@inner
def _for_the_work(
    terms: Any, values: Any, k: int, lane: int, cost: float, days: float
) -> float:
    """What the type of contract `k` comes to, held by its cap."""
    price = _sum(terms, values, k, THE_PRICE, lane)
    if terms.type[k] == PRICE:
        due = price
    elif terms.type[k] == TIME:
        due = _sum(terms, values, k, THE_RATE, lane) * days
    else:
        due = cost + _sum(terms, values, k, THE_FEE, lane)
        if terms.type[k] != PLUS:
            over = cost - price
            due -= terms.share[k, 0 if over > 0 else 1] * over
    return float(min(due, terms.cap[k]))


@inner
def _ordered(terms: Any, values: Any, k: int, lane: int) -> float:
    """What change orders come to."""
    total = 0.0
    for r in range(terms.order_first[k], terms.order_first[k + 1]):
        happens, price = terms.order_row[r, 0], terms.order_row[r, 1]
        if happens < 0 or values[happens, lane] > 0.5:
            total += values[price, lane] if price >= 0 else terms.order[r]
    return total


@inner
def _reached(terms: Any, rows: Any, k: int, clause: int, lane: int) -> int:
    """When the milestone of a clause is reached."""
    if terms.promise[k, clause, 0] >= 0:
        return int(rows[2 + clause, lane])
    return int(terms.promise[k, clause, 2])


@inner
def _staked(terms: Any, rows: Any, k: int, clause: int, lane: int) -> float:
    """Damages for each day begun after the deadline, or a bonus for each whole one."""
    money = terms.stake[k, clause, 0]
    if money == 0:
        return 0.0
    late = _reached(terms, rows, k, clause, lane) - terms.promise[k, clause, 1]
    days = (late + _DAY - 1) // _DAY if clause == DAMAGES else -late // _DAY
    return float(min(money * max(days, 0), terms.stake[k, clause, 1]))


@inner
def _month(times: Any, moment: int, most: int) -> int:
    """The month of a moment, as far as months are told apart."""
    day = min(max((moment - times.edge[0]) // _DAY, 0), times.at_day.size - 1)
    return int(min(times.month[times.at_day[day]], most - 1))


@inner
def _in_time(times: Any, purse: Any, k: int, lane: int, paid: float) -> None:
    """Payments by month: as the vendor spends, or when the work is done."""
    most, cost = purse.months.shape[0], purse.vendor[k, lane]
    if cost > 0:
        for m in range(most):
            purse.months[m, lane] += paid * (purse.profile[k, m, lane] / cost)
    else:
        purse.months[_month(times, purse.last[k, lane], most), lane] += paid


@inlined
def pay(times: Any, terms: Any, values: Any, purse: Any, k: int, n: int) -> None:
    """Pay contract `k` in the first `n` lanes, in place of what its work costs.

    The finishes that its clauses watch are in rows 2 and 3 of the purse. Damages are
    deducted, and a bonus is paid, in the month in which its milestone is reached.
    """
    at, most = k * N_KNOWN, purse.months.shape[0]
    for lane in range(n):
        cost, days = purse.vendor[k, lane], purse.days[k, lane]
        due = _for_the_work(terms, values, k, lane, cost, days)
        ordered = _ordered(terms, values, k, lane)
        deducted = _staked(terms, purse.rows, k, DAMAGES, lane)
        reward = _staked(terms, purse.rows, k, BONUS, lane)
        net = due + ordered - deducted + reward
        purse.cost[lane] += net
        purse.known[at + VENDOR, lane] = cost
        purse.known[at + PAID, lane] = due
        purse.known[at + ORDERS, lane] = ordered
        purse.known[at + DEDUCTED, lane] = deducted
        purse.known[at + REWARDED, lane] = reward
        if purse.groups.shape[0] > 0:
            for g in terms.payment:
                purse.groups[g, lane] += net
            purse.groups[terms.payment_own[k], lane] += net
        if most > 0:
            _in_time(times, purse, k, lane, due + ordered)
            for clause in range(2):
                staked = -deducted if clause == DAMAGES else reward
                if staked != 0:
                    moment = _reached(terms, purse.rows, k, clause, lane)
                    purse.months[_month(times, moment, most), lane] += staked
