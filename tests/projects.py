"""Projects of every kind, drawn by hypothesis."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from pmrisk.model.activity import (
    CONSTRAINTS,
    KINDS,
    Activity,
    Baseline,
    Cost,
    Relationship,
)
from pmrisk.model.amount import Amount
from pmrisk.model.backlog import Backlog, Sized
from pmrisk.model.calendar import Calendar
from pmrisk.model.contract import (
    KNOWS,
    NEEDS,
    TYPES,
    Bonus,
    ChangeOrder,
    Contract,
    Damages,
    Share,
)
from pmrisk.model.escalation import Escalation
from pmrisk.model.estimate import Estimate
from pmrisk.model.project import Correlation, Defaults, Project, Subproject
from pmrisk.model.quality import Quality
from pmrisk.model.resource import Assignment, LaterRate, Resource
from pmrisk.model.risk import Branch, Driver, Impact, Response, Risk, Window

START = datetime(2027, 1, 4, 8)
LAG_CALENDARS = (None, "predecessor", "successor", "project", "elapsed")
ENDS = ("float", "critical")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
names = words | st.sampled_from(("a b", "x: y", "true", "# no", "it's", "NO", "1e3"))
numbers = st.integers(0, 5000) | st.floats(0, 5000).map(lambda x: round(x, 3))
moments = st.integers(0, 60 * 24 * 700).map(lambda m: START + timedelta(minutes=m))
days = st.integers(0, 700).map(lambda d: date(2027, 1, 1) + timedelta(days=d))
maybe_moment = st.none() | moments


@st.composite
def ranges(draw, points=numbers):
    """A range in any of its forms, of amounts that `points` draws."""
    low, mode, high = sorted(draw(st.lists(points, min_size=3, max_size=3)))
    unit = draw(st.sampled_from(("", "min", "h", "d", "ed")))
    unit = unit if draw(st.booleans()) else ""
    low, mode, high = (f"{x!r}{unit}" for x in (low + 1, mode + 2, high + 3))
    form = draw(
        st.sampled_from(
            (
                [low, mode, high],
                {"pert": [low, mode, high], "weight": 2.5},
                {"triangular": [low, mode, high], "plan": high},
                {"trigen": [low, mode, high], "at": [5, 95]},
                {"uniform": [low, high], "max": mode},
                {"normal": {"mean": high, "sd": low}, "min": low},
                {"lognormal": {"p50": low, "p90": high}},
                {"lognormal": {"mean": mode, "sd": low}},
                {"weibull": {"shape": 1.5, "scale": mode}},
                {"beta": {"alpha": 2, "beta": 3.5, "low": low, "high": high}},
                {"exponential": {"mean": mode}},
                {"discrete": {low: 0.25, mode: 0.25, high: 0.5}},
                {"cumulative": {0: low, 50: mode, 100: high}},
                {"empirical": [mode, low, high, low]},
                {"factor": [0.9, 1, 1.25], "plan": mode},
                {"factor": {"uniform": [0.5, 2]}, "plan": mode},
            )
        )
    )
    return Estimate.of(form)


@st.composite
def certain(draw):
    """A plain amount of time, as planning tools store it or as people write it."""
    minutes = st.integers(0, 200).map(lambda k: Amount(k * 240.0, "min"))
    odd = st.integers(0, 9999).map(lambda m: Amount(float(m), "min"))
    hours = st.integers(0, 99).map(lambda h: Amount(h / 4, "h"))
    typed = st.sampled_from(("", "d", "w", "eh", "ed"))
    plain = st.builds(Amount, numbers.map(float), typed)
    return Estimate.fixed(*draw(minutes | odd | hours | plain))


@st.composite
def shifts(draw):
    """The shifts of a day, none to three."""
    ends = draw(st.lists(st.integers(0, 96), max_size=6, unique=True))
    ends = sorted(end * 15 for end in ends[: len(ends) // 2 * 2])
    return tuple(zip(ends[::2], ends[1::2], strict=True))


#: Days lost by month.
weathers = st.just({}) | st.dictionaries(
    st.integers(1, 12),
    st.sampled_from(
        [
            Estimate.fixed(3),
            Estimate.of({"uniform": [0, 8]}),
            Estimate.of([1, 2.5, 12]),
            Estimate.of({"triangular": [1, 2, 31], "plan": 4}),
            Estimate.of({"discrete": {0: 0.7, 12: 0.3}}),
            Estimate.of({"normal": {"mean": 4, "sd": 2}, "min": 1}),
        ]
    ),
    max_size=3,
)


@st.composite
def calendars(draw, name):
    """Any calendar that works on some day of the week."""
    week = [draw(shifts()) for _ in range(7)]
    if not any(week):
        week[0] = ((480, 960),)
    spans = st.builds(lambda a, n: (a, a + timedelta(days=n)), days, st.integers(0, 9))
    different = draw(
        st.lists(st.tuples(spans, shifts()), max_size=4, unique_by=lambda pair: pair[0])
    )
    return Calendar(
        name=name,
        week=tuple(week),
        holidays=tuple(draw(st.lists(spans, max_size=4))),
        exceptions=tuple((*span, hours) for span, hours in different),
        hours_per_day=draw(st.none() | st.sampled_from((7.5, 8, 24))),
        country=draw(st.none() | st.sampled_from(("DE", "NO"))),
        weather=tuple(sorted(draw(weathers).items())),
    )


@st.composite
def links(draw, before):
    """Relationships to some of the activities before."""
    chosen = draw(st.lists(st.sampled_from(before), max_size=3, unique=True))
    return tuple(
        Relationship(
            predecessor=name,
            kind=draw(st.sampled_from(KINDS)),
            lag=draw(st.one_of(st.just(Estimate.fixed(0)), leads(), ranges())),
            lag_calendar=draw(st.sampled_from(LAG_CALENDARS)),
        )
        for name in chosen
    )


def leads():
    """Lags, some of them negative."""
    return certain().flatmap(
        lambda lag: st.sampled_from((1, -1)).map(
            lambda sign: Estimate.fixed(
                sign * lag.amounts[0].value, lag.amounts[0].unit
            )
        )
    )


worked = (certain() | ranges()).filter(lambda estimate: not estimate.elapsed)


@st.composite
def imposed(draw):
    """Imposed dates that can hold together."""
    first, last = sorted((draw(moments), draw(moments)))
    lone = draw(st.sampled_from(CONSTRAINTS))
    both = {"start_no_earlier_than": first, "finish_no_later_than": last}
    late = {"as_late_as_possible": True}
    choices = [{lone: first}, both, late, late | {"start_no_earlier_than": first}]
    return draw(st.sampled_from([*choices, {"manual_start": first}]))


@st.composite
def progress(draw, kind, elapsed):
    """Work that is done or under way."""
    begun = draw(moments)
    if kind != "task":
        return {"actual_start": begun, "actual_finish": begun}
    if draw(st.booleans()):
        return {
            "actual_start": begun,
            "actual_finish": begun + timedelta(hours=draw(st.integers(0, 999))),
        }
    return {
        "actual_start": begun,
        "percent_complete": draw(st.sampled_from((0, 0.25, 1, 33.3, 99.5))),
        "remaining": None if elapsed else draw(st.none() | worked),
        "suspend": begun,
        "resume": begun + timedelta(minutes=draw(st.integers(0, 9999))),
        "expected_finish": draw(maybe_moment),
    }


@st.composite
def backlogs(draw):
    """Items as one estimate or by size, burnt in periods of any working time."""
    counts = st.sampled_from((5, 7.5, [40, 55, 80], {"triangular": [1, 2, 3]}))
    work = {"items": draw(counts)}
    if draw(st.booleans()):
        sizes = draw(st.lists(words, min_size=1, max_size=3, unique=True))
        made = [
            Sized(size=s, count=draw(st.integers(1, 40)), each=draw(counts))
            for s in sizes
        ]
        work = {"sized": tuple(made)}
    return Backlog(
        throughput=draw(st.sampled_from((4, {"empirical": [3, 0, 6]}, [1, 2, 4]))),
        every=draw(st.sampled_from(("1w", "90min", 10, "2.5d"))),
        split=draw(st.sampled_from((1, 1.25, [1, 1.1, 1.4]))),
        **work,
    )


@st.composite
def activities(draw, ids, k, section):
    """Activity `k`, with any of the keys that there are."""
    some = st.booleans()
    kind = draw(st.sampled_from(("task", "task", "milestone", "start_milestone")))
    parts = {"id": ids[k], "name": draw(texts), "type": kind}
    if kind == "task" and draw(st.integers(0, 4)) == 0:
        parts["backlog"] = draw(backlogs())
    elif kind == "task":
        parts["duration"] = draw(certain() | ranges())
    if k:
        parts["after"] = draw(links(ids[:k]))
    called = st.sampled_from((None, *section["calendars"]))
    parts["calendar"], parts["float_calendar"] = draw(called), draw(called)
    if draw(some):
        parts |= draw(imposed())
    if draw(some):
        parts["wbs"], parts["owner"] = draw(names), draw(names)
        parts["category"] = draw(names)
        parts["priority"] = draw(st.integers(0, 1000))
        parts["codes"] = draw(st.dictionaries(texts, texts, max_size=2))
        parts["deadline"], parts["start_deadline"] = draw(moments), draw(moments)
        parts["subproject"] = draw(st.sampled_from((None, *section["subprojects"])))
    if draw(some):
        cost = {"fixed": draw(st.none() | numbers.map(Estimate.of))}
        cost["per_day"] = draw(st.none() | numbers.map(Estimate.of))
        cost["escalation"] = draw(st.sampled_from((None, *section["escalation"])))
        cost["spread"] = draw(st.sampled_from(("start", "end", "even")))
        parts["cost"] = Cost(**cost)
        parts["actual_cost"] = float(draw(numbers))
        parts["resources"] = tuple(
            draw(
                st.builds(Assignment, resource=st.just(name), units=st.just(1.5))
                | st.builds(
                    Assignment, resource=st.just(name), effort=st.just(Amount(7.5, "h"))
                )
            )
            for name in section["resources"]
        )
    if draw(some):
        parts |= draw(progress(kind, "duration" in parts and parts["duration"].elapsed))
    if draw(some):
        parts["baseline"] = Baseline(
            start=draw(maybe_moment), finish=draw(maybe_moment), cost=draw(numbers)
        )
    if draw(some):
        parts["margin"] = kind == "task"
    if draw(some):
        parts["combine"] = draw(st.sampled_from(("series", "parallel")))
        if parts.get("actual_start") is None:
            parts["exists"] = draw(st.sampled_from((0.0, 0.4, 1.0)))
    return Activity(**parts)


rates_of_rise = st.sampled_from((0.03, [0.01, 0.03, 0.06], "-0.02")).map(Estimate.of)
later_rates = st.lists(moments, max_size=2, unique=True).map(
    lambda found: tuple(
        LaterRate(start=start, rate=90.5, per="w") for start in sorted(found)
    )
)
sums = st.sampled_from(
    (900, [8, 9.5, 12], {"uniform": [100, 200]}, {"lognormal": {"p50": 8, "p90": 9}})
).map(Estimate.of)
efforts = st.sampled_from((1, 0.5, [0.2, 0.3, 0.5])).map(Estimate.of)
parts_of_one = st.sampled_from((0.0, 0.25, 1.0))


@st.composite
def contracts(draw, work):
    """A contract of any type on the first activity, late or early by another."""
    kind = draw(st.sampled_from(TYPES))
    keys = (*NEEDS[kind], *KNOWS[kind])
    parts = {key: draw(sums) for key in keys if key in ("price", "rate", "fee")}
    if "cap" in keys:
        parts["cap"] = draw(st.none() | numbers)
    if "share" in keys:
        parts["share"] = Share(over=draw(parts_of_one), under=draw(parts_of_one))
    promised = [activity.id for activity in work if activity.deadline is not None]
    for name in promised[:1]:
        parts["late_damages"] = Damages(milestone=name, per_day=500, cap=draw(numbers))
        parts["early_bonus"] = draw(
            st.builds(Bonus, per_day=numbers, milestone=st.sampled_from((None, name)))
        )
    orders = st.builds(ChangeOrder, name=names, price=sums, probability=parts_of_one)
    return Contract(
        id=draw(words),
        name=draw(texts),
        on=(work[0].id,),
        type=kind,
        change_orders=tuple(draw(st.lists(orders, max_size=1))),
        **parts,
    )


@st.composite
def sections(draw):
    """Calendars, resources and subprojects by name."""
    called = draw(st.lists(names, min_size=1, max_size=2, unique=True))
    called = [name for name in called if name not in ("continuous", "standard")]
    indices = draw(st.lists(names, max_size=1))
    return {
        "calendars": {name: draw(calendars(name)) for name in called},
        "escalation": {
            name: Escalation(rate=draw(rates_of_rise), start=draw(maybe_moment))
            for name in indices
        },
        "resources": {
            name: Resource(
                name=name,
                rate=draw(numbers),
                per=draw(st.sampled_from(("h", "d", "w"))),
                start=draw(st.sampled_from((None, datetime(2001, 1, 1)))),
                later=draw(later_rates),
                escalation=draw(st.sampled_from((None, *indices))),
                available=draw(st.none() | numbers),
                calendar=draw(st.sampled_from((None, *called))),
            )
            for name in draw(st.lists(names, max_size=2, unique=True))
        },
        "subprojects": {
            name: Subproject(
                name=draw(texts), start=START, data_date=draw(maybe_moment)
            )
            for name in draw(st.lists(names, max_size=1))
        },
    }


defaults = st.builds(
    Defaults,
    shape=st.sampled_from(("pert", "triangular", "trigen")),
    iterations=st.integers(1, 99_999),
    seed=st.integers(0, 2**64 - 1),
    level=st.sampled_from((80.0, 62.5)),
    progress=st.sampled_from(("retained_logic", "actual_dates")),
    lag_calendar=st.sampled_from(LAG_CALENDARS[1:]),
    open_ends=st.sampled_from(ENDS),
    honor_constraints=st.booleans(),
    levelling=st.sampled_from(("late_finish", "total_float", "priority")),
)


money = st.sampled_from(([5, 8, 20], 100, -30.5, {"uniform": [1, 9], "plan": 2}))
delays = st.sampled_from(
    ("2d", "1.5h", [1, 2, 5], -3, {"normal": {"mean": 9, "sd": 2}})
)
factors = st.sampled_from((1.2, 0, [0.9, 1, 1.3], {"uniform": [0.5, 2]}))
chances = st.sampled_from((0.0, 0.1, 1 / 3, 1.0))
applied = st.sampled_from(("duration", "cost", "both"))


@st.composite
def impacts(draw, ids):
    """One to three impacts on work that is left."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        some = st.booleans()
        parts = {"on": tuple(draw(st.lists(st.sampled_from(ids), min_size=1)))}
        parts["cost"] = draw(money)
        if draw(some):
            parts["delay"] = draw(delays)
        if draw(some):
            parts["factor"], parts["applies_to"] = draw(factors), draw(applied)
        found.append(
            Impact(**parts, each=draw(st.sampled_from(("once", "separately"))))
        )
    return tuple(found)


