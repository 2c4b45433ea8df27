"""The list of an exercise, one case, its steps, its papers (art. 29); the counts for the Relazione (art. 31)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from smvp.documenti.allegati import manda
from smvp.flusso.conferma import conferma
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.ruoli import Ruolo
from smvp.orologio import adesso, fine_giornata, oggi

from ..documenti.tipi import documenti_del_caso
from ..forms.riesame import AllegaForm, RichiestaForm
from ..letture import casi as letture
from ..letture.attesa import che_si_aspetta
from ..letture.modifiche import cambi
from ..letture.pagina import pagina_del_caso, righe_dei_conteggi, schede_firmate_di
from ..letture.seguito import conteggi as conta
from ..letture.seguito import negativa_per_sempre
from ..models import Allegato, Esito, Istanza, Misura
from ..operazioni.allegati import allega
from ..operazioni.emissioni import effetto_in_parole, emetti_fascicolo
from ..operazioni.istanze import perche_no, presenta_istanza
from .comuni import con_modulo, dati_di, prendi, prendi_scheda
from .mosse import CON_ALTRO, azioni_di, seggi_da_votare


@require_safe
def casi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The requests, conciliations and measures of an exercise that the user may read."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    richiesta.esercizio = esercizio
    registra = bool(richiesta.ruoli & {Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO})
    cerca = " ".join(richiesta.GET.get("cerca", "")[:60].split()) if registra else None
    return render(richiesta, "conciliazione/casi.html", {
        "cerca": cerca, "trovate": [_da_conciliare(s) for s in schede_firmate_di(esercizio, cerca)] if cerca else [],
        "esercizio": esercizio, "istanze": [(i, _aspetta(richiesta, i)) for i in letture.casi_dell_anno(richiesta.user, esercizio)],
        "conciliazioni": letture.conciliazioni_dell_anno(richiesta.user, esercizio),
        "misure": letture.misure_dell_anno(richiesta.user, esercizio), "conta": rules.has_perm("conciliazione.contare", richiesta.user),
    })  # fmt: skip


def _aspetta(richiesta: HttpRequest, istanza: Istanza) -> str:
    return che_si_aspetta(istanza, oggi(), della_parte=istanza.persona == getattr(richiesta.user, "persona", None))


def _da_conciliare(scheda: Any) -> dict[str, Any]:
    nome = "registra" if letture.tipo_di(scheda) == "scheda" else "registra_personale"
    return {"scheda": scheda, "url": reverse(f"conciliazione:{nome}", args=[scheda.pk])}


@require_safe
def conteggi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 31: how many, with what outcome, and no names."""
    if not rules.has_perm("conciliazione.contare", richiesta.user):
        raise PermissionDenied("I conteggi per la Relazione li leggono il Segretario generale e il NCVP.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    richiesta.esercizio = esercizio
    fatti = conta(esercizio)
    tavole = [("Richieste di riesame", fatti.riesami), ("Conciliazioni", fatti.conciliazioni)]
    return render(richiesta, "conciliazione/conteggi.html", {
        "esercizio": esercizio, "minimo": fatti.minimo, "tavole": [(titolo, righe_dei_conteggi(c)) for titolo, c in tavole],
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def chiedi(richiesta: HttpRequest, tipo: str, pk: int) -> HttpResponse:
    """Art. 29: the evaluatee asks for a review of their own sheet."""
    scheda = prendi_scheda(richiesta, tipo, pk)
    if not rules.has_perm("conciliazione.chiedere_riesame", richiesta.user, scheda):
        raise PermissionDenied("Il riesame lo chiede il valutato, sulla propria scheda firmata.")
    if (no := perche_no(scheda)) and richiesta.method != "POST":
        messages.info(richiesta, no)
        gia = letture.istanza_sulla(scheda)
        return redirect(gia or scheda)
    termine = scheda.termine_riesame
    contesto = {
        "scheda": scheda, "termine": termine, "fine": termine and fine_giornata(termine), "tardi": termine is not None and oggi() > termine,
        "giorni": scheda.esercizio.reg.scadenze["riesame"].giorni,
    }  # fmt: skip
    return con_modulo(
        richiesta, RichiestaForm(*dati_di(richiesta)),
        lambda f: presenta_istanza(
            scheda=scheda, motivi=f.cleaned_data["motivi"], chiede=f.cleaned_data["chiede"], file=f.cleaned_data["allegati"],
            utente=richiesta.user, quando=adesso(),
        ),
        fatto="Richiesta presentata: la ricevuta si sta preparando e la trovi qui fra i documenti.", dove=lambda i: i.get_absolute_url(),
        contesto=contesto, modello="conciliazione/chiedi.html",
    )  # fmt: skip


@require_safe
def caso(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One case: the clock, what was asked, who decides, what was gathered, the decision, the papers, the history."""
    return _pagina(richiesta, prendi(richiesta, pk))


def _pagina(richiesta: HttpRequest, istanza: Istanza, *, allegati: AllegaForm | None = None) -> HttpResponse:
    utente = richiesta.user
    legge = rules.has_perm("conciliazione.leggere_decisioni", utente, istanza)
    aperta = istanza.ultima(*Esito.values) if legge else None
    propone = rules.has_perm("conciliazione.proporre_misura", utente, istanza)
    misura = Misura.objects.filter(istanza=istanza).first()
    return render(
        richiesta, "conciliazione/caso.html",
        {
            "istanza": istanza, "aspetta": _aspetta(richiesta, istanza), "azioni": azioni_di(istanza, utente, oggi()), "decisione": aperta,
            "cambi": cambi(aperta.modifiche) if aperta else [], "superate": list(istanza.decisioni.all())[:-1] if legge else [],
            "da_votare": seggi_da_votare(utente, istanza),
            "compone": rules.has_perm("conciliazione.comporre_organismo", utente, istanza),
            "effetto": effetto_in_parole(istanza) if istanza.comunicata_il else "",
            **pagina_del_caso(istanza, utente, oggi()),
            "documenti": documenti_del_caso(utente, istanza), "storia": letture.storia_del_caso(istanza, tutta=legge),
            "allega": (allegati or AllegaForm()) if rules.has_perm("conciliazione.allegare", utente, istanza) else None,
            "misura": misura if misura and (propone or istanza.persona == getattr(utente, "persona", None)) else None,
            "propone_misura": propone and misura is None and not negativa_per_sempre(istanza),
        },
        status=422 if allegati and allegati.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step of the case."""
    istanza = prendi(richiesta, pk)
    if azione in CON_ALTRO:
        raise Http404
    decisione = istanza.ultima(*Esito.values) if rules.has_perm("conciliazione.leggere_decisioni", richiesta.user, istanza) else None
    contesto = {"istanza": istanza, "decisione": decisione, "cambi": cambi(decisione.modifiche) if decisione else []}
    return conferma(richiesta, istanza, azione, modello="conciliazione/passaggio.html", contesto=contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def aggiungi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Add papers to the case; who comes here by the address (after logging in again, or by reloading) finds the form on its page."""
    istanza = prendi(richiesta, pk)
    if richiesta.method != "POST":
        return redirect(f"{istanza.get_absolute_url()}#documenti")
    if not rules.has_perm("conciliazione.allegare", richiesta.user, istanza):
        raise PermissionDenied("I documenti li aggiungono il valutato e chi istruisce il caso, fino alla decisione.")
    form = AllegaForm(*dati_di(richiesta))
    if form.is_valid():
        try:
            nuovi = allega(istanza=istanza, file=form.cleaned_data["allegati"], utente=richiesta.user, quando=adesso())
        except ErroreDominio as errore:
            form.add_error("allegati", str(errore))
        else:
            messages.success(richiesta, f"Aggiunti: {', '.join(a.nome for a in nuovi)}." if nuovi else "Questi file ci sono già.")
            return redirect(istanza)
    return _pagina(richiesta, prendi(richiesta, pk), allegati=form)


@require_safe
def allegato(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    """A paper of the case, to be saved: never shown as a page of the site."""
    return manda(get_object_or_404(Allegato, pk=allegato, istanza=prendi(richiesta, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def fascicolo(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """All the documents of the case as one PDF."""
    istanza = prendi(richiesta, pk)
    if richiesta.method != "POST":
        return redirect(f"{istanza.get_absolute_url()}#documenti")
    try:
        documento = emetti_fascicolo(istanza=istanza, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, f"{documento.titolo}: si sta preparando, lo trovi fra i documenti.")
    return redirect(istanza)
