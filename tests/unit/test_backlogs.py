"""Backlogs burnt down: exact distributions, promises counted in items, switches."""

import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest

import building
import pmrisk
from happening import driver, project, risk
from pmrisk import engine
from pmrisk.analysis.coalitions import Target
from pmrisk.analysis.variance import variance_shares
from pmrisk.errors import OptionError
from pmrisk.kernels.backlog import throughputs
from pmrisk.kernels.draw import make_scratch
from pmrisk.model.backlog import Backlog
from pmrisk.model.estimate import Estimate
from pmrisk.network import compile_network
from pmrisk.network.backlogs import Burnt
from pmrisk.sampling.streams import philox, stream_words, words

DAY = 1440
N = 200_000
Z = 5


def agile(backlog, *others, **sections):
    """A project whose first activity is a backlog."""
    first = {"id": "A", "backlog": backlog}
    return building.project([first, *others], **sections)


def discrete(pairs):
    return {"discrete": {value: float(p) for value, p in pairs.items()}}


def half(x):
    """Rounded half up."""
    return math.floor(x + Fraction(1, 2))


def passage(items, throughput, every):
    """The exact distribution of minutes: {minutes: chance}; the definition alone.

    `items` and `throughput` are {value: chance} in rationals. Paths whose chance is
    below 1e-12 together are left out.
    """
    found = defaultdict(Fraction)
    waiting = {Fraction(n): p for n, p in items.items()}
    period = 0
    while sum(waiting.values()) >= Fraction(1, 10**12):
        following = defaultdict(Fraction)
        for left, p in waiting.items():
            if left <= 0:
                found[0] += p
                continue
            for done, q in throughput.items():
                if done >= left:
                    found[half(every * (period + Fraction(left) / done))] += p * q
                else:
                    following[left - done] += p * q
        waiting, period = following, period + 1
    return dict(found)


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
CASES = {
    "items": ({3: HALF, 5: HALF}, {2: Fraction(1)}, 1),
    "pace": ({7: Fraction(1)}, {3: HALF, 2: HALF}, 1),
    "idle": ({4: Fraction(1)}, {0: HALF, 3: HALF}, 1),
    "both": ({2: THIRD, 6: 2 * THIRD}, {0: THIRD, 1: THIRD, 4: THIRD}, 5),
}


@pytest.mark.parametrize("case", CASES)
def test_exact_enumeration(case):
    """Every distribution of the first passage, each minute within 5 errors."""
    items, throughput, days = CASES[case]
    given = {"items": discrete(items), "every": f"{days}d",
             "throughput": {"empirical": list(throughput)}}  # fmt: skip
    exact = passage(items, throughput, Fraction(days * DAY))
    result = pmrisk.simulate(agile(given), N, seed=3)
    found = np.round(result.finish.samples * DAY).astype(int)
    values, counts = np.unique(found, return_counts=True)
    assert set(values.tolist()) <= set(exact)
    counted = dict(zip(values.tolist(), counts.tolist(), strict=True))
    for minutes, p in exact.items():
        error = math.sqrt(N * p * (1 - p))
        assert abs(counted.get(minutes, 0) - N * p) <= Z * error + 1, (minutes, N)


def test_the_enumeration_itself():
    """7 items at 3 or 2 a day, by hand: whole days before the bar."""
    exact = passage(*CASES["pace"][:2], Fraction(DAY))
    assert exact == {
        DAY * 7 // 3: Fraction(1, 8),  # 3 3 | 1 of 3
        DAY * 5 // 2: Fraction(1, 8),  # 3 3 | 1 of 2
        DAY * 8 // 3: Fraction(1, 4),  # 3 2 or 2 3 | 2 of 3
        DAY * 3: Fraction(1, 4) + Fraction(1, 8),  # 3 2 or 2 3 | 2 of 2; 2 2 | 3 of 3
        DAY * 10 // 3: Fraction(1, 16),  # 2 2 2 | 1 of 3
        DAY * 7 // 2: Fraction(1, 16),  # 2 2 2 | 1 of 2
    }


