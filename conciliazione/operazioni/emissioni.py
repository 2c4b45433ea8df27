"""The documents of a case, each issued when what it says happens; the whole of it as one PDF, for the asking."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied

from obiettivi.documenti.parole import giorno, istante
from smvp.documenti.al_passaggio import emetti_al_passaggio
from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.permessi import documenti_letti
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Ente, Utente

from ..documenti import contenuti as c
from ..documenti.tipi import FOGLI, NOMI
from ..models import Audizione, Decisione, Esito, Istanza, Misura
from ..models.istanza import INAMMISSIBILITA, MODIFICATA
from ..permessi import visibili_a
from ..stati import ISTANZA

SCHEDA_NUOVA = (
    "La valutazione cambia: da oggi vale una scheda nuova con i voti decisi, ricalcolata con lo stesso metodo. La scheda di prima resta "
    "leggibile. La nuova va approvata con un atto della Giunta, e se il premio era già calcolato se ne paga la differenza."
)
RESTA = "La valutazione resta quella della scheda. La decisione è definitiva (art. 29)."
NON_ESAMINATA = "La richiesta non è stata esaminata nel merito, e la valutazione resta quella della scheda."


def emetti(istanza: Istanza, tipo: str, quale: str, contenuto: Callable[[], Any], utente: Utente, quando: datetime) -> None:
    """Issue a document of a case, once for each thing (``quale``) that it says."""
    titolo = f"{NOMI[tipo].capitalize()} n. {istanza.numero}/{istanza.esercizio.anno}"
    richiesta = Richiesta(f"{tipo}:{istanza.pk}:{quale}", titolo, istanza.pk, contenuto)
    emetti_al_passaggio(lambda: emetti_tutti([richiesta], tipo=tipo, utente=utente, quando=quando))


def emetti_richiesta(istanza: Istanza, utente: Utente, quando: datetime) -> None:
    emetti(istanza, c.RICHIESTA, "1", lambda: c.contenuto_richiesta(istanza, Ente.corrente()), utente, quando)


def emetti_convocazione(istanza: Istanza, audizione: Audizione, utente: Utente, quando: datetime) -> None:
    contenuto = partial(c.contenuto_convocazione, istanza, audizione, Ente.corrente())
    emetti(istanza, c.CONVOCAZIONE, str(audizione.pk), contenuto, utente, quando)


def emetti_verbale(istanza: Istanza, audizione: Audizione, utente: Utente, quando: datetime) -> None:
    emetti(istanza, c.VERBALE, str(audizione.pk), partial(c.contenuto_verbale, istanza, audizione, Ente.corrente()), utente, quando)


@effetto(ISTANZA.codice, "ammetti")
@effetto(ISTANZA.codice, "decidi")
@effetto(ISTANZA.codice, "dichiara_inammissibile")
def _emetti_decisione(istanza: Istanza, *, utente: Utente, quando: datetime) -> None:
    """The Organismo's votes on paper; of a request in time nobody votes the admission."""
    decisione: Decisione | None = istanza.ultima(*Esito.values)
    if decisione is not None:
        contenuto = partial(c.contenuto_decisione, istanza, decisione, Ente.corrente())
        emetti(istanza, c.DECISIONE, str(decisione.numero), contenuto, utente, quando)


def emetti_comunicazione(istanza: Istanza, utente: Utente, quando: datetime) -> None:
    decisione = istanza.ultima(*Esito.values)
    contenuto = partial(c.contenuto_comunicazione, istanza, decisione, effetto_in_parole(istanza), Ente.corrente())
    emetti(istanza, c.COMUNICAZIONE, "1", contenuto, utente, quando)


def emetti_misura(misura: Misura, utente: Utente, quando: datetime) -> None:
    """Art. 29: the measure proposed and what the Sindaco has decided, for the three who read it."""
    titolo = f"Misura dopo la valutazione {misura.esercizio.anno}"
    richiesta = Richiesta(f"{c.MISURA}:{misura.pk}", titolo, misura.pk, lambda: c.contenuto_misura(misura, Ente.corrente()))
    emetti_al_passaggio(lambda: emetti_tutti([richiesta], tipo=c.MISURA, utente=utente, quando=quando))


def effetto_in_parole(istanza: Istanza) -> str:
    """What the communication of a decision brings, to be told on page and paper."""
    if istanza.esito == MODIFICATA:
        return SCHEDA_NUOVA
    return NON_ESAMINATA if istanza.esito == INAMMISSIBILITA else RESTA


def emetti_i_mancanti(istanza: Istanza, utente: Utente, quando: datetime) -> None:
    """What the steps have left to whoever asks (smvp.documenti.al_passaggio); what has been issued stays as it is."""
    emetti_richiesta(istanza, utente, quando)
    for audizione in istanza.audizioni.all():
        emetti_convocazione(istanza, audizione, utente, quando)
        if not audizione.da_tenere:
            emetti_verbale(istanza, audizione, utente, quando)
    if istanza.esito:
        _emetti_decisione(istanza, utente=utente, quando=quando)
    if istanza.comunicata_il:
        emetti_comunicazione(istanza, utente, quando)


def emetti_fascicolo(*, istanza: Istanza, utente: Utente, quando: datetime) -> Documento:
    """All the documents of a case that the user may have, as one PDF. Raises PermissionDenied, OperazioneNonAmmessa (none yet)."""
    if not visibili_a(utente).filter(pk=istanza.pk).exists():
        raise PermissionDenied("Il fascicolo è di chi può leggere il caso.")
    emetti_i_mancanti(istanza, utente, quando)
    emessi = documenti_letti(utente, Documento.objects.filter(tipo__in=FOGLI, oggetto_id=istanza.pk).order_by("richiesto_il", "pk"))
    if not emessi:
        raise OperazioneNonAmmessa("Il caso non ha ancora nessun documento.", articolo="29")
    parti = [
        {"tipo": d.tipo, "titolo": d.titolo, "impronta": d.impronta, "emesso_il": d.richiesto_il.isoformat(),
         "emesso": istante(d.richiesto_il)}
        for d in emessi
    ]  # fmt: skip
    allegati = list(istanza.allegati.all())
    al = giorno(quando.astimezone(FUSO).date())
    contenuto = c.contenuto_fascicolo(istanza, parti, allegati, al, Ente.corrente())
    sigla = impronta(canonico({**contenuto, "situazione_al": ""}))[:16]
    titolo = f"Fascicolo del riesame n. {istanza.numero}/{istanza.esercizio.anno}"
    richiesta = Richiesta(f"{c.FASCICOLO}:{istanza.pk}:{utente.pk}:{sigla}", titolo, istanza.pk, lambda: contenuto)
    return emetti_tutti([richiesta], tipo=c.FASCICOLO, utente=utente, quando=quando)[0]
