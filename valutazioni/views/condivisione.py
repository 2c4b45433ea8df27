"""Sharing a sheet with the evaluatee in the browser (artt. 18, 22 and 29): the card of the sheet's page, and the pages that carry a text.

The same for Allegato B and Allegato D: the address says which kind (``tipo``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import CAMBIATA, passo_da_confermare
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.orologio import adesso, oggi

from ..forms.condivisione import ColloquioForm, CondivisioneForm, NotificaForm, OsservazioniForm, RicevuteForm, RifiutoForm, RispostaForm
from ..letture.cammino import motivi_di
from ..letture.correzioni import Percentuale, percentuali_di
from ..letture.firme import Firma, firme_di
from ..letture.personale import scheda_personale_visibile, senza_seconda
from ..letture.schede import scheda_visibile
from ..models import SchedaPersonale, Valutazione
from ..operazioni.condivisione import (
    registra_notifica,
    registra_osservazioni,
    registra_rifiuto,
    rispondi_alle_osservazioni,
    scrivi_osservazioni,
    verbalizza_colloquio,
)
from ..stati import ARTICOLO_COLLOQUIO, DECISA, FIRMATE, LETTE_DAL_VALUTATO, NON_VALUTABILE, OSSERVAZIONI, PARTECIPATA
from .comuni import prendi
from .mosse import Mossa, Mosse, indirizzo, mosse_di

LEGGONO: dict[str, Callable[[Any, int], Valutazione | None]] = {"scheda": scheda_visibile, "personale": scheda_personale_visibile}
# Allegato D: after these steps of the dirigente part two is closed, or may be at any moment.
CHIUDONO_LA_SECONDA = frozenset({"registra_rifiuto", "registra_notifica", "rispondi"})
ELENCHI = {"scheda": ("valutazioni:elenco", "Valutazioni"), "personale": ("valutazioni:personale", "Schede del personale")}


NON_PIU = "Non si può più inviare"


@dataclass(frozen=True, slots=True)
class Testo:
    """A text that somebody writes on a sheet: its step in the table (empty: none), its form and its operation."""

    azione: str
    modulo: type[CondivisioneForm]
    scrivi: Callable[..., Valutazione]
    parametro: str
    campo: str
    """The field of the sheet that holds it, for who finds it half written."""
    titolo: str
    fatto: str
    pulsante: str
    obbligo: str = ""
    """What the page says where there is no step to say it."""

    def articolo(self, scheda: Valutazione) -> str:
        """Art. 18 for observations, answer and signature of both sheets; the interview has an article in each."""
        t = scheda.flusso.transizione(self.azione)
        return t.articolo if t else ARTICOLO_COLLOQUIO[scheda.flusso.codice]


TESTI = {
    "osservazioni": Testo(
        "osserva", OsservazioniForm, scrivi_osservazioni, "testo", "osservazioni", "Scrivi le tue osservazioni", "",
        "Invia le osservazioni",
    ),
    "ricevute": Testo(
        "registra_osservazioni", RicevuteForm, registra_osservazioni, "testo", "osservazioni", "Registra le osservazioni ricevute", "",
        "Registra le osservazioni",
    ),
    "risposta": Testo(
        "rispondi", RispostaForm, rispondi_alle_osservazioni, "testo", "risposta", "Rispondi alle osservazioni", "",
        "Invia la risposta e conferma i voti",
    ),
    "rifiuto": Testo(
        "registra_rifiuto", RifiutoForm, registra_rifiuto, "accaduto", "rifiuto", "Registra il rifiuto della firma", "",
        "Registra il rifiuto della firma",
    ),
    "notifica": Testo(
        "registra_notifica", NotificaForm, registra_notifica, "estremi", "notifica", "Registra la notifica", "",
        "Registra la notifica",
    ),
    "colloquio": Testo(
        "", ColloquioForm, verbalizza_colloquio, "verbale", "colloquio", "Colloquio di valutazione", "Verbale del colloquio salvato.",
        "Salva il verbale", "Il verbale resta sulla scheda: si può correggere fino alla firma del valutato.",
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def scrivi(richiesta: HttpRequest, pk: int, tipo: str, che: str) -> HttpResponse:
    """Write a text on a sheet and take its step. What was typed comes back with the page, whatever goes wrong."""
    scheda, testo = prendi(richiesta, pk, LEGGONO[tipo]), TESTI[che]
    iniziali = {"testo": getattr(scheda, testo.campo), "tenuto_il": scheda.colloquio_il, "testimone": scheda.testimone,
                "versione": scheda.versione}  # fmt: skip
    form = testo.modulo(richiesta.POST or None, initial=iniziali)
    stato, oltre, titolo_errori = 200, "", ""
    if not _puo(richiesta, scheda, testo):
        oltre = f"La scheda è «{scheda.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento."
        if not _andrebbe_perso(scheda, testo, form):
            messages.info(richiesta, oltre)
            return redirect(scheda.get_absolute_url())
        form.add_error(None, f"{oltre} Quello che hai scritto è qui sotto: copialo, se ti serve ancora.")
        stato, titolo_errori = 409, NON_PIU
    elif form.is_valid():
        try:
            fatta = _scrivi(richiesta, scheda, testo, form)
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: rileggi la scheda, poi invialo di nuovo.")
            stato, titolo_errori = 409, CAMBIATA
        except DatiNonValidi as errore:
            form.add_error(errore.campo if errore.campo in form.fields else "testo", str(errore))
        except ErroreDominio as errore:
            form.add_error(None, str(errore))
        else:
            t = fatta.flusso.transizione(testo.azione)
            messages.success(richiesta, t.fatto if t else testo.fatto)
            return redirect(fatta.get_absolute_url())
    contesto = _contesto(scheda, testo, form, tipo, mosse_di(scheda, richiesta.user, oggi()))
    contesto |= {"oltre": oltre, "titolo_errori": titolo_errori}
    return render(richiesta, "valutazioni/condivisione/scrivi.html", contesto, status=stato)


def _puo(richiesta: HttpRequest, scheda: Valutazione, testo: Testo) -> bool:
    """Whether it is the moment of this text; PermissionDenied if it is somebody else's."""
    if testo.azione:
        return passo_da_confermare(scheda, testo.azione, richiesta.user) is not None
    if rules.has_perm("valutazioni.verbalizzare", richiesta.user, scheda):
        return True
    if scheda.stato in FIRMATE and rules.has_perm("valutazioni.partecipare", richiesta.user, scheda):
        return False  # signed while the minutes were being written
    raise PermissionDenied("Verbalizza il colloquio chi valuta, fino alla firma del valutato.")


