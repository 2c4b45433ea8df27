"""Art. 22 on the home page: specific objectives to give, to report on and to read; percentages of the structures to write."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di

from ..letture.schede import articolo_scadenza, scadenza
from ..letture.specifici import miei, quante_da_dire, quante_senza, termine
from ..letture.struttura import uffici_che_aspettano_il_dirigente, uffici_senza_percentuale
from ..permessi import unita_da_compilare, vede_i_propri_specifici


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """What is to be given, what is to be said of it, one's own."""
    utente = richiesta.user
    uffici = unita_da_compilare(utente)
    controlla = Ruolo.CONTROLLO in ruoli_di(utente, oggi)
    dirige = bool(direzioni_dirette(utente))
    suoi = vede_i_propri_specifici(utente)
    if not (uffici or controlla or dirige or suoi):
        return
    for esercizio in Esercizio.objects.filter(anno__in=(oggi.year - 1, oggi.year)):
        finito = esercizio.anno < oggi.year
        if uffici and not finito and (senza := quante_senza(esercizio, utente, uffici)):
            yield _da_assegnare(esercizio, senza)
        if uffici and finito and (mancano := quante_da_dire(esercizio, uffici)):
            yield _da_dire(esercizio, mancano)
        if controlla and finito and (quanti := uffici_senza_percentuale(esercizio, utente)):
            yield _percentuali(esercizio, quanti)
        if dirige and not controlla and finito and (quanti := uffici_che_aspettano_il_dirigente(esercizio, utente, oggi)):
            yield _percentuali(esercizio, quanti, "Il controllo di gestione è valutato su questa percentuale: la scrivi tu. ")
        if suoi and not finito and (quanti := len(miei(persona_di(utente), esercizio))):
            yield _propri(esercizio, quanti)


def _da_assegnare(esercizio: Esercizio, senza: int) -> Cosa:
    persone = "una persona senza" if senza == 1 else f"{senza} persone senza"
    return Cosa(
        "da_fare", f"Assegna gli obiettivi specifici: {persone}", f"Obiettivi {esercizio.anno} del personale che valuti.", "tocca",
        "Aspetta te", reverse("valutazioni:specifici", args=[esercizio.anno]), "Assegna", termine(esercizio), "22",
    )  # fmt: skip


def _da_dire(esercizio: Esercizio, mancano: int) -> Cosa:
    persone = "una persona" if mancano == 1 else f"{mancano} persone"
    return Cosa(
        "da_fare", f"Scrivi quanto {persone} {'ha' if mancano == 1 else 'hanno'} raggiunto", f"Obiettivi specifici {esercizio.anno}.",
        "tocca", "Aspetta te", reverse("valutazioni:specifici", args=[esercizio.anno]), "Scrivi", scadenza(esercizio),
        articolo_scadenza(esercizio),
    )  # fmt: skip


def _percentuali(esercizio: Esercizio, quanti: int, perche: str = "") -> Cosa:
    titolo = "Manca la percentuale di un ufficio" if quanti == 1 else f"Mancano le percentuali di {quanti} uffici"
    return Cosa(
        "da_fare", titolo, f"{perche}Senza, le schede {esercizio.anno} del loro personale non si chiudono.", "tocca", "Aspetta te",
        reverse("valutazioni:struttura", args=[esercizio.anno]), "Scrivi le percentuali", scadenza(esercizio),
        articolo_scadenza(esercizio),
    )  # fmt: skip


def _propri(esercizio: Esercizio, quanti: int) -> Cosa:
    quali = "Hai un obiettivo specifico" if quanti == 1 else f"Hai {quanti} obiettivi specifici"
    return Cosa(
        "in_attesa", f"I tuoi obiettivi {esercizio.anno}", f"{quali} (art. 22).", "corso", "In corso",
        reverse("valutazioni:miei_obiettivi", args=[esercizio.anno]),
    )  # fmt: skip
