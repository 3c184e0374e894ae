"""Money as the spending kernel reads it: what is spent when, and who pays for it.

A *flow* is money of one activity that is spent in one way. A *segment* is a stretch of
time within a month in which no price index begins and no rate changes. *Groups* are the
rows of the breakdowns. Dimensions beside those of `pmrisk.network.arrays`: `n_flow`,
`n_seg`, `n_index`, `n_group`, `n_month`, `n_con` contracts.
"""

from typing import NamedTuple

from pmrisk.network.arrays import Float64, Int8, Int32

# When a flow is spent, in `Spending.spread`.
EVEN, AT_START, AT_END = 0, 1, 2
SPREADS = {"even": EVEN, "start": AT_START, "end": AT_END}

# How a contract pays, in `Spending.type`.
PRICE, TIME, PLUS, TARGET = 0, 1, 2, 3
TYPES = {
    "fixed_price": PRICE,
    "time_and_materials": TIME,
    "cost_plus": PLUS,
    "target_cost": TARGET,
}
# Sums of a contract that may be uncertain, columns of `Spending.sum`.
THE_PRICE, THE_RATE, THE_FEE = 0, 1, 2
# Clauses of a contract: columns of `Spending.promise`.
DAMAGES, BONUS = 0, 1
# What is known of each contract: rows of `Books.contracts`, by contract.
VENDOR, PAID, ORDERS, DEDUCTED, REWARDED = 0, 1, 2, 3, 4
N_KNOWN = 5

#: Powers of the rate of growth in the integral of an escalated stretch of work.
N_POWER = 6


class Flows(NamedTuple):
    """What is spent: ``certain + rate * minutes + sum(values[term_row] * term_scale)``.

    A term whose `term_timed` is 1 is times minutes besides. A row of -1: none.
    """

    first: Int32  # int32[n_act + 1]: flows of activity j are first[j] : first[j + 1]
    certain: Float64  # float64[n_flow]
    rate: Float64  # float64[n_flow]: money, or units of a resource, per working minute
    term_first: Int32  # int32[n_flow + 1]
    term_row: Int32  # rows of the values
    term_scale: Float64
    term_timed: Int8
    share: Int32  # int32[n_flow]: row of the values that all of it is times, or -1
    spread: Int8  # int8[n_flow]: EVEN, AT_START, AT_END
    rise: Int32  # int32[n_flow]: the price index, or -1
    wage: Int32  # int32[n_flow]: row of the wages, or -1
    source: Int32  # int32[n_flow]: group by resource
    wbs: Int32  # int32[n_act]: group
    category: Int32  # int32[n_act]: group
    own: int  # group of work under no contract


class Times(NamedTuple):
    """When it is spent: segments, what rises and changes in them, and what is worked.

    Shifts are cut at the edges of the segments.
    """

    edge: Int32  # int32[n_seg + 1]: moments
    month: Int32  # int32[n_seg]
    at_day: Int32  # int32[n_day]: the first segment of each day from the first edge on
    worked: Int32  # int32[n_cal, n_seg + 1]: working time at the edges
    wages: Float64  # float64[n_wage, n_seg]: money per working minute of a unit
    now: int  # the data date, a moment
    since: Int32  # int32[n_index]: the moment from which prices rise
    level_row: Int32  # int32[n_index]: row of the values of an uncertain rate, or -1
    level: Float64  # float64[n_index]: a certain rate
    shift_first: Int32  # int32[n_cal, n_day + 1]: the shifts begun before each day
    shift_begin: Int32  # int32[n_shift]: moments
    shift_end: Int32  # int32[n_shift]
    shift_segment: Int32  # int32[n_shift]
    powers: Float64  # float64[n_shift, N_POWER]: what the segment has worked before


class Paid(NamedTuple):
    """What is spent already: actual costs."""

    groups: Float64  # float64[n_group]
    months: Float64  # float64[n_month]: under no contract
    vendor: Float64  # float64[n_con]: under a contract
    vendor_months: Float64  # float64[n_con, n_month]


class Terms(NamedTuple):
    """Contracts: who does what, and how it is paid for."""

    contract: Int32  # int32[n_act + 1]: who does it, or -1; the last is no activity
    type: Int8  # int8[n_con]
    sum_row: Int32  # int32[n_con, 3]: rows of the values, or -1
    sum: Float64  # float64[n_con, 3]: certain ones
    cap: Float64  # float64[n_con]
    share: Float64  # float64[n_con, 2]: the vendor's, of over- and of underruns
    done: Float64  # float64[n_con]: working days done
    day: Float64  # float64[n_act]: working days per minute, 0 where they do not count
    # int32[n_con, 2, 4]: activity or -1; deadline; its actual finish; where it exists
    promise: Int32
    stake: Float64  # float64[n_con, 2, 2]: money a day, and its cap
    order_first: Int32  # int32[n_con + 1]
    order_row: Int32  # int32[n_order, 2]: rows of whether it is ordered and its price
    order: Float64  # float64[n_order]: a certain price
    last: Int32  # int32[n_con]: the last moment of what is complete
    payment: Int32  # int32[3]: groups of the payments, by dimension
    payment_own: Int32  # int32[n_con]: the group of each contract


class Spending(NamedTuple):
    """All money of a network, activities in topological order."""

    flows: Flows
    times: Times
    paid: Paid
    terms: Terms


class Books(NamedTuple):
    """Where iterations leave what they spend; empty rows: nobody asks."""

    cost: Float64  # float64[n_iter]
    groups: Float64  # float64[n_group, n_iter]
    months: Float64  # float64[n_month, n_iter]; the last one holds what comes later
    contracts: Float64  # float64[n_con * N_KNOWN, n_iter]
