"""Every table in `rejected_tables/` is refused with the messages beside it, no other.

A CSV file has no comments: NAME.txt holds the messages for NAME.csv, one a line.
"""

from pathlib import Path

import pytest

from pmrisk import ScenarioError
from pmrisk.read.tables import read_table

FOLDER = Path(__file__).parent / "rejected_tables"
FILES = sorted(FOLDER.glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages(path):
    """All messages of the file, each on one line."""
    with pytest.raises(ScenarioError) as caught:
        read_table(path.read_bytes(), "t.csv")
    lines = str(caught.value).splitlines()
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    assert [line.removeprefix("t.csv: ") for line in lines] == expected
    assert all(line.isprintable() and len(line) < 600 for line in lines)
