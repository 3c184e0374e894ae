"""The effective time of one calendar, looked up iteration by iteration by itself."""

from typing import Any

from pmrisk.kernels import kernel
from pmrisk.kernels.calendar import AS_FINISH, to_moment, to_worked
from pmrisk.kernels.months import open_tile


@kernel
def effective_finishes(
    tables: Any, calendar: int, first: int, time: Any, out: Any, slot: Any
) -> None:
    """Finishes of the iterations from `first` on as moments: int32[n_lane]."""
    open_tile(tables.weather, first)
    to_moment(tables, calendar, time, AS_FINISH, out, slot)


@kernel
def effective_times(
    tables: Any, calendar: int, first: int, moment: Any, out: Any, slot: Any
) -> None:
    """Moments as effective time of the iterations from `first` on: int32[n_lane]."""
    open_tile(tables.weather, first)
    to_worked(tables, calendar, moment, out, slot)
