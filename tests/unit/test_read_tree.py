"""From YAML to plain values that know their lines."""

import pytest

from pmrisk import ScenarioError
from pmrisk.read import tree as reading
from pmrisk.read.tree import line_of, tree


def test_values_stay_as_written():
    """Only true, false and null have a type; numbers and dates are text."""
    text = "a: 007\nb: NO\nc: yes\nd: 1_000\ne: 12:30\nf: 2027-01-04\ng: 0x1F"
    assert [*tree(text, None).values()] == [
        "007", "NO", "yes", "1_000", "12:30", "2027-01-04", "0x1F",
    ]  # fmt: skip
    assert tree("[true, false, ~, null, '', 'true', True]", None) == [
        True, False, None, None, "", "true", "True",
    ]  # fmt: skip
    assert tree("{no: 1, true: 2, 1e3: 3}", None) == {
        "no": "1",
        "true": "2",
        "1e3": "3",
    }


def test_lines():
    """Keys and items know where they stand, through an alias too."""
    root = tree("a:\n  - 1\n\n  - {b: &x [2,\n 3]}\nc: *x\n", None)
    assert [line_of(root, key) for key in ("a", "c", "?")] == [1, 6, 1]
    assert root["a"].lines == [2, 4]
    assert root["c"] is root["a"][1]["b"]
    assert root["c"].lines == [4, 5]


def test_alias_bomb(monkeypatch):
    """Aliases are counted as often as they are used, and nothing is expanded."""
    monkeypatch.setattr(reading, "MOST_VALUES", 10_000)
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 8)}]\n" for k in range(1, 40)
    )
    with pytest.raises(ScenarioError, match="more than 10,000 values"):
        tree(bomb, None)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_depth(opening):
    """Nesting is bounded, however long the text is."""
    with pytest.raises(ScenarioError, match="nests more than 40 deep") as caught:
        tree(opening * 100_000, None)
    assert [problem.code for problem in caught.value.problems] == ["depth"]


def test_depth_that_the_parser_itself_refuses(monkeypatch):
    """Some versions of PyYAML have a limit of their own, and reach it before ours."""

    class Deep(reading.yaml.SafeLoader):
        def check_event(self, *choices):
            mark = self.get_mark()
            raise reading.yaml.scanner.ScannerError(
                "while increasing flow level", mark,
                "exceeded maximum nesting depth", mark,
            )  # fmt: skip

    monkeypatch.setattr(reading, "_LOADER", Deep)
    with pytest.raises(ScenarioError) as caught:
        tree("[", "a.yaml")
    assert str(caught.value) == "a.yaml:1: nests more than 40 deep."


def test_the_pure_parser_reads_the_same(monkeypatch):
    """Where PyYAML was built without its C library."""
    text = "a: [1, true, 'x']\nb: {c: &d 2, e: *d}\n"
    expected = tree(text, None)
    monkeypatch.setattr(reading, "_LOADER", reading.yaml.SafeLoader)
    assert tree(text, None) == expected