def test_plain_twin():
    """Philox, quantiles and burning written again in plain Python, bit for bit."""
    values = [3, 5, 2, 6]
    given = {"items": 23, "throughput": {"empirical": values}, "every": "63min"}
    result = pmrisk.simulate(agile(given), 320, seed=11)
    low, high = stream_words(["A.throughput"])[0]
    found = []
    for k in range(320):
        left, period = 23, 0
        while True:
            block = np.uint64(16 * (k >> 6) + (k & 15))
            purpose = np.uint64(period + 1)
            word = philox((block, purpose, low, high), words(11))[k >> 4 & 3]
            u = (float(word) + 0.5) * 2.0**-32
            done = sorted(values)[math.ceil(u * 4) - 1]
            if done >= left:
                break
            left, period = left - done, period + 1
        found.append(half(63 * (period + Fraction(left, done))))
    assert np.round(result.finish.samples * DAY).astype(int).tolist() == found


def test_renewal_theory():
    """600 points at a mean of 4: time is normal, N / m and N v / m³ in the large."""
    given = {"items": 600, "throughput": {"empirical": [3, 5, 2, 6]}, "every": "1d"}
    samples = pmrisk.simulate(agile(given), 20_000, seed=5).finish.samples
    mean, variance = 4.0, 2.5
    error = samples.std() / math.sqrt(len(samples))
    # The rest of the last period that is not needed is on average its overshoot less
    # what pro rata gives back: less than a period.
    assert abs(samples.mean() - 600 / mean) < 0.5 + Z * error
    sd = math.sqrt(600 * variance / mean**3)
    assert abs(samples.std() / sd - 1) < 0.05
    shape = Burnt(Backlog(**given), DAY, 1.0)
    assert shape.mean / DAY == 150
    assert shape.sd / DAY == pytest.approx(sd)
    assert samples.max() < shape.support[1] / DAY < 250


def test_the_plan_is_at_the_mean_throughput():
    """Items × split ÷ mean, in working time of the calendar: 55 × 1.1 / 4 weeks."""
    given = {"items": [40, 55, 80], "throughput": {"empirical": [3, 5, 2, 6]},
             "split": [1.0, 1.1, 1.4]}  # fmt: skip
    plan = pmrisk.schedule(agile(given, project={"calendar": "standard"}))
    # 15 weeks and 5 of 40 hours: Friday of week 15, and 5 hours of the Monday after.
    assert plan.finish.date == datetime(2027, 4, 19, 14)


def test_sizes_count_once_for_all_of_their_items():
    """3 S and 2 M; each size is drawn once, so that items of a size are wrong alike."""
    sizes = {"S": {"discrete": {1: 0.5, 2: 0.5}}, "M": 5}
    given = {"items": {"S": 3, "M": 2}, "throughput": 1, "every": "1d"}
    result = pmrisk.simulate(agile(given, sizes=sizes), 4_000, seed=2)
    values, counts = np.unique(result.finish.samples, return_counts=True)
    assert values.tolist() == [13, 16]
    assert abs(counts[0] - 2000) < Z * math.sqrt(1000)


def test_nothing_else_is_moved():
    """Adding a backlog beside other work moves no other draw, nor does the order."""
    given = {"items": 30, "throughput": {"empirical": [1, 2]}, "every": "1d"}
    work = [
        {"id": "B", "duration": [2, 5, 9]},
        {"id": "C", "backlog": given | {"items": [4, 6, 9]}},
    ]
    both = pmrisk.simulate(agile(given, *work, project={"finish": "C"}), 1000)
    alone = pmrisk.simulate(building.project(work, project={"finish": "C"}), 1000)
    turned = building.project(
        [*work[::-1], {"id": "A", "backlog": given}], project={"finish": "C"}
    )
    assert np.array_equal(both.finish.moments, alone.finish.moments)
    assert np.array_equal(
        both.finish.moments, pmrisk.simulate(turned, 1000).finish.moments
    )


def test_threads_tiles_and_length_do_not_matter():
    given = {"items": [20, 30, 50], "throughput": [1, 3, 4], "every": "1d"}
    long = pmrisk.simulate(agile(given), 5_000, threads=2)
    short = pmrisk.simulate(agile(given), 777, threads=1, activities=False)
    assert np.array_equal(long.finish.moments[:777], short.finish.moments)


def test_risks_and_drivers_act_on_what_is_burnt():
    """10 items at 2 a day are 5 days: × 1.2, + 1 where the risk strikes."""
    built = project(
        [{"id": "A", "backlog": {"items": 10, "throughput": 2, "every": "1d"}}],
        risks=[risk("R", 1.0, {"on": ["A"], "delay": 1})],
        drivers=[driver("D", Estimate.of(1.2), "A")],
    )
    samples = pmrisk.simulate(built, 64).finish.samples
    assert samples.tolist() == [7.0] * 64


