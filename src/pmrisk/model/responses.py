"""What is done about risks: which responses count, and what they leave of a risk."""

from typing import TYPE_CHECKING, Literal

from pmrisk.model.risk import Risk

if TYPE_CHECKING:
    from pmrisk.model.project import Project

#: Which responses are put into effect.
Mode = Literal["none", "adopted", "all"]
_STATUS = {"none": "proposed", "all": "adopted"}


def with_responses(project: "Project", mode: Mode) -> "Project":
    """The same project with no response, those adopted, or all of them."""
    if mode == "adopted" or not any(risk.response for risk in project.risks):
        return project
    return project.changed(risks=tuple(_set(risk, mode) for risk in project.risks))


def _set(risk: Risk, mode: Mode) -> Risk:
    if risk.response is None:
        return risk
    response = risk.response.model_copy(update={"status": _STATUS[mode]})
    return risk.model_copy(update={"response": response})


def adopted(risk: Risk) -> Risk:
    """The same risk with its response adopted; itself without one."""
    return _set(risk, "all")


def proposed(project: "Project") -> tuple[Risk, ...]:
    """The risks whose response is proposed, and could change something."""
    return tuple(
        risk
        for risk in project.risks
        if risk.response is not None
        and risk.response.status == "proposed"
        and risk.status != "closed"
    )


def is_adopted(risk: Risk) -> bool:
    """Whether its response is paid for, and changes it."""
    return risk.response is not None and risk.response.status == "adopted"


def effective(risk: Risk) -> Risk:
    """The risk as an adopted response leaves it; itself without one."""
    response = risk.response
    if response is None or response.status != "adopted":
        return risk
    left = {"probability": response.probability, "impacts": response.impacts}
    given = {key: value for key, value in left.items() if value is not None}
    return risk.model_copy(update=given)
