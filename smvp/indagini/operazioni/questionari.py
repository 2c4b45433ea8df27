"""Artt. 18 and 33: a survey is prepared: what is asked, of whom, from when to when. Until it opens everything may change."""

from collections.abc import Callable
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..calcolo.questionario import (
    DOMANDE_MASSIME,
    Domanda,
    Questionario,
    Sezione,
    con_domanda,
    con_sezione,
    difetti,
    in_dati,
    senza,
    spostata,
)
from ..models import BENESSERE, Indagine, Tipo
from ..stati import BOZZA

NON_TUA = "Le indagini le preparano il Segretario generale, il controllo di gestione e l’ufficio personale."


def crea_indagine(
    *, esercizio: Esercizio, tipo: str, titolo: str, presentazione: str = "", direzione: Direzione | None = None,
    da: Indagine | None = None, utente: Utente, quando: datetime,
) -> Indagine:  # fmt: skip
    """A new survey in draft; ``da``: one of another year whose questions it begins with, so that the two compare.

    Raises PermissionDenied, DatiNonValidi.
    """
    if not rules.has_perm("indagini.gestire", utente):
        raise PermissionDenied(NON_TUA)
    riga = Indagine(esercizio=esercizio, tipo=Tipo(tipo), creata_da=utente, creata_il=quando)
    _scrivi(riga, titolo, presentazione, direzione)
    if da is not None:
        riga.questionario = da.questionario
    with transaction.atomic():
        riga.save()
        _annota(riga, "crea", utente, quando, {"da": da.pk if da else None})
    return riga


def scrivi_dati(
    *, indagine: Indagine, titolo: str, presentazione: str, direzione: Direzione | None, dal: date | None, al: date | None, versione: int,
    utente: Utente, quando: datetime,
) -> Indagine:  # fmt: skip
    """Title, words for who answers, service, days. Raises as ``_cambia``."""

    def scrivi(riga: Indagine) -> None:
        _scrivi(riga, titolo, presentazione, direzione)
        if dal is not None and al is not None and al < dal:
            raise DatiNonValidi(f"L’ultimo giorno viene prima del primo, il {data(dal)}.", campo="al", articolo=riga.art)
        riga.dal, riga.al = dal, al

    return _cambia(indagine, "scrivi", versione, utente, quando, scrivi)


def _scrivi(riga: Indagine, titolo: str, presentazione: str, direzione: Direzione | None) -> None:
    riga.titolo, riga.presentazione = titolo.strip(), presentazione.strip()
    riga.direzione = None if riga.tipo == BENESSERE else direzione
    if not riga.titolo:
        raise DatiNonValidi("Scrivi il titolo.", campo="titolo", articolo=riga.art)
    if riga.tipo != BENESSERE and direzione is None:
        raise DatiNonValidi("Scegli il servizio di cui si chiede.", campo="direzione", articolo=riga.art)


# --- the questions --------------------------------------------------------------------------------------------------------------------


def scrivi_sezione(*, indagine: Indagine, sezione: Sezione, versione: int, utente: Utente, quando: datetime) -> Indagine:
    """Add a section, or write again the one with the same code. Raises as ``_cambia``."""
    if not sezione.titolo.strip():
        raise DatiNonValidi("Scrivi il titolo della sezione.", campo="titolo", articolo=indagine.art)
    return _cambia_questionario(indagine, "sezione", versione, utente, quando, lambda q: con_sezione(q, sezione))


def scrivi_domanda(*, indagine: Indagine, dove: str, domanda: Domanda, versione: int, utente: Utente, quando: datetime) -> Indagine:
    """Add a question to the section ``dove``, or write again (and there) the one with the same code. Raises as ``_cambia``."""
    for campo, frase in difetti(domanda):
        raise DatiNonValidi(frase, campo=campo, articolo=indagine.art)

    def scrivi(q: Questionario) -> Questionario:
        if q.sezione(dove) is None:
            raise DatiNonValidi("La sezione non c’è più: scegline un’altra.", campo="sezione", articolo=indagine.art)
        nuovo = con_domanda(q, dove, domanda)
        if len(nuovo.domande) > DOMANDE_MASSIME:
            raise DatiNonValidi(f"Si possono fare al massimo {DOMANDE_MASSIME} domande.", articolo=indagine.art)
        return nuovo

    return _cambia_questionario(indagine, "domanda", versione, utente, quando, scrivi)


def sposta(*, indagine: Indagine, codice: str, di: int, versione: int, utente: Utente, quando: datetime) -> Indagine:
    """Move a section or a question one place up (-1) or down (1). Raises as ``_cambia``."""
    return _cambia_questionario(indagine, "sposta", versione, utente, quando, lambda q: spostata(q, codice, di))


def togli(*, indagine: Indagine, codice: str, versione: int, utente: Utente, quando: datetime) -> Indagine:
    """Take away a question, or a section with all its own. Raises as ``_cambia``."""
    return _cambia_questionario(indagine, "togli", versione, utente, quando, lambda q: senza(q, codice))


def elimina(*, indagine: Indagine, versione: int, utente: Utente, quando: datetime) -> None:
    """Throw a draft away: nobody has answered it. Raises as ``_cambia``."""
    with transaction.atomic():
        riga = _bloccata(indagine, versione, utente)
        _annota(riga, "elimina", utente, quando, {"titolo": riga.titolo})
        riga.delete()


def _cambia_questionario(
    indagine: Indagine, che: str, versione: int, utente: Utente, quando: datetime, cambia: Callable[[Questionario], Questionario]
) -> Indagine:
    def scrivi(riga: Indagine) -> None:
        riga.questionario = in_dati(cambia(riga.domande))

    return _cambia(indagine, che, versione, utente, quando, scrivi)


def _cambia(indagine: Indagine, che: str, versione: int, utente: Utente, quando: datetime, scrivi: Callable[[Indagine], None]) -> Indagine:
    """Change a draft. Raises PermissionDenied, OperazioneNonAmmessa (no longer a draft), ConflittoDiVersione, DatiNonValidi."""
    with transaction.atomic():
        riga = _bloccata(indagine, versione, utente)
        scrivi(riga)
        riga.versione += 1
        riga.save()
        _annota(riga, che, utente, quando, {"versione": riga.versione})
    return riga


def _bloccata(indagine: Indagine, versione: int, utente: Utente) -> Indagine:
    if not rules.has_perm("indagini.gestire", utente, indagine):
        raise PermissionDenied(NON_TUA)
    riga = Indagine.objects.select_for_update(of=("self",)).select_related("esercizio").filter(pk=indagine.pk).first()
    if riga is None:
        raise OperazioneNonAmmessa("L’indagine è stata eliminata.", articolo=indagine.art)
    if riga.stato != BOZZA:
        fermo = f"L’indagine è «{riga.stato_attuale.parola}»: le domande e i giorni non cambiano più."
        raise OperazioneNonAmmessa(fermo, articolo=riga.art)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato l’indagine.")
    return riga


def _annota(riga: Indagine, che: str, utente: Utente, quando: datetime, dati: dict[str, object]) -> None:
    registra(
        azione=f"indagine.{che}", oggetto="indagine", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"anno": riga.esercizio.anno, "tipo": riga.tipo, **dati},
    )  # fmt: skip
