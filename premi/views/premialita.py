"""Artt. 25–27 in the browser: which premiums are on, the candidates for the bonus, the sums given and the steps that each of them takes."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.flusso.conferma import conferma, passo_da_confermare, versioni_confermate
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import euro
from smvp.organizzazione.models import Esercizio, Persona
from smvp.orologio import adesso, oggi
from valutazioni.views.mosse import Mossa, Mosse

from ..forms.premialita import AccensioneForm, AttoDelPassoForm, BonusForm, PagamentoForm
from ..letture import premialita as letture
from ..letture.prossimi import con_prossimi, prossimo_della_somma
from ..models import Attribuzione, Premialita
from ..operazioni import premialita as operazioni
from ..operazioni.prospetti_premialita import emetti_prospetto_premialita, esporta_premialita
from ..stati import ATTRIBUZIONE
from .fondi import NON_SALVATO

PER_PAGINA = 25
CON_ATTO = {"conferisci": operazioni.conferisci_bonus, "liquida": operazioni.liquida_attribuzione}
# A prize of a group is conferred, refused and taken back whole, from its own page.
DEL_GRUPPO = frozenset({"conferisci", "respingi", "ritira"})


def esercizio_dei_premi(richiesta: HttpRequest, anno: int) -> Esercizio:
    if not rules.has_perm("premi.vedere_premialita", richiesta.user):
        raise PermissionDenied("Questa pagina è del Segretario generale, del Sindaco, del NCVP e dell’ufficio del personale.")
    return get_object_or_404(Esercizio, anno=anno)


@require_safe
def premialita(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Artt. 25–27: the three premiums of an exercise: off, with the reason, or on, and how far each has got."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    attribuzioni = letture.attribuzioni_di(richiesta.user, esercizio)
    return render(richiesta, "premi/premialita/premialita.html", {
        "esercizio": esercizio, "voci": con_prossimi(anno, letture.voci_premialita(esercizio)), "spenti": esercizio.reg.letture["A42"],
        "attribuzioni": Paginator(attribuzioni, PER_PAGINA).get_page(richiesta.GET.get("pagina")),
        "documenti": letture.prospetti_emessi(richiesta.user, esercizio),
        "puo_decidere": rules.has_perm("premi.accendere", richiesta.user), "puo_pagare": rules.has_perm("premi.calcolare", richiesta.user),
    })  # fmt: skip


@require_POST
def prospetto(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The table that goes with the act, as a PDF."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    emetti_prospetto_premialita(esercizio=esercizio, utente=richiesta.user, quando=adesso())
    return redirect(f"{reverse('premi:premialita', args=[anno])}#h-carta")


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """All the sums, as a spreadsheet."""
    contenuto = esporta_premialita(esercizio=esercizio_dei_premi(richiesta, anno), utente=richiesta.user, quando=adesso())
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="altri-premi-{anno}.xlsx"'})


@require_http_methods(["GET", "HEAD", "POST"])
def decisione(richiesta: HttpRequest, anno: int, istituto: str) -> HttpResponse:
    """Reading A42: turn a premium on or off, with the act and the reason."""
    if istituto not in Premialita.values:
        raise Http404
    esercizio, quale = esercizio_dei_premi(richiesta, anno), Premialita(istituto)
    if not rules.has_perm("premi.accendere", richiesta.user):
        raise PermissionDenied(operazioni.ACCENDE_IL_SEGRETARIO)
    dato = letture.accensioni(esercizio).get(quale)

    def modulo(dati: Any = None) -> AccensioneForm:
        return AccensioneForm(dati, esercizio=esercizio, istituto=quale, corrente=dato.corrente if dato else None, giorno=oggi())

    form, stato = modulo(richiesta.POST if richiesta.method == "POST" else None), 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                riga = operazioni.decidi(esercizio=esercizio, istituto=quale, utente=richiesta.user, quando=adesso(), **form.comuni())
            except ConflittoDiVersione as errore:
                dato, stato = letture.accensioni(esercizio).get(quale), 409
                dati = richiesta.POST.copy()
                dati["versione"] = str(dato.corrente.numero_versione if dato else 0)
                form = modulo(dati)
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, f"{riga}: {'acceso' if riga.acceso else 'spento'}.")
                return redirect("premi:premialita", anno)
    contesto = {"esercizio": esercizio, "istituto": quale, "dato": dato, "form": form, "spenti": esercizio.reg.letture["A42"]}
    return render(richiesta, "premi/premialita/decisione.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def paga(richiesta: HttpRequest, anno: int, istituto: str, azione: str) -> HttpResponse:
    """Art. 18: one step of payment on all the sums of a premium, once the Relazione is validated (reading A53)."""
    if istituto not in Premialita.values or azione not in letture.PAGAMENTI:
        raise Http404
    esercizio = esercizio_dei_premi(richiesta, anno)
    if not rules.has_perm("premi.calcolare", richiesta.user):
        raise PermissionDenied(operazioni.LIQUIDA_IL_PERSONALE)
    somme, passo = letture.da_pagare(esercizio, istituto, azione), ATTRIBUZIONE.transizione(azione)
    mancano = somme[0].relazione_validata() if somme else ["Non c’è nessuna somma per questo passaggio."]
    dati = richiesta.POST if richiesta.method == "POST" else None
    form = PagamentoForm(dati, dal=max(letture.dal_quale(a, azione)[0] for a in somme)) if somme and azione == "liquida" else None
    if dati is not None and not mancano and (form is None or form.is_valid()):
        try:
            fatte = operazioni.paga_insieme(
                esercizio=esercizio, istituto=istituto, azione=azione, utente=richiesta.user, quando=adesso(),
                atto=form.atto() if form else None, viste=versioni_confermate(richiesta, somme),
            )  # fmt: skip
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
        else:
            messages.success(richiesta, f"{passo.fatto if passo else ''} Somme: {len(fatte)}.")
            return redirect("premi:premialita", anno)
    return render(richiesta, "premi/premialita/paga.html", {
        "esercizio": esercizio, "istituto": Premialita(istituto), "passo": passo, "somme": somme, "mancano": mancano, "form": form,
        "totale": sum((a.importo for a in somme), letture.ZERO),
    }, status=422 if dati is not None else 200)  # fmt: skip


# --- the bonus ----------------------------------------------------------------------------------------------------------------------------


@require_safe
def bonus(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 25: how many places there are and why, the candidates by score, what is proposed and conferred."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    contesto: dict[str, Any] = {
        "esercizio": esercizio, "acceso": letture.accensione(esercizio, Premialita.ECCELLENZE), "spenti": esercizio.reg.letture["A42"],
        "attribuzioni": letture.attribuzioni_di(richiesta.user, esercizio, Premialita.ECCELLENZE),
        "puo_proporre": rules.has_perm("premi.proporre", richiesta.user),
    }  # fmt: skip
    try:
        quadro = letture.quadro_bonus(esercizio)
    except ErroreDominio as errore:
        contesto["difetti"] = str(errore).splitlines()
    else:
        contesto["quadro"] = quadro
        if rules.has_perm("premi.vedere_candidati", richiesta.user):
            pagina = Paginator(quadro.posizioni, PER_PAGINA).get_page(richiesta.GET.get("pagina"))
            contesto |= {"pagina": pagina, "righe": quadro.righe(pagina.object_list)}
    return render(richiesta, "premi/premialita/bonus.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def proponi(richiesta: HttpRequest, anno: int, persona: int) -> HttpResponse:
    """Art. 25: propose a candidate, with the amount and the reason."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    if not rules.has_perm("premi.proporre", richiesta.user):
        raise PermissionDenied(operazioni.PROPONE_IL_SEGRETARIO)
    chi = get_object_or_404(Persona, pk=persona)
    try:
        quadro = letture.quadro_bonus(esercizio)
    except ErroreDominio:  # the page of the bonus says what is wrong with the facts
        return redirect("premi:bonus", anno)
    posizione = next((p for p in quadro.posizioni if p.candidato.matricola == chi.matricola), None)
    if posizione is None:
        raise Http404
    lasciati = letture.precedono(quadro, posizione)
    form = BonusForm(
        richiesta.POST if richiesta.method == "POST" else None, del_bonus=letture.importo_del_bonus(esercizio), con_scelta=bool(lasciati)
    )
    if form.is_valid():
        try:
            riga = operazioni.proponi_bonus(esercizio=esercizio, persona=chi, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Bonus proposto: {chi}, {euro(riga.importo)}. Ora decide il Sindaco.")
            return redirect("premi:bonus", anno)
    return render(richiesta, "premi/premialita/proponi.html", {
        "esercizio": esercizio, "riga": quadro.righe([posizione])[0], "quadro": quadro, "lasciati": lasciati, "form": form,
    }, status=422 if form.errors else 200)  # fmt: skip


# --- one sum ----------------------------------------------------------------------------------------------------------------------------


def prendi(richiesta: HttpRequest, anno: int, pk: int) -> Attribuzione:
    """The sum of the address, through the permission: what one may not see does not exist."""
    riga = letture.attribuzione_visibile(richiesta.user, anno, pk)
    if riga is None:
        raise Http404
    return riga


def mosse_di(riga: Attribuzione, utente: Any) -> Mosse:
    """What the user may do with a sum; what is done to a whole group is done on its page."""
    tutte = [
        Mossa(p, reverse("premi:passaggio_attribuzione", args=[riga.esercizio.anno, riga.pk, azione]), azione in CON_ATTO or p.pronto)
        for p in passaggi(riga, utente, oggi())
        if not _del_gruppo(riga, azione := p.transizione.azione)
    ]
    principale = next((m for m in tutte if not m.passo.transizione.motivo), None)
    return Mosse(principale, [m for m in tutte if m is not principale])


def _del_gruppo(riga: Attribuzione, azione: str) -> bool:
    return riga.istituto != Premialita.ECCELLENZE and azione in DEL_GRUPPO


@require_safe
def attribuzione(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """Artt. 25–27: one sum: why, by which act, where it has got to."""
    riga = prendi(richiesta, anno, pk)
    legge_tutto = rules.has_perm("premi.vedere_premialita", richiesta.user)
    return render(richiesta, "premi/premialita/attribuzione.html", {
        "prossimo": prossimo_della_somma(riga), "cambiato": letture.cambiato_intanto(riga) if legge_tutto else "",
        "riga": riga, "esercizio": riga.esercizio, "passi": letture.passi_dell_attribuzione(riga), "storia": letture.storia_di(riga),
        "mosse": mosse_di(riga, richiesta.user), "legge_tutto": legge_tutto,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio_attribuzione(richiesta: HttpRequest, anno: int, pk: int, azione: str) -> HttpResponse:
    """Confirm a step on a sum: what it does, what is missing, the act or the reason where one is needed."""
    riga = prendi(richiesta, anno, pk)
    if _del_gruppo(riga, azione):
        raise Http404
    contesto = {"riga": riga, "esercizio": riga.esercizio}
    if azione in CON_ATTO:
        return _con_atto(richiesta, riga, azione, contesto)
    return conferma(richiesta, riga, azione, modello="premi/premialita/passaggio.html", contesto=contesto)


def _con_atto(richiesta: HttpRequest, riga: Attribuzione, azione: str, contesto: dict[str, Any]) -> HttpResponse:
    passo = passo_da_confermare(riga, azione, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"L’attribuzione è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
        return redirect(riga)
    form = AttoDelPassoForm(richiesta.POST if richiesta.method == "POST" else None, attribuzione=riga, azione=azione)
    stato = 422 if form.errors else 200
    if form.is_valid():
        try:
            fatta = CON_ATTO[azione](
                attribuzione=riga, atto=form.atto(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"]
            )
        except ConflittoDiVersione as errore:
            sulla_versione(form, prendi(richiesta, riga.esercizio.anno, riga.pk).versione)
            form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: registralo solo se ti va ancora bene.")
            stato = 409
        except ErroreDominio as errore:
            metti_errore(form, errore)
            stato = 422
        else:
            messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
            return redirect(riga)
    return render(richiesta, "premi/premialita/atto.html", {**contesto, "passo": passo, "form": form}, status=stato)