def responses(ids):
    """Responses that say something."""
    return st.builds(
        Response,
        name=texts,
        cost=st.just(5) | st.sampled_from(([5, 8, 20], {"uniform": [1, 9], "plan": 2})),
        probability=st.none() | chances,
        impacts=st.none() | st.just(()) | impacts(ids),
        status=st.sampled_from(("proposed", "adopted")),
    )


def _open(work):
    """Tasks that are not done and no margins, and so can last longer."""
    found = [a for a in work if a.type == "task" and not a.is_complete]
    return [a.id for a in found if not a.margin]


@st.composite
def risks(draw, work):
    """None to three risks; the later ones may require or exclude the first."""
    left = _open(work)
    names_ = [f"\N{RIGHTWARDS ARROW}R{k}" for k in range(draw(st.integers(0, 3)))]
    found = []
    for k, id in enumerate(names_ if left else []):
        before = st.lists(st.sampled_from(names_[:1]), max_size=1) if k else st.just([])
        key = draw(st.sampled_from(("requires", "excludes")))
        begin = draw(moments)
        found.append(
            Risk(
                id=id,
                name=draw(texts),
                description=draw(texts),
                cause=draw(texts),
                probability=draw(chances),
                impacts=draw(impacts(left)),
                window=draw(
                    st.none()
                    | st.just(Window(start=begin, finish=begin + timedelta(days=2)))
                ),
                status=draw(st.sampled_from(("open", "occurred", "closed"))),
                response=draw(st.none() | responses(left)),
                owner=draw(st.none() | names),
                category=draw(st.none() | names),
                **{key: tuple(draw(before))},
            )
        )
    return tuple(found)


