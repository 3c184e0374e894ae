"""The X-ray of a plan: against a scheduler in plain Python, and worked out by hand."""

from collections import Counter

import numpy as np
import pytest
from test_network_passes import build, iteration

import networks
import pmrisk
from building import chain, parallel, project
from happening import branch, risk
from happening import project as eventful
from pmrisk import OptionError, engine
from pmrisk.analysis.film import Machine
from pmrisk.analysis.xray import xray
from reference import Scheduler, midnight_before
from standard_errors import SEED

#: What imposes a date on the start or the finish of what has not begun.
IMPOSED = ("start_on", "start_no_earlier_than", "finish_on", "finish_no_earlier_than")


class Twin:
    """Counts by definition: a date is found again without what may have set it."""

    def __init__(self, result, n, lags=None) -> None:
        self.result, self.network, self.lags = result, result.network, lags or {}
        self.project = self.network.project
        self.drives, self.critical, self.held = Counter(), Counter(), Counter()
        for k, (durations, lags) in enumerate(self.drawn(n)):
            scheduler = self.scheduler(k)
            spans = scheduler.run(durations, lags)
            made = {
                activity.id: self.one(scheduler, activity, durations, lags, spans)
                for activity in self.project.activities
                if not (activity.is_complete or activity.is_span)
            }
            on_path = self.path(made, scheduler.finish(spans))
            for name, found in made.items():
                self.add(found, found.activity, name in on_path)

    def one(self, *parts):
        return One(*parts)

    def scheduler(self, k):
        """The dates of iteration `k`."""
        return Scheduler(self.project, midnight_before(self.project))

    def path(self, made, last):
        """Ids on a driving path, walked back from what finishes last."""
        ends = [name for name, one in made.items() if one.span[1] == last]
        if self.project.finish is not None:
            ends = [self.project.finish]
        found = set()
        while ends:
            name = ends.pop()
            if name in made and name not in found:
                found.add(name)
                ends += [x[1].id for x in made[name].links if made[name].drives(x)]
        return found

    def drawn(self, n):
        """Durations and lags of every iteration."""
        network, made = self.network, self.result.provenance
        rows = list(range(len(network.planned_minutes)))
        minutes = engine.drawn_minutes(
            network, rows, n, seed=made.seed, sampling=made.sampling, iterations=n
        )
        drawn = {source.row for source in network.sources if source.is_minutes}
        certain = [row for row in rows if row not in drawn]
        minutes[certain] = network.planned_minutes[certain, None]
        made = [iteration(network, minutes, k) for k in range(n)]
        return [(durations, lags | self.lags) for durations, lags in made]

    def add(self, found, activity, critical: bool) -> None:
        for link in list(found.links):
            if found.drives(link):
                key = link[2].predecessor, activity.id, link[2].kind
                self.drives[key] += 1
                self.critical[key] += critical
                self.held[key] += found.without(link)
        dates = [name for name in IMPOSED if getattr(activity, name) is not None]
        if dates and not activity.in_progress:
            key = activity.id, " and ".join(dates)
            driven, held = found.imposed()
            self.drives[key] += driven
            self.critical[key] += driven and critical
            self.held[key] += held


