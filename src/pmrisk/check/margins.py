"""Hidden margins: buffers that a plan holds as if they were work."""

import re
from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.means import is_loaded
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.text import quoted

# What buffers are called in English, German, French, Spanish, Italian and Dutch; German
# puts before it what the buffer is for (Zeitpuffer, Risikoreserve). What it is for may
# follow, another thing may not: a buffer tank, a contingency plan, reserve a room.
_NAME = re.compile(
    r"\b(?:buffers?|contingenc(?:y|ies)|reserves?|margins?|\w*puffer(?:zeit)?"
    r"|(?:zeit|termin|risiko|projekt|bau)reserven?|marges?|réserves?|colchón|holgura"
    r"|margine|(?:weather|risk|schedule|time|project) (?:floats?|allowances?))"
    r"(?:[ -](?:time|zeit|period|allowance|days?|weeks?|activity|task))?"
    r"\s*(?:$|[-–:,;(/\[\d]|(?:for|before|after|until|of|to|on|in|at|vor|für|bis|nach"
    r"|avant|pour|antes|para|per|voor)\b)",
    re.IGNORECASE,
)
# Words before it by which it is work on a buffer.
_WORK = re.compile(
    r"\b(?:calculate|agree|install|build|design|order|move|erect|remove|review|check"
    r"|approve|release|test|procure|deliver|fill)\b",
    re.IGNORECASE,
)


def hidden_margin(view: View) -> Iterator[Finding]:
    """Buffers among the work: they hide contingency, and delay what follows them.

    A margin has neither resources nor a cost, and is called by what it is.
    """
    for activity in view.tasks:
        if _is_buffer(activity) and view.planned_days(activity) > 0:
            yield finding(
                "hidden-margin",
                activity,
                f"{quoted(activity.name)} reads as a buffer. As work it comes on top "
                "of the risks that it is for: say margin: true, so that it is taken "
                "out and told, or rename it.",
            )


def _is_buffer(activity: Activity) -> bool:
    found = _NAME.search(activity.name)
    return bool(found) and not (is_loaded(activity) or _WORK.search(activity.name))
