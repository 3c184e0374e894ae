"""Quality gates: what they send back, when, at what cost, and what they leave alone."""

import itertools
import random
import re
from pathlib import Path

import numpy as np
import pytest

import pmrisk
from building import project
from pmrisk.analysis import activity_metrics
from pmrisk.analysis.gates import gate_results
from pmrisk.engine import foreman
from pmrisk.network import compile_network
from pmrisk.read import parse
from pmrisk.report.events import what_is_sent_back
from pmrisk.report.text import render
from standard_errors import SEED, assert_mean, assert_probability

OFFICE = {
    "office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    "night": {"week": {"mon-sat": ["00:00-06:00", "20:00-24:00"]}},
}
CALENDARS = ("office", "night", "continuous")


def built(activities, **more):
    """A plan on office hours."""
    head = {"calendar": "office"} | more.pop("project", {})
    return project(activities, project=head, calendars=OFFICE, **more)


def quality(first_pass, *rework, **more):
    return {"first_pass": first_pass, "rework": list(rework), **more}


def links(rng, before):
    """Relationships of all kinds to some of what is before."""
    chosen = rng.sample(before, min(len(before), rng.randrange(3)))
    lags = ("", "", "+1d", "-1d", "+5h")
    return [
        f"{n} {rng.choice(('FS', 'SS', 'FF', 'SF'))}{rng.choice(lags)}" for n in chosen
    ]


def network(rng):
    """Work, a gate behind all of it, and what follows."""
    work = []
    for k in range(4):
        work.append(
            {"id": f"W{k}", "duration": rng.randrange(1, 9) * 2,
             "calendar": rng.choice(CALENDARS),
             "after": links(rng, [a["id"] for a in work])}
        )  # fmt: skip
    gate = {"id": "G", "duration": rng.randrange(1, 4),
            "calendar": rng.choice(CALENDARS),
            "after": [*(a["id"] for a in work), *links(rng, ["W0"])[:1]]}  # fmt: skip
    gate["after"] = list({link.split()[0]: link for link in gate["after"]}.values())
    after = [f"G {rng.choice(('FS', 'SS+1d', 'FF'))}"]
    rest = [
        {"id": "Y", "duration": rng.randrange(1, 30), "after": ["W1"]},
        {"id": "Z", "duration": 3, "after": after},
    ]
    return work, gate, rest


def renamed(entry, name, names, after=(), **more):
    """An activity under another name, with the relationships among some names."""
    kept = []
    for link in entry["after"]:
        pred, *rest = link.split()
        if pred in names:
            kept.append(" ".join([names[pred], *rest]))
    return entry | {"id": name, "after": [*after, *kept]} | more


def written_out(work, gate, failures, effort):
    """The same plan with every attempt and all rework as activities of their own."""
    found, attempts = list(work), [f"T{k}" for k in range(1, failures + 1)] + ["G"]
    found.append(gate | {"id": attempts[0]})
    for k, (this, following) in enumerate(itertools.pairwise(attempts)):
        names = {a["id"]: f"R{k}{a['id']}" for a in work}
        found += [
            renamed(a, names[a["id"]], names, [this], duration=a["duration"] * effort)
            for a in work
        ]
        found.append(renamed(gate, following, names, [this]))
    return found


def own(name):
    """Whom an activity of a plan that is written out is booked to."""
    return "G" if name[0] == "T" else name[2:] if name[0] == "R" else name


def failing(seed):
    """A random plan whose gate always fails, and the same with all attempts written."""
    rng = random.Random(seed)
    work, gate, rest = network(rng)
    cycles, effort = rng.randrange(1, 4), rng.choice((0.25, 0.5, 1, 1.5))
    names = [a["id"] for a in work]
    fails = gate | {"quality": quality(0, *names, effort=effort, cycles=cycles)}
    written = [*written_out(work, gate, cycles, effort), *rest]
    return built([*work, fails, *rest]), built(written)


