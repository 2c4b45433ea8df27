"""The papers of a case: judged before they are kept, written under their hash, never drawn nor opened."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from smvp.documenti.allegati import ALLEGATI_MASSIMI, BYTE_IN_TUTTO, File, conserva, ricevi
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto
from smvp.organizzazione.models import Utente

from ..models import Allegato, Conciliazione, Genere, Istanza
from ..permessi import e_parte
from .comuni import annota, blocca

CARTELLA = "riesami"
CHI_ALLEGA = "I documenti li aggiungono il valutato e chi istruisce il caso, fino alla decisione."


def iscrivi(
    caso: Istanza | Conciliazione, ricevuti: Sequence[Ricevuto], genere: Genere, utente: Utente, quando: datetime
) -> list[Allegato]:
    """Keep the files, inside the transaction of the act to which they belong. What the case has already is not written twice."""
    gia = {a.impronta: a for a in caso.allegati.all()}
    nuovi = [r for r in ricevuti if r.impronta not in gia]
    occupati = sum(a.dimensione for a in gia.values()) + sum(len(r.contenuto) for r in nuovi)
    if len(gia) + len(nuovi) > ALLEGATI_MASSIMI:
        raise FileRifiutato(f"Il caso avrebbe più di {ALLEGATI_MASSIMI} documenti: riunisci più file in uno.", campo="allegati")
    if occupati > BYTE_IN_TUTTO:
        raise FileRifiutato(f"I documenti del caso supererebbero i {BYTE_IN_TUTTO >> 20} MB: riducili.", campo="allegati")
    cartella = f"{CARTELLA}/{caso.flusso.codice}/{caso.pk}"
    di_chi = {caso.flusso.codice: caso, "caricato_da": utente, "caricato_il": quando}
    return [Allegato.objects.create(genere=genere, **conserva(cartella, r), **di_chi) for r in nuovi]


@transaction.atomic
def allega(*, istanza: Istanza, file: Sequence[File], utente: Utente, quando: datetime) -> list[Allegato]:
    """Add papers to a case before it is decided. Raises PermissionDenied, FileRifiutato."""
    riga = blocca(istanza, "conciliazione.allegare", utente, CHI_ALLEGA)
    if not file:
        raise FileRifiutato("Scegli almeno un file.", campo="allegati")
    righe = iscrivi(riga, ricevi(file), Genere.RICHIESTA if e_parte(utente, riga) else Genere.ISTRUTTORIA, utente, quando)
    annota(riga, "allega", utente, quando, nomi=[a.nome for a in righe], impronte=[a.impronta for a in righe])
    return righe
