"""Activities and the relationships between them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pmrisk.model.backlog import Backlog
from pmrisk.model.dates import end_of, start_of
from pmrisk.model.estimate import Estimate
from pmrisk.model.quality import Quality
from pmrisk.model.resource import Assignment
from pmrisk.model.text import Unreadable, escaped, quoted, shown, suggestion
from pmrisk.model.value import Value

Kind = Literal["FS", "SS", "FF", "SF"]
LagCalendar = Literal["predecessor", "successor", "project", "elapsed"]
ActivityType = Literal[
    "task", "milestone", "start_milestone", "level_of_effort", "summary"
]

Spread = Literal["start", "end", "even"]

KINDS: tuple[Kind, ...] = ("FS", "SS", "FF", "SF")
#: Imposed dates; one or two of them on an activity.
CONSTRAINTS = (
    "start_on", "start_no_earlier_than", "start_no_later_than", "finish_on",
    "finish_no_earlier_than", "finish_no_later_than", "must_start_on",
    "must_finish_on",
)  # fmt: skip

#: An estimate in any of the forms that `Estimate.of` takes.
AnyEstimate = Annotated[Estimate, BeforeValidator(Estimate.of)]
StartDate = Annotated[datetime, BeforeValidator(start_of)]
EndDate = Annotated[datetime, BeforeValidator(end_of)]

#: The priority of what is served first where a resource is short.
MOST_PRIORITY = 1000


class Relationship(Value):
    """One activity waits for another, its predecessor.

    With s and f their starts and finishes: FS ``f1 + lag <= s2``,
    SS ``s1 + lag <= s2``, FF ``f1 + lag <= f2``, SF ``s1 + lag <= f2``. A negative
    lag is a lead.
    """

    predecessor: str
    kind: Kind = "FS"
    lag: AnyEstimate = Estimate.fixed(0)
    #: None: as the project's defaults say.
    lag_calendar: LagCalendar | None = None

    @classmethod
    def of(cls, raw: Any) -> Any:
        """A relationship from ``A1``, ``A1 SS`` or ``A1 SS+5d``; others as they are.

        Raises
        ------
        EstimateError
            If a text has another form.
        """
        if not isinstance(raw, str):
            return raw
        predecessor, kind, lag = _link(raw)
        return cls.made(predecessor=predecessor, kind=kind, lag=lag)


AnyRelationship = Annotated[Relationship, BeforeValidator(Relationship.of)]
_NO_LAG = Estimate.fixed(0)


def _link(raw: str) -> tuple[str, Kind, Estimate]:
    """The predecessor, the kind and the lag that a text gives."""
    # Most relationships are a predecessor and no more.
    if raw.isalnum():
        return raw, "FS", _NO_LAG
    words = raw.split(maxsplit=1)
    if not words:
        raise Unreadable("a predecessor is empty. Write it as A1 or A1 SS+5d.")
    if len(words) == 1:
        return words[0], "FS", _NO_LAG
    match = re.fullmatch(r"([A-Za-z]+)\s*(?:([-+])\s*(\S+))?", words[1].strip())
    if words[1][:1] in "+-":
        raise Unreadable(
            f"predecessor {quoted(raw)} has a lag without a kind. Write it as "
            f"{escaped(words[0])} FS{escaped(words[1])}."
        )
    if match is None or match[1] not in KINDS:
        found = match[1] if match else words[1]
        hint = suggestion(found.upper(), KINDS) or " Write it as A1 or A1 SS+5d."
        raise Unreadable(
            f"predecessor {quoted(raw)} has the unknown kind {shown(found)}. "
            f"Kinds are FS, SS, FF, SF.{hint}"
        )
    return words[0], KINDS[KINDS.index(match[1])], _lag(raw, match[2], match[3])


def _lag(raw: str, sign: str | None, size: str | None) -> Estimate:
    if size is None:
        return _NO_LAG
    try:
        return Estimate.of(f"{sign}{size}")
    except Unreadable as error:
        raise Unreadable(f"the lag in {quoted(raw)} {error}") from None


class Cost(Value):
    """Money: once, and for every working day that the activity takes.

    `spread` says when the fixed sum is spent; money per day is spent day by day. Both
    follow the price index that `escalation` names.
    """

    fixed: AnyEstimate | None = None
    per_day: AnyEstimate | None = None
    escalation: str | None = None
    spread: Spread = "even"

    @property
    def is_twofold(self) -> bool:
        """Whether both of it are uncertain."""
        both = (self.fixed, self.per_day)
        return all(each is not None and each.uncertain for each in both)


class Baseline(Value):
    """What was once agreed: a frozen plan of one activity."""

    start: StartDate | None = None
    finish: EndDate | None = None
    cost: float | None = Field(default=None, allow_inf_nan=False)


class Activity(Value):
    """Work with a duration, a milestone without one, or the span of other activities.

    A level of effort spans its SS and FF predecessors; a summary spans the activities
    in the subtree of its `wbs`. Of imposed dates, lower bounds always hold, upper
    bounds (`*_no_later_than`, `start_on`, `finish_on`) limit late dates, and `must_*`
    override logic in the plan.
    """

    id: str
    name: str = ""
    wbs: str | None = None
    type: ActivityType = "task"
    #: None: the project's.
    calendar: str | None = None
    #: Its floats are counted on this calendar; None: on its own.
    float_calendar: str | None = None
    #: None for milestones, levels of effort, summaries, and work that is a backlog.
    duration: AnyEstimate | None = None
    backlog: Backlog | None = None
    after: tuple[AnyRelationship, ...] = ()
    cost: Cost = Cost()
    resources: tuple[Assignment, ...] = ()
    start_on: StartDate | None = None
    start_no_earlier_than: StartDate | None = None
    start_no_later_than: StartDate | None = None
    finish_on: EndDate | None = None
    finish_no_earlier_than: EndDate | None = None
    finish_no_later_than: EndDate | None = None
    must_start_on: StartDate | None = None
    must_finish_on: EndDate | None = None
    as_late_as_possible: bool = False
    #: Scheduled by hand: it starts there whatever its logic says.
    manual_start: StartDate | None = None
    actual_start: StartDate | None = None
    actual_finish: EndDate | None = None
    #: Of the duration, or of the items of a backlog, 0 to 100.
    percent_complete: float = Field(default=0.0, ge=0, le=100)
    #: What is left of the duration; wins over `percent_complete`.
    remaining: AnyEstimate | None = None
    #: Work was interrupted then, and goes on no earlier than `resume`.
    suspend: StartDate | None = None
    resume: StartDate | None = None
    #: The remaining duration is what lasts until then.
    expected_finish: EndDate | None = None
    actual_cost: float = Field(default=0.0, allow_inf_nan=False)
    baseline: Baseline | None = None
    #: Of several projects in one plan, whose it is.
    subproject: str | None = None
    deadline: EndDate | None = None
    #: A promised start: measured, like a deadline, never enforced.
    start_deadline: StartDate | None = None
    #: The chance that it is needed at all.
    exists: float = Field(default=1.0, ge=0, le=1)
    #: An embedded buffer: it has its duration in the plan, and none when simulated.
    margin: bool = False
    #: Whether delays of several risks on it add up, or the largest counts.
    combine: Literal["series", "parallel"] = "series"
    #: Where a resource is short: 1000 is served first, 0 last.
    priority: int = Field(default=500, ge=0, le=MOST_PRIORITY)
    #: Of a gate: how likely it is to send work back, and which.
    quality: Quality | None = None
    owner: str | None = None
    category: str | None = None
    #: Activity codes, such as ``{"PHASE": "Build"}``.
    codes: dict[str, str] = Field(default_factory=dict)

    @property
    def is_milestone(self) -> bool:
        """Whether it is an event of no duration."""
        return self.type in ("milestone", "start_milestone")

    @property
    def is_span(self) -> bool:
        """Whether its dates are those of what it covers."""
        return self.type in ("level_of_effort", "summary")

    @property
    def constraints(self) -> dict[str, datetime]:
        """The imposed dates by name."""
        given = {name: getattr(self, name) for name in CONSTRAINTS}
        return {name: moment for name, moment in given.items() if moment is not None}

    @property
    def is_complete(self) -> bool:
        """Whether all of it is done."""
        return self.actual_finish is not None

    @property
    def in_progress(self) -> bool:
        """Whether some of it is done, and some is not."""
        return self.actual_start is not None and self.actual_finish is None

    @property
    def burning(self) -> Backlog | None:
        """The backlog that is left to burn down; None where what remains is time."""
        settled = self.is_complete or (self.in_progress and self.remaining is not None)
        return None if settled else self.backlog

    @property
    def may_fail(self) -> bool:
        """Whether it is a gate that may still send work back."""
        gate = self.quality
        return gate is not None and gate.first_pass < 1 and not self.is_complete