@pytest.mark.parametrize("seed", range(30))
def test_a_gate_is_the_plan_written_out(seed):
    """All kinds of relationships, three calendars: dates and driving paths."""
    fails, written = failing(seed)
    result = pmrisk.simulate(fails, 64, threads=1)
    plan = pmrisk.simulate(written, 64, threads=1)
    assert np.array_equal(result.finish.moments, plan.finish.moments)
    expected, first, last = {}, {}, {}
    for metrics in activity_metrics(plan, (50,)):
        id = own(metrics.id)
        expected[id] = max(expected.get(id, 0), metrics.criticality_index)
        start, finish = metrics.start[0].date, metrics.finish[0].date
        first[id] = min(first.get(id, start), start)
        last[id] = max(last.get(id, finish), finish)
    for metrics in activity_metrics(result, (50,)):
        assert metrics.criticality_index == expected[metrics.id], metrics.id
        assert metrics.start[0].date == first[metrics.id], metrics.id
        assert metrics.finish[0].date == last[metrics.id], metrics.id


def rich(order=1, **gate):
    """Uncertain work with two gates, risks and a driver, in any order of the file."""
    first = quality(0.6, "A", "B", effort=[0.2, 0.3, 0.6], cycles=3) | gate
    activities = [
        {"id": "A", "duration": [5, 8, 15],
         "cost": {"fixed": 90, "per_day": [8, 9, 12]}},
        {"id": "B", "duration": [2, 3, 9], "after": ["A SS+1d"], "exists": 0.7,
         "resources": {"crew": 2}},
        {"id": "G", "duration": [1, 2, 3], "after": ["A", "B"], "quality": first,
         "cost": {"per_day": 20}},
        {"id": "C", "duration": [3, 6, 9], "after": ["G"], "calendar": "night"},
        {"id": "H", "type": "milestone", "after": ["C", "A FS+20d"],
         "deadline": "2027-02-15", "quality": quality(0.8, "C", "G", effort=0.5)},
        {"id": "D", "duration": [9, 20, 35], "after": ["A"]},
    ]  # fmt: skip
    return built(
        activities[::order],
        resources={"crew": {"rate": "80/day"}},
        risks=[{"id": "R", "probability": 0.4,
                "impacts": {"on": ["A", "C"], "delay": [1, 2, 7], "cost": [5, 6, 9]}}],
        drivers=[{"id": "F", "factor": [0.9, 1, 1.4], "on": "*", "applies_to": "both"}],
    )  # fmt: skip


def bits(result):
    return result.finish.moments, result.cost.samples, result.happened


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_bits_depend_neither_on_threads_nor_on_the_order_of_the_file():
    one = pmrisk.simulate(rich(), 5000, SEED, threads=1)
    for other in (
        pmrisk.simulate(rich(), 5000, SEED, threads=2),
        pmrisk.simulate(rich(-1), 5000, SEED, threads=1),
    ):
        assert same(bits(one), bits(other))
        assert np.array_equal(one.critical_counts, other.critical_counts)


def test_bits_do_not_depend_on_the_width_of_a_tile():
    """What a tile leaves in the rows of the marks is not seen by the next."""
    compiled = compile_network(rich())
    runs = []
    for n_lane in (64, 256, 1024):
        crew = foreman(
            compiled, seed=SEED, sampling="monte_carlo", iterations=3000, threads=1,
            plan=compiled.timeline.at(0), detailed=True,
        )  # fmt: skip
        object.__setattr__(crew, "n_lane", n_lane)
        runs.append(crew.run(0, 3000))
    for run in runs[1:]:
        for name in ("finish", "cost", "happened", "watched", "starts", "finishes",
                     "critical"):  # fmt: skip
            assert np.array_equal(getattr(run, name), getattr(runs[0], name)), name


