"""Art. 22: the rankings of a procedure, the list for the payroll, the titles to the vertical progression, as spreadsheets."""

from collections.abc import Iterable

from premi.calcolo.progressioni import AMMESSO
from smvp.documenti.fogli import Foglio, Riga
from smvp.nucleo.formati import numero

from ..letture.progressioni.verticale import RigaVerticale
from ..models import CandidatoProgressione, Progressione
from ..models.progressioni import ESCLUSO


def fogli_graduatoria(procedura: Progressione, candidati: Iterable[CandidatoProgressione]) -> list[Foglio]:
    """The rankings, who is not admissible with the reason, the places. ``candidati`` with direzione and decisione."""
    tutti = list(candidati)
    anni = sorted({t.anno for c in tutti for t in c.totali_annui})
    righe: list[Riga] = [
        [
            c.direzione.denominazione, c.categoria, c.posto, c.matricola, c.nominativo, c.posizione, c.posizione_dal,
            ", ".join(f"{t.anno}: {numero(t.totale)}" for t in c.totali_annui), c.media, c.punti_risultati,
            c.punti_maturazione, c.totale, c.parola, c.decisione.motivo if hasattr(c, "decisione") else "", c.motivo_maturazione,
        ]
        for c in tutti if c.esito != ESCLUSO
    ]  # fmt: skip
    esclusi: list[Riga] = [
        [c.direzione.denominazione, c.categoria, c.matricola, c.nominativo,
         " ".join(k["testo"] for k in c.condizioni if not k["soddisfatta"])]
        for c in tutti if c.esito == ESCLUSO
    ]  # fmt: skip
    posti: list[Riga] = [[p.direzione.denominazione, p.categoria, p.posti] for p in procedura.posti.select_related("direzione")]
    da_a = f" {anni[0]}–{anni[-1]}" if anni else ""
    return [
        Foglio(
            "Graduatoria",
            ("Direzione", "Categoria", "Posto", "Matricola", "Cognome e nome", "Posizione", "Dal", f"Totali{da_a}", "Media",
             "Punti risultati (a)", "Punti maturazione (b)", "Totale", "Esito", "Decisione sulla parità", "Motivo della maturazione"),
            righe,
            ("testo", "testo", "intero", "testo", "testo", "testo", "data", "testo", "numero", "intero", "intero", "intero", "testo",
             "testo", "testo"),
        ),
        Foglio("Non ammissibili", ("Direzione", "Categoria", "Matricola", "Cognome e nome", "Perché"), esclusi, ("testo",) * 5),
        Foglio("Posti", ("Direzione", "Categoria", "Posti"), posti, ("testo", "testo", "intero")),
    ]  # fmt: skip


def foglio_paghe(procedura: Progressione, candidati: Iterable[CandidatoProgressione]) -> Foglio:
    """Who has a place: what the payroll office needs to know."""
    righe: list[Riga] = [
        [c.matricola, c.nominativo, c.categoria, c.posizione, c.passaggio.dopo if hasattr(c, "passaggio") else None, procedura.decorrenza]
        for c in candidati if c.esito_finale == AMMESSO
    ]  # fmt: skip
    intestazioni = ("Matricola", "Cognome e nome", "Categoria", "Posizione di partenza", "Nuova posizione", "Decorrenza del passaggio")
    return Foglio(f"Passaggi {procedura.esercizio.anno}", intestazioni, righe, ("testo",) * 5 + ("data",))


def foglio_verticale(anno: int, righe: Iterable[RigaVerticale]) -> Foglio:
    """One row a person: title or not, and why."""
    return Foglio(
        f"Titolo alla riserva {anno}",
        ("Matricola", "Cognome e nome", "Direzione", "Categoria", "Titolo", "Perché"),
        ([r.persona.matricola, str(r.persona), r.direzione.denominazione, r.categoria, r.ha_titolo, r.perche] for r in righe),
        ("testo",) * 6,
    )