@st.composite
def drivers(draw, work):
    """None to two drivers."""
    left = _open(work)
    return tuple(
        Driver(
            id=f"D{k}\N{RIGHTWARDS ARROW}",
            name=draw(texts),
            factor=draw(factors),
            on=tuple(draw(st.lists(st.sampled_from(left), min_size=1))),
            probability=draw(chances),
            applies_to=draw(applied),
            owner=draw(st.none() | names),
        )
        for k in range(draw(st.integers(0, 2)) if left else 0)
    )


@st.composite
def gates(draw, work):
    """Some of the work with a gate that sends back what it waits for."""
    by_id = {activity.id: activity for activity in work}
    made = []
    for activity in work:
        ahead = [by_id[link.predecessor] for link in activity.after]
        rework = tuple(dict.fromkeys(a.id for a in ahead if not a.is_span))
        sound = not activity.is_span and activity.expected_finish is None
        if rework and sound and draw(st.booleans()):
            gate = Quality(
                first_pass=draw(parts_of_one),
                rework=rework[: draw(st.integers(1, len(rework)))],
                effort=draw(efforts),
                cycles=draw(st.sampled_from((1, 3))),
            )
            activity = activity.model_copy(update={"quality": gate})
        made.append(activity)
    return made


@st.composite
def branches(draw, work):
    """A branch where two activities wait for one and have not begun."""
    waiting = {}
    for activity in work:
        if activity.actual_start is None:
            for link in activity.after:
                waiting.setdefault(link.predecessor, []).append(activity.id)
    several = [(after, names[:2]) for after, names in waiting.items() if names[1:]]
    if not several or not draw(st.booleans()):
        return ()
    after, (first, second) = several[0]
    day = draw(st.sampled_from(("2027-09-30", "2027-09-30T12:00")))
    conditions = {first: f"finish({after}) <= {day}", second: "otherwise"}
    choose = draw(st.sampled_from(({first: 0.25, second: 0.75}, conditions)))
    return (Branch(after=after, choose=choose),)


