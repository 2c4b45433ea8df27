"""The Organismo in the browser: who sits and why not the others, who stands in, what is put to the vote, the votes."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from smvp.orologio import adesso, oggi
from valutazioni.letture.riesame import voci_correggibili

from ..forms.organismo import ConflittoForm, DecisioneForm, OrganismoForm, SostituisciForm, VotoForm
from ..letture.modifiche import cambi
from ..letture.organismo import Candidato, dichiarati, proposta_organismo
from ..models import Decisione, Esito, Istanza, Qualita
from ..operazioni import organismo as operazioni
from ..permessi import suo_seggio
from .comuni import con_modulo, dati_di, prendi
from .mosse import seggi_da_votare


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
    proposta = proposta_organismo(istanza.scheda, oggi(), dichiarati(istanza))
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


@require_http_methods(["GET", "HEAD", "POST"])
def voto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Vote on the open proposal, or write down the vote of who has no account."""
    istanza = prendi(richiesta, pk)
    seggi = seggi_da_votare(richiesta.user, istanza)
    if not seggi:
        if suo_seggio(richiesta.user, istanza) is None:
            raise PermissionDenied(operazioni.SOLO_CHI_VOTA)
        messages.info(richiesta, "Ora non c’è un voto da dare: l’hai già dato, o l’Organismo non vota in questo momento.")
        return redirect(f"{istanza.get_absolute_url()}#decisione")
    proposta = istanza.in_votazione
    if richiesta.method == "POST" and richiesta.POST.get("decisione", str(proposta.pk)) != str(proposta.pk):
        messages.warning(richiesta, "Nel frattempo è stata messa ai voti un’altra proposta: leggila prima di votare.")
        return redirect(richiesta.path)
    form = VotoForm(dati_di(richiesta)[0], seggi=seggi, proposta=proposta)
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.vota(
            decisione=get_object_or_404(Decisione, pk=f.cleaned_data["decisione"], istanza=istanza), componente=f.seggio(),
            favorevole=f.cleaned_data["voto"] == "si", motivo=f.cleaned_data["motivo"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Voto registrato.", dove=lambda _: f"{istanza.get_absolute_url()}#decisione", modello="conciliazione/voto.html",
        contesto={
            "istanza": istanza, "decisione": proposta, "cambi": cambi(proposta.modifiche),
            "titolo": "Vota" if seggi[0] == suo_seggio(richiesta.user, istanza) else "Voto da verbale",
        },
    )  # fmt: skip
