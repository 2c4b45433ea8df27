"""Acts on all the objectives of an exercise: its list as a spreadsheet, its closing."""

from collections.abc import Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_xlsx
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.elenco import foglio_elenco
from ..letture.elenco.pagine import filtrati
from ..letture.quadri.chiusura import chiusura
from ..letture.turno.righe import attese_di, righe
from ..permessi import vede_obiettivi


def esporta_elenco(*, esercizio: Esercizio, filtri: Mapping[str, str], utente: Utente, quando: datetime) -> bytes:
    """The list that the user sees, as the filters cut it, as XLSX; the download is written in the log.

    Raises PermissionDenied for who has no objectives to look for.
    """
    if not vede_obiettivi(utente):
        raise PermissionDenied("Gli obiettivi sono per chi li negozia, li valida, li misura e ne risponde.")
    giorno = quando.astimezone(FUSO).date()
    trovate = righe(filtrati(utente, esercizio, giorno, filtri), utente, attese_di(esercizio, giorno))
    contenuto = scrivi_xlsx(foglio_elenco(esercizio, trovate))
    with transaction.atomic():
        registra(azione="obiettivi.esporta_elenco", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "schede": len(trovate), "filtri": dict(filtri.items())})  # fmt: skip
    return contenuto


@transaction.atomic
def chiudi_esercizio(*, esercizio: Esercizio, bozze_viste: int, utente: Utente, quando: datetime) -> Esercizio:
    """Close the objectives of an exercise: from here on none of them changes any more.

    ``bozze_viste``: how many drafts never assigned the user has confirmed to leave behind. Raises PermissionDenied,
    OperazioneNonAmmessa (closed already, year not ended, sheets not evaluated), DatiNonValidi (the drafts are others by now).
    """
    if not rules.has_perm("obiettivi.chiudere_esercizio", utente):
        raise PermissionDenied("Chiude l’esercizio il Segretario generale.")
    riga = Esercizio.objects.select_for_update().get(pk=esercizio.pk)
    stato = chiusura(riga, quando.astimezone(FUSO).date())
    if not stato.pronta:
        raise OperazioneNonAmmessa(" ".join(stato.impedimenti))
    if stato.quante_bozze != bozze_viste:
        raise DatiNonValidi(f"Le bozze che restano ora sono {stato.quante_bozze}: rileggi l’elenco prima di chiudere.")
    riga.chiuso_il = quando
    riga.save(update_fields=["chiuso_il"])
    registra(azione="esercizio.chiudi_obiettivi", oggetto="esercizio", oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"anno": riga.anno, "valutate": stato.valutate, "bozze": stato.quante_bozze})  # fmt: skip
    return riga
