"""What the cases give to do, for the home page: to the party, the Organismo, the Segretario, who is asked, the Sindaco."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Utente

from .letture.attesa import che_si_aspetta
from .letture.casi import con_un_calendario
from .models import Istanza
from .permessi import conciliazioni_visibili_a, controdeduzioni_di, misure_visibili_a, visibili_a
from .stati import APERTA, CHIUSA, COMUNICATA, DA_DECIDERE, NEL_MERITO, PENDENTI, PROPOSTA
from .views.mosse import azioni_di

ARTICOLO = "29"


@registra_agenda
def riesami(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Each request that the user reads and that is not over: what it waits for, by when."""
    utente: Utente = richiesta.user  # type: ignore[assignment]
    vive = visibili_a(utente).filter(stato__in=(*PENDENTI, COMUNICATA)).order_by("presentata_il", "pk")
    for istanza in con_un_calendario(vive):
        yield _di_una(istanza, utente, oggi)
    persona = getattr(utente, "persona", None)
    for istanza in visibili_a(utente).filter(stato=CHIUSA, persona=persona, esercizio__anno__gte=oggi.year - 1).select_related("esercizio"):
        yield Cosa("concluso", str(istanza), istanza.esito_in_parole, "fatto", "Chiusa", istanza.get_absolute_url())


def _di_una(istanza: Istanza, utente: Utente, oggi: date) -> Cosa:
    azione = azioni_di(istanza, utente, oggi).principale
    propria = istanza.persona == getattr(utente, "persona", None)
    mia = azione is not None and not propria
    ora = istanza.stato_per_la_parte if propria else istanza.stato_attuale
    stato, parola = ("tocca", "Aspetta te") if mia else (ora.classe, ora.parola)
    chi = "La tua richiesta." if propria else f"Di {istanza.persona.con_titolo}{', tardiva' if istanza.tardiva else ''}."
    if not mia and (aspetta := che_si_aspetta(istanza, oggi, della_parte=propria)):
        chi = f"{chi} {aspetta}"
    if propria and istanza.stato == COMUNICATA:
        return Cosa("concluso", str(istanza), istanza.esito_in_parole, ora.classe, ora.parola, istanza.get_absolute_url())
    return Cosa(
        "da_fare" if mia else "in_attesa", str(istanza), chi, stato, parola, istanza.get_absolute_url(),
        azione.etichetta if mia and azione else "Apri il caso", scadenza=istanza.orologio.entro if istanza.stato in DA_DECIDERE else None,
        articolo=ARTICOLO,
    )  # fmt: skip


@registra_agenda
def controdeduzioni(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The counter-arguments that the user is asked for."""
    attese = controdeduzioni_di(richiesta.user).filter(data_il=None, istanza__stato__in=NEL_MERITO)  # type: ignore[arg-type]
    for riga in attese.select_related("istanza__esercizio").order_by("entro", "pk"):
        yield Cosa(
            "da_fare", f"Controdeduzioni, {str(riga.istanza)[0].lower()}{str(riga.istanza)[1:]}", "Te le chiede l’Organismo di garanzia.",
            "tocca", "Aspetta te", reverse("conciliazione:controdeduci", args=[riga.pk]), "Rispondi", scadenza=riga.entro,
            articolo=ARTICOLO,
        )  # fmt: skip


@registra_agenda
def altre(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Conciliations without outcome; measures on which the Sindaco is to decide."""
    utente: Utente = richiesta.user  # type: ignore[assignment]
    persona = getattr(utente, "persona", None)
    for riga in conciliazioni_visibili_a(utente).filter(stato=APERTA).select_related("esercizio", "persona"):
        yield Cosa(
            "in_attesa", str(riga), "Manca l’esito.", riga.stato_attuale.classe, riga.stato_attuale.parola, riga.get_absolute_url(),
            "Apri", articolo="30",
        )  # fmt: skip
    for misura in misure_visibili_a(utente).filter(stato=PROPOSTA).select_related("esercizio", "persona"):
        decide = misura.persona != persona and utente.has_perm("conciliazione.decidere_misura", misura)
        yield Cosa(
            "da_fare" if decide else "in_attesa", str(misura), "La propone il Segretario generale.", "tocca" if decide else "esame",
            "Aspetta te" if decide else "Al Sindaco", misura.get_absolute_url(), "Decidi" if decide else "Apri", articolo=ARTICOLO,
        )  # fmt: skip
