"""When money is spent: in one moment, or evenly over working time, as prices rise.

Money that is spent evenly follows working time. Under a price index that rises by
g = ln(1 + rate) a year it costs the mean of exp(g t) over the minutes worked, which is
right to 1e-11 of it: the first power of g times a month that is left out, at 100 %.
"""

from typing import Any

from pmrisk.kernels import inner
from pmrisk.kernels.growth import grown, growth
from pmrisk.network.prices import AT_START, EVEN, N_POWER


@inner
def segment_of(edge: Any, at_day: Any, moment: int) -> int:
    """The segment that a moment is in, the first or the last one beyond them."""
    day = min(max((moment - edge[0]) // 1440, 0), at_day.size - 1)
    seg = int(at_day[day])
    while seg + 2 < edge.size and edge[seg + 1] <= moment:
        seg += 1
    return seg


@inner
def _worth(
    edge: Any, first: Any, begin: Any, end: Any, segment: Any, powers: Any,
    seg: int, moment: int, rate: float,
) -> float:  # fmt: skip
    """The minutes that a calendar works in a segment until a moment, as they grow.

    Growth is counted from the segment's start; `first` is of one calendar.
    """
    low, until = edge[seg], min(moment, edge[seg + 1])
    day = min(max((until - edge[0]) // 1440, 0), first.size - 2)
    # The last shift that has begun by then, of this day or before.
    shift = first[day]
    while shift < first[day + 1] and begin[shift] < until:
        shift += 1
    shift = max(shift - 1, first[0])
    total = 0.0
    for n in range(N_POWER - 1, -1, -1):
        total = total * rate + powers[shift, n]
    total += grown(rate, min(until, end[shift]) - low) - grown(rate, begin[shift] - low)
    # One way out: with several, counting references costs more than the sum.
    return float(total * (segment[shift] == seg and begin[shift] < until))


@inner
def _at_once(
    edge: Any, at_day: Any, month: Any, wages: Any, rate: Any, since: int, moment: Any,
    money: Any, months: Any, n: int, dated: Any,
) -> None:  # fmt: skip
    """Spend money in one moment of each lane."""
    most = months.shape[0]
    for lane in range(n):
        if most > 0 or wages.size > 0:
            seg = segment_of(edge, at_day, moment[lane])
            if wages.size > 0:
                money[lane] *= wages[seg]
        if dated is not None and rate.size > 0 and moment[lane] > since:
            money[lane] *= growth(rate[lane] * (moment[lane] - since))
        if most > 0:
            months[min(month[seg], most - 1), lane] += money[lane]


@inner
def _evenly(
    edge: Any, at_day: Any, month: Any, worked: Any, wages: Any, rate: Any, since: int,
    first: Any, begin: Any, end: Any, segment: Any, powers: Any,
    rows: Any, money: Any, months: Any, n: int, dated: Any,
) -> None:  # fmt: skip
    """Spend money minute by minute, segment by segment; at the end if in no time."""
    most = months.shape[0]
    for lane in range(n):
        start, finish = rows[0, lane], rows[1, lane]
        begun, done = rows[2, lane], rows[3, lane]
        seg, final = segment_of(edge, at_day, start), False
        if done <= begun:
            seg, start = segment_of(edge, at_day, finish), finish
        each, spent = money[lane] / max(done - begun, 1), 0.0
        while not final:
            low, high = edge[seg], edge[seg + 1]
            final = seg + 2 >= edge.size or high >= finish
            until = done if final else worked[seg + 1]
            worth = float(max(until - max(begun, worked[seg]), 0))
            if done <= begun:
                worth = 1.0
                if dated is not None and rate.size > 0 and finish > since:
                    worth = growth(rate[lane] * (finish - since))
            elif dated is not None and rate.size > 0 and low >= since and worth > 0:
                worth = _worth(
                    edge, first, begin, end, segment, powers, seg, finish,
                    rate[lane],
                )  # fmt: skip
                if start > low:
                    worth -= _worth(
                        edge, first, begin, end, segment, powers, seg, start,
                        rate[lane],
                    )  # fmt: skip
                worth *= growth(rate[lane] * (low - since))
            if wages.size > 0:
                worth *= wages[seg]
            spent += each * worth
            if most > 0:
                months[min(month[seg], most - 1), lane] += each * worth
            seg += 1
        if rate.size > 0 or wages.size > 0:
            # Else it is what it was, to the last bit.
            money[lane] = spent


@inner
def place(
    flows: Any, times: Any, q: int, calendar: int, rows: Any, money: Any, rates: Any,
    months: Any, n: int, dated: Any,
) -> None:  # fmt: skip
    """Spend the money of flow `q` in time: `money` becomes what is really paid."""
    rise, wage, spread = flows.rise[q], flows.wage[q], flows.spread[q]
    if months.shape[0] == 0 and rise < 0 and wage < 0:
        return
    # Arrays are taken out of their tuples once, and empty where they say nothing.
    since = times.since[rise] if rise >= 0 else 0
    rate = rates[rise] if rise >= 0 else money[:0]
    wages = times.wages[wage] if wage >= 0 else money[:0]
    if spread == EVEN:
        _evenly(
            times.edge, times.at_day, times.month, times.worked[calendar], wages, rate,
            since, times.shift_first[calendar], times.shift_begin, times.shift_end,
            times.shift_segment, times.powers, rows, money, months, n, dated,
        )  # fmt: skip
    else:
        moment = rows[0] if spread == AT_START else rows[1]
        _at_once(
            times.edge, times.at_day, times.month, wages, rate, since, moment, money,
            months, n, dated,
        )  # fmt: skip
