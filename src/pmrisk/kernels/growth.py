"""How prices grow: logarithms and powers by series, for machines without fast ones."""

from pmrisk.kernels import inner

#: Minutes of a year of 365.25 days.
YEAR = 525_960.0
# With |z| <= 1/3 the first term left out is 9**-17 / 35.
_TERMS = 17
# A division takes as long as five products.
_ONE = tuple(1.0 / max(k, 1) for k in range(9))
# Exponents up to 140 (200 years at 100 %) are halved until below 0.07.
_HALVINGS = 11


@inner
def growth_rate(rate: float) -> float:
    """ln(1 + rate) a minute, for a rate a year between -50 % and 100 %.

    ln((1 + z)/(1 - z)) = 2 (z + z**3/3 + z**5/5 + ...), with z = rate / (2 + rate).
    """
    z = rate / (2.0 + rate)
    square, total = z * z, 0.0
    for k in range(_TERMS - 1, -1, -1):
        total = total * square + 1.0 / (2 * k + 1)
    return 2.0 * z * total / YEAR


@inner
def growth(exponent: float) -> float:
    """Exp of an exponent between -140 and 140.

    Of p = exp(y) - 1 for a small y, exp(2 y) - 1 is p (p + 2): so that small growth
    keeps its digits.
    """
    y = abs(exponent) / (1 << _HALVINGS)
    p = 1.0 + y * _ONE[8]
    for k in range(7, 1, -1):
        p = 1.0 + y * _ONE[k] * p
    p *= y
    for _ in range(_HALVINGS):
        p = p * (p + 2.0)
    return 1.0 / (1.0 + p) if exponent < 0 else 1.0 + p


@inner
def grown(rate: float, minutes: float) -> float:
    """The integral of exp(rate t) from 0 to some minutes of at most a month.

    (exp(x) - 1) / rate = t (1 + x/2 (1 + x/3 (...))) with x = rate t, to the power that
    the tables of `pmrisk.network.segments` hold.
    """
    x = rate * minutes
    total = 1.0 + x * _ONE[6]
    for k in range(5, 1, -1):
        total = 1.0 + x * _ONE[k] * total
    return minutes * total
