"""Art. 18: sharing a decided sheet: the interview, the observations and their answer, the signature, its refusal, the notification.

The same for both sheets; each act writes its text and takes its step, together or not at all.
"""

from datetime import date, datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.operazioni import esegui
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data, troppo_lungo
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..letture.firme import firme_di
from ..letture.osservazioni import SOSTITUITE
from ..models import MezzoNotifica, Valutazione
from ..models.valutazione import ARRIVO_MASSIMO
from ..stati import ARTICOLO_COLLOQUIO, FIRMATE
from .stampabili import controlla_lunghezza, controlla_stampa

S = TypeVar("S", bound=Valutazione)
OSSERVATE = ["osservazioni", "osservazioni_il", "osservazioni_versione", "osservazioni_ricevute_il", "osservazioni_arrivo", "risposta"]


@transaction.atomic
def verbalizza_colloquio(*, scheda: S, tenuto_il: date, verbale: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Artt. 18 and 22: keep the day and the minutes of the interview.

    Raises PermissionDenied, ConflittoDiVersione, DatiNonValidi (a day to come or before the exercise, nothing said).
    """
    riga = _blocca(scheda, versione)
    if not rules.has_perm("valutazioni.verbalizzare", utente, riga):
        raise PermissionDenied("Verbalizza il colloquio chi valuta, fino alla firma del valutato.")
    articolo = ARTICOLO_COLLOQUIO[riga.flusso.codice]
    if tenuto_il > quando.astimezone(FUSO).date():
        raise DatiNonValidi("Il colloquio è di un giorno che deve ancora venire.", campo="tenuto_il", articolo=articolo)
    if tenuto_il < date(riga.esercizio.anno, 1, 1):
        raise DatiNonValidi(f"Il colloquio è di prima del {riga.esercizio.anno}.", campo="tenuto_il", articolo=articolo)
    if not e_un_motivo(verbale):
        raise DatiNonValidi("Scrivi che cosa vi siete detti, con almeno una frase.", campo="verbale", articolo=articolo)
    controlla_lunghezza({"verbale": verbale})
    riga.colloquio_il, riga.colloquio = tenuto_il, verbale.strip()
    riga.segna_salvata(utente, quando)
    riga.save()
    controlla_stampa(riga, quando)
    registra(azione=f"{riga.flusso.codice}.colloquio", oggetto=riga.flusso.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"tenuto_il": str(tenuto_il)})  # fmt: skip
    return riga


@transaction.atomic
def scrivi_osservazioni(*, scheda: S, testo: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Art. 18: the evaluatee's observations, and the step that sends them. Those of before, with their answer, stay in the log.

    Raises as ``esegui`` does.
    """
    riga = _blocca(scheda, versione)
    _sostituisci_osservazioni(riga, testo, utente, quando)
    return _stampabile(esegui(riga, "osserva", utente=utente, quando=quando, versione=versione), quando)


@transaction.atomic
def registra_osservazioni(*, scheda: S, testo: str, ricevute_il: date, arrivo: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Art. 18: what an evaluatee who cannot enter any more has observed: who evaluates records it, with the day and the way it arrived.

    Raises as ``esegui`` does, and DatiNonValidi for a day before the sheet was shared, or to come.
    """
    riga = _blocca(scheda, versione)
    controlla_lunghezza({"testo": testo})
    if len(arrivo.strip()) > ARRIVO_MASSIMO:
        raise DatiNonValidi(f"Il testo è troppo lungo: {troppo_lungo(arrivo.strip(), ARRIVO_MASSIMO)}.", campo="arrivo", articolo="18")
    if rules.has_perm("valutazioni.notificare", utente, riga):
        _non_prima_di_partecipata(riga, ricevute_il, "Le osservazioni sono", "le osservazioni non possono essere di prima", quando)
    _sostituisci_osservazioni(riga, testo, utente, quando, ricevute_il=ricevute_il, arrivo=arrivo.strip())
    return _stampabile(esegui(riga, "registra_osservazioni", utente=utente, quando=quando, versione=versione), quando)


def _sostituisci_osservazioni(
    riga: Valutazione, testo: str, utente: Utente, quando: datetime, *, ricevute_il: date | None = None, arrivo: str = ""
) -> None:
    controlla_lunghezza({"testo": testo})
    if riga.osservazioni_il:
        prima: dict[str, Any] = {"osservazioni": riga.osservazioni, "risposta": riga.risposta}
        if riga.osservazioni_ricevute_il:
            prima |= {"ricevute_il": riga.osservazioni_ricevute_il, "arrivo": riga.osservazioni_arrivo}
        registra(azione=f"{riga.flusso.codice}.{SOSTITUITE}", oggetto=riga.flusso.codice, oggetto_id=riga.pk,
                 utente=utente.username, quando=quando, dati=prima)  # fmt: skip
    riga.osservazioni, riga.osservazioni_il, riga.risposta = testo.strip(), quando, ""
    riga.osservazioni_versione = riga.versione
    riga.osservazioni_ricevute_il, riga.osservazioni_arrivo = ricevute_il, arrivo
    riga.save(update_fields=OSSERVATE)


@transaction.atomic
def rispondi_alle_osservazioni(*, scheda: S, testo: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Art. 18: the answer of who evaluates; the marks stay as they are. Raises as ``esegui`` does."""
    riga = _blocca(scheda, versione)
    controlla_lunghezza({"testo": testo})
    riga.risposta = testo.strip()
    riga.save(update_fields=["risposta"])
    return _stampabile(esegui(riga, "rispondi", utente=utente, quando=quando, versione=versione), quando)


@transaction.atomic
def registra_rifiuto(*, scheda: S, testimone: str, accaduto: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Art. 18: the evaluatee does not sign: who was there (name and what they are), and what happened. Raises as ``esegui`` does."""
    riga = _blocca(scheda, versione)
    controlla_lunghezza({"testimone": testimone, "testo": accaduto})
    riga.testimone, riga.rifiuto = testimone.strip(), accaduto.strip()
    riga.save(update_fields=["testimone", "rifiuto"])
    return _stampabile(esegui(riga, "registra_rifiuto", utente=utente, quando=quando, versione=versione), quando)


@transaction.atomic
def registra_notifica(*, scheda: S, ricevuta_il: date, mezzo: str, estremi: str, utente: Utente, quando: datetime, versione: int) -> S:
    """Art. 18: the sheet has reached an evaluatee who cannot enter any more: when, how, and what proves it.

    The term of art. 29 runs from that day. Raises as ``esegui`` does, and DatiNonValidi for a day before the sheet was shared.
    """
    riga = _blocca(scheda, versione)
    controlla_lunghezza({"testo": estremi})
    if rules.has_perm("valutazioni.notificare", utente, riga):
        _controlla_notifica(riga, ricevuta_il, mezzo, quando)
    riga.notificata_il, riga.mezzo_notifica, riga.notifica = ricevuta_il, mezzo, estremi.strip()
    riga.save(update_fields=["notificata_il", "mezzo_notifica", "notifica"])
    return _stampabile(esegui(riga, "registra_notifica", utente=utente, quando=quando, versione=versione), quando)


def _controlla_notifica(riga: Valutazione, ricevuta_il: date, mezzo: str, quando: datetime) -> None:
    if mezzo not in MezzoNotifica.values:
        raise DatiNonValidi("Scegli il mezzo della notifica.", campo="mezzo", articolo="18")
    _non_prima_di_partecipata(riga, ricevuta_il, "La notifica è", "la notifica non può essere di prima", quando, campo="ricevuta_il")


def _non_prima_di_partecipata(
    riga: Valutazione, giorno: date, che: str, di_prima: str, quando: datetime, campo: str = "ricevute_il"
) -> None:
    """What reaches an evaluatee, or comes from them, is of a day on which the sheet was there to read as it is now."""
    if giorno > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"{che} di un giorno che deve ancora venire.", campo=campo, articolo="18")
    firme = firme_di([riga])[riga.pk]
    giorni = [firme[passo].quando.astimezone(FUSO).date() for passo in ("partecipa", "rispondi") if passo in firme]
    if giorno < (mandata := max(giorni, default=giorno)):
        raise DatiNonValidi(f"La scheda com’è ora è partecipata dal {data(mandata)}: {di_prima}.", campo=campo, articolo="18")


def _stampabile(riga: S, quando: datetime) -> S:
    """After the step, so that who may not take it is told that first; nothing stays if it cannot be printed."""
    controlla_stampa(riga, quando)
    return riga


def _blocca(scheda: S, versione: int) -> S:
    riga: S = type(scheda).tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato: rileggi prima di continuare.")
    if riga.stato in FIRMATE:
        raise OperazioneNonAmmessa("La scheda è firmata: non si può più cambiare.", articolo="18")
    return riga
