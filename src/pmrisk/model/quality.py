"""Quality gates: a check that may fail, and send work back."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from pmrisk.model.estimate import Estimate
from pmrisk.model.value import Value

#: More failures in a row than this are refused: each is compiled on its own.
MOST_CYCLES = 20


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


class Quality(Value):
    """What makes an activity a gate that its work may not pass.

    It passes at first with probability `first_pass`. Each failure has the `rework`
    done again, every activity of it at `effort` times what it took, and then the gate
    itself, which passes with the same probability; after `cycles` failures it passes in
    any case. `effort` is a share of the work: 1 is all of it.
    """

    first_pass: float = Field(ge=0, le=1)
    rework: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    effort: Annotated[Estimate, BeforeValidator(Estimate.of)] = Estimate.fixed(1)
    cycles: int = 1