@st.composite
def projects(draw):
    """A consistent project of one to six activities."""
    section = draw(sections())
    ids = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    work = [draw(activities(ids, k, section)) for k in range(len(ids))]
    work = draw(gates(work))
    let = tuple(draw(st.lists(contracts(work), max_size=1)))
    moving = [a.id for a in work if _moves(a) and not a.margin]
    together = [Correlation(between=tuple(moving[:2]), rank=0.25)] if moving[1:] else []
    return Project(
        name=draw(texts),
        currency=draw(names),
        start=START,
        data_date=draw(maybe_moment),
        target_finish=draw(maybe_moment),
        budget=draw(st.none() | numbers),
        calendar=draw(st.sampled_from(("standard", *section["calendars"]))),
        finish=draw(st.sampled_from((None, *ids))),
        defaults=draw(defaults),
        activities=tuple(work),
        correlations=tuple(together),
        contracts=let,
        risks=draw(risks(work)),
        drivers=draw(drivers(work)),
        branches=draw(branches(work)),
        **section,
    )


def _moves(activity):
    """Whether the duration of what is not done is uncertain."""
    certain_by_now = activity.is_complete or activity.remaining is not None
    fixed = activity.expected_finish is not None or certain_by_now
    return activity.duration is not None and activity.duration.uncertain and not fixed
