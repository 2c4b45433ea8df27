"""Art. 29: the request for review: who, within when, against which sheet; and what the communication of the decision does."""

from collections.abc import Sequence
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from smvp.documenti.allegati import File, ricevi
from smvp.flusso.operazioni import effetto, lettori
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE

from ..letture.casi import campo_di, conciliazione_sulla, e_negativa, istanza_sulla
from ..letture.organismo import segretario_escluso
from ..models import Genere, Istanza
from ..models.istanza import ESITI, MODIFICATA
from ..permessi import lettori_del_caso
from ..stati import CONCILIAZIONE, ISTANZA, MISURA
from .allegati import iscrivi
from .cifre import correggi
from .comuni import ARTICOLO, annota, avvisa, vuole_un_motivo
from .emissioni import emetti_comunicazione, emetti_richiesta

GIA_DECISO = "Su questa valutazione il riesame è già stato deciso, e la determinazione è definitiva (art. 29)."
DA_ACCORDO = "Questa valutazione è già stata cambiata da un accordo di conciliazione (art. 30): il riesame non si chiede più."
NON_SUA = "Il riesame lo chiede il valutato, sulla propria scheda firmata."


def perche_no(scheda: Scheda | SchedaPersonale) -> str:
    """Why no review can be asked of a sheet, in words; empty if it can."""
    if scheda.stato not in FIRMATE:
        return "Il riesame si chiede dopo la presa visione (art. 29)."
    if scheda.superata_il is not None or scheda.sostituisce_id is not None:
        return DA_ACCORDO if _da_accordo(scheda) else GIA_DECISO
    if (aperta := istanza_sulla(scheda)) is not None:
        return f"Su questa scheda c’è già la {str(aperta)[0].lower()}{str(aperta)[1:]}: se ne può presentare una sola."
    if conciliazione_sulla(scheda) is not None:
        return "Su questa scheda è stata scelta la conciliazione (art. 30): le due vie sono alternative."
    return ""


def _da_accordo(scheda: Scheda | SchedaPersonale) -> bool:
    return (scheda.sostituita_da if scheda.superata_il is not None else scheda).da_accordo


def presenta_istanza(
    *, scheda: Scheda | SchedaPersonale, motivi: str, chiede: str, file: Sequence[File] = (), utente: Utente, quando: datetime
) -> Istanza:
    """File the request; late ones too, and they are marked so. The files are judged first: one that is refused stops nothing half-way.

    Raises PermissionDenied (not one's own signed sheet), DatiNonValidi, FileRifiutato, OperazioneNonAmmessa (another on the same sheet,
    or a conciliation).
    """
    if not rules.has_perm("conciliazione.chiedere_riesame", utente, scheda):
        raise PermissionDenied(NON_SUA)
    vuole_un_motivo(motivi, "motivi", "Scrivi perché non condividi la valutazione, con almeno una frase.")
    vuole_un_motivo(chiede, "chiede", "Scrivi che cosa chiedi all’Organismo, con almeno una frase.")
    ricevuti = ricevi(file)
    try:
        with transaction.atomic():
            Esercizio.objects.select_for_update().get(pk=scheda.esercizio_id)  # numbers and double clicks take turns
            if no := perche_no(scheda):
                raise OperazioneNonAmmessa(no, articolo=ARTICOLO)
            riga = _scrivi(scheda, motivi, chiede, utente, quando)
            iscrivi(riga, ricevuti, Genere.RICHIESTA, utente, quando)
            annota(riga, "presenta", utente, quando, numero=riga.numero, tardiva=riga.tardiva, allegati=[r.impronta for r in ricevuti])
            emetti_richiesta(riga, utente, quando)
            avvisa(riga, riga.segretari(), "presentata", riga.get_absolute_url(), tranne=utente, quando=quando)
    except IntegrityError as errore:
        raise OperazioneNonAmmessa("Su questa scheda c’è già una richiesta di riesame.", articolo=ARTICOLO) from errore
    return riga


def _scrivi(scheda: Scheda | SchedaPersonale, motivi: str, chiede: str, utente: Utente, quando: datetime) -> Istanza:
    giorno, termine = quando.astimezone(FUSO).date(), scheda.termine_riesame
    if termine is None:
        raise DatiNonValidi("La scheda non è firmata.", articolo=ARTICOLO)
    ultimo = Istanza.objects.filter(esercizio=scheda.esercizio_id).aggregate(ultimo=Max("numero"))["ultimo"] or 0
    return Istanza.objects.create(
        esercizio=scheda.esercizio, persona=scheda.valutato, numero=ultimo + 1, motivi=motivi.strip(), chiede=chiede.strip(),
        presentata_da=utente, presentata_il=quando, termine_presentazione=termine, tardiva=giorno > termine, negativa=e_negativa(scheda),
        segretario_escluso=segretario_escluso(scheda, giorno), **{campo_di(scheda): scheda},
    )  # fmt: skip


@effetto(ISTANZA.codice, "decidi")
@effetto(ISTANZA.codice, "dichiara_inammissibile")
def _scrivi_l_esito(istanza: Istanza, *, utente: Utente, quando: datetime) -> None:
    istanza.esito = istanza.ultima(*ESITI).esito


@effetto(ISTANZA.codice, "comunica")
def _segna_la_comunicazione(istanza: Istanza, *, utente: Utente, quando: datetime) -> None:
    """Art. 29: the party is told; a decision that changes marks makes the new version of the sheet."""
    istanza.comunicata_il = quando
    if istanza.esito == MODIFICATA:
        _correggi(istanza, utente, quando)
    emetti_comunicazione(istanza, utente, quando)


def _correggi(istanza: Istanza, utente: Utente, quando: datetime) -> None:
    decisione = istanza.ultima(MODIFICATA)
    correggi(
        istanza.scheda, decisione.modifiche, motivo=decisione.motivazione,
        riferimento=f"riesame n. {istanza.numero}/{istanza.esercizio.anno}", utente=utente, quando=quando,
    )  # fmt: skip


# --- whom a step may tell -------------------------------------------------------------------------------------------------------------


for _flusso in (ISTANZA, CONCILIAZIONE, MISURA):
    lettori(_flusso.codice)(lettori_del_caso)