def _andrebbe_perso(scheda: Valutazione, testo: Testo, form: CondivisioneForm) -> bool:
    """Whether somebody was writing while the sheet went on; a second click on the same button has nothing to lose."""
    form.is_valid()
    scritto = str(form["testo"].value() if "testo" in form.errors else form.cleaned_data.get("testo", "")).strip() if form.is_bound else ""
    return bool(scritto) and scritto != getattr(scheda, testo.campo).strip()


def _scrivi(richiesta: HttpRequest, scheda: Valutazione, testo: Testo, form: CondivisioneForm) -> Valutazione:
    dati = {testo.parametro if nome == "testo" else nome: valore for nome, valore in form.cleaned_data.items()}
    return testo.scrivi(scheda=scheda, utente=richiesta.user, quando=adesso(), **dati)


# The way of who agrees with the observations: the first of these steps that the user may take.
ACCOGLIE = ("rivedi", "rinvia")
DAL_SINDACO = (
    "La risposta lascia i voti come sono. Per cambiare i comportamenti rinvia la scheda al Sindaco, che decide di nuovo. Per cambiare una "
    "percentuale scrivilo nel motivo: il Sindaco ti restituisce la scheda, che torna aperta; la correggi, poi la ritrasmetti."
)
DAL_SINDACO_SOLO_B = "La risposta lascia i voti come sono. Per cambiarli rinvia la scheda al Sindaco, che decide di nuovo."
DA_RIVEDERE = "La risposta lascia i voti come sono. Per cambiarli riapri la scheda: correggi voti e percentuali, poi rifai i passaggi."


