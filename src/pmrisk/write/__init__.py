"""The way out: a project as a scenario that a planner can read and keep."""

from pmrisk.write.scenario import scenario_text as scenario_text
