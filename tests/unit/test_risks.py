"""What risks and drivers do: the traps of the field, each with its number."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

import pmrisk
from happening import driver, project, response, risk, window
from pmrisk import engine
from pmrisk.model.project import Correlation
from standard_errors import SEED, assert_mean, assert_quantile

OFFICE = {"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}
N = 20_000


def days(built, n=N):
    return pmrisk.simulate(built, n, SEED, activities=False).finish.samples


def durations(result, *ids, n=2000):
    """Working days of activities in the first iterations."""
    network = result.network
    rows = [network.position[id] for id in ids]
    drawn = engine.drawn_minutes(
        network, rows, n, seed=result.seed, sampling=result.sampling,
        iterations=result.iterations,
    )  # fmt: skip
    return drawn / network.minutes_per_day[rows, None]


def certain(days_, *risks, **more):
    """The duration of one activity of so many days under risks that always occur."""
    built = project([{"id": "A", "duration": days_} | more], risks=risks)
    (value,) = set(days(built, 64))
    return value


@pytest.mark.statistical
def test_a_risk_happens_or_not():
    """Not its probability times its impact: P80 = 52.4 and mean 25.25, not 28."""
    impact = {"on": "A", "delay": {"uniform": [41, 60]}}
    built = project([{"id": "A", "duration": 0}], risks=[risk("R", 0.5, impact)])
    found = days(built, 200_000)
    assert_mean(found, 25.25)
    assert_quantile(found, 80, 52.4)


def test_factors_multiply():
    """1.3 x 1.3 on 100 days is 169, whether of risks, of drivers, or of one of each."""
    both = [driver("D1", 1.3, "A"), driver("D2", 1.3, "A")]
    built = project([{"id": "A", "duration": 100}], drivers=both)
    assert set(days(built, 64)) == {169}
    impact = {"on": "A", "factor": 1.3}
    assert certain(100, risk("R1", 1, impact), risk("R2", 1, impact)) == 169
    built = project(
        [{"id": "A", "duration": 100}], drivers=both[:1], risks=[risk("R", 1, impact)]
    )
    assert set(days(built, 64)) == {169}


def test_factors_come_before_delays():
    """4 days x 1.5 + 2 days are 8, not 9; whoever brings the factor."""
    assert certain(4, risk("R", 1, {"on": "A", "factor": 1.5, "delay": 2})) == 8
    built = project(
        [{"id": "A", "duration": 4}], drivers=[driver("D", 1.5, "A")],
        risks=[risk("R", 1, {"on": "A", "delay": 2})],
    )  # fmt: skip
    assert set(days(built, 64)) == {8}


def test_delays_add_in_series_and_the_largest_counts_in_parallel():
    """5 and 3 are 8 or 5; a gain of 2 is taken off either."""
    delays = [5, 3, -2, -1]
    risks = [risk(f"R{k}", 1, {"on": "A", "delay": d}) for k, d in enumerate(delays)]
    assert certain(10, *risks[:2]) == 18
    assert certain(10, *risks[:2], combine="parallel") == 15
    assert certain(10, *risks) == 15
    assert certain(10, *risks, combine="parallel") == 13


def test_nothing_gets_shorter_than_zero():
    """An opportunity of 9 days on 4 days leaves none."""
    assert certain(4, risk("R", 1, {"on": "A", "delay": -9})) == 0


@pytest.mark.parametrize(
    ("first", "last", "hit"),
    [
        # A works from 4 to 8 January.
        ("2027-01-01", "2027-01-03", False),
        ("2027-01-01", "2027-01-04", True),
        ("2027-01-07", "2027-01-30", True),
        ("2027-01-08", "2027-01-30", False),
    ],
)
def test_a_risk_strikes_what_works_in_its_window(first, last, hit):
    """Work that ends when the window opens, or begins when it closes, is spared."""
    winter = window(first, last)
    impact = {"on": "A", "delay": 5, "cost": 3}
    built = project(
        [{"id": "A", "duration": 4}], risks=[risk("R", 1, impact, window=winter)]
    )
    result = pmrisk.simulate(built, 64)
    assert set(result.finish.samples) == {9 if hit else 4}
    assert set(result.cost.samples) == {3 if hit else 0}
    # It occurred in any case.
    assert result.risks[0].occurred.value == 1


def test_each_step_is_rounded_to_whole_minutes():
    """1 minute x 1.5 is 2, x 1.4 is 1; a delay of half a minute is one."""
    minute = 1 / 1440
    for factor, delay, expected in (
        (1.5, "0min", 2),
        (1.4, "0min", 1),
        (1, "0.5min", 2),
    ):
        impact = {"on": "A", "factor": factor, "delay": delay}
        found = certain("1min", risk("R", 1, impact))
        assert found == pytest.approx(expected * minute)


@pytest.mark.parametrize("each", ["once", "separately"])
def test_one_risk_on_many_activities(each):
    """It occurs once an iteration; its impact is drawn, and paid for, once or each."""
    impact = {"on": ["A", "B"], "delay": {"uniform": [1, 9]}, "cost": 10, "each": each}
    built = project(
        [{"id": "A", "duration": 1}, {"id": "B", "duration": 2}],
        risks=[risk("R", 0.5, impact)],
    )
    result = pmrisk.simulate(built, N, SEED)
    a, b = np.rint(1440 * (durations(result, "A", "B") - np.array([[1], [2]])))
    np.testing.assert_array_equal(a > 0, b > 0)
    assert (a == b).all() == (each == "once")
    assert set(result.cost.samples) == {0, 10 if each == "once" else 20}


def test_a_day_is_a_day_of_each_activity():
    """One draw of 5 days adds 5 of its own days to each: 40 hours, or 120."""
    impact = {"on": "*", "delay": {"uniform": [5, 15]}}
    built = project(
        [{"id": "A", "duration": 1, "calendar": "office"},
         {"id": "B", "duration": 1, "calendar": "continuous"}],
        calendars=OFFICE, risks=[risk("R", 0.5, impact)],
    )  # fmt: skip
    a, b = durations(pmrisk.simulate(built, N, SEED), "A", "B")
    # Each is rounded to whole minutes of its own calendar.
    np.testing.assert_allclose(a, b, atol=0.5 / 480 + 0.5 / 1440)
    assert len(set(a)) > 500


def test_two_paths_with_a_risk_each():
    """Two parallel paths of 100 days, each 40 days longer by p = 0.5: 30 on average."""
    built = project(
        [{"id": "A", "duration": 100}, {"id": "B", "duration": 100}],
        risks=[risk(f"R{x}", 0.5, {"on": x, "delay": 40}) for x in "AB"],
    )
    assert_mean(days(built), 130)


def test_what_is_done_or_takes_no_time_is_left_alone():
    """Complete work, milestones and expected finishes; what remains is delayed."""
    built = project(
        [
            {"id": "A", "duration": 4, "actual_start": "2027-01-04",
             "actual_finish": "2027-01-06"},
            {"id": "M", "type": "milestone", "after": ["A"]},
            {"id": "E", "duration": 2, "expected_finish": "2027-01-09"},
            {"id": "B", "duration": 10, "actual_start": "2027-01-04", "remaining": 3},
        ],
        project={"data_date": "2027-01-07"},
        risks=[risk("R", 1, {"on": "*", "delay": 5, "factor": 2})],
    )  # fmt: skip
    result = pmrisk.simulate(built, 64)
    assert durations(result, "A", "M", "E", "B", n=64)[:, 0].tolist() == [3, 0, 3, 11]


def test_cost_factors_multiply_what_is_still_to_be_spent():
    """Twice fixed and daily money, of a longer activity; what was spent stays."""
    impact = {"on": "A", "factor": 2, "applies_to": "both", "delay": 1}
    built = project(
        [{"id": "A", "duration": 10, "actual_start": "2027-01-04", "actual_cost": 7,
          "percent_complete": 50, "cost": {"fixed": 100, "per_day": 3}}],
        risks=[risk("R", 1, impact)],
    )  # fmt: skip
    result = pmrisk.simulate(built, 64)
    assert set(result.cost.samples) == {7 + 2 * (50 + 3 * 11)}


class TestPlan:
    """What the deterministic plan takes."""

    def plan(self, entry, **sections):
        made = pmrisk.schedule(
            project([{"id": "A", "duration": 10} | entry], **sections)
        )
        return made.finish.days, made.cost

    def test_open_risks_are_off_and_factors_one(self):
        impact = {"on": "A", "delay": 5, "cost": 9}
        sure = {"risks": [risk("R", 1, impact)], "drivers": [driver("D", 1.5, "A")]}
        assert self.plan({}, **sure) == (10, 0)

    def test_what_has_occurred_has_its_plan_impact(self):
        impact = {
            "on": "A",
            "delay": [1, 3, 9],
            "factor": [1, 1.5, 4],
            "cost": [1, 2, 9],
        }
        risks = [risk("R", 0.1, impact, status="occurred")]
        assert self.plan({}, risks=risks) == (18, 2)
        assert self.plan({}, risks=[risk("R", 1, impact, status="closed")]) == (10, 0)

    @pytest.mark.parametrize(("status", "cost"), [("adopted", 5), ("proposed", 0)])
    def test_adopted_responses_are_charged(self, status, cost):
        own = response(cost=[1, 5, 6], status=status)
        risks = [risk("R", 0.5, {"on": "A", "delay": 1}, response=own)]
        assert self.plan({}, risks=risks) == (10, cost)


def test_a_closed_risk_does_nothing():
    """Nor does what it did before count in the run."""
    risks = [risk("R", 1, {"on": "A", "delay": 5, "cost": 3}, status="closed")]
    built = project([{"id": "A", "duration": 1}], risks=risks)
    result = pmrisk.simulate(built, 64)
    assert (set(result.finish.samples), set(result.cost.samples)) == ({1}, {0})
    assert result.risks[0].occurred.value == 0


def rich(order=1, **more):
    """A project with something of everything, its lists in one order or the other."""
    activities = [
        {"id": "A", "duration": [2, 3, 9], "cost": {"fixed": [1, 2, 4], "per_day": 3}},
        {"id": "B", "duration": [1, 4, 5], "after": ["A"], "exists": 0.4},
        {"id": "C", "duration": 6, "after": ["A"], "calendar": "continuous"},
        {"id": "M", "type": "milestone", "after": ["A"]},
        {"id": "D", "duration": [1, 2, 3], "after": ["B", "C"]},
    ]
    risks = [
        risk("R1", 0.4, {"on": ["A", "C"], "delay": [1, 2, 7], "cost": [5, 6, 9]}),
        risk("R2", 0.6, {"on": ["D", "B"], "factor": [1, 1.1, 2], "each": "separately"},
             requires="R1"),
        *more.pop("risks", []),
    ]  # fmt: skip
    drivers = [
        driver("D1", [0.9, 1, 1.4], "*"),
        driver("D2", 1.2, "B", probability=0.5),
    ]
    lists = {"risks": risks[::order], "drivers": drivers[::order]}
    head = {"calendar": "office"}
    return project(activities[::order], project=head, calendars=OFFICE, **lists, **more)


def bits(result):
    return result.finish.moments, result.cost.samples, result.happened


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_bits_depend_neither_on_threads_nor_on_the_order_of_the_file():
    """One thread or two; lists as they are or turned round."""
    one = bits(pmrisk.simulate(rich(), 5000, SEED, threads=1))
    assert same(one, bits(pmrisk.simulate(rich(), 5000, SEED, threads=2)))
    turned = pmrisk.simulate(rich(-1), 5000, SEED, threads=1)
    assert same(one[:2], bits(turned)[:2])
    assert [r.occurred for r in turned.risks] == [
        r.occurred for r in pmrisk.simulate(rich(), 5000, SEED).risks[::-1]
    ]


def test_bits_do_not_depend_on_the_tile():
    """64 lanes or 512."""
    built = rich()
    result = pmrisk.simulate(built, 2000, SEED)
    for n_lane in (64, 512):
        crew = engine.foreman(
            result.network, seed=SEED, sampling="monte_carlo", iterations=2000,
            threads=1, plan=result.plan.finish, detailed=False,
        )  # fmt: skip
        gathered = replace(crew, n_lane=n_lane).run(0, 2000)
        found = gathered.finish, gathered.cost, gathered.happened
        assert same(bits(result), found)


def test_adding_a_risk_moves_no_other_draw():
    """What the new risk does not touch has the same bits."""
    before = pmrisk.simulate(rich(), 3000, SEED)
    extra = risk("R0", 0.7, {"on": "D", "delay": [1, 5, 9], "cost": [1, 2, 3]})
    after = pmrisk.simulate(rich(risks=[extra]), 3000, SEED)
    np.testing.assert_array_equal(
        before.milestones[0].finish.moments, after.milestones[0].finish.moments
    )
    assert before.risks == tuple(
        r._replace(days=b.days, cost=b.cost)
        for r, b in zip(after.risks[:2], before.risks, strict=True)
    )
    a, b = (durations(r, "A", "B", "C") for r in (before, after))
    np.testing.assert_array_equal(a, b)


class TestSwitches:
    """What is switched off takes its planned value; nothing is compiled anew."""

    def run(self, built, off, n=2000):
        result = pmrisk.simulate(built, n, SEED)
        crew = engine.foreman(
            result.network, seed=SEED, sampling="monte_carlo", iterations=n, threads=2,
            plan=result.plan.finish, detailed=False, off=off,
        )  # fmt: skip
        return result, crew.run(0, n)

    def test_a_risk_that_is_off_is_a_risk_that_is_not_there(self):
        built = rich()
        _, off = self.run(built, {"R1"})
        without = built.changed(risks=(risk("R1", 0.0), built.risks[1]))
        found = pmrisk.simulate(without, 2000, SEED)
        np.testing.assert_array_equal(off.finish, found.finish.moments)
        np.testing.assert_allclose(off.cost, found.cost.samples, rtol=1e-12)

    def test_with_all_off_the_plan_is_left(self):
        built = rich()
        names = {source.of for source in pmrisk.simulate(built, 64).network.sources}
        result, off = self.run(built, names)
        plan = result.network.timeline.minutes(result.plan.finish.date)
        assert set(off.finish) == {plan}
        np.testing.assert_allclose(off.cost, result.plan.cost)
        assert {"R1", "R2", "D1", "D2", "B.exists", "A.duration", "A.cost"} <= names

    def test_a_range_can_be_off_in_a_plan_without_risks(self):
        built = project([{"id": "A", "duration": [1, 2, 9]}])
        _, off = self.run(built, {"A.duration"}, 64)
        assert len(set(off.finish)) == 1


class TestCorrelation:
    """Occurrences, factors, durations and costs move together as they are told."""

    def together(self, *between, rank, **sections):
        pair = Correlation(between=between, rank=rank)
        return project(
            [{"id": "A", "duration": {"uniform": [0, 10]},
              "cost": {"fixed": {"uniform": [0, 1]}}},
             {"id": "B", "duration": 5}],
            correlations=[pair], **sections,
        )  # fmt: skip

    @pytest.mark.parametrize("r", [0.8, -0.5])
    def test_two_risks(self, r):
        """Orthants of a normal pair: 1/4 + asin(r) / 2 pi (Sheppard 1899)."""
        risks = [risk(id, 0.5, {"on": "B", "cost": 1}) for id in ("R1", "R2")]
        result = pmrisk.simulate(
            self.together("R1", "R2", rank=r, risks=risks), N, SEED
        )
        both = (result.happened.sum(axis=0) == 2).astype(float)
        assert_mean(both, 0.25 + math.asin(r) / (2 * math.pi))

    def test_a_risk_and_a_duration(self):
        """With the latent correlation r, E[Z | risk of 0.5] is r sqrt(2 / pi)."""
        risks = [risk("R", 0.5, {"on": "B", "cost": 1})]
        built = self.together("A", "R", rank=0.6, risks=risks)
        result = pmrisk.simulate(built, N, SEED)
        u = durations(result, "A", n=N)[0] / 10
        z = np.array([NormalDist().inv_cdf(min(max(x, 1e-6), 1 - 1e-6)) for x in u])
        assert_mean(z[result.happened[0] == 1], 0.6 * math.sqrt(2 / math.pi))

    @pytest.mark.parametrize("other", ["A", "A.cost"])
    def test_a_driver_has_a_rank_correlation(self, other):
        """Spearman's, within five standard errors of 1 / sqrt(n)."""
        built = self.together(
            "D", other, rank=0.7, drivers=[driver("D", {"uniform": [1, 2]}, "B")]
        )
        result = pmrisk.simulate(built, N, SEED)
        a, b = durations(result, "A", "B", n=N)
        x = a if other == "A" else result.cost.samples
        ranks = [np.argsort(np.argsort(v, kind="stable")) for v in (x, b)]
        found = np.corrcoef(*ranks)[0, 1]
        assert abs(found - 0.7) < 5 / math.sqrt(N)

    def test_skewed_quantities_have_a_bound(self):
        """Two lognormals with sigma 1 have no Pearson correlation below -0.368."""
        shape = {"lognormal": {"p50": 1, "p90": math.exp(1.2815515655446004)}}
        built = project(
            [{"id": "A", "duration": shape}, {"id": "B", "duration": shape}],
            correlations=[Correlation(between=("A", "B"), rank=-1)],
        )
        result = pmrisk.simulate(built, N, SEED)
        a, b = durations(result, "A", "B", n=N)
        assert np.corrcoef(a, b)[0, 1] == pytest.approx(-0.368, abs=0.02)


