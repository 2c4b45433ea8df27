"""Artt. 12 and 21: a Piano or a Relazione of an exercise is begun, once."""

from datetime import datetime
from typing import TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.models import ValidazioneRelazione

from ..models import Piano, Relazione
from .comuni import PREPARANO, annota

S = TypeVar("S", Relazione, Piano)


def apri_relazione(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Relazione:
    """Begin the Relazione of an exercise, or find the one that is there.

    Raises PermissionDenied, and OperazioneNonAmmessa: before the exercise is over; for one whose Relazione was validated elsewhere.
    """
    _puo(utente)
    if (gia := Relazione.objects.filter(esercizio=esercizio).first()) is not None:
        return gia
    if quando.astimezone(FUSO).date() <= esercizio.periodo.fine:
        raise OperazioneNonAmmessa(f"L’esercizio finisce il {data(esercizio.periodo.fine)}: la Relazione si comincia dopo.", articolo="21")
    if (fuori := ValidazioneRelazione.objects.filter(esercizio=esercizio).select_related("atto").first()) is not None:
        raise OperazioneNonAmmessa(f"La Relazione {esercizio.anno} è già validata: {fuori.atto}.", articolo="21")
    return _apri(Relazione, esercizio, utente, quando)


def apri_piano(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Piano:
    """Begin the Piano of an exercise, or find the one that is there. Raises PermissionDenied."""
    _puo(utente)
    return _apri(Piano, esercizio, utente, quando)


def _puo(utente: Utente) -> None:
    if not rules.has_perm("performance.preparare", utente):
        raise PermissionDenied(PREPARANO)


@transaction.atomic
def _apri(che: type[S], esercizio: Esercizio, utente: Utente, quando: datetime) -> S:
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
    riga, nuova = che._default_manager.get_or_create(esercizio=esercizio, defaults={"aperto_da": utente, "aperto_il": quando})
    if nuova:
        annota(riga, "apri", utente, quando, anno=esercizio.anno)
    return riga
