"""Logic that surprises, and relationships that hide what they mean."""

from collections.abc import Iterator

from pmrisk.check.finding import Finding
from pmrisk.check.thresholds import FINISH_TO_START, LONG, TOLERATED
from pmrisk.check.view import View, finding

#: So many predecessors, each on time with P80, are all on time in 1 case of 10.
MERGING = 10


def reverse_critical(view: View) -> Iterator[Finding]:
    """Activities driven by their finish that drive others by their start.

    Stretching such an activity pulls its start, and what follows it, earlier (Wiest
    1981, "reverse critical").
    """
    for activity in view.tasks:
        pushed = view.entering[activity.id] & {"FF", "SF"}
        pulls = view.leaving[activity.id] & {"SS", "SF"}
        if pushed and pulls:
            yield finding(
                "reverse-critical",
                activity,
                f"{' and '.join(sorted(pushed))} drives its finish and "
                f"{' and '.join(sorted(pulls))} leaves its start, so that longer work "
                "can mean an earlier project. Split it, or use FS.",
            )


def lead(view: View) -> Iterator[Finding]:
    """Relationships with a negative lag: work on what does not exist yet."""
    for tie in view.open_ties:
        if tie.lag < 0:
            yield finding(
                "lead",
                tie.successor,
                f"{tie} has a lead of {_days(-tie.lag)}, so that it counts back from "
                "a moment that is not known yet. Split the predecessor where the work "
                "can begin, or use SS.",
            )


def long_lag(view: View) -> Iterator[Finding]:
    """Lags of more than two months: work that the plan does not show."""
    for tie in view.open_ties:
        if tie.lag > LONG:
            yield finding(
                "long-lag",
                tie.successor,
                f"{tie} has a lag of {_days(tie.lag)}, more than {LONG}. Make what "
                "happens meanwhile an activity, which can have a range and an owner.",
            )


def many_lags(view: View) -> Iterator[Finding]:
    """More than a few relationships wait without saying what for."""
    lags = sum(tie.lag > 0 for tie in view.open_ties)
    if 100 * lags > TOLERATED * len(view.open_ties):
        yield finding(
            "many-lags",
            "relationships",
            f"{lags:,} of {len(view.open_ties):,} have a lag, more than {TOLERATED} %. "
            "Make activities of those that stand for work.",
            "info",
        )


def start_to_finish(view: View) -> Iterator[Finding]:
    """Relationships that are most often meant the other way round."""
    for tie in view.open_ties:
        if tie.link.kind == "SF":
            yield finding(
                "start-to-finish",
                tie.successor,
                f"{tie}: it may finish once its predecessor has started, which is "
                "rarely meant. Use FS the other way round, unless it is a stand-by.",
            )


def few_finish_to_start(view: View) -> Iterator[Finding]:
    """Finish-to-start relationships are not the rule."""
    plain = sum(tie.link.kind == "FS" for tie in view.open_ties)
    if 100 * plain < FINISH_TO_START * len(view.open_ties):
        yield finding(
            "few-finish-to-start",
            "relationships",
            f"{plain:,} of {len(view.open_ties):,} are FS, fewer than "
            f"{FINISH_TO_START} %. Where overlap is meant as a sequence of parts, "
            "split the activities.",
            "info",
        )


def merge_hotspot(view: View) -> Iterator[Finding]:
    """Activities where so many paths meet that one of them is always late."""
    for activity in view.open:
        waiting = sum(
            not view.by_id[link.predecessor].is_complete for link in activity.after
        )
        if waiting >= MERGING:
            yield finding(
                "merge-hotspot",
                activity,
                f"it waits for {waiting} unfinished activities. If each is on time in "
                f"80 % of cases, and by itself, all are in {_together(waiting)} %. "
                "Keep a buffer before it, and watch what drives it.",
                "info",
            )


def _together(count: int) -> str:
    return f"{100 * 0.8**count:.2g}"


def _days(value: float) -> str:
    return f"{value:.3g} working {'day' if value == 1 else 'days'}"