@pytest.mark.parametrize("sampling", ["monte_carlo", "lhs", "sobol"])
def test_a_gate_moves_no_other_draw(sampling):
    """Where all gates pass, an iteration is what it is without gates."""
    plain = rich()
    parts = tuple(a.model_copy(update={"quality": None}) for a in plain.activities)
    plain = plain.with_activities(parts)
    gated = pmrisk.simulate(rich(), 4096, SEED, sampling=sampling)
    without = pmrisk.simulate(plain, 4096, SEED, sampling=sampling)
    n_events = len(gated.network.frame.influences.events)
    passed = ~gated.happened[n_events:].any(axis=0)
    assert 0.2 < passed.mean() < 0.8
    if sampling == "sobol":
        # Its dimensions go by size, so that a source may move others to another one.
        return
    assert np.array_equal(gated.finish.moments[passed], without.finish.moments[passed])
    np.testing.assert_allclose(
        gated.cost.samples[passed], without.cost.samples[passed], rtol=1e-12
    )
    assert (gated.finish.moments >= without.finish.moments).all()


def test_a_gate_that_is_switched_off_passes():
    """The planned value of a gate is that it passes; so does the plan."""
    gated, plain = rich(), rich()
    parts = tuple(a.model_copy(update={"quality": None}) for a in plain.activities)
    plain = plain.with_activities(parts)
    result = pmrisk.simulate(gated, 2000, SEED)
    crew = foreman(
        result.network, seed=SEED, sampling="monte_carlo", iterations=2000, threads=1,
        plan=result.plan.finish, detailed=False, off=("G.quality", "H.quality"),
    )  # fmt: skip
    assert np.array_equal(
        crew.run(0, 2000).finish, pmrisk.simulate(plain, 2000, SEED).finish.moments
    )
    plans = [pmrisk.schedule(each) for each in (gated, plain)]
    assert plans[0].finish == plans[1].finish
    assert plans[0].cost == pytest.approx(plans[1].cost)
    assert plans[0].activities == plans[1].activities


def test_first_pass_of_one_is_no_gate():
    """Nothing is compiled for it."""
    sure = rich(first_pass=1.0)
    assert {gate for gate, _ in compile_network(sure).failures} == {"H"}


def test_each_failure_draws_its_own_effort():
    """Two cycles: the second share of the work is not the first."""
    made = built(
        [
            {"id": "A", "duration": 100},
            {"id": "G", "type": "milestone", "after": ["A"],
             "quality": quality(0, "A", effort={"uniform": [0.0, 1.0]}, cycles=2)},
        ]
    )  # fmt: skip
    result = pmrisk.simulate(made, 20_000, SEED)
    again = result.finish.samples - 100
    # Two independent ones: a variance of 2 / 12, not of 4 / 12.
    assert_mean(again / 100, 1.0)
    assert np.var(again / 100) == pytest.approx(1 / 6, rel=0.05)


def test_a_gate_has_a_source_of_its_own():
    """What contributions book to it; they add up."""
    result = pmrisk.simulate(rich(), 2000, SEED)
    shares = pmrisk.contributions(result, level=80)
    assert {"G.quality", "H.quality"} <= {*shares.index}
    total = result.finish.percentile(80).days - result.plan.finish.days
    assert shares["days"].sum() == pytest.approx(total)
    only = pmrisk.contributions(result, level="mean", sources=["gates"])
    assert {"G.quality", "H.quality"} < {*only.index} <= {
        "G.quality", "H.quality", "other sources"
    }  # fmt: skip


def test_what_gates_come_to():
    """The mean number of failures is p + p² + p³; all of them add the same here."""
    made = built(
        [
            {"id": "A", "duration": 10, "cost": {"fixed": 1000, "per_day": 7}},
            {"id": "G", "name": "Test", "duration": 2, "after": ["A"],
             "cost": {"per_day": 50},
             "quality": quality(0.6, "A", effort=0.3, cycles=3)},
        ]
    )  # fmt: skip
    result = pmrisk.simulate(made, 20_000, SEED)
    (gate,) = gate_results(result)
    mean = 0.4 + 0.4**2 + 0.4**3
    assert (gate.id, gate.name, gate.first_pass) == ("G", "Test", 0.6)
    assert_probability(round(gate.passed.value * 20_000), 20_000, 0.6)
    for found, exact in ((gate.cycles, mean), (gate.days, 5 * mean),
                         (gate.cost, (3 * 7 + 2 * 50) * mean)):  # fmt: skip
        assert abs(found.value - exact) < 5 * found.standard_error


