"""The memory of one thread: everything that a tile of iterations needs, made once."""

from typing import Any, NamedTuple

import numpy as np

from pmrisk.network import Network
from pmrisk.network.arrays import Float64, Int32, Int64


class Lanes(NamedTuple):
    """Scratch rows of a tile."""

    rows: Int32  # int32[10, n_lane]
    product: Float64  # float64[n_lane]: of factors
    own: Float64  # float64[n_lane]: the cost of one thing
    slot: "np.ndarray[tuple[int], np.dtype[np.uint32]]"


class Work(NamedTuple):
    """Rows of a tile and the counts that one thread has gathered so far."""

    minutes: Int32  # int32[n_row, n_lane]: planned, then drawn
    values: Float64  # float64[n_value, n_lane]
    ends: Int32  # int32[n_end, n_lane]: early finishes, then moments
    late: Int32  # int32[n_act or 1, n_lane]
    mark: Int32  # int32[n_act, n_lane]: 0, or -1 where it drives
    groups: Int32  # int32[n_cal, n_lane]
    last: Int32  # int32[1 + n_group, n_lane]: the project's finish; what late dates
    # count back from, by group
    project_time: Int32  # int32[n_lane]: the finish on the project's calendar
    cost: Float64  # float64[n_lane]
    masks: Int32  # int32[n_mask, n_lane]: 0, or -1 where it holds; 0 always does
    room: Int32  # int32[n_room, n_lane]: see `pmrisk.network.arrays.Life`
    touched: "np.ndarray[tuple[int], np.dtype[np.uint8]]"
    critical: Int64  # int64[n_act]: lanes in which it drives
    sums: Int64  # int64[4, n_act]: see `pmrisk.kernels.sums`
    notes: Int64  # int64[4]: clamped, clipped at zero, beyond the calendars, given up


def make_lanes(n_lane: int) -> Lanes:
    """Scratch for tiles of `n_lane` iterations."""
    return Lanes(
        np.zeros((10, n_lane), np.int32),
        np.zeros(n_lane),
        np.zeros(n_lane),
        np.zeros(n_lane, np.uint32),
    )


def make_work(network: Network, n_lane: int, *, detailed: bool) -> Work:
    """A workspace with every row at its planned value."""
    n_act = len(network.activities)
    rows = (network.logic.start_row, network.logic.finish_row)
    life = network.life
    n_room = 0 if life is None else 1 + int(life.absent.max(initial=-1))
    n_end = max(n_act, *(1 + int(row.max(initial=-1)) for row in rows))
    return Work(
        minutes=_spread(network.planned_minutes, n_lane),
        values=_spread(network.planned_values, n_lane),
        ends=np.zeros((n_end, n_lane), np.int32),
        late=np.zeros((n_act if detailed else 1, n_lane), np.int32),
        mark=np.zeros((n_act, n_lane), np.int32),
        groups=np.zeros((len(network.tables.step), n_lane), np.int32),
        last=np.zeros((1 + network.logic.anchor.size, n_lane), np.int32),
        project_time=np.zeros(n_lane, np.int32),
        cost=np.zeros(n_lane),
        masks=np.full((network.n_mask, n_lane), -1, np.int32),
        room=np.zeros((n_room, n_lane), np.int32),
        touched=np.zeros(n_act, np.uint8),
        critical=np.zeros(n_act, np.int64),
        sums=np.zeros((4, n_act), np.int64),
        notes=np.zeros(4, np.int64),
    )


def _spread(planned: Any, n_lane: int) -> Any:
    return np.ascontiguousarray(np.repeat(planned[:, None], n_lane, axis=1))
