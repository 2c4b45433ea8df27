"""Artt. 18, 33 and 36: what the steps of a survey do: invitations, address, the urn closed, results published; and the reminder to all."""

import secrets
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.pubblicazioni import pubblica
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Appartenenza, Ente, Incarico, Utente
from smvp.registro.operazioni import registra

from ..documenti import contenuti
from ..letture.risultati import risultato
from ..models import Indagine, Invito, Tipo
from ..stati import APERTA, INDAGINE, PUBBLICATA
from .questionari import NON_TUA
from .urna import svuota_e_rimescola

# 192 bits: nobody finds an address by trying.
BYTE_DEL_GETTONE = 24
LOTTO = 1_000


@effetto(INDAGINE.codice, "apri")
def _apri(indagine: Indagine, *, utente: Utente, quando: datetime) -> None:
    """Of the staff everybody in service is invited, all together; of users the address is drawn."""
    if not indagine.di_benessere:
        indagine.gettone = secrets.token_urlsafe(BYTE_DEL_GETTONE)
        return
    giorno = quando.astimezone(FUSO).date()
    in_servizio = Appartenenza.objects.in_vigore(giorno).order_by().values("persona").union(
        Incarico.objects.in_vigore(giorno).order_by().values("persona")
    )  # fmt: skip
    persone = sorted({riga["persona"] for riga in in_servizio})
    if not persone:
        raise OperazioneNonAmmessa("Oggi non risulta in servizio nessuno: non c’è chi invitare.", articolo="33")
    Invito.objects.bulk_create([Invito(indagine=indagine, persona_id=pk) for pk in persone], batch_size=LOTTO)


@effetto(INDAGINE.codice, "chiudi")
@effetto(INDAGINE.codice, "chiudi_prima")
def _chiudi(indagine: Indagine, *, utente: Utente, quando: datetime) -> None:
    indagine.chiusa_il, indagine.motivo_chiusura = quando, indagine.motivo_del_passo
    svuota_e_rimescola(indagine)


@effetto(INDAGINE.codice, "pubblica")
def _pubblica(indagine: Indagine, *, utente: Utente, quando: datetime) -> None:
    """The results of the year go into the public section: with this survey those of the same kind that were published before it, because
    the section has one document a year (of satisfaction there is a survey a service)."""
    documento = emetti_risultati(indagine, utente=utente, quando=quando, pubblico=True)
    anno = indagine.esercizio.anno
    pubblica(
        documento, voce=indagine.tipo, titolo=f"{contenuti.TITOLI[Tipo(indagine.tipo)]} {anno}", utente=utente, quando=quando, anno=anno
    )  # fmt: skip


def emetti_risultati(indagine: Indagine, *, utente: Utente, quando: datetime, pubblico: bool = False) -> Documento:
    """The results on paper: of one survey, or of all those of its kind and year that are public with it."""
    insieme = [indagine]
    if pubblico:
        altre = Indagine.objects.filter(esercizio=indagine.esercizio, tipo=indagine.tipo, stato=PUBBLICATA).exclude(pk=indagine.pk)
        insieme = sorted([*altre.select_related("esercizio", "direzione"), indagine], key=_per_servizio)
    sigla = "-".join(str(i.pk) for i in insieme)
    chiave = f"{contenuti.RISULTATI}:{'pubblico' if pubblico else 'interno'}:{sigla}"
    richiesta = Richiesta(
        chiave, f"{contenuti.TITOLI[Tipo(indagine.tipo)]} {indagine.esercizio.anno}", indagine.pk,
        lambda: contenuti.contenuto_risultati(indagine, [risultato(i) for i in insieme], Ente.corrente()),
    )  # fmt: skip
    return emetti_tutti([richiesta], tipo=contenuti.RISULTATI, utente=utente, quando=quando)[0]


def _per_servizio(i: Indagine) -> tuple[str, int]:
    return i.direzione.codice if i.direzione else "", i.pk


def emetti_manifesto(indagine: Indagine, indirizzo: str, *, utente: Utente, quando: datetime) -> Documento:
    """The poster for the counter. Raises PermissionDenied, OperazioneNonAmmessa (not open, or not of users)."""
    _gestisce(utente, indagine)
    if indagine.gettone is None or indagine.stato != APERTA:
        raise OperazioneNonAmmessa("Il manifesto c’è finché gli utenti possono rispondere.", articolo="18")
    contenuto = contenuti.contenuto_manifesto(indagine, indirizzo, Ente.corrente())
    chiave = f"{contenuti.MANIFESTO}:{indagine.pk}:{contenuto['sigla']}"
    richiesta = Richiesta(chiave, f"Manifesto: {indagine.titolo}", indagine.pk, lambda: contenuto)
    return emetti_tutti([richiesta], tipo=contenuti.MANIFESTO, utente=utente, quando=quando)[0]


def sollecita(*, indagine: Indagine, utente: Utente, quando: datetime) -> int:
    """Remind of a survey of the staff *all* who were invited, whether they have answered or not: a notice to some would tell who has not.

    Once a day. Returns how many accounts were told. Raises PermissionDenied, OperazioneNonAmmessa.
    """
    _gestisce(utente, indagine)
    giorno = quando.astimezone(FUSO).date()
    with transaction.atomic():
        riga = Indagine.objects.select_for_update(of=("self",)).select_related("esercizio").get(pk=indagine.pk)
        if not riga.di_benessere or not riga.risponde_il(giorno) or riga.al is None:
            raise OperazioneNonAmmessa("Si sollecita finché si può rispondere, e solo chi lavora nel Comune.", articolo=riga.art)
        if riga.sollecitata_il is not None and riga.sollecitata_il.astimezone(FUSO).date() >= giorno:
            raise OperazioneNonAmmessa("Oggi è già stato mandato un promemoria a tutti.", articolo=riga.art)
        riga.sollecitata_il = quando
        riga.save(update_fields=["sollecitata_il"])
        testo = f"{riga}: si può rispondere fino al {data(riga.al)}. Se l’hai già fatto, grazie."
        avvisi = [Notifica(destinatario=u, testo=testo, url=riga.get_absolute_url(), creata_il=quando) for u in riga.invitati_con_accesso()]
        Notifica.objects.bulk_create(avvisi, batch_size=LOTTO)
        registra(
            azione="indagine.sollecita", oggetto="indagine", oggetto_id=riga.pk, utente=utente.username, quando=quando,
            dati={"avvisati": len(avvisi)},
        )  # fmt: skip
    return len(avvisi)


def _gestisce(utente: Any, indagine: Indagine) -> None:
    if not rules.has_perm("indagini.gestire", utente, indagine):
        raise PermissionDenied(NON_TUA)
