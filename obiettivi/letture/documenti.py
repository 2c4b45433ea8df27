"""Which documents there are of a sheet and of an exercise, from which state on, and the latest of each that a user may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.organizzazione.models import Direzione, Esercizio, Utente

from ..models import Obiettivo
from ..stati import AL_VALUTATORE, INTEGRAZIONI, MISURATA, OBIETTIVO, RENDICONTATA, VALIDATA, VALUTATA
from .stampa import IN_REVISIONE

ALLEGATO_A, RENDICONTO, VERBALE, MISURAZIONE = "allegato_a", "allegato_a_rendiconto", "verbale_validazione", "scheda_misurazione"
DELIBERA, VERIFICA, VERBALI, PIANO = "allegato_delibera", "verifica_semestrale", "verbali_validazione", "piano_indicatori"

STATI = tuple(s.codice for s in OBIETTIVO.stati)
DALLA_VALIDAZIONE = frozenset(STATI[STATI.index(VALIDATA) :]) - IN_REVISIONE
RENDICONTATE = frozenset({RENDICONTATA, MISURATA, AL_VALUTATORE, VALUTATA})
MISURATE = frozenset({MISURATA, AL_VALUTATORE, VALUTATA})


@dataclass(frozen=True, slots=True)
class Genere:
    """A document of a sheet: in which states it may be asked for, and what to say in the others."""

    codice: str
    nome: str
    stati: frozenset[str]
    quando: str
    articolo: str

    def si_puo(self, obiettivo: Obiettivo) -> bool:
        return obiettivo.stato in self.stati


DI_SCHEDA = (
    Genere(ALLEGATO_A, "Scheda obiettivo (Allegato A)", frozenset(STATI), "", "8"),
    Genere(VERBALE, "Verbale di validazione", DALLA_VALIDAZIONE | {INTEGRAZIONI}, "quando la scheda è stata esaminata", "13"),
    Genere(RENDICONTO, "Rendicontazione (Allegato A)", RENDICONTATE, "quando la rendicontazione è trasmessa", "18"),
    Genere(MISURAZIONE, "Scheda di misurazione", MISURATE, "quando la misurazione è chiusa", "18"),
)


@dataclass(frozen=True, slots=True)
class GenereEsercizio:
    """A document of a whole exercise; ``testo`` says what is in it."""

    codice: str
    nome: str
    testo: str
    articolo: str
    azione: str = "Prepara il PDF"


DI_ESERCIZIO = (
    GenereEsercizio(
        ALLEGATO_A,
        "Tutti gli Allegati A",
        "Un file per scheda, com’è ora, in uno zip diviso per ufficio. Le bozze non ci sono.",
        "8",
        "Prepara lo zip",
    ),
    GenereEsercizio(
        VERBALI,
        "Verbale di validazione",
        "L’esito dell’esame delle schede dei Dirigenti, requisito per requisito, con note, data e nome di chi ha validato.",
        "13",
    ),
    GenereEsercizio(
        DELIBERA,
        "Allegato alla deliberazione della Giunta",
        "Le schede accettate e quelle già assegnate, con l’indice; di una ridefinita e non ancora accettata, il testo in vigore.",
        "14",
    ),
    GenereEsercizio(
        VERIFICA,
        "Relazione di verifica semestrale",
        "Per Direzione: avanzamento, scostamenti, previsione a fine anno e azioni correttive di ogni obiettivo assegnato.",
        "17",
    ),
)
PIANO_INDICATORI = GenereEsercizio(
    PIANO, "Piano generale degli indicatori", "Gli indicatori della Direzione, con valore di partenza, attesi e raggiunti.", "9"
)


def genere_di_scheda(codice: str) -> Genere | None:
    return next((g for g in DI_SCHEDA if g.codice == codice), None)


def contesto_di_documenti(obiettivo: Obiettivo, utente: Utente) -> dict[str, Any]:
    """For the card of a sheet: of each kind the latest document that the user may see, and whether one may be asked for now."""
    ultimi = _ultimi(utente, Q(tipo__in=[g.codice for g in DI_SCHEDA], oggetto_id=obiettivo.pk))
    return {
        "documenti": [
            {"genere": g, "documento": ultimi.get((g.codice, obiettivo.pk)), "si_puo": g.si_puo(obiettivo)}
            for g in DI_SCHEDA if g.si_puo(obiettivo) or (g.codice, obiettivo.pk) in ultimi
        ]
    }  # fmt: skip


def documenti_di_esercizio(esercizio: Esercizio, utente: Utente) -> list[dict[str, Any]]:
    """For the page of an exercise: of each kind the latest documents (several when it is divided into parts)."""
    codici = [g.codice for g in DI_ESERCIZIO if g.codice != ALLEGATO_A]
    righe = documenti_letti(utente, Documento.objects.filter(tipo__in=codici, oggetto_id=esercizio.pk))
    recenti: dict[str, list[Documento]] = {}
    for d in righe:
        gruppo = recenti.setdefault(d.tipo, [])
        if not gruppo or gruppo[0].richiesto_il == d.richiesto_il:
            gruppo.append(d)
    return [{"genere": g, "documenti": list(reversed(recenti.get(g.codice, [])))} for g in DI_ESERCIZIO]


def piani_di_esercizio(esercizio: Esercizio, utente: Utente) -> list[dict[str, Any]]:
    """The Direzioni of an exercise, each with its latest Piano generale degli indicatori."""
    direzioni = direzioni_di_esercizio(esercizio)
    ultimi = _ultimi(utente, Q(tipo=PIANO, oggetto_id__in=[d.pk for d in direzioni], chiave__startswith=f"{PIANO}:{esercizio.anno}:"))
    return [{"direzione": d, "documento": ultimi.get((PIANO, d.pk))} for d in direzioni]


def direzioni_di_esercizio(esercizio: Esercizio) -> list[Direzione]:
    """The offices at the top of the tree that are there in the exercise."""
    return list(Direzione.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al).filter(padre=None))


def _ultimi(utente: Utente, quali: Q) -> dict[tuple[str, int], Documento]:
    """The latest of each kind and object: the rows come the newest first."""
    ultimi: dict[tuple[str, int], Documento] = {}
    for d in documenti_letti(utente, Documento.objects.filter(quali)):
        ultimi.setdefault((d.tipo, d.oggetto_id), d)
    return ultimi
