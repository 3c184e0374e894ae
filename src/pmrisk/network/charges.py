"""What risks and drivers do to money, as steps: shares of costs, and charges.

Costs of an activity are counted one by one where a factor multiplies them or where it
may not exist; what an event costs by itself is paid where it hits something.
"""

from collections.abc import Mapping, Sequence

from pmrisk.network.arrays import BOOK, ONE, OWN, PER, PLUS, SPEND
from pmrisk.network.costs import Terms
from pmrisk.network.effects import Effects
from pmrisk.network.frame import Frame
from pmrisk.network.influences import Charge
from pmrisk.network.life import Lives
from pmrisk.network.rows import Rows
from pmrisk.network.steps import ALWAYS, AND, OR, Step


def plan_effects(
    frame: Frame, rows: Rows, lives: Lives, terms: Sequence[Terms],
    paid: Mapping[int, int],
) -> Effects:  # fmt: skip
    """The effects of all risks and drivers, with a row for every quantity.

    `paid` are the rows of what is paid by other minutes than its own.
    """
    found = Effects(frame, rows, lives)
    found.add_events()
    found.add_durations()
    add_costs(found, terms, paid)
    return found


def add_costs(
    effects: Effects, terms: Sequence[Terms], paid: Mapping[int, int]
) -> None:
    """What is multiplied, what may not be spent, and what events cost."""
    frame, alive = effects.frame, effects.lives.alive
    steps = effects.program.costs
    for j, activity in enumerate(frame.activities):
        # What is done again costs as much more as what it repeats.
        of = frame.origin(activity)
        factors = effects.factors(frame.influences.cost.get(of, []))
        if terms[j].are_any and (factors or alive[j] != ALWAYS):
            effects.varied.add(j)
            steps += effects.product(factors, frame.position[of], judged=True)
            steps += _share(effects, j)
            steps += _own_cost(effects, paid.get(j, j), terms[j])
            steps.append((SPEND, alive[j]))
    none = effects.program.number(0.0)
    for charge in frame.influences.charges:
        struck = _struck(effects, charge)
        row, planned = _row(effects, charge)
        booked = effects.booked[charge.key] = effects.rows.constant(planned)
        steps += [(OWN, none, none, 0), (ONE,), (PLUS, row), (SPEND, struck)]
        steps.append((BOOK, booked, struck))


def _share(effects: Effects, j: int) -> list[Step]:
    """Keep how much of an activity's cost is spent."""
    number = effects.program.number
    row = effects.shares[j] = effects.rows.constant(1.0)
    return [(OWN, number(1.0), number(0.0), j), (BOOK, row, effects.lives.alive[j])]


def _own_cost(effects: Effects, time: int, own: Terms) -> list[Step]:
    """What an activity costs that is paid by the minutes in row `time`."""
    number = effects.program.number
    return [
        (OWN, number(own.certain), number(own.rate), time),
        *((PLUS, row) for row in own.fixed),
        *((PER, row, time, number(scale)) for row, scale in own.days),
    ]


def _row(effects: Effects, charge: Charge) -> tuple[int, float]:
    """The row of what a charge costs, and what it costs in the plan."""
    estimate, planned = charge.estimate, charge.estimate.planned(None)
    events = effects.frame.influences.events
    happens = charge.event is None or any(
        each.planned for each in events if each.id == charge.event
    )
    if not estimate.uncertain:
        return effects.rows.constant(planned), planned * happens
    row = effects.rows.add_value(
        charge.name, estimate.resolve(None), planned, of=charge.of, kind="risk"
    )
    return row, planned * happens


def _struck(effects: Effects, charge: Charge) -> int:
    """Where an event happens and one of its activities is there to be hit."""
    joined, steps = effects.program.joined, effects.program.costs
    hit: int | None = None
    for name in charge.on:
        j = effects.frame.position[name]
        there = effects.through(ALWAYS, j, charge.window)
        there = joined(steps, AND, there, effects.lives.alive[j])
        hit = there if hit is None else joined(steps, OR, hit, there)
    event = effects.mask(charge)
    return joined(steps, AND, event, ALWAYS if hit is None else hit)
