"""The compiled plan as the kernels read it: read-only arrays in topological order.

Times are int32 minutes. A *moment* counts from the timeline's origin; *working time*
counts the minutes that a calendar has worked since then. Working time is enough inside
one calendar; moments are what calendars have in common.

Dimensions: `n_act` activities, `n_rel` relationships, `n_row` rows of the minutes
matrix: one per activity, its duration, then one per uncertain lag.
"""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Int8 = NDArray[np.int8]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

#: What a source of uncertainty is.
Kind = Literal[
    "range", "risk", "driver", "exists", "branch", "gate", "escalation", "contract",
    "calendar risk",
]  # fmt: skip

#: Durations and finishes are held below this many minutes (1,021 years).
LIMIT = 2**29

# Relationship kinds, as numbers in `Logic.kind`.
FS, SS, FF, SF = 0, 1, 2, 3
KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}

# How a relationship's bound reaches its successor, in `Logic.mode`.
DIRECT = 0  # one calendar: working time + lag
MOMENT = 1  # moment + elapsed lag, joined with other moments, converted once
AFTER = 2  # moment converted to the successor's working time, + lag
VIA = 3  # lag counted on a third calendar: a moment again

# What a relationship does, in `Logic.use`.
BINDS = 1  # early dates of its successor
LIMITS = 2  # late dates of its predecessor
DRIVES = 4  # its predecessor is critical where it sets a critical date

# How an activity keeps time, in `Logic.passing`.
PLAIN = 0  # its duration is never zero
PASSES = 1  # where its duration is zero, the moment of its predecessor passes through
MOVES = 2  # a start milestone: moves to the next working moment
SNAPS = 3  # a milestone: passes, but moves on to working time if it is outside
COVERS = 4  # a span: from its earliest to its latest reference
LEAPS = (
    5  # a start milestone that may not exist: it moves, but passes where it does not
)
#: Whose moments are kept, because working time does not tell them.
KEEPS = (PASSES, SNAPS, COVERS, LEAPS)

# What a relationship bounds, in working time or as a moment, in `Logic.target`.
START, FINISH, START_MOMENT, FINISH_MOMENT = 0, 1, 2, 3

# What the forward pass does for an activity beyond start bounds, in `Logic.needs`.
FINISH_BOUNDS = 1  # something bounds its finish
START_MOMENTS = 2  # something bounds its start by a moment
FINISH_MOMENTS = 4  # something bounds its finish by a moment
MOMENTS_OUT = 8  # its start or its finish is read as a moment
CAPPED = 16  # an imposed date overrides its logic
EXPECTED = 32  # its duration is what lasts until its expected finish
EXPOSED = 64  # what is imposed on it is another effective time in every iteration

#: How the name of a stream ends that says whether something happens.
OCCURS = ".occurs"

# What a source moves, in `Source.moves`.
TIME, MONEY = 1, 2

# What a step does, in `Steps.step`, and its numbers. Rows of the minutes are named m,
# of the values v, of the ends e; k is a mask, n a place in `Steps.number`.
HAPPENS = 0  # k, v, value: where v has a value
JOIN = 1  # k, k, k, turned: both, of which 1, 2 and 4 turn a, b and the join round
DUE = 2  # k, e, m, limit: where e - m <= limit
SINCE = 3  # k, e, m, limit: where e - m >= limit
SET = 4  # m, minutes
COPY = 5  # m, m: the first like the second
ADD = 6  # m, m, k, least: the second added where k holds, within limits
MOST = 7  # m, m, k: the first raised to the second where k holds, or to zero
LEAST = 8  # m, m, k: lowered likewise
ONE = 9  # the product is 1
TIMES = 10  # v, k: the product times v where k holds
STRETCH = 11  # m: times the product, rounded half up
OWN = 12  # n, n, m: an own cost of the first, plus the second for every minute
PLUS = 13  # v: more own cost
PER = 14  # v, m, n: v and the number for every minute
SPEND = 15  # k: the own cost, times the product, where k holds
RESET = 16  # v, n: the value is a number
BOOK = 17  # v, k: the own cost, times the product, where k holds; else 0

#: How a moment becomes effective time, in `weather.Skies.due_how`: what is worked by
#: then, the last start that is shown by then, the first finish shown from then on.
WORKED, STARTED, FROM = 0, 1, 2

