"""Writing in the diary of the year (optional, as the regulation version says): one adds, nobody takes away."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from smvp.flusso.models import Notifica
from smvp.flusso.stati import e_scritto
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, troppo_lungo
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.registro.operazioni import registra

from ..documenti.parole import citabile
from ..letture.diario import altra_parte
from ..models import TESTO_MASSIMO, Annotazione
from ..permessi import puo_sul_diario

CHE_NON_SI_STAMPA = "L’annotazione ha troppe righe, o troppi simboli insoliti come emoji, per essere riportata nella scheda: accorciala."


@transaction.atomic
def annota(*, persona: Persona, esercizio: Esercizio, testo: str, utente: Utente, quando: datetime) -> Annotazione:
    """Add a remark, and tell the other side. The same text sent twice in a row is one remark.

    Raises PermissionDenied (not the evaluatee nor who evaluates them, or the version has no diary), OperazioneNonAmmessa (the year is not
    this one: what is remembered afterwards belongs in the sheet), DatiNonValidi (nothing written, or more than can be printed).
    """
    if not puo_sul_diario(utente, persona, esercizio):
        raise PermissionDenied("Nel diario scrivono chi è valutato e chi lo valuta.")
    giorno = quando.astimezone(FUSO).date()
    if giorno.year != esercizio.anno:
        raise OperazioneNonAmmessa(f"Nel diario {esercizio.anno} si scrive dal 1° gennaio al 31 dicembre {esercizio.anno}.", articolo="19")
    testo = testo.strip()
    if not e_scritto(testo):
        raise DatiNonValidi("Scrivi l’annotazione.", campo="testo", articolo="19")
    if len(testo) > TESTO_MASSIMO:
        raise DatiNonValidi(f"L’annotazione è troppo lunga: {troppo_lungo(testo, TESTO_MASSIMO)}.", campo="testo", articolo="19")
    if not citabile(testo):
        raise DatiNonValidi(CHE_NON_SI_STAMPA, campo="testo", articolo="19")
    Persona.objects.select_for_update(of=("self",)).get(pk=persona.pk)  # two presses of the same button wait for each other
    ultima = Annotazione.objects.filter(persona=persona, esercizio=esercizio).order_by("-scritta_il", "-pk").first()
    if ultima is not None and (ultima.autore_id, ultima.testo) == (utente.pk, testo):
        return ultima
    nuova = Annotazione.objects.create(esercizio=esercizio, persona=persona, autore=utente, testo=testo, scritta_il=quando)
    registra(azione="diario.annota", oggetto="diario", oggetto_id=f"{esercizio.anno}-{persona.pk}", utente=utente.username, quando=quando,
             dati={"annotazione": nuova.pk})  # fmt: skip
    dove = reverse("valutazioni:diario", args=[persona.pk, esercizio.anno])
    Notifica.objects.bulk_create(
        Notifica(
            destinatario=u, testo=f"Nuova annotazione nel diario {esercizio.anno} di {persona.con_titolo}.", url=dove, creata_il=quando
        )
        for u in altra_parte(persona, utente, giorno)
    )
    return nuova
