"""Risk events and risk drivers: what may happen to a plan, and what it does then."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pmrisk.model.activity import AnyEstimate, EndDate, StartDate
from pmrisk.model.dates import end_of, start_of
from pmrisk.model.text import Unreadable, shown
from pmrisk.model.value import Value

Each = Literal["once", "separately"]
Applies = Literal["duration", "cost", "both"]
RiskStatus = Literal["open", "occurred", "closed"]
ResponseStatus = Literal["proposed", "adopted"]
Probability = Annotated[float, Field(ge=0, le=1)]


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


#: Selectors as they are written: ``A1*``, ``wbs:Build``, ``code:PHASE=Build``.
On = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Impact(Value):
    """What an occurring risk does to the activities that `on` selects.

    `delay` adds working time of each activity's own calendar, `factor` multiplies its
    duration (or its cost, as `applies_to` says), `cost` adds money; negative delays and
    costs are opportunities. `each` says whether one draw hits all of them, whose cost
    is charged once, or whether each draws and pays for itself.
    """

    on: On
    delay: AnyEstimate | None = None
    factor: AnyEstimate | None = None
    cost: AnyEstimate | None = None
    each: Each = "once"
    applies_to: Applies = "duration"


class Response(Value):
    """What could be done about a risk: its price, and what is left of the risk then.

    An adopted response is always paid for, and its `probability` and `impacts` replace
    those of the risk where they are given.
    """

    name: str = ""
    cost: AnyEstimate | None = None
    probability: Probability | None = None
    impacts: tuple[Impact, ...] | None = None
    status: ResponseStatus = "proposed"


class Window(Value):
    """When a risk can strike: only activities that work then are hit."""

    start: StartDate
    finish: EndDate

    @classmethod
    def of(cls, raw: Any) -> Any:
        """A window from ``2027-11-01..2028-03-01``; others as they are.

        Raises
        ------
        EstimateError
            If a text has another form.
        """
        if not isinstance(raw, str):
            return raw
        first, dots, last = raw.partition("..")
        if not dots:
            raise Unreadable(
                f"must be two dates such as 2027-11-01..2028-03-01, got {shown(raw)}."
            )
        return cls.made(start=start_of(first.strip()), finish=end_of(last.strip()))


AnyWindow = Annotated[Window, BeforeValidator(Window.of)]


class Risk(Value):
    """An event that happens in an iteration or does not.

    `probability` is conditional: all of `requires` must have happened and none of
    `excludes`. What has `occurred` has probability 1; what is `closed` does nothing.
    """

    id: str
    name: str = ""
    description: str = ""
    cause: str = ""
    probability: Probability = 1.0
    impacts: tuple[Impact, ...] = ()
    requires: On = ()
    excludes: On = ()
    window: AnyWindow | None = None
    status: RiskStatus = "open"
    response: Response | None = None
    owner: str | None = None
    category: str | None = None


class Driver(Value):
    """A factor drawn once an iteration that multiplies all activities it is on.

    This is where correlation comes from. With a `probability` it acts in that share of
    the iterations only.
    """

    id: str
    name: str = ""
    factor: AnyEstimate
    on: On
    probability: Probability = 1.0
    applies_to: Applies = "duration"
    owner: str | None = None
    category: str | None = None


class Branch(Value):
    """After one activity, one of several: by chance, or by a condition on a date.

    `choose` gives each entry its probability, or a condition such as
    ``finish(T10) <= 2027-09-30`` (`pmrisk.model.condition`) with ``otherwise`` for one.
    The first entry whose condition holds is taken.
    """

    after: str
    choose: dict[str, float | str]