@dataclass(frozen=True, slots=True)
class Accoglimento:
    """What to do, instead of an answer, where the evaluatee is right: the step, in words, and where each percentage is corrected."""

    mossa: Mossa
    come: str
    percentuali: list[Percentuale]


def accoglimento_di(scheda: Valutazione, mosse: Mosse) -> Accoglimento | None:
    mossa = next((mosse.per_azione[azione] for azione in ACCOGLIE if azione in mosse.per_azione), None)
    if mossa is None:
        return None
    percentuali = percentuali_di(scheda)
    come = DA_RIVEDERE if mossa.azione == "rivedi" else DAL_SINDACO if percentuali else DAL_SINDACO_SOLO_B
    return Accoglimento(mossa, come, percentuali)


def _contesto(scheda: Valutazione, testo: Testo, form: CondivisioneForm, tipo: str, mosse: Mosse) -> dict[str, Any]:
    nome, titolo = ELENCHI[tipo]
    avvisa = isinstance(scheda, SchedaPersonale) and testo.azione in CHIUDONO_LA_SECONDA
    anno = scheda.esercizio.anno
    return {
        "scheda": scheda, "testo": testo, "form": form,
        "articolo": testo.articolo(scheda), "transizione": scheda.flusso.transizione(testo.azione),
        "elenco": {"url": reverse(nome, args=[anno]), "titolo": f"{titolo} {anno}"}, "avvisa_seconda": avvisa,
        "seconda_manca": avvisa and bool(senza_seconda([scheda])),
        "accogli": accoglimento_di(scheda, mosse) if testo.azione == "rispondi" else None,
    }  # fmt: skip


# --- the card on the sheet's page -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condivisione:
    """What the card of a sheet says on interview, observations and signature, and what the user may do there."""

    scheda: Valutazione
    mosse: Mosse
    colloquio_url: str
    """Where the interview is written down, if the user may."""
    non_valutabile: str
    """Art. 16: the reason, if the sheet has ended so."""
    senza_accesso: bool
    """The evaluatee, whose signature it waits for, cannot enter any more: it is notified to them."""
    ha_risposto: Firma | None
    """Who answered the observations, and when."""

    @property
    def giorni(self) -> int | None:
        """Art. 29: how many working days there are for a review."""
        return self.scheda.esercizio.reg.scadenze["riesame"].giorni

    @property
    def da_dire(self) -> bool:
        """Whether there is anything to say yet."""
        s = self.scheda
        return bool(self.colloquio_url or s.colloquio_il) or s.stato in (DECISA, *LETTE_DAL_VALUTATO)


def condivisione_di(scheda: Valutazione, mosse: Mosse, utente: Any) -> Condivisione:
    verbalizza = rules.has_perm("valutazioni.verbalizzare", utente, scheda)
    finita = scheda.stato == NON_VALUTABILE
    return Condivisione(
        scheda=scheda,
        mosse=mosse,
        colloquio_url=indirizzo(scheda, "colloquio") if verbalizza else "",
        ha_risposto=firme_di([scheda])[scheda.pk].get("rispondi") if scheda.risposta else None,
        non_valutabile=motivi_di([scheda], "dichiara_non_valutabile").get(scheda.pk, "") if finita else "",
        senza_accesso=scheda.stato in (DECISA, PARTECIPATA, OSSERVAZIONI) and scheda.senza_accesso,
    )
