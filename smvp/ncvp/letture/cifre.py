"""Art. 34: the figures beside the texts of the yearly report: how the year has gone, counted and without names.

The report is published: groups of few people are withheld here already, for whoever reads (reading A40).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from conciliazione.letture.seguito import Conteggio, conteggi
from obiettivi.models import Obiettivo
from obiettivi.stati import BOZZA, OBIETTIVO, VALUTATA
from smvp.documenti.pubblicazioni import in_vista
from smvp.nucleo.riservatezza import detti
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE, NON_VALUTABILE

TACIUTO = "non si dice"
NOMI_ESITI = {
    "inammissibile": "Richieste inammissibili", "confermata": "Valutazione confermata", "modificata": "Valutazione modificata",
    "ritirate": "Ritirate o passate alla conciliazione", "pendenti": "Ancora da decidere", "accordo": "Accordo",
    "mancato": "Mancato accordo", "in_corso": "In corso o rinunciate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quadro:
    """A table of figures beside one part of the report (``parte``: its code); ``taciuti``: some are withheld."""

    parte: str
    titolo: str
    righe: tuple[tuple[str, str], ...]
    taciuti: bool = False
    nota: str = ""


def quadri(esercizio: Esercizio) -> list[Quadro]:
    """All the figures of an exercise, in a fixed number of queries."""
    fatti = conteggi(esercizio)
    return [
        _obiettivi(esercizio),
        _termini(esercizio),
        _schede("Schede dei Dirigenti, del Segretario e delle P.O.", _per_stato(Scheda, esercizio), esercizio),
        _schede("Schede del personale", _per_stato(SchedaPersonale, esercizio), esercizio),
        _esiti("Richieste di riesame", fatti.riesami, fatti.minimo),
        _esiti("Conciliazioni", fatti.conciliazioni, fatti.minimo),
        _sezione_web(esercizio),
    ]


def _obiettivi(esercizio: Esercizio) -> Quadro:
    per_stato = _per_stato(Obiettivo, esercizio)
    tutti = sum(n for stato, n in per_stato.items() if stato != BOZZA)
    valutati = per_stato.get(VALUTATA, 0)
    righe = (("Obiettivi dell’anno", str(tutti)), ("Valutati", str(valutati)), ("Ancora da valutare", str(tutti - valutati)))
    return Quadro("valutazione", "Obiettivi", righe)


def _per_stato(modello: type[Obiettivo | Scheda | SchedaPersonale], esercizio: Esercizio) -> dict[str, int]:
    righe = modello.objects.filter(esercizio=esercizio)
    if modello is not Obiettivo:
        righe = righe.filter(superata_il=None)  # type: ignore[misc]
    return dict(righe.order_by().values_list("stato").annotate(n=Count("pk")))


def _termini(esercizio: Esercizio) -> Quadro:
    """The steps of the objectives that have a term, and how many were taken within it: a late one says so in the log."""
    azioni = [f"{OBIETTIVO.codice}.{t.azione}" for t in OBIETTIVO.transizioni if t.scadenza]
    suoi = {str(pk) for pk in Obiettivo.objects.filter(esercizio=esercizio).order_by().values_list("pk", flat=True)}
    passi = Evento.objects.filter(oggetto=OBIETTIVO.codice, azione__in=azioni).order_by().values_list("oggetto_id", "dati")
    dati = [d for pk, d in passi if pk in suoi]
    tardi = sum('"termine":' in d for d in dati)
    righe = (
        ("Passaggi con un termine", str(len(dati))),
        ("Fatti entro il termine", str(len(dati) - tardi)),
        ("Fatti dopo, con il motivo", str(tardi)),
    )
    return Quadro("controlli", "Termini degli obiettivi", righe)


def _schede(titolo: str, per_stato: Mapping[str, int], esercizio: Esercizio) -> Quadro:
    firmate = sum(per_stato.get(s, 0) for s in FIRMATE)
    fuori = per_stato.get(NON_VALUTABILE, 0)
    conti = {"Firmate": firmate, "Non valutabili": fuori, "Ancora in corso": sum(per_stato.values()) - firmate - fuori}
    return _quadro("valutazione", titolo, *detti(conti, esercizio.reg.riservatezza.gruppo_minimo), esercizio.reg.riservatezza.gruppo_minimo)


def _esiti(titolo: str, c: Conteggio, minimo: int) -> Quadro:
    return _quadro("valutazione", titolo, c.totale, {NOMI_ESITI[nome]: n for nome, n in c.voci.items()}, minimo)


def _quadro(parte: str, titolo: str, totale: int | None, voci: Mapping[str, int | None], minimo: int) -> Quadro:
    taciuti = totale is None or None in voci.values()
    righe = [(nome, TACIUTO if n is None else str(n)) for nome, n in voci.items()]
    return Quadro(parte, titolo, (*righe, ("In tutto", f"meno di {minimo}" if totale is None else str(totale))), taciuti)


def _sezione_web(esercizio: Esercizio) -> Quadro:
    """What of the public section stands there now: of the exercise where the item has one. The report itself comes after."""
    viste = set(in_vista().filter(Q(anno=esercizio.anno) | Q(anno=None)).values_list("voce", flat=True))
    viste |= {"sistema"} | ({"premi"} if "relazione" in viste else set())  # pages of the site: a chapter of the Relazione
    voci = [v for v in esercizio.reg.garanzie.sezione_web if v.codice != "ncvp-rapporto"]
    fuori = [v.titolo for v in voci if v.codice not in viste]
    righe = [("Voci della sezione web", str(len(voci))), ("Pubblicate", str(len(voci) - len(fuori)))]
    return Quadro("trasparenza", "Sezione web", tuple(righe), nota=f"Non ancora pubblicati: {'; '.join(fuori)}." if fuori else "")