class One:
    """One activity in one iteration."""

    def __init__(self, scheduler, activity, durations, lags, spans) -> None:
        self.scheduler, self.activity = scheduler, activity
        self.durations, self.lags, self.spans = durations, lags, spans
        self.span = spans[activity.id]
        self.links = [
            each for each in scheduler.links(activity)
            if scheduler.binds(activity, each[1], each[2])
        ]  # fmt: skip
        self.calendar = activity.calendar or scheduler.project.calendar

    def drives(self, found) -> bool:
        owner, pred, link = found
        lag = self.lags[link.predecessor, owner, link.kind]
        moment = self.scheduler.bound(
            self.activity, pred, link, lag, self.spans[pred.id]
        )
        if self.activity.type == "milestone":
            # By Primavera's conventions it moves on to where work begins again.
            return self.scheduler.moved_on(self.activity, moment) == self.span[0]
        return self.scheduler.drives(self.activity, link, moment, self.span)

    def again(self, activity, links) -> int:
        """Working minutes between the finish as it is and as it would be."""
        kept = self.scheduler.link_lists[activity.id]
        self.scheduler.link_lists[activity.id] = links
        span = self.scheduler.dates(activity, self.durations, self.lags, self.spans)
        self.scheduler.link_lists[activity.id] = kept
        return self.work(self.span) - self.work(span)

    def work(self, span) -> int:
        """The finish, in working minutes before the start and after it."""
        own = self.scheduler.clock(self.activity)
        named = self.scheduler.clocks[self.calendar]
        duration = self.durations[self.activity.id]
        if own is not named or self.activity.type == "milestone" or duration == 0:
            return named.worked(span[1])
        return named.worked(span[0]) + duration

    def without(self, found) -> int:
        return self.again(self.activity, [x for x in self.links if x is not found])

    def imposed(self):
        """Whether imposed dates set the date, and the minutes that they hold."""
        clock, moved = self.scheduler.clock(self.activity), False
        if self.activity.type == "milestone":
            clock = self.scheduler.clocks["continuous"]
        for name in IMPOSED:
            moment, side = getattr(self.activity, name), self.span["finish" in name]
            if moment is not None:
                at = clock.worked(self.scheduler.minutes(moment))
                moved |= at == clock.worked(side)
        free = self.activity.model_copy(update=dict.fromkeys(IMPOSED))
        return moved, self.again(free, self.links)


def counted(result, n):
    """The X-ray's shares and means as the counts that they came from."""
    made, per_day = xray(result), dict.fromkeys(result.network.position)
    for name, j in result.network.position.items():
        per_day[name] = float(result.network.minutes_per_day[j])
    rows = {(e.predecessor, e.successor, e.kind): e for e in made.relationships}
    rows |= {
        (e.activity, e.constraint): e
        for e in made.constraints if e.constraint != "data_date"
    }  # fmt: skip
    found = {}
    for key, ray in rows.items():
        of = getattr(ray, "successor", None) or ray.activity
        values = ray.drives.value, ray.critical.value, ray.days.value * per_day[of]
        found[key] = tuple(round(value * n) for value in values)
    return found


def expected(twin, keys):
    return {key: (twin.drives[key], twin.critical[key], twin.held[key]) for key in keys}