#: Bounds that never bind.
NEVER, FOREVER = -(2**30), 2**30
#: How a late date is imposed, in `Logic.late_fixed`.
LATE_START, LATE_FINISH = 1, 2


class CalendarTables(NamedTuple):
    """Every calendar's two look-up tables, one behind the other.

    Calendar 0 is always the continuous one, where working time is the moment. `weather`
    is a `pmrisk.network.weather.Weather` where a thread works with any: to ask whether
    a calendar is exposed to it costs less than to take it out of the tuple.
    """

    step: Int32  # int32[n_cal]: minutes of a slot, the gcd of the shift boundaries
    worked: Int32  # worked minutes at a slot's start << 1 | is it a working slot
    worked_at: Int64  # int64[n_cal + 1]: where a calendar's `worked` begins
    offset: Int32  # moment - working time, for each working slot; entry 0: before all
    offset_at: Int64  # int64[n_cal + 1]
    exposed: Int8  # int8[n_cal]: 1 where it may have weather
    weather: Any = None


class Logic(NamedTuple):
    """Activities and relationships, in topological order with ties by id.

    Ends are kept in one matrix, int32[n_end, n_lane]: row j is the finish of activity j
    in its own working time; behind them come the starts and finishes that something
    reads as moments. `start_row` and `finish_row` say where, or -1.
    """

    calendar: Int32  # int32[n_act]
    passing: Int8  # int8[n_act]: PLAIN, PASSES, ... LEAPS
    floor: Int32  # int32[n_act]: no start before, in its own working time
    floor_moment: Int32  # int32[n_act]: the same as a moment
    finish_floor: Int32  # int32[n_act]: no finish before, or NEVER
    finish_floor_moment: Int32  # int32[n_act]: the same as a moment
    start_cap: Int32  # int32[n_act]: no start after, or FOREVER
    finish_cap: Int32  # int32[n_act]: no finish after, or FOREVER
    cap_moment: Int32  # int32[n_act]: the earlier of both as a moment
    expected: Int32  # int32[n_act]: expected finish, or NEVER
    actual_start: Int32  # int32[n_act]: the moment it started, or NEVER
    late_start_cap: Int32  # int32[n_act]: no late start after, or FOREVER
    late_finish_cap: Int32  # int32[n_act]: no late finish after, or FOREVER
    late_fixed: Int8  # int8[n_act]: LATE_START or LATE_FINISH where a cap is exact
    needs: Int8  # int8[n_act]: FINISH_BOUNDS | ... | EXPECTED
    start_row: Int32  # int32[n_act]
    finish_row: Int32  # int32[n_act]
    ends: Int8  # int8[n_act]: 1 where it may set the project's finish
    tails: Int8  # int8[n_act]: 1 where nothing surely finishes after it
    group: Int8  # int8[n_act]: row of the finishes that its late dates count from
    anchor: Int32  # int32[n_group]: a finish imposed for late dates, or NEVER
    open: Int8  # int8[n_act]: 1 where nothing follows and nothing may slip
    late: Int8  # int8[n_act]: 1 where it is as late as its successors allow
    first: Int32  # int32[n_act + 1]: its relationships are first[j] : first[j + 1]
    pred: Int32  # int32[n_rel]
    source: Int32  # int32[n_rel]: row of the ends that it reads
    minus: Int8  # int8[n_rel]: 1 where the predecessor's duration is to be taken off
    kind: Int8  # int8[n_rel]
    use: Int8  # int8[n_rel]: BINDS | LIMITS | DRIVES
    mode: Int8  # int8[n_rel]
    simple: Int8  # int8[n_rel]: 1 where it is an end plus a certain number of minutes
    target: Int8  # int8[n_rel]: START, FINISH, START_MOMENT, FINISH_MOMENT
    lag: Int32  # int32[n_rel]: minutes
    lag_row: Int32  # int32[n_rel]: row of an uncertain lag in the minutes, or -1
    passed: Int32  # int32[n_rel]: minutes of an uncertain lag that have passed
    lag_calendar: Int32  # int32[n_rel]: where mode is VIA
    ref_first: Int32  # int32[n_act + 1]: references of spans, as `first`
    ref_act: Int32  # int32[n_ref]: the activity that is referred to
    ref_row: Int32  # int32[n_ref]: row of the ends that is read, a moment
    ref_finish: Int8  # int8[n_ref]: 1 where it sets the span's finish
    ref_lag: Int32  # int32[n_ref]: minutes
    ref_calendar: Int32  # int32[n_ref]: of the lag


