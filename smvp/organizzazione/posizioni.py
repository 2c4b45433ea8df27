"""Art. 22: since when each member of staff is in their economic step, out of a sheet: read, compared with what is there, written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.registro.operazioni import registra

from .models import Esercizio, Persona, PosizioneEconomica, Utente
from .righe_ricevute import Mossa, Piano, dal_giorno, gia_nel_file, giorno, leggi_righe, testo
from .tabelle_ricevute import DifettoFile

ACCANTO = ("persona",)
DENOMINAZIONE_MASSIMA, MATRICOLA_MASSIMA, FONTE_MASSIMA = 20, 20, 300
ANNO_MINIMO = 1950
LOTTO = 500


@dataclass(frozen=True, slots=True)
class RigaPosizione:
    """What a row of the file says."""

    numero: int
    matricola: str
    posizione: str
    dal: date

    def come_dati(self) -> list[Any]:
        return [self.numero, self.matricola, self.posizione, self.dal.isoformat()]

    @classmethod
    def da_dati(cls, dati: Sequence[Any]) -> "RigaPosizione":
        numero, matricola, posizione, dal = dati
        return cls(numero, matricola, posizione, date.fromisoformat(dal))


def leggi_posizioni(nome_file: str, contenuto: bytes, oggi: date) -> tuple[tuple[RigaPosizione, ...], tuple[DifettoFile, ...]]:
    """Read a whole file: the rows that can be read, and the faults of the others."""
    lette, difetti = leggi_righe(nome_file, contenuto, {
        "matricola": partial(testo, manca="Manca la matricola.", massimo=MATRICOLA_MASSIMA),
        "posizione": partial(testo, manca="Manca la posizione: scrivila come C2.", massimo=DENOMINAZIONE_MASSIMA),
        "dal": lambda v: _dal(v, oggi),
    }, ACCANTO)  # fmt: skip
    return tuple(RigaPosizione(r.numero, **r.valori) for r in lette), difetti


def _dal(valore: Any, oggi: date) -> date:
    dal = giorno(valore, "Manca la data da cui la persona è nella posizione: scrivila come 31/12/2025.")
    if not dal.year >= ANNO_MINIMO:
        raise ValueError(f"La data deve essere dopo il {ANNO_MINIMO}.")
    if dal > oggi:
        raise ValueError("La data è nel futuro: si registra una posizione quando comincia.")
    return dal


def piano_posizioni(righe: Sequence[RigaPosizione]) -> Piano:
    """What the rows would do to the positions that are known now. Two queries."""
    matricole = {r.matricola for r in righe}
    persone = {p.matricola: p for p in Persona.objects.order_by() if p.matricola in matricole}
    difetti = [
        DifettoFile(r.numero, "matricola", f"«{r.matricola}» non è di nessuno: controlla la matricola.", r.matricola)
        for r in righe if r.matricola not in persone
    ]  # fmt: skip
    difetti += gia_nel_file(((r.numero, (r.matricola, r.dal), r.matricola) for r in righe), "dal")
    note = {(p.persona_id, p.dal): p.denominazione for p in PosizioneEconomica.objects.order_by()}
    mosse = (
        Mossa(r.numero, persone[r.matricola], dal_giorno(r.dal), note.get((persone[r.matricola].pk, r.dal), ""), r.posizione)
        for r in righe if r.matricola in persone
    )  # fmt: skip
    return Piano(tuple(mosse), tuple(sorted(difetti, key=lambda d: d.riga)))


@transaction.atomic
def importa_posizioni(*, righe: Sequence[RigaPosizione], impronta: str, nome_file: str, utente: Utente, quando: datetime) -> int:
    """Write what the preview has shown, all or nothing; the same file again changes nothing. Returns how many have changed.

    Raises PermissionDenied, DatiNonValidi for what cannot be, ConflittoDiVersione if what is there has changed since the preview.
    """
    if not rules.has_perm("organizzazione.importa_personale", utente):
        raise PermissionDenied("Le posizioni economiche le registra l’ufficio del personale.")
    a_turno()
    piano = piano_posizioni(righe)
    if piano.difetti:
        raise DatiNonValidi(f"Riga {piano.difetti[0].riga}: {piano.difetti[0].motivo}")
    if piano.impronta != impronta:
        raise ConflittoDiVersione("Nel frattempo le posizioni registrate sono cambiate.")
    per_chiave = {(m.persona.matricola, m.che): m for m in piano.modifiche}
    fonte = f"Importata dal foglio {nome_file}"[:FONTE_MASSIMA]
    nuove = [
        PosizioneEconomica(persona=m.persona, denominazione=r.posizione, dal=r.dal, fonte=fonte)
        for r in righe if (m := per_chiave.get((r.matricola, dal_giorno(r.dal))))
    ]  # fmt: skip
    PosizioneEconomica.objects.bulk_create(
        nuove, batch_size=LOTTO, update_conflicts=True, unique_fields=["persona", "dal"], update_fields=["denominazione", "fonte"]
    )
    if nuove:
        registra(
            azione="posizioni.importa", oggetto="posizioni", oggetto_id=0, utente=utente.username, quando=quando,
            dati={"file": nome_file, "righe": [[m.persona.matricola, m.che, m.prima, m.dopo] for m in piano.modifiche]},
        )  # fmt: skip
    return len(nuove)


def a_turno() -> None:
    """Inside a transaction: whoever writes positions waits for who is writing them."""
    Esercizio.objects.select_for_update().order_by("pk").first()


def posizioni_al(quando: date, persone: Iterable[int] | Any) -> Mapping[int, PosizioneEconomica]:
    """By person: the step in which each of them is on a day. One query; ``persone`` may be a queryset of keys."""
    righe = PosizioneEconomica.objects.filter(persona__in=persone, dal__lte=quando).order_by("dal")
    return {p.persona_id: p for p in righe}


def posizioni_di(persone: Iterable[int]) -> Mapping[int, list[PosizioneEconomica]]:
    """By person: all their steps, the first one first. One query."""
    per_persona: dict[int, list[PosizioneEconomica]] = {}
    for p in PosizioneEconomica.objects.filter(persona__in=list(persone)).order_by("dal"):
        per_persona.setdefault(p.persona_id, []).append(p)
    return per_persona
