"""Words in a register's cells, in the ways that they are usually said."""

from pmrisk.read.tables.headings import normal


class Words:
    """A few words, each with others that mean the same."""

    def __init__(self, words: dict[str, str]) -> None:
        self.usual = tuple(words)
        self._by_name = {
            name: word for word, names in words.items() for name in names.split()
        }

    def find(self, text: str) -> str | None:
        """The word that is meant; None if it is not known."""
        return self._by_name.get(normal(text))


STATUSES = Words(
    {
        "open": "open active new live identified assessed analysed analyzed proposed "
        "monitored monitoring watch ongoing inprogress mitigating offen aktiv neu "
        "ouvert actif abierto activo",
        "occurred": "occurred issue happened realised realized materialised "
        "materialized triggered impacted eingetreten survenu ocurrido materializado",
        "closed": "closed retired expired obsolete resolved rejected avoided "
        "transferred geschlossen erledigt clos ferme cerrado",
    }
)
RESPONSE_STATUSES = Words(
    {
        "proposed": "proposed planned open idea draft new notstarted considered "
        "candidate vorgeschlagen geplant offen propose prevu propuesto planificado",
        "adopted": "adopted approved agreed accepted active inprogress started "
        "implemented done complete completed funded beschlossen umgesetzt genehmigt "
        "adopte approuve adoptado aprobado",
    }
)
EACH = Words(
    {
        "once": "once shared together einmal",
        "separately": "separately each eachactivity peractivity independent einzeln",
    }
)
DIRECTIONS = Words(
    {
        "threat": "threat negative downside bedrohung gefahr menace amenaza",
        "opportunity": "opportunity positive upside chance opportunite oportunidad",
    }
)
