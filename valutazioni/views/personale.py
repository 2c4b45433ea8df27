"""The staff sheet (Allegato D) in the browser: reading it, filling it in, its steps, the exception to the specific objectives."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from smvp.documenti.letture import ultimo_documento
from smvp.flusso.conferma import conferma
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.orologio import adesso

from ..documenti.tipi import SCHEDA_D, e_superato
from ..forms.personale import EsoneroForm, SchedaPersonaleForm
from ..letture.cammino import storia_di
from ..letture.diario import note_per
from ..letture.personale import scheda_personale_visibile, senza_seconda
from ..letture.prospetto_personale import ProspettoPersonale, prospetto_personale
from ..letture.riesame import dopo_il_riesame
from ..letture.specifici import termine
from ..models import ParteSeconda, SchedaPersonale
from ..operazioni.personale import esonera, salva_voti_personale
from ..permessi import personali_visibili_a, puo_aprire_fascicolo, puo_su_unita
from ..stati import DA_DECIDERE
from . import salvataggio
from .comuni import prendi
from .mosse import pagina_propria
from .salvataggio import Foglio

# The dirigente's steps after which part two closes, at once or as soon as the evaluatee signs.
VERSO_LA_FIRMA = frozenset({"decidi", "partecipa", "dichiara_non_valutabile"})


def _prospetto(richiesta: HttpRequest, pk: int) -> ProspettoPersonale:
    return prospetto_personale(prendi(richiesta, pk, scheda_personale_visibile))


def _contesto(richiesta: HttpRequest, prospetto: ProspettoPersonale) -> dict[str, Any]:
    riga = prospetto.scheda
    vede_specifici = puo_su_unita(richiesta.user, riga.direzione_id)
    return {
        "puo_esonerare": rules.has_perm("valutazioni.esonerare", richiesta.user, riga),
        "puo_assegnare": riga.stato in DA_DECIDERE and vede_specifici,
        "vede_specifici": vede_specifici,
        "vede_percentuali": rules.has_perm("valutazioni.vedere_percentuali", richiesta.user),
    }


def _intorno(richiesta: HttpRequest, prospetto: ProspettoPersonale) -> dict[str, Any]:
    riga = prospetto.scheda
    legge = rules.has_perm("valutazioni.leggere_parte_seconda", richiesta.user, riga)
    seconda = ParteSeconda.objects.filter(scheda=riga).first() if legge else None
    documento = ultimo_documento(richiesta.user, tipo=SCHEDA_D, oggetto_id=riga.pk)
    return {
        "storia": storia_di(riga, richiesta.user),
        "note_diario": note_per(richiesta.user, riga.persona, riga.esercizio),
        "apre_fascicolo": puo_aprire_fascicolo(richiesta.user, riga.persona, riga.esercizio),
        "pdf_url": "valutazioni:pdf_personale",
        "documento": documento,
        "superato": e_superato(documento, riga),
        "riesame": dopo_il_riesame(riga),
        "legge_parte_seconda": legge,
        "scrive_parte_seconda": rules.has_perm("valutazioni.scrivere_parte_seconda", richiesta.user, riga),
        "seconda": seconda,
        "seconda_manca": seconda is None,
    }


FOGLIO = Foglio(
    leggi=_prospetto, modulo=SchedaPersonaleForm, scrivi=salva_voti_personale, contesto=_contesto, intorno=_intorno,
    pagina="valutazioni/personale.html", aggiornamento="valutazioni/_parti/personale_aggiornamento.html",
    passaggio="valutazioni:passaggio_personale", salva="valutazioni:salva_personale",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet of Allegato D."""
    return salvataggio.pagina(richiesta, pk, FOGLIO)


@require_POST
def salva(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return salvataggio.salva(richiesta, pk, FOGLIO)


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step: what it does, what is missing, the reason where one is needed."""
    prospetto = _prospetto(richiesta, pk)
    if altrove := pagina_propria(prospetto.scheda, azione):
        return redirect(altrove)
    contesto = {"scheda": prospetto.scheda, "prospetto": prospetto, **_avvisi(richiesta, prospetto.scheda, azione)}
    return conferma(
        richiesta, prospetto.scheda, azione, modello="valutazioni/personale_passaggio.html", contesto=contesto,
        leggibile=personali_visibili_a(richiesta.user).filter(pk=pk).exists,
        altrove=reverse("valutazioni:personale", args=[prospetto.scheda.esercizio.anno]),
    )  # fmt: skip


def _avvisi(richiesta: HttpRequest, riga: SchedaPersonale, azione: str) -> dict[str, Any]:
    """What whoever confirms a step is to know: whether the notes may still be written, and that part two closes with the signature."""
    scrive = azione in VERSO_LA_FIRMA and rules.has_perm("valutazioni.scrivere_parte_seconda", richiesta.user, riga)
    propria = rules.has_perm("valutazioni.firmare", richiesta.user, riga)
    manca = bool(scrive or propria) and bool(senza_seconda([riga]))
    return {
        "puo_annotare": rules.has_perm("valutazioni.votare_personale", richiesta.user, riga), "altrui": not propria,
        "avvisa_seconda": scrive, "seconda_manca": manca, "firma_senza_seconda": azione == "firma" and manca,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def esonero(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Reading A27: why this person has no specific objective."""
    riga = prendi(richiesta, pk, scheda_personale_visibile)
    if not rules.has_perm("valutazioni.esonerare", richiesta.user, riga):
        raise PermissionDenied("L’eccezione la scrive il Dirigente, finché la valutazione non è firmata e se il regolamento la ammette.")
    form = EsoneroForm(richiesta.POST or None, initial={"versione": riga.versione, "motivo": riga.motivo_esonero})
    if form.is_valid():
        dati = form.cleaned_data
        try:
            esonera(scheda=riga, motivo=dati["motivo"], utente=richiesta.user, quando=adesso(), versione=dati["versione"])
        except ConflittoDiVersione as errore:  # the text stays; saving again is a choice made on the sheet as it is now
            form = EsoneroForm({"versione": riga.versione, "motivo": dati["motivo"]})
            form.add_error(None, str(errore))
        except DatiNonValidi as errore:
            form.add_error(errore.campo or None, str(errore))
        else:
            messages.success(richiesta, "Eccezione salvata." if dati["motivo"].strip() else "Eccezione tolta.")
            return redirect(riga.get_absolute_url())
    return render(richiesta, "valutazioni/personale_esonero.html", {
        "scheda": riga, "form": form, "termine": termine(riga.esercizio),
    })  # fmt: skip