def test_work_in_progress():
    """40 % of the items are done: the rest is burnt; complete, or in time, is not."""
    begun = {"actual_start": "2027-01-04", "percent_complete": 40}
    given = {"items": 10, "throughput": {"empirical": [1, 3]}, "every": "1d"}
    head = {"data_date": "2027-01-10"}
    first = {"id": "A", "backlog": given, **begun}
    result = pmrisk.simulate(building.project([first], project=head), N, seed=8)
    exact = passage({6: Fraction(1)}, {1: HALF, 3: HALF}, Fraction(DAY))
    took = np.round((result.finish.samples - 6) * DAY).astype(int)
    values, counts = np.unique(took, return_counts=True)
    for minutes, count in zip(values.tolist(), counts.tolist(), strict=True):
        p = exact[minutes]
        assert abs(count - N * p) <= Z * math.sqrt(N * p * (1 - p))
    assert result.backlogs[0].items == 6
    left = building.project([first | {"remaining": 3}], project=head)
    assert pmrisk.simulate(left, 64).finish.samples.tolist() == [9.0] * 64
    assert pmrisk.simulate(left, 64).backlogs == ()
    done = {"id": "A", "backlog": given, "actual_start": "2027-01-04",
            "actual_finish": "2027-01-06"}  # fmt: skip
    rest = {"id": "B", "duration": 1, "after": ["A"]}
    result = pmrisk.simulate(building.project([done, rest], project=head), 64)
    assert result.backlogs == ()
    assert result.finish.samples.tolist() == [7.0] * 64


# Promises in items.


def test_when_for_so_many():
    """Two of four items at 0 or 3 a day: the exact chances of each date."""
    given = {"items": 4, "throughput": {"empirical": [0, 3]}, "every": "1d"}
    result = pmrisk.simulate(agile(given), N, seed=4)
    (backlog,) = result.backlogs
    found = np.round(backlog.finish_of(2).samples * DAY).astype(int)
    exact = passage({2: Fraction(1)}, {0: HALF, 3: HALF}, Fraction(DAY))
    for minutes, p in exact.items():
        if p > Fraction(1, 1000):
            count = int((found == minutes).sum())
            assert abs(count - N * p) <= Z * math.sqrt(N * p * (1 - p)), minutes
    assert np.array_equal(backlog.finish_of(4).moments, result.finish.moments)
    assert np.array_equal(backlog.finish_of(99).moments, result.finish.moments)
    at = backlog.date_of(2, 75)
    assert at.date == datetime(2027, 1, 5, 16)


def test_how_many_by_a_date():
    """After 1.5 days at 0 or 4 a day of 5 items: 0, 2, 4, 5 a quarter each."""
    given = {"items": 5, "throughput": {"empirical": [0, 4]}, "every": "1d"}
    (backlog,) = pmrisk.simulate(agile(given), N, seed=4).backlogs
    noon = datetime(2027, 1, 5, 12)
    values, counts = np.unique(backlog.done_by(noon), return_counts=True)
    # The second day counts by half, but 5 items are done after 1 + 1/4 days.
    assert values.tolist() == [0, 2, 4, 5]
    assert all(abs(count - N / 4) <= Z * math.sqrt(N * 3 / 16) for count in counts)
    sure, likely, hopeful = (backlog.items_by(noon, p).items for p in (80, 60, 10))
    assert (sure, likely, hopeful) == (0, 2, 5)
    assert backlog.items_by(date(2027, 1, 3), 50).items == 0
    assert backlog.items_by(date(9999, 12, 30), 99).items == 5
    with pytest.raises(pmrisk.PmriskError, match="level 100"):
        backlog.items_by(noon, 100)


def test_nothing_is_done_before_the_start():
    """No items at all are done on Monday morning, not on Friday evening."""
    given = {"items": {"discrete": {0: 0.5, 4: 0.5}}, "throughput": 4}
    (backlog,) = pmrisk.simulate(
        agile(given, project={"calendar": "standard"}), 64
    ).backlogs
    dates = {backlog.date_of(math.inf, level).date for level in (1, 99)}
    assert dates == {datetime(2027, 1, 4), datetime(2027, 1, 8, 17)}
    assert backlog.date_of(0, 99).date == datetime(2027, 1, 4)


