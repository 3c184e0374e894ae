"""The usual names of a register's columns, and what each of them holds."""

from typing import NamedTuple

from pmrisk.read.register.units import BRACKETS, Units, parted
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
#: Words of a heading below which numbers are steps, and below which they may be.
_SCORED = {"rating", "level", "score", "scale"}
_RATED = _SCORED.union(_WORDS["impact"].split(), _WORDS["probability"].split())


class Heading(NamedTuple):
    """What a column holds, how usual its name is for that (0 most), and its units.

    `rated` says whether numbers may be steps of a scale, `scored` that they must be.
    """

    field: str
    rank: int = 0
    units: Units = Units()
    rated: bool = False
    scored: bool = False

    @property
    def measure(self) -> str:
        """What is counted there: delay or cost; else empty."""
        kind = self.field.removeprefix("residual_").removeprefix("response_")
        kind = "delay" if kind == "impact" else kind.split("_")[0]
        return kind if kind in ("delay", "cost") else ""


def heading(text: str) -> Heading | None:
    """What the column of this heading holds; None where its name is not usual."""
    for whole in (text, BRACKETS.sub(" ", text)):
        if (name := normal(whole)) in _BY_NAME:
            return Heading(*_BY_NAME[name])
    subject, units = parted(text)
    if not all(word in _ROLES for word in subject):
        return None
    # What stands in brackets may belong to the subject: Delay (low).
    words = [*subject, *(word for word in units.strange if word in _ROLES)]
    units = units._replace(strange=tuple(w for w in units.strange if w not in _ROLES))
    field = _field({_ROLES[word] for word in words} - {""}, units)
    return _heading(field, 0, words, units) if field in FIELDS else None


def named(field: str, text: str) -> Heading:
    """The heading of a column of which a scenario says what it holds."""
    found = heading(text)
    if found is not None:
        return found._replace(field=field, rank=-1)
    words, units = parted(text)
    strange = tuple(word for word in units.strange if word not in _ROLES)
    return _heading(field, -1, [*words, "rating"], units._replace(strange=strange))


def _heading(field: str, rank: int, words: list[str], units: Units) -> Heading:
    scored = units.scored or (rank == 0 and bool(_SCORED.intersection(words)))
    rated = scored or bool(_RATED.intersection(words))
    return Heading(field, rank, units, rated and not units, scored and not units)


def _field(roles: set[str], units: Units) -> str:
    """The name of what a heading with these roles holds."""
    left = "residual_" if "residual" in roles else ""
    if left or "before" in roles:
        roles = roles - {"residual", "before", "response"}
    points = [point for point in ("low", "mode", "high") if point in roles]
    if roles == {"probability"}:
        return f"{left}probability"
    if "response" in roles:
        return "response_cost" if roles == {"response", "cost"} else ""
    measures = roles - {*points, "impact"}
    if len(points) > 1 or len(measures) > 1 or "probability" in measures:
        return ""
    measure = next(iter(measures), "")
    if not measure and (roles or units):
        plain = "delay" if points or units.timed else "impact"
        counted = plain if roles or units.timed else ""
        measure = "cost" if units.currency else counted
    return left + "_".join([measure, *points]) if measure else ""
