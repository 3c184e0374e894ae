"""Resources and roles of a P6 file, and what they and the expenses cost an activity."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from pmrisk.model.resource import Assignment, Resource
from pmrisk.model.text import Unreadable
from pmrisk.read.xer.calendars import Calendars
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.tables import Row, Tables
from pmrisk.read.xer.values import moment_of, name_of, number_of, unlike

#: What gives a person away beside the name.
_PERSONAL = ("user_id", "email_addr", "employee_code", "employee_id", "office_phone",
             "other_phone")  # fmt: skip
#: Up to four words without a digit, as names are.
_PERSON = re.compile(r"[^\W\d_][^\W\d]*([.,]?[ '.-]+[^\W\d_][^\W\d]*){0,3}\.?")
#: Words that name a trade or a group, and no person.
_TRADES = re.compile(
    r"(?i)\b(manag|engineer|crew|team|labou?r|worker|skilled|helper|operator|foreman"
    r"|technic|electric|plumb|paint|carpent|mason|weld|mechan|architect|design|driver"
    r"|contract|vendor|resource|staff|group|supervis|inspect|analyst|develop|tester"
    r"|consult|admin|install|construct|build|steel|concrete|survey|fitter|man-?h)"
)
#: The cost of a resource that is used up, not of one that works.
_USED_UP = "RT_Mat"


@dataclass
class Assigned:
    """One resource or role on one activity, in P6's own numbers."""

    name: str
    kind: str
    #: ``clndr_id`` of the resource, empty for roles.
    calendar: str
    #: Units at work per hour of what remains, and of the whole.
    units: float
    remaining_minutes: int | None
    total_minutes: int | None
    primary: bool = False

    @property
    def works(self) -> bool:
        """Whether it does work that takes time."""
        # P6 shows and schedules smaller units as none.
        return self.kind != _USED_UP and self.units >= 0.00001


@dataclass
class Money:
    """What an activity costs beside the work of its resources."""

    actual: float = 0.0
    remaining: float = 0.0
    target: float = 0.0


@dataclass
class Staff:
    """Everybody and everything that works, and on what."""

    resources: dict[str, Resource] = field(default_factory=dict)
    assigned: dict[str, list[Assigned]] = field(default_factory=dict)
    money: dict[str, Money] = field(default_factory=dict)

    def assignments(self, task: str) -> tuple[Assignment, ...]:
        """The assignments of an activity, one for each resource."""
        units: dict[str, float] = {}
        for each in self.assigned.get(task, ()):
            units[each.name] = units.get(each.name, 0.0) + each.units
        return tuple(
            Assignment.made(resource=name, units=total)
            for name, total in units.items()
            if total > 0
        )


@dataclass
class _Kind:
    """A resource or a role before it is known at which rates it works."""

    name: str
    rate: float
    available: float | None
    calendar: str
    kind: str


def staff_of(
    tables: Tables, tasks: set[str], data_date: datetime, calendars: Calendars,
    keep_names: bool, log: Log,
) -> Staff:  # fmt: skip
    """The resources in use by the activities in `tasks`, and all costs by activity."""
    reader = _Reader(tables, data_date, calendars, keep_names, log)
    for row in tables["TASKRSRC"]:
        reader.assignment(row, row("task_id") in tasks)
    for row in tables["PROJCOST"]:
        reader.expense(row)
    return reader.staff