def has_more(logic: Logic) -> bool | None:
    """None where a plan has nothing of what the compiled passes may leave out.

    That is spans, milestones that keep to working time, imposed dates that override
    logic or limit late dates, expected finishes, actual starts that are read, imposed
    ends, and what is as late as possible. With any of it, whether the last is there.
    """
    late = bool(logic.late.any())
    has = (
        np.isin(logic.passing, (SNAPS, COVERS)).any()
        or (logic.needs & (CAPPED | EXPECTED)).any()
        or (logic.actual_start != NEVER).any()
        or (logic.late_start_cap != FOREVER).any()
        or (logic.late_finish_cap != FOREVER).any()
        or (logic.anchor != NEVER).any()
    )
    return late if has or late else None


class Costs(NamedTuple):
    """What the project costs, as terms of its durations.

    cost = base + sum(rate[j] * minutes[j])
         + sum(values[fixed_row]) + sum(values[day_row] * minutes[day_act] * day_scale)
    """

    base: Float64  # float64[1]: all certain fixed cost
    rate: Float64  # float64[n_act or more]: money per working minute, by row of the
    # minutes: an activity's own, or what is paid of it where its calendar has weather
    fixed_row: Int32  # int32[n_fixed]: rows of the values matrix
    day_row: Int32  # int32[n_day]: rows of uncertain costs per day
    day_act: Int32  # int32[n_day]: the row of the minutes that they multiply
    day_scale: Float64  # float64[n_day]: working days per minute


class Steps(NamedTuple):
    """Small operations on rows, see `pmrisk.network.steps`; the codes are above.

    `section` is where those before the passes begin, those once it is judged who works
    when, those of the costs, and where these end; steps of activity j, when the forward
    pass comes to it, are first[j] : first[j + 1].
    """

    step: Int32  # int32[n_step, 5]: code and what it needs
    section: Int32  # int32[4]
    first: Int32  # int32[n_act + 1]
    number: Float64  # float64[...]: numbers that steps refer to
    event: Int32  # int32[n_event]: masks of where a risk, or a driver, happens


class Life(NamedTuple):
    """Masks of when activities exist; mask 0: always. See `pmrisk.network.life`.

    What does not exist has no imposed dates and no calendar: it passes moments through,
    as soon as the plan allows (`free`), and on the way back the latest that its
    successors allow, which is kept in a row of `room`.

    The steps of the forward pass stand beside them, and what a thread works with:
    `masks` (int32[n_mask, n_lane]), `values` and `room` (int32[n_room, n_lane]).
    """

    mask: Int32  # int32[n_act]: where it exists
    ending: Int32  # int32[n_act]: where it may set the project's finish
    binds: Int32  # int32[n_rel]: where a relationship binds early dates
    limits: Int32  # int32[n_rel]: where it limits late dates
    absent: Int32  # int32[n_act]: row of the room of what may not exist, or -1
    free: Int32  # int32[n_act]: the moment before which it passes nothing on
    step: Int32  # as in `Steps`
    first: Int32
    number: Float64
    masks: Int32
    values: Float64
    room: Int32


class Rework(NamedTuple):
    """Which activities are others done again, see `pmrisk.network.repeats`.

    `marks` (int32[n_row, n_lane]) is what a thread works with: one row for each
    activity that may be done again, which it shares with what repeats it.
    """

    row: Int32  # int32[n_act]: its row of the marks, or -1
    of: Int32  # int32[n_act]: the activity that it is or repeats, where there is a row
    first: Int8  # int8[n_act]: 1 where no other of its row comes before it
    copy: Int32  # int32[n_copy]: what is done again,
    original: Int32  # int32[n_copy]: of which activity
    marks: Int32


class Source(NamedTuple):
    """One uncertain quantity: its full name, its shape and where its draws go."""

    name: str
    shape: Any  # a `pmrisk.model.shapes.Shape`, in minutes or in money
    is_minutes: bool  # a row of the int32 minutes, else of the float64 values
    row: int
    nonnegative: bool  # durations clip at zero; costs and lags do not
    of: str = ""  # what is switched on and off with it: a risk, a driver, a range
    kind: Kind = "range"
    moves: int = 0  # TIME | MONEY
    weight: float | None = None  # how far it moves time (or money), where it is neither