@pytest.mark.parametrize("items", [-1, math.nan])
def test_items_are_not_negative(items):
    (backlog,) = pmrisk.simulate(agile({"items": 5, "throughput": 4}), 64).backlogs
    with pytest.raises(OptionError, match=f"^items {items}: must not be negative"):
        backlog.date_of(items, 80)


def test_a_date_is_no_text():
    (backlog,) = pmrisk.simulate(agile({"items": 5, "throughput": 4}), 64).backlogs
    with pytest.raises(OptionError, match=r"^date '2027-02-01': must be a date, such"):
        backlog.items_by("2027-02-01", 80)


def test_dates_and_items_say_the_same():
    """So many by a date with a level: the chance of that date is that level."""
    given = {"items": [40, 55, 80], "throughput": [2, 4, 7], "split": [1, 1.1, 1.4]}
    (backlog,) = pmrisk.simulate(
        agile(given, project={"calendar": "standard"}), 20_000
    ).backlogs
    day = datetime(2027, 3, 10, 15)
    for level in (20, 50, 90):
        items = backlog.items_by(day, level).items
        chance = backlog.finish_of(items).probability_within(day + timedelta(minutes=1))
        assert abs(chance.value - level / 100) < 0.002
    low, high = backlog.items_by(day, 50)[2:]
    assert low < backlog.items_by(day, 50).items < high


def test_what_stretches_work_does_so_evenly():
    """A driver of 2 makes every item twice as late; a start later moves all."""
    given = {"backlog": {"items": 10, "throughput": 2, "every": "1d"}, "after": ["S"]}
    built = project(
        [{"id": "S", "duration": 3}, {"id": "A", **given}],
        drivers=[driver("D", Estimate.of(2), "A")],
    )
    (backlog,) = pmrisk.simulate(built, 64).backlogs
    assert backlog.date_of(4, 50).days == 3 + 4
    assert backlog.items_by(datetime(2027, 1, 9), 50).items == 2


def test_what_may_not_exist_is_counted_where_it_does():
    given = {"items": 3, "throughput": {"empirical": [1, 2]}, "every": "1d"}
    built = agile(given, {"id": "B", "duration": 1})
    first = built.activities[0].model_copy(update={"exists": 0.25})
    built = built.changed(activities=(first, *built.activities[1:]))
    result = pmrisk.simulate(built, 4_000)
    (backlog,) = result.backlogs
    assert abs(backlog.exists.value - 0.25) < Z * backlog.exists.standard_error
    assert len(backlog.done_by(date(2028, 1, 1))) == round(4_000 * backlog.exists.value)
    assert backlog.items_by(date(2028, 1, 1), 90).items == 3
    assert set(result.finish.samples) == {1, 1.5, 2, 2.5, 3}


def test_a_certain_backlog_is_a_duration():
    """Nothing is drawn, and it can still be asked."""
    given = {"items": 10, "throughput": 4, "every": "1d"}
    result = pmrisk.simulate(agile(given), 64)
    assert result.network.sources == ()
    assert result.finish.samples.tolist() == [2.5] * 64
    assert result.backlogs[0].date_of(6, 50).days == 1.5


# Switches and limits.


def test_switched_off_it_takes_the_plan():
    """One switch for items, split and throughput."""
    given = {"items": [4, 6, 9], "throughput": {"empirical": [1, 2]}, "every": "1d"}
    network = compile_network(agile(given))
    crew = engine.foreman(
        network, seed=1, sampling="monte_carlo", iterations=64, threads=1,
        plan=network.timeline.at(0), detailed=False, off=["A.duration"],
    )  # fmt: skip
    assert set(network.timeline.days(crew.run(0, 64).finish)) == {4.0}


def test_contributions_name_the_backlog_once():
    """A backlog and a range in series add up; each is one source."""
    given = {"items": [4, 6, 9], "throughput": {"empirical": [1, 2]}, "every": "1d"}
    built = agile(given, {"id": "B", "duration": [2, 4, 9], "after": ["A"]})
    result = pmrisk.simulate(built, 2_000)
    table = pmrisk.contributions(result, level="mean")
    assert sorted(table.index) == ["A", "B"]
    assert table["days"].sum() == pytest.approx(result.finish.mean.value - 8)


