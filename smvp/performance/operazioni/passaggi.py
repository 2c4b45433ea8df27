"""Artt. 12, 18, 21, 36: what the steps do beside changing the state; the act that approves, with its file."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from smvp.documenti import archivio
from smvp.documenti.allegati import File, ricevi
from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.documenti.pubblicazioni import pubblica
from smvp.flusso.operazioni import effetto, esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..models import Piano, Relazione, Scritto
from ..stati import PIANO, RELAZIONE
from .comuni import alla_versione, blocca

S = TypeVar("S", bound=Scritto)
ATTI = "L’atto di approvazione lo registra il Segretario generale."


@transaction.atomic
def approva(
    *, scritto: S, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int, file: Sequence[File] = (),
    unita_al_rendiconto: bool = False, motivo: str = "", edizioni: Collection[int] | None = None,
) -> S:  # fmt: skip
    """Record the act that approves it, and with it freeze the editions made of the present texts.

    ``unita_al_rendiconto``: the Relazione goes with the Rendiconto, and the Consiglio approves it (art. 227 TUEL). ``file``: the act
    itself, one file at most. ``edizioni``: the documents that were read, None if whoever calls compares nothing: a text saved and editions
    made meanwhile are not what was approved, and leave state and version as they are. Raises what ``esegui`` raises, DatiNonValidi for an
    act of another kind or with a day that cannot be.
    """
    riga = blocca(scritto, "performance.approvare", utente, ATTI)
    alla_versione(riga, versione)
    if edizioni is not None and set(edizioni) != set(edizioni_da_approvare(riga)):
        raise ConflittoDiVersione("Nel frattempo le edizioni sono cambiate: leggi quelle di adesso, poi decidi.")
    articolo = "12" if isinstance(riga, Piano) else "18"
    if isinstance(riga, Relazione):
        riga.unita_al_rendiconto = unita_al_rendiconto
        if atto.data <= riga.esercizio.periodo.fine:
            raise DatiNonValidi(
                f"La Relazione {riga.esercizio.anno} si approva a esercizio finito: l’atto non può essere del {data(atto.data)}.",
                campo="data", articolo=articolo,
            )  # fmt: skip
    riga.atto = registra_atto_fra((riga.tipo_atto,), atto, utente=utente, quando=quando, articolo=articolo)
    _conserva(riga.atto, file, utente, quando)
    riga.save()
    return esegui(riga, "approva", utente=utente, quando=quando, versione=versione, motivo=motivo)


def edizioni_da_approvare(scritto: Scritto) -> list[int]:
    """The documents of the present texts that an approval would freeze."""
    return [documento.pk for e in scritto.edizioni if (documento := scritto.documento_generato(e)) is not None]


def _conserva(atto: Atto, file: Sequence[File], utente: Utente, quando: datetime) -> None:
    """The act as a file, once: the one that is there stays."""
    ricevuti = ricevi(file, campo="file")
    if len(ricevuti) > 1:
        raise DatiNonValidi("L’atto è un file solo.", campo="file")
    if not ricevuti or atto.file:
        return
    nome = f"atti/{ricevuti[0].impronta}"
    archivio.scrivi(nome, lambda aperto: aperto.write(ricevuti[0].contenuto))
    atto.file.name = nome
    atto.save(update_fields=["file"])
    registra(azione="atto.file", oggetto="atto", oggetto_id=atto.pk, utente=utente.username, quando=quando,
             dati={"nome": ricevuti[0].nome, "impronta": ricevuti[0].impronta})  # fmt: skip


# --- effects ----------------------------------------------------------------------------------------------------------------------------


@effetto(RELAZIONE.codice, "chiedi_esame")
def _comincia_esame(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    riga.nota_del_passo = ""


@effetto(RELAZIONE.codice, "esamina")
def _chiudi_esame(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    riga.note_esame = riga.nota_del_passo = riga.motivo_del_passo
    riga.esaminata_il = quando


@effetto(RELAZIONE.codice, "chiedi_modifiche")
@effetto(RELAZIONE.codice, "ritira_esame")
def _torna(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    """The notes head the page of who writes."""
    riga.nota_del_passo = riga.motivo_del_passo


@effetto(RELAZIONE.codice, "riprendi")
@effetto(RELAZIONE.codice, "correggi")
def _riporta_in_bozza(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    """What was approved stays in the ledger of documents and in the history; the next act approves new editions."""
    riga.nota_del_passo = riga.motivo_del_passo
    riga.atto = riga.completa = riga.pubblica = riga.verbale = riga.validazione = None
    riga.esaminata_il = riga.approvata_il = riga.trasmessa_il = riga.validata_il = None
    riga.unita_al_rendiconto = False


@effetto(RELAZIONE.codice, "approva")
@effetto(PIANO.codice, "approva")
def _ferma_le_edizioni(riga: S, *, utente: Utente, quando: datetime) -> None:
    for edizione, campo in riga.edizioni.items():
        setattr(riga, campo, riga.documento_generato(edizione))
    riga.nota_del_passo = ""
    if isinstance(riga, Piano):
        riga.approvato_il = quando
    elif isinstance(riga, Relazione):
        riga.approvata_il = quando


@effetto(RELAZIONE.codice, "trasmetti")
def _trasmetti(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    riga.trasmessa_il = quando


@effetto(RELAZIONE.codice, "pubblica")
def _pubblica_relazione(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    """Art. 36: the public edition, and the NCVP's document; the complete one stays with the bodies (reading A40)."""
    assert riga.pubblica is not None and riga.validazione is not None  # noqa: S101 - the table has asked for them (mancano_file)
    anno = riga.esercizio.anno
    pubblica(riga.pubblica, voce="relazione", titolo=str(riga), utente=utente, quando=quando, anno=anno, atto=riga.atto)
    titolo = f"Documento di validazione della Relazione sulla performance {anno}"
    pubblica(riga.validazione, voce="validazione", titolo=titolo, utente=utente, quando=quando, anno=anno, atto=riga.verbale)
    riga.pubblicata_il = quando


@effetto(PIANO.codice, "pubblica")
def _pubblica_piano(riga: Piano, *, utente: Utente, quando: datetime) -> None:
    assert riga.pubblica is not None  # noqa: S101 - as above
    pubblica(riga.pubblica, voce="piano", titolo=str(riga), utente=utente, quando=quando, anno=riga.esercizio.anno, atto=riga.atto)
    riga.pubblicato_il = quando


@effetto(PIANO.codice, "riprendi")
def _aggiorna_il_piano(riga: Piano, *, utente: Utente, quando: datetime) -> None:
    """What is published stays in sight until a new one takes its place."""
    riga.nota_del_passo = riga.motivo_del_passo
    riga.atto = riga.pubblica = riga.approvato_il = None
