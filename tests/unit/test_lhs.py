"""Latin hypercubes: every stratum exactly once."""

import numpy as np
import pytest

from drawing import drawn, money
from pmrisk.kernels import lhs as kernels
from pmrisk.model import shapes

UNIT = shapes.Uniform(0, 1)


@pytest.mark.parametrize("n", [1, 15, 16, 17, 100, 1000, 1024, 10_007])
def test_each_replicate_visits_each_stratum_once(n):
    """Also where the replicates differ in length, and where some are empty."""
    u = drawn(money(A=UNIT), n, sampling="lhs")[0]
    for r in range(min(n, 16)):
        own = u[r::16]
        np.testing.assert_array_equal(np.sort(own * own.size // 1), range(own.size))


@pytest.mark.parametrize("bits", [0, 1, 3, 7])
def test_hash_is_a_permutation(bits):
    """Of every power of two, under any key."""
    mask = np.uint64(2**bits - 1)
    for key in (0, 1, 0xDEADBEEF, 0xFFFFFFFF):
        places = kernels._mixed.py_func(
            np.arange(2**bits, dtype=np.uint64), mask, np.uint64(key)
        )
        np.testing.assert_array_equal(np.sort(places), range(2**bits))


def test_streams_and_replicates_are_permuted_apart():
    """Nothing pairs the strata of two quantities, or of two replicates."""
    u = drawn(money(A=UNIT, B=UNIT), 16_000, sampling="lhs")
    assert abs(np.corrcoef(u)[0, 1]) < 5 / np.sqrt(16_000)
    by_replicate = np.corrcoef(u[0].reshape(1000, 16).T)
    assert np.abs(by_replicate - np.eye(16)).max() < 5 / np.sqrt(1000)
