"""Risks, drivers and branches without the compiler: the same bits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pmrisk
from happening import branch, driver, project, risk, window

PROGRAM = """
import json, warnings
import numpy as np
from test_twin_of_events import told

# Philox multiplies modulo 2**64; only compiled code does so without a word.
np.seterr(over="ignore")
warnings.simplefilter("ignore")
print(json.dumps(told()))
"""


def told():
    """Everything that a run with all that can happen leaves, numbers in hexadecimal."""
    built = project(
        [
            {"id": "A", "duration": [2, 3, 9],
             "cost": {"fixed": [1, 2, 4], "per_day": 3}},
            {"id": "B", "duration": [1, 4, 5], "after": ["A"], "exists": 0.4,
             "cost": {"per_day": [5, 6, 9]}},
            {"id": "C", "duration": 6, "after": ["A"], "calendar": "continuous"},
            {"id": "D", "duration": [1, 2, 3], "after": ["B", "C"],
             "combine": "parallel"},
            {"id": "E", "duration": 2, "after": ["D"], "cost": {"fixed": 9}},
            {"id": "F", "duration": 4, "after": ["D FS+1d"]},
            {"id": "G", "duration": 1, "after": ["E", "F SS+1d"]},
            {"id": "X", "duration": 1, "after": ["G"]},
            {"id": "Y", "duration": 2, "after": ["G"]},
            {"id": "S", "type": "summary", "wbs": "W", "cost": {"per_day": 1}},
            {"id": "Z", "duration": 2, "wbs": "W", "exists": 0.5},
        ],
        project={"calendar": "office"},
        calendars={"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}},
        risks=[
            risk("R1", 0.4, {"on": ["A", "D"], "delay": [1, 2, 7], "cost": [5, 6, 9]}),
            risk("R2", 0.6, {"on": ["D", "B"], "factor": [1, 1.1, 2], "delay": -1,
                             "each": "separately", "applies_to": "both"},
                 excludes="R1", window=window("2027-01-08", "2027-01-20")),
        ],
        drivers=[driver("D1", [0.9, 1, 1.4], "*", probability=0.5)],
        branches=[branch("D", E=0.4, F=0.6),
                  branch("G", X="finish(G) <= 2027-01-28", Y="otherwise")],
    )  # fmt: skip
    return [*left(built), *left(sent_back())]


def sent_back():
    """A plan with gates that share rework, on two calendars."""
    return project(
        [
            {"id": "A", "duration": [2, 3, 9], "cost": {"per_day": [3, 4, 9]}},
            {"id": "B", "duration": [1, 4, 5], "after": ["A SS+1d"], "exists": 0.6,
             "calendar": "continuous", "cost": {"per_day": 2}},
            {"id": "G", "duration": 1, "after": ["A", "B"], "cost": {"per_day": 3},
             "start_deadline": "2027-01-11",
             "quality": {"first_pass": 0.5, "rework": ["A", "B"], "cycles": 2,
                         "effort": [0.2, 0.4, 1.2]}},
            {"id": "C", "duration": [3, 6, 9], "after": ["A"]},
            {"id": "M", "type": "milestone", "after": ["G", "C FF+2d"],
             "quality": {"first_pass": 0.7, "rework": ["A", "G"]}},
            {"id": "D", "duration": 2, "after": ["M"]},
        ],
        project={"calendar": "office"},
        calendars={"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}},
        risks=[risk("R1", 0.4, {"on": ["A", "G"], "delay": [1, 2, 7]})],
    )  # fmt: skip


def left(built):
    """What a run leaves of a project."""
    result = pmrisk.simulate(built, 64, threads=1)
    assert result.activity_data is not None
    return [
        result.activity_data.starts.tolist(),
        result.activity_data.finishes.tolist(),
        [m.finish.moments.tolist() for m in result.milestones],
        result.finish.moments.tolist(),
        result.critical_counts.tolist(),
        [cost.hex() for cost in result.cost.samples.tolist()],
        result.activity_data.sums.tolist(),
        result.happened.tolist(),
    ]


def test_compiled_equals_plain():
    """Events, factors, delays, windows, branches, existence and costs, bit for bit."""
    tests = Path(__file__).parents[1]
    paths = [str(tests), str(tests / "unit"), *sys.path]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert json.loads(run.stdout) == told()
