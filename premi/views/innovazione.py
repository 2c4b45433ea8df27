"""Art. 26 in the browser: the notice, the projects, the jury's points, the winner."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.ruoli import persona_di
from smvp.orologio import adesso, oggi
from valutazioni.views.mosse import Mossa, Mosse

from ..forms.innovazione import AvvisoForm, ConferimentoForm, GiuratoForm, ProgettoForm, VincitoreForm, VotoForm
from ..letture import innovazione as letture
from ..letture.premialita import accensione, attribuzioni_di, importo_del_bonus
from ..models import AvvisoInnovazione, Premialita, Progetto
from ..operazioni import innovazione as operazioni
from ..operazioni.premialita import PROPONE_IL_SEGRETARIO
from ..stati import APERTA_AI_PROGETTI, BOZZA, IN_GIURIA
from .fondi import NON_SALVATO
from .premialita import esercizio_dei_premi

# The steps that have a page of their own.
CON_PAGINA = {"proponi_vincitore": "vincitore", "conferisci": "conferisci_innovazione"}


def _avviso(richiesta: HttpRequest, anno: int) -> AvvisoInnovazione:
    """The notice of the year, through the permission: what one may not see does not exist."""
    avviso = letture.avviso_visibile(richiesta.user, anno)
    if avviso is None:
        raise Http404
    return avviso


def _mosse(avviso: AvvisoInnovazione, utente: Any) -> Mosse:
    tutte = [_mossa(avviso, p) for p in passaggi(avviso, utente, oggi())]
    principale = next((m for m in tutte if not m.passo.transizione.motivo), None)
    return Mosse(principale, [m for m in tutte if m is not principale])


def _mossa(avviso: AvvisoInnovazione, passo: Any) -> Mossa:
    azione, anno = passo.transizione.azione, avviso.esercizio.anno
    if azione == "proponi_vincitore":  # what is chosen there is not missing here
        mancano = avviso.tutti_valutati()
        return Mossa(passo, reverse("premi:vincitore", args=[anno]), not mancano)
    if azione == "conferisci":
        return Mossa(passo, reverse("premi:conferisci_innovazione", args=[anno]), True)
    return Mossa(passo, reverse("premi:passaggio_innovazione", args=[anno, azione]), passo.pronto)


@require_safe
def innovazione(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 26: the notice and all that has come of it; for who runs the premiums also while there is none."""
    avviso = letture.avviso_visibile(richiesta.user, anno)
    vede_tutto = rules.has_perm("premi.vedere_premialita", richiesta.user)
    if avviso is None and not vede_tutto:
        raise Http404
    esercizio = avviso.esercizio if avviso else esercizio_dei_premi(richiesta, anno)
    contesto: dict[str, Any] = {
        "esercizio": esercizio, "avviso": avviso, "spenti": esercizio.reg.letture["A42"], "vede_tutto": vede_tutto,
        "acceso": accensione(esercizio, Premialita.INNOVAZIONE), "puo_proporre": rules.has_perm("premi.proporre", richiesta.user),
        "attribuzioni": attribuzioni_di(richiesta.user, esercizio, Premialita.INNOVAZIONE),
        "termine": esercizio.reg.scadenze["proposta_innovazione"].entro(esercizio.anno),
    }  # fmt: skip
    if avviso:
        aperto = avviso.stato == APERTA_AI_PROGETTI and oggi() <= avviso.entro
        contesto |= {
            "progetti": letture.progetti_di(richiesta.user, avviso), "mosse": _mosse(avviso, richiesta.user),
            "storia": letture.storia_di(avviso) if vede_tutto else [], "valutati": letture.valutati_da(richiesta.user, avviso),
            "lavori": letture.lavori_della_giuria(avviso) if vede_tutto and avviso.stato == IN_GIURIA else [],
            "classifica": letture.classifica_di(avviso) if letture.voti_scoperti(richiesta.user, avviso) else [],
            "cambia_giuria": avviso.stato in operazioni.CON_GIURIA and rules.has_perm("premi.proporre", richiesta.user),
            "puo_presentare": aperto and rules.has_perm("premi.presentare_progetto", richiesta.user),
            "in_bozza": avviso.stato == BOZZA,
        }  # fmt: skip
    return render(richiesta, "premi/premialita/innovazione.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def avviso(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Write the notice, while it is not published."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    if not rules.has_perm("premi.proporre", richiesta.user):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    if accensione(esercizio, Premialita.INNOVAZIONE) is None:
        messages.error(richiesta, "Il premio è spento: prima va registrata la decisione che lo accende.")
        return redirect("premi:innovazione", anno)
    riga, stato = letture.avviso_visibile(richiesta.user, anno), 200

    def modulo(dati: Any = None) -> AvvisoForm:
        return AvvisoForm(dati, avviso=riga, del_bonus=importo_del_bonus(esercizio))

    form = modulo(richiesta.POST if richiesta.method == "POST" else None)
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                operazioni.scrivi_avviso(
                    esercizio=esercizio, testo=form.testo(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"]
                )
            except ConflittoDiVersione as errore:
                riga, stato = letture.avviso_visibile(richiesta.user, anno), 409
                form = modulo(_con_versione(richiesta, riga.versione if riga else 0))
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, "Avviso salvato: quando è pronto, pubblicalo.")
                return redirect("premi:innovazione", anno)
    return render(richiesta, "premi/premialita/avviso.html", {"esercizio": esercizio, "avviso": riga, "form": form}, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def giuria(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Somebody in the place of a juror who can no longer judge."""
    riga = _avviso(richiesta, anno)
    if not rules.has_perm("premi.proporre", richiesta.user):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    if riga.stato not in operazioni.CON_GIURIA:
        messages.info(richiesta, f"La procedura è «{riga.stato_attuale.parola}»: la giuria non cambia.")
        return redirect(riga)
    form, stato = GiuratoForm(richiesta.POST if richiesta.method == "POST" else None, avviso=riga), 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                operazioni.sostituisci_giurato(avviso=riga, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
            except ConflittoDiVersione as errore:
                ora = _avviso(richiesta, anno)
                form, stato = GiuratoForm(_con_versione(richiesta, ora.versione), avviso=ora), 409
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, f"{form.cleaned_data['entra']} è nella giuria.")
                return redirect(riga)
    contesto = {"avviso": riga, "esercizio": riga.esercizio, "form": form, "lavori": letture.lavori_della_giuria(riga)}
    return render(richiesta, "premi/premialita/giuria.html", contesto, status=stato)


def _quante(avviso: AvvisoInnovazione) -> int:
    """How many people the prize goes to."""
    return avviso.vincitore.gruppo.count() if avviso.vincitore else 0


def _con_versione(richiesta: HttpRequest, versione: int) -> Any:
    """What was typed, on top of the version that holds now."""
    dati = richiesta.POST.copy()
    dati["versione"] = str(versione)
    return dati


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, anno: int, azione: str) -> HttpResponse:
    """Confirm a step of the procedure."""
    riga = _avviso(richiesta, anno)
    if azione in CON_PAGINA:
        raise Http404
    contesto = {"avviso": riga, "esercizio": riga.esercizio}
    return conferma(richiesta, riga, azione, modello="premi/premialita/passaggio_avviso.html", contesto=contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def vincitore(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The Segretario takes the first of the ranking to the Sindaco."""
    riga = _avviso(richiesta, anno)
    if not rules.has_perm("premi.proporre", richiesta.user):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    if riga.stato != IN_GIURIA or riga.tutti_valutati():
        messages.error(richiesta, " ".join(riga.tutti_valutati()) or "Ora la procedura non è alla giuria.")
        return redirect(riga)
    classifica = letture.classifica_di(riga)
    primi = [x for x in classifica if x.piazzamento.posto == 1]
    form = VincitoreForm(richiesta.POST if richiesta.method == "POST" else None, avviso=riga, primi=primi)
    stato = 422 if form.errors else 200
    if form.is_valid():
        try:
            operazioni.proponi_vincitore(avviso=riga, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
        except ConflittoDiVersione as errore:
            sulla_versione(form, _avviso(richiesta, anno).versione)
            form.add_error(None, f"{errore} {NON_SALVATO}")
            stato = 409
        except ErroreDominio as errore:
            metti_errore(form, errore)
            stato = 422
        else:
            messages.success(richiesta, "Vincitore proposto al Sindaco.")
            return redirect(riga)
    contesto = {"avviso": riga, "esercizio": riga.esercizio, "classifica": classifica, "primi": primi, "form": form}
    return render(richiesta, "premi/premialita/vincitore.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def conferisci(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 26: the Sindaco's act, which gives the prize to the whole group."""
    riga = _avviso(richiesta, anno)
    passo = passo_da_confermare(riga, "conferisci", richiesta.user)
    if passo is None:
        messages.info(richiesta, f"La procedura è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
        return redirect(riga)
    dati, stato = richiesta.POST if richiesta.method == "POST" else None, 200
    form = ConferimentoForm(dati, versione=riga.versione, tardi=passo.tardi)
    if dati is not None:
        stato = 422
        if form.is_valid():
            try:
                fatta = operazioni.conferisci_premio(
                    avviso=riga, atto=form.atto(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"],
                    motivo=form.cleaned_data.get("motivo", ""),
                )  # fmt: skip
            except ConflittoDiVersione as errore:
                sulla_versione(form, _avviso(richiesta, anno).versione)
                stato = 409
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
                return redirect(riga)
    contesto = {"avviso": riga, "esercizio": riga.esercizio, "passo": passo, "form": form, "persone": _quante(riga)}
    return render(richiesta, "premi/premialita/conferisci.html", contesto, status=stato)


# --- projects ---------------------------------------------------------------------------------------------------------------------------


def _progetto(richiesta: HttpRequest, anno: int, pk: int) -> Progetto:
    riga = letture.progetto_visibile(richiesta.user, anno, pk)
    if riga is None:
        raise Http404
    return riga


@require_http_methods(["GET", "HEAD", "POST"])
def nuovo_progetto(richiesta: HttpRequest, anno: int) -> HttpResponse:
    riga = _avviso(richiesta, anno)
    if not rules.has_perm("premi.presentare_progetto", richiesta.user):
        raise PermissionDenied("I progetti li presenta il personale del Comune.")
    return _scrivi(richiesta, riga, None)


@require_http_methods(["GET", "HEAD", "POST"])
def modifica_progetto(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    riga = _progetto(richiesta, anno, pk)
    if not rules.has_perm("premi.scrivere_progetto", richiesta.user, riga):
        raise PermissionDenied("Il progetto lo scrive chi lo presenta.")
    return _scrivi(richiesta, riga.avviso, riga)


def _scrivi(richiesta: HttpRequest, avviso: AvvisoInnovazione, progetto: Progetto | None) -> HttpResponse:
    """The page where a project is written: nothing that was typed is lost."""
    form, stato = ProgettoForm(richiesta.POST if richiesta.method == "POST" else None, progetto=progetto), 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                riga = operazioni.scrivi_progetto(
                    avviso=avviso, progetto=progetto, utente=richiesta.user, quando=adesso(), **form.cleaned_data
                )
            except ConflittoDiVersione as errore:
                ora = _progetto(richiesta, avviso.esercizio.anno, progetto.pk).versione if progetto else 0
                form, stato = ProgettoForm(_con_versione(richiesta, ora), progetto=progetto), 409
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, "Progetto salvato." if progetto else "Progetto presentato.")
                return redirect(riga)
    contesto = {"avviso": avviso, "esercizio": avviso.esercizio, "progetto": progetto, "form": form}
    return render(richiesta, "premi/premialita/progetto_modulo.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def progetto(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """A project; who is of the jury writes its points here."""
    riga = _progetto(richiesta, anno, pk)
    giurato = rules.has_perm("premi.valutare_progetto", richiesta.user, riga)
    if richiesta.method == "POST" and not giurato:
        raise PermissionDenied("I progetti li valuta la giuria.")
    scoperti = letture.voti_scoperti(richiesta.user, riga.avviso)
    voti = list(letture.voti_di(riga)) if giurato or scoperti else []
    persona = persona_di(richiesta.user)
    mio = next((v for v in voti if persona and v.giurato_id == persona.pk), None)
    form = None
    if giurato and riga.avviso.stato == IN_GIURIA:
        form = VotoForm(richiesta.POST if richiesta.method == "POST" else None, avviso=riga.avviso, voto=mio)
        if form.is_valid():
            try:
                operazioni.valuta_progetto(progetto=riga, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, "Valutazione salvata.")
                return redirect(riga.avviso)
    elif richiesta.method == "POST":
        messages.error(richiesta, "Questo progetto ora non è alla giuria.")
        return redirect(riga)
    return render(richiesta, "premi/premialita/progetto.html", {
        "progetto": riga, "avviso": riga.avviso, "esercizio": riga.avviso.esercizio, "form": form, "mio": mio,
        "voti": voti if scoperti else [], "suo": rules.has_perm("premi.scrivere_progetto", richiesta.user, riga),
    }, status=422 if form and form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ritira_progetto(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    riga = _progetto(richiesta, anno, pk)
    contesto = {"avviso": riga.avviso, "esercizio": riga.avviso.esercizio}
    return conferma(richiesta, riga, "ritira", modello="premi/premialita/passaggio_avviso.html", contesto=contesto)
