"""Artt. 18 and 33: answers go into the urn. Nothing here writes in the log, nor takes a moment with it: see models/urna.py for why.

The day on which one answers is told only to know whether the survey is open, and is kept nowhere.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Case, F, Model, QuerySet, Value, When

from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Persona

from ..calcolo.questionario import RISPOSTA_MASSIMA, Genere, Questionario, Risposta
from ..models import Foglio, Indagine, Invito, Testo

# With each answer so many of those that are there are taken out and put back with it, at random: none of them then carries a transaction
# (xmin on PostgreSQL) or a place of its own, and who compares them with sessions and accesses cannot tell which is the new one.
RIMESCOLATI = 400
LOTTO = 500
R = TypeVar("R", bound=Model)
_caso = secrets.SystemRandom()
GIA_RISPOSTO = "Hai già risposto: la risposta è nell’urna, e nessuno può più ritrovarla per cambiarla."


class GiaRisposto(OperazioneNonAmmessa):
    """Once a head."""


@transaction.atomic
def rispondi(*, indagine: Indagine, persona: Persona, valori: Risposta, testi: Mapping[str, str], giorno: date) -> None:
    """One of the staff answers, once. Raises OperazioneNonAmmessa (not invited, not open), GiaRisposto, DatiNonValidi."""
    riga = _aperta(indagine, giorno)
    invito = Invito.objects.filter(indagine=riga, persona=persona).first()
    if invito is None:
        raise OperazioneNonAmmessa("Questa indagine non ti è stata rivolta.", articolo="33")
    if invito.ha_risposto:
        raise GiaRisposto(GIA_RISPOSTO, articolo="33")
    # All the rows of the survey are written, not this one alone: otherwise its transaction would be that of its answer.
    segnato = Case(When(persona=persona, then=Value(True)), default=F("ha_risposto"))
    Invito.objects.filter(indagine=riga).update(ha_risposto=segnato)
    _imbuca(riga, valori, testi)


@transaction.atomic
def rispondi_da_utente(*, indagine: Indagine, modulo: str, valori: Risposta, testi: Mapping[str, str], giorno: date) -> bool:
    """Somebody who uses the service answers; the same form sent again counts once: False. Raises OperazioneNonAmmessa, DatiNonValidi."""
    riga = _aperta(indagine, giorno)
    impronta = sha256(f"{riga.gettone}:{modulo}".encode("utf-8", "surrogatepass")).hexdigest()
    if Foglio.objects.filter(indagine=riga, modulo=impronta).exists():
        return False
    _imbuca(riga, valori, testi, impronta)
    return True


def svuota_e_rimescola(indagine: Indagine) -> None:
    """When it closes: every answer and every text under another key, in another order, without the form that it came with."""
    _rimetti(indagine.fogli.all(), [Foglio(indagine=indagine, valori=f.valori) for f in indagine.fogli.all()])
    _rimetti(indagine.testi.all(), [Testo(indagine=indagine, domanda=t.domanda, testo=t.testo) for t in indagine.testi.all()])


def _aperta(indagine: Indagine, giorno: date) -> Indagine:
    """The survey, locked: who answers takes turns. Raises OperazioneNonAmmessa with what to tell who comes too early or too late."""
    riga = Indagine.objects.select_for_update(of=("self",)).select_related("esercizio").get(pk=indagine.pk)
    if perche := perche_non_si_risponde(riga, giorno):
        raise OperazioneNonAmmessa(perche, articolo=riga.art)
    return riga


def perche_non_si_risponde(indagine: Indagine, giorno: date) -> str:
    """Why nobody may answer on a day, kindly; empty if one may."""
    if indagine.risponde_il(giorno):
        return ""
    if indagine.prima(giorno) and indagine.dal:
        return f"Si potrà rispondere dal {data(indagine.dal)}."
    if indagine.al is not None and giorno > indagine.al:
        return f"Si poteva rispondere fino al {data(indagine.al)}: grazie lo stesso per esserci venuto."
    return "Il questionario è chiuso: grazie lo stesso per esserci venuto."


def _imbuca(riga: Indagine, valori: Risposta, testi: Mapping[str, str], modulo: str = "") -> None:
    q = riga.domande
    scritti = {c: t.strip() for c, t in testi.items() if t.strip()}
    _controlla(q, valori, scritti)
    ordinati: dict[str, Any] = {d.codice: valori[d.codice] for d in q.domande if d.codice in valori}
    _con_altre(riga.fogli.all(), [Foglio(indagine=riga, valori=ordinati, modulo=modulo)])
    _con_altre(riga.testi.all(), [Testo(indagine=riga, domanda=c, testo=t) for c, t in scritti.items()])


def _controlla(q: Questionario, valori: Risposta, testi: Mapping[str, str]) -> None:
    """What is kept is an answer to this questionnaire, whoever sends it. Raises DatiNonValidi."""
    for d in q.domande:
        data_ = testi.get(d.codice) if d.genere == Genere.TESTO else valori.get(d.codice)
        if data_ is None or data_ == ():
            if d.obbligatoria:
                raise DatiNonValidi("Questa risposta serve.", campo=d.codice)
            continue
        if isinstance(data_, str):
            if len(data_) > RISPOSTA_MASSIMA:
                raise DatiNonValidi(f"È troppo lungo: al massimo {RISPOSTA_MASSIMA} caratteri.", campo=d.codice)
            continue
        scelti = data_ if isinstance(data_, tuple) else (data_,)
        if isinstance(data_, tuple) != (d.genere == Genere.PIU) or not set(scelti) <= set(d.valori) or len(set(scelti)) < len(scelti):
            raise DatiNonValidi("Scegli una delle risposte.", campo=d.codice)
    if not testi and not any(v != () for v in valori.values()):
        raise DatiNonValidi("Non hai ancora risposto a nessuna domanda.")
    chiesti = {d.codice for d in q.domande if d.genere != Genere.TESTO}, {d.codice for d in q.di_testo}
    if not (set(valori) <= chiesti[0] and set(testi) <= chiesti[1]):
        raise DatiNonValidi("C’è una risposta a una domanda che non c’è.")


def _con_altre(righe: QuerySet[Any], nuove: list[R]) -> None:
    """Put new rows among some that are there already, taken out for that."""
    if not nuove:
        return
    altre = list(righe.order_by("?")[:RIMESCOLATI])
    _rimetti(righe.filter(pk__in=[a.pk for a in altre]), [*nuove, *(_di_nuovo(a) for a in altre)])


def _di_nuovo(riga: Any) -> Any:
    """The same under another key."""
    campi = {f.attname: getattr(riga, f.attname) for f in riga._meta.concrete_fields if not f.primary_key}
    return type(riga)(**campi)


def _rimetti(vecchie: QuerySet[Any], nuove: Sequence[Any]) -> None:
    vecchie.delete()
    mescolate = list(nuove)
    _caso.shuffle(mescolate)
    if mescolate:
        type(mescolate[0])._base_manager.bulk_create(mescolate, batch_size=LOTTO)
