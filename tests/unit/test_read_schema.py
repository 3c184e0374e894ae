"""The JSON Schema takes what the reader takes."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from building import EVERY_KEY
from pmrisk.read import schema, starter

SCENARIOS = Path(__file__).parents[2] / "scenarios"


class Loader(yaml.SafeLoader):
    """YAML as an editor reads it: dates are text, and so is the key `on`."""


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, regexp)
        for tag, regexp in resolvers
        if "timestamp" not in tag and ("bool" not in tag or first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(text):
    """Messages of the schema about a scenario; JSON, since YAML keys may be numbers."""
    document = json.loads(json.dumps(yaml.load(text, Loader)))
    return [
        error.message for error in Draft202012Validator(schema()).iter_errors(document)
    ]


def test_it_is_a_schema():
    """Valid itself, and it describes every key."""
    Draft202012Validator.check_schema(schema())
    assert all("description" in key for key in schema()["properties"].values())


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda p: p.stem)
def test_scenarios_are_accepted(path):
    """What is shipped is valid."""
    assert errors(path.read_text("utf-8")) == []


def test_starter_is_accepted():
    """What `pmrisk init` writes is valid."""
    assert errors(starter()) == []


def test_every_key_is_accepted():
    """What the reader takes, the schema takes."""
    assert errors(EVERY_KEY) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("currency: EUR", "currncy: EUR"),
        ("duration: M", "duration: [1, 2]"),
        ("rate: 90/h", "rat: 90/h"),
        ("type: milestone", "type: milstone"),
        ("pmrisk: 1 ", "pmrisk: 2 "),
        ("rank: 0.5", "rank: high"),
        ("start: 2027-03-01", "start: soon"),
        ("min: 8", "mn: 8"),
    ],
)
def test_mistakes_are_marked(before, after):
    """Unknown keys and wrong forms, as an editor would show them."""
    assert before in starter()
    assert errors(starter().replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("progress: progress_override", "progress: actual"),
        ("total_float: smallest", "total_float: least"),
        ("open_ends: critical", "open_ends: closed"),
        ("scheduler: microsoft", "scheduler: project"),
        ("start_lag: actual_start", "start_lag: actual"),
        ("honor_constraints: true", "honor_constraints: always"),
        ("must_finish_by: 2027-12-17", "must_finish_by: soon"),
        ("Hotel: {start: 2026-11-02}", "Hotel: {}"),
        ("percent_complete: 40", "percent_complete: half"),
        ("suspend: 2027-02-01", "suspend: true"),
        ("{start: 2027-01-04, finish: 2027-01-08", "{begin: 2027-01-04"),
        ("constraint: as_late_as_possible", "constraint: as_late"),
        ("constraint: {must_finish_on:", "constraint: {deadline:"),
        ("as_late_as_possible: true", "as_late_as_possible: 2027-01-04"),
        ("type: level_of_effort", "type: hammock"),
    ],
)
def test_mistakes_in_progress_and_constraints_are_marked(before, after):
    """The same of the keys that the starter does not show."""
    assert before in EVERY_KEY
    assert errors(EVERY_KEY.replace(before, after))


KEPT = """\
pmrisk: 1
schedule: {file: plan.xer, project: P1}
uncertainty: [{on: ["wbs:Build"], duration: {factor: [0.9, 1, 1.3]}, cost: 1200}]
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("file: plan.xer, ", ""),
        ("file: plan.xer", "file: 3"),
        ("schedule: {", "activities: []\nschedule: {"),
        ("schedule: {file: plan.xer, project: P1}", ""),
        ('on: ["wbs:Build"], ', ""),
        ("factor: [0.9, 1, 1.3]", "factor: [1, 1.3]"),
        ("cost: 1200", "costs: 1200"),
    ],
)
def test_a_plan_kept_elsewhere_needs_no_project_and_no_activities(before, after):
    """And takes none; its rules are checked like all else."""
    assert errors(KEPT) == []
    assert before in KEPT
    assert errors(KEPT.replace(before, after))
