"""The usual names of columns, in four languages, and what each of them holds."""

import re
import unicodedata
from typing import NamedTuple

#: By what a column holds: its names, as `normal` writes them. The first name wins.
NAMES = {
    "id": "activityid taskid activitycode taskcode id uid uniqueid code key issuekey "
    "no nr num number # vorgangsid vorgangid vorgangsnr vorgangsnummer nummer kennung "
    "identifiant numero identificador idtarea idtache",
    "name": "name activityname taskname title summaryname activitydescription "
    "taskdescription description activity task workpackage vorgangsname vorgang "
    "bezeichnung aufgabe titel beschreibung nom nomdelatache tache activite intitule "
    "designation libelle nombre nombredetarea nombredelatarea tarea actividad "
    "descripcion",
    "duration": "duration originalduration plannedduration targetduration "
    "scheduledduration dur od targetdrtnhrcnt dauer geplantedauer plandauer duree "
    "dureeprevue duracion duracionprevista",
    "low": "low min minimum optimistic best bestcase shortest optimistisch "
    "optimistische minimal minimale optimiste optimista minimo minima",
    "mode": "mostlikely likely ml mode modal likeliest wahrscheinlich wahrscheinlichste"
    " wahrscheinlichster realistic realistisch realistische plusprobable vraisemblable "
    "probable realiste masprobable realista",
    "high": "high max maximum pessimistic worst worstcase longest pessimistisch "
    "pessimistische maximal maximale pessimiste pesimista maximo maxima",
    "p10": "p10",
    "p90": "p90",
    "predecessors": "predecessors predecessor predecessordetails preds pred dependson "
    "dependencies dependency immediatepredecessors after precedents vorganger "
    "vorgaenger vorgangerdetails abhangigkeiten abhangigvon predecesseurs predecesseur "
    "predecesoras predecesores predecesora precedentes dependencias",
    "successors": "successors successor successordetails succs nachfolger "
    "nachfolgerdetails successeurs successeur sucesoras sucesores sucesora",
    "calendar": "calendar calendarname taskcalendar activitycalendar kalender "
    "vorgangskalender calendrier calendario clndrid",
    "cost": "cost fixedcost fixedcosts costs totalcost budgetedcost budgetedtotalcost "
    "plannedcost budget kosten fixkosten festekosten gesamtkosten plankosten cout "
    "coutfixe coutprevu coste costo costefijo costofijo presupuesto",
    "per_day": "costperday costsperday dailycost dailyrate rateperday perday costday "
    "kostenprotag tageskosten tagessatz coutparjour coutjournalier costepordia "
    "costopordia costediario costodiario",
    "resources": "resources resource resourcenames resourcename resourceids resourceid "
    "assignedto assignments assignedresources ressourcen ressource ressourcennamen "
    "ressourcenname nomsressources nomsdesressources recursos recurso "
    "nombresdelosrecursos",
    "wbs": "wbs wbscode wbspath wbsname outlinenumber outline outlinecode psp pspcode "
    "pspnummer gliederungsnummer edt numerohierarchique edtcode",
    "level": "outlinelevel wbslevel gliederungsebene niveauhierarchique niveldeesquema",
    "summary": "summary issummary summarytask sammelvorgang recapitulatif resumen",
    "type": "type activitytype tasktype vorgangsart vorgangstyp typedetache tipo "
    "tipodetarea",
    "milestone": "milestone ismilestone meilenstein jalon hito",
    "constraint": "constrainttype primaryconstraint constraint einschrankungsart "
    "typedecontrainte tipoderestriccion delimitacion",
    "constraint_date": "constraintdate primaryconstraintdate einschrankungstermin "
    "datedecontrainte fechaderestriccion",
    "start_no_earlier_than": "startnoearlierthan snet earlieststart startnotbefore "
    "notbefore startonorafter startconstraint availablefrom anfangnichtfruherals "
    "fruhestens debutauplustot nocomenzarantesdel",
    "finish_no_later_than": "finishnolaterthan fnlt finishonorbefore "
    "endenichtspaterals finauplustard nofinalizardespuesdel",
    "project_start": "projectstart projectstartdate projektanfang projektstart "
    "projektbeginn debutduprojet iniciodelproyecto",
    "start": "start starts startdate startsat begin begins plannedstart targetstart "
    "anfang beginn startdatum startet debut datededebut comienzo inicio fechadeinicio "
    "fechainicio",
    "finish": "finish finishes finishdate end ends enddate plannedfinish plannedend "
    "targetfinish ende enddatum fin datedefin fechadefin fechafin",
    "early_start": "earlystart es fruhesteranfang fruhanfang debutauplustotcalcule",
    "early_finish": "earlyfinish ef fruhestesende fruhende",
    "late_start": "latestart ls spatesteranfang spatanfang",
    "late_finish": "latefinish lf spatestesende spatende",
    "total_float": "totalfloat totalslack tf gesamtepufferzeit gesamtpuffer "
    "margetotale demoratotal holguratotal",
    "deadline": "deadline duedate due stichtag frist termin echeance datelimite "
    "fechalimite",
    "actual_start": "actualstart tatsachlicheranfang istanfang iststart debutreel "
    "comienzoreal inicioreal actualstartdate",
    "actual_finish": "actualfinish actualend tatsachlichesende istende finreelle "
    "finreal actualfinishdate",
    "percent_complete": "percentcomplete pctcomplete progress percentdone "
    "durationpercentcomplete percentcompleted percentabgeschlossen abgeschlossen "
    "fortschritt fertigstellung percentacheve avancement percentcompletado avance",
    "remaining": "remainingduration remaining rd verbleibendedauer restdauer "
    "dureerestante duracionrestante remaindrtnhrcnt",
    "actual_cost": "actualcost actualcosts actualtotalcost istkosten "
    "tatsachlichekosten coutreel costoreal costereal",
    "owner": "owner responsible responsibleperson responsiblemanager accountable "
    "manager verantwortlich verantwortlicher verantwortliche responsable",
    "category": "category kategorie categorie categoria",
    "baseline_start": "baselinestart blstart basisplananfang geplanteranfang "
    "blprojectstart",
    "baseline_finish": "baselinefinish blfinish basisplanende geplantesende "
    "blprojectfinish",
    "baseline_cost": "baselinecost blcost basisplankosten",
}
_BY_NAME = {
    name: (field, rank)
    for field, names in NAMES.items()
    for rank, name in enumerate(names.split())
}
POINTS = ("low", "mode", "high", "p10", "p90")
_TIME = ("duration", "dauer", "duree", "duracion", "estimate", "schatzung", "time")
_MONEY = ("fixedcost", "costs", "cost", "kosten", "cout", "coste", "costo")
_UNIT = re.compile(
    r"(?:in|en)?(days?|workingdays|hours?|hrs?|weeks?|wks?|tagen?|stunden|wochen|"
    r"arbeitstagen?|jours|heures|semaines|dias|horas|semanas)$"
)
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")


