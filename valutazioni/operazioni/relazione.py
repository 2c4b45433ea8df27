"""Art. 21: the validation of the Relazione sulla performance, from which on the rewards of the exercise can be paid (reading A53).

The one door to it is the step of the Relazione's own workflow, two floors above (smvp.performance).
"""

from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, registra_atto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..models import ValidazioneRelazione

ARTICOLO = "21"


@transaction.atomic
def valida_relazione(*, esercizio: Esercizio, atto: Atto | DatiAtto, utente: Utente, quando: datetime) -> ValidazioneRelazione:
    """Record the NCVP's document, once for each exercise.

    Raises PermissionDenied, OperazioneNonAmmessa (validated already), DatiNonValidi (in the future, or before the exercise is over).
    """
    if not rules.has_perm("valutazioni.validare_relazione", utente):
        raise PermissionDenied("La Relazione sulla performance la valida il NCVP.")
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
    if gia := ValidazioneRelazione.objects.filter(esercizio=esercizio).select_related("atto").first():
        raise OperazioneNonAmmessa(f"La Relazione {esercizio.anno} è già validata: {gia.atto}.", articolo=ARTICOLO)
    if atto.data > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"Il verbale porta una data nel futuro: {data(atto.data)}.", campo="data", articolo=ARTICOLO)
    if atto.data <= esercizio.periodo.fine:
        raise DatiNonValidi(
            f"La Relazione {esercizio.anno} si fa a esercizio finito: il verbale non può essere del {data(atto.data)}.", campo="data",
            articolo=ARTICOLO,
        )  # fmt: skip
    registrato = registra_atto(Atto.Tipo.VERBALE, atto, utente=utente, quando=quando, articolo=ARTICOLO)
    riga = ValidazioneRelazione.objects.create(esercizio=esercizio, atto=registrato, registrata_da=utente, registrata_il=quando)
    registra(azione="relazione.valida", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
             dati={"anno": esercizio.anno, "atto": registrato.pk})  # fmt: skip
    return riga
