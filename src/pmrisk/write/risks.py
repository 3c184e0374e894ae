"""Risks, drivers and branches as items of a scenario."""

from collections.abc import Iterator

from pmrisk.model.dates import written
from pmrisk.model.project import Project
from pmrisk.model.risk import Branch, Driver, Impact, Response, Risk, Window
from pmrisk.write.estimates import estimate
from pmrisk.write.yaml import entry, listed, mapped, number, text

_TEXTS = ("name", "description", "cause")
_GROUPS = ("owner", "category")


def risks(project: Project) -> Iterator[str]:
    """The lines of all risks, each with one key a line."""
    if project.risks:
        yield "risks:"
    for risk in project.risks:
        yield from _risk(risk, project.defaults.shape)


def drivers(project: Project) -> Iterator[str]:
    """The lines of all drivers, each on one line."""
    if project.drivers:
        yield "drivers:"
    for driver in project.drivers:
        yield f"  - {mapped(_driver(driver, project.defaults.shape))}"


def branches(project: Project) -> Iterator[str]:
    """The lines of all branches, each on one line."""
    if project.branches:
        yield "branches:"
    for branch in project.branches:
        parts = {"after": text(branch.after), "choose": mapped(_choose(branch))}
        yield f"  - {mapped(parts)}"


def _choose(branch: Branch) -> dict[str, str]:
    return {
        name: text(chosen) if isinstance(chosen, str) else number(chosen)
        for name, chosen in branch.choose.items()
    }


def _risk(risk: Risk, shape: str) -> Iterator[str]:
    yield f"  - id: {text(risk.id)}"
    for key in _TEXTS:
        if said := getattr(risk, key):
            yield f"    {key}: {text(said)}"
    if risk.status == "open" or risk.probability != 1:
        yield f"    probability: {number(risk.probability)}"
    if risk.impacts:
        yield "    impacts:"
    for impact in risk.impacts:
        yield f"      - {_impact(impact, shape)}"
    for key in ("requires", "excludes"):
        if names := getattr(risk, key):
            yield f"    {key}: {listed(map(text, names))}"
    if risk.window is not None:
        yield f"    window: {_window(risk.window)}"
    if risk.status != "open":
        yield f"    status: {risk.status}"
    if risk.response is not None:
        yield from entry("response", _response(risk.response, shape), "    ")
    for key, said in _groups(risk).items():
        yield f"    {key}: {said}"


def _impact(impact: Impact, shape: str) -> str:
    parts = {"on": _on(impact.on)}
    for key in ("delay", "factor", "cost"):
        if (given := getattr(impact, key)) is not None:
            # Its calendars may differ, so that its times keep their units.
            parts[key] = estimate(given, None, shape)
    if impact.each != "once":
        parts["each"] = impact.each
    if impact.applies_to != "duration":
        parts["applies_to"] = impact.applies_to
    return mapped(parts)


def _on(names: tuple[str, ...]) -> str:
    return text(names[0]) if len(names) == 1 else listed(map(text, names))


def _window(window: Window) -> str:
    return text(f"{written(window.start)}..{written(window.finish, finish=True)}")


def _response(response: Response, shape: str) -> dict[str, str]:
    parts = {"name": text(response.name)} if response.name else {}
    if response.cost is not None:
        parts["cost"] = estimate(response.cost, None, shape)
    if response.probability is not None:
        parts["probability"] = number(response.probability)
    if response.impacts is not None:
        parts["impacts"] = listed(_impact(each, shape) for each in response.impacts)
    if response.status != "proposed":
        parts["status"] = response.status
    return parts


def _driver(driver: Driver, shape: str) -> dict[str, str]:
    parts = {"id": text(driver.id)}
    if driver.name:
        parts["name"] = text(driver.name)
    parts["factor"] = estimate(driver.factor, None, shape)
    parts["on"] = _on(driver.on)
    if driver.probability != 1:
        parts["probability"] = number(driver.probability)
    if driver.applies_to != "duration":
        parts["applies_to"] = driver.applies_to
    return parts | _groups(driver)


def _groups(source: Risk | Driver) -> dict[str, str]:
    """Who answers for it, and its group."""
    given = {key: getattr(source, key) for key in _GROUPS}
    return {key: text(said) for key, said in given.items() if said}
