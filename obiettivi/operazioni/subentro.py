"""Art. 16: an appointment ends in the year and another person takes its objectives over, as they are assigned."""

from collections.abc import Iterable
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from smvp.flusso.models import Notifica
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Incarico, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from ..calcolo.subentro import difetto_del_subentro
from ..letture.scheda.subentro import impedimento, posto
from ..letture.scheda.versioni import SUBENTRO, ultima_validata
from ..models import Assegnazione, Obiettivo, Versione
from ..permessi import puo_far_subentrare
from ..stati import OBIETTIVO, VALIDATA
from .passaggi import conserva_versione, scrivi_firme

NOTIFICA_MASSIMA = 300
CHI_LO_REGISTRA = (
    "Il subentro lo registra il Segretario generale, per una P.O. il suo Dirigente. Nessuno lo registra a se stesso: "
    "se subentra il Segretario generale, o se della scheda risponde anche lui, lo registra il Vicesegretario; "
    "se ne risponde anche questo, va nominato un altro Vicesegretario."
)


@transaction.atomic
def fai_subentrare(
    *, obiettivi: Iterable[Obiettivo], cessato: Incarico, subentrante: Incarico, motivo: str, utente: Utente, quando: datetime
) -> list[Obiettivo]:
    """Hand these sheets of an appointment that has ended to the one that follows it: all of them or none.

    Raises PermissionDenied (not the Segretario's or the dirigente's, or to oneself), DatiNonValidi (no sheet, no reason, an appointment
    that may not take over), OperazioneNonAmmessa (a sheet that is not validated yet, is evaluated, or has been handed over already).
    """
    scelti, giorno = list(obiettivi), quando.astimezone(FUSO).date()
    if not scelti:
        raise DatiNonValidi("Scegli almeno una scheda.", campo="schede", articolo="16")
    righe = []
    for o in scelti:
        riga = Obiettivo.objects.select_for_update(of=("self",)).get(pk=o.pk)
        _controlla(riga, cessato, subentrante, utente, giorno)
        righe.append(riga)
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi con quale atto o perché subentra, con almeno una frase.", campo="motivo", articolo="16")
    for riga in righe:
        passa_di_mano(riga, cessato, subentrante, motivo=motivo.strip(), utente=utente, quando=quando)
    return righe


def _controlla(riga: Obiettivo, cessato: Incarico, subentrante: Incarico, utente: Utente, giorno: date) -> None:
    if not puo_far_subentrare(utente, riga, subentrante.persona_id):
        raise PermissionDenied(riga.fermo() or CHI_LO_REGISTRA)
    difetto = difetto_del_subentro(posto(cessato), posto(subentrante), riga.esercizio.anno, giorno)
    if difetto:
        raise DatiNonValidi(difetto, campo="subentrante", articolo="16")
    ostacolo = impedimento(riga, cessato, subentrante)
    if ostacolo:
        raise OperazioneNonAmmessa(f"{riga.codice}: {ostacolo}", articolo="16")


def passa_di_mano(
    riga: Obiettivo, cessato: Incarico, subentrante: Incarico, *, motivo: str, utente: Utente, quando: datetime
) -> Assegnazione:
    """What a handing over leaves, once it has been checked: the predecessor keeps the assignment, the successor has one like it.

    The successor leads the sheet if the predecessor did, is told, and has the text in force to sign.
    """
    versione = _in_vigore(riga, utente, quando)
    prima = riga.assegnazioni.get(incarico=cessato)
    nuova = Assegnazione.objects.create(obiettivo=riga, incarico=subentrante, parte=prima.parte, peso=prima.peso, subentra_a=prima)
    if riga.responsabile_id == cessato.pk:
        riga.responsabile = subentrante
    riga.versione += 1
    riga.save(update_fields=["responsabile", "versione"])
    dati = {"cessato": cessato.pk, "incarico": subentrante.pk, "versione": versione.numero if versione else None, "motivo": motivo}
    registra(azione=f"{OBIETTIVO.codice}.{SUBENTRO}", oggetto=OBIETTIVO.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati=dati)  # fmt: skip
    _avvisa(riga, cessato, subentrante, utente, quando)
    return nuova


def _in_vigore(riga: Obiettivo, utente: Utente, quando: datetime) -> Versione | None:
    """The text that the successor signs; of a sheet assigned before versions were kept, the present one. One that all sign again waits."""
    if riga.stato == VALIDATA:
        return None
    return ultima_validata(riga) or conserva_versione(riga, SUBENTRO, utente=utente, quando=quando)


def _avvisa(riga: Obiettivo, cessato: Incarico, subentrante: Incarico, utente: Utente, quando: datetime) -> None:
    conto = subentrante.persona.utente
    if conto is None or not conto.is_active or conto.pk == utente.pk:
        return
    coda = f": subentri a {cessato.persona.con_titolo}, da firmare per accettazione."
    testo = f"{str(riga)[: NOTIFICA_MASSIMA - len(coda)]}{coda}"
    nome_url = "obiettivi:firma" if riga.stato == VALIDATA else "obiettivi:firma_subentro"
    Notifica.objects.create(destinatario=conto, testo=testo, url=reverse(nome_url, args=[riga.pk]), creata_il=quando)


@transaction.atomic
def firma_subentro(*, obiettivo: Obiettivo, utente: Utente, quando: datetime, impronta_letta: str) -> Obiettivo:
    """Artt. 14 and 16: whoever has taken over signs the text in force. ``impronta_letta``: the hash of the text that they have read.

    Raises PermissionDenied, OperazioneNonAmmessa (nothing to sign), ConflittoDiVersione (another text).
    """
    riga = Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)
    if not rules.has_perm("obiettivi.firmare_subentro", utente, riga):
        raise PermissionDenied(riga.fermo() or "Firma per subentro chi ha preso il posto di un incaricato cessato.")
    versione, persona = ultima_validata(riga), persona_di(utente)
    da_firmare = list(riga.assegnazioni.da_firmare_per_subentro(quando.astimezone(FUSO).date()).filter(incarico__persona=persona))
    if versione is None or not da_firmare:
        raise OperazioneNonAmmessa("Non hai niente da firmare su questa scheda, o hai già firmato.", articolo="14")
    if versione.impronta != impronta_letta:
        raise ConflittoDiVersione("Il testo da firmare è cambiato: rileggilo prima di firmare.")
    scrivi_firme(da_firmare, versione, utente=utente, quando=quando)
    registra(azione=f"{OBIETTIVO.codice}.firma_subentro", oggetto=OBIETTIVO.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"versione": versione.numero, "impronta": versione.impronta})  # fmt: skip
    return riga
