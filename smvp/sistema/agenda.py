"""What the Sistema gives to do, for the home page: opinions, steps of a revision, a version to install."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import Ruolo, ruoli_di

from .letture.registro import revisioni_con_tutto
from .models import Revisione
from .permessi import da_esprimere, revisioni_visibili_a
from .stati import ALLA_GIUNTA, APERTE, APPROVATA, BOZZA, PROPOSTA


@registra_agenda
def revisioni(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Each revision that is not over, with what it waits for."""
    utente: Utente = richiesta.user  # type: ignore[assignment]
    if not ruoli_di(utente, oggi) & {Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.NCVP}:
        return
    for riga in revisioni_con_tutto(revisioni_visibili_a(utente).filter(stato__in=APERTE)):
        yield _di_una(riga, utente, oggi)


def _di_una(riga: Revisione, utente: Utente, oggi: date) -> Cosa:
    che = che_tocca(riga, utente, oggi)
    stato, parola = ("tocca", "Aspetta te") if che else (riga.stato_attuale.classe, riga.stato_attuale.parola)
    nome, etichetta = che or ("revisione", "Apri")
    return Cosa(
        "da_fare" if che else "in_attesa", str(riga), riga.titolo, stato, parola, reverse(f"sistema:{nome}", args=[riga.pk]), etichetta,
        articolo="37",
    )  # fmt: skip


def che_tocca(riga: Revisione, utente: Utente, oggi: date) -> tuple[str, str] | None:
    """The page and the name of what a revision waits for from this user, if it does."""
    if da_esprimere(utente, riga):
        return "parere", "Dai il parere"
    ruoli = ruoli_di(utente, oggi)
    if riga.stato == BOZZA and Ruolo.NCVP in ruoli:
        return "revisione", "Completa la proposta"
    if Ruolo.SEGRETARIO not in ruoli:
        return None
    if riga.stato == PROPOSTA and not riga.mancano_pareri():
        return "revisione", "Manda alla Giunta" if riga.informata else "Informa le OO.SS."
    return {ALLA_GIUNTA: ("delibera", "Registra la deliberazione"), APPROVATA: ("versione", "Assegna la versione")}.get(riga.stato)