def test_money_is_told_apart_with_what_is_sent_back():
    """Headings and months add up to the cost of every iteration."""
    result = pmrisk.simulate(rich(), 2000, SEED)
    for groups in result.costs.groups.values():
        total = sum(group.cost.samples for group in groups)
        np.testing.assert_allclose(total, result.cost.samples, rtol=1e-12)
    last = result.costs.months[-1].so_far.samples
    np.testing.assert_allclose(last, result.cost.samples, rtol=1e-12)


def test_rework_is_paid_by_date_and_by_contract():
    """Wages rise in the second week; time and materials count days of rework."""
    work = [
        {"id": "A", "duration": 4, "resources": {"crew": 1}},
        {"id": "B", "duration": 1, "after": ["A"]},
        {"id": "G", "type": "milestone", "after": ["B"], "deadline": "2027-01-12",
         "quality": quality(0, "A", "B", cycles=1)},
    ]  # fmt: skip
    later = [{"rate": "10/day"}, {"from": "2027-01-11", "rate": "100/day"}]
    made = built(
        work,
        resources={"crew": {"rate": later}},
        contracts=[
            {"id": "K", "on": "B", "type": "time_and_materials", "rate": 1000,
             "late_damages": {"milestone": "G", "per_day": 1}},
        ],
    )  # fmt: skip
    result = pmrisk.simulate(made, 64)
    # A: Monday to Thursday, again the Monday to Thursday after; B twice; then three
    # days late, Friday evening against the end of Tuesday.
    assert result.cost.samples[0] == pytest.approx(4 * 10 + 4 * 100 + 2 * 1000 - 3)


def test_spans_and_promises_know_of_rework():
    """A summary and a level of effort cover it; a deadline counts the passing gate."""
    made = built(
        [
            {"id": "A", "duration": 5, "wbs": "Build", "deadline": "2027-01-08"},
            {"id": "G", "duration": 1, "after": ["A"], "deadline": "2027-01-11",
             "start_deadline": "2027-01-11", "quality": quality(0.5, "A")},
            {"id": "S", "type": "summary", "wbs": "Build", "cost": {"per_day": 10}},
            {"id": "L", "type": "level_of_effort", "after": ["G SS", "G FF"],
             "cost": {"per_day": 1000}},
        ]
    )  # fmt: skip
    result = pmrisk.simulate(made, 4096, SEED)
    # Without rework 5 and 1 days; with it, 11 from the start and 7 from the first test.
    failed = result.finish.samples > 6
    assert {*result.finish.samples} == {6.0, 12.0}
    np.testing.assert_allclose(result.cost.samples[~failed], 50 + 1000)
    np.testing.assert_allclose(result.cost.samples[failed], 110 + 7000)
    for milestone in result.milestones:
        assert milestone.deadline.probability.value == np.mean(~failed)
    gate = next(m for m in result.milestones if m.id == "G")
    assert gate.start_deadline.probability.value == 1


def test_a_gate_that_waits_for_the_start_of_what_it_sends_back():
    """A summary's start leads to the gate, so that it cannot span the rework."""
    made = built(
        [
            {"id": "A", "duration": 5, "wbs": "Build"},
            {"id": "S", "type": "summary", "wbs": "Build"},
            {"id": "G", "duration": 1, "after": ["S SS+2d"],
             "quality": quality(0, "A")},
        ]
    )  # fmt: skip
    assert pmrisk.simulate(made, 64).finish.samples[0] == 3 + 5 + 1


