"""Art. 18: the evidence attached to a report, while the report may still change. On disk a file is called by its hash."""

from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from smvp.documenti import archivio
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto, controlla_ricevuto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Utente

from ..models import Allegato, Obiettivo, Parte
from ..permessi import puo_sulla_quota
from .consuntivi import blocca
from .salvataggio import annota

CARTELLA = "allegati"
ALLEGATI_MASSIMI = 20
BYTE_PER_SCHEDA = 60 * 1024 * 1024
GIA_TOLTO = "L’allegato non c’è più: è già stato tolto, forse da un’altra finestra."


def nome_in_archivio(obiettivo: Obiettivo, ricevuto: Ricevuto) -> str:
    return f"{CARTELLA}/{obiettivo.esercizio.anno}/{obiettivo.pk}/{ricevuto.impronta}"


def allega(*, obiettivo: Obiettivo, parte: Parte | None, nome: str, contenuto: bytes, utente: Utente, quando: datetime) -> Allegato:
    """Attach a file to the report of a quota. The same content twice in one quota is one attachment.

    Raises PermissionDenied (a quota of others, a report that may no longer change) and FileRifiutato, which says what is wrong.
    """
    _controlla_permesso(obiettivo, parte, utente)  # before the file is looked into; again under the lock
    ricevuto = controlla_ricevuto(nome, contenuto)
    dove = nome_in_archivio(obiettivo, ricevuto)
    archivio.scrivi(dove, lambda file: file.write(ricevuto.contenuto))
    try:
        return _iscrivi(obiettivo, parte, ricevuto, dove, utente, quando)
    except BaseException:
        _cancella_se_di_nessuno(obiettivo, dove)
        raise


@transaction.atomic
def _iscrivi(obiettivo: Obiettivo, parte: Parte | None, ricevuto: Ricevuto, dove: str, utente: Utente, quando: datetime) -> Allegato:
    riga = blocca(obiettivo)
    _controlla_permesso(riga, parte, utente)
    if doppio := riga.allegati.filter(parte=parte, impronta=ricevuto.impronta).first():
        return doppio
    _controlla_quanti(riga, ricevuto)
    if not archivio.percorso(dove).is_file():  # somebody has taken away the same content in this very moment
        archivio.scrivi(dove, lambda file: file.write(ricevuto.contenuto))
    allegato = Allegato.objects.create(
        obiettivo=riga, parte=parte, nome=ricevuto.nome, tipo_contenuto=ricevuto.tipo_contenuto, dimensione=len(ricevuto.contenuto),
        impronta=ricevuto.impronta, file=dove, caricato_da=utente, caricato_il=quando,
    )  # fmt: skip
    _segna(riga, "allega", allegato, utente, quando)
    return allegato


@transaction.atomic
def togli_allegato(*, allegato: Allegato, utente: Utente, quando: datetime) -> None:
    """Take an attachment away, while its report may still change; the file goes when nothing names it.

    Raises PermissionDenied; OperazioneNonAmmessa if somebody has taken it away already.
    """
    riga = blocca(allegato.obiettivo)
    fresco = riga.allegati.select_related("parte").filter(pk=allegato.pk).first()
    if fresco is None:
        raise OperazioneNonAmmessa(GIA_TOLTO)
    _controlla_permesso(riga, fresco.parte, utente)
    fresco.delete()
    transaction.on_commit(partial(_cancella_se_di_nessuno, riga, str(fresco.file)))
    _segna(riga, "togli_allegato", fresco, utente, quando)


def _controlla_permesso(obiettivo: Obiettivo, parte: Parte | None, utente: Utente) -> None:
    if not puo_sulla_quota("obiettivi.rendicontare", utente, obiettivo, parte):
        raise PermissionDenied("Gli allegati li aggiunge e li toglie chi compila la rendicontazione, finché si può ancora cambiare.")


def _controlla_quanti(riga: Obiettivo, ricevuto: Ricevuto) -> None:
    if riga.allegati.count() >= ALLEGATI_MASSIMI:
        raise FileRifiutato(f"La scheda ha già {ALLEGATI_MASSIMI} allegati, il massimo: togline uno, o riunisci più file in uno.")
    occupati = riga.allegati.aggregate(somma=Sum("dimensione"))["somma"] or 0
    if occupati + len(ricevuto.contenuto) > BYTE_PER_SCHEDA:
        raise FileRifiutato(f"Con questo file gli allegati della scheda supererebbero i {BYTE_PER_SCHEDA >> 20} MB: riducilo.")


def _segna(riga: Obiettivo, azione: str, allegato: Allegato, utente: Utente, quando: datetime) -> None:
    quota = str(allegato.parte.direzione) if allegato.parte else ""
    dati = {"nome": allegato.nome, "impronta": allegato.impronta, "byte": allegato.dimensione, "quota": quota}
    annota(riga, azione, dati, utente, quando)


@transaction.atomic
def _cancella_se_di_nessuno(obiettivo: Obiettivo, dove: str) -> None:
    """Under the same lock as who attaches: a file is never taken away from under a row that is being written."""
    blocca(obiettivo)
    if not Allegato.objects.filter(file=dove).exists():
        archivio.cancella(dove)
