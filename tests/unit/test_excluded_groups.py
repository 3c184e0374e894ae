"""Exclusion by group: what would go without all of a group at once."""

import pmrisk
from building import parallel
from happening import project, risk
from pmrisk.analysis.contributions import analyse
from standard_errors import SEED


def test_what_would_go_without_a_group_is_no_sum_of_its_members():
    """Two paths of 100 days; without either risk P80 stays, without both it goes."""
    activities = [{**each, "wbs": "X"} for each in parallel([100, 100])]
    risks = [risk(f"R{k}", 0.5, {"on": f"A{k}", "delay": 40}) for k in (0, 1)]
    result = pmrisk.simulate(project(activities, risks=risks), 2000, SEED)
    made = analyse(result, level=80, method="exclusion", by="wbs")
    assert [row.value for row in made.rows] == [0, 0]
    (group,) = made.groups
    assert (group.group, group.value, group.se) == ("X", 40, 0)
