"""From backlogs to arrays that the kernel which burns them down reads."""

from collections.abc import Sequence

import numpy as np

from pmrisk.network.arrays import Source
from pmrisk.network.backlogs import Burndown
from pmrisk.sampling.compile import compile_draws
from pmrisk.sampling.draws import Backlogs, frozen


def compile_backlogs(burndowns: Sequence[Burndown], seed: int) -> Backlogs:
    """The backlogs under a 64-bit `seed`.

    The throughput of a period is an independent draw under every sampling: a sequence
    of low discrepancy would need a dimension for each period.
    """
    sources = [
        Source(each.stream, each.throughput, False, k, False)
        for k, each in enumerate(burndowns)
    ]
    draws = compile_draws(sources, [], seed=seed, sampling="monte_carlo", iterations=1)
    parts = [part for each in burndowns for part in each.parts]
    return Backlogs(
        throughput=draws,
        row=frozen([each.row for each in burndowns], np.int32),
        every=frozen([each.every for each in burndowns], np.float64),
        most=frozen([each.most for each in burndowns], np.int32),
        left=frozen([each.left for each in burndowns], np.float64),
        split=frozen([each.split for each in burndowns], np.int32),
        first=frozen(np.cumsum([0, *(len(b.parts) for b in burndowns)]), np.int32),
        part=frozen([row for _, row in parts], np.int32),
        times=frozen([times for times, _ in parts], np.float64),
        scratch=None,
    )
