"""The Organismo in the browser: who sits and why not the others, who stands in, what is put to the vote, the votes."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso, oggi
from valutazioni.letture.riesame import voci_correggibili

from ..forms.organismo import ConflittoForm, DecisioneForm, OrganismoForm, SostituisciForm, VotoForm
from ..letture.organismo import Candidato, proposta_organismo
from ..models import Componente, Decisione, Esito, Istanza, Qualita
from ..operazioni import organismo as operazioni
from .casi import _pagina
from .comuni import con_modulo, dati_di, prendi


def _con_permesso(richiesta: HttpRequest, pk: int, permesso: str, rifiuto: str) -> Istanza:
    istanza = prendi(richiesta, pk)
    if not rules.has_perm(permesso, richiesta.user, istanza):
        raise PermissionDenied(rifiuto)
    return istanza


@require_http_methods(["GET", "HEAD", "POST"])
def organismo(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Make up the Organismo of a case."""
    istanza = _con_permesso(richiesta, pk, "conciliazione.comporre_organismo", operazioni.COMPONE)
    if istanza.in_carica and richiesta.method != "POST":
        messages.info(richiesta, "L’Organismo è già costituito.")
        return redirect(istanza)
    proposta = proposta_organismo(istanza.scheda, oggi())
    return con_modulo(
        richiesta, OrganismoForm(dati_di(richiesta)[0], proposta=proposta),
        lambda f: operazioni.costituisci_organismo(istanza=istanza, seggi=f.seggi(), utente=richiesta.user, quando=adesso()),
        fatto="Organismo di garanzia costituito.", dove=lambda _: istanza.get_absolute_url(),
        contesto={"istanza": istanza, "proposta": proposta}, modello="conciliazione/organismo.html",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sostituisci(richiesta: HttpRequest, pk: int, qualita: str) -> HttpResponse:
    """Put somebody else in a seat."""
    istanza = _con_permesso(richiesta, pk, "conciliazione.comporre_organismo", operazioni.COMPONE)
    siede = next((c for c in istanza.in_carica if c.qualita == qualita), None)
    if siede is None:
        raise Http404
    proposta = proposta_organismo(istanza.scheda, oggi())
    possibili: dict[str, list[Candidato]] = {
        Qualita.NCVP: [proposta.ncvp] if proposta.ncvp else [], Qualita.SEGRETARIO: [proposta.segretario] if proposta.segretario else [],
        Qualita.DIRIGENTE: list(proposta.dirigenti),
    }  # fmt: skip
    candidati = [c for c in possibili[qualita] if c.persona.pk != siede.persona_id]
    return con_modulo(
        richiesta, SostituisciForm(dati_di(richiesta)[0], qualita=Qualita(qualita), candidati=candidati),
        lambda f: operazioni.sostituisci_componente(istanza=istanza, seggio=f.seggio(), utente=richiesta.user, quando=adesso()),
        fatto="Componente sostituito.", dove=lambda _: istanza.get_absolute_url(),
        contesto={
            "istanza": istanza, "titolo": f"Sostituisci {siede.nome}", "pulsante": "Sostituisci",
            "prima": f"Siede come {siede.get_qualita_display()}. {siede.conflitto}",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def conflitto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Who sits declares a conflict of their own."""
    istanza = _con_permesso(richiesta, pk, "conciliazione.dichiarare_conflitto", "Dichiara il conflitto chi siede nell’Organismo.")
    return con_modulo(
        richiesta, ConflittoForm(dati_di(richiesta)[0]),
        lambda f: operazioni.dichiara_conflitto(
            istanza=istanza, motivo=f.cleaned_data["motivo"], utente=richiesta.user, quando=adesso()
        ),
        fatto="Conflitto dichiarato: non voti.", dove=lambda _: istanza.get_absolute_url(),
        contesto={"istanza": istanza, "titolo": "Dichiara un conflitto", "pulsante": "Dichiara il conflitto"},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decisione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Put a decision to the vote, with the marks of now beside those that would be."""
    istanza = _con_permesso(richiesta, pk, "conciliazione.proporre_decisione", operazioni.PROPONE)
    esiti = operazioni.DA_VOTARE[istanza.stato]
    righe = voci_correggibili(istanza.scheda) if Esito.MODIFICATA in esiti else []
    form = DecisioneForm(dati_di(richiesta)[0], esiti=esiti, righe=righe, voto_massimo=istanza.esercizio.reg.voto_massimo)
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.metti_ai_voti(
            istanza=istanza, esito=Esito(f.cleaned_data["esito"]), motivazione=f.cleaned_data["motivazione"], nuovi=f.nuovi(),
            utente=richiesta.user, quando=adesso(),
        ),
        fatto="Decisione messa ai voti.", dove=lambda _: f"{istanza.get_absolute_url()}#decisione", contesto={"istanza": istanza},
        modello="conciliazione/decisione.html",
    )  # fmt: skip


@require_POST
def voto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Vote, or write down the vote of who has no account."""
    istanza = prendi(richiesta, pk)
    form = VotoForm(richiesta.POST)
    if form.is_valid():
        dati = form.cleaned_data
        try:
            operazioni.vota(
                decisione=get_object_or_404(Decisione, pk=dati["decisione"], istanza=istanza),
                componente=get_object_or_404(Componente, pk=dati["componente"], istanza=istanza),
                favorevole=dati["voto"] == "si", motivo=dati["motivo"], utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Voto registrato.")
            return redirect(f"{istanza.get_absolute_url()}#decisione")
    return _pagina(richiesta, prendi(richiesta, pk), voto=form)
