"""The way of a sheet through its states, and what has happened to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smvp.flusso.models import ConStato
from smvp.organizzazione.letture import nomi_nel_registro
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.letture import storia
from smvp.registro.models import Evento

from ..models import Scheda, Valutazione
from ..stati import (
    APERTA,
    APPROVATA,
    COMPILATA,
    DECISA,
    DEFINITIVA,
    NON_VALUTABILE,
    NOTIFICATA,
    OSSERVAZIONI,
    PARTECIPATA,
    PRESA_VISIONE,
    PROPOSTA,
    PROPOSTA_A,
    RIFIUTATA,
)
from .osservazioni import SOSTITUITE
from .rimandi import fra_chi_valuta


@dataclass(frozen=True, slots=True)
class Tappa:
    """A stage on the way of a sheet; ``classe`` is "fatta", "ora" or empty."""

    titolo: str
    dettaglio: str
    classe: str


_FINE = (
    (DECISA, "Partecipazione", "il valutato la legge e può scrivere osservazioni"),
    (PARTECIPATA, "Presa visione", "il valutato firma"),
    (PRESA_VISIONE, "Approvazione della Giunta", "con l’atto di aprile (art. 18)"),
    (APPROVATA, "Definitiva", "passato il termine per il riesame (art. 29)"),
)
DOPO_LA_FIRMA = (PRESA_VISIONE, APPROVATA)
# Art. 29: after a review, which stands in the place of the signature.
DEL_RIESAME = (
    (DECISA, "Riesame", "deciso e comunicato: non ce n’è un altro (art. 29)"),
    (PRESA_VISIONE, "Approvazione della Giunta", "con un atto suo (art. 18)"),
    (APPROVATA, "Definitiva", "è la determinazione finale (art. 29)"),
)
_A = (APERTA, "Obiettivi", "quanto è stato raggiunto")
# Each stage is named by the state in which it is the one to do.
TAPPE_DIRIGENTE = (
    _A, (PROPOSTA_A, "Comportamenti: proposta", "li propone il NCVP"),
    (PROPOSTA, "Comportamenti: decisione", "del Sindaco; se cambia un voto, scrive perché (art. 18)"), *_FINE,
)  # fmt: skip
TAPPE_SEGRETARIO = (
    (APERTA, "Comportamenti: proposta", "li propone il NCVP"), (PROPOSTA, "Comportamenti: decisione", "del Sindaco"), *_FINE,
)  # fmt: skip
TAPPE_PO = (
    _A, (PROPOSTA_A, "Comportamenti", "li valuta il Dirigente"), (PROPOSTA, "Concerto", "il NCVP dice se è d’accordo (art. 18)"), *_FINE,
)  # fmt: skip
TAPPE_PERSONALE = (
    (APERTA, "Compilazione", "la P.O., o il Dirigente dove non c’è"), (COMPILATA, "Firma del Dirigente", "decide i voti"), *_FINE,
)  # fmt: skip


def cammino(scheda: Valutazione) -> list[Tappa]:
    """The way of a sheet, with the stage where it is now; of one that is not evaluable, only that."""
    if scheda.stato == NON_VALUTABILE:
        return [Tappa("Non valutabile", "senza punteggio (art. 16)", "fatta")]
    tappe = _tappe(scheda)
    if scheda.superata_il is not None:
        lette = [Tappa(titolo, dettaglio, "fatta") for codice, titolo, dettaglio in tappe if codice not in DOPO_LA_FIRMA]
        return [*lette, Tappa("Riesame", "vale la versione nuova (art. 29)", "fatta")]
    stato = PARTECIPATA if scheda.stato == OSSERVAZIONI else scheda.stato
    qui = len(tappe) if stato == DEFINITIVA else [codice for codice, *_ in tappe].index(stato)
    return [Tappa(titolo, dettaglio, "fatta" if n < qui else "ora" if n == qui else "") for n, (_, titolo, dettaglio) in enumerate(tappe)]


def _tappe(scheda: Valutazione) -> tuple[tuple[str, str, str], ...]:
    tappe = _di_solito(scheda)
    if scheda.sostituisce_id is None:
        return tappe
    return (*(tappa for tappa in tappe if tappa[0] not in DOPO_LA_FIRMA), *DEL_RIESAME)


def _di_solito(scheda: Valutazione) -> tuple[tuple[str, str, str], ...]:
    if isinstance(scheda, Scheda):
        return TAPPE_PO if scheda.di_po else TAPPE_SEGRETARIO if scheda.solo_comportamenti else TAPPE_DIRIGENTE
    return TAPPE_PERSONALE


@dataclass(frozen=True, slots=True)
class Fatto:
    """A line of the history of a sheet."""

    titolo: str
    chi: str
    quando: datetime
    motivo: str
    scritti: Sequence[tuple[str, str]] = ()
    """What stood on the sheet until this step and stands there no longer: what it was, and the text."""


# Where the state reached does not say what was done.
TITOLI = {
    "apri": "Aperta", "restituisci": "Restituita", "riapri_a": "Riaperta la valutazione degli obiettivi", "rinvia": "Rinviata al Sindaco",
    "rivedi": "Riaperta per rivedere i voti", "nega_concerto": "Concerto negato", "concerta": "Concerto dato",
    "registra_osservazioni": "Osservazioni ricevute e registrate",
    "rispondi": "Risposta alle osservazioni", "registra_rifiuto": RIFIUTATA.parola,
    "registra_notifica": NOTIFICATA.parola,
    "esonera": "Eccezione agli obiettivi specifici", "ridetermina": "Rideterminata", "superata": "Superata da una versione nuova",
    SOSTITUITE: "Sostituite le osservazioni di prima",
}  # fmt: skip


def storia_di(scheda: Valutazione, utente: Utente) -> list[Fatto]:
    """The steps of a sheet, from the log, the latest first; the saves in between are left out, and for the evaluatee what those who
    evaluate have sent back to each other before the sheet was shared."""
    persona = persona_di(utente)
    sua = persona is not None and persona.pk == scheda.valutato_id
    prima = scheda.sostituisce
    versioni = [scheda] if prima is None else [scheda, prima]
    return [passo for v in versioni for passo in passi_di(v, TITOLI, tralascia=lambda e, v=v: sua and fra_chi_valuta(v, e))]  # type: ignore[misc]


def passi_di(oggetto: ConStato, dette: Mapping[str, str], tralascia: Callable[[Evento], bool] = lambda _: False) -> list[Fatto]:
    """The steps of an object, from the log, the latest first; ``dette``: what to call those of which the state reached says too little."""
    flusso = oggetto.flusso
    titoli = {f"{flusso.codice}.{t.azione}": flusso.stato(t.a).parola for t in flusso.transizioni}
    titoli |= {f"{flusso.codice}.{azione}": parola for azione, parola in dette.items()}
    eventi = [e for e in storia(flusso.codice, oggetto.pk).filter(azione__in=titoli) if not tralascia(e)]
    nomi = nomi_nel_registro(eventi)
    return [Fatto(titoli[e.azione], nomi[e.utente], e.quando, e.contenuto.get("motivo", ""), _scritti(e)) for e in eventi]


def _scritti(evento: Evento) -> list[tuple[str, str]]:
    """Art. 19: observations that others have taken the place of are still read, with their answer."""
    if not evento.azione.endswith(f".{SOSTITUITE}"):
        return []
    scritti = [("Osservazioni", evento.contenuto.get("osservazioni", "")), ("Risposta", evento.contenuto.get("risposta", ""))]
    if evento.contenuto.get("arrivo"):
        scritti.insert(1, ("Arrivate", evento.contenuto["arrivo"]))
    return [(che, testo) for che, testo in scritti if testo]


def motivi_di(schede: Sequence[Valutazione], azione: str) -> dict[int, str]:
    """The reason that was written at a step, by sheet (all of one kind), in one query; of two, the latest."""
    if not schede:
        return {}
    codice = schede[0].flusso.codice
    eventi = Evento.objects.filter(oggetto=codice, oggetto_id__in=[str(s.pk) for s in schede], azione=f"{codice}.{azione}")
    return {int(e.oggetto_id): e.contenuto.get("motivo", "") for e in eventi.order_by("numero")}
