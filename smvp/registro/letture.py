"""Reading the log: the history of an object, and whether the chain is whole."""

from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Evento


def storia(oggetto: str, oggetto_id: str | int) -> QuerySet[Evento]:
    """The acts on one object, the latest first."""
    return Evento.objects.filter(oggetto=oggetto, oggetto_id=str(oggetto_id)).order_by("-numero")


@dataclass(frozen=True, slots=True)
class Verifica:
    """How a check of the chain went: ``rotta`` is the number of the first broken row (None: all is well) and ``motivo`` says why."""

    righe: int
    testa: str
    rotta: int | None = None
    motivo: str = ""


def verifica_catena() -> Verifica:
    """Read the whole chain from the first row and stop at the first that does not hold."""
    righe, precedente = 0, ""
    for evento in Evento.objects.order_by("numero").iterator(chunk_size=2000):
        motivo = _rottura(evento, righe + 1, precedente)
        if motivo:
            return Verifica(righe, precedente, evento.numero, motivo)
        righe, precedente = evento.numero, evento.impronta
    return Verifica(righe, precedente)


def _rottura(evento: Evento, atteso: int, precedente: str) -> str:
    """Why this row does not follow from the one before; empty if it does."""
    if evento.numero != atteso:
        return f"manca la riga {atteso}"
    if evento.precedente != precedente:
        return "non è legata alla riga precedente"
    if evento.impronta != evento.calcola_impronta():
        return "il contenuto non corrisponde all’impronta"
    return ""
