"""Hidden margins: buffers that a plan holds as if they were work."""

import re
from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.means import is_loaded
from pmrisk.check.view import View, finding
from pmrisk.model.activity import Activity
from pmrisk.model.text import quoted

# What buffers are called in English, German, French, Spanish, Italian and Dutch; German
# puts before it what the buffer is for (Zeitpuffer, Risikoreserve).
_NAME = re.compile(
    r"\b(?:buffer(?:s|time|zeit)?|contingenc(?:y|ies)|reserves?|margins?|cushion|padding"
    r"|slack|float|\w*puffer(?:zeit)?|(?:zeit|termin|risiko|projekt|bau)reserven?"
    r"|marges?|réserves?|colchón|holgura|margine)\b",
    re.IGNORECASE,
)
# Words beside it by which it is real work: a buffer tank, a contingency plan.
_WORK = re.compile(
    r"\b(?:plan|plans|planning|planung|tanks?|pumps?|pumpe|stores?|storage|stock|zones?"
    r"|parts?|rooms?|site|sites|fund|funds|capacity|generator|power|batter(?:y|ies)"
    r"|overflow|solution|pool|glass|valves?|switch|test|tests|testing|analysis|review"
    r"|calculate|agree|install|build|design|order|move|erect|remove)\b",
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