@pytest.mark.parametrize("calendars", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_relationships_and_dates_equal_the_definitions(seed, calendars):
    """Counts of every relationship and imposed date, to the iteration and minute."""
    n = 32
    result = pmrisk.simulate(build(seed, calendars), n, seed, threads=1)
    found = counted(result, n)
    assert found == expected(Twin(result, n), found)


FEATURES = [
    {"calendars", "imposed", "milestones"},
    {"calendars", "imposed", "progress"},
    {"calendars", "imposed", "efforts", "subprojects"},
]


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("seed", range(12))
def test_plans_with_imposed_dates_and_progress(seed, features):
    """What is done drives nothing; what has begun is held by its predecessors."""
    check_plan(networks.network(seed, features))


@pytest.mark.parametrize("seed", range(12))
def test_milestones_that_move_on(seed):
    """By Primavera's conventions a milestone waits for working time."""
    features = {"calendars", "imposed", "milestones", "empty"}
    check_plan(networks.network(seed, features, scheduler="primavera"))


def check_plan(certain):
    n = 16
    made, (_, lags) = (
        certain.with_ranges(["0.6", "1", "1.7"]),
        networks.planned(certain),
    )
    result = pmrisk.simulate(made, n, SEED, threads=1)
    found = counted(result, n)
    found = {key: row for key, row in found.items() if "resume" not in str(key)}
    assert found == expected(Twin(result, n, lags), found)


def rays(result):
    made = xray(result)
    links = {(e.predecessor, e.successor): e for e in made.relationships}
    return made, links, {(e.activity, e.constraint): e for e in made.constraints}


def near(probability, exact):
    """Within five standard errors of what was worked out."""
    return abs(probability.value - exact) <= 5 * probability.standard_error


COIN = {"discrete": {3: 0.5, 9: 0.5}, "plan": 3}


def test_a_date_and_a_relationship_share_the_iterations():
    """Due at day 5 after 3 or 9 days: it waits 2 days, or for 4 for its predecessor."""
    activities = chain([COIN, 4])
    activities[1]["start_no_earlier_than"] = "2027-01-09"
    result = pmrisk.simulate(project(activities), 10_000, SEED)
    _, links, dates = rays(result)
    link, held = links["A0", "A1"], dates["A1", "start_no_earlier_than"]
    assert link.drives.value + held.drives.value == 1
    assert near(link.drives, 0.5)
    assert link.critical == link.drives
    assert abs(link.days.value - 2) < 5 * link.days.se
    assert abs(held.days.value - 1) < 5 * held.days.se
    assert str(held.date) == "2027-01-09 00:00:00"


def test_what_does_not_exist_waits_for_nothing():
    """B exists in 40 %, and D behind it always: logic passes through B."""
    activities = [
        {"id": "A", "duration": 5},
        {"id": "B", "duration": 3, "after": ["A"], "exists": 0.4},
        {"id": "C", "duration": 6},
        {"id": "D", "duration": 1, "after": ["B", "C"]},
    ]
    _, links, _ = rays(pmrisk.simulate(eventful(activities), 10_000, SEED))
    for pair, share, days in (
        (("A", "B"), 0.4, 2.0), (("B", "D"), 0.4, 0.8), (("C", "D"), 0.6, 0.6),
    ):  # fmt: skip
        assert near(links[pair].drives, share), pair
        assert near(links[pair].critical, share), pair
        assert abs(links[pair].days.value - days) < 5 * links[pair].days.se, pair


def test_a_branch_that_was_not_taken_holds_nothing():
    """B or C, then D: each drives where it was chosen."""
    activities = [
        {"id": "A", "duration": 5},
        {"id": "B", "duration": 3, "after": ["A"]},
        {"id": "C", "duration": 6, "after": ["A"]},
        {"id": "D", "duration": 1, "after": ["B", "C"]},
    ]
    made = eventful(activities, branches=[branch("A", B=0.7, C=0.3)])
    _, links, _ = rays(pmrisk.simulate(made, 10_000, SEED))
    for name, share in (("B", 0.7), ("C", 0.3)):
        assert near(links[name, "D"].drives, share)
        assert links[name, "D"].drives == links["A", name].drives
    assert links["B", "D"].drives.value + links["C", "D"].drives.value == 1


def test_risks_move_what_drives():
    """A takes 8 days where the risk occurs, else 2, beside 5 days of B."""
    activities = [*parallel([2, 5]), {"id": "M", "type": "milestone"}]
    activities[2]["after"] = ["A0", "A1"]
    made = eventful(activities, risks=[risk("R", 0.3, {"on": "A0", "delay": 6})])
    _, links, _ = rays(pmrisk.simulate(made, 10_000, SEED))
    assert near(links["A0", "M"].drives, 0.3)
    assert abs(links["A0", "M"].days.value - 0.9) < 5 * links["A0", "M"].days.se
    assert links["A1", "M"].drives.value == 1 - links["A0", "M"].drives.value


def test_the_data_date_holds_what_could_have_begun():
    """A1 could start on the 6th; the data date is the 11th."""
    activities = chain([2, 4])
    activities[0] |= {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    made = project(activities, project={"data_date": "2027-01-11"})
    _, _, dates = rays(pmrisk.simulate(made, 64, SEED))
    held = dates["A1", "data_date"]
    assert (held.drives.value, held.days.value) == (1, 5)


def test_what_is_as_late_as_possible_waits():
    """Two days beside nine, before a milestone: seven days later than it could be."""
    activities = [*parallel([9, 2]), {"id": "M", "type": "milestone"}]
    activities[1]["as_late_as_possible"] = True
    activities[2]["after"] = ["A0", "A1"]
    _, _, dates = rays(pmrisk.simulate(project(activities), 64, SEED))
    ray = dates["A1", "as_late_as_possible"]
    assert (ray.drives.value, ray.days.value, ray.critical) == (1, 7, None)


def test_a_constraint_that_is_kept_pulls_forward():
    """It must start on day 2, though its predecessor takes 5: three days before."""
    activities = chain([5, 4])
    activities[1]["must_start_on"] = "2027-01-06"
    made = project(activities)
    result = pmrisk.simulate(made, 64, SEED, keep_constraints=True)
    _, links, dates = rays(result)
    ray = dates["A1", "must_start_on"]
    assert (ray.drives.value, ray.days.value) == (1, -3)
    assert links["A0", "A1"].drives.value == 0


def test_open_ends_by_the_chance_that_they_drive():
    """Two ends, of 5 days and of 3 or 9; the project has one beginning too many."""
    made = xray(pmrisk.simulate(project(parallel([5, COIN])), 10_000, SEED))
    ends = {(each.activity, each.end): each.critical for each in made.open_ends}
    assert {end for _, end in ends} == {"no predecessor", "no successor"}
    for name in ("A0", "A1"):
        assert near(ends[name, "no successor"], 0.5)
    assert made.open_ends[0].critical.value >= made.open_ends[-1].critical.value


REVERSE = [
    {"id": "A", "duration": 10},
    {"id": "B", "duration": [3, 4, 5], "after": ["A FF"]},
    {"id": "C", "duration": 10, "after": ["B SS"]},
]


def test_longer_can_mean_earlier():
    """A FF B, B SS C: a day more of B starts it, and with it C, a day earlier."""
    (found,) = xray(pmrisk.simulate(project(REVERSE), 3000, SEED)).shortening
    assert found.activity == "B"
    assert (found.shortens.value, found.days) == (1, -1)
    assert found.se == pytest.approx(0)


def test_longer_is_run_again_with_all_that_happens():
    """Where the risk makes B longer than A it is held by its start, and no longer
    shortens; a window is judged again.
    """
    made = eventful(
        [dict(each) for each in REVERSE],
        risks=[risk("R", 0.25, {"on": "B", "delay": 8})],
    )
    (found,) = xray(pmrisk.simulate(made, 2048, SEED)).shortening
    assert near(found.shortens, 0.75)


def test_longer_by_a_day_is_what_the_longer_plan_simulates():
    """To the minute: the activity a day longer in the scenario, and in the X-ray."""
    window = {"start": "2027-01-05", "finish": "2027-01-12"}

    def made(day):
        activities = [
            {"id": "A", "duration": 4},
            {"id": "B", "duration": {"uniform": [2 + day, 6 + day]}, "after": ["A"],
             "exists": 0.7},
            {"id": "C", "duration": {"uniform": [1, 5]}, "after": ["B SS"]},
        ]  # fmt: skip
        risks = [risk("R", 0.6, {"on": ["B", "C"], "delay": 3}, window=window),
                 risk("S", 0.5, {"on": "B", "delay": [1, 2, 3]})]  # fmt: skip
        return eventful(activities, risks=risks)

    result = pmrisk.simulate(made(0), 640, SEED)
    machine = Machine(result)
    longer = machine.with_longer(result.network.position["B"], 1440, 640)
    other = pmrisk.simulate(made(1), 640, SEED)
    one = result.network.timeline.days(longer)
    np.testing.assert_array_equal(one, other.finish.samples)


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
def test_the_run_is_the_same_whatever_the_threads(sampling):
    """Its finishes are the run's, and no number depends on the threads."""
    made = build(7, True)
    tables = []
    for threads in (1, 3):
        result = pmrisk.simulate(made, 1500, SEED, sampling=sampling, threads=threads)
        machine = Machine(result)
        finish = machine._run(machine.network.steps, 1500, gathers=False)
        np.testing.assert_array_equal(finish, result.finish.moments)
        found = xray(result)
        tables.append((found.relationships, found.constraints, found.shortening))
    assert tables[0] == tables[1]


def test_too_few_iterations():
    result = pmrisk.simulate(project(chain([[1, 2, 3]])), 8, SEED)
    with pytest.raises(OptionError, match=r"^8 iterations are too few for an X-ray"):
        xray(result)
