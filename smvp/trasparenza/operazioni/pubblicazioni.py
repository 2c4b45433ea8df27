"""Art. 36: the Segretario publishes a file received and withdraws what is in sight. What a workflow publishes, its workflow publishes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.allegati import File, ricevi
from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto, Pubblicazione
from smvp.documenti.pubblicazioni import pubblica, ritira
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Ente, Utente
from smvp.performance.models import Piano, Relazione
from smvp.regolamento.norma import Requisito

from ..letture.gestione import rimettibili
from ..letture.regolamento import regolamento_vigente

ARTICOLO: Final = "36"
TITOLO_MASSIMO: Final = 200
MOTIVO_MASSIMO: Final = 500
ANNO_MINIMO: Final = 2009  # d.lgs. 150/2009: there is no cycle of the performance before
TIPI_ATTO: Final[Collection[Atto.Tipo]] = tuple(Atto.Tipo)
# Items that have a workflow in an exercise that is kept here: a file does not go round it.
COL_FLUSSO: Final[Mapping[str, Any]] = {"piano": Piano, "relazione": Relazione, "validazione": Relazione}


def pubblica_file(
    *, voce: str, anno: int | None, titolo: str, file: File, utente: Utente, quando: datetime, atto: Atto | DatiAtto | None = None
) -> Pubblicazione:
    """Publish a file received under an item; what was there for the same item and year is withdrawn in the same moment.

    Raises PermissionDenied; DatiNonValidi, FileRifiutato for what was given; OperazioneNonAmmessa where a document has its own way there.
    """
    if not rules.has_perm("trasparenza.pubblicare", utente):
        raise PermissionDenied("Nella sezione pubblica pubblica il Segretario generale.")
    norma, titolo = _voce(voce), " ".join(titolo.split())
    if not titolo or len(titolo) > TITOLO_MASSIMO:
        raise DatiNonValidi(f"Scrivi un titolo, al massimo di {TITOLO_MASSIMO} caratteri.", campo="titolo", articolo=ARTICOLO)
    if anno is not None and not ANNO_MINIMO <= anno <= quando.year + 1:
        raise DatiNonValidi(f"L’anno va dal {ANNO_MINIMO} al {quando.year + 1}.", campo="anno", articolo=ARTICOLO)
    (ricevuto,) = ricevi([file], "file")
    with transaction.atomic():
        Ente.objects.select_for_update().first()  # two at once take turns: the second finds what the first has published
        _lascia_il_posto(norma, anno)
        riga = registra_atto_fra(TIPI_ATTO, atto, utente=utente, quando=quando, articolo=ARTICOLO) if atto else None
        return pubblica(ricevuto, voce=voce, titolo=titolo, utente=utente, quando=quando, anno=anno, atto=riga)


def _voce(codice: str) -> Requisito:
    norma = regolamento_vigente().garanzie.voce_web(codice)
    if norma is None:
        raise DatiNonValidi("Scegli una voce della sezione.", campo="voce", articolo=ARTICOLO)
    return norma


def _lascia_il_posto(voce: Requisito, anno: int | None) -> None:
    """Refuse a file where the application has a document of its own, or a workflow that will publish it."""
    modello = COL_FLUSSO.get(voce.codice)
    if modello and anno is None:
        raise DatiNonValidi(f"«{voce.titolo}» è di un anno: scrivi quale.", campo="anno", articolo=ARTICOLO)
    if modello and modello.objects.filter(esercizio__anno=anno).exists():
        raise OperazioneNonAmmessa(f"«{voce.titolo}» {anno} si pubblica dalla sua pagina, quando è il suo momento.", articolo=ARTICOLO)
    # Also one whose file is still being drawn: nobody sees it yet, but it is what will be there.
    if Pubblicazione.objects.filter(voce=voce.codice, anno=anno, documento__isnull=False, ritirata_il__isnull=True).exists():
        raise OperazioneNonAmmessa(
            f"Sotto «{voce.titolo}» c’è già un documento fatto qui: un file non lo sostituisce. Prima ritiralo.", articolo=ARTICOLO
        )


def ritira_pubblicazione(*, pubblicazione: Pubblicazione, motivo: str, utente: Utente, quando: datetime) -> None:
    """Take something out of sight. Raises PermissionDenied, DatiNonValidi without a reason, OperazioneNonAmmessa if it is out already."""
    if not rules.has_perm("trasparenza.pubblicare", utente):
        raise PermissionDenied("Dalla sezione pubblica ritira il Segretario generale.")
    motivo = motivo.strip()
    if not e_un_motivo(motivo) or len(motivo) > MOTIVO_MASSIMO:
        raise DatiNonValidi(f"Scrivi perché la ritiri, al massimo in {MOTIVO_MASSIMO} caratteri.", campo="motivo", articolo=ARTICOLO)
    ritira(pubblicazione, motivo=motivo, utente=utente, quando=quando)


@transaction.atomic
def rimetti(*, pubblicazione: Pubblicazione, utente: Utente, quando: datetime) -> Pubblicazione:
    """Put a document of ours back in sight, if nothing has taken its place: its workflow is over and could not publish it twice.

    Raises PermissionDenied, OperazioneNonAmmessa.
    """
    if not rules.has_perm("trasparenza.pubblicare", utente):
        raise PermissionDenied("Nella sezione pubblica pubblica il Segretario generale.")
    Ente.objects.select_for_update().first()  # after who is publishing something else there
    if not rimettibili().filter(pk=pubblicazione.pk).exists():
        raise OperazioneNonAmmessa(f"«{pubblicazione.titolo}» non si può rimettere in vista: il suo posto è preso.", articolo=ARTICOLO)
    vecchia = Pubblicazione.objects.select_related("documento", "atto").get(pk=pubblicazione.pk)
    assert vecchia.documento is not None  # noqa: S101 - rimettibili says so
    return pubblica(
        vecchia.documento, voce=vecchia.voce, titolo=vecchia.titolo, utente=utente, quando=quando, anno=vecchia.anno, atto=vecchia.atto
    )