def test_logic_over_what_is_not_repeated():
    """Its lags are not waited for again, and it takes no time."""
    made = built(
        [
            {"id": "A", "duration": 4},
            {"id": "M", "duration": 10, "after": ["A FS+7d"]},
            {"id": "B", "duration": 6, "after": ["M FS+3d"]},
            {"id": "G", "duration": 1, "after": ["B"], "quality": quality(0, "A", "B")},
        ]
    )  # fmt: skip
    assert pmrisk.simulate(made, 64).finish.samples[0] == 30 + 1 + 4 + 6 + 1


def test_a_gate_without_rework_repeats_itself():
    """One attempt after the other, be its rework long done or none."""
    made = built(
        [
            {"id": "A", "duration": 9},
            {"id": "G", "duration": 2, "quality": quality(0, cycles=3)},
            {"id": "H", "duration": 3, "after": ["A SS"],
             "quality": quality(0, "A", effort=0, cycles=2)},
            {"id": "M", "type": "milestone", "after": ["G"]},
            {"id": "N", "type": "milestone", "after": ["H"]},
        ]
    )  # fmt: skip
    result = pmrisk.simulate(made, 64)
    assert [m.finish.samples[0] for m in result.milestones] == [8.0, 9.0]


AGILE = {"items": 4, "throughput": {"discrete": {1: 0.5, 4: 0.5}}, "every": "1d"}
#: Working minutes that such a backlog takes, with their chances: one item a day until
#: a day takes all that are left.
TAKES = {480: 1 / 2, 480 + 360: 1 / 4, 960 + 240: 1 / 8, 1440 + 120: 1 / 16,
         1920: 1 / 16}  # fmt: skip


def assert_minutes(samples, chances):
    """Working minutes after the start, each as often as it should be."""
    took = np.round(samples * 480)
    assert set(np.unique(took)) <= set(chances)
    for minutes, chance in chances.items():
        count = int((took == minutes).sum())
        assert_probability(count, len(took), chance)


def test_a_backlog_is_sent_back():
    """Half of what it took in that iteration, exactly, and the gate twice."""
    work = {"id": "A", "backlog": AGILE}
    gate = {"id": "G", "duration": 1, "after": ["A"],
            "quality": quality(0.25, "A", effort=0.5)}  # fmt: skip
    result = pmrisk.simulate(built([work, gate]), 20_000, SEED)
    chances = {}
    for minutes, chance in TAKES.items():
        passed, failed = minutes + 480, minutes * 3 // 2 + 960
        chances[passed] = chances.get(passed, 0) + chance * 0.25
        chances[failed] = chances.get(failed, 0) + chance * 0.75
    assert_minutes(result.finish.samples, chances)
    plain = pmrisk.simulate(built([work, gate | {"quality": None}]), 20_000, SEED)
    assert same_burndown(result, plain)


def test_a_gate_that_is_a_backlog_burns_down_in_its_first_attempt():
    """It takes as long each time; who waits for it waits for the last."""
    work = {"id": "A", "duration": 1}
    gate = {"id": "G", "backlog": AGILE, "after": ["A"],
            "quality": quality(0.25, "A", cycles=2)}  # fmt: skip
    result = pmrisk.simulate(built([work, gate]), 20_000, SEED)
    chances = {}
    for minutes, chance in TAKES.items():
        for times, share in ((1, 0.25), (2, 0.1875), (3, 0.5625)):
            took = times * (480 + minutes)
            chances[took] = chances.get(took, 0) + chance * share
    assert_minutes(result.finish.samples, chances)
    plain = pmrisk.simulate(built([work, gate | {"quality": None}]), 20_000, SEED)
    assert same_burndown(result, plain)


def same_burndown(one, other):
    """Whether a backlog is done with so many items at the same moments."""
    (first,), (second,) = one.backlogs, other.backlogs
    dates = [(first.finish_of(n).moments, second.finish_of(n).moments) for n in (1, 4)]
    return all(np.array_equal(a, b) for a, b in dates)


