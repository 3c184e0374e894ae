"""Metrics of activities against their formulas, computed plainly from kept dates."""

import numpy as np
import pytest

import pmrisk
from building import project
from pmrisk.analysis import activities, activity_metrics, drivers
from pmrisk.analysis.ranks import mid_ranks
from pmrisk.errors import OptionError
from pmrisk.kernels.ranks import kendall


@pytest.fixture(scope="module")
def result():
    return pmrisk.simulate(
        project(
            [
                {"id": "A", "duration": [5, 8, 15]},
                {"id": "B", "duration": {"triangular": [2, 9, 20]}},
                {"id": "C", "duration": [1, 2, 3], "after": ["A", "B"]},
                {"id": "D", "duration": 1, "after": ["A"]},
            ]
        ),
        5000,
    )


def duration(result, name):
    data, j = result.activity_data, result.network.position[name]
    return (data.finishes[j] - data.starts[j]).astype(float)


def test_metrics_equal_their_formulas(result):
    """Correlation, sensitivity and significance, from durations and finishes."""
    finish = result.finish.samples
    before_c = finish - duration(result, "C") / 1440
    late = {"A": before_c, "B": before_c, "C": finish, "D": finish}
    for metrics in activity_metrics(result):
        d, j = duration(result, metrics.id), result.network.position[metrics.id]
        early = result.activity_data.finishes[j] / 1440 - 7
        ratio = d / (d + 1440 * np.round(late[metrics.id] - early, 9))
        significance = np.mean(ratio * finish) / finish.mean()
        assert metrics.significance_index == pytest.approx(significance, rel=1e-5)
        index = metrics.criticality_index
        sensitivity = index * d.std() / 1440 / finish.std()
        assert metrics.schedule_sensitivity_index == pytest.approx(sensitivity)
        if metrics.id == "D":
            assert metrics.cruciality == (None, None, None)
        else:
            pearson = abs(np.corrcoef(d, finish)[0, 1])
            assert metrics.cruciality.pearson == pytest.approx(pearson, rel=1e-6)


def test_rank_correlations_equal_scipy(result):
    """Over the first 4,096 iterations, ties and all."""
    stats = pytest.importorskip("scipy.stats")
    finish = result.finish.samples[:4096]
    for metrics in activity_metrics(result)[:3]:
        d = duration(result, metrics.id)[:4096]
        assert metrics.cruciality.spearman == pytest.approx(
            abs(stats.spearmanr(d, finish)[0])
        )
        assert metrics.cruciality.kendall == pytest.approx(
            abs(stats.kendalltau(d, finish)[0])
        )


def test_kendall_with_many_ties_equals_scipy():
    """τ-b, and no number where one side is constant."""
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    for _ in range(20):
        x, y = rng.integers(0, 6, (2, 200)).astype(float)
        assert kendall(x, y) == pytest.approx(stats.kendalltau(x, y)[0])
    assert np.isnan(kendall(x, np.zeros(200)))


def test_mid_ranks():
    """Equal values share the mean of their ranks."""
    assert mid_ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_a_serial_chain_is_always_critical():
    """Criticality 1, and drivers in the order of their spread."""
    built = project(
        [
            {"id": "A", "duration": [5, 6, 7]},
            {"id": "B", "duration": [5, 10, 30], "after": ["A"]},
        ]
    )
    result = pmrisk.simulate(built, 500)
    assert result.criticality.tolist() == [1.0, 1.0]
    assert [m.id for m in drivers(result)] == ["B", "A"]


def test_other_calendars_are_brought_to_one_unit():
    """Sensitivity compares working time: a day round the clock is a third of a week."""
    built = project(
        [
            {"id": "A", "duration": {"uniform": [10, 30]}},
            {"id": "B", "duration": {"uniform": ["14ed", "42ed"]}, "after": ["A"]},
        ],
        project={"calendar": "standard"},
    )
    one, other = activity_metrics(pmrisk.simulate(built, 4000))
    # 28 elapsed days span as many working days as 20 working days do.
    assert one.schedule_sensitivity_index == pytest.approx(
        other.schedule_sensitivity_index, rel=0.05
    )


def test_the_table_has_a_row_for_each_activity(result):
    """Dates and metrics side by side, for those who work in pandas."""
    table = activities(result)
    assert list(table.index) == ["A", "B", "C", "D"]
    assert {"criticality_index", "kendall", "finish_p80"} <= set(table.columns)


def test_a_run_without_activities_says_so():
    """What was not gathered is not made up."""
    built = project([{"id": "A", "duration": [1, 2, 3]}])
    with pytest.raises(OptionError, match="activities=True"):
        activity_metrics(pmrisk.simulate(built, 100, activities=False))
