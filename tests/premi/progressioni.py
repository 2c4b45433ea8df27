"""A call for progressions with its candidates: the fixed cast and five more of Direzione 1, category C, evaluated since 2022."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from premi.calcolo import Bando
from premi.models import CandidatoProgressione, Progressione
from premi.operazioni.maturazioni import ValoreMaturazione, salva_maturazioni
from premi.operazioni.progressioni import decidi_parita, prepara_progressione
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Appartenenza, Persona, PosizioneEconomica
from tests.valutazioni.schede import QUANDO
from valutazioni.models import ValutazionePregressa

D = Decimal
DECORRENZA = date(2025, 1, 1)
BANDO = Bando(DECORRENZA, 2024, 2)
DETERMINA = DatiAtto(90, date(2026, 3, 2), "Bando delle progressioni 2025", Atto.Tipo.DETERMINAZIONE)
APPROVA = DatiAtto(91, QUANDO.date(), "Approvazione della graduatoria 2025", Atto.Tipo.DETERMINAZIONE)
MOTIVO = "Ha seguito la riorganizzazione dell’ufficio e formato due colleghi."
CONDIZIONI = ("ampliamento", "formazione")

# matricola, surname, totals of 2022–2024, in the step since
CANDIDATI = (
    ("P1", "Alfa", ("250.00", "245.00", "240.00"), date(2020, 1, 1)),
    ("P2", "Beta", ("215.00", "214.00", "216.00"), date(2021, 5, 1)),
    ("P3", "Gamma", ("216.00", "215.00", "214.00"), date(2019, 5, 1)),
    ("P4", "Delta", ("230.00", "180.00", "240.00"), date(2018, 5, 1)),
    ("P5", "Epsilon", ("230.00", "231.00", "240.00"), date(2023, 1, 2)),
)


def con_candidati(c: SimpleNamespace) -> SimpleNamespace:
    """Of the five three are admissible: Delta has a year at 180, Epsilon lacks one day of the two years. Beta and Gamma are level."""
    for matricola, cognome, totali, dal in CANDIDATI:
        persona = Persona.objects.create(matricola=matricola, cognome=cognome, nome="Ugo")
        Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2022, 1, 1))
        setattr(c, cognome.lower(), persona)
        annata(c, persona, totali, dal)
    annata(c, c.persona_dipendente3, ("210.00", "211.00", "212.00"), date(2020, 1, 1), "D3")
    return c


def annata(c: SimpleNamespace, persona: Persona, totali: Iterable[str], dal: date | None, posizione: str = "C2") -> None:
    """The totals of the years from 2022 on, and the step."""
    ValutazionePregressa.objects.bulk_create(
        ValutazionePregressa(
            persona=persona, anno=anno, totale=D(t), fonte=f"Scheda {anno}", registrata_da=c.personale, registrata_il=QUANDO
        )
        for anno, t in enumerate(totali, 2022)
    )  # fmt: skip
    if dal:
        PosizioneEconomica.objects.create(persona=persona, denominazione=posizione, dal=dal)


def bandita(c: SimpleNamespace, posti: dict[tuple[int, str], int] | None = None, bando: Bando = BANDO, **altro: Any) -> Progressione:
    quanti = {(c.d1.pk, "C"): 2, (c.d2.pk, "D"): 1} if posti is None else posti
    come = {"utente": c.personale, "quando": QUANDO, "atto": DETERMINA} | altro
    return prepara_progressione(esercizio=c.esercizio, bando=bando, posti=quanti, **come)


def passa(procedura: Progressione, azione: str, utente: object, motivo: str = "") -> Progressione:
    procedura.refresh_from_db()
    return esegui(procedura, azione, utente=utente, quando=QUANDO, versione=procedura.versione, motivo=motivo)


def aperta(c: SimpleNamespace, **altro: Any) -> Progressione:
    return passa(bandita(c, **altro), "apri", c.personale)


def matura(c: SimpleNamespace, procedura: Progressione, punti: dict[Persona, int], direzione: Any = None, chi: Any = None) -> int:
    valori = {p.pk: ValoreMaturazione(n, CONDIZIONI if n else (), MOTIVO) for p, n in punti.items()}
    return salva_maturazioni(procedura=procedura, direzione=direzione or c.d1, valori=valori, utente=chi or c.dirigente1, quando=QUANDO)


def valutata(c: SimpleNamespace, **altro: Any) -> Progressione:
    """Open, with the growth of all: Alfa 30, Beta and Gamma 10."""
    procedura = aperta(c, **altro)
    matura(c, procedura, {c.alfa: 30, c.beta: 10, c.gamma: 10})
    matura(c, procedura, {c.persona_dipendente3: 40}, c.d2, c.dirigente2)
    return procedura


def formata(c: SimpleNamespace, **altro: Any) -> Progressione:
    return passa(valutata(c, **altro), "forma", c.personale)


def candidato(procedura: Progressione, persona: Persona) -> CandidatoProgressione:
    graduatoria = procedura.ultima_graduatoria()
    assert graduatoria is not None
    return graduatoria.candidati.get(persona=persona)


def decisa(c: SimpleNamespace, motivo: str = MOTIVO, **altro: Any) -> Progressione:
    """The ranking with the tie decided for Gamma."""
    procedura = formata(c, **altro)
    decidi_parita(
        procedura=procedura, direzione=c.d1, categoria="C", scelti=[candidato(procedura, c.gamma).pk], motivo=motivo, utente=c.dirigente1,
        quando=QUANDO, versione=procedura.versione,
    )  # fmt: skip
    return procedura
