"""The project: the plan, what is uncertain about it, and what was promised."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from pmrisk.errors import OptionError, PmriskError, ScenarioError
from pmrisk.model.activity import Activity, EndDate, LagCalendar, StartDate
from pmrisk.model.calendar import CONTINUOUS, STANDARD, Calendar, public_holidays
from pmrisk.model.contract import Contract
from pmrisk.model.escalation import Escalation
from pmrisk.model.estimate import Estimate
from pmrisk.model.resource import Resource
from pmrisk.model.risk import Branch, Driver, Risk
from pmrisk.model.text import quoted, shown, suggestion
from pmrisk.model.value import Value

Levelling = Literal["late_finish", "total_float", "priority"]

#: More iterations than any run needs.
MOST_ITERATIONS = 2**22
MOST_SEED = 2**64 - 1


class Defaults(Value):
    """What holds where a scenario does not say.

    `scheduler` says whose conventions the plan's dates follow where schedulers differ.
    Under `primavera` and `microsoft` a milestone reached outside working time moves to
    where work begins again. Under `microsoft` an activity as late as possible keeps its
    early dates, started work is shown from its actual start, a deadline limits late
    dates, and a late milestone stays in the morning that its successor leaves it.
    """

    shape: Literal["pert", "triangular", "trigen"] = "pert"
    iterations: int = Field(default=10_000, ge=1, le=MOST_ITERATIONS)
    seed: int = Field(default=1, ge=0, le=MOST_SEED)
    level: float = Field(default=80.0, gt=0, lt=100)
    #: How started work goes on when its predecessors are not done: after them, or now.
    progress: Literal["retained_logic", "progress_override", "actual_dates"] = (
        "retained_logic"
    )
    lag_calendar: LagCalendar = "successor"
    #: Whose conventions dates follow.
    scheduler: Literal["pmrisk", "primavera", "microsoft"] = "pmrisk"
    #: Whether total float is that of the finish, of the start, or the smaller one.
    total_float: Literal["finish", "start", "smallest"] = "finish"
    #: What follows nothing may slip to the project's finish, or not at all.
    open_ends: Literal["float", "critical"] = "float"
    #: Where lags behind a start are counted from once the predecessor has started.
    start_lag: Literal["early_start", "actual_start"] = "early_start"
    #: Whether every imposed date overrides logic in the plan, not only `must_*`.
    honor_constraints: bool = False
    #: Who is served first where a resource is short: the earliest late finish, the
    #: least total float, or the highest priority; ties by late finish.
    levelling: Levelling = "late_finish"


class Subproject(Value):
    """One of several projects in a plan, with dates of its own."""

    name: str = ""
    start: StartDate
    data_date: StartDate | None = None
    #: Late dates are counted back from then.
    must_finish_by: EndDate | None = None


class Correlation(Value):
    """Quantities that move together, every pair by the same rank correlation.

    ``A100`` is the duration of an activity, ``A100.cost`` its cost, ``D01`` the factor
    of a driver. `rank` is Spearman's. ``R07`` is whether a risk happens; in pairs with
    it `rank` is the correlation of the normals behind both.
    """

    between: tuple[str, ...]
    rank: float


class Project(Value):
    """A whole project; it is consistent, or it is not made.

    A promise without a time of day is the next midnight: 2028-03-31 is kept until
    2028-04-01T00:00.

    Raises
    ------
    ScenarioError
        With everything that does not fit together.
    """

    name: str
    currency: str = "EUR"
    start: StartDate
    data_date: StartDate = Field(default=None, validate_default=False)  # type: ignore[assignment]
    target_finish: EndDate | None = None
    #: Late dates are counted back from then, not from the finish.
    must_finish_by: EndDate | None = None
    budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    calendar: str = "standard"
    #: The activity whose finish is the project's; None: the latest of all.
    finish: str | None = None
    defaults: Defaults = Defaults()
    calendars: dict[str, Calendar] = Field(default_factory=dict)
    activities: tuple[Activity, ...]
    resources: dict[str, Resource] = Field(default_factory=dict)
    subprojects: dict[str, Subproject] = Field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    #: Whether correlations that cannot hold together are replaced by the nearest that
    #: can, and by how much is told, or refused.
    repair_correlations: bool = False
    risks: tuple[Risk, ...] = ()
    drivers: tuple[Driver, ...] = ()
    branches: tuple[Branch, ...] = ()
    #: Price indices by name.
    escalation: dict[str, Escalation] = Field(default_factory=dict)
    contracts: tuple[Contract, ...] = ()
    #: Where it was read, if it was.
    path: str | None = None
    _files: str = PrivateAttr(default="")
    _inputs: tuple[str, ...] = PrivateAttr(default=())
    _plan: Any = PrivateAttr(default=None)
    _register: tuple[Any, ...] = PrivateAttr(default=())

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every file that it was read from: the scenario and what that refers to."""
        return self._inputs

    @property
    def plan_file(self) -> Any:
        """The `pmrisk.read.plan.Plan` that another tool wrote, if it came from one.

        It holds the dates that the tool had stored, and what became of the rest of its
        file. None for a project whose activities are written out.
        """
        return self._plan

    @property
    def register_notes(self) -> tuple[Any, ...]:
        """What became of the columns and rows of its risk register, if it has one.

        Each is a `pmrisk.read.plan.Note`.
        """
        return self._register

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        given = dict(given)
        if given.get("data_date") is None:
            given["data_date"] = given.get("start")
        given["calendars"] = with_standing_calendars(given.get("calendars") or {})
        return given

    @model_validator(mode="after")
    def _is_consistent(self) -> "Project":
        from pmrisk.model.rules import problems

        found = problems(self)
        if found:
            raise ScenarioError(each.said() for each in found)
        return self

    @cached_property
    def _by_id(self) -> dict[str, Activity]:
        return {activity.id: activity for activity in self.activities}

    def activity(self, id: str) -> Activity:
        """The activity of that id.

        Raises
        ------
        PmriskError
            If there is none.
        """
        if id not in self._by_id:
            hint = suggestion(id, self._by_id)
            raise PmriskError(f"{quoted(id)} is not an activity.{hint}")
        return self._by_id[id]

    def changed(self, **parts: Any) -> "Project":
        """The same project with other parts, which are known to fit together."""
        copy = self.model_copy(update=parts)
        for name in ("_by_id", "digest"):
            copy.__dict__.pop(name, None)
        return copy

    def calendar_of(self, activity: Activity) -> Calendar:
        """The calendar that an activity names, or the project's."""
        return self.calendars[activity.calendar or self.calendar]

    def lag_calendar_of(
        self,
        lag: Estimate,
        rule: LagCalendar | None,
        predecessor: Activity,
        successor: Activity,
    ) -> Calendar:
        """The calendar that a lag is counted on, by its own `rule` if it has one."""
        rule = rule or self.defaults.lag_calendar
        if lag.elapsed or rule == "elapsed":
            return CONTINUOUS
        if rule == "project":
            return self.calendars[self.calendar]
        return self.calendar_of(predecessor if rule == "predecessor" else successor)

    def data_date_of(self, activity: Activity) -> datetime:
        """Before which unfinished work of an activity cannot go on."""
        if activity.subproject is None:
            return self.data_date
        own = self.subprojects[activity.subproject]
        return own.data_date or own.start

    def with_activities(self, activities: Iterable[Activity]) -> "Project":
        """The same project with these activities, read from the same files.

        Raises
        ------
        ScenarioError
            With everything that does not fit together.
        """
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        changed = Project(**parts | {"activities": tuple(activities)})
        changed._files, changed._inputs = self._files, self._inputs
        changed._plan, changed._register = self._plan, self._register
        return changed

    def with_ranges(
        self, factors: Sequence[float | str], shape: str | None = None
    ) -> "Project":
        """The same project with a range around every duration that is certain so far.

        Parameters
        ----------
        factors : sequence of three numbers
            Low, most likely and high as factors of the planned (remaining) duration,
            such as ``(0.9, 1, 1.3)``.
        shape : {"pert", "triangular", "trigen"}, optional
            The default shape of the project if not given.

        Raises
        ------
        OptionError
            If they are no three factors.
        """
        from pmrisk.model.ranges import with_ranges

        return with_ranges(self, factors, shape)

    def adopt(self, *ids: str) -> "Project":
        """The same project, in which the responses to these risks are adopted.

        Their cost is charged then, and what they leave of a risk is in force.

        Raises
        ------
        PmriskError
            If one of them is no risk, or has no response.
        """
        from pmrisk.model.adoption import adopt

        return adopt(self, ids)

    def with_responses(self, mode: Literal["none", "adopted", "all"]) -> "Project":
        """The same project with no response to a risk, those adopted, or all of them.

        Raises
        ------
        OptionError
            If the mode is another.
        """
        from pmrisk.model.responses import with_responses

        if mode not in ("none", "adopted", "all"):
            raise OptionError(
                f"responses must be none, adopted or all, got {shown(mode)}."
            )
        return with_responses(self, mode)

    @cached_property
    def digest(self) -> str:
        """``sha256:...`` of the project, the files that it was read from, and the
        public holidays from the year before its start to ten years after it.
        """
        whole = hashlib.sha256(self._files.encode())
        text = self.model_dump_json(exclude={"path"}, exclude_defaults=True)
        whole.update(text.encode())
        first, last = (
            date(self.start.year - 1, 1, 1),
            date(self.start.year + 10, 12, 31),
        )
        for name, calendar in sorted(self.calendars.items()):
            if calendar.country is not None:
                days = public_holidays(calendar.country, first, last)
                whole.update(f"{name}: {[str(day) for day in days]}".encode())
        return f"sha256:{whole.hexdigest()}"


def with_standing_calendars(calendars: dict[str, Calendar]) -> dict[str, Calendar]:
    """`calendars`, and those that every project has."""
    return {"continuous": CONTINUOUS, "standard": STANDARD, **calendars}
