"""What Piano and Relazione give to do, for the home page: to who prepares them, to the NCVP, to the Segretario."""

from collections.abc import Iterator
from datetime import date

import rules
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse

from premi.models import Corsa
from premi.stati import APPROVATA as IMPORTI_APPROVATI
from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Esercizio

from .letture.quadro import CHI, prossimo
from .models import Piano, Relazione
from .stati import PUBBLICATA, PUBBLICATO

ARTICOLO = {"relazione": "21", "piano": "12"}
ASPETTANO = "Gli importi approvati aspettano la validazione per essere pagati."


@registra_agenda
def piano_e_relazione(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Each one that is not published, and those of the last two years that nobody has begun."""
    utente = richiesta.user
    if not rules.has_perm("performance.vedere", utente):
        return
    importi = Corsa.objects.filter(esercizio=OuterRef("pk"), stato=IMPORTI_APPROVATI)
    esercizi = Esercizio.objects.select_related("relazione", "piano_performance", "validazione_relazione").order_by("anno")
    for e in esercizi.annotate(importi_fermi=Exists(importi)):
        fermi, recente = bool(e.importi_fermi), oggi.year - 1 <= e.anno <= oggi.year
        relazione, piano = getattr(e, "relazione", None), getattr(e, "piano_performance", None)
        if relazione is not None and relazione.stato != PUBBLICATA:
            yield _cominciato(relazione, richiesta, fermi)
        elif relazione is None and not hasattr(e, "validazione_relazione") and oggi > e.periodo.fine and (recente or fermi):
            yield _da_cominciare("relazione", e, richiesta, fermi)
        if piano is not None and piano.stato != PUBBLICATO:
            yield _cominciato(piano, richiesta, False)
        elif piano is None and e.anno == oggi.year:
            yield _da_cominciare("piano", e, richiesta, False)


def _cominciato(scritto: Relazione | Piano, richiesta: HttpRequest, fermi: bool) -> Cosa:
    t = prossimo(scritto)
    che = "piano" if isinstance(scritto, Piano) else "relazione"
    stato = scritto.stato_attuale
    tocca = t is not None and bool(rules.has_perm(t.chi, richiesta.user, scritto))
    scrive = scritto.si_scrive and bool(rules.has_perm("performance.preparare", richiesta.user, scritto))
    mia = tocca or scrive
    url = scritto.get_absolute_url()
    if che == "relazione" and t is not None and t.azione == "valida":
        url = reverse("performance:verifiche", args=[scritto.esercizio.anno]) if tocca else url
    etichetta = "Scrivi i testi" if scrive else t.etichetta_breve if tocca and t else "Apri"
    dettaglio = _dettaglio(t.etichetta if t else "", CHI[t.chi] if t and not mia else "")
    return Cosa(
        "da_fare" if mia else "in_attesa", str(scritto), f"{dettaglio} {ASPETTANO}" if fermi and che == "relazione" else dettaglio,
        "tocca" if mia else stato.classe, "Aspetta te" if mia else stato.parola, url, etichetta,
        scadenza=(scritto.termine(t) if t else None) or _termine(che, scritto.esercizio), articolo=ARTICOLO[che],
    )  # fmt: skip


def _dettaglio(passo: str, chi: str) -> str:
    return f"Il prossimo passo è «{passo}»{f', e tocca a: {chi}' if chi else ''}." if passo else ""


def _da_cominciare(che: str, e: Esercizio, richiesta: HttpRequest, fermi: bool) -> Cosa:
    mia = bool(rules.has_perm("performance.preparare", richiesta.user))
    titolo = f"{'Piano della performance' if che == 'piano' else 'Relazione sulla performance'} {e.anno}"
    dettaglio = "Nessuno l’ha ancora cominciata." if che == "relazione" else "Nessuno l’ha ancora cominciato."
    return Cosa(
        "da_fare" if mia else "in_attesa", titolo, f"{dettaglio} {ASPETTANO}" if fermi else dettaglio, "tocca" if mia else "bozza",
        "Aspetta te" if mia else "Da cominciare", reverse("performance:scritto", args=[e.anno, che]), "Comincia" if mia else "Apri",
        scadenza=_termine(che, e), articolo=ARTICOLO[che],
    )  # fmt: skip


def _termine(che: str, e: Esercizio) -> date | None:
    """The day by which the NCVP validates is the day by which all the rest must be done."""
    return e.reg.scadenze["relazione"].entro(e.anno) if che == "relazione" else None
