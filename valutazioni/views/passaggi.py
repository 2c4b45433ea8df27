"""What is done to one sheet beside filling it in: its steps, the factors of B.3, its document."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.conferma import CAMBIATA, PassaggioForm, conferma
from smvp.flusso.forms import sulla_versione
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.orologio import adesso

from ..forms.scheda import EsclusioniForm, FattoriFormSet
from ..letture.concerto import confronto_di
from ..letture.prospetto import prospetto_di
from ..letture.schede import scheda_visibile
from ..operazioni.apertura import Specialistico, escludi_fattori, scegli_specialistici
from ..operazioni.emissioni import emetti_scheda
from ..permessi import visibili_a
from .comuni import prendi
from .mosse import pagina_propria


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step: what it does, what is missing, the reason where one is needed."""
    riga = prendi(richiesta, pk, scheda_visibile)
    if altrove := pagina_propria(riga, azione):
        return redirect(altrove)
    contesto = {"scheda": riga, "prospetto": prospetto_di(riga), "concerto": confronto_di(riga)}
    return conferma(
        richiesta, riga, azione, modello="valutazioni/passaggio.html", contesto=contesto,
        leggibile=visibili_a(richiesta.user).filter(pk=pk).exists, altrove=reverse("valutazioni:elenco", args=[riga.esercizio.anno]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def fattori(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 10: choose the factors of B.3 for this person."""
    riga = prendi(richiesta, pk, scheda_visibile)
    if not rules.has_perm("valutazioni.scegliere_fattori", richiesta.user, riga):
        raise PermissionDenied("I fattori li sceglie chi valuta, finché la scheda è aperta.")
    gruppo = next(g for g in prospetto_di(riga).gruppi_b if not g.macrofattore.fattori)
    iniziali = [{"titolo": v.titolo, "descrizione": v.descrizione} for v in gruppo.voti]
    righe = FattoriFormSet(richiesta.POST or None, initial=iniziali, prefix="f")
    passaggio_form = PassaggioForm(richiesta.POST or None, initial={"versione": riga.versione})
    stato = 200
    if righe.is_valid() and passaggio_form.is_valid():
        scelti = [Specialistico(r["titolo"], r["descrizione"]) for r in righe.cleaned_data if r.get("titolo")]
        try:
            scegli_specialistici(
                scheda=riga, fattori=scelti, utente=richiesta.user, quando=adesso(), versione=passaggio_form.cleaned_data["versione"]
            )
        except ConflittoDiVersione as errore:
            messages.error(richiesta, f"{errore} Quello che hai scritto è qui sotto.")
            sulla_versione(passaggio_form, riga.versione)
            stato = 409
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            stato = 422
        else:
            messages.success(richiesta, "Fattori di B.3 salvati. Chi ha lo stesso titolo di prima ha tenuto il suo voto.")
            return redirect("valutazioni:scheda", pk)
    contesto = {"scheda": riga, "gruppo": gruppo, "righe": righe, "form": passaggio_form}
    return render(richiesta, "valutazioni/fattori.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def esclusioni(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Reading A6: declare the factors that do not apply to this person, each with its reason."""
    riga = prendi(richiesta, pk, scheda_visibile)
    if not rules.has_perm("valutazioni.scegliere_fattori", richiesta.user, riga):
        raise PermissionDenied("Dichiara che un fattore non si applica chi valuta, finché la scheda è aperta.")
    gruppi = prospetto_di(riga).gruppi_b
    form = EsclusioniForm(richiesta.POST or None, gruppi=gruppi, initial={"versione": riga.versione})
    stato = 200
    if form.is_valid():
        versione = form.cleaned_data["versione"]
        try:
            escludi_fattori(scheda=riga, motivi=form.motivi(), utente=richiesta.user, quando=adesso(), versione=versione)
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Quello che hai scritto è qui sotto.")
            stato = 409
        except DatiNonValidi as errore:
            form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
        else:
            messages.success(richiesta, "Fattori salvati.")
            return redirect("valutazioni:scheda", pk)
    contesto = {"scheda": riga, "form": form, "titolo_errori": CAMBIATA if stato == 409 else ""}
    return render(richiesta, "valutazioni/esclusioni.html", contesto, status=stato)


@require_POST
def pdf(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the document of the sheet as it stands."""
    try:
        emetti_scheda(prendi(richiesta, pk, scheda_visibile), utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect("valutazioni:scheda", pk)
