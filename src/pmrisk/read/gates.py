"""Quality gates in a scenario: how likely work is sent back, and which."""

from typing import Any

from pmrisk.model.quality import MOST_CYCLES, Quality
from pmrisk.model.text import whole
from pmrisk.read.estimates import estimate
from pmrisk.read.fields import (
    BAD,
    Key,
    Place,
    Record,
    good,
    identity,
    one_or_more,
    ref,
    scalar,
)
from pmrisk.read.risks import several
from pmrisk.read.scales import probability
from pmrisk.read.tree import Map

_EXAMPLE = "{first_pass: 0.7, rework: [A120, A130], effort: 0.3, cycles: 3}"


def quality(value: Any, place: Place) -> Any:
    """What makes an activity a gate, as far as it could be read."""
    found = QUALITY.read(value, place)
    if not isinstance(value, Map) or found.get("rework", ()) is BAD:
        return BAD
    return Quality.made(**{"first_pass": 0.5} | good(found))


def _rework(value: Any, place: Place) -> Any:
    """The ids of what is done again; none is a gate that only repeats itself."""
    return () if value == [] else several(identity, "[A120, A130]")(value, place)


QUALITY = Record(
    f"a mapping such as {_EXAMPLE}",
    {
        "first_pass": Key(
            probability,
            ref("chance"),
            "the chance to pass, each time; no rework then.",
            required=True,
        ),
        "rework": Key(
            _rework,
            one_or_more(ref("id")),
            "the work before it that is done again when it fails.",
        ),
        "effort": Key(
            estimate,
            ref("estimate"),
            "what repeating takes, as a share of what the work took; 1 if not given.",
        ),
        "cycles": Key(
            scalar(lambda value: whole(value, 1, MOST_CYCLES)),
            ref("number"),
            "so many failures at the most, then it passes; 1 if not given.",
        ),
    },
)
