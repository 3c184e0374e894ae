"""Ranges that lean: by how much they reach further to one side than to the other."""

from pmrisk.model.amount import TimeUnits
from pmrisk.model.calendar import Calendar
from pmrisk.model.estimate import Estimate

_THREE_POINT = ("pert", "triangular", "trigen")


def lean(estimate: Estimate, calendar: Calendar) -> float:
    """By how many days of `calendar` a range reaches further up than down."""
    low, likely, high = _points(estimate, calendar.units)
    return (low + high - 2 * likely) / calendar.minutes_per_day


def _points(estimate: Estimate, units: TimeUnits) -> tuple[float, float, float]:
    """Low, most likely and high as they were given, else P10, the plan and P90."""
    factored = estimate.shape == "factor"
    inner = estimate.inner if factored else estimate
    if inner is not None and inner.shape in _THREE_POINT:
        one = estimate.planned(units) if factored else 0.0
        low, likely, high = (
            amount.value * one if factored else units.minutes(amount)
            for amount in inner.amounts
        )
        return low, likely, high
    shape = estimate.resolve(units)
    low, high = shape.quantile([0.1, 0.9], [0.9, 0.1])
    return float(low), shape.plan, float(high)