class _Reader:
    def __init__(
        self, tables: Tables, data_date: datetime, calendars: Calendars,
        keep_names: bool, log: Log,
    ) -> None:  # fmt: skip
        self.staff = Staff()
        self.calendars, self.log, self.keep_names = calendars, log, keep_names
        self.taken: set[str] = set()
        self.by_price: dict[tuple[str, float], str] = {}
        rates = _rates(tables, "RSRCRATE", "rsrc_id", data_date, log)
        self.kinds = {row("rsrc_id"): self._resource(row, rates)
                      for row in tables["RSRC"]}  # fmt: skip
        rates = _rates(tables, "ROLERATE", "role_id", data_date, log)
        self.roles = {row("role_id"): self._role(row, rates)
                      for row in tables["ROLES"]}  # fmt: skip

    def _resource(self, row: Row, rates: dict[str, Row]) -> _Kind:
        key, kind = row("rsrc_id"), row("rsrc_type")
        name = name_of(row("rsrc_name")) or name_of(row("rsrc_short_name"))
        if kind == "RT_Labor" and not self.keep_names and _is_person(row, name):
            name = f"R{key}"
            self.log.note(
                "personal-name", "dropped",
                "their names are not copied, as they may be those of people; "
                "--keep-names keeps them", "RSRC", name,
            )  # fmt: skip
        rate = rates.get(key)
        return _Kind(
            unlike(name or f"R{key}", key, self.taken),
            self._money(rate, "cost_per_qty") if rate else _money(row, "std_rate"),
            (self._money(rate, "max_qty_per_hr") or None) if rate else None,
            row("clndr_id"),
            kind,
        )

    def _role(self, row: Row, rates: dict[str, Row]) -> _Kind:
        key = row("role_id")
        name = name_of(row("role_name")) or name_of(row("role_short_name"))
        rate = rates.get(key)
        price = self._money(rate, "cost_per_qty") if rate else 0.0
        return _Kind(
            unlike(name or f"role {key}", key, self.taken), price, None, "", "RT_Labor"
        )

    def assignment(self, row: Row, in_plan: bool) -> None:
        """Take one row of TASKRSRC; of what is not in the plan only the money."""
        task = row("task_id")
        money = self.staff.money.setdefault(task, Money())
        money.actual += self._money(row, "act_reg_cost", "act_ot_cost", "act_cost")
        money.target += self._money(row, "target_cost", "plan_cost")
        kind = self.kinds.get(row("rsrc_id")) or self.roles.get(row("role_id"))
        if not in_plan:
            return
        if kind is None:
            self._unknown(row, money)
            return
        assigned = self._assigned(row, kind)
        if not assigned.works:
            # What is used up costs the same however long it takes.
            money.remaining += self._money(row, "remain_cost")
        if assigned.units > 0:
            assigned.name = self._priced(row, kind, assigned)
            self.staff.assigned.setdefault(task, []).append(assigned)

    def _unknown(self, row: Row, money: Money) -> None:
        money.remaining += self._money(row, "remain_cost")
        self.log.note(
            "unknown-resource", "converted", "of no resource or role in the file; what "
            "it costs stays as a fixed cost", "TASKRSRC", row("taskrsrc_id"),
        )  # fmt: skip

    def _assigned(self, row: Row, kind: _Kind) -> Assigned:
        target = self._number(row, "target_qty_per_hr")
        units = self._number(row, "remain_qty_per_hr") or target
        works = units > 0
        return Assigned(
            kind.name, row("rsrc_type") or kind.kind, kind.calendar, max(units, 0.0),
            _minutes(self._number(row, "remain_qty"), units) if works else None,
            _minutes(self._number(row, "target_qty"), target) if target > 0 else None,
        )  # fmt: skip

    def _priced(self, row: Row, kind: _Kind, assigned: Assigned) -> str:
        """The resource at the price of this assignment, which may be its own."""
        price = kind.rate if assigned.works else 0.0
        if assigned.works and row("cost_per_qty"):
            price = self._number(row, "cost_per_qty")
        if price < 0:
            self.log.note("negative-rate", "dropped", "has a rate below zero, which "
                          "counts as none", "RSRC", kind.name)  # fmt: skip
            price = 0.0
        at = (kind.name, price)
        if at not in self.by_price:
            name = kind.name
            if name in self.staff.resources:
                name = unlike(f"{name} at {price:g}", row("taskrsrc_id"), self.taken)
            self.by_price[at] = name
            self.staff.resources[name] = Resource.made(
                name=name, rate=price, per="h", available=kind.available,
                calendar=self.calendars.name(kind.calendar),
            )  # fmt: skip
        return self.by_price[at]

    def expense(self, row: Row) -> None:
        """Take one row of PROJCOST."""
        money = self.staff.money.setdefault(row("task_id"), Money())
        money.actual += self._money(row, "act_cost")
        money.remaining += self._money(row, "remain_cost")
        money.target += self._money(row, "target_cost")

    def _money(self, row: Row | None, *names: str) -> float:
        return 0.0 if row is None else sum(self._number(row, name) for name in names)

    def _number(self, row: Row, name: str) -> float:
        try:
            return number_of(row(name)) or 0.0
        except Unreadable as error:
            self.log.problem("number", name, str(error), row.line)
            return 0.0


def _money(row: Row, name: str) -> float:
    try:
        return number_of(row(name)) or 0.0
    except Unreadable:
        return 0.0


def _minutes(quantity: float, units: float) -> int:
    minutes = quantity / units * 60
    # Beyond all times the check of durations says what is wrong.
    return round(min(max(minutes, -1.0), 2.0**40))


def _rates(
    tables: Tables, table: str, key: str, data_date: datetime, log: Log
) -> dict[str, Row]:
    """The row of rates of each resource that holds on the data date, else the first."""
    found: dict[str, list[tuple[datetime, Row]]] = {}
    for row in tables[table]:
        try:
            start = moment_of(row("start_date")) or datetime.min
        except Unreadable:
            start = datetime.min
        found.setdefault(row(key), []).append((start, row))
    rates = {}
    for resource, rows in found.items():
        rows.sort(key=lambda each: each[0])
        past = [row for start, row in rows if start <= data_date]
        rates[resource] = past[-1] if past else rows[0][1]
        if len(rows) > 1:
            log.note(
                "many-rates", "dropped", "has rates that change in time; the one on "
                "the data date is used throughout", table, resource,
            )  # fmt: skip
    return rates


def _is_person(row: Row, name: str) -> bool:
    """Whether a labour resource is, or may be, somebody."""
    if any(row(field) for field in _PERSONAL):
        return True
    # "Smith, John (Engineer)": the trade is no part of the name.
    plain = re.split(r"[(\[,/]", name, maxsplit=1)[0].strip()
    return bool(_PERSON.fullmatch(plain)) and not _TRADES.search(plain)


def currency_of(tables: Tables) -> str:
    """The file's base currency."""
    known = {
        short.strip(): rate.strip()
        for short, rate in tables["CURRTYPE"].columns(
            "curr_short_name", "base_exch_rate"
        )
    }
    stated = tables.header[8].strip() if len(tables.header) > 8 else ""
    if re.fullmatch(r"[A-Z]{3,4}", stated):
        return stated
    base = [short for short, rate in known.items() if rate in ("1", "1.0") and short]
    return name_of(base[0])[:10] if base else "USD"
