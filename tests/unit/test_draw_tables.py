"""Tables of quantiles against scipy, deep into both tails."""

import numpy as np
import pytest
from scipy import special, stats

from pmrisk.kernels import normal as kernels
from pmrisk.kernels import quantile
from pmrisk.model import shapes
from pmrisk.sampling import draws as d
from pmrisk.sampling import make_tables, normal, tables

# Chances from 2^-33 to one half, off the knots.
TAIL = np.exp(np.linspace(np.log(d.TINY), np.log(0.5), 20_011)).clip(d.TINY, 0.5)
U = np.concatenate([TAIL, 1 - TAIL])
MODES = [0.0, 0.003, 0.05, 0.21, 0.4999, 0.5, 0.63, 0.97, 1.0]


def looked_up(standard, crowd=()):
    """What the kernels read from the table of a standard shape at `U`."""
    book = tables.Book([standard, *crowd])
    one, other, share = book.place(standard)
    numbers = np.array([[standard.offset, standard.scale, share]])
    t, at = np.empty(U.size), np.empty(U.size, np.uint32)
    weight, out = np.empty(U.size), np.empty((1, U.size))
    quantile.locate(U, t, t.view(np.uint64), d.SIDE, at, weight)
    rows = book.rows()
    if one == other:
        quantile.interpolate(numbers, 0, rows, one, at, weight, 0.0, out, 0)
    else:
        quantile.blend(numbers, 0, rows, one, other, at, weight, 0.0, out, 0)
    return out[0]


def error(shape, exact, crowd=()):
    """The largest error in standard deviations."""
    forms = [tables.standard(other) for other in crowd]
    return np.abs(looked_up(tables.standard(shape), forms) - exact).max() / exact.sd


class Exact(np.ndarray):
    """Exact quantiles at `U` with their standard deviation."""

    sd = 0.0


def exact(distribution):
    """The quantiles of a scipy distribution, each from its own tail."""
    below, above = distribution.ppf(TAIL), distribution.isf(TAIL)
    values = np.concatenate([below, above]).view(Exact)
    values.sd = distribution.std()
    return values


def pert(mode, weight=4.0):
    """scipy's beta for a PERT on 100 to 300."""
    return stats.beta(1 + weight * mode, 1 + weight * (1 - mode), 100, 200)


@pytest.mark.parametrize("mode", MODES)
def test_pert_is_within_its_stated_error(mode):
    """3e-5 standard deviations with a table of its own."""
    shape = shapes.Pert(100, 100 + 200 * mode, 300)
    assert error(shape, exact(pert(mode))) < 3e-5


@pytest.mark.parametrize("mode", MODES)
def test_many_modes_are_blended_within_their_stated_error(mode):
    """6e-5 standard deviations where too many modes are in use."""
    crowd = [shapes.Pert(0, m, 1) for m in np.linspace(0, 1, tables.MOST_OWN + 1)]
    shape = shapes.Pert(100, 100 + 200 * mode, 300)
    assert error(shape, exact(pert(mode)), crowd) < 6e-5


def test_pert_with_another_weight():
    """Made when it is needed, with scipy."""
    assert error(shapes.Pert(100, 160, 300, 2), exact(pert(0.3, 2))) < 3e-5


@pytest.mark.parametrize("crowded", [False, True])
def test_lognormal_and_weibull(crowded):
    """Within 1e-4 standard deviations but for the last tenth of a per mille."""
    grid = np.linspace(0.1, 1, tables.MOST_OWN + 1)
    logs = [shapes.Lognormal(0, s) for s in grid] if crowded else []
    powers = [shapes.Weibull(1 / s, 1) for s in grid] if crowded else []
    pairs = [
        (shapes.Lognormal(2, 0.4321), stats.lognorm(0.4321, 0, np.exp(2)), logs),
        (shapes.Weibull(1.77, 50), stats.weibull_min(1.77, 0, 50), powers),
    ]
    for shape, distribution, crowd in pairs:
        form, forms = tables.standard(shape), [tables.standard(s) for s in crowd]
        true = exact(distribution)
        off = np.abs(looked_up(form, forms) - true)
        inside = (U > 1e-6) & (U < 1 - 1e-4)
        assert off[inside].max() / true.sd < 1e-4
        assert (off / np.maximum(true, true.sd)).max() < 2e-4


def test_shipped_tables_are_what_the_script_makes():
    """At the edge and in the middle, to the precision of float32."""
    for k in (0, 1, 40, 64):
        made = make_tables.halves(k / tables.PERT_STEPS).astype(np.float32)
        np.testing.assert_allclose(tables._pert_node(k), made, atol=1e-7)


def test_pert_mirrors():
    """A mode near the high end is one near the low end, seen from behind."""
    low, high = tables.pert_row(0.2), tables.pert_row(0.8)
    side = d.SIDE
    np.testing.assert_allclose(low[:side], 1 - high[side:], atol=1e-12)


def test_one_table_serves_all_of_one_relative_mode():
    """[5, 8, 15] and [10, 16, 30] are the same shape."""
    forms = [tables.standard(shapes.Pert(*p)) for p in ((5, 8, 15), (10, 16, 30))]
    book = tables.Book(forms)
    assert book.place(forms[0]) == book.place(forms[1])
    assert len(book.rows()) == 1


def test_scores_are_normal_quantiles():
    """Within 1e-12, both tails alike."""
    t, z = np.empty(U.size), np.empty((1, U.size))
    table, weight = normal.score_table(), np.empty(U.size)
    kernels.scores(U, t, t.view(np.uint64), weight, table, z, 0)
    true = np.concatenate([special.ndtri(TAIL), -special.ndtri(TAIL)])
    # 1 - u has lost bits that no table brings back.
    lost = 1e-16 / np.minimum(U, 1 - U) * (U > 0.5)
    assert (np.abs(z[0] - true) - lost).max() < 2e-12


def test_chances_are_the_normal_distribution():
    """Within 1e-12, and scores lead back to their chances."""
    z = np.linspace(-1, 1, 20_011)[None] * normal.score_most()
    t, weight, u = np.empty(20_011), np.empty(20_011), np.empty(20_011)
    kernels.chances(z, 0, t, weight, normal.chance_table(), u)
    np.testing.assert_allclose(u, special.ndtr(z[0]), rtol=0, atol=1e-12)
    assert (np.diff(u) > 0).all()


def test_chances_stay_inside_what_tables_hold():
    """The outermost scores are the outermost chances."""
    most = normal.score_most()
    z, u = np.array([[-most, most]]), np.empty(2)
    kernels.chances(z, 0, np.empty(2), np.empty(2), normal.chance_table(), u)
    assert (u >= d.TINY).all()
    assert (u <= 1 - d.TINY).all()
    np.testing.assert_allclose(u, [d.TINY, 1 - d.TINY], rtol=1e-6)
