"""Backlogs without the compiler: the same bits, whatever the throughput."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pmrisk
from happening import driver, project, risk

PROGRAM = """
import json, warnings
import numpy as np
from test_twin_of_backlogs import told

# Philox multiplies modulo 2**64; only compiled code does so without a word.
np.seterr(over="ignore")
warnings.simplefilter("ignore")
print(json.dumps(told()))
"""

THROUGHPUTS = (
    7, [2, 5, 9], {"triangular": [0, 1, 3]}, {"uniform": [1, 3]},
    {"normal": {"mean": 5, "sd": 1}, "min": 0}, {"lognormal": {"mean": 5, "sd": 2}},
    {"discrete": {0: 0.3, 4: 0.7}}, {"empirical": [3, 5, 2, 6]},
)  # fmt: skip


def told():
    """Everything that a run of backlogs leaves, items and dates of each with it."""
    built = project(
        [
            {"id": f"A{k}", "after": [f"A{k - 2}"] if k > 1 else [],
             "backlog": {"items": [9, 12, 20], "throughput": throughput, "every": "2d",
                         "split": [1, 1.1, 1.4] if k % 2 else 1.25},
             "exists": 0.5 if k == 3 else 1, "cost": {"per_day": 3}}
            for k, throughput in enumerate(THROUGHPUTS)
        ] + [{"id": "B", "duration": [2, 4, 9], "after": ["A7"]}],
        project={"calendar": "office"},
        calendars={"office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}},
        risks=[risk("R1", 0.4, {"on": ["A1", "B"], "delay": [1, 2, 7]})],
        drivers=[driver("D1", [0.9, 1, 1.4], "A*", probability=0.5)],
    )  # fmt: skip
    result = pmrisk.simulate(built, 64, threads=1)
    return [
        result.finish.moments.tolist(),
        result.critical_counts.tolist(),
        [cost.hex() for cost in result.cost.samples.tolist()],
        *(
            [
                backlog.id,
                backlog.finish_of(6).moments.tolist(),
                [
                    done.hex()
                    for done in backlog.done_by(datetime(2027, 2, 1, 12)).tolist()
                ],
            ]
            for backlog in result.backlogs
        ),
    ]


def test_compiled_equals_plain():
    """Burning, stretching, and what is asked of it afterwards, bit for bit."""
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
