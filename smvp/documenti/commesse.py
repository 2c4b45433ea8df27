"""The ledger of jobs: a run takes a row by a token, finishes it if it still holds it, gives it up after too many attempts.

What every kind of job has in common: documents, batches, and whatever other app keeps a ``Commessa`` of its own.
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q, QuerySet

from smvp.documenti import archivio, coda
from smvp.documenti.models import Commessa, Documento, Stato
from smvp.documenti.tipi import SECONDI, tipi
from smvp.documenti.tipi import tipo as tipo_registrato
from smvp.nucleo.errori import ErroreDominio

logger = logging.getLogger(__name__)

TENTATIVI_MASSIMI = 3
# A waiting row whose bell rang this long ago is rung for again.
ATTESA_IN_CODA = timedelta(seconds=120)
RIGHE_PER_SPAZZATA = 500

C = TypeVar("C", bound=Commessa)


def presa_viva(modello: type[Commessa], quando: datetime) -> Q:
    """A hold is alive for a while around its moment: the demo's clock can also be moved back. A slow kind is held for longer."""
    viva = _presa_da_meno_di(modello.durata_presa, quando)
    for lento in tipi() if modello is Documento else ():
        if lento.secondi > SECONDI:
            viva |= Q(tipo=lento.codice) & _presa_da_meno_di(modello.durata_presa + timedelta(seconds=lento.secondi), quando)
    return viva


def _presa_da_meno_di(durata: timedelta, quando: datetime) -> Q:
    return Q(stato=Stato.IN_CORSO, preso_il__range=(quando - durata, quando + durata))


def giace(modello: type[Commessa], quando: datetime) -> Q:
    """What waits with no bell, or with one that rang long ago, and what is held by a run that died."""
    suonato = Q(accodato_il__range=(quando - ATTESA_IN_CODA, quando + ATTESA_IN_CODA))
    muto = Q(accodato_il__isnull=True) | ~suonato
    morto = Q(stato=Stato.IN_CORSO) & ~presa_viva(modello, quando) & (muto | Q(accodato_il__lte=F("preso_il")))
    return (Q(stato=Stato.IN_CODA) & muto) | morto


def prendi(modello: type[C], chiave: int, quando: datetime, orfano: bool) -> C | None:
    """Take a row: one conditional UPDATE, so of two runs one gets it. The attempt is counted before anything can go wrong."""
    gettone = uuid.uuid4().hex
    abbandona(modello, quando, chiave if orfano else None)
    ferma = Q(stato=Stato.IN_CORSO) if orfano else Q(stato=Stato.IN_CORSO) & ~presa_viva(modello, quando)
    libera = modello._default_manager.filter(Q(stato=Stato.IN_CODA) | ferma, pk=chiave, tentativi__lt=TENTATIVI_MASSIMI)
    presi = libera.update(stato=Stato.IN_CORSO, presa=gettone, preso_il=quando, tentativi=F("tentativi") + 1, errore="")
    return modello._default_manager.get(pk=chiave, presa=gettone) if presi else None


def concludi(commessa: Commessa, nome: str, somma: str, quando: datetime, avviso: str = "") -> None:
    """Write the result, if the row is still ours; otherwise take away the file that nobody will name."""
    mie = type(commessa)._default_manager.filter(pk=commessa.pk, presa=commessa.presa, stato=Stato.IN_CORSO)
    if not mie.update(stato=Stato.PRONTO, file=nome, impronta_file=somma, pronto_il=quando, errore=avviso):
        archivio.cancella(nome)


def concludi_con(commessa: Commessa, quando: datetime, **campi: Any) -> bool:
    """Write what a job that makes no file has made; False if the row is no longer ours."""
    mie = type(commessa)._default_manager.filter(pk=commessa.pk, presa=commessa.presa, stato=Stato.IN_CORSO)
    return bool(mie.update(stato=Stato.PRONTO, pronto_il=quando, errore="", **campi))


