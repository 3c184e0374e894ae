"""What happens to a tile beside draws and passes: small steps, one after the other.

`pmrisk.network.arrays` says what each step does. Every loop over lanes stands here
once, for each costs compilation; nothing is called, so that none is compiled again.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.network.arrays import (
    ADD,
    BOOK,
    COPY,
    DUE,
    HAPPENS,
    JOIN,
    LEAST,
    LIMIT,
    MOST,
    ONE,
    OWN,
    PER,
    PLUS,
    RESET,
    SET,
    SINCE,
    SPEND,
    STRETCH,
    TIMES,
)


@inner
def perform(
    steps: Any, begin: int, end: int, numbers: Any, masks: Any, minutes: Any,
    values: Any, ends: Any, product: Any, own: Any, cost: Any,
) -> None:  # fmt: skip
    """Steps `begin` to ``end - 1``.

    `masks`, `minutes` and `ends` are int32[..., n_lane], `values` float64[..., n_lane];
    `product`, `own` and `cost` are float64[n_lane].
    """
    for s in range(begin, end):
        code, x, y, z, w = steps[s]
        if code == HAPPENS:
            for lane in range(product.size):
                masks[x, lane] = -np.int32(values[y, lane] == z)
        elif code == JOIN:
            a, b, out = np.int32(-(w & 1)), np.int32(-(w >> 1 & 1)), np.int32(-(w >> 2))
            for lane in range(product.size):
                both = (masks[y, lane] ^ a) & (masks[z, lane] ^ b)
                masks[x, lane] = both ^ out
        elif code == DUE or code == SINCE:
            sign = np.int32(1 if code == DUE else -1)
            limit = np.int32(sign * w)
            for lane in range(product.size):
                time = np.int32(sign * np.int32(ends[y, lane] - minutes[z, lane]))
                masks[x, lane] = -np.int32(time <= limit)
        elif code == SET:
            for lane in range(product.size):
                minutes[x, lane] = y
        elif code == COPY:
            for lane in range(product.size):
                minutes[x, lane] = minutes[y, lane]
        elif code == ADD:
            least, most = np.int32(w), np.int32(LIMIT)
            for lane in range(product.size):
                total = np.int32(minutes[x, lane] + (minutes[y, lane] & masks[z, lane]))
                minutes[x, lane] = min(max(total, least), most)
        elif code == MOST:
            for lane in range(product.size):
                more = minutes[y, lane] & masks[z, lane]
                minutes[x, lane] = max(minutes[x, lane], more)
        elif code == LEAST:
            for lane in range(product.size):
                less = minutes[y, lane] & masks[z, lane]
                minutes[x, lane] = min(minutes[x, lane], less)
        elif code == ONE:
            for lane in range(product.size):
                product[lane] = 1.0
        elif code == TIMES:
            for lane in range(product.size):
                product[lane] *= values[x, lane] if masks[y, lane] else 1.0
        elif code == STRETCH:
            for lane in range(product.size):
                whole = np.floor(minutes[x, lane] * product[lane] + 0.5)
                minutes[x, lane] = min(max(whole, 0.0), LIMIT)
        elif code == OWN:
            certain, rate = numbers[x], numbers[y]
            for lane in range(product.size):
                own[lane] = certain + rate * minutes[z, lane]
        elif code == PLUS:
            for lane in range(product.size):
                own[lane] += values[x, lane]
        elif code == PER:
            scale = numbers[z]
            for lane in range(product.size):
                own[lane] += values[x, lane] * (scale * minutes[y, lane])
        elif code == SPEND:
            for lane in range(product.size):
                cost[lane] += own[lane] * product[lane] if masks[x, lane] else 0.0
        elif code == BOOK:
            for lane in range(product.size):
                values[x, lane] = own[lane] * product[lane] if masks[y, lane] else 0.0
        elif code == RESET:
            for lane in range(product.size):
                values[x, lane] = numbers[y]
