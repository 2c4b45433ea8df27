"""Art. 36: what is in the public section, and how it gets there: an act with a date, whose place a later one takes."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from smvp.documenti import archivio
from smvp.documenti.models import Atto, Documento, Pubblicazione
from smvp.documenti.ricevuti import Ricevuto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Ente, Utente
from smvp.registro.operazioni import registra

SOSTITUITA = "Sostituita da una pubblicazione più recente."


def in_vista() -> QuerySet[Pubblicazione]:
    """What anybody may read now: published, not withdrawn, its document drawn."""
    righe = Pubblicazione.objects.filter(ritirata_il__isnull=True).select_related("documento", "atto")
    return righe.exclude(documento__isnull=False, documento__file="").defer("documento__contenuto")


@transaction.atomic
def pubblica(
    cosa: Documento | Ricevuto,
    *,
    voce: str,
    titolo: str,
    utente: Utente,
    quando: datetime,
    anno: int | None = None,
    atto: Atto | None = None,
) -> Pubblicazione:
    """Publish a document issued, or a file received, under an item of the public section. The permission is the caller's to ask.

    What was there for the same item and year is withdrawn in the same moment. The same document twice is one publication.
    """
    Ente.objects.select_for_update().first()  # two at once take turns
    prima = Pubblicazione.objects.filter(voce=voce, anno=anno, ritirata_il__isnull=True).first()
    if prima and isinstance(cosa, Documento) and prima.documento_id == cosa.pk:
        return prima
    if prima:
        _ritira(prima, SOSTITUITA, utente, quando)
    riga = Pubblicazione(voce=voce, anno=anno, titolo=titolo, atto=atto, pubblicata_il=quando, pubblicata_da=utente)
    if isinstance(cosa, Documento):
        riga.documento = cosa
    else:
        nome = f"pubblicati/{cosa.impronta[:2]}/{cosa.impronta}"
        archivio.scrivi(nome, lambda file: file.write(cosa.contenuto))
        riga.file, riga.nome_file, riga.impronta_file = nome, cosa.nome, cosa.impronta
    riga.save()
    registra(
        azione="pubblicazione.pubblica", oggetto="pubblicazione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"voce": voce, "anno": anno, "titolo": titolo, "documento": riga.documento_id, "impronta": riga.impronta_file},
    )  # fmt: skip
    return riga


@transaction.atomic
def ritira(pubblicazione: Pubblicazione, *, motivo: str, utente: Utente, quando: datetime) -> None:
    """Take something out of the public section, with its reason. Raises OperazioneNonAmmessa if it is out already."""
    riga = Pubblicazione.objects.select_for_update().get(pk=pubblicazione.pk)
    if riga.ritirata_il is not None:
        raise OperazioneNonAmmessa(f"«{riga.titolo}» è già stata ritirata.", articolo="36")
    _ritira(riga, motivo, utente, quando)


def _ritira(riga: Pubblicazione, motivo: str, utente: Utente, quando: datetime) -> None:
    riga.ritirata_il, riga.motivo_ritiro = quando, motivo
    riga.save(update_fields=["ritirata_il", "motivo_ritiro"])
    registra(
        azione="pubblicazione.ritira", oggetto="pubblicazione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"voce": riga.voce, "anno": riga.anno, "motivo": motivo},
    )  # fmt: skip
