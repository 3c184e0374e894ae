"""Decisions about risks: a response that was proposed is adopted."""

from typing import TYPE_CHECKING

from pmrisk.errors import PmriskError
from pmrisk.model.text import quoted, suggestion

if TYPE_CHECKING:
    from pmrisk.model.project import Project


def adopt(project: "Project", ids: tuple[str, ...]) -> "Project":
    """The same project, in which the responses to these risks are adopted.

    Raises
    ------
    PmriskError
        If one of them is no risk, or has no response.
    """
    by_id = {risk.id: risk for risk in project.risks}
    for id in ids:
        if id not in by_id:
            hint = suggestion(id, by_id) or _known(list(by_id))
            raise PmriskError(f"{quoted(id)} is not a risk.{hint}")
        response = by_id[id].response
        if response is None:
            raise PmriskError(
                f"risk {quoted(id)} has no response that could be adopted. Give it one."
            )
        taken = response.model_copy(update={"status": "adopted"})
        by_id[id] = by_id[id].model_copy(update={"response": taken})
    return project.changed(risks=tuple(by_id[risk.id] for risk in project.risks))


def _known(ids: list[str]) -> str:
    """What risks there are, if they are few."""
    if not ids:
        return " The project has no risks."
    return f" There is {', '.join(map(quoted, ids))}." if len(ids) <= 6 else ""
