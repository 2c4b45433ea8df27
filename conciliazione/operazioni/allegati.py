"""The papers of a case: judged before they are kept, written under their hash, never drawn nor opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from smvp.documenti import archivio
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto, controlla_ricevuto
from smvp.organizzazione.models import Utente

from ..models import Allegato, Conciliazione, Genere, Istanza
from ..permessi import e_parte
from .comuni import annota, blocca

CARTELLA = "riesami"
ALLEGATI_MASSIMI = 30
BYTE_PER_CASO = 80 * 1024 * 1024
CHI_ALLEGA = "I documenti li aggiungono il valutato e chi istruisce il caso, fino alla decisione."


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent: the name and the bytes."""

    nome: str
    contenuto: bytes


def ricevi(file: Sequence[File]) -> list[Ricevuto]:
    """All of them judged, or FileRifiutato that names the one that is wrong; the same content twice is one."""
    ricevuti: dict[str, Ricevuto] = {}
    for f in file:
        try:
            ricevuto = controlla_ricevuto(f.nome, f.contenuto)
        except FileRifiutato as errore:
            raise FileRifiutato(f"«{f.nome}»: {errore}", campo="allegati") from errore
        ricevuti.setdefault(ricevuto.impronta, ricevuto)
    return list(ricevuti.values())


def iscrivi(
    caso: Istanza | Conciliazione, ricevuti: Sequence[Ricevuto], genere: Genere, utente: Utente, quando: datetime
) -> list[Allegato]:
    """Keep the files, inside the transaction of the act to which they belong. What the case has already is not written twice.

    A file whose transaction is taken back stays on disk under its hash, named by no row: the next time it is simply found there.
    """
    gia = {a.impronta: a for a in caso.allegati.all()}
    nuovi = [r for r in ricevuti if r.impronta not in gia]
    occupati = sum(a.dimensione for a in gia.values()) + sum(len(r.contenuto) for r in nuovi)
    if len(gia) + len(nuovi) > ALLEGATI_MASSIMI:
        raise FileRifiutato(f"Il caso avrebbe più di {ALLEGATI_MASSIMI} documenti: riunisci più file in uno.", campo="allegati")
    if occupati > BYTE_PER_CASO:
        raise FileRifiutato(f"I documenti del caso supererebbero i {BYTE_PER_CASO >> 20} MB: riducili.", campo="allegati")
    righe = []
    for r in nuovi:
        dove = f"{CARTELLA}/{caso.flusso.codice}/{caso.pk}/{r.impronta}"
        archivio.scrivi(dove, lambda file, r=r: file.write(r.contenuto))  # type: ignore[misc]
        righe.append(
            Allegato.objects.create(
                genere=genere, nome=r.nome, tipo_contenuto=r.tipo_contenuto, dimensione=len(r.contenuto), impronta=r.impronta, file=dove,
                caricato_da=utente, caricato_il=quando, **{caso.flusso.codice: caso},
            )
        )  # fmt: skip
    return righe


@transaction.atomic
def allega(*, istanza: Istanza, file: Sequence[File], utente: Utente, quando: datetime) -> list[Allegato]:
    """Add papers to a case before it is decided. Raises PermissionDenied, FileRifiutato."""
    riga = blocca(istanza, "conciliazione.allegare", utente, CHI_ALLEGA)
    if not file:
        raise FileRifiutato("Scegli almeno un file.", campo="allegati")
    righe = iscrivi(riga, ricevi(file), Genere.RICHIESTA if e_parte(utente, riga) else Genere.ISTRUTTORIA, utente, quando)
    annota(riga, "allega", utente, quando, nomi=[a.nome for a in righe], impronte=[a.impronta for a in righe])
    return righe
