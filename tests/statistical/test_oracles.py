"""Every exact case of the shared oracles, in standard errors at 200,000 iterations.

Durations round to whole minutes of 24-hour days: half of 1/1440 of a day at most, far
below a standard error.
"""

import math
from pathlib import Path

import numpy as np
import pytest
import yaml

import pmrisk
from building import chain, parallel, project
from pmrisk.analysis import activity_metrics
from standard_errors import SEED, assert_mean, assert_probability, assert_quantile

PATH = Path(__file__).parents[2].parent / "shared" / "oracles" / "cases.yaml"
N = 200_000

pytestmark = pytest.mark.skipif(not PATH.exists(), reason="no shared oracles here")


def cases():
    """The cases by id; none where the file is not there."""
    if not PATH.exists():
        return {}
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {case["id"]: case for case in loaded["cases"]}


CASES = cases()


def named(prefix: str):
    """Ids that begin with `prefix`, so that a test exists for each."""
    return [name for name in CASES if name.startswith(prefix)]


def simulate(built, **options):
    return pmrisk.simulate(built, iterations=N, seed=SEED, **options)


def assert_finish(sample, expected, sd=None):
    """Mean, percentiles, standard deviation and distribution function of a sample."""
    mean = expected.get("E_T", expected.get("mean"))
    if mean is not None:
        assert_mean(sample, mean)
    for name, value in expected.get("quantiles", {}).items():
        assert_quantile(sample, float(name[1:]), value)
    for moment, chance in expected.get("cdf_at", {}).items():
        assert_probability(int(np.sum(sample <= float(moment))), N, chance)
    if sd is not None:
        # The square deviations have a mean of their own.
        assert_mean((sample - sample.mean()) ** 2, sd**2)


def network(case):
    """The activities of a network case, exponential or triangular."""
    given = case["input"]
    if "predecessors" in given:
        return [
            {
                "id": f"N{name}",
                "duration": {"exponential": {"mean": given["mean"][name]}},
                "after": [f"N{p}" for p in before],
            }
            for name, before in given["predecessors"].items()
        ]
    after = {"1": [], "2": [], "3": ["1"], "4": ["1"], "5": ["2", "3"]}
    return [
        {
            "id": f"N{name}",
            "duration": {"triangular": given["durations"][name]},
            "after": [f"N{p}" for p in before],
        }
        for name, before in after.items()
    ]


@pytest.mark.parametrize("name", [*named("exp_"), *named("tri_")])
def test_stochastic_networks(name):
    """Markov chains and integrals: finish, criticality, sensitivity, correlation."""
    expected = CASES[name]["expected"]
    result = simulate(project(network(CASES[name])))
    sd = expected.get("SD_T", expected.get("sd"))
    assert_finish(result.finish.samples, expected, sd)
    metrics = {m.id[1:]: m for m in activity_metrics(result)}
    for activity, index in expected["criticality"].items():
        found = metrics[activity]
        hits = round(found.criticality_index * N)
        assert_probability(hits, N, index)
        # The index and both deviations vary; their errors add up to less than this.
        error = expected["SSI"][activity] * (
            1 / math.sqrt(index * N) + 3 / math.sqrt(N)
        )
        assert (
            abs(found.schedule_sensitivity_index - expected["SSI"][activity])
            < 5 * error
        )
        correlation = expected["corr_duration_T"][activity]
        assert abs(found.cruciality.pearson - correlation) < 5 * 2 / math.sqrt(N)


@pytest.mark.parametrize("name", named("sum5_triangular"))
def test_sums_of_triangulars(name):
    """Five in a row, independent, and moving together exactly."""
    case = CASES[name]
    activities = chain([{"triangular": t} for t in case["input"]["triangular"]])
    sections = {}
    if "correlation" in case["input"]:
        between = [a["id"] for a in activities]
        sections["correlations"] = [{"between": between, "rank": 1}]
    result = simulate(project(activities, **sections))
    assert_finish(result.finish.samples, case["expected"], case["expected"].get("sd"))
    if "P_le_mode_sum" in case["expected"]:
        hits = int(np.sum(result.finish.samples <= case["expected"]["mode_sum"]))
        assert_probability(hits, N, case["expected"]["P_le_mode_sum"])


