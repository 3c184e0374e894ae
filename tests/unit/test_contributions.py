"""Contributions of sources: exact cases, sums, groups and refusals."""

import pytest

import pmrisk
from building import chain, parallel, project
from pmrisk.analysis.contributions import analyse
from pmrisk.errors import OptionError
from standard_errors import SEED

#: 100 days, 40 more in half of the iterations.
COIN = {"discrete": {100: 0.5, 140: 0.5}, "plan": 100}


def simulated(activities, iterations=10_000, **sections):
    """A run of a small project."""
    return pmrisk.simulate(project(activities, **sections), iterations, SEED)


@pytest.fixture(scope="module")
def two_paths():
    """Two parallel paths, each 40 days longer in half of the iterations."""
    return simulated(parallel([COIN, COIN]))


def test_two_parallel_paths_share_the_mean_delay(two_paths):
    """Of 30 days each adds 15; 20 alone, 10 as the last to join."""
    made = analyse(two_paths, level="mean")
    for row in made.rows:
        assert abs(row.value - 15) < 5 * row.se
        assert row.only_this == pytest.approx(20, abs=5 * 0.2)
        assert row.without_this == pytest.approx(10, abs=5 * 0.2)
    assert [(row.rank, row.rank_to) for row in made.rows] == [(1, 2), (1, 2)]
    assert sum(row.value for row in made.rows) == pytest.approx(made.total, abs=1e-12)
    assert made.value == pytest.approx(two_paths.finish.mean.value)


def test_two_parallel_paths_share_p80(two_paths):
    """20 each, though neither helps alone: 40 with one, 0 without the other."""
    made = analyse(two_paths, level=80)
    assert (made.plan, made.base, made.value, made.total) == (100, 100, 140, 40)
    assert [(r.value, r.se, r.only_this, r.without_this) for r in made.rows] == [
        (20, 0, 40, 0),
        (20, 0, 40, 0),
    ]
    excluded = analyse(two_paths, level=80, method="exclusion")
    assert [row.value for row in excluded.rows] == [0, 0]


def test_contributions_to_the_mean_of_a_sum_are_the_means():
    """A chain adds up: each is what its own mean lies beyond its plan."""
    result = simulated(chain([[2, 3, 7], 5, {"uniform": [1, 2], "plan": 1}]))
    made = analyse(result, level="mean")
    by_id = {row.source: row for row in made.rows}
    assert by_id.keys() == {"A0", "A2"}
    for row in made.rows:
        assert row.value == pytest.approx(row.only_this)
        assert row.value == pytest.approx(row.without_this)
    # PERT: (2 + 4 * 3 + 7)/6 - 3.
    assert abs(by_id["A0"].value - 0.5) < 5 * by_id["A0"].se
    assert abs(by_id["A2"].value - 0.5) < 5 * by_id["A2"].se


def test_contributions_to_the_spread_add_to_it():
    result = simulated(chain([[2, 3, 7], [2, 3, 7]]))
    made = analyse(result, level="sd")
    assert (made.plan, made.base) == (0, 0)
    assert made.value == pytest.approx(result.finish.sd)
    assert sum(row.value for row in made.rows) == pytest.approx(made.value)


def test_what_never_matters_adds_exactly_nothing():
    """A short path beside a long one, and money where time is asked."""
    activities = parallel([[2, 3, 4], [20, 30, 40]])
    activities[0]["cost"] = {"fixed": [10, 20, 60]}
    made = analyse(simulated(activities, 500))
    by_id = {row.source: row for row in made.rows}
    for name in ("A0", "A0.cost"):
        row = by_id[name]
        assert (row.value, row.se, row.only_this, row.without_this) == (0, 0, 0, 0)
    assert by_id["A1"].value == made.total


def test_money_adds_up_too():
    """Per day and fixed: 10 a day of [2, 3, 7] days, and [100, 120, 200]."""
    activities = chain([[2, 3, 7]])
    activities[0]["cost"] = {"fixed": [100, 120, 200], "per_day": 10}
    result = simulated(activities)
    made = analyse(result, of="cost", level="mean")
    assert made.unit == "money"
    assert made.plan == 150
    by_id = {row.source: row for row in made.rows}
    assert by_id.keys() == {"A0", "A0.cost"}
    assert abs(by_id["A0"].value - 5) < 5 * by_id["A0"].se
    assert abs(by_id["A0.cost"].value - 10) < 5 * by_id["A0.cost"].se
    assert made.value == pytest.approx(result.cost.mean.value, rel=1e-12)


