"""What a user would write in NumPy instead: merely the draws, and all of the work."""

from typing import Any

import numpy as np
from limit import Outcome, outcome
from numpy.typing import NDArray

from networks import DAY, FF, SS, Plan

Row = NDArray[Any]  # int32 or float64 minutes
Float64 = NDArray[np.float64]

#: Iterations at a time, row by row: long enough to pay for a call, short enough for
#: the cache; and the variates at a time, by array: as many as fit the memory.
CHUNK, BLOCK = 4096, 2**24


def _chunks(plan: Plan, n_iter: int, by_array: bool) -> list[slice]:
    size = max(1, min(10_000, BLOCK // plan.n_act)) if by_array else CHUNK
    return [slice(k, min(k + size, n_iter)) for k in range(0, n_iter, size)]


def draw_triangular(
    plan: Plan, n_iter: int, *, by_array: bool = False, seed: int = 1
) -> float:
    """Draw a triangular variate for every activity and iteration, and drop it.

    Row by row with scalar parameters, where a row never leaves the cache; or
    `by_array`, with arrays of parameters, which is shorter to write and takes longer.
    Returns the mean of one draw of each row, so that the answer can be checked.
    """
    rng = np.random.Generator(np.random.SFC64(seed))
    points = np.array([plan.low, plan.mode, plan.high])
    means = []
    for here in _chunks(plan, n_iter, by_array):
        size = here.stop - here.start
        if by_array:
            columns = points[:, :, None]
            drawn = rng.triangular(*columns, (plan.n_act, size))[:, 0].tolist()
        else:
            drawn = [rng.triangular(*row, size)[0] for row in points.T.tolist()]
        means.append(sum(drawn) / plan.n_act)
    return sum(means) / len(means)


def simulate(
    plan: Plan,
    n_iter: int,
    *,
    shape: str = "triangular",
    by_array: bool = False,
    seed: int = 1,
) -> Outcome:
    """Simulate `plan` on one calendar: draws, passes, cost, criticality, percentiles.

    Vectorised over iterations, activity by activity; `shape` is triangular or pert.
    Tuned for the cache, in int32 rows; or `by_array`, as it is mostly written: all
    durations in one float64 matrix, drawn with one call.
    """
    rng = np.random.Generator(np.random.SFC64(seed))
    finish, cost = np.empty(n_iter, np.int32), np.empty(n_iter)
    counts = np.zeros(plan.n_act, np.int64)
    rows = _Rows(plan, 0, by_array)
    for here in _chunks(plan, n_iter, by_array):
        if here.stop - here.start != rows.size:
            rows = _Rows(plan, here.stop - here.start, by_array)
        if by_array:
            _draw_all(plan, rng, shape, rows)
        rows.cost += plan.fixed.sum()
        for j in range(plan.n_act):
            if not by_array:
                _draw(plan, rng, shape, j, rows)
            _forward(plan, j, rows)
        last = np.max(rows.finish[plan.tails], axis=0)
        _mark(plan, rows, last, counts)
        finish[here], cost[here] = last, rows.cost
        rows.cost.fill(0)
    return outcome(finish, cost, counts)


class _Rows:
    """The arrays of one chunk, made once."""

    def __init__(self, plan: Plan, size: int, by_array: bool) -> None:
        dtype = np.float64 if by_array else np.int32
        shape = (plan.n_act, size)
        self.size = size
        self.minutes = np.empty(shape, dtype)
        self.start = np.empty(shape, dtype)
        self.finish = np.empty(shape, dtype)
        self.mark = np.empty(shape, np.bool_)
        self.cost = np.zeros(size)
        self.bound = np.empty(size, dtype)
        self.money = np.empty(size)
        self.hit = np.empty(size, np.bool_)


def _variates(
    rng: np.random.Generator, shape: str, low: Any, mode: Any, high: Any, size: Any
) -> Float64:
    if shape == "triangular":
        return rng.triangular(low, mode, high, size)
    # The beta with lambda = 4, as pmrisk has it.
    width = high - low
    alpha, beta = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
    drawn = rng.beta(alpha, beta, size)
    drawn *= width
    drawn += low
    return drawn


def _draw(
    plan: Plan, rng: np.random.Generator, shape: str, j: int, rows: _Rows
) -> None:
    """A row of whole minutes, and its cost."""
    points = plan.low[j], plan.mode[j], plan.high[j]
    drawn = _variates(rng, shape, *points, rows.size)
    drawn += 0.5
    rows.minutes[j] = drawn
    np.multiply(rows.minutes[j], plan.per_day[j] / DAY, out=rows.money)
    rows.cost += rows.money


def _draw_all(plan: Plan, rng: np.random.Generator, shape: str, rows: _Rows) -> None:
    """All rows of whole minutes, and their cost."""
    points = (x[:, None] for x in (plan.low, plan.mode, plan.high))
    rows.minutes = np.rint(_variates(rng, shape, *points, rows.minutes.shape))
    rows.cost += (plan.per_day / DAY) @ rows.minutes


def _forward(plan: Plan, j: int, rows: _Rows) -> None:
    start, finish, bound = rows.start[j], rows.finish[j], rows.bound
    start.fill(0)
    finish_links = []
    for r in range(plan.first[j], plan.first[j + 1]):
        if plan.kind[r] >= FF:
            finish_links.append(r)
            continue
        source = rows.start if plan.kind[r] == SS else rows.finish
        np.maximum(start, _bound(plan, r, source, bound), out=start)
    np.add(start, rows.minutes[j], out=finish)
    for r in finish_links:
        source = rows.finish if plan.kind[r] == FF else rows.start
        np.maximum(finish, _bound(plan, r, source, bound), out=finish)
    if finish_links:
        np.subtract(finish, rows.minutes[j], out=start)


def _bound(plan: Plan, r: int, source: Row, out: Row) -> Row:
    row = source[plan.pred[r]]
    if plan.lag[r] == 0:
        return row
    return np.add(row, plan.lag[r], out=out)


def _mark(plan: Plan, rows: _Rows, last: Row, counts: NDArray[np.int64]) -> None:
    """Marks go backwards along driving relationships; counts the marked iterations."""
    touched = np.zeros(plan.n_act, np.bool_)
    for j in plan.tails:
        np.equal(rows.finish[j], last, out=rows.mark[j])
        touched[j] = True
    for j in range(plan.n_act - 1, -1, -1):
        if not touched[j] or not (marked := np.count_nonzero(rows.mark[j])):
            continue
        counts[j] += marked
        for r in range(plan.first[j], plan.first[j + 1]):
            _mark_predecessor(plan, rows, touched, j, r)


def _mark_predecessor(
    plan: Plan, rows: _Rows, touched: NDArray[np.bool_], j: int, r: int
) -> None:
    i, kind = plan.pred[r], plan.kind[r]
    source = rows.start if kind & 1 else rows.finish
    pushed = rows.finish[j] if kind >= FF else rows.start[j]
    hit = rows.hit if touched[i] else rows.mark[i]
    np.equal(_bound(plan, r, source, rows.bound), pushed, out=hit)
    hit &= rows.mark[j]
    if touched[i]:
        rows.mark[i] |= hit
    touched[i] = True