@pytest.mark.parametrize("more", [{}, {"remaining": 2}])
def test_of_a_backlog_in_progress_the_whole_is_sent_back(more):
    """10 items at 5 a week are two weeks; one of them, or two days, are left."""
    begun = {"actual_start": "2027-01-04", "percent_complete": 50, **more}
    activities = [
        {"id": "A", "backlog": {"items": 10, "throughput": 5}, **begun},
        {"id": "G", "duration": 1, "after": ["A"], "quality": quality(0, "A")},
    ]
    head = {"data_date": "2027-01-11"}
    result = pmrisk.simulate(built(activities, project=head), 64)
    left = more.get("remaining", 5)
    assert set(result.finish.samples) == {5 + left + 1 + 10 + 1}


def struck(on, window, **calendar):
    """Ten days of work and a gate of two; a risk adds four days and 100 in a window."""
    return project(
        [
            {"id": "A", "duration": 10},
            {"id": "G", "duration": 2, "after": ["A"], "quality": quality(0.5, "A")},
        ],
        project={"calendar": "c"},
        calendars={"c": {"week": {"mon-sun": ["00:00-24:00"]}, **calendar}},
        risks=[
            {"id": "R", "probability": 1, "window": window,
             "impacts": {"on": "G" if on == "G" else ["A"], "delay": 4, "cost": 100}}
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "window", "passes", "fails", "costs"),
    [
        # The first attempt works from 14 to 16 January, the rework from 16 to 26.
        ("G", "2027-01-13..2027-01-17", 16, 32, {100}),
        ("G", "2027-01-26..2027-01-27", 12, 32, {0, 100}),
        ("G", "2027-01-04..2027-01-13", 12, 24, {0}),
        ("A", "2027-01-17..2027-01-24", 12, 32, {0, 100}),
        ("A", "2027-01-05..2027-01-06", 16, 32, {100}),
        ("A", "2027-01-14..2027-01-15", 12, 24, {0}),
        ("A", "2027-01-26..2027-01-27", 12, 24, {0}),
    ],
)
@pytest.mark.parametrize(
    "calendar",
    [{}, {"holidays": ["2027-06-01"]}, {"weather": {6: 9}}],
    ids=["continuous", "office", "weather"],
)
def test_a_window_looks_at_every_time_that_work_is_done(
    on, window, passes, fails, costs, calendar
):
    """Where it strikes once, all times take longer; the money is charged once."""
    result = pmrisk.simulate(struck(on, window, **calendar), 2_000, SEED)
    failed = result.happened[-1]
    assert np.array_equal(result.finish.samples, np.where(failed, fails, passes))
    assert set(result.cost.samples) == costs
    if len(costs) == 2:
        assert np.array_equal(result.cost.samples > 0, failed)


def test_a_gate_that_is_done_has_passed():
    """Its rework is not repeated, whatever its chance was."""
    made = built(
        [
            {"id": "A", "duration": 4, "actual_start": "2027-01-04",
             "actual_finish": "2027-01-07"},
            {"id": "G", "duration": 1, "after": ["A"], "actual_start": "2027-01-08",
             "actual_finish": "2027-01-08", "quality": quality(0, "A", cycles=9)},
            {"id": "B", "duration": 2, "after": ["G"]},
        ],
        project={"data_date": "2027-01-11"},
    )  # fmt: skip
    result = pmrisk.simulate(made, 64)
    assert {*result.finish.samples} == {7.0}
    assert gate_results(result) == ()


def test_the_readme_shows_what_is_told():
    """The table in the README is that of its scenario."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```(?:yaml|text)\n(.*?)^```$", readme, re.M | re.S)
    scenario = next(block for block in blocks if "first_pass: 0.7" in block)
    shown = next(block for block in blocks if "passes at once" in block)
    page = render(
        what_is_sent_back(pmrisk.simulate(parse(scenario))), 100, colour=False
    )
    assert shown in page
