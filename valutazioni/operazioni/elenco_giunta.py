"""Art. 18: issuing the lists for the Giunta's act, as PDF and as XLSX; who takes them away is written in the log."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.documenti import numerati
from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.fogli import scrivi_xlsx
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.elenco_giunta import contenuto_elenco, fogli_elenco, parti_di
from ..documenti.tipi import ELENCO_GIUNTA, LIMITI_ELENCO
from ..letture.elenco_giunta import ESPORTA, PREPARA, ElencoGiunta, elenco_giunta


@transaction.atomic
def emetti_elenco(*, esercizio: Esercizio, utente: Utente, quando: datetime, scelte: Collection[str] | None = None) -> list[Documento]:
    """Freeze the lists of what the act approves (``scelte``: the keys of the sheets ticked; None: all those that wait for it) and queue
    their PDF, in parts if long. Raises PermissionDenied, OperazioneNonAmmessa."""
    elenco, giorno = _elenco(esercizio, utente, quando, scelte), quando.astimezone(FUSO).date()
    ente, in_carica = Ente.corrente(), Firmatari(giorno)
    contenuti = [
        contenuto_elenco(esercizio, elenco, righe, fascicolo, data(giorno), ente, in_carica)
        for fascicolo, righe in numerati(parti_di(elenco))
    ]
    sigla = impronta("".join(canonico(c, LIMITI_ELENCO) for c in contenuti))[:16]  # if one part changes, all are issued anew
    richieste = [
        Richiesta(
            f"{ELENCO_GIUNTA}:{esercizio.anno}:{sigla}:{n}",
            f"Elenchi per la Giunta {esercizio.anno}" + (f", parte {n} di {len(contenuti)}" if len(contenuti) > 1 else ""),
            esercizio.pk,
            lambda c=c: c,  # type: ignore[misc]
        )
        for n, c in enumerate(contenuti, 1)
    ]
    emessi = emetti_tutti(richieste, tipo=ELENCO_GIUNTA, utente=utente, quando=quando)
    _annota(PREPARA, esercizio, elenco, utente, quando, documenti=[d.pk for d in emessi])
    return emessi


@transaction.atomic
def esporta_elenco(*, esercizio: Esercizio, utente: Utente, quando: datetime, scelte: Collection[str] | None = None) -> bytes:
    """The same lists as XLSX. Raises PermissionDenied, OperazioneNonAmmessa."""
    elenco = _elenco(esercizio, utente, quando, scelte)
    _annota(ESPORTA, esercizio, elenco, utente, quando)
    return scrivi_xlsx(fogli_elenco(esercizio, elenco))


def _annota(azione: str, esercizio: Esercizio, elenco: ElencoGiunta, utente: Utente, quando: datetime, **altro: Any) -> None:
    """Which sheets the list holds: it is those that the page of the act will tick."""
    dati = {"incarichi": len(elenco.incarichi), "personale": len(elenco.personale), "schede": sorted(elenco.chiavi), **altro}
    registra(azione=azione, oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando, dati=dati)


def _elenco(esercizio: Esercizio, utente: Utente, quando: datetime, scelte: Collection[str] | None) -> ElencoGiunta:
    controlla_elenco(utente)
    elenco = elenco_giunta(utente, esercizio, quando.astimezone(FUSO).date(), scelte)
    if not elenco.incarichi and not elenco.personale:
        if elenco.gia_approvate:
            raise OperazioneNonAmmessa("Nessuna valutazione firmata aspetta un atto: sono già tutte approvate.", articolo="18")
        raise OperazioneNonAmmessa("Nessuna scheda di questo esercizio è ancora firmata.", articolo="18")
    return elenco


def controlla_elenco(utente: Utente) -> None:
    """Raises PermissionDenied."""
    if not rules.has_perm("valutazioni.elenchi_giunta", utente):
        raise PermissionDenied("Prepara gli elenchi per la Giunta il Segretario generale.")