def test_what_is_not_named_stays_as_it_was_drawn():
    """Its part becomes a step, so that all rows reach the plan."""
    result = simulated(chain([[2, 3, 7], [4, 5, 9], [1, 2, 4]]), 2000)
    made = analyse(result, sources=["A0", "A2"])
    assert {row.source for row in made.rows} == {"A0", "A2"}
    assert [step.source for step in made.steps] == ["other sources"]
    alone = {row.source: row.only_this for row in analyse(result).rows}
    assert made.base == pytest.approx(made.plan + alone["A1"])
    table = pmrisk.contributions(result, sources=["A0", "A2"])
    contingency = result.contingency(80).days
    assert table["days"].sum() == pytest.approx(contingency, abs=1e-9)
    assert table.index.tolist()[-1] == "other sources"


def test_a_hard_constraint_is_a_step_between_the_plan_and_the_base():
    """The plan obeys it, a simulation measures it."""
    activities = chain([[9, 10, 14], 5])
    activities[1]["must_start_on"] = "2027-01-09"
    made = analyse(simulated(activities, 500), level=80)
    assert made.plan == 10
    assert made.base == 15
    assert [(step.source, step.value) for step in made.steps] == [("constraints", 5)]


def test_a_groups_total_is_that_of_its_members():
    activities = chain([[2, 3, 7], [4, 5, 9], [1, 2, 4], [2, 4, 5]])
    for activity, wbs in zip(activities, ("X/a", "X/b", "Y", None), strict=True):
        if wbs:
            activity["wbs"] = wbs
    made = analyse(simulated(activities, 2000), by="wbs")
    assert {g.group: set(g.sources) for g in made.groups} == {
        "X": {"A0", "A1"},
        "Y": {"A2"},
        "(none)": {"A3"},
    }
    for group in made.groups:
        own = [row.value for row in made.rows if row.group == group.group]
        assert group.value == pytest.approx(sum(own))
    assert sum(g.value for g in made.groups) == pytest.approx(made.total)


def test_many_sources_add_up_within_a_time_budget():
    activities = chain([[2, 3, 7]] * 15)
    made = analyse(simulated(activities, 500), within=2)
    assert made.orders > 0
    assert sum(row.value for row in made.rows) == pytest.approx(made.total, abs=1e-9)
    # They stand alike, so they share all places.
    assert {(row.rank, row.rank_to) for row in made.rows} == {(1, 15)}


def test_the_same_bits_for_any_number_of_threads():
    activities = chain([[2, 3, 7]] * 8)
    tables = [
        analyse(pmrisk.simulate(project(activities), 1000, SEED, threads=n)).rows
        for n in (1, 3)
    ]
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "A7"}, 'of "A7": is neither finish nor cost nor an activity.'),
        ({"sources": ["A1.cost"]}, 'sources "A1.cost": is neither a kind of source'),
        ({"sources": []}, "sources: none is named. There are ranges."),
        ({"level": 0}, "level 0: must lie above 0 and below 100."),
        ({"level": 99.99}, "level 99.99: 500 iterations are too few to tell P99.99"),
        ({"level": "median"}, 'level "median": must be a number between 0 and 100'),
        ({"method": "sobol"}, 'method "sobol": is not known.'),
        ({"by": "wsb"}, 'by "wsb": must be one of wbs, category, owner.'),
        ({"within": 0.0}, "within 0: must be a positive number."),
        ({"to": -1.0}, "to -1: must be a positive number."),
    ],
)
def test_what_cannot_be_answered_is_said(options, message):
    result = simulated(chain([[2, 3, 7], [1, 2, 3]]), 500)
    with pytest.raises(OptionError) as raised:
        pmrisk.contributions(result, **options)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_a_certain_plan_and_too_few_iterations_are_said():
    with pytest.raises(OptionError, match=r"^sources: nothing is uncertain\. Give"):
        pmrisk.contributions(simulated(chain([1, 2]), 500))
    with pytest.raises(OptionError, match=r"^8 iterations are too few for contrib"):
        pmrisk.contributions(simulated(chain([[1, 2, 4]]), 8))
    heavy = {"lognormal_pareto": {"p50": 5, "p90": 9, "tail_from": 0.9, "alpha": 1.6}}
    with pytest.raises(
        OptionError, match=r"^level sd: the finish has none, for a tail"
    ):
        pmrisk.contributions(simulated(chain([heavy]), 500), level="sd")
