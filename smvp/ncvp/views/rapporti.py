"""Guidance (art. 32) and the yearly report (art. 34) in the browser."""

from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.allegati import manda
from smvp.flusso.conferma import conferma, dati_di
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso, oggi
from valutazioni.letture.cammino import passi_di

from ..forms.rapporti import IndirizziForm, RapportoForm
from ..letture.cifre import quadri
from ..letture.rapporti import indirizzi_di, rapporto_di, tutti_gli_indirizzi
from ..models import Allegato, RapportoNcvp
from ..operazioni.indirizzi import invia_indirizzi, ricevi_indirizzi
from ..operazioni.rapporti import LO_SCRIVE_IL_NCVP, apri_rapporto, scrivi_rapporto
from .comuni import con_modulo, di_casa, prendi_anno, vuole

NESSUNO: frozenset[str] = frozenset()


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def invia(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The Segretario sends the guidance of a year, or a variation of it."""
    esercizio = prendi_anno(richiesta, anno)
    vuole(richiesta, "ncvp.inviare_indirizzi", "Gli indirizzi al NCVP li comunica il Segretario generale.")
    visti = sum(i.esercizio_id == esercizio.pk for i in tutti_gli_indirizzi())
    che = f"Variazione degli indirizzi {anno}" if visti else f"Indirizzi strategici {anno}"
    return con_modulo(
        richiesta, IndirizziForm(*dati_di(richiesta), initial={"visti": visti}),
        lambda f: invia_indirizzi(
            esercizio=esercizio, testo=f.cleaned_data["testo"], file=f.cleaned_data["allegati"], visti=f.cleaned_data["visti"],
            utente=richiesta.user, quando=adesso(),
        ),
        fatto=f"{che}: inviati al NCVP.", dove=lambda r: r.get_absolute_url(),
        contesto={
            "titolo": che, "pulsante": "Invia al NCVP", "con_file": True, "articolo": "32",
            "prima": "Il NCVP li riceve subito e ne dà atto. Una volta inviati non si cambiano: si manda una variazione.",
        },
    )  # fmt: skip


@require_safe
@di_casa
def indirizzi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, and whether the NCVP has acknowledged it."""
    riga = indirizzi_di(pk)
    if riga is None:
        raise Http404
    riceve = riga.ricevuti_il is None and rules.has_perm("ncvp.ricevere_indirizzi", richiesta.user)
    return render(richiesta, "ncvp/indirizzi.html", {"riga": riga, "allegati": list(riga.allegati.all()), "riceve": riceve})


@require_POST
@di_casa
def ricevuti(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The NCVP acknowledges."""
    riga = indirizzi_di(pk)
    if riga is None:
        raise Http404
    vuole(richiesta, "ncvp.ricevere_indirizzi", "Che siano stati ricevuti lo dice il NCVP.")
    try:
        ricevi_indirizzi(indirizzi=riga, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.info(richiesta, str(errore))
    else:
        messages.success(richiesta, "Ricevuti: il Segretario generale lo sa.")
    return redirect(riga)


@require_safe
@di_casa
def allegato_indirizzi(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    return manda(get_object_or_404(Allegato, pk=allegato, indirizzi=pk))


# --- the yearly report --------------------------------------------------------------------------------------------------------------------


def _rapporto(richiesta: HttpRequest, anno: int) -> RapportoNcvp:
    """The report of the year; a draft exists for the NCVP only, who writes it."""
    riga = rapporto_di(prendi_anno(richiesta, anno))
    if riga is None or (riga.si_scrive and riga.trasmesso_il is None and not rules.has_perm("ncvp.scrivere_rapporto", richiesta.user)):
        raise Http404
    return riga


@require_POST
@di_casa
def apri(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The NCVP begins the report of a year."""
    esercizio = prendi_anno(richiesta, anno)
    vuole(richiesta, "ncvp.scrivere_rapporto", LO_SCRIVE_IL_NCVP)
    return redirect(apri_rapporto(esercizio=esercizio, utente=richiesta.user, quando=adesso()))


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def rapporto(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Texts and figures; a POST saves all that is on the page."""
    riga = _rapporto(richiesta, anno)
    scrive = riga.si_scrive and rules.has_perm("ncvp.scrivere_rapporto", richiesta.user)
    if richiesta.method != "POST":
        form = RapportoForm(rapporto=riga, initial={"pagina": get_random_string(24)})
        return _mostra(richiesta, riga, form, scrive=scrive)
    vuole(richiesta, "ncvp.scrivere_rapporto", LO_SCRIVE_IL_NCVP)
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form = RapportoForm(dati, rapporto=riga)
    contesi = _salva(richiesta, riga, form)
    if contesi or not form.is_valid():
        return _mostra(richiesta, _rapporto(richiesta, anno), form, contesi, scrive=True, stato=409 if contesi else 422)
    messages.success(richiesta, "Rapporto salvato.")
    return redirect(riga)


@require_POST
@di_casa
def salva(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The save as one types (htmx)."""
    riga = _rapporto(richiesta, anno)
    vuole(richiesta, "ncvp.scrivere_rapporto", LO_SCRIVE_IL_NCVP)
    form = RapportoForm(richiesta.POST, rapporto=riga)
    contesi = _salva(richiesta, riga, form)
    contesto = _contesto(richiesta, _rapporto(richiesta, anno), form, contesi) | {"oob": True}
    return render(richiesta, "ncvp/_parti/rapporto_salvato.html", contesto)


def _salva(richiesta: HttpRequest, riga: RapportoNcvp, form: RapportoForm) -> frozenset[str]:
    """Save what the page has changed and is valid. Returns the parts that another window has changed in another way: those are left alone.

    Whoever saves in this very moment makes us look again.
    """
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    numerata = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    mia = form.cleaned_data["versione"] == riga.versione or numerata.viene_dopo(riga, richiesta.user)
    contesi = NESSUNO if mia else frozenset(form.contesi())
    try:
        scrivi_rapporto(
            rapporto=riga, testi=form.scritti(contesi), utente=richiesta.user, quando=adesso(), versione=riga.versione,
            pagina=numerata if mia else NESSUNA_PAGINA,
        )  # fmt: skip
    except ConflittoDiVersione:
        fresca = _rapporto(richiesta, riga.esercizio.anno)
        return _salva(richiesta, fresca, RapportoForm(form.data, rapporto=fresca))
    except ErroreDominio as errore:
        form.add_error(None, f"{errore} Quello che hai scritto è ancora qui: copialo se ti serve.")
    return contesi


def _contesto(richiesta: HttpRequest, riga: RapportoNcvp, form: RapportoForm, contesi: frozenset[str] = NESSUNO) -> dict[str, Any]:
    inviato = form.is_bound
    fresca = RapportoForm(form.data, rapporto=riga) if inviato else form
    if inviato:
        fresca.is_valid()
    return {
        "rapporto": riga, "form": form, "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if inviato and not contesi else [],
        "prima": _prima(form, fresca, contesi) if inviato else form.fields["prima"].initial,
        "mia_altra_finestra": riga.salvata_da_id == richiesta.user.pk, "mancano": riga.mancano_testi(),
    }  # fmt: skip


def _prima(form: RapportoForm, fresca: RapportoForm, contesi: frozenset[str]) -> str:
    """What the page is to remember; if nothing was saved, exactly what it remembered before."""
    return str(form.data.get("prima", "")) if form.non_field_errors() else fresca.prima_dopo(contesi)


def _mostra(
    richiesta: HttpRequest, riga: RapportoNcvp, form: RapportoForm, contesi: frozenset[str] = NESSUNO, *, scrive: bool, stato: int = 200
) -> HttpResponse:
    cifre, scritti = quadri(riga.esercizio), riga.scritti()
    parti = [
        (p, form[p.codice] if scrive else None, scritti.get(p.codice, ""), [q for q in cifre if q.parte == p.codice])
        for p in riga.esercizio.reg.garanzie.ncvp_rapporto
    ]
    documento = riga.documento if riga.trasmesso_il else None
    return render(richiesta, "ncvp/rapporto.html", _contesto(richiesta, riga, form, contesi) | {
        "scrive": scrive, "parti": parti, "azioni": passaggi(riga, richiesta.user, oggi()), "documento": documento,
        "storia": passi_di(riga, {"apri": "Cominciato"}), "minimo": riga.esercizio.reg.riservatezza.gruppo_minimo,
        "taciuti": any(q.taciuti for q in cifre),
    }, status=stato)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def passaggio(richiesta: HttpRequest, anno: int, azione: str) -> HttpResponse:
    """Confirm a step of the report."""
    riga = _rapporto(richiesta, anno)
    return conferma(richiesta, riga, azione, modello="ncvp/passaggio.html", contesto={"rapporto": riga})