def test_a_risk_too_rare_for_the_run_is_named():
    """Fewer than ten expected hits: what it requires counts."""
    risks = [
        risk("R1", 0.01, {"on": "A", "delay": 1}),
        risk("R2", 0.05, {"on": "A", "delay": 1}, requires="R1"),
        risk("R3", 0.5, {"on": "A", "delay": 1}, status="closed"),
    ]
    built = project([{"id": "A", "duration": 1}], risks=risks)
    told = [f for f in pmrisk.simulate(built, 5000).warnings if f.code == "rare-risk"]
    assert [f.at for f in told] == ["R2"]
    assert "2.5 of 5,000 iterations" in told[0].message
    assert "20,000 or more" in told[0].message
    assert len(pmrisk.simulate(built, 500).warnings) >= 2


def test_results_tell_how_often_and_what_came_with_it():
    """A share with its error, and the difference in the mean; None if it never is."""
    risks = [
        risk("R1", 0.3, {"on": "A", "delay": 4, "cost": 9}),
        risk("R2", 0, {"on": "A", "delay": 1}),
    ]
    built = project([{"id": "A", "duration": {"uniform": [1, 2]}}], risks=risks)
    result = pmrisk.simulate(built, N, SEED)
    first, second = result.risks
    share, error = first.occurred
    assert abs(share - 0.3) < 5 * error
    assert error == pytest.approx(math.sqrt(0.3 * 0.7 / N), rel=0.05)
    assert abs(first.days.value - 4) < 5 * first.days.standard_error
    assert first.cost.value == 9
    assert second.days.value is None
    assert (second.id, second.probability, second.occurred.value) == ("R2", 0, 0)
