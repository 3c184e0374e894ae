"""How much of a plan risks and drivers touch, to tell the large from the small."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pmrisk.model.activity import Activity
from pmrisk.model.amount import TimeUnits
from pmrisk.network.frame import Frame
from pmrisk.network.influences import Factor


@dataclass
class Weights:
    """How much of the plan risks and drivers touch, to tell the large from the small.

    `time` and `money` are by event: minutes that it adds to one activity, or money;
    `factor` are planned minutes under a factor, by its name.
    """

    time: dict[str, float] = field(default_factory=dict)
    money: dict[str, float] = field(default_factory=dict)
    factor: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: Frame) -> "Weights":
        """The weights of everything that happens to the activities of a frame."""
        made, influences = cls(), frame.influences
        by_id = frame.spans.by_id
        sizes: dict[tuple[str, TimeUnits], float] = {}
        for name, delays in influences.delays.items():
            units = frame.calendar(by_id[name]).units
            for delay in delays:
                key = delay.name, units
                if key not in sizes:
                    sizes[key] = abs(delay.estimate.planned(units))
                made.time[delay.event] = max(made.time.get(delay.event, 0), sizes[key])
        for name, factors in influences.duration.items():
            made._add(factors, _planned(frame, by_id[name]))
        for factors in influences.cost.values():
            made._add(factors, 0.0)
        for charge in influences.charges:
            if charge.event is not None:
                size = abs(charge.estimate.planned(None))
                made.money[charge.event] = made.money.get(charge.event, 0) + size
        return made

    def _add(self, factors: Iterable[Factor], minutes: float) -> None:
        for each in factors:
            self.factor[each.name] = self.factor.get(each.name, 0.0) + minutes
            if each.event is not None:
                # Some tenth of what is under it.
                more = self.time.get(each.event, 0.0) + minutes / 10
                self.time[each.event] = more


def _planned(frame: Frame, activity: Activity) -> float:
    units = frame.calendar(activity).units
    if activity.duration is not None:
        return activity.duration.planned(units)
    assert activity.backlog is not None
    return activity.backlog.planned(units)
