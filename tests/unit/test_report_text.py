"""The page says what the result says, whatever the project lacks."""

import pytest

import pmrisk
from building import chain, parallel, project
from pmrisk.report import text, words


def _page(plan, width=100, **options):
    result = pmrisk.simulate(plan, iterations=200, seed=3, **options)
    return result, text.simulation(result, width)


def test_the_page_shows_the_results_own_numbers():
    """Every percentile of the table is that of the result, beside its interval."""
    result, page = _page(project(chain([[5, 8, 15], [5, 8, 15]])), level=75)
    table = page[page.index("When will it finish?") :].splitlines()
    for level in (10, 50, 75, 80, 90):
        row = next(line for line in table if line.startswith(f"P{level} "))
        at = result.finish.percentile(level)
        assert words.day(at.date) in row
        assert words.stamp(at.high.date) in row
    assert "repeat with: pmrisk simulate SCENARIO -n 200 --seed 3" in page


def test_a_plan_without_promises_costs_and_ranges_has_a_page():
    """Nothing promised, no money, one date."""
    _, page = _page(project(chain([5])))
    assert "Nothing was promised." in page
    assert "The scenario has no costs." in page
    assert "100.0 % of the iterations finish by then" in page
    assert "nan" not in page


def test_two_levels_together_are_less_than_either():
    """The trap stands on the page: a P80 date and a P80 budget are no 80 %."""
    activities = parallel([[5, 8, 15]])
    activities[0]["cost"] = {"fixed": [100, 200, 900]}
    result, page = _page(project(activities))
    both = result.joint_probability(
        result.finish.percentile(80).date, result.cost.percentile(80).value
    )
    assert f"are both kept in only {words.chance(both)}" in page


@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_tables_fit_the_terminal(width):
    """No table runs over the edge of a wide enough terminal; nothing breaks below."""
    activities = parallel([[5, 8, 15], 3])
    activities[0]["name"] = "a name that is a good deal longer than a column " * 3
    _, page = _page(project(activities), width)
    *lines, last = page.splitlines()
    assert max(map(len, lines)) <= max(width, 80)
    # It is a command to be copied, so it is never broken.
    assert last.startswith("repeat with: pmrisk")


def test_milestones_drive_nothing_themselves():
    """What leads to a milestone is named, the milestone is not."""
    activities = [
        *chain([[5, 8, 15]]),
        {"id": "M", "type": "milestone", "after": ["A0"]},
    ]
    _, page = _page(project(activities))
    drivers = page[page.index("What drives") : page.index("criticality   ")]
    rows = [line.split()[0] for line in drivers.splitlines() if "100.0 %" in line]
    assert rows == ["A0"]


def test_many_warnings_of_a_kind_are_counted():
    """Twelve open ends are said thrice and then counted."""
    _, page = _page(project(parallel([5] * 12)))
    assert sum(line.startswith("- ") for line in page.splitlines()) < 12
