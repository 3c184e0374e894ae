"""Random plans of any size, the same for every program that is measured on them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

FS, SS, FF, SF = range(4)
KIND_NAMES = ("FS", "SS", "FF", "SF")
KIND_SHARES = (0.85, 0.06, 0.06, 0.03)
DAY = 480  # working minutes of a day on the standard calendar
LEVELS = (10.0, 50.0, 80.0, 90.0)

START = datetime(2027, 1, 4)
NAMES = ("standard", "six_days", "two_shifts", "nonstop")
WEEKS = {
    "six_days": ((0, 6), ((420, 720), (780, 960))),
    "two_shifts": ((0, 5), ((360, 840), (870, 1320))),
}


@dataclass(frozen=True)
class Plan:
    """A plan as plain arrays, in topological order.

    Durations are in working minutes, three points each; relationships of activity j
    are ``first[j] : first[j + 1]``; lags are in working minutes of the successor.
    """

    ids: tuple[str, ...]
    low: NDArray[np.float64]  # float64[n_act], with mode and high
    mode: NDArray[np.float64]
    high: NDArray[np.float64]
    fixed: NDArray[np.float64]  # float64[n_act]: money
    per_day: NDArray[np.float64]  # float64[n_act]: money per working day
    first: NDArray[np.int32]  # int32[n_act + 1]
    pred: NDArray[np.int32]  # int32[n_rel]
    kind: NDArray[np.int32]  # int32[n_rel]
    lag: NDArray[np.int32]  # int32[n_rel]
    calendar: NDArray[np.int32]  # int32[n_act]: index into NAMES

    @property
    def n_act(self) -> int:
        """Number of activities."""
        return len(self.ids)

    @property
    def crossing(self) -> float:
        """The share of relationships between different calendars."""
        succ = np.repeat(np.arange(self.n_act), np.diff(self.first))
        return float(np.mean(self.calendar[succ] != self.calendar[self.pred]))

    @property
    def tails(self) -> NDArray[np.int32]:
        """Positions of the activities after which nothing surely finishes."""
        holds = ((self.kind == FS) | (self.kind == FF)) & (self.lag >= 0)
        return np.setdiff1d(np.arange(self.n_act), self.pred[holds]).astype(np.int32)

    def on_one_calendar(self) -> "Plan":
        """The same plan with every activity on the standard calendar."""
        return replace(self, calendar=np.zeros_like(self.calendar))


def layered(n_act: int, *, seed: int = 1, crossing: float = 0.37) -> Plan:
    """A plan of about sqrt(n_act) layers, three predecessors an activity on average.

    Half the activities are on three other calendars, and a share `crossing` of the
    relationships comes from another calendar; see `Plan.on_one_calendar`.
    """
    rng = np.random.default_rng([seed, n_act])
    layer = _layers(n_act)
    calendar = rng.permutation(np.arange(n_act) % 2 * (1 + np.arange(n_act) // 2 % 3))
    first, pred = _predecessors(rng, layer, calendar, crossing)
    kind = rng.choice(4, len(pred), p=KIND_SHARES)
    low = rng.uniform(2, 20, n_act)
    mode = low * rng.uniform(1.05, 1.4, n_act)
    return Plan(
        ids=tuple(f"A{j:05d}" for j in range(n_act)),
        low=low * DAY,
        mode=mode * DAY,
        high=mode * rng.uniform(1.1, 2.2, n_act) * DAY,
        fixed=np.round(rng.uniform(1e3, 5e4, n_act)),
        per_day=np.round(rng.uniform(300, 3000, n_act)),
        first=first,
        pred=pred,
        kind=kind.astype(np.int32),
        lag=_lags(rng, kind),
        calendar=calendar.astype(np.int32),
    )


def _layers(n_act: int) -> NDArray[np.int64]:
    n_layer = max(2, round(n_act**0.5))
    return np.arange(n_act) * n_layer // n_act


def _predecessors(
    rng: np.random.Generator,
    layer: NDArray[np.int64],
    calendar: NDArray[np.int64],
    crossing: float,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Two to four each, from the three layers before."""
    preds: list[NDArray[np.int64]] = []
    for j in range(len(layer)):
        begin = np.searchsorted(layer, layer[j] - 3)
        before = np.arange(begin, np.searchsorted(layer, layer[j]))
        count = min(len(before), int(rng.integers(2, 5)))
        other = rng.random(count) < crossing
        same = calendar[before] == calendar[j]
        chosen = {int(_pick(rng, before, same != across)) for across in other}
        preds.append(np.array(sorted(chosen), np.int64))
    first = np.cumsum([0, *(len(p) for p in preds)])
    return first.astype(np.int32), np.concatenate(preds).astype(np.int32)


def _pick(
    rng: np.random.Generator, before: NDArray[np.int64], wanted: NDArray[np.bool_]
) -> int:
    among = before[wanted] if wanted.any() else before
    return int(among[rng.integers(len(among))])


def _lags(rng: np.random.Generator, kind: NDArray[np.int64]) -> NDArray[np.int32]:
    """A lag on every twentieth FS link and on many others, in half days."""
    lagged = rng.random(len(kind)) < np.where(kind == FS, 0.05, 0.4)
    days = rng.integers(1, 11, len(kind)) / 2
    sign = np.where(rng.random(len(kind)) < 0.2, -1, 1)
    return np.where(lagged, sign * days * DAY, 0).astype(np.int32)


def project(plan: Plan, *, shape: str = "triangular") -> Any:
    """`plan` as a `pmrisk` Project; `shape` is that of its durations.

    Working minutes are handed over in minutes, so that they mean the same on every
    calendar, and lags in minutes of the successor's calendar.
    """
    from pmrisk.model.project import Project

    return Project(
        name=f"layered {plan.n_act}",
        start=START,
        calendar="standard",
        calendars=_calendars(plan),
        activities=tuple(_activity(plan, j, shape) for j in range(plan.n_act)),
    )


def _calendars(plan: Plan) -> dict[str, Any]:
    from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar

    calendars = {"standard": STANDARD, "continuous": CONTINUOUS, "nonstop": CONTINUOUS}
    for name, ((begin, end), shifts) in WEEKS.items():
        week = tuple(shifts if begin <= day < end else () for day in range(7))
        calendars[name] = Calendar(name=name, week=week)
    return calendars


def _activity(plan: Plan, j: int, shape: str) -> Any:
    from pmrisk.model.activity import Activity, Cost, Relationship
    from pmrisk.model.estimate import Estimate

    points = [f"{float(x[j])!r}min" for x in (plan.low, plan.mode, plan.high)]
    after = tuple(
        Relationship(
            predecessor=plan.ids[plan.pred[r]],
            kind=KIND_NAMES[plan.kind[r]],
            lag=Estimate.fixed(float(plan.lag[r]), "min"),
        )
        for r in range(plan.first[j], plan.first[j + 1])
    )
    return Activity(
        id=plan.ids[j],
        calendar=NAMES[plan.calendar[j]],
        duration=Estimate.of({shape: points}),
        after=after,
        cost=Cost(
            fixed=Estimate.fixed(float(plan.fixed[j])),
            per_day=Estimate.fixed(float(plan.per_day[j])),
        ),
    )
