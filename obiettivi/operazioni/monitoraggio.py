"""Art. 17: at least twice a year, how each quota stands, and the check of whoever examines it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import esegui
from smvp.flusso.stati import e_scritto
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente

from ..models import Monitoraggio, Obiettivo, Parte
from ..permessi import puo_sulla_quota
from .consuntivi import Campi, blocca, controlla_versione, parte_di
from .salvataggio import annota

CAMPI = ("riferito_al", "avanzamento", "scostamenti", "previsione", "correttivi")


def ultimo_giorno(obiettivo: Obiettivo) -> date:
    """The last day at which a situation can be: just after the exercise, when the reports are due."""
    return obiettivo.esercizio.reg.scadenze["rendicontazione"].entro(obiettivo.esercizio.anno)


def difetto_del_giorno(obiettivo: Obiettivo, giorno: date, oggi: date) -> str:
    """Why a situation cannot be of a day; empty if it can."""
    primo, ultimo = obiettivo.esercizio.periodo.dal, ultimo_giorno(obiettivo)
    if giorno > oggi:
        return "Il giorno è nel futuro: scrivi com’è la situazione fino a oggi."
    if not primo <= giorno <= ultimo:
        return f"Il giorno deve stare tra il {data(primo)} e il {data(ultimo)}."
    return ""


@transaction.atomic
def salva_monitoraggio(
    *, obiettivo: Obiettivo, campi: Campi, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Art. 17: write how quotas stand: ``campi`` by quota, with the names of CAMPI. Each quota has one situation that is not checked
    yet, and it is this that changes; one that has been checked never does: after it a new one begins.

    Raises PermissionDenied (a quota of others, another state), DatiNonValidi (no text, a day that cannot be, a negative forecast),
    ConflittoDiVersione.
    """
    riga = blocca(obiettivo)
    quote = {chiave: parte_di(riga, chiave) for chiave, _ in campi}
    for parte in quote.values():
        if not puo_sulla_quota("obiettivi.monitorare", utente, riga, parte):
            raise PermissionDenied(
                f"Ora l’obiettivo è «{riga.stato_attuale.parola}»: lo stato di avanzamento lo scrive chi ne risponde, "
                "dall’assegnazione alla rendicontazione."
            )
    controlla_versione(riga, versione, pagina, utente)
    cambi: dict[str, Any] = {}
    for chiave, parte in quote.items():
        suoi = {campo: valore for (sua, campo), valore in campi.items() if sua == chiave}
        cambi |= _scrivi_situazione(riga, parte, suoi, utente, quando)
    if cambi:
        annota(riga, "salva_monitoraggio", cambi, utente, quando, pagina)
    return riga


def _scrivi_situazione(riga: Obiettivo, parte: Parte | None, campi: Mapping[str, Any], utente: Utente, quando: datetime) -> dict[str, Any]:
    aperta = riga.monitoraggi.filter(parte=parte, verificato_il=None).last() or Monitoraggio(obiettivo=riga, parte=parte)
    cambi: dict[str, Any] = {}
    for campo, valore in campi.items():
        if campo not in CAMPI:
            raise DatiNonValidi(f"Lo stato di avanzamento non ha un campo «{campo}».")
        prima = getattr(aperta, campo)
        if prima != valore:
            cambi[f"{riga.nome_quota(parte)}, {campo}"] = [None if prima is None else str(prima), None if valore is None else str(valore)]
            setattr(aperta, campo, valore)
    if cambi:
        _controlla_situazione(riga, aperta, quando.date())
        aperta.compilato_da, aperta.compilato_il = utente, quando
        aperta.save()
    return cambi


def _controlla_situazione(riga: Obiettivo, aperta: Monitoraggio, oggi: date) -> None:
    if aperta.riferito_al is None:
        raise DatiNonValidi("Scrivi a quale giorno si riferisce la situazione.", campo="riferito_al", articolo="17")
    if difetto := difetto_del_giorno(riga, aperta.riferito_al, oggi):
        raise DatiNonValidi(difetto, campo="riferito_al", articolo="17")
    if not e_scritto(aperta.avanzamento):
        raise DatiNonValidi("Scrivi a che punto è.", campo="avanzamento", articolo="17")
    if aperta.previsione is not None and aperta.previsione < 0:
        raise DatiNonValidi("La previsione non può essere negativa.", campo="previsione", articolo="17")


@transaction.atomic
def verifica_situazioni(
    *, obiettivo: Obiettivo, osservazioni: Mapping[int, str], utente: Utente, quando: datetime, versione: int, motivo: str = ""
) -> Obiettivo:
    """Art. 17: the check: what is observed on each situation (by its id) and the step ``verifica``, which closes them.

    Raises PermissionDenied, DatiNonValidi (a situation that is not waiting for a check; a late check without a reason) and what
    ``esegui`` raises.
    """
    riga = blocca(obiettivo)
    if not rules.has_perm("obiettivi.esaminare", utente, riga):
        raise PermissionDenied("Verifica il NCVP, o il Dirigente per le P.O., mai un obiettivo proprio.")
    da_verificare = {m.pk: m for m in riga.monitoraggi.filter(verificato_il=None)}
    for pk, testo in osservazioni.items():
        if pk not in da_verificare:
            raise DatiNonValidi("Una situazione è già verificata: ricarica la pagina.", articolo="17")
        da_verificare[pk].verifica = testo.strip()
        da_verificare[pk].save(update_fields=["verifica"])
    return esegui(riga, "verifica", utente=utente, quando=quando, versione=versione, motivo=motivo)
