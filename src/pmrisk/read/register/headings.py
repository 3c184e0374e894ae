"""The usual names of a register's columns, and what each of them holds."""

import re
from typing import NamedTuple

from pmrisk.read.tables.headings import normal

#: What a column may hold.
FIELDS = {
    "id": "what others call the risk.",
    "name": "what may happen.",
    "description": "more about it.",
    "cause": "why it may happen.",
    "type": "threat or opportunity.",
    "category": "a group of your own.",
    "owner": "who answers for it.",
    "status": "open, occurred or closed.",
    "probability": "the chance that it happens, or a word for it.",
    "on": "the activities that it hits.",
    "each": "once or separately.",
    "impact": "a word for the impact, or days of delay.",
    "delay": "days of delay, or a word for them.",
    "delay_low": "days of delay at best.",
    "delay_mode": "days of delay most likely.",
    "delay_high": "days of delay at worst.",
    "cost": "money, or a word for it.",
    "cost_low": "money at best.",
    "cost_mode": "money most likely.",
    "cost_high": "money at worst.",
    "requires": "risks that must have happened before.",
    "excludes": "risks that must not have happened.",
    "window": "when it can strike: 2027-11-01..2028-03-01.",
    "response": "what could be done about it.",
    "response_status": "proposed or adopted.",
    "response_cost": "what the response costs.",
    "residual_probability": "the chance that is left then.",
    "residual_impact": "a word for the impact that is left.",
    "residual_delay": "days of delay that are left.",
    "residual_delay_low": "the same at best.",
    "residual_delay_mode": "the same most likely.",
    "residual_delay_high": "the same at worst.",
    "residual_cost": "money that is left.",
    "residual_cost_low": "the same at best.",
    "residual_cost_mode": "the same most likely.",
    "residual_cost_high": "the same at worst.",
}
#: Names of a whole heading, as `normal` writes them. The first name is the most usual.
_NAMES = {
    "id": "riskid id riskno risknr risknumber riskref riskreference riskcode ref refno "
    "reference no nr num number # uid code key risikoid risikonr risikonummer "
    "identifiant numero idriesgo idrisque",
    "name": "risk risktitle riskname riskevent title name event headline summary "
    "risksummary threat threatopportunity shortdescription risiko risikobezeichnung "
    "risikoname bezeichnung titel risque titre nom riesgo titulo nombre",
    "description": "description riskdescription details riskdetails riskstatement "
    "statement beschreibung risikobeschreibung descriptiondurisque descripcion "
    "descripciondelriesgo",
    "cause": "cause causes riskcause rootcause rootcauses source risksource ursache "
    "ursachen causa causas",
    "type": "threatoropportunity risktype type nature art risikoart",
    "category": "category riskcategory rbs rbscode riskarea kategorie risikokategorie "
    "categorie categoria",
    "owner": "riskowner owner responsible responsibleperson accountable manager "
    "riskmanager verantwortlich verantwortlicher risikoverantwortlicher eigner "
    "proprietaire responsable propietario",
    "status": "riskstatus status state risikostatus zustand statut estado",
    "on": "affectedactivities affectedactivity impactedactivities impactedtasks "
    "affectedtasks affectedtask activities activity activityids activityid tasks task "
    "taskids taskid affects affected appliesto linkedactivities on affectedwbs wbs "
    "wbselement workpackages workpackage betroffenevorgange betroffenevorgaenge "
    "vorgange activitesaffectees activites actividadesafectadas actividades",
    "each": "each oncepractivity onceorseparately",
    "requires": "requires requiredrisks dependson precondition",
    "excludes": "excludes excludedrisks",
    "window": "window riskwindow activewindow timewindow",
    "response": "response riskresponse responseplan responseaction responseactions "
    "mitigation mitigationplan mitigationaction mitigationactions mitigationmeasure "
    "mitigationmeasures treatment treatmentplan action actions actionplan measure "
    "measures control controls massnahme massnahmen gegenmassnahme gegenmassnahmen "
    "reponse mesure mesures respuesta respuestas strategy responsestrategy "
    "responsetype",
    "response_status": "responsestatus mitigationstatus treatmentstatus actionstatus "
    "massnahmenstatus",
}
_BY_NAME = {
    each: (field, rank)
    for field, names in _NAMES.items()
    for rank, each in enumerate(names.split())
}
#: Names of the column of activities that hold WBS elements.
WBS = {"affectedwbs", "wbs", "wbselement", "workpackage", "workpackages"}
_WORDS = {
    "residual": "residual post mitigated postmitigation after target remaining rest "
    "restlich residuel residuelle",
    "before": "pre premitigation initial inherent gross current before unmitigated "
    "original brutto",
    "probability": "probability likelihood prob chance p frequency "
    "eintrittswahrscheinlichkeit wahrscheinlichkeit probabilite vraisemblance "
    "probabilidad",
    "impact": "impact impacts consequence consequences severity auswirkung "
    "auswirkungen schadensausmass impacto consecuencia gravite",
    "delay": "delay delays schedule time duration verzug verzogerung termin dauer "
    "retard delai retraso plazo demora",
    "cost": "cost costs money financial kosten cout couts coste costes costo costos",
    "low": "low lo min minimum optimistic best niedrig minimal optimistisch bas",
    "mode": "likely ml mode modal likeliest mostlikely wahrscheinlich realistic",
    "high": "high hi max maximum pessimistic worst hoch maximal pessimistisch haut",
    "response": "response mitigation treatment action actions measure massnahme "
    "massnahmen",
    "": "of in the on most case estimate estimated est value rating level score risk "
    "event occurrence if scale if it occurs point",
}
_ROLES = {each: role for role, words in _WORDS.items() for each in words.split()}
#: Words of a heading below which numbers may be steps.
_RATED = {
    "rating", "level", "score", "scale",
    *_WORDS["impact"].split(), *_WORDS["probability"].split(),
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_TIME_UNITS = {
    "": "d day days workingday workingdays wd tage tag jours jour dias dia",
    "h": "h hr hrs hour hours stunden heures horas",
    "w": "w wk wks week weeks wochen semaines semanas",
}
_TIMES = {each: unit for unit, words in _TIME_UNITS.items() for each in words.split()}
_PERCENT = {"percent", "pct"}
_THOUSANDS = {"k", "t", "thousand", "thousands", "000", "tsd", "teur", "keur", "kusd"}
_MILLIONS = {"m", "mn", "mio", "million", "millions", "meur", "musd"}
_CURRENCIES = {
    "eur", "usd", "gbp", "chf", "jpy", "cny", "inr", "cad", "aud", "sek", "nok", "dkk",
    "pln", "czk", "brl", "mxn", "zar", "sgd", "aed", "sar", "teur", "keur", "kusd",
    "meur", "musd",
}  # fmt: skip


class Heading(NamedTuple):
    """What a column holds, how usual its name is for that (0 most), and its unit.

    `unit` is that of time, `scale` what money is counted in (1000 for thousands).
    `percent` says whether the heading does, `rated` whether numbers may be steps of a
    scale.
    """

    field: str
    rank: int = 0
    unit: str = ""
    scale: float = 1.0
    percent: bool = False
    rated: bool = False


def heading(text: str) -> Heading | None:
    """What the column of this heading holds; None where its name is not usual."""
    for whole in (text, _BRACKETS.sub(" ", text)):
        if (name := normal(whole)) in _BY_NAME:
            return Heading(*_BY_NAME[name])
    inside = _words(" ".join(_BRACKETS.findall(text)))
    words = _words(_BRACKETS.sub(" ", text))
    units = [*inside, *(word for word in words if _is_unit(word))]
    rest = [word for word in words if not _is_unit(word)]
    if not all(word in _ROLES for word in rest):
        return None
    field = _field({_ROLES[word] for word in rest} - {""}, units)
    if field not in FIELDS:
        return None
    times = [_TIMES[word] for word in units if word in _TIMES]
    percent = bool(_PERCENT.intersection(units))
    money = bool(_CURRENCIES.intersection(units))
    rated = bool(_RATED.intersection(rest)) and not percent and not times and not money
    return Heading(field, 0, next(iter(times), ""), _scale(units), percent, rated)


def _words(text: str) -> list[str]:
    """The words of a heading, as `normal` writes each."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    text = re.sub(r"(?<![^\W\d_])[kKmMtT](?=[€$£¥])", r"\g<0> ", text)
    text = re.sub(r"[€$£¥]", " eur ", text).replace("%", " percent ")
    return [word for part in re.split(r"[\W_]+", text) if (word := normal(part))]


def _is_unit(word: str) -> bool:
    """Whether a word of a heading is the unit of its column, not its subject."""
    money = word in _CURRENCIES | _THOUSANDS | _MILLIONS - {"k", "t", "m"}
    return money or word in _PERCENT or (word in _TIMES and len(word) > 2)


def _field(roles: set[str], units: list[str]) -> str:
    """The name of what a heading with these roles holds."""
    left = "residual_" if "residual" in roles else ""
    if left or "before" in roles:
        roles = roles - {"residual", "before", "response"}
    points = [point for point in ("low", "mode", "high") if point in roles]
    money = any(word in _CURRENCIES for word in units)
    if roles == {"probability"}:
        return f"{left}probability"
    if "response" in roles:
        return "response_cost" if roles == {"response", "cost"} else ""
    measures = roles - {*points, "impact"}
    if len(points) > 1 or len(measures) > 1 or "probability" in measures:
        return ""
    measure = next(iter(measures), "")
    if not measure and (roles or units):
        timed = any(word in _TIMES for word in units)
        plain = "delay" if points or timed else "impact"
        measure = "cost" if money else plain if roles or timed else ""
    return left + "_".join([measure, *points]) if measure else ""


def _scale(units: list[str]) -> float:
    """How much one is in a column of money."""
    if any(word in _MILLIONS for word in units):
        return 1e6
    return 1e3 if any(word in _THOUSANDS for word in units) else 1.0
