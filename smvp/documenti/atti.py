"""The acts of the municipality as people write them in: a new one is kept once, with its number and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO
from smvp.nucleo.formati import data as giorno
from smvp.registro.operazioni import registra

from .models import Atto


@dataclass(frozen=True, slots=True)
class DatiAtto:
    """An act as somebody writes it in: number, day, subject; and of which kind, for those who accept more than one."""

    numero: int
    data: date
    oggetto: str
    tipo: Atto.Tipo = Atto.Tipo.GIUNTA


@transaction.atomic
def registra_atto(tipo: Atto.Tipo, atto: Atto | DatiAtto, *, utente: Any, quando: datetime, articolo: str) -> Atto:
    """The act of that kind with that number and day: the one that is there already, if it is the same; otherwise a new one.

    Raises DatiNonValidi for an act of another kind, and for the number and day of an act with another subject.
    """
    if isinstance(atto, Atto):
        if atto.tipo != tipo:
            raise DatiNonValidi(f"Serve un atto di questo tipo: {tipo.label}.", campo="atto_esistente", articolo=articolo)
        return atto
    riga, nuovo = Atto.objects.get_or_create(tipo=tipo, numero=atto.numero, data=atto.data, defaults={"oggetto": atto.oggetto.strip()})
    if nuovo:
        registra(azione="atto.registra", oggetto="atto", oggetto_id=riga.pk, utente=utente.username, quando=quando,
                 dati={"tipo": riga.tipo, "numero": riga.numero, "data": riga.data, "oggetto": riga.oggetto})  # fmt: skip
    elif riga.oggetto != atto.oggetto.strip():
        raise DatiNonValidi(
            f"La {riga} c’è già, con un altro oggetto: «{riga.oggetto}». Sceglila dall’elenco.", campo="numero", articolo=articolo
        )
    return riga


def registra_atto_fra(tipi: Collection[Atto.Tipo], atto: Atto | DatiAtto, *, utente: Any, quando: datetime, articolo: str) -> Atto:
    """The act, as above, where it may be of several kinds. Raises DatiNonValidi also for one that has a day still to come."""
    if atto.tipo not in tipi:
        nomi = " o ".join(f"«{t.label}»" for t in tipi)
        raise DatiNonValidi(f"Serve un atto di questo tipo: {nomi}.", campo="atto_esistente", articolo=articolo)
    if atto.data > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"L’atto porta una data nel futuro: {giorno(atto.data)}.", campo="data", articolo=articolo)
    return registra_atto(Atto.Tipo(atto.tipo), atto, utente=utente, quando=quando, articolo=articolo)


def atto_della_giunta(atto: Atto | DatiAtto, *, utente: Any, quando: datetime, articolo: str) -> Atto:
    """The resolution of the Giunta, as above; of what kind a registered one may be, who calls knows."""
    return atto if isinstance(atto, Atto) else registra_atto(Atto.Tipo.GIUNTA, atto, utente=utente, quando=quando, articolo=articolo)
