"""What a user does with a plan that has been read: schedule it, and keep it."""

from pmrisk import schedule
from pmrisk.errors import PmriskError
from pmrisk.read import parse
from pmrisk.write import scenario_text


def use(project):
    """Schedule a project, which may be refused; as a scenario it has the same dates."""
    again = parse(scenario_text(project))
    try:
        planned = schedule(project)
    except PmriskError:
        return
    assert schedule(again).activities == planned.activities
