"""The years; one Piano or Relazione whole: state, steps, editions, act, history; begin one; its summary sheet for the Giunta."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti import archivio
from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso, oggi
from valutazioni.letture.relazione import validazione_di

from ..documenti.delibera import SCHEDA_GIUNTA
from ..documenti.validazione import VALIDAZIONE
from ..letture.delibera import scheda_della_giunta
from ..letture.quadro import anni, indice, prossimo, scritto_di, storia_dello_scritto
from ..models import Piano, Relazione
from ..operazioni.apertura import apri_piano, apri_relazione
from ..operazioni.emissioni import emetti_scheda_giunta
from .comuni import CHE, SOLO_ORGANI, azioni_di, che_e, esercizio_di, indirizzo, prendi
from .edizioni import edizioni_di


@require_safe
def quadro(richiesta: HttpRequest) -> HttpResponse:
    """Piano and Relazione of every exercise: state, next step, by whom."""
    if not rules.has_perm("performance.vedere", richiesta.user):
        raise PermissionDenied(SOLO_ORGANI)
    contesto = {"anni": anni(oggi()), "prepara": rules.has_perm("performance.preparare", richiesta.user)}
    return render(richiesta, "performance/indice.html", contesto)


@require_safe
def scritto(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """One of them; where it is not begun, the page that begins it."""
    esercizio = esercizio_di(richiesta, anno)
    if che not in CHE:
        raise Http404
    riga = scritto_di(anno, che)
    prepara = rules.has_perm("performance.preparare", richiesta.user)
    if riga is None:
        fuori = validazione_di(esercizio) if che == "relazione" else None
        presto = che == "relazione" and oggi() <= esercizio.periodo.fine
        contesto = {"esercizio": esercizio, "che": che, "prepara": prepara, "fuori": fuori, "presto": presto}
        return render(richiesta, "performance/da_cominciare.html", contesto)
    principale, altre = azioni_di(riga, richiesta.user, oggi())
    passo = prossimo(riga)
    return render(richiesta, "performance/scritto.html", {
        "scritto": riga, "che": che, "indice": indice(riga, oggi()), "principale": principale, "altre": altre, "prossimo": passo,
        "termine": riga.termine(passo) if passo else None, "tocca": any(a.passo.transizione is passo for a in (principale, *altre) if a),
        "edizioni": edizioni_di(riga), "prepara": prepara, "storia": storia_dello_scritto(riga),
        "documenti": _documenti(richiesta, riga), "verifiche": isinstance(riga, Relazione) and bool(riga.trasmessa_il),
        "validazione": validazione_di(esercizio) if che == "relazione" else None,
    })  # fmt: skip


def _documenti(richiesta: HttpRequest, riga: Relazione | Piano) -> list[Documento]:
    """What the NCVP has issued, of now and of before."""
    if isinstance(riga, Piano):
        return []
    emessi = Documento.objects.filter(tipo=VALIDAZIONE, oggetto_id=riga.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(richiesta.user, emessi)  # type: ignore[arg-type]


@require_POST
def comincia(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """Begin it; where it is begun already, go to it."""
    esercizio = esercizio_di(richiesta, anno)
    if che not in CHE:
        raise Http404
    apri = apri_relazione if che == "relazione" else apri_piano
    try:
        riga = apri(esercizio=esercizio, utente=richiesta.user, quando=adesso())  # type: ignore[arg-type]
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect("performance:scritto", anno, che)
    return redirect(riga)


@require_http_methods(["GET", "HEAD", "POST"])
def scheda_giunta(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """The draft of the resolution out of the data; a POST issues it as a PDF."""
    riga = prendi(richiesta, anno, che)
    if richiesta.method == "POST":
        documento = emetti_scheda_giunta(scritto=riga, utente=richiesta.user, quando=adesso())  # type: ignore[arg-type]
        messages.success(richiesta, f"{documento.titolo}: il PDF si sta preparando, lo trovi qui sotto.")
        return redirect(indirizzo("scheda_giunta", riga))
    chiave = f"{SCHEDA_GIUNTA}:{riga.flusso.codice}:{riga.pk}:"
    emessi = Documento.objects.filter(tipo=SCHEDA_GIUNTA, chiave__startswith=chiave).order_by("-richiesto_il", "-pk")
    return render(richiesta, "performance/scheda_giunta.html", {
        "scritto": riga, "che": che_e(riga), "scheda": scheda_della_giunta(riga),
        "documenti": documenti_letti(richiesta.user, emessi)[:3],  # type: ignore[arg-type]
        "prepara": rules.has_perm("performance.preparare", richiesta.user),
    })  # fmt: skip


@require_safe
def atto(richiesta: HttpRequest, anno: int, che: str) -> HttpResponseBase:
    """The file of the act that approves it, to be saved."""
    riga = prendi(richiesta, anno, che)
    if riga.atto is None or not riga.atto.file:
        raise Http404
    file = archivio.apri(str(riga.atto.file))
    if file is None:
        raise Http404
    nome = f"atto-{riga.atto.numero}-{riga.atto.data:%Y-%m-%d}"
    return HttpResponse(
        file.read(), content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
                 "Content-Disposition": content_disposition_header(as_attachment=True, filename=nome) or ""},
    )  # fmt: skip