@pytest.mark.parametrize("name", named("merge_bias_"))
def test_merge_bias(name):
    """Equal paths side by side: the last of them is later than any one's mean."""
    case = CASES[name]
    activities = []
    for path in range(case["input"]["paths"]):
        first, second = case["input"]["path"]
        activities += [
            {"id": f"P{path}a", "duration": {"triangular": first}},
            {
                "id": f"P{path}b",
                "duration": {"triangular": second},
                "after": [f"P{path}a"],
            },
        ]
    result = simulate(project(activities))
    assert_finish(result.finish.samples, case["expected"], case["expected"]["sd"])
    hits = int(np.sum(result.finish.samples <= 45))
    assert_probability(hits, N, case["expected"]["P_le_45_deterministic"])


def test_the_later_of_two_correlated_normals():
    """Clark's closed form, with the rank correlation that the copula's r needs."""
    for row in CASES["clark_two_normals"]["expected"]["rows"]:
        rank = 6 / math.pi * math.asin(row["rho"] / 2)
        activities = parallel(
            [
                {"normal": {"mean": row["mu1"], "sd": row["sd1"]}},
                {"normal": {"mean": row["mu2"], "sd": row["sd2"]}},
            ]
        )
        groups = [{"between": ["A0", "A1"], "rank": rank}] if rank else []
        result = simulate(project(activities, correlations=groups))
        expected = {"mean": row["mean_max"]}
        expected["quantiles"] = {p: row[p] for p in ("P50", "P80", "P90")}
        assert_finish(result.finish.samples, expected, row["sd_max"])
        # Rounded to minutes, one iteration in 7,000 is a tie: a tenth of an error.
        assert_probability(round(result.criticality[0] * N), N, row["P_X1_gt_X2"])


def test_the_latest_of_many_normals():
    """Moments of the maximum of k standard normals, shifted to stay positive."""
    for k, expected in CASES["max_k_iid_std_normal"]["expected"].items():
        normals = parallel([{"normal": {"mean": 20, "sd": 1}}] * int(k))
        sample = simulate(project(normals)).finish.samples - 20
        assert_mean(sample, expected["mean"])
        assert_mean((sample - sample.mean()) ** 2, expected["sd"] ** 2)
        assert_quantile(sample, 80, expected["P80"])


def test_a_sum_of_correlated_normals():
    """The variance of a sum is the sum of the covariances."""
    expected = CASES["correlated_normal_sum"]["expected"]
    pairs = zip(expected["mean"], expected["sd"], strict=True)
    activities = chain([{"normal": {"mean": m, "sd": s}} for m, s in pairs])
    groups = [
        {
            "between": [f"A{i}", f"A{j}"],
            "rank": 6 / math.pi * math.asin(expected["corr"][i][j] / 2),
        }
        for i in range(5)
        for j in range(i)
        if expected["corr"][i][j]
    ]
    result = simulate(project(activities, correlations=groups))
    wanted = expected | {"mean": expected["total_mean"]}
    assert_finish(result.finish.samples, wanted, expected["total_sd"])


def test_sigma_grows_with_correlation():
    """Book's table: what a sum's sigma is when n equal elements correlate."""
    for row in CASES["book_correlation_sigma_underestimate"]["expected"]["rows"]:
        normals = chain([{"normal": {"mean": 20, "sd": 1}}] * row["n"])
        rank = 6 / math.pi * math.asin(row["rho"] / 2)
        between = [a["id"] for a in normals]
        groups = [{"between": between, "rank": rank}] if rank else []
        sample = simulate(project(normals, correlations=groups)).finish.samples
        variance = row["sigma_total_over_sigma"] ** 2
        assert_mean((sample - sample.mean()) ** 2, variance)