class Heading(NamedTuple):
    """What a column holds, how usual its name is for that (0 most), and its unit."""

    field: str
    rank: int
    unit: str = ""


def normal(text: str) -> str:
    """A text without case, accents, spaces and punctuation; % is ``percent``."""
    if text.strip() == "#":
        return "#"
    text = text.replace("%", " percent ").casefold().replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if c.isalnum())


def heading(text: str) -> Heading | None:
    """What the column of this heading holds; None where its name is not usual."""
    inside = " ".join(_BRACKETS.findall(text)).strip()
    for whole, beside in ((text, ""), (_BRACKETS.sub(" ", text), inside)):
        name = normal(whole)
        if found := _named(name):
            return found._replace(unit="h" if name.endswith("hrcnt") else beside)
        if (unit := _UNIT.search(name)) and (found := _named(name[: unit.start()])):
            return found._replace(unit=unit[1])
    return None


def _named(name: str) -> Heading | None:
    """A name as it stands, or as one of three points of a duration or a cost."""
    if name in _BY_NAME:
        return Heading(*_BY_NAME[name])
    for words, prefix in ((_TIME, ""), (_MONEY, "cost_")):
        for word in words:
            for rest in (name.removeprefix(word), name.removesuffix(word)):
                if rest != name and _BY_NAME.get(rest, ("",))[0] in POINTS:
                    field, rank = _BY_NAME[rest]
                    return Heading(prefix + field, rank)
    return None
