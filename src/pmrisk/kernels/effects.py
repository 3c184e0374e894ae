"""What risks, drivers and existence do to a tile: between its draws and the passes.

Masks are int32 rows of 0 and -1. An event is such a row; a gate says whether an
activity works in a window, as it does before any risk with a window has struck.
"""

from typing import Any

import numpy as np

from pmrisk.kernels import inner
from pmrisk.kernels.lanes import copy, fill
from pmrisk.network.arrays import AND, AND_NOT, BY, LIMIT, OR


@inner
def switch_off(switches: Any, minutes: Any, values: Any) -> None:
    """Rows that are switched off at their planned value; no switches: all are on."""
    for row in range(switches.minutes.size):
        if not switches.minutes[row]:
            fill(minutes[row], switches.planned_minutes[row])
    for row in range(switches.values.size):
        if not switches.values[row]:
            for lane in range(values.shape[1]):
                values[row, lane] = switches.planned_values[row]


@inner
def occur(
    event: Any, need_first: Any, need: Any, chance: Any, masks: Any, values: Any,
    events: Any,
) -> None:  # fmt: skip
    """Which events happen, and which activities exist as far as chance decides."""
    for e in range(event.size):
        happens, value = events[e], values[event[e]]
        for lane in range(happens.size):
            happens[lane] = -np.int32(value[lane] > 0.5)
        for k in range(need_first[e], need_first[e + 1]):
            # ~n is an event that must not have happened.
            other = need[k]
            flip = np.int32(-1 if other < 0 else 0)
            before = events[~other if other < 0 else other]
            for lane in range(happens.size):
                happens[lane] &= before[lane] ^ flip
    for k in range(chance.shape[0]):
        mask, value = masks[chance[k, 0]], values[chance[k, 1]]
        for lane in range(mask.size):
            mask[lane] = -np.int32(value[lane] == chance[k, 2])


@inner
def live(life: Any, j: int, minutes: Any, ends: Any) -> None:
    """The masks that activity `j` is the first to ask for."""
    for k in range(life.first[j], life.first[j + 1]):
        code, a, b = life.deed[k, 0], life.deed[k, 2], life.deed[k, 3]
        out, limit = life.masks[life.deed[k, 1]], life.deed[k, 4]
        for lane in range(out.size):
            if code <= AND_NOT:
                one = life.masks[a, lane] if a >= 0 else np.int32(-1)
                other = life.masks[b, lane] if b >= 0 else np.int32(-1)
                if code == AND:
                    out[lane] = one & other
                elif code == OR:
                    out[lane] = one | other
                else:
                    out[lane] = one & ~other
            else:
                time = ends[a, lane] - (minutes[b, lane] if b >= 0 else 0)
                holds = time <= limit if code == BY else time >= limit
                out[lane] = -np.int32(holds)


@inner
def exist(life: Any, j: int, minutes: Any) -> None:
    """The minutes of `j`: none where it does not exist.

    An expected finish has just set them; others are drawn to a row of their own.
    """
    mask, kept = life.masks[life.mask[j]], life.kept[j]
    if kept >= 0:
        for lane in range(mask.size):
            minutes[j, lane] = minutes[kept, lane] & mask[lane]
    else:
        for lane in range(mask.size):
            minutes[j, lane] &= mask[lane]


@inner
def never_late(mask: Any, masks: Any, ends: Any, late: Any) -> None:
    """Float for what does not exist, so that it is never significant."""
    for j in range(mask.size):
        if mask[j] >= 0:
            alive = masks[mask[j]]
            for lane in range(alive.size):
                if not alive[lane]:
                    late[j, lane] = np.int32(ends[j, lane] + 1)


@inner
def where(row: Any, mask: Any, otherwise: int, out: Any) -> None:
    """`row` where a mask holds, in `out`, and a number elsewhere."""
    for lane in range(out.size):
        out[lane] = row[lane] if mask[lane] else np.int32(otherwise)


@inner
def choose(mask: Any, row: Any, other: Any, out: Any) -> None:
    """`row` where a mask holds, and `other` elsewhere."""
    for lane in range(out.size):
        out[lane] = row[lane] if mask[lane] else other[lane]


@inner
def _open(events: Any, event: int, gates: Any, gate: int, mask: Any) -> None:
    """Where an event happens and hits an activity through its gate."""
    if event >= 0:
        copy(events[event], mask)
    else:
        fill(mask, -1)
    if gate >= 0:
        for lane in range(mask.size):
            mask[lane] &= gates[gate, lane]


@inner
def _multiply(
    set_first: Any, set_factor: Any, factor: Any, number: int, judged: int,
    values: Any, events: Any, gates: Any, mask: Any, out: Any,
) -> None:  # fmt: skip
    """The product of a set of factors, in `out` (float64[n_lane])."""
    for lane in range(out.size):
        out[lane] = 1.0
    for k in range(set_first[number], set_first[number + 1]):
        one, gate = set_factor[k, 0], set_factor[k, 1]
        value, event = values[factor[one, 0]], factor[one, 1]
        if gate >= 0 and not judged:
            continue
        _open(events, event, gates, gate, mask)
        for lane in range(out.size):
            out[lane] *= value[lane] if mask[lane] else 1.0