@pytest.mark.parametrize("k", range(10))
def test_distributions(k):
    """Mean, standard deviation and percentiles of single estimates."""
    row = CASES["distribution_reference"]["expected"][k]
    given = row["params"]
    shapes = {
        "triangular": lambda: [given["min"], given["mode"], given["max"]],
        "pert": lambda: [given["min"], given["mode"], given["max"]],
        "lognormal": lambda: {"mean": given["mean"], "sd": given["sd"]},
        "weibull": lambda: given,
    }
    estimate = {row["dist"]: shapes[row["dist"]]()}
    if "gamma" in given:
        estimate["weight"] = given["gamma"]
    sample = simulate(project(chain([estimate]))).finish.samples
    assert_mean(sample, row["mean"])
    assert_mean((sample - sample.mean()) ** 2, row["sd"] ** 2)
    for level in (5, 10, 50, 80, 90, 95):
        assert_quantile(sample, level, row[f"P{level}"])


@pytest.mark.parametrize("k", range(4))
def test_elicited_percentiles(k):
    """Ranges given as percentiles: lognormal by P10 and P90, triangular by trigen."""
    row = CASES["elicitation_fits"]["expected"][k]
    if row["kind"].startswith("lognormal"):
        estimate = {"lognormal": {"p10": row["P10"], "p90": row["P90"]}}
    else:
        estimate = {"trigen": [row["P10"], row["mode"], row["P90"]]}
    sample = simulate(project(chain([estimate]))).finish.samples
    assert_mean(sample, row["mean"])
    assert_quantile(sample, 10, row["P10"])
    assert_quantile(sample, 90, row["P90"])


@pytest.mark.parametrize("k", range(6))
def test_rank_correlations_of_the_copula(k):
    """Spearman asked for is Spearman found, and Pearson of lognormals follows."""
    row = CASES["gaussian_copula_conversions"]["expected"][k]
    stats = pytest.importorskip("scipy.stats")
    lognormal = {"lognormal": {"p50": 20, "p90": 20 * math.exp(0.5 * 1.28155156554460)}}
    built = project(
        parallel([lognormal, lognormal]),
        correlations=[{"between": ["A0", "A1"], "rank": row["spearman"]}],
    )
    result = simulate(built, activities=False)
    from pmrisk import engine

    x, y = engine.drawn_minutes(
        result.network, [0, 1], N, seed=SEED, sampling="monte_carlo", iterations=N
    )
    assert abs(stats.spearmanr(x, y)[0] - row["spearman"]) < 5 / math.sqrt(N)
    assert abs(stats.kendalltau(x, y)[0] - row["kendall"]) < 5 / math.sqrt(N)
    # Lognormals with sigma 0.5 have heavy products: three times the plain error.
    pearson = np.corrcoef(x, y)[0, 1]
    assert abs(pearson - row["pearson_lognormal_s0_5_s0_5"]) < 15 / math.sqrt(N)


def test_the_textbook_plan():
    """Hillier and Lieberman's Reliable Construction: dates, slack, critical path."""
    case = CASES["hillier_reliable_construction"]
    activities = [
        {
            "id": name,
            "duration": {"pert": case["input"]["estimates"][name], "plan": te},
            "after": case["input"]["predecessors"][name],
        }
        for name, te in case["expected"]["te"].items()
    ]
    plan = pmrisk.schedule(project(activities))
    assert plan.finish.days == pytest.approx(case["expected"]["expected"])
    assert list(plan.critical_path) == case["expected"]["critical_path"]
    start = min(a.early_start for a in plan.activities)
    for activity in plan.activities:
        days = (activity.early_start - start).total_seconds() / 86400
        assert days == pytest.approx(case["expected"]["ES"][activity.id])
        assert activity.total_float == pytest.approx(
            case["expected"]["slack"][activity.id]
        )
