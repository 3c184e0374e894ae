"""Bits do not depend on threads, tiles, batches or the order of the file."""

import random
import threading
from dataclasses import replace

import numpy as np
import pytest

import pmrisk
from building import chain, project
from pmrisk import engine
from pmrisk.analysis import activity_metrics
from pmrisk.analysis.dates import bin_minutes
from pmrisk.network import compile_network

ACTIVITIES = [
    {"id": "A", "duration": [5, 8, 15], "cost": {"fixed": [10, 20, 40]}},
    {"id": "B", "duration": {"lognormal": {"p50": 6, "p90": 12}}, "after": ["A"]},
    {"id": "C", "duration": {"triangular": [2, 6, 30]}, "after": ["A SS+1d"]},
    {"id": "D", "duration": {"uniform": [0, 3]}, "after": ["B", "C FF+2h"],
     "cost": {"per_day": [90, 100, 150]}},
    # Often below zero, so that clipped draws are counted.
    {"id": "N", "duration": {"normal": {"mean": 1, "sd": 2}}, "after": ["A"]},
    {"id": "M", "type": "milestone", "after": ["D"], "deadline": "2027-02-10"},
]  # fmt: skip
GROUPS = [{"between": ["A", "B"], "rank": 0.5}]
SAMPLINGS = ["monte_carlo", "sobol", "lhs"]


def build(activities=ACTIVITIES, groups=GROUPS):
    return project(activities, project={"calendar": "standard"}, correlations=groups)


def crew(sampling="monte_carlo", n=5000, **options):
    network = compile_network(build())
    made = engine.foreman(
        network, seed=3, sampling=sampling, iterations=n, threads=1,
        plan=engine.plan_moment(network, engine.plan_run(network)), detailed=True,
    )  # fmt: skip
    return replace(made, **options)


def assert_same(one, other):
    for name in (
        "finish", "cost", "watched", "starts", "finishes", "critical", "sums", "notes"
    ):  # fmt: skip
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("options", [{"threads": 2}, {"threads": 3, "n_lane": 64},
                                     {"n_lane": 192}, {"n_lane": 512}])  # fmt: skip
def test_threads_and_tiles_do_not_matter(sampling, options):
    """The same bits for every number of threads and every width of a tile."""
    assert_same(crew(sampling).run(0, 5000), crew(sampling, **options).run(0, 5000))


@pytest.mark.parametrize("sampling", ["monte_carlo", "sobol"])
def test_a_longer_run_begins_with_the_shorter_one(sampling):
    """Iterations 1 to 10,000 of 20,000 are those of a run of 10,000."""
    built = build()
    short = pmrisk.simulate(built, 10_000, seed=5, sampling=sampling)
    long = pmrisk.simulate(built, 20_000, seed=5, sampling=sampling)
    np.testing.assert_array_equal(short.finish.moments, long.finish.moments[:10_000])
    np.testing.assert_array_equal(short.cost.samples, long.cost.samples[:10_000])


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_the_order_of_the_file_does_not_matter(sampling):
    """Shuffled activities, predecessors and groups give the same bits."""
    rng = random.Random(1)
    for _ in range(5):
        activities = [
            a | {"after": rng.sample(a.get("after", []), len(a.get("after", [])))}
            for a in rng.sample(ACTIVITIES, len(ACTIVITIES))
        ]
        groups = [{"between": ["B", "A"], "rank": 0.5}]
        one = pmrisk.simulate(build(), 999, sampling=sampling)
        other = pmrisk.simulate(build(activities, groups), 999, sampling=sampling)
        np.testing.assert_array_equal(one.finish.moments, other.finish.moments)
        np.testing.assert_array_equal(one.cost.samples, other.cost.samples)
        assert {m.id: m for m in activity_metrics(one)} == {
            m.id: m for m in activity_metrics(other)
        }


def test_adding_an_activity_changes_no_other_draw():
    """Every duration that was there keeps its draws, iteration by iteration."""
    more = [*ACTIVITIES, {"id": "0", "duration": [1, 2, 9], "after": ["A"]}]
    before, after = (
        pmrisk.simulate(build(activities), 500) for activities in (ACTIVITIES, more)
    )
    for name in "ABCD":
        spans = []
        for result in (before, after):
            j, data = result.network.position[name], result.activity_data
            spans.append(data.finishes[j] - data.starts[j])
        np.testing.assert_array_equal(*spans)


def test_another_seed_is_another_run():
    """The test above would also pass if nothing were drawn."""
    runs = [pmrisk.simulate(build(), 500, seed=seed).finish.moments for seed in (1, 2)]
    assert not np.array_equal(*runs)


def test_a_run_can_go_on_where_another_stopped():
    """Iterations 1,024 to 4,999 alone are those of the whole run."""
    whole, rest = crew().run(0, 5000), crew().run(1024, 3976)
    np.testing.assert_array_equal(whole.finish[1024:], rest.finish)


@pytest.mark.parametrize("threads", [1, 2])
def test_histograms_hold_the_dates_they_replace(threads):
    """Counts add up, and percentiles are those of the kept dates to a bin."""
    kept = crew().run(0, 5000)
    summed = crew(keep_bytes=0, threads=threads).run(0, 5000)
    np.testing.assert_array_equal(kept.finish, summed.finish)
    for rows, side in (
        (kept.starts, summed.start_histograms),
        (kept.finishes, summed.finish_histograms),
    ):
        assert (side.counts.sum(axis=1) == 5000).all()
        np.testing.assert_array_equal(side.low, rows.min(axis=1))
        np.testing.assert_array_equal(side.high, rows.max(axis=1))
        for j, row in enumerate(rows):
            bins = np.clip((row - side.origin[j]) >> side.shift[j], 0, 1023)
            expected = np.bincount(bins, minlength=1024)
            np.testing.assert_array_equal(side.counts[j], expected)


def test_percentiles_from_histograms_are_right_to_a_bin():
    """What a planner reads differs by half the stated bin at most."""
    exact = pmrisk.simulate(build(), 5000, seed=3)
    summed = crew(keep_bytes=0).run(0, 5000)
    sides = summed.start_histograms, summed.finish_histograms
    data = exact.activity_data._replace(starts=None, finishes=None, histograms=sides)
    rough = replace(exact, activity_data=data)
    assert bin_minutes(exact) == 0
    assert bin_minutes(rough) >= 1
    day = bin_minutes(rough) / 480
    for one, other in zip(
        activity_metrics(exact), activity_metrics(rough), strict=True
    ):
        for a, b in zip(
            one.start + one.finish, other.start + other.finish, strict=True
        ):
            assert abs(a.days - b.days) <= day
            assert abs(a.low.days - b.low.days) <= day


def test_an_interruption_stops_every_thread():
    """Ctrl-C reaches the caller, and no thread goes on behind its back."""

    def progress(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pmrisk.simulate(project(chain([[1, 2, 5]] * 50)), 200_000, progress=progress)
    assert threading.active_count() == 1


def test_until_stops_when_the_interval_is_narrow_and_repeats_a_plain_run():
    """The stages depend on outcomes only: the same run, and the same bits as -n."""
    results = [
        pmrisk.simulate(build(), until=0.5, threads=threads) for threads in (1, 2)
    ]
    assert results[0].iterations == results[1].iterations < 100_000
    p80 = results[0].finish.percentile(80)
    assert p80.high.days - p80.low.days <= 0.5
    plain = pmrisk.simulate(build(), results[0].iterations)
    np.testing.assert_array_equal(plain.finish.moments, results[0].finish.moments)
