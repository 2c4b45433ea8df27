"""Art. 19: the fascicolo valutativo as one document: how each evaluation stands, an index, and behind it the originals as they were issued.

Of each document only title, dates and hash stand in the content; its pages are those of its own PDF. In parts if it is too long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from obiettivi.documenti import AMPI, numerati
from obiettivi.documenti.parole import giorno, istante, pulito
from smvp.documenti.contenuto import Limiti, ci_sta
from smvp.documenti.models import Documento
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Ente, Esercizio, Persona

from ..letture.fascicolo import FASCICOLO, VoceScheda
from ..letture.pratiche import Pratica
from ..models import Scheda

PIENO = Limiti(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Accluso:
    """A document issued that stands in the fascicolo; ``fatto_il``: the day of what it says, where that is not the day of its issue."""

    documento: Documento
    fatto_il: date | None = None

    @property
    def del_(self) -> date:
        emesso = self.documento.richiesto_il.astimezone(FUSO).date()
        return min(self.fatto_il or emesso, emesso)


def contenuti_fascicolo(
    persona: Persona,
    esercizio: Esercizio,
    acclusi: Sequence[Accluso],
    schede: Sequence[VoceScheda],
    situazione_al: str,
    ente: Ente,
    pratiche: Sequence[Pratica] = (),
) -> list[dict[str, Any]]:
    """The frozen contents: of the evaluations how they stand, of the documents title, dates and hash, one after the other.

    One content, or as many as are needed for each to be drawn; then each has also the titles of what stands in the others.
    """
    reg = esercizio.reg
    parti = numerati([[_parte(a) for a in gruppo] for gruppo in _dividi(acclusi)])
    titoli = [{"parte": n, "titolo": p["titolo"]} for n, (_, dentro) in enumerate(parti, 1) for p in dentro]
    return [
        {
            "tipo": FASCICOLO,
            "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
            "esercizio": esercizio.anno,
            "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
            "persona": {
                "nome": persona.con_titolo, "cognome": persona.cognome, "nome_proprio": persona.nome, "matricola": persona.matricola,
            },
            "situazione_al": situazione_al,
            "valutazioni": [_valutazione(v) for v in schede],
            "parti": dentro,
            **({"pratiche": [_pratica(p) for p in pratiche]} if pratiche else {}),
            **({"fascicolo": quale, "altrove": [t for t in titoli if t["parte"] != quale["numero"]]} if quale else {}),
        }
        for quale, dentro in parti
    ]  # fmt: skip


def _valutazione(voce: VoceScheda) -> dict[str, Any]:
    """What has happened to a sheet since its original was signed is on no original."""
    s = voce.scheda
    punti = s.p_finale if isinstance(s, Scheda) else s.totale
    return {
        "di": s.incarico.descrizione if isinstance(s, Scheda) else str(s.direzione),
        "stato": s.stato_attuale.parola,
        "punti": None if punti is None else str(punti),
        "presa_visione": giorno(s.presa_visione_il),
        "atto": f"n. {s.atto.numero} del {giorno(s.atto.data)}" if s.atto else "",
    }


def _pratica(pratica: Pratica) -> dict[str, Any]:
    """A review or a conciliation; its documents stand among the others."""
    return {
        "chiave": pratica.chiave, "titolo": pratica.titolo, "stato": pratica.stato.parola, "fatti": [list(f) for f in pratica.fatti],
        "testi": [{"titolo": titolo, "testo": pulito(testo)} for titolo, testo in pratica.testi],
        "fogli": [{"nome": f.nome, "impronta": f.impronta, "quando": istante(f.quando)} for f in pratica.fogli],
    }  # fmt: skip


def _parte(accluso: Accluso) -> dict[str, Any]:
    documento = accluso.documento
    return {
        "tipo": documento.tipo, "titolo": documento.titolo, "impronta": documento.impronta, "data": giorno(accluso.del_),
        "emesso_il": documento.richiesto_il.isoformat(), "emesso": istante(documento.richiesto_il),
    }  # fmt: skip


def _dividi(acclusi: Sequence[Accluso]) -> list[list[Accluso]]:
    """In their order, as many together as one drawing holds, were all still to be drawn; a document at its own limits stands alone."""
    gruppi: list[list[Accluso]] = [[]]
    resto = AMPI
    for accluso in acclusi:
        contenuto = accluso.documento.payload
        rimane = ci_sta(contenuto, resto)
        if rimane is None:
            rimane = ci_sta(contenuto, AMPI) or PIENO
            if gruppi[-1]:
                gruppi.append([])
        gruppi[-1].append(accluso)
        resto = rimane
    return gruppi