def test_shares_of_the_variance():
    """Another seed draws other periods; in series, shares are those of variances."""
    given = {"items": 20, "throughput": {"empirical": [1, 2]}, "every": "1d"}
    built = agile(given, {"id": "B", "duration": [2, 4, 9], "after": ["A"]})
    result = pmrisk.simulate(built, 4_000)
    shares = {s.source: s for s in variance_shares(result, Target("finish", None))}
    whole = result.backlogs[0].finish_of(20).samples.var() / result.finish.samples.var()
    assert 0.4 < whole < 0.8
    for found, error in ((shares["A"].first_order, shares["A"].se),
                         (shares["A"].total, shares["A"].total_se)):  # fmt: skip
        assert abs(found - whole) < Z * error


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_other_samplings_draw_throughput_plainly(sampling):
    """Items have a dimension; the throughput is that of Monte Carlo, to the bit."""
    given = {"items": 20, "throughput": {"empirical": [1, 2, 4]}, "every": "1d"}
    plain = pmrisk.simulate(agile(given), 512)
    other = pmrisk.simulate(agile(given), 512, sampling=sampling)
    assert np.array_equal(plain.finish.moments, other.finish.moments)
    given["items"] = [10, 20, 40]
    moved = pmrisk.simulate(agile(given), 512, sampling="sobol")
    assert moved.provenance.dimensions == {"A.items": 0}
    assert moved.backlogs[0].date_of(20, 80).low is not None


def test_items_can_be_correlated():
    """The items of two backlogs; the periods stay independent."""
    given = {"items": {"normal": {"mean": 50, "sd": 5}, "min": 0}, "throughput": 5}
    both = {"between": ["A.items", "B.items"], "rank": 0.8}
    built = agile(given, {"id": "B", "backlog": given}, correlations=[both])
    result = pmrisk.simulate(built, 4_000)
    a, b = (backlog.finish_of(999).samples for backlog in result.backlogs)
    ranks = [np.argsort(np.argsort(x)) for x in (a, b)]
    assert abs(np.corrcoef(ranks)[0, 1] - 0.8) < 0.03


def test_a_backlog_that_never_ends_is_given_up(monkeypatch):
    """After the most periods, and the run says so."""
    monkeypatch.setattr("pmrisk.network.backlogs.MOST_PERIODS", 4)
    given = {"items": 2, "throughput": {"empirical": [0, 2]}, "every": "1d"}
    result = pmrisk.simulate(agile(given), 4_000, seed=1)
    lost = int((result.finish.samples == 4).sum())
    (warning,) = [w for w in result.warnings if w.code == "unfinished-backlog"]
    given_up = int(warning.message.split()[0])
    assert abs(given_up - 250) < Z * math.sqrt(4000 * 15 / 256)
    assert lost >= given_up
    assert "periods or 1,021 years, whichever ends first" in warning.message


@pytest.mark.parametrize(
    "throughput",
    [7, [2, 5, 9], {"uniform": [1, 3]}, {"normal": {"mean": 5, "sd": 1}, "min": 0},
     {"lognormal": {"mean": 5, "sd": 2}}, {"gamma": {"shape": 3, "scale": 2}},
     {"discrete": {0: 0.3, 4: 0.7}}, {"cumulative": {0: 1, 50: 4, 100: 5}}],
    ids=str,
)  # fmt: skip
def test_any_estimate_is_drawn_by_its_quantiles(throughput):
    """Mean and spread of all periods drawn, within 5 errors of the shape's own."""
    from pmrisk.sampling import compile_backlogs

    network = compile_network(agile({"items": 9, "throughput": throughput}))
    draws = compile_backlogs(network.burndowns, 1).throughput
    scratch = make_scratch(draws, 64 * 64)
    found = []
    for period in range(1, 9):
        throughputs(draws, 0, 0, period, scratch)
        found.append(scratch.x[0].copy())
    drawn = np.concatenate(found)
    shape = Estimate.of(throughput).resolve(None)
    error = shape.sd / math.sqrt(drawn.size)
    assert abs(drawn.mean() - shape.mean) <= Z * error + 1e-4 * shape.mean
    assert drawn.std() == pytest.approx(shape.sd, rel=0.05, abs=1e-9)
    if shape.sd:
        assert np.abs(np.corrcoef(found) - np.eye(8)).max() < Z / 64
