"""Every file in `rejected/` is refused, with the messages that it carries and no other.

A new rule is a new file: a comment ``# expect: LINE: MESSAGE`` for each problem, then
the bad scenario.
"""

import re
from pathlib import Path

import pytest

from pmrisk import ScenarioError, load

FOLDER = Path(__file__).parent / "rejected"
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECT = re.compile(r"^# expect: (.*)$", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path):
    """All messages of the file, in the order of its lines."""
    expected = EXPECT.findall(path.read_bytes().decode("utf-8", "replace"))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    found = [str(problem) for problem in caught.value.problems]
    assert [line.removeprefix(f"{path}:").strip() for line in found] == expected


def test_every_message_is_one_line():
    """No text of the user breaks a message in two, whatever it holds."""
    for path in FILES:
        with pytest.raises(ScenarioError) as caught:
            load(path)
        lines = str(caught.value).splitlines()
        assert len(lines) == len(caught.value.problems)
        assert all(line.isprintable() for line in lines)
        assert all(len(line) < 600 for line in lines)