def fallisci(commessa: Commessa, errore: Exception, quando: datetime, compito: str) -> None:
    """Note the reason in Italian and the traceback in the log; back in the queue, or given up after the last attempt."""
    logger.exception("%s %s: tentativo %s non riuscito", type(commessa).__name__, commessa.pk, commessa.tentativi)
    ultimo = commessa.tentativi >= TENTATIVI_MASSIMI or isinstance(errore, ErroreDominio)
    stato = Stato.FALLITO if ultimo else Stato.IN_CODA
    mie = type(commessa)._default_manager.filter(pk=commessa.pk, presa=commessa.presa, stato=Stato.IN_CORSO)
    if mie.update(stato=stato, errore=_motivo(errore), accodato_il=None if ultimo else quando) and not ultimo:
        suona(compito, commessa)


def _motivo(errore: Exception) -> str:
    if isinstance(errore, ErroreDominio):
        return str(errore)
    if isinstance(errore, RecursionError):
        return "Il contenuto è troppo annidato per essere stampato."
    if isinstance(errore, SoftTimeLimitExceeded):
        return "La preparazione ha superato il tempo massimo."
    if isinstance(errore, OSError):
        return "Il file non si è potuto scrivere: forse manca spazio sul disco. Avvisa l’amministratore di sistema."
    return f"Il file non si è potuto preparare ({type(errore).__name__}). I particolari sono nel registro degli errori del server."


def abbandona(modello: type[Commessa], quando: datetime, orfana: int | None = None) -> None:
    """A row that was taken three times and never finished kills whoever takes it: it stops here."""
    esaurite = modello._default_manager.filter(stato=Stato.IN_CORSO, tentativi__gte=TENTATIVI_MASSIMI)
    ferme = esaurite.filter(~presa_viva(modello, quando) | Q(pk=orfana)).update(
        stato=Stato.FALLITO,
        errore=f"La preparazione si è interrotta {TENTATIVI_MASSIMI} volte senza finire: non viene più ritentata da sola.",
    )
    if ferme:
        logger.error("Spazzata: %s righe di %s abbandonate dopo %s tentativi.", ferme, modello.__name__, TENTATIVI_MASSIMI)


def rimetti_in_coda(modello: type[Commessa], chiavi: list[int]) -> None:
    modello._default_manager.filter(pk__in=chiavi, stato__in=(Stato.FALLITO, Stato.PRONTO)).update(
        stato=Stato.IN_CODA, tentativi=0, errore="", presa="", preso_il=None, accodato_il=None
    )


# --- bells ------------------------------------------------------------------------------------------------------------


def suona(compito: str, commessa: Commessa) -> bool:
    """Ring for a row; the worker gives a slow kind the seconds that it needs."""
    secondi = tipo_registrato(commessa.tipo).secondi if isinstance(commessa, Documento) else SECONDI
    return coda.suona(compito, commessa.pk, secondi=secondi) if secondi > SECONDI else coda.suona(compito, commessa.pk)


def accoda_alla_conferma(compito: str, commessa: Commessa, quando: datetime) -> None:
    """Ring once the row is there for others to see; a bell nobody hears leaves ``accodato_il`` empty, for the sweep."""

    def alla_conferma() -> None:
        if suona(compito, commessa):
            type(commessa)._default_manager.filter(pk=commessa.pk).update(accodato_il=quando)

    transaction.on_commit(alla_conferma)


def suona_di_nuovo(giacenti: QuerySet[Any], compito: str, quando: datetime) -> int:
    """Of the rows that lie, the oldest first: ring for each, until nobody hears. Returns for how many."""
    suonate = 0
    for riga in giacenti.order_by("richiesto_il", "pk")[:RIGHE_PER_SPAZZATA]:
        if not suona(compito, riga):
            break
        giacenti.model._default_manager.filter(pk=riga.pk).update(accodato_il=quando)
        suonate += 1
    return suonate
