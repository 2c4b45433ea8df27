"""The marks of a team as a spreadsheet: written out, and read back with every fault by its row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rules

from smvp.documenti.fogli import Foglio
from smvp.documenti.fogli import Riga as RigaFoglio
from smvp.organizzazione.fogli_ricevuti import FileRifiutato, Riga, leggi_foglio
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.organizzazione.tabelle_ricevute import DifettoFile, in_testo
from smvp.regolamento.modello import Regolamento

from ..calcolo import leggi_voto
from ..models import SchedaPersonale, Voce, VotoVoce
from .personale import con_voti
from .squadra import gruppi_di, schede_di_squadra

MATRICOLA, PERSONA = "Matricola", "Persona"
RIGHE_MASSIME = 1_000


@dataclass(frozen=True, slots=True)
class Cambio:
    """A mark that the file would change."""

    riga: VotoVoce
    voto: int


@dataclass(frozen=True, slots=True)
class LetturaSquadra:
    """What the file would change, person by person, and all that in it is not understood or not of the team."""

    cambi: tuple[tuple[SchedaPersonale, tuple[Cambio, ...]], ...]
    difetti: tuple[DifettoFile, ...]
    uguali: int = 0
    """Marks that are already as the file says."""

    @property
    def quanti(self) -> int:
        return sum(len(cambi) for _, cambi in self.cambi)


def _intestazioni(voci: Sequence[Voce]) -> dict[str, Voce]:
    """A heading for each item: its title; with its number where two have the same."""
    titoli = [v.titolo for v in voci]
    return {v.titolo if titoli.count(v.titolo) == 1 else f"{v.titolo} ({v.gruppo} {v.ordine})": v for v in voci}


def _squadra(utente: Utente, esercizio: Esercizio, direzione: Direzione) -> tuple[list[SchedaPersonale], dict[str, Voce]]:
    schede = list(con_voti(schede_di_squadra(utente, esercizio, direzione)))
    return schede, _intestazioni([v for _, voci in gruppi_di(esercizio, schede) for v in voci])


def foglio_squadra(utente: Utente, esercizio: Esercizio, direzione: Direzione) -> Foglio:
    """One row a person, one column an item."""
    schede, voci = _squadra(utente, esercizio, direzione)

    def riga(s: SchedaPersonale) -> RigaFoglio:
        voti = {v.voce_id: v.voto for v in s.voti.all()}
        return [s.persona.matricola, str(s.persona), *(voti.get(v.pk) for v in voci.values())]

    return Foglio(f"Voti {direzione.codice} {esercizio.anno}", [MATRICOLA, PERSONA, *voci], map(riga, schede),
                  ["testo", "testo", *("intero" for _ in voci)])  # fmt: skip


def leggi_voti(nome_file: str, contenuto: bytes, utente: Utente, esercizio: Esercizio, direzione: Direzione) -> LetturaSquadra:
    """Read a file against the team as it stands. An empty cell leaves the mark as it is."""
    try:
        foglio = leggi_foglio(nome_file, contenuto)
    except FileRifiutato as errore:
        return LetturaSquadra((), (DifettoFile(0, "", str(errore)),))
    if len(foglio) < 2:
        return LetturaSquadra((), (DifettoFile(0, "", "Sotto le intestazioni non c’è nessuna riga."),))
    if len(foglio) > RIGHE_MASSIME + 1:
        troppe = f"Il foglio ha {len(foglio) - 1} righe: caricane al massimo {RIGHE_MASSIME} alla volta. Non è stato letto niente."
        return LetturaSquadra((), (DifettoFile(0, "", troppe),))
    schede, voci = _squadra(utente, esercizio, direzione)
    posti, difetti = _colonne(*foglio[0], voci)
    if MATRICOLA not in posti:
        return LetturaSquadra((), tuple(difetti))
    return _righe(foglio[1:], posti, voci, {s.persona.matricola: s for s in schede}, difetti, utente)


def _chiave(titolo: Any) -> str:
    return " ".join(str(titolo or "").casefold().split())


def _colonne(numero: int, intestazione: Sequence[Any], voci: Mapping[str, Voce]) -> tuple[dict[str, int], list[DifettoFile]]:
    """Where each column is, by its heading, in any order; totals and the like are named and left out."""
    note = {_chiave(nome): nome for nome in (MATRICOLA, PERSONA, *voci)}
    posti: dict[str, int] = {}
    difetti = []
    for posto, titolo in enumerate(intestazione):
        nome = note.get(_chiave(titolo))
        if nome in posti:
            difetti.append(DifettoFile(numero, str(titolo), "La colonna c’è due volte: è letta solo la prima."))
        elif nome:
            posti[nome] = posto
        elif _chiave(titolo):
            difetti.append(DifettoFile(numero, str(titolo), "Non è una voce di queste schede: la colonna non è letta."))
    if MATRICOLA not in posti:
        difetti.append(DifettoFile(numero, MATRICOLA, "La colonna manca: aggiungila alla prima riga del foglio."))
    return posti, difetti


def _righe(
    foglio: Sequence[Riga], posti: Mapping[str, int], voci: Mapping[str, Voce], per_matricola: Mapping[str, SchedaPersonale],
    difetti: list[DifettoFile], utente: Utente,
) -> LetturaSquadra:  # fmt: skip
    cambi: dict[str, tuple[SchedaPersonale, tuple[Cambio, ...]]] = {}
    viste: dict[str, int] = {}
    uguali = 0
    for numero, celle in foglio:
        matricola = _cella(celle, posti[MATRICOLA])
        scheda = per_matricola.get(matricola)
        if scheda is None or matricola in viste:
            difetti.append(DifettoFile(numero, MATRICOLA, _motivo(matricola, viste)))
            continue
        viste[matricola] = numero
        suoi, suoi_difetti, invariati = _riga(numero, celle, posti, voci, scheda, scheda.esercizio.reg)
        uguali += invariati
        if rules.has_perm("valutazioni.votare_personale", utente, scheda):
            difetti += suoi_difetti
            if suoi:
                cambi[matricola] = (scheda, suoi)
        elif suoi or suoi_difetti:
            ferma = f"La scheda è «{scheda.stato_attuale.parola}» e ora non puoi cambiarla: la riga non è letta."
            difetti.append(DifettoFile(numero, "", ferma, str(scheda.persona)))
    return LetturaSquadra(tuple(cambi.values()), tuple(sorted(difetti, key=lambda d: d.riga)), uguali)


def _cella(celle: Sequence[Any], posto: int) -> str:
    valore = celle[posto] if posto < len(celle) else None
    return "" if valore is None else in_testo(valore).strip()


def _motivo(matricola: str, viste: Mapping[str, int]) -> str:
    if not matricola:
        return "Manca la matricola: la riga non è letta."
    if matricola in viste:
        return f"«{matricola}» c’è già alla riga {viste[matricola]}: vale quella."
    return f"«{matricola}» non è di questa squadra: la riga non è letta."


def _riga(
    numero: int, celle: Sequence[Any], posti: Mapping[str, int], voci: Mapping[str, Voce], scheda: SchedaPersonale, reg: Regolamento
) -> tuple[tuple[Cambio, ...], list[DifettoFile], int]:
    """The changes of a person, the faults, and how many marks stay as they are."""
    righe = {v.voce_id: v for v in scheda.voti.all()}
    cambi, difetti, uguali = [], [], 0
    for nome, voce in voci.items():
        testo = _cella(celle, posti[nome]) if nome in posti else ""
        riga = righe.get(voce.pk)
        try:
            voto = leggi_voto(testo, reg)
        except ValueError as errore:
            difetti.append(DifettoFile(numero, nome, f"{errore}.", str(scheda.persona)))
            continue
        if voto is None or riga is None:
            continue
        if riga.voto == voto:
            uguali += 1
        else:
            cambi.append(Cambio(riga, voto))
    return tuple(cambi), difetti, uguali
