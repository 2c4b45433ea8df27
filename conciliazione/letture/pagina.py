"""What the page of a case says of the sheet, whoever reads it: figures and marks stand in the case, for who may not open the sheet."""

from decimal import Decimal
from typing import Any

from django.db.models import Q

from smvp.nucleo.formati import giorni_mancanti
from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.letture.riesame import voci_correggibili
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE

from ..models import Istanza
from ..stati import DA_DECIDERE
from .casi import scheda_visibile, tipo_di
from .seguito import Conteggio, scheda_finale

QUANTE = 10  # of each kind, as the answer to a search
NOMI_CONTEGGI = {
    "inammissibile": "Inammissibili", "confermata": "Valutazione confermata", "modificata": "Valutazione modificata",
    "ritirate": "Ritirate o passate alla conciliazione", "pendenti": "Ancora da decidere", "accordo": "Accordo",
    "mancato": "Mancato accordo", "in_corso": "In corso o rinunciate",
}  # fmt: skip


def cifre(scheda: Scheda | SchedaPersonale) -> list[tuple[str, Decimal | None]]:
    """The totals of a sheet, each with its name."""
    if isinstance(scheda, Scheda):
        return [("P_A", scheda.p_a), ("P_B", scheda.p_b), ("P_FINALE", scheda.p_finale)]
    return [("A", scheda.a), ("B1", scheda.b1), ("B2", scheda.b2), ("Totale", scheda.totale)]


def pagina_del_caso(istanza: Istanza, utente: Utente, giorno: Any) -> dict[str, Any]:
    """The parts of the page that are read and not done."""
    scheda = istanza.scheda
    nuova = scheda_finale(istanza) if scheda.superata_il else None
    aperta = istanza.stato in DA_DECIDERE
    return {
        "cifre": cifre(scheda), "righe_scheda": voci_correggibili(scheda), "prima_e_dopo": _prima_e_dopo(scheda, nuova) if nuova else [],
        "scheda_url": url_se_letta(utente, scheda), "nuova_url": url_se_letta(utente, nuova) if nuova else "",
        "mancano": giorni_mancanti(giorno, istanza.orologio.entro) if aperta else "",
        "giorni_decisione": istanza.esercizio.reg.scadenze["decisione_riesame"],
        "controdeduzioni": list(istanza.controdeduzioni.all()), "audizioni": list(istanza.audizioni.all()),
        "allegati": list(istanza.allegati.all()), "sostituiti": [c for c in istanza.componenti.all() if c.al is not None],
    }  # fmt: skip


def _prima_e_dopo(vecchia: Scheda | SchedaPersonale, nuova: Scheda | SchedaPersonale) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(nome, prima, dopo) for (nome, prima), (_, dopo) in zip(cifre(vecchia), cifre(nuova), strict=True)]


def url_se_letta(utente: Utente, scheda: Scheda | SchedaPersonale) -> str:
    """Where a sheet is, if the user may open it."""
    return scheda.get_absolute_url() if scheda_visibile(utente, tipo_di(scheda), scheda.pk) else ""


def righe_dei_conteggi(conteggio: Conteggio) -> dict[str, Any]:
    return {"righe": [(NOMI_CONTEGGI[nome], quanti) for nome, quanti in conteggio.voci.items()], "totale": conteggio.totale}


def schede_firmate_di(esercizio: Esercizio, cercato: str) -> list[Scheda | SchedaPersonale]:
    """The signed sheets of an exercise of who has that number or that surname, a few."""

    def di(chi: str) -> Q:
        return Q(**{f"{chi}__matricola": cercato}) | Q(**{f"{chi}__cognome__istartswith": cercato})

    firmate = {"esercizio": esercizio, "stato__in": FIRMATE}
    b = Scheda.objects.filter(di("incarico__persona"), **firmate).select_related("incarico__persona", "esercizio")
    d = SchedaPersonale.objects.filter(di("persona"), **firmate).select_related("persona", "esercizio")
    return [*b[:QUANTE], *d[:QUANTE]]
