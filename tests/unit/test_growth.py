"""Logarithms and powers by series, against those of the standard library."""

import math

import numpy as np
import pytest

from pmrisk.kernels import kernel
from pmrisk.kernels.growth import YEAR, grown, growth, growth_rate


@kernel
def rates(given, out):
    for k in range(out.size):
        out[k] = growth_rate(given[k])


@kernel
def powers(given, out):
    for k in range(out.size):
        out[k] = growth(given[k])


@kernel
def integrals(rate, minutes, out):
    for k in range(out.size):
        out[k] = grown(rate[k], minutes[k])


def test_growth_rates():
    """ln(1 + rate) a minute, to 1e-14 of it, from -50 % to 100 % a year."""
    given = np.concatenate([np.linspace(-0.5, 1, 301), [1e-9, -1e-9]])
    given = given[given != 0]
    out = np.empty_like(given)
    rates(given, out)
    np.testing.assert_allclose(out * YEAR, np.log1p(given), rtol=1e-14)


def test_growth():
    """exp, to 1e-12 of it, for up to 200 years at 100 %."""
    given = np.linspace(-140, 140, 2001)
    out = np.empty_like(given)
    powers(given, out)
    np.testing.assert_allclose(out, np.exp(given), rtol=1e-12)


@pytest.mark.parametrize("rate", [-0.5, -0.02, 1e-6, 0.03, 0.1, 1.0])
def test_integrals_over_a_month(rate):
    """(exp(g t) - 1) / g, to 1e-9 of it, over 31 days at any rate."""
    g = math.log1p(rate) / YEAR
    minutes = np.linspace(60, 31 * 1440, 50)
    out = np.empty_like(minutes)
    integrals(np.full(50, g), minutes, out)
    np.testing.assert_allclose(out, np.expm1(g * minutes) / g, rtol=1e-9)
