"""Whatever a scenario holds, it is read or refused: no other exception, and soon."""

import json
import string
from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmrisk import ScenarioError
from pmrisk.read import parse, starter
from pmrisk.read.tree import tree

TEXT = starter()
SNIPPETS = (
    "[", "]", "{", "}", ": ", "- ", "&a ", "*a", "!!int ", "? ", "| ", ">", "---\n",
    "...\n", "%", "\t", "\n", "\0", "\x85", "'", '"', "#", "<<: ", "~", "true", "-1",
    "1e999", ".nan", "0", "2027-02-30", "FS+", "..", "\ufeff", "\ud800", "ed", "A10",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.integers(0, len(TEXT)),
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


@given(CHANGES)
@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
def test_changed_scenarios(changes):
    """Cut and paste anything anywhere."""
    text = TEXT
    for at, length, new in changes:
        text = text[:at] + new + text[at + length :]
    read_or_refused(text)


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(SNIPPETS))
KEYS = st.sampled_from(
    ("id", "duration", "after", "cost", "fixed", "pert", "discrete", "lognormal", "p50",
     "empirical", "factor", "plan", "min", "week", "mon-fri", "activity", "lag", "x")
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(("activities", "calendars", "project", "sizes", "resources",
                        "correlations", "defaults")), VALUES)  # fmt: skip
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


PLACES = sorted(places(tree(TEXT, None)), key=str)


@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
@settings(max_examples=150, deadline=2000)
def test_any_value_in_any_place(changes):
    """One value of a good scenario, or a few, put where another belongs."""
    document = json.loads(json.dumps(tree(TEXT, None)))
    for path, value in changes:
        # Another change may have put something else where this one leads.
        with suppress(LookupError, TypeError):
            node = document
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = value
    read_or_refused(json.dumps(document))
