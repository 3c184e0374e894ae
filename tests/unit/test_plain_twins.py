"""The engine without its compiler gives the same bits: kernels are plain Python too."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_network_passes import build

import pmrisk

# Numbers are compared in hexadecimal, so that nothing is rounded away.
PROGRAM = """
import sys, warnings
import numpy as np
import pmrisk
from test_network_passes import build

# Philox multiplies modulo 2**64; only compiled code does so without a word.
np.seterr(over="ignore")
warnings.simplefilter("ignore")
result = pmrisk.simulate(build(int(sys.argv[1]), True), 64, threads=1)
print([result.finish.moments.tolist(), result.critical_counts.tolist(),
       [cost.hex() for cost in result.cost.samples.tolist()],
       result.activity_data.sums.tolist()].__repr__().replace("'", '"'))
"""


@pytest.mark.parametrize("seed", [2, 5])
def test_compiled_equals_plain(seed):
    """Draws, passes, costs and sums of random networks of all kinds, bit for bit."""
    tests = Path(__file__).parents[1]
    paths = [str(tests), str(tests / "unit"), *sys.path]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed)],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    result = pmrisk.simulate(build(seed, True), 64, threads=1)
    assert json.loads(run.stdout) == [
        result.finish.moments.tolist(),
        result.critical_counts.tolist(),
        [cost.hex() for cost in result.cost.samples.tolist()],
        result.activity_data.sums.tolist(),
    ]
