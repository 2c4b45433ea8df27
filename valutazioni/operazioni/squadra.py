"""Allegato D: the marks of a whole team, cell by cell: what others have written meanwhile is never covered, and stops nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_xlsx
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.foglio_squadra import foglio_squadra
from ..permessi import puo_su_unita
from .personale import prendi_da_votare, scrivi_voti, segna_voti

CELLE_MASSIME = 1_800
"""Marks written at once: a team of a hundred, all new. Beyond, one is told so."""
CELLE_DEL_FOGLIO = 15_000
"""Marks that a spreadsheet may change: a unit of a thousand people."""


@dataclass(frozen=True, slots=True)
class Cella:
    """A mark to be written, with the one that the page knew: None is an empty cell."""

    voto: int | None
    prima: int | None


@dataclass(slots=True)
class EsitoSquadra:
    """What became of the cells, by the key of their row."""

    scritte: set[int] = field(default_factory=set)
    """Those that hold now what was asked for."""
    contese: dict[int, int | None] = field(default_factory=dict)
    """Those that somebody else has changed in another way, with what they hold now: left alone."""
    ferme: dict[int, str] = field(default_factory=dict)
    """The sheets that cannot be written, with the reason: none of their cells is."""


def esporta_squadra(*, esercizio: Esercizio, direzione: Direzione, utente: Utente, quando: datetime) -> bytes:
    """The marks of a team as XLSX; the download is written in the log. Raises PermissionDenied for who does not evaluate that unit."""
    if not puo_su_unita(utente, direzione.pk):
        raise PermissionDenied("I voti di questo ufficio li scarica chi lo valuta.")
    contenuto = scrivi_xlsx(foglio_squadra(utente, esercizio, direzione))
    with transaction.atomic():
        registra(azione="esercizio.esporta_squadra", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "ufficio": direzione.codice})  # fmt: skip
    return contenuto


def salva_squadra(
    *, celle: Mapping[int, Mapping[int, Cella]], utente: Utente, quando: datetime, massimo: int = CELLE_MASSIME
) -> EsitoSquadra:
    """Save the cells of several sheets (by the key of the sheet, then of its row), each sheet in a transaction of its own.

    A cell that holds neither what the page knew nor what it sends is in conflict. A sheet that is not the user's to fill in, or has gone
    on, is left as it is with its reason; the others are saved. Each sheet written has its line in the log. Raises DatiNonValidi for more
    than ``massimo`` cells.
    """
    if sum(map(len, celle.values())) > massimo:
        raise DatiNonValidi(f"Si salvano al massimo {massimo} caselle alla volta: dividile in più volte.")
    esito = EsitoSquadra()
    for pk in sorted(celle):  # always in the same order: two teams that overlap cannot wait for each other
        try:
            _salva_scheda(pk, celle[pk], esito, utente, quando)
        except (ErroreDominio, PermissionDenied) as errore:
            esito.ferme[pk] = str(errore)
    return esito


@transaction.atomic
def _salva_scheda(pk: int, celle: Mapping[int, Cella], esito: EsitoSquadra, utente: Utente, quando: datetime) -> None:
    scheda = prendi_da_votare(pk, utente)
    righe = list(scheda.voti.select_related("voce"))
    ora = {v.pk: v.voto for v in righe}
    contese = {k: ora[k] for k, c in celle.items() if k in ora and ora[k] not in (c.prima, c.voto)}
    da_scrivere = {k: c.voto for k, c in celle.items() if k not in contese}
    segna_voti(scheda, scrivi_voti(scheda, righe, da_scrivere), utente=utente, quando=quando)
    esito.contese |= contese
    esito.scritte |= da_scrivere.keys()
