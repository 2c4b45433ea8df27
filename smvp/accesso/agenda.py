"""What the requests for access give to do, for the home page: to who asks, the segreteria, the Segretario, who is told."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di

from .letture.attesa import che_si_aspetta
from .letture.richieste import con_un_calendario
from .models import RichiestaAccesso
from .permessi import avvisi_di, visibili_a
from .stati import AVVISATI, CONCLUSE, DA_EVADERE, DIFFERITA
from .views.mosse import principale

ARTICOLO = "35"


@registra_agenda
def accessi(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Each request that the user reads and that is not over: what it waits for, by when."""
    utente: Utente = richiesta.user  # type: ignore[assignment]
    for riga in con_un_calendario(visibili_a(utente).exclude(stato__in=CONCLUSE).order_by("presentata", "pk")):
        yield _di_una(riga, utente, oggi)
    persona = persona_di(utente)
    if persona is not None:
        proprie = visibili_a(utente).filter(persona=persona, stato__in=CONCLUSE, presentata__year__gte=oggi.year - 1)
        for riga in con_un_calendario(proprie):
            ora = riga.stato_attuale
            yield Cosa("concluso", str(riga), riga.atti_in_breve, ora.classe, ora.parola, riga.get_absolute_url())


def _di_una(riga: RichiestaAccesso, utente: Utente, oggi: date) -> Cosa:
    azione = principale(riga, utente, oggi)
    ora = riga.stato_attuale
    propria = persona_di(utente) is not None and riga.persona_id == persona_di(utente).pk  # type: ignore[union-attr]
    chi = "La tua richiesta." if propria else f"Di {riga.chi}."
    stato, parola = ("tocca", "Aspetta te") if azione else (ora.classe, ora.parola)
    scadenza = riga.entro if riga.da_vistare else riga.differita_al if riga.stato == DIFFERITA else None
    dettaglio = f"{chi} {riga.atti_in_breve}" if azione or riga.stato in DA_EVADERE else f"{chi} {che_si_aspetta(riga, oggi)}"
    return Cosa(
        "da_fare" if azione else "in_attesa", str(riga), dettaglio, stato, parola, riga.get_absolute_url(),
        azione.etichetta if azione else "Apri", scadenza=scadenza, articolo=ARTICOLO,
    )  # fmt: skip


@registra_agenda
def avvisi(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The requests of others on acts that concern the user, as long as they may object."""
    attesi = avvisi_di(richiesta.user).filter(risposta="", richiesta__stato=AVVISATI)  # type: ignore[arg-type]
    for terzo in attesi.select_related("richiesta__esercizio").order_by("pk"):
        riga = terzo.richiesta
        dettaglio = f"Qualcuno chiede di vedere atti che parlano di te. Avviso del {data(riga.avvisati_il) if riga.avvisati_il else ''}."
        yield Cosa(
            "da_fare", "Accesso ad atti che ti riguardano", dettaglio, "tocca", "Aspetta te", terzo.get_absolute_url(), "Rispondi",
            scadenza=riga.per_opporsi, articolo=ARTICOLO,
        )  # fmt: skip
