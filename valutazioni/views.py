"""Allegato B in the browser: the list of an exercise, the sheet, its steps."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.letture import lavori_recenti, ultimo_documento
from smvp.flusso.conferma import PassaggioForm, conferma
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.nucleo.formati import giorni_mancanti
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from . import letture, operazioni
from .documenti import SCHEDA_B
from .filtri import filtra
from .forms import FattoriFormSet, SchedaForm
from .models import Scheda
from .permessi import LEGGONO, vede_valutazioni


@require_safe
def elenco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The sheets of an exercise that one may read."""
    if not vede_valutazioni(richiesta.user):
        raise PermissionDenied("Le schede di valutazione sono per chi valuta e per chi è valutato.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    schede, filtri = filtra(list(letture.schede_di(richiesta.user, esercizio)), richiesta.GET)
    return render(
        richiesta,
        "valutazioni/elenco.html",
        {
            "esercizio": esercizio,
            "filtri": filtri,
            "righe": [letture.prospetto(s) for s in schede],
            "scadenza": letture.scadenza(esercizio),
            "puo_aprire": rules.has_perm("valutazioni.aprire_schede", richiesta.user),
            "da_aprire": letture.quante_da_aprire(esercizio),
            "puo_stampare": rules.has_perm("valutazioni.stampare_tutte", richiesta.user) and esercizio.anno < oggi().year,
            "lavori": lavori_recenti(richiesta.user, quanti=3),
            "solo_apre": richiesta.ruoli.isdisjoint(LEGGONO),
        },
    )


@require_POST
def apri(richiesta: HttpRequest, anno: int) -> HttpResponse:
    nuove = operazioni.apri_schede(esercizio=get_object_or_404(Esercizio, anno=anno), utente=richiesta.user, quando=adesso())
    messages.success(richiesta, f"Schede aperte: {len(nuove)}." if nuove else "Ogni incarico ha già la sua scheda.")
    return redirect("valutazioni:elenco", anno)


@require_POST
def stampa(richiesta: HttpRequest, anno: int) -> HttpResponse:
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        lavoro = operazioni.stampa_tutte(esercizio=esercizio, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect("valutazioni:elenco", anno)
    return redirect("documenti:lavoro", lavoro.pk)


def _scheda(richiesta: HttpRequest, pk: int) -> Scheda:
    scheda = letture.scheda_visibile(richiesta.user, pk)
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio
    return scheda


@require_http_methods(["GET", "HEAD", "POST"])
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: read it, fill it in, go on to the next step. A POST saves everything that is on the page."""
    riga = _scheda(richiesta, pk)
    prospetto = letture.prospetto(riga)
    if richiesta.method != "POST":
        form = SchedaForm(prospetto=prospetto, utente=richiesta.user, initial={"pagina": get_random_string(24)})
        return _mostra(richiesta, prospetto, form)
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form = SchedaForm(dati, prospetto=prospetto, utente=richiesta.user)
    contesi = _salva(richiesta, riga, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    if contesi:
        return _mostra(richiesta, _rileggi(richiesta, pk), form, contesi, status=409)
    if not form.is_valid():
        return _mostra(richiesta, _rileggi(richiesta, pk), form)
    if azione := richiesta.POST.get("azione", ""):
        return redirect("valutazioni:passaggio", pk, azione)
    messages.success(richiesta, "Scheda salvata.")
    return redirect("valutazioni:scheda", pk)


@require_POST
def salva(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The save as one types (htmx): answers with what the server computes again."""
    riga = _scheda(richiesta, pk)
    form = SchedaForm(richiesta.POST, prospetto=letture.prospetto(riga), utente=richiesta.user)
    contesi = _salva(richiesta, riga, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    contesto = _contesto(richiesta, _rileggi(richiesta, pk), form, contesi) | {"oob": True}
    modello = "valutazioni/_parti/conflitto.html" if contesi else "valutazioni/_parti/aggiornamento.html"
    return render(richiesta, modello, contesto)


def _rileggi(richiesta: HttpRequest, pk: int) -> letture.Prospetto:
    return letture.prospetto(_scheda(richiesta, pk))


def _salva(richiesta: HttpRequest, riga: Scheda, form: SchedaForm) -> set[str] | HttpResponse:
    """Save what the page has changed and is valid. Returns the names of the fields that others have changed in another way.

    Those are left alone, everything else is saved: the answer shows them with both texts. Somebody who saves in this very
    moment makes us look again.
    """
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    if not form.modificabile:  # the sheet has gone on while somebody was typing, or it never was theirs: nothing is saved, and we say so
        raise PermissionDenied(
            f"La scheda è «{riga.stato_attuale.parola}» e non puoi cambiarla: quello che hai scritto non è salvato. "
            "Torna indietro con il browser se vuoi copiarlo."
        )
    pagina = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    mia = form.cleaned_data["versione"] == riga.versione or pagina.viene_dopo(riga, richiesta.user)
    contesi = set() if mia else form.contesi()
    try:
        operazioni.salva_voti(
            scheda=riga,
            voti=form.voti(tralascia=contesi),
            utente=richiesta.user,
            quando=adesso(),
            versione=riga.versione,
            pagina=pagina if mia else NESSUNA_PAGINA,
        )
    except ConflittoDiVersione:
        form = SchedaForm(form.data, prospetto=_rileggi(richiesta, riga.pk), utente=richiesta.user)
        return _salva(richiesta, _scheda(richiesta, riga.pk), form)
    except DatiNonValidi as errore:
        form.add_error(None, str(errore))  # nothing is saved, and everything typed is still on the page
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        risposta = redirect("valutazioni:scheda", riga.pk)
        return HttpResponse(headers={"HX-Redirect": risposta.url}) if richiesta.htmx else risposta
    return contesi


def _contesto(
    richiesta: HttpRequest,
    prospetto: letture.Prospetto,
    form: SchedaForm,
    contesi: set[str] = frozenset(),  # type: ignore[assignment]
) -> dict[str, Any]:
    riga = prospetto.scheda
    inviato = form.is_bound
    # What is compared with what was typed is what the database holds now, not when the form was made.
    fresca = SchedaForm(form.data, prospetto=prospetto, utente=richiesta.user) if inviato else form
    if inviato:
        fresca.is_valid()
    return {
        "prima": _prima(form, fresca, contesi) if inviato else form.fields["prima"].initial,
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if inviato and not contesi else [],
        "mia_altra_finestra": riga.salvata_da_id == richiesta.user.pk,
        "scheda": riga, "prospetto": prospetto, "form": form,
        "fasce": letture.fasce_di(riga),
        "passaggi": passaggi(riga, richiesta.user, oggi()),
        "scadenza": letture.scadenza(riga.esercizio),
        "mancano": giorni_mancanti(oggi(), letture.scadenza(riga.esercizio)),
        "valutatore": letture.chi_valuta(riga),
        "sceglie_fattori": rules.has_perm("valutazioni.scegliere_fattori", richiesta.user, riga),
    }  # fmt: skip


def _prima(form: SchedaForm, fresca: SchedaForm, contesi: set[str]) -> str:
    """What the page is to remember; if nothing was saved, exactly what it remembered before."""
    return form.data.get("prima", "") if form.non_field_errors() else fresca.prima_dopo(contesi)


def _mostra(
    richiesta: HttpRequest,
    prospetto: letture.Prospetto,
    form: SchedaForm,
    contesi: set[str] = frozenset(),  # type: ignore[assignment]
    status: int = 200,
) -> HttpResponse:
    riga = prospetto.scheda
    return render(
        richiesta,
        "valutazioni/scheda.html",
        _contesto(richiesta, prospetto, form, contesi)
        | {
            "documento": ultimo_documento(richiesta.user, tipo=SCHEDA_B, oggetto_id=riga.pk),
            "storia": letture.storia_di(riga),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step: what it does, what is missing, the reason where one is needed."""
    riga = _scheda(richiesta, pk)
    contesto = {"scheda": riga, "prospetto": letture.prospetto(riga)}
    return conferma(richiesta, riga, azione, modello="valutazioni/passaggio.html", contesto=contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def fattori(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 10: choose the factors of B.3 for this person."""
    riga = _scheda(richiesta, pk)
    if not rules.has_perm("valutazioni.scegliere_fattori", richiesta.user, riga):
        raise PermissionDenied("I fattori li sceglie chi valuta, finché la scheda è aperta.")
    gruppo = next(g for g in letture.prospetto(riga).gruppi_b if not g.macrofattore.fattori)
    iniziali = [{"titolo": v.titolo, "descrizione": v.descrizione} for v in gruppo.voti]
    righe = FattoriFormSet(richiesta.POST or None, initial=iniziali, prefix="f")
    passaggio_form = PassaggioForm(richiesta.POST or None, initial={"versione": riga.versione})
    if righe.is_valid() and passaggio_form.is_valid():
        scelti = [operazioni.Specialistico(r["titolo"], r["descrizione"]) for r in righe.cleaned_data if r.get("titolo")]
        try:
            operazioni.scegli_specialistici(
                scheda=riga, fattori=scelti, utente=richiesta.user, quando=adesso(), versione=passaggio_form.cleaned_data["versione"]
            )
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
        else:
            messages.success(richiesta, "Fattori di B.3 salvati. Chi ha lo stesso titolo di prima ha tenuto il suo voto.")
            return redirect("valutazioni:scheda", pk)
    return render(richiesta, "valutazioni/fattori.html", {"scheda": riga, "gruppo": gruppo, "righe": righe, "form": passaggio_form})


@require_POST
def pdf(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the document of the sheet as it stands."""
    try:
        operazioni.emetti_scheda(_scheda(richiesta, pk), utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect("valutazioni:scheda", pk)
