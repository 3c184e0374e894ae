"""Whatever a scenario holds, it is read or refused: no other exception, and soon."""

import json
import string
from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from building import EVERY_KEY
from pmrisk import ScenarioError
from pmrisk.read import parse, starter
from pmrisk.read.tree import tree

TEXTS = (starter(), EVERY_KEY)
SNIPPETS = (
    "[", "]", "{", "}", ": ", "- ", "&a ", "*a", "!!int ", "? ", "| ", ">", "---\n",
    "...\n", "%", "\t", "\n", "\0", "\x85", "'", '"', "#", "<<: ", "~", "true", "-1",
    "1e999", ".nan", "0", "2027-02-30", "FS+", "..", "\ufeff", "\ud800", "ed", "A10",
    "summary", "level_of_effort", "2027-02-01", "as_late_as_possible", "Build", "100%",
    "R01", "high", "otherwise", "finish(A10) <= 2027-09-30", "*", "wbs:Build",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.integers(0, max(map(len, TEXTS))),
        st.integers(0, 40),
        st.one_of(
            st.sampled_from(SNIPPETS),
            st.text(max_size=6),
            st.text(string.printable, max_size=6),
        ),
    ),
    min_size=1,
    max_size=6,
)


def refusal(text):
    """Why a text is no scenario, or None."""
    try:
        parse(text, "s.yaml")
    except ScenarioError as error:
        return error
    return None


def read_or_refused(text):
    """A refusal has a line for each problem, and nothing else is raised."""
    error = refusal(text)
    if error is not None:
        lines = str(error).splitlines()
        assert len(lines) == len(error.problems) > 0
        assert all(line.startswith("s.yaml") for line in lines)


@given(st.sampled_from(TEXTS), CHANGES)
@settings(max_examples=200, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
def test_changed_scenarios(text, changes):
    """Cut and paste anything anywhere."""
    for at, length, new in changes:
        text = text[:at] + new + text[at + length :]
    read_or_refused(text)


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(SNIPPETS))
KEYS = st.sampled_from(
    ("id", "duration", "after", "cost", "fixed", "pert", "discrete", "lognormal", "p50",
     "empirical", "factor", "plan", "min", "week", "mon-fri", "activity", "lag", "x",
     "type", "wbs", "start", "finish", "constraint", "must_start_on", "actual_start",
     "percent_complete", "remaining", "resume", "baseline", "subproject", "impacts",
     "on", "delay", "probability", "response", "window", "requires", "choose", "file",
     "low", "exists", "status", "quality", "first_pass", "rework", "effort", "cycles")
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


SECTIONS = (
    "activities", "calendars", "project", "sizes", "resources", "correlations",
    "defaults", "subprojects", "risks", "drivers", "branches", "scales",
)  # fmt: skip


@given(st.sampled_from(SECTIONS), VALUES)
@settings(max_examples=150, deadline=2000)
@example("activities", [{"id": "A1", "duration": {"discrete": {"p50": []}}}])
@example("sizes", {"x": {"factor": {"factor": 1, "plan": 2}, "plan": "-1"}})
def test_any_value_in_any_section(section, value):
    """Values of every form where others are expected."""
    document = {
        "pmrisk": 1,
        "project": {"name": "P", "start": "2027-01-04"},
        "activities": [{"id": "A1", "duration": 3}],
    }
    read_or_refused(json.dumps(document | {section: value}))


def places(node, path=()):
    """The path of every value in a document."""
    keys = node if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield (*path, key)
        if isinstance(node[key], dict | list):
            yield from places(node[key], (*path, key))


ROOTS = tuple(json.dumps(tree(text, None)) for text in TEXTS)
PLACES = tuple(sorted(places(json.loads(root)), key=str) for root in ROOTS)
CHANGED = st.sampled_from(range(len(ROOTS))).flatmap(
    lambda k: st.tuples(
        st.just(ROOTS[k]),
        st.lists(st.tuples(st.sampled_from(PLACES[k]), VALUES), min_size=1, max_size=3),
    )
)


@given(CHANGED)
@settings(max_examples=200, deadline=2000)
def test_any_value_in_any_place(changed):
    """One value of a good scenario, or a few, put where another belongs."""
    root, changes = changed
    document = json.loads(root)
    for path, value in changes:
        # Another change may have put something else where this one leads.
        with suppress(LookupError, TypeError):
            node = document
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = value
    read_or_refused(json.dumps(document))


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        key: st.sampled_from(values)
        for key, values in {
            "type": ("milestone", "start_milestone", "level_of_effort", "summary"),
            "wbs": ("A", "A/B", "A/B/C", "", "/", "B"),
            "duration": (3, "5ed", 0, [1, 2, 4]),
            "after": (["A1"], ["A2 SS"], ["A3 FF-1d"], ["A1", "A2", "A3"]),
            "constraint": ("as_late_as_possible", {"must_start_on": "2027-02-01"}),
            "start_on": ("2027-02-01", "2027-01-01"),
            "finish_no_later_than": ("2027-02-01", "2027-01-01"),
            "actual_start": ("2027-01-05", "2027-02-01"),
            "actual_finish": ("2027-01-05", "2027-02-01"),
            "percent_complete": (0, 50, 100),
            "remaining": (0, 2, [1, 2, 4], "3ed"),
            "suspend": ("2027-01-05", "2027-02-01"),
            "resume": ("2027-01-05", "2027-02-01"),
            "subproject": ("P", "Q"),
            "manual_start": ("2027-02-01",),
            "exists": (0, 0.5, 1),
        }.items()
    },
)
RISKS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(("R1", "R2", "R3", "A1"))},
        optional={
            key: st.sampled_from(values)
            for key, values in {
                "probability": (0, 0.5, 1, "high"),
                "impacts": ([], {"on": "*", "delay": -5}, {"on": "A1", "factor": 2}),
                "requires": ("R1", ["R2", "R3"]),
                "excludes": ("R1", ["R2"]),
                "window": ("2027-02-01..2027-03-01", "2027-03-01..2027-02-01"),
                "status": ("open", "occurred", "closed"),
                "response": ({}, {"cost": 5}, {"impacts": {"on": "A9", "cost": 1}}),
            }.items()
        },
    ),
    max_size=4,
)


@given(st.lists(FIELDS, min_size=1, max_size=4), RISKS, st.booleans())
@settings(max_examples=200, deadline=2000)
def test_sound_values_in_any_company(fields, risks, correlated):
    """Values that are right by themselves; the rules judge whether together."""
    document = {
        "pmrisk": 1,
        "project": {"name": "P", "start": "2027-01-04"},
        "subprojects": {"P": {"start": "2027-01-04"}},
        "activities": [{"id": f"A{k}", **each} for k, each in enumerate(fields)],
        "risks": risks,
        "branches": [{"after": "A0", "choose": {"A1": 0.5, "A2": 0.5}}],
    }
    if correlated:
        document["correlations"] = [{"between": ["A0", "A1"], "rank": 0.5}]
    read_or_refused(json.dumps(document))
