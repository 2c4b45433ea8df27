"""One ranking: who is looked at and why they are admissible; a tie; one candidate's why."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from premi.calcolo.progressioni import PARITA
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.ruoli import persona_di
from smvp.orologio import adesso

from ...forms.progressioni import ParitaForm
from ...letture.progressioni.aspiranti import gruppi_di
from ...letture.progressioni.mie import procedure_che_mi_guardano
from ...letture.progressioni.perche import perche_candidato
from ...letture.progressioni.procedura import (
    candidati_del_gruppo,
    fogli_su_carta,
    graduatoria_che_conta,
    graduatorie_su_carta,
    legge_gruppo,
    numero_di_ammissibili,
)
from ...models import PostoProgressione, Progressione
from ...operazioni.progressioni import decidi_parita, posti_contesi
from ...permessi import candidati_visibili_a, candidature_proprie, progressioni_visibili_a
from ...stati import SENZA_GRADUATORIA
from .procedure import prendi

PER_PAGINA = 100


def posto_letto(richiesta: HttpRequest, procedura: Progressione, direzione: int, categoria: str) -> PostoProgressione:
    """The places of the ranking of the address, for who reads it."""
    trovati = procedura.posti.select_related("direzione").filter(direzione=direzione, categoria=categoria)
    posto = trovati.first() if legge_gruppo(richiesta.user, direzione) else None
    if posto is None:
        raise Http404
    return posto


@require_safe
def gruppo(richiesta: HttpRequest, pk: int, direzione: int, categoria: str) -> HttpResponse:
    """One ranking: the staff of today condition by condition, or the places as they were formed."""
    procedura = prendi(richiesta, pk)
    posto = posto_letto(richiesta, procedura, direzione, categoria)
    contesto: dict[str, Any] = {
        "procedura": procedura, "posto": posto,
        "decide": rules.has_perm("premi.decidere_parita", richiesta.user, direzione),
    }  # fmt: skip
    graduatoria = None if procedura.stato in SENZA_GRADUATORIA else procedura.ultima_graduatoria()
    if graduatoria is None:
        g = next(g for g in gruppi_di(procedura, [direzione]) if g.categoria == categoria)
        contesto |= {"gruppo": g, "pagina": Paginator(g.aspiranti, PER_PAGINA).get_page(richiesta.GET.get("pagina"))}
    else:
        candidati = candidati_del_gruppo(graduatoria, direzione, categoria)
        pari = list(candidati.filter(esito=PARITA, decisione=None))
        contesto |= {
            "graduatoria": graduatoria, "pagina": Paginator(candidati, PER_PAGINA).get_page(richiesta.GET.get("pagina")), "pari": pari,
            "contesi": posti_contesi(procedura, direzione, categoria, pari) if pari else 0,
            "documenti": graduatorie_su_carta(richiesta.user, posto),
        }  # fmt: skip
    return render(richiesta, "premi/progressioni/gruppo.html", contesto)


# --- a tie -----------------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def parita(richiesta: HttpRequest, pk: int, direzione: int, categoria: str) -> HttpResponse:
    """Reading A67: who is level across the last place, and which of them has it."""
    procedura = prendi(richiesta, pk)
    posto = posto_letto(richiesta, procedura, direzione, categoria)
    if not rules.has_perm("premi.decidere_parita", richiesta.user, direzione):
        raise PermissionDenied("Una parità la decide il Dirigente della Direzione, o il Segretario generale.")
    graduatoria = procedura.ultima_graduatoria()
    pari = list(candidati_del_gruppo(graduatoria, direzione, categoria).filter(esito=PARITA, decisione=None)) if graduatoria else []
    if not pari:
        messages.info(richiesta, "Qui non c’è una parità da decidere.")
        return redirect("premi:progressione_gruppo", pk, direzione, categoria)
    form = ParitaForm(richiesta.POST if richiesta.method == "POST" else None, pari=pari, initial={"versione": procedura.versione})
    if form.is_valid():
        try:
            decidi_parita(
                procedura=procedura, direzione=posto.direzione, categoria=categoria, motivo=form.cleaned_data["motivo"],
                scelti=[int(c) for c in form.cleaned_data["scelti"]], utente=richiesta.user, quando=adesso(),
                versione=form.cleaned_data["versione"],
            )  # fmt: skip
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: conferma solo se la graduatoria com’è ora ti va bene.")
            sulla_versione(form, prendi(richiesta, pk).versione)
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Parità decisa: la decisione e il suo motivo sono nella graduatoria.")
            return redirect("premi:progressione_gruppo", pk, direzione, categoria)
    contesto = {
        "procedura": procedura,
        "posto": posto,
        "pari": pari,
        "form": form,
        "contesi": posti_contesi(procedura, direzione, categoria, pari),
    }
    return render(richiesta, "premi/progressioni/parita.html", contesto, status=422 if form.errors else 200)


# --- one candidate ------------------------------------------------------------------------------------------------------------------------


@require_safe
def candidato(richiesta: HttpRequest, pk: int, candidato: int) -> HttpResponse:
    """Why somebody stands where they do: for who reads the ranking, and for themselves once it is approved."""
    con = ("graduatoria__procedura__esercizio", "direzione", "decisione__decisa_da__persona", "passaggio__atto")
    visibili = candidati_visibili_a(richiesta.user).select_related(*con).defer("graduatoria__fatti")
    riga = visibili.filter(pk=candidato, graduatoria__procedura=pk).first()
    if riga is None:
        raise Http404
    procedura = riga.graduatoria.procedura
    richiesta.esercizio = procedura.esercizio  # type: ignore[attr-defined]
    contesto = {
        "c": riga, "procedura": procedura, "perche": perche_candidato(riga), "quanti": numero_di_ammissibili(riga),
        "legge_procedura": progressioni_visibili_a(richiesta.user).filter(pk=pk).exists(), "vale": graduatoria_che_conta(riga),
        "proprie": candidature_proprie(richiesta.user).filter(pk=riga.pk).exists(), "documenti": fogli_su_carta(richiesta.user, riga),
    }  # fmt: skip
    return render(richiesta, "premi/progressioni/candidato.html", contesto)


@require_safe
def mie(richiesta: HttpRequest) -> HttpResponse:
    """One's own places, in the rankings that are approved; of the procedures in course one's own conditions."""
    con = ("graduatoria__procedura__esercizio", "graduatoria__procedura__atto", "direzione", "decisione", "passaggio")
    righe = candidature_proprie(richiesta.user).select_related(*con).defer("graduatoria__fatti")
    contesto = {
        "righe": righe.order_by("-graduatoria__procedura__decorrenza", "-pk"),
        "in_corso": procedure_che_mi_guardano(persona_di(richiesta.user)),
    }
    return render(richiesta, "premi/progressioni/mie.html", contesto)
