"""What the steps of an objective do beside changing its state: versions, signatures, the Giunta's act (artt. 13–15)."""

from collections.abc import Iterable
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui, lettori
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from ..letture.scheda.contenuto import contenuto, impronta
from ..letture.scheda.versioni import ultima_validata
from ..models import Accettazione, Assegnazione, Obiettivo, Versione
from ..permessi import che_leggono
from ..stati import OBIETTIVO, VALIDATA

lettori(OBIETTIVO.codice)(che_leggono)


def conserva_versione(obiettivo: Obiettivo, azione: str, *, utente: Utente, quando: datetime) -> Versione:
    """Keep the text of a sheet as it stands now, at the step ``azione``."""
    ultima = obiettivo.versioni.last()
    dati = contenuto(obiettivo)
    return Versione.objects.create(
        obiettivo=obiettivo, numero=ultima.numero + 1 if ultima else 1, azione=azione, contenuto=dati, impronta=impronta(dati),
        creata_da=utente, creata_il=quando,
    )  # fmt: skip


def _conserva(azione: str) -> None:
    @effetto(OBIETTIVO.codice, azione)
    def conserva(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
        conserva_versione(obiettivo, azione, utente=utente, quando=quando)


for _azione in ("negozia", "ritrasmetti", "ridefinisci"):
    _conserva(_azione)


@effetto(OBIETTIVO.codice, "valida")
@effetto(OBIETTIVO.codice, "valida_po")
def _valida(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """The validated text is what is signed; after a revision it needs an act of its own (reading A57): that of before stays on its text."""
    if obiettivo.atto_id and (prima := ultima_validata(obiettivo)):
        prima.atto = obiettivo.atto
        prima.save(update_fields=["atto"])
    obiettivo.validato_il, obiettivo.atto = quando.date(), None
    conserva_versione(obiettivo, "valida", utente=utente, quando=quando)


@effetto(OBIETTIVO.codice, "ridefinisci")
@effetto(OBIETTIVO.codice, "ritrasmetti")
def _da_riesaminare(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """A text that has changed is examined again: what was rejected must be looked at anew."""
    obiettivo.riscontri.filter(esito="no").update(esito="", esaminato_da=None, esaminato_il=None)


@effetto(OBIETTIVO.codice, "ridefinisci")
def _ridefinisce(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """Art. 15: from here on the terms are those of the redefinition."""
    obiettivo.ridefinito_il = quando.date()


@effetto(OBIETTIVO.codice, "rendiconta")
def _rendiconta(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    obiettivo.rendicontato_il = quando.date()


@effetto(OBIETTIVO.codice, "misura")
def _misura(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    obiettivo.misurato_il = quando.date()


@effetto(OBIETTIVO.codice, "verifica")
def _verifica(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """Art. 17: the check covers what has been reported and not checked yet."""
    obiettivo.monitoraggi.filter(verificato_il=None).update(verificato_il=quando, verificato_da=utente)


@transaction.atomic
def firma_accettazione(*, obiettivo: Obiettivo, utente: Utente, quando: datetime, impronta_letta: str, motivo: str = "") -> Obiettivo:
    """Art. 14: sign the validated text for all the appointments that the user holds on it; with the last signature it is accepted.

    Where the last that were awaited have left without signing (art. 16), whoever has signed already closes the acceptance by the same door.
    ``impronta_letta`` is the hash of the text that the user has read: another one is refused. ``motivo``: of a late acceptance.
    Raises PermissionDenied, OperazioneNonAmmessa (not to be signed, signed already), ConflittoDiVersione, DatiNonValidi (late
    without a reason).
    """
    riga = Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)
    persona = persona_di(utente)
    if persona is None or not rules.has_perm("obiettivi.accettare", utente, riga):
        raise PermissionDenied(riga.fermo() or "Firma per accettazione chi risponde dell’obiettivo.")
    ultima = riga.versioni.last()
    if riga.stato != VALIDATA or ultima is None:
        raise OperazioneNonAmmessa(f"Ora la scheda è «{riga.stato_attuale.parola}»: non si può firmare.", articolo="14")
    if ultima.impronta != impronta_letta:
        raise ConflittoDiVersione("Il testo da firmare è cambiato: rileggilo prima di firmare.")
    giorno = quando.astimezone(FUSO).date()
    da_firmare = list(riga.assegnazioni.da_firmare(ultima, giorno).filter(incarico__persona=persona))
    if not da_firmare and riga.mancano_firme(giorno):
        raise OperazioneNonAmmessa("Hai già firmato questa scheda.", articolo="14")
    _controlla_ritardo(riga, quando, motivo)
    if da_firmare:
        scrivi_firme(da_firmare, ultima, utente=utente, quando=quando)
        registra(azione=f"{OBIETTIVO.codice}.firma", oggetto=OBIETTIVO.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
                 dati={"versione": ultima.numero, "impronta": ultima.impronta, "motivo": motivo})  # fmt: skip
    tutte = not riga.mancano_firme(giorno)
    return esegui(riga, "accetta", utente=utente, quando=quando, versione=riga.versione, motivo=motivo) if tutte else riga


def scrivi_firme(assegnazioni: Iterable[Assegnazione], versione: Versione, *, utente: Utente, quando: datetime) -> None:
    """Art. 14: the signature of a person on a text: name, moment, hash of what was signed."""
    persona = persona_di(utente)
    nome = persona.con_titolo if persona else utente.username
    Accettazione.objects.bulk_create(
        Accettazione(assegnazione=a, versione=versione, nome=nome, utente=utente, firmata_il=quando, impronta=versione.impronta)
        for a in assegnazioni
    )


def _controlla_ritardo(obiettivo: Obiettivo, quando: datetime, motivo: str) -> None:
    """Every late signature says why, not only the last one, which brings the step."""
    t = OBIETTIVO.transizione("accetta")
    termine = obiettivo.termine(t) if t else None
    if termine and quando.date() > termine and not e_un_motivo(motivo):
        raise DatiNonValidi(f"Il termine del {data(termine)} è passato: scrivi il motivo del ritardo.", campo="motivo", articolo="14")


@transaction.atomic
def assegna_con_atto(*, obiettivi: Iterable[Obiettivo], atto: Atto, utente: Utente, quando: datetime, motivo: str = "") -> list[Obiettivo]:
    """Art. 14: the Giunta's act assigns these objectives, all of them or none.

    Raises PermissionDenied, DatiNonValidi (not an act of the Giunta, dated before validation or signatures or in the future, late
    without a reason), OperazioneNonAmmessa (one that is not accepted: the message names it).
    """
    if not rules.has_perm("obiettivi.assegnare_in_blocco", utente):
        raise PermissionDenied("Registra l’atto della Giunta il Segretario generale.")
    if atto.tipo != Atto.Tipo.GIUNTA:
        raise DatiNonValidi("Gli obiettivi si assegnano con una deliberazione della Giunta.", campo="atto", articolo="14")
    if atto.data > quando.date():
        raise DatiNonValidi(f"L’atto porta una data nel futuro: {data(atto.data)}.", campo="atto", articolo="14")
    fatti = []
    for obiettivo in obiettivi:
        riga = Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)
        if riga.validato_il and atto.data < riga.validato_il:
            raise DatiNonValidi(
                f"{riga.codice}: l’atto è di prima della validazione ({riga.validato_il:%d/%m/%Y}).", campo="atto", articolo="14"
            )
        ultima = riga.versioni.last()
        firmata = ultima.firmata_il() if ultima else None
        if firmata and atto.data < firmata:
            raise DatiNonValidi(f"{riga.codice}: l’atto è di prima dell’ultima firma ({data(firmata)}).", campo="atto", articolo="14")
        riga.atto = atto
        riga.save(update_fields=["atto"])
        try:
            fatti.append(esegui(riga, "assegna", utente=utente, quando=quando, versione=riga.versione, motivo=motivo))
        except OperazioneNonAmmessa as errore:
            raise OperazioneNonAmmessa(f"{riga.codice}: {errore}") from errore
    return fatti