@inner
def _delay(
    delay: Any, first: int, last: int, parallel: int, judged: int, minutes: Any,
    events: Any, gates: Any, rows: Any, duration: Any,
) -> None:  # fmt: skip
    """`duration` with delays; gains and losses apart where they act in parallel."""
    more, less, mask = rows[0], rows[1], rows[2]
    fill(more, 0)
    fill(less, 0)
    for k in range(first, last):
        by, gate = minutes[delay[k, 0]], delay[k, 2]
        if gate >= 0 and not judged:
            continue
        _open(events, delay[k, 1], gates, gate, mask)
        if parallel:
            for lane in range(more.size):
                own = by[lane] & mask[lane]
                more[lane] = max(more[lane], own)
                less[lane] = min(less[lane], own)
        else:
            for lane in range(more.size):
                total = np.int32(more[lane] + np.int32(by[lane] & mask[lane]))
                more[lane] = min(max(total, np.int32(-LIMIT)), np.int32(LIMIT))
    for lane in range(duration.size):
        total = np.int32(duration[lane] + np.int32(more[lane] + less[lane]))
        duration[lane] = min(max(total, np.int32(0)), np.int32(LIMIT))


@inner
def stretch(
    target: Any, set_first: Any, set_factor: Any, factor: Any, delay_first: Any,
    delay: Any, judged: int, minutes: Any, values: Any, events: Any, gates: Any,
    product: Any, rows: Any,
) -> None:  # fmt: skip
    """Durations times their factors, plus their delays, rounded after each step.

    At first without what has a window; once it is `judged` who works in which, those
    that have one again, with all of it.
    """
    joined = -1
    for t in range(target.shape[0]):
        base, number, own = target[t, 1], target[t, 2], target[t, 4]
        if judged and not target[t, 5]:
            continue
        duration = minutes[target[t, 0]]
        if base >= 0:
            fill(duration, base)
        elif own >= 0 and judged:
            copy(minutes[own], duration)
        elif own >= 0:
            copy(duration, minutes[own])
        if number >= 0:
            if number != joined:
                _multiply(
                    set_first, set_factor, factor, number, judged, values, events,
                    gates, rows[2], product,
                )  # fmt: skip
                joined = number
            for lane in range(duration.size):
                whole = np.floor(duration[lane] * product[lane] + 0.5)
                duration[lane] = min(max(whole, 0.0), LIMIT)
        if delay_first[t] < delay_first[t + 1]:
            _delay(
                delay, delay_first[t], delay_first[t + 1], target[t, 3], judged,
                minutes, events, gates, rows, duration,
            )  # fmt: skip


@inner
def judge(gate: Any, minutes: Any, ends: Any, gates: Any) -> None:
    """Which activities work in which windows."""
    for g in range(gates.shape[0]):
        j, begin, end = gate[g, 0], gate[g, 1], gate[g, 2]
        for lane in range(gates.shape[1]):
            finish = ends[j, lane]
            start = np.int32(finish - minutes[j, lane])
            gates[g, lane] = -np.int32((finish > begin) & (start < end))


@inner
def add_varied(
    varied: Any, money: Any, fixed_first: Any, fixed_row: Any, day_first: Any,
    day_row: Any, day_scale: Any, set_first: Any, set_factor: Any, factor: Any,
    alive: Any, masks: Any, minutes: Any, values: Any, events: Any, gates: Any,
    product: Any, own: Any, cost: Any, rows: Any,
) -> None:  # fmt: skip
    """Add to the cost what is multiplied, or not spent where it does not exist."""
    for v in range(varied.shape[0]):
        j, number, mask = varied[v, 0], varied[v, 1], rows[2]
        certain, rate, duration = money[v, 0], money[v, 1], minutes[j]
        for lane in range(own.size):
            own[lane] = certain + rate * duration[lane]
        for k in range(fixed_first[v], fixed_first[v + 1]):
            value = values[fixed_row[k]]
            for lane in range(own.size):
                own[lane] += value[lane]
        for k in range(day_first[v], day_first[v + 1]):
            value, scale = values[day_row[k]], day_scale[k]
            for lane in range(own.size):
                own[lane] += value[lane] * (scale * duration[lane])
        if number >= 0:
            _multiply(
                set_first, set_factor, factor, number, 1, values, events, gates, mask,
                product,
            )  # fmt: skip
            for lane in range(own.size):
                own[lane] *= product[lane]
        _open(masks, alive[j], gates, -1, mask)
        for lane in range(own.size):
            cost[lane] += own[lane] if mask[lane] else 0.0


@inner
def add_charges(
    charge: Any, hit_first: Any, hit: Any, masks: Any, values: Any, events: Any,
    gates: Any, cost: Any, rows: Any,
) -> None:  # fmt: skip
    """Add what events cost by themselves, where they hit something that exists."""
    struck, mask = rows[0], rows[1]
    for c in range(charge.shape[0]):
        first, last = hit_first[c], hit_first[c + 1]
        fill(struck, 0 if first < last else -1)
        for k in range(first, last):
            _open(masks, hit[k, 0], gates, hit[k, 1], mask)
            for lane in range(struck.size):
                struck[lane] |= mask[lane]
        _open(events, charge[c, 1], gates, -1, mask)
        value = values[charge[c, 0]]
        for lane in range(struck.size):
            cost[lane] += value[lane] if struck[lane] & mask[lane] else 0.0
