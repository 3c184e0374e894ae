"""Every file in `rejected_registers/` is refused with the messages beside it, no other.

A CSV file has no comments: NAME.txt holds the messages for NAME.csv, one a line. Those
called steps-... are read with scales of five steps, the others with two words.
"""

import json
from pathlib import Path

import pytest

from pmrisk import ScenarioError
from pmrisk.read import parse

FOLDER = Path(__file__).parent / "rejected_registers"
FILES = sorted(FOLDER.glob("*.csv"))
SCENARIO = {
    "pmrisk": 1,
    "project": {"name": "P", "start": "2027-01-04"},
    "scales": {
        "probability": {"low": 0.1, "high": 0.6},
        "delay": {"low": [1, 2, 5], "high": [10, 20, 40]},
        "cost": {"low": 100, "high": [1000, 2000, 5000]},
    },
    "activities": [
        {"id": "A5", "duration": 5},
        {"id": "A10", "wbs": "Build/Civil", "duration": 5},
    ],
}

FIVE = {
    "probability": [0.05, 0.1, 0.3, 0.5, 0.8],
    "delay": [1, 2, 5, 10, 20],
    "cost": [1000, 2000, 5000, 10000, 90000],
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages(path):
    """All messages of the file, each on one line, with its row and its column."""
    scenario = SCENARIO | {"risks": {"file": path.name}}
    if path.stem.startswith("steps"):
        scenario["scales"] = FIVE
    with pytest.raises(ScenarioError) as caught:
        parse(json.dumps(scenario), path.parent / "s.yaml")
    lines = str(caught.value).splitlines()
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    assert [line.removeprefix(f"{path}: ") for line in lines] == expected
    assert all(line.isprintable() and len(line) < 600 for line in lines)
