"""What must fit together in a project: one function for each rule."""

from typing import TYPE_CHECKING

from pmrisk.model.rules.backlogs import backlogs
from pmrisk.model.rules.branches import branches, sound_exists
from pmrisk.model.rules.chains import chains
from pmrisk.model.rules.constraints import imposed_dates
from pmrisk.model.rules.contracts import contracts
from pmrisk.model.rules.correlated import correlations
from pmrisk.model.rules.dates import dates_in_order, working_time
from pmrisk.model.rules.found import Found as Found
from pmrisk.model.rules.gates import gates
from pmrisk.model.rules.links import sound_links
from pmrisk.model.rules.margins import sound_margins
from pmrisk.model.rules.money import escalation
from pmrisk.model.rules.names import known_names, not_empty, unique_ids
from pmrisk.model.rules.progress import progress
from pmrisk.model.rules.quantities import durations, sound_costs, sound_lags
from pmrisk.model.rules.rings import no_cycle
from pmrisk.model.rules.risks import drivers, risks, unique_sources
from pmrisk.model.rules.spans import sound_spans
from pmrisk.model.rules.weather import sound_weather

if TYPE_CHECKING:
    from pmrisk.model.project import Project

RULES = (
    not_empty,
    unique_ids,
    known_names,
    working_time,
    dates_in_order,
    sound_weather,
    sound_links,
    durations,
    backlogs,
    sound_spans,
    sound_margins,
    imposed_dates,
    progress,
    sound_lags,
    sound_costs,
    escalation,
    contracts,
    no_cycle,
    sound_exists,
    gates,
    unique_sources,
    risks,
    chains,
    drivers,
    branches,
    correlations,
)


def problems(project: "Project") -> list[Found]:
    """Everything in `project` that does not fit together."""
    return [found for rule in RULES for found in rule(project)]
