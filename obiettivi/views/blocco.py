"""Many sheets with one click: the confirmation, the reminders, the Giunta's act."""

from collections.abc import Sequence
from operator import attrgetter

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.blocco import Esito
from smvp.flusso.conferma import chiavi, elenco, racconta, versioni_confermate
from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..forms.blocco import AssegnaForm, BloccoForm
from ..letture.elenco.assegnazione import assegnabili
from ..letture.elenco.blocco import AZIONI, MASSIMO, Azione, azioni_di, esamina, scelti
from ..letture.elenco.pagine import filtrati
from ..letture.elenco.solleciti import IN_BREVE, SENZA_DESTINATARIO, da_sollecitare
from ..letture.turno.righe import attese_di
from ..models import Obiettivo
from ..operazioni.blocco import assegna_in_blocco, porta_avanti
from ..operazioni.blocco import sollecita as esegui_solleciti
from .elenco import esercizio_di

CODICE = attrgetter("codice")


def racconta_i_solleciti(richiesta: HttpRequest, esito: Esito[Obiettivo]) -> None:
    """One line: how many have been reminded for which sheets, and how many sheets are left and why."""
    frasi = []
    if esito.fatti:
        inviati = "1 promemoria inviato" if esito.avvisi == 1 else f"{esito.avvisi} promemoria inviati"
        per = "1 scheda" if len(esito.fatti) == 1 else f"{len(esito.fatti)} schede"
        frasi.append(f"{inviati} per {per} ({_codici(esito.fatti)})")
    mucchi: dict[tuple[str, str], list[Obiettivo]] = {}
    for o, motivo in esito.fermi:
        mucchi.setdefault(IN_BREVE.get(motivo, SENZA_DESTINATARIO), []).append(o)
    frasi += [f"{len(schede)} {parole[len(schede) > 1]}: {_codici(schede)}" for parole, schede in mucchi.items()]
    if frasi:
        livello = messages.SUCCESS if esito.fatti else messages.WARNING
        messages.add_message(richiesta, livello, f"{'; '.join(frasi)}.")
    else:
        messages.info(richiesta, "Nessuno da sollecitare.")


def _codici(obiettivi: Sequence[Obiettivo]) -> str:
    return elenco(obiettivi, CODICE)


@require_http_methods(["GET", "HEAD", "POST"])
def blocco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Confirm a bulk action: which of the chosen sheets will go on, which will not and why; then take them on."""
    esercizio = esercizio_di(richiesta, anno)
    dati = richiesta.POST if richiesta.method == "POST" else richiesta.GET
    azione = _azione(richiesta, dati)
    obiettivi = _scelti(richiesta, esercizio, dati)
    if not obiettivi:
        messages.info(richiesta, "Scegli almeno una scheda dall’elenco.")
        return redirect("obiettivi:elenco", anno)
    if azione.codice == "assegna":
        return redirect(f"{reverse('obiettivi:assegna', args=[anno])}?{'&'.join(f'o={o.pk}' for o in obiettivi)}")
    scelte = esamina(azione, obiettivi, utente=richiesta.user, attese=attese_di(esercizio, oggi()))
    form = BloccoForm(richiesta.POST or None, etichetta_motivo=scelte.etichetta_motivo)
    if richiesta.method == "POST" and form.is_valid():
        esito = _esegui(richiesta, azione, obiettivi, esercizio, form.cleaned_data.get("motivo", ""))
        if azione.passaggi:
            racconta(richiesta, esito, azione.fatto, CODICE)
        else:
            racconta_i_solleciti(richiesta, esito)
        return redirect("obiettivi:elenco", anno)
    contesto = {"esercizio": esercizio, "scelte": scelte, "form": form, "massimo": MASSIMO, "tante": len(obiettivi) == MASSIMO}
    return render(richiesta, "obiettivi/blocco.html", contesto, status=422 if form.errors else 200)


def _azione(richiesta: HttpRequest, dati: QueryDict) -> Azione:
    azione = AZIONI.get(dati.get("azione", ""))
    if azione is None:
        raise Http404
    if azione not in azioni_di(richiesta.user, oggi()):
        raise PermissionDenied(f"Questa azione non è per il tuo ruolo: {azione.etichetta}.")
    return azione


def _scelti(richiesta: HttpRequest, esercizio: Esercizio, dati: QueryDict) -> list[Obiettivo]:
    """The ticked sheets, or all those that the filters of the list let pass."""
    if dati.get("tutte") and richiesta.method != "POST":
        tutte = filtrati(richiesta.user, esercizio, oggi(), dati).values_list("pk", flat=True)[:MASSIMO]
        return scelti(richiesta.user, esercizio, list(tutte))
    return scelti(richiesta.user, esercizio, chiavi(dati.getlist("o")))


def _esegui(richiesta: HttpRequest, azione: Azione, obiettivi: list[Obiettivo], esercizio: Esercizio, motivo: str) -> Esito[Obiettivo]:
    if not azione.passaggi:
        return esegui_solleciti(obiettivi=obiettivi, esercizio=esercizio, utente=richiesta.user, quando=adesso())
    versioni = versioni_confermate(richiesta, obiettivi)
    return porta_avanti(azione=azione, obiettivi=obiettivi, versioni=versioni, utente=richiesta.user, quando=adesso(), motivo=motivo)


@require_POST
def sollecita(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Remind whom these sheets wait for; with ``tardi``, all the late ones that have had no reminder today."""
    esercizio = esercizio_di(richiesta, anno)
    if richiesta.POST.get("tardi"):
        tardi = filtrati(richiesta.user, esercizio, oggi(), {"quali": "ritardo"})
        obiettivi = da_sollecitare(tardi, attese_di(esercizio, oggi()), richiesta.user, massimo=MASSIMO)
    else:
        obiettivi = scelti(richiesta.user, esercizio, chiavi(richiesta.POST.getlist("o")))
    esito = esegui_solleciti(obiettivi=obiettivi, esercizio=esercizio, utente=richiesta.user, quando=adesso())
    racconta_i_solleciti(richiesta, esito)
    return redirect("obiettivi:cabina", anno)


@require_http_methods(["GET", "HEAD", "POST"])
def assegna(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 14: register the Giunta's act that assigns the ticked sheets, all of them or none."""
    esercizio = esercizio_di(richiesta, anno)
    if not rules.has_perm("obiettivi.assegnare_in_blocco", richiesta.user):
        raise PermissionDenied("Registra l’atto della Giunta il Segretario generale.")
    righe = assegnabili(esercizio, attese_di(esercizio, oggi()), richiesta.user)
    iniziali = {"schede": [str(k) for k in chiavi(richiesta.GET.getlist("o"))] or [str(r.obiettivo.pk) for r in righe]}
    form = AssegnaForm(
        richiesta.POST if richiesta.method == "POST" else None, esercizio=esercizio, righe=righe, giorno=oggi(), initial=iniziali
    )
    if form.is_valid():
        try:
            fatti = assegna_in_blocco(
                esercizio=esercizio, obiettivi=form.scelte(), atto=form.atto(), utente=richiesta.user, quando=adesso(),
                motivo=form.cleaned_data["motivo"],
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            racconta(richiesta, Esito(fatti=fatti), f"Assegnate con la {fatti[0].atto}", CODICE)
            return redirect("obiettivi:elenco", anno)
    contesto = {"esercizio": esercizio, "form": form, "righe": righe}
    return render(richiesta, "obiettivi/assegna.html", contesto, status=422 if form.errors else 200)
