"""Make the shipped PERT tables: ``python -m pmrisk.sampling.make_tables [FILE]``.

Quantiles of the beta with parameters 1 + 4m and 5 - 4m at relative modes m = 0, 1/128
... 1/2 (the others are mirror images), in float32: off by at most 3e-8 of the range.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.special import betaincinv

from pmrisk.sampling.draws import Float64
from pmrisk.sampling.tables import CHANCES, PERT_STEPS, PERT_WEIGHT


def halves(mode: float) -> Float64:
    """float64[2, 2049]: the exact quantiles of both tails at one relative mode."""
    alpha, beta = 1 + PERT_WEIGHT * mode, 1 + PERT_WEIGHT * (1 - mode)
    lower = betaincinv(alpha, beta, CHANCES)
    return np.stack([lower, 1 - betaincinv(beta, alpha, CHANCES)])


def main(path: Path) -> None:
    """Write the tables to `path`."""
    modes = np.arange(PERT_STEPS // 2 + 1) / PERT_STEPS
    quantiles = np.array([halves(mode) for mode in modes], np.float32)
    np.savez_compressed(path, quantiles=quantiles)


if __name__ == "__main__":
    default = Path(__file__).with_name("pert.npz")
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
