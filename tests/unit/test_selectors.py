"""Selectors: which activities a text means, and what it says if it means none."""

import pytest

from building import project
from pmrisk.errors import EstimateError
from pmrisk.model.selectors import Selector

PLAN = project(
    [
        {"id": "A10", "name": "Dig pit", "wbs": "Build/Civil", "duration": 1,
         "codes": {"PHASE": "Build", "AREA": "North"}, "resources": {"crew": 1}},
        {"id": "A11", "name": "Pour", "wbs": "Build/Civil/Slab", "duration": 1,
         "calendar": "site", "codes": {"PHASE": "Build"}},
        {"id": "B10", "name": "TEST pumps", "wbs": "Build/Civil works", "duration": 1,
         "codes": {"PHASE": "Test"}},
        {"id": "wbs2", "name": "", "duration": 1},
    ],
    calendars={"site": {"week": {"mon-fri": ["07:00-15:00"]}}},
    resources={"crew": {"rate": "10/h"}},
)  # fmt: skip


def selected(text):
    return [activity.id for activity in Selector.of(text).activities(PLAN)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("*", ["A10", "A11", "B10", "wbs2"]),
        ("A10", ["A10"]),
        ("a10", []),
        ("A1*", ["A10", "A11"]),
        ("*10", ["A10", "B10"]),
        ("A.*", []),
        ("wbs2", ["wbs2"]),
        ("wbs:Build", ["A10", "A11", "B10"]),
        ("wbs: Build/Civil/", ["A10", "A11"]),
        ("wbs:*/Slab", ["A11"]),
        ("wbs:Slab", []),
        ("code:PHASE=Build", ["A10", "A11"]),
        ("code:PHASE=*", ["A10", "A11", "B10"]),
        ("code:AREA=North", ["A10"]),
        ("name:*test*", ["B10"]),
        ("name:test", []),
        ("calendar:site", ["A11"]),
        ("calendar:continuous", ["A10", "B10", "wbs2"]),
        ("resource:crew", ["A10"]),
        ("resource:*", ["A10"]),
    ],
)
def test_what_is_selected(text, ids):
    """`*` is any characters, a path means its subtree, names ignore capitals."""
    assert selected(text) == ids


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("wbs3", 'Did you mean "wbs2"?'),
        ("wbs:Build/Civl", 'Did you mean "wbs:Build/Civil"?'),
        ("wbs:Bild", 'Did you mean "wbs:Build"?'),
        ("code:PHSE=Build", 'Did you mean "code:PHASE="?'),
        ("code:PHASE=Tset", 'Did you mean "code:PHASE=Test"?'),
        ("calendar:weekend", 'There is "calendar:continuous", "calendar:site".'),
        ("resource:crwe", 'Did you mean "resource:crew"?'),
        ("name:*concrete*", "selects no activity."),
        ("cod:PHASE=Build", 'Did you mean "code"?'),
        ("owner:Ann", "Write *, A1*, wbs:PATH"),
    ],
)
def test_what_selects_nothing_says_what_there_is(text, hint):
    """The nearest thing of the same kind."""
    assert selected(text) == []
    assert hint in Selector.of(text).missed(PLAN)


@pytest.mark.parametrize("text", ["", " ", "wbs:", "wbs:/", "code:PHASE", "code:=x"])
def test_unfinished_selectors_are_refused(text):
    """A form for each."""
    with pytest.raises(EstimateError, match="Write"):
        Selector.of(text)


def test_ids_and_patterns_are_told_apart():
    """Only the id of one activity is exact."""
    assert [Selector.of(t).is_exact for t in ("A1", "A*", "wbs:A")] == [
        True, False, False,
    ]  # fmt: skip
