"""The words of cells, in English and, where it is cheap, German, French and Spanish.

All are written as `normal` writes them: no case, accents, spaces or punctuation.
"""


def by_name(table: dict[str, str]) -> dict[str, str]:
    """What each name of a table of names means."""
    return {name: key for key, names in table.items() for name in names.split()}


TYPES = {
    "task": "task activity taskdependent resourcedependent fixedduration fixedunits "
    "fixedwork normal tttask ttrsrc vorgang aufgabe festeeinheiten festedauer "
    "festearbeit tache unitesfixes dureefixe travailfixe tarea unidadesfijas "
    "duracionfija trabajofijo",
    "milestone": "milestone finishmilestone endmilestone ttfinmile meilenstein "
    "endmeilenstein jalon hito",
    "start_milestone": "startmilestone ttmile startmeilenstein",
    "level_of_effort": "levelofeffort loe hammock ttloe",
    "summary": "summary wbssummary summarytask wbs phase group heading ttwbs "
    "sammelvorgang recapitulatif resumen",
}
CONSTRAINTS = {
    "as_soon_as_possible": "assoonaspossible asap none sobaldwiemoglich desquepossible "
    "loantesposible",
    "as_late_as_possible": "aslateaspossible alap sospatwiemoglich leplustardpossible "
    "lomastardeposible",
    "start_on": "starton",
    "start_no_earlier_than": "startnoearlierthan startonorafter snet "
    "anfangnichtfruherals debutauplustotle nocomenzarantesdel",
    "start_no_later_than": "startnolaterthan startonorbefore snlt "
    "anfangnichtspaterals debutauplustardle nocomenzardespuesdel",
    "finish_on": "finishon",
    "finish_no_earlier_than": "finishnoearlierthan finishonorafter fnet "
    "endenichtfruherals finauplustotle nofinalizarantesdel",
    "finish_no_later_than": "finishnolaterthan finishonorbefore fnlt "
    "endenichtspaterals finauplustardle nofinalizardespuesdel",
    "must_start_on": "muststarton mso mandatorystart mussanfangenam doitcommencerle "
    "debecomenzarel",
    "must_finish_on": "mustfinishon mfo mandatoryfinish mussendenam doitfinirle "
    "debefinalizarel",
}
CALENDARS = {
    "continuous": "continuous 24hours 24x7 247 24h 24stunden 24heures 24horas",
    "standard": "standard",
    "": "none keine keiner aucun ninguno default projectcalendar",
}
FLAGS = {
    "yes": "yes y true 1 x ja j wahr oui vrai si verdadero",
    "no": "no n false 0 nein falsch non faux falso",
}
#: Minutes, hours, days, weeks, months; a lone m might be the first or the last.
UNITS = {
    "min": "min mins minute minutes minuten minuto minutos",
    "h": "h hr hrs hour hours std stunde stunden heure heures hora horas",
    "d": "d day days workingday workingdays t tag tage tagen arbeitstag arbeitstage j "
    "jr jrs jour jours dia dias",
    "w": "w wk wks week weeks woche wochen wo sem sems semaine semaines semana semanas",
    "mo": "mo mos mon mons month months monat monate mois mes meses",
}
MONTHS = {
    "1": "jan ene janv january januar janvier enero",
    "2": "feb fev fevr february februar fevrier febrero",
    "3": "mar mrz maer mars march marz marzo",
    "4": "apr avr abr april avril abril",
    "5": "may mai mayo",
    "6": "jun juin june juni junio",
    "7": "jul juil july juli juillet julio",
    "8": "aug aou aout ago august agosto",
    "9": "sep sept september septembre septiembre",
    "10": "oct okt october oktober octobre octubre",
    "11": "nov november novembre noviembre",
    "12": "dec dez dic december dezember decembre diciembre",
}
#: What the rows above the headings may say.
ABOVE = {
    "start": "start projectstart startdate projectstartdate projektstart anfang "
    "projektanfang debut debutduprojet comienzo iniciodelproyecto",
    "data_date": "datadate statusdate asof stichtag statusdatum datedetat "
    "fechadeestado",
    "name": "project projectname projekt projektname projet proyecto",
    "currency": "currency wahrung devise moneda",
}
TOTALS = by_name(
    {
        "total": "total totals sum subtotal grandtotal projecttotal totalcost "
        "totalduration summe gesamt gesamtsumme zwischensumme somme totalgeneral suma"
    }
)
#: Headings of columns that tell who somebody is.
PERSONAL = by_name(
    {
        "person": "contact email emailaddress phone telephone author createdby "
        "modifiedby updatedby resourceinitials initials ansprechpartner kontakt autor "
        "bearbeiter courriel contacto correo reporter assignee requester"
    }
)
#: Words for nothing in a column of numbers, dates or predecessors.
NOTHING = {"-", "--", "–", "—", "n/a", "na", "nv", "none", "null", "nil", "keine"}
