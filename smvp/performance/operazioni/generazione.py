"""Artt. 12 and 21: the editions of a Piano or of a Relazione are asked for with one click; the worker composes, freezes, has them drawn."""

import logging
from collections.abc import Callable
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.commesse import (
    TENTATIVI_MASSIMI,
    abbandona,
    accoda_alla_conferma,
    concludi_con,
    fallisci,
    giace,
    prendi,
    suona_di_nuovo,
)
from smvp.documenti.models import NON_FINITI
from smvp.documenti.operazioni import emetti_tutti
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..calcolo.blocchi import Sezione
from ..calcolo.edizioni import Edizione
from ..documenti.edizioni import contenuto, richiesta, tipo_di
from ..letture.componi import componi_piano, componi_relazione
from ..models import Generazione, Piano, Relazione

logger = logging.getLogger(__name__)
GENERA = "smvp.performance.tasks.genera"
Avanza = Callable[[int, int], None]


def chiedi_edizioni(*, scritto: Relazione | Piano, utente: Utente, quando: datetime) -> list[Generazione]:
    """Ask the worker for every edition, of the texts and data of today; those that are being made already are not asked for twice.

    Raises PermissionDenied, and OperazioneNonAmmessa once an act has approved the editions.
    """
    if not rules.has_perm("performance.preparare", utente, scritto):
        raise PermissionDenied("Le edizioni le generano il Segretario generale e il Controllo di gestione.")
    with transaction.atomic():
        riga = type(scritto)._default_manager.select_for_update().get(pk=scritto.pk)  # two clicks at once take turns
        if not riga.si_genera:
            raise OperazioneNonAmmessa("È già stato approvato: le edizioni approvate non cambiano. Per farne altre riportalo in bozza.")
        return [_chiedi(riga, edizione, utente, quando) for edizione in riga.edizioni]


def _chiedi(scritto: Relazione | Piano, edizione: Edizione, utente: Utente, quando: datetime) -> Generazione:
    in_corso: Generazione | None = scritto.generazioni.filter(edizione=edizione, stato__in=NON_FINITI).first()
    if in_corso is not None:
        return in_corso
    nuova: Generazione = scritto.generazioni.create(
        edizione=edizione, revisione=scritto.revisione, totale=len(scritto.schema), richiesto_da=utente, richiesto_il=quando
    )
    registra(azione="edizione.chiedi", oggetto="generazione", oggetto_id=nuova.pk, utente=utente.username, quando=quando,
             dati={"anno": scritto.esercizio.anno, "tipo": tipo_di(scritto, edizione), "revisione": scritto.revisione})  # fmt: skip
    accoda_alla_conferma(GENERA, nuova, quando)
    return nuova


def genera(generazione_id: int, *, quando: datetime, orfano: bool = False) -> bool:
    """Make one edition: all of it or nothing. False if there was nothing to do: made already, held by another run, given up."""
    generazione = prendi(Generazione, generazione_id, quando, orfano)
    if generazione is None:
        return False
    try:
        _genera(generazione, quando)
    except Exception as errore:  # noqa: BLE001 - whatever went wrong is noted in the row and logged
        fallisci(generazione, errore, quando, GENERA)
    return True


def _genera(generazione: Generazione, quando: datetime) -> None:
    scritto = generazione.scritto
    giorno = quando.astimezone(FUSO).date()
    sezioni = _componi(scritto, Edizione(generazione.edizione), giorno=giorno, avanza=_conta(generazione))
    dati = contenuto(scritto, generazione.edizione, sezioni, giorno=giorno)
    che = tipo_di(scritto, generazione.edizione)
    with transaction.atomic():
        documento = emetti_tutti(
            [richiesta(scritto, generazione.edizione, dati)], tipo=che, utente=generazione.richiesto_da, quando=quando
        )[0]  # fmt: skip
        if not concludi_con(generazione, quando, documento=documento, revisione=scritto.revisione):
            raise OperazioneNonAmmessa("Il lavoro è passato a un altro processo.")


def _componi(scritto: Relazione | Piano, edizione: Edizione, *, giorno: date, avanza: Avanza) -> tuple[Sezione, ...]:
    if isinstance(scritto, Piano):
        return componi_piano(scritto.esercizio, giorno=giorno, testi=scritto.scritti(), avanza=avanza)
    return componi_relazione(scritto.esercizio, edizione, giorno=giorno, testi=scritto.scritti(), avanza=avanza)


def _conta(generazione: Generazione) -> Avanza:
    """Write in the row how far it has got: the page that looks at it reads nothing else."""

    def avanza(fatte: int, totale: int) -> None:
        Generazione.objects.filter(pk=generazione.pk, presa=generazione.presa).update(fatte=fatte, totale=totale)

    return avanza


def riaccoda_generazioni(*, quando: datetime) -> int:
    """The sweep: ring again for what lies too long, give up what stopped its process three times. Returns for how many it rang."""
    abbandona(Generazione, quando)
    return suona_di_nuovo(Generazione.objects.filter(giace(Generazione, quando), tentativi__lt=TENTATIVI_MASSIMI), GENERA, quando)
