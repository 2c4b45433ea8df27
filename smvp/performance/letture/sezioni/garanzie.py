"""Artt. 21, 29–31: how many reviews and conciliations, with what outcome: counts without names (reading A40)."""

from django.urls import reverse

from conciliazione.letture.pagina import righe_dei_conteggi
from conciliazione.letture.seguito import Conteggio, conteggi
from conciliazione.models import Conciliazione, Istanza
from conciliazione.stati import CONCLUSA, PENDENTI
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE

from ...calcolo.blocchi import Blocco, Colonna, Genere, Mancanza, Paragrafo, Tavola
from ..contesto import Contesto

NIENTE = {
    "riesami": "Nel {anno} nessuno ha chiesto il riesame della propria valutazione (art. 29).",
    "conciliazioni": "Nel {anno} non c’è stato nessun tentativo di conciliazione (art. 30).",
}
POCHI = {
    "riesami": "Nel {anno} le richieste di riesame sono state meno di {minimo}: quante e con quale esito non si dice.",
    "conciliazioni": "Nel {anno} le conciliazioni sono state meno di {minimo}: quante e con quale esito non si dice.",
}
TITOLI = {"riesami": "Le richieste di riesame {anno} e il loro esito", "conciliazioni": "Le conciliazioni {anno} e il loro esito"}


def blocchi(c: Contesto) -> list[Blocco]:
    """The same in both editions: who decides knows the cases, everybody else reads numbers."""
    conti = conteggi(c.esercizio)
    if conti.riesami.totale == conti.conciliazioni.totale == 0 and not _firmate(c):
        return []
    return [_tavola(c, "riesami", conti.riesami), _tavola(c, "conciliazioni", conti.conciliazioni)]


def _tavola(c: Contesto, quali: str, conteggio: Conteggio) -> Blocco:
    if conteggio.totale == 0:
        return Paragrafo(NIENTE[quali].format(anno=c.anno))
    if conteggio.totale is None:
        return Paragrafo(POCHI[quali].format(anno=c.anno, minimo=c.minimo))
    trovati = righe_dei_conteggi(conteggio)
    colonne = (
        Colonna("esito", "Esito", descrizione="Come è finito il caso."),
        Colonna("casi", "Casi", Genere.INTERO, "Quanti casi hanno avuto quell’esito."),
    )
    righe = (*trovati["righe"], ("In tutto", trovati["totale"]))
    return Tavola(f"garanzie_{quali}", TITOLI[quali].format(anno=c.anno), colonne, righe)


def _firmate(c: Contesto) -> bool:
    """Whether anybody could have asked yet."""
    return any(m.objects.filter(esercizio=c.esercizio, stato__in=FIRMATE).exists() for m in (Scheda, SchedaPersonale))


def mancanze(c: Contesto) -> list[Mancanza]:
    """Without numbers: in public they would be told."""
    if not _firmate(c):
        testo = f"Nessuna valutazione {c.anno} è firmata: riesami e conciliazioni vengono dopo."
        return [Mancanza(testo, "NCVP e Dirigenti", reverse("valutazioni:elenco", args=[c.anno]))]
    pendenti = Istanza.objects.filter(esercizio=c.esercizio, stato__in=PENDENTI).exists()
    if not pendenti and not Conciliazione.objects.filter(esercizio=c.esercizio).exclude(stato=CONCLUSA).exists():
        return []
    testo = f"Riesami o conciliazioni {c.anno} non sono ancora tutti conclusi."
    return [Mancanza(testo, "Organismo di garanzia", reverse("conciliazione:casi", args=[c.anno]))]
