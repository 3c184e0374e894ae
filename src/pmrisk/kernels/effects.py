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
def occur(effects: Any, life: Any, values: Any, events: Any) -> None:
    """Which events happen, and which activities exist as far as chance decides."""
    for e in range(effects.event.size):
        happens, value = events[e], values[effects.event[e]]
        for lane in range(happens.size):
            happens[lane] = -np.int32(value[lane] > 0.5)
        for k in range(effects.need_first[e], effects.need_first[e + 1]):
            # ~n is an event that must not have happened.
            other = effects.need[k]
            flip = np.int32(-1 if other < 0 else 0)
            before = events[~other if other < 0 else other]
            for lane in range(happens.size):
                happens[lane] &= before[lane] ^ flip
    for k in range(life.chance.shape[0]):
        mask, value = life.masks[life.chance[k, 0]], values[life.chance[k, 1]]
        for lane in range(mask.size):
            mask[lane] = -np.int32(value[lane] == life.chance[k, 2])


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
def never_late(life: Any, ends: Any, late: Any) -> None:
    """Float for what does not exist, so that it is never significant."""
    for j in range(life.mask.size):
        if life.mask[j] >= 0:
            mask = life.masks[life.mask[j]]
            for lane in range(mask.size):
                if not mask[lane]:
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
    effects: Any, number: int, judged: bool, values: Any, work: Any, mask: Any
) -> None:
    """The product of a set of factors, in `work.factor` (float64[n_lane])."""
    out = work.factor
    for lane in range(out.size):
        out[lane] = 1.0
    for k in range(effects.set_first[number], effects.set_first[number + 1]):
        factor, gate = effects.set_factor[k, 0], effects.set_factor[k, 1]
        value, event = values[effects.factor[factor, 0]], effects.factor[factor, 1]
        if gate >= 0 and not judged:
            continue
        _open(work.events, event, work.gates, gate, mask)
        for lane in range(out.size):
            out[lane] *= value[lane] if mask[lane] else 1.0


@inner
def _delay(
    effects: Any, t: int, judged: bool, minutes: Any, work: Any, rows: Any
) -> None:
    """Delays of target `t`, gains and losses apart where they act in parallel."""
    parallel, more, less, mask = effects.target[t, 3], rows[0], rows[1], rows[2]
    fill(more, 0)
    fill(less, 0)
    for k in range(effects.delay_first[t], effects.delay_first[t + 1]):
        delay, gate = minutes[effects.delay[k, 0]], effects.delay[k, 2]
        if gate >= 0 and not judged:
            continue
        _open(work.events, effects.delay[k, 1], work.gates, gate, mask)
        for lane in range(more.size):
            by = delay[lane] & mask[lane]
            if parallel:
                more[lane] = max(more[lane], by)
                less[lane] = min(less[lane], by)
            else:
                total = np.int32(more[lane] + by)
                more[lane] = min(max(total, np.int32(-LIMIT)), np.int32(LIMIT))
    duration = minutes[effects.target[t, 0]]
    for lane in range(duration.size):
        total = np.int32(duration[lane] + np.int32(more[lane] + less[lane]))
        duration[lane] = min(max(total, np.int32(0)), np.int32(LIMIT))


@inner
def stretch(
    effects: Any, judged: bool, minutes: Any, values: Any, work: Any, rows: Any
) -> None:
    """Durations times their factors, plus their delays, rounded after each step.

    At first without what has a window; once it is `judged` who works in which, those
    that have one again, with all of it.
    """
    joined = -1
    for t in range(effects.target.shape[0]):
        row, base, number = (
            effects.target[t, 0], effects.target[t, 1], effects.target[t, 2],
        )  # fmt: skip
        own, windowed = effects.target[t, 4], effects.target[t, 5]
        if judged and not windowed:
            continue
        duration = minutes[row]
        if base >= 0:
            fill(duration, base)
        elif own >= 0 and judged:
            copy(minutes[own], duration)
        elif own >= 0:
            copy(duration, minutes[own])
        if number >= 0:
            if number != joined:
                _multiply(effects, number, judged, values, work, rows[2])
                joined = number
            for lane in range(duration.size):
                whole = np.floor(duration[lane] * work.factor[lane] + 0.5)
                duration[lane] = min(max(whole, 0.0), LIMIT)
        if effects.delay_first[t] < effects.delay_first[t + 1]:
            _delay(effects, t, judged, minutes, work, rows)


@inner
def judge(effects: Any, minutes: Any, ends: Any, gates: Any) -> None:
    """Which activities work in which windows."""
    for g in range(gates.shape[0]):
        j, begin, end = effects.gate[g, 0], effects.gate[g, 1], effects.gate[g, 2]
        for lane in range(gates.shape[1]):
            finish = ends[j, lane]
            start = np.int32(finish - minutes[j, lane])
            gates[g, lane] = -np.int32((finish > begin) & (start < end))


@inner
def add_varied(
    effects: Any, life: Any, minutes: Any, values: Any, work: Any, rows: Any
) -> None:
    """Add to the cost what is multiplied, or not spent where it does not exist."""
    own, mask = work.own_cost, rows[2]
    for v in range(effects.varied.shape[0]):
        j, number = effects.varied[v, 0], effects.varied[v, 1]
        certain, rate = effects.varied_money[v, 0], effects.varied_money[v, 1]
        duration = minutes[j]
        for lane in range(own.size):
            own[lane] = certain + rate * duration[lane]
        for k in range(effects.fixed_first[v], effects.fixed_first[v + 1]):
            value = values[effects.fixed_row[k]]
            for lane in range(own.size):
                own[lane] += value[lane]
        for k in range(effects.day_first[v], effects.day_first[v + 1]):
            value, scale = values[effects.day_row[k]], effects.day_scale[k]
            for lane in range(own.size):
                own[lane] += value[lane] * (scale * duration[lane])
        if number >= 0:
            _multiply(effects, number, True, values, work, mask)
            for lane in range(own.size):
                own[lane] *= work.factor[lane]
        if life.mask[j] >= 0:
            copy(life.masks[life.mask[j]], mask)
        else:
            fill(mask, -1)
        for lane in range(own.size):
            work.cost[lane] += own[lane] if mask[lane] else 0.0


@inner
def add_charges(effects: Any, life: Any, values: Any, work: Any, rows: Any) -> None:
    """Add what events cost by themselves, where they hit something that exists."""
    hit, mask = rows[0], rows[1]
    for c in range(effects.charge.shape[0]):
        first, last = effects.hit_first[c], effects.hit_first[c + 1]
        fill(hit, 0 if first < last else -1)
        for k in range(first, last):
            alive, gate = effects.hit[k, 0], effects.hit[k, 1]
            _open(life.masks, alive, work.gates, gate, mask)
            for lane in range(hit.size):
                hit[lane] |= mask[lane]
        _open(work.events, effects.charge[c, 1], work.gates, -1, mask)
        value = values[effects.charge[c, 0]]
        for lane in range(hit.size):
            work.cost[lane] += value[lane] if hit[lane] & mask[lane] else 0.0
