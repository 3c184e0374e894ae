"""Gates: promises, each with the chance that a run must show (``--require``)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from pmrisk.errors import OptionError
from pmrisk.model.text import number, quoted, suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pmrisk.model.project import Project
    from pmrisk.outcome import Probability
    from pmrisk.result import Result

EXAMPLE = 'Write for example "finish<=2028-03-31@80"'
#: Half the width of a 95 % interval in standard errors.
_HALF_WIDTH = 1.959963984540054


class Clause(NamedTuple):
    """One promise: ``finish``, ``cost`` or an id, and what it must not exceed."""

    subject: str
    most: float | date


@dataclass(frozen=True)
class Gate:
    """Promises that must hold together in at least `level` % of the iterations."""

    text: str
    clauses: tuple[Clause, ...]
    level: float


class Verdict(NamedTuple):
    """What a run says about a gate.

    `straddles` where the interval that sampling error allows (95 %) holds the level,
    so that another seed may decide otherwise.
    """

    gate: Gate
    probability: "Probability"
    passed: bool
    straddles: bool


def parse_gate(text: str) -> Gate:
    """A gate from ``finish<=2028-03-31 & cost<=4200000 @70``.

    Raises
    ------
    OptionError
        Naming the piece that cannot be read.
    """
    promises, at, level = text.rpartition("@")
    if not at:
        raise OptionError(f"{quoted(text)} has no level. {EXAMPLE}.")
    # An id may contain "&"; between promises it has spaces, or stands after a digit.
    pieces = re.split(r"\s&\s|(?<=\d)&", promises)
    clauses = tuple(_parse_clause(piece.strip()) for piece in pieces)
    return Gate(text, clauses, _parse_level(level.strip()))


def _parse_level(piece: str) -> float:
    from pmrisk.outcome import check_level

    try:
        return check_level(number(piece.removesuffix("%").strip()))
    except ValueError:
        raise OptionError(
            f"{quoted('@' + piece)} must be a level between 0 and 100. {EXAMPLE}."
        ) from None


def _parse_clause(piece: str) -> Clause:
    subject, sign, most = (part.strip() for part in piece.partition("<="))
    if not (subject and sign and most):
        raise OptionError(
            f'{quoted(piece)} must say what must not exceed what, with "<=". {EXAMPLE}.'
        )
    if subject == "cost":
        return Clause(subject, _parse_money(most))
    return Clause(subject, parse_date(most))


def _parse_money(piece: str) -> float:
    try:
        return number(piece)
    except ValueError:
        raise OptionError(
            f"{quoted(piece)} must be an amount of money. Write for example "
            '"cost<=4_200_000@70".'
        ) from None


def parse_date(piece: str, example: str = EXAMPLE) -> date:
    """A day, or a moment in local time.

    Raises
    ------
    OptionError
        If it is neither.
    """
    from pmrisk.outcome import end_of

    try:
        day = _date(piece)
        end_of(day)  # the last day that there is has no end
    except (ValueError, OverflowError):
        raise OptionError(
            f"{quoted(piece)} must be a date in local time, 2028-03-31 or "
            f"2028-03-31T17:00. {example}."
        ) from None
    return day


def _date(piece: str) -> date:
    try:
        return date.fromisoformat(piece)
    except ValueError:
        moment = datetime.fromisoformat(piece)
    if moment.tzinfo is not None:
        raise ValueError("offsets are refused")
    return moment


def check_gates(gates: tuple[Gate, ...], project: "Project") -> None:
    """Refuse gates on what a run of `project` does not keep, before it is run.

    Raises
    ------
    OptionError
        Naming the gate, the id and the nearest one that can be gated.
    """
    known = [a.id for a in project.activities if a.is_milestone or a.deadline]
    for gate in gates:
        for clause in gate.clauses:
            if clause.subject not in ("finish", "cost", *known):
                raise OptionError(_unknown(gate, clause.subject, project, known))


def _unknown(gate: Gate, subject: str, project: "Project", known: list[str]) -> str:
    if any(activity.id == subject for activity in project.activities):
        rule = "is no milestone and has no deadline. Give it a deadline to gate it."
    else:
        hint = suggestion(subject, ["finish", "cost", *known])
        rule = f"is neither finish nor cost nor a milestone.{hint}"
    return f"--require {quoted(gate.text)}: {quoted(subject)} {rule}"


def judge(gate: Gate, result: "Result") -> Verdict:
    """Whether the share of iterations that keep all promises of `gate` reaches it."""
    from pmrisk.outcome import probability

    kept = _kept(gate.clauses[0], result)
    for clause in gate.clauses[1:]:
        kept = kept & _kept(clause, result)
    chance = probability(kept, replicated=result.replicated)
    # A level such as 12.3 is no binary fraction; a share that equals it passes.
    missing = gate.level / 100 - chance.value
    straddles = abs(missing) < _HALF_WIDTH * chance.standard_error
    return Verdict(gate, chance, missing <= 1e-12, straddles)


def _kept(clause: Clause, result: "Result") -> "NDArray[np.bool_]":
    """bool[n_iter]: whether one promise is kept."""
    if isinstance(clause.most, float):
        return result.cost.within(clause.most)
    if clause.subject == "finish":
        return result.finish.by(clause.most)
    milestones = {milestone.id: milestone for milestone in result.milestones}
    return milestones[clause.subject].finish.by(clause.most)
