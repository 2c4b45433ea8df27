"""Artt. 29 and 30 in the browser: conciliations, and the measures after a negative evaluation."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.allegati import manda
from smvp.flusso.conferma import conferma
from smvp.flusso.operazioni import passaggi
from smvp.organizzazione.ruoli import Ruolo
from smvp.orologio import adesso, oggi
from valutazioni.letture.riesame import voci_correggibili

from ..documenti.tipi import documenti_della_misura
from ..forms.seguito import ConciliazioneForm, EsitoForm, MisuraForm
from ..letture import casi as letture
from ..letture.modifiche import cambi
from ..letture.organismo import segretario_escluso
from ..letture.pagina import cifre, url_se_letta
from ..letture.seguito import negativa_per_sempre, scheda_finale
from ..models import Allegato, Conciliazione, Istanza, Misura
from ..operazioni import seguito as operazioni
from ..operazioni.emissioni import emetti_misura
from ..permessi import da_segretario
from ..stati import APERTA
from .comuni import con_modulo, dati_di, prendi


def _scheda(richiesta: HttpRequest, tipo: str, pk: int) -> Any:
    """The sheet, through the permission; who keeps the record also has the signed sheets of the staff, of which they read no marks."""
    tiene = bool(richiesta.ruoli & {Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO})
    scheda = letture.scheda_firmata(tipo, pk) if tiene else letture.scheda_visibile(richiesta.user, tipo, pk)
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio
    return scheda


@require_http_methods(["GET", "HEAD", "POST"])
def registra(richiesta: HttpRequest, tipo: str, pk: int) -> HttpResponse:
    """Record an attempt at conciliation on a sheet."""
    scheda = _scheda(richiesta, tipo, pk)
    prova = Conciliazione(persona=scheda.valutato, segretario_escluso=segretario_escluso(scheda, oggi()))
    if not rules.has_perm("conciliazione.registrare_conciliazione", richiesta.user, prova):
        raise PermissionDenied(operazioni.TIENE_IL_REGISTRO)
    if (gia := letture.conciliazione_sulla(scheda)) is not None and richiesta.method != "POST":
        return redirect(gia)
    pendente = letture.istanza_sulla(scheda)
    return con_modulo(
        richiesta, ConciliazioneForm(*dati_di(richiesta)),
        lambda f: operazioni.registra_conciliazione(
            scheda=scheda, sede=f.cleaned_data["sede"], richiesta_il=f.cleaned_data["richiesta_il"], oggetto=f.cleaned_data["oggetto"],
            file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Conciliazione registrata.", dove=lambda r: r.get_absolute_url(),
        contesto={
            "scheda": scheda, "titolo": "Registra la conciliazione", "pulsante": "Registra", "articolo": "30", "con_file": True,
            "prima": f"Sulla scheda c’è la {pendente}: registrando la conciliazione si chiude (art. 30)." if pendente else "",
        },
    )  # fmt: skip


def _conciliazione(richiesta: HttpRequest, pk: int) -> Conciliazione:
    riga = letture.conciliazione_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio
    return riga


@require_safe
def conciliazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One attempt: record, outcome, papers."""
    riga = _conciliazione(richiesta, pk)
    propone = rules.has_perm("conciliazione.proporre_misura", richiesta.user, riga)
    misura = Misura.objects.filter(conciliazione=riga).first()
    return render(richiesta, "conciliazione/conciliazione.html", {
        "riga": riga, "passi": passaggi(riga, richiesta.user, oggi()), "storia": letture.storia_del_caso(riga, tutta=True),
        "misura": misura, "allegati": list(riga.allegati.all()), "cambi": cambi(riga.modifiche),
        "nuova_url": url_se_letta(richiesta.user, scheda_finale(riga)) if riga.modifiche else "",
        "propone_misura": propone and misura is None and not negativa_per_sempre(riga),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def esito(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The outcome of an attempt."""
    riga = _conciliazione(richiesta, pk)
    if not rules.has_perm("conciliazione.registrare_conciliazione", richiesta.user, riga):
        raise PermissionDenied(operazioni.TIENE_IL_REGISTRO)
    if riga.stato != APERTA and richiesta.method != "POST":
        messages.info(richiesta, f"La conciliazione è «{riga.stato_attuale.parola}»: l’esito non si cambia.")
        return redirect(riga)
    voto_massimo = riga.esercizio.reg.voto_massimo
    righe, prima = voci_correggibili(riga.scheda), {"versione": riga.versione}
    form = EsitoForm(*dati_di(richiesta), initial=prima, righe=righe, voto_massimo=voto_massimo)
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.concludi_conciliazione(
            conciliazione=riga, esito=f.scelto, esito_del=f.cleaned_data["esito_del"], contenuto=f.cleaned_data["contenuto"],
            nuovi=f.concordati, file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
            versione=f.cleaned_data["versione"],
        ),
        fatto="Esito registrato.", dove=lambda r: r.get_absolute_url(), contesto={"riga": riga}, modello="conciliazione/esito.html",
        versione=lambda: _conciliazione(richiesta, pk).versione,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def rinuncia(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The party gives the attempt up."""
    riga = _conciliazione(richiesta, pk)
    return conferma(richiesta, riga, "rinuncia", modello="conciliazione/passaggio.html", contesto={"riga": riga})


@require_safe
def allegato_conciliazione(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    return manda(get_object_or_404(Allegato, pk=allegato, conciliazione=_conciliazione(richiesta, pk)))


# --- measures ---------------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def proponi_misura(richiesta: HttpRequest, pk: int, dopo: str) -> HttpResponse:
    """Art. 29: the Segretario proposes measures after a review, or after a conciliation."""
    riga: Istanza | Conciliazione = prendi(richiesta, pk) if dopo == "riesame" else _conciliazione(richiesta, pk)
    if not rules.has_perm("conciliazione.proporre_misura", richiesta.user, riga):
        raise PermissionDenied("Le misure le propone il Segretario generale.")
    return con_modulo(
        richiesta, MisuraForm(dati_di(richiesta)[0]),
        lambda f: operazioni.proponi_misura(dopo=riga, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Proposta inviata al Sindaco.", dove=lambda m: m.get_absolute_url(),
        contesto={
            "scheda": riga.scheda, "titolo": "Proponi una misura al Sindaco", "pulsante": "Proponi al Sindaco",
            "prima": "La leggono soltanto il Sindaco, chi la propone e l’interessato (art. 29).",
        },
    )  # fmt: skip


def _misura(richiesta: HttpRequest, pk: int) -> Misura:
    riga = letture.misura_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio
    return riga


@require_safe
def misura(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, and what the Sindaco has decided."""
    riga = _misura(richiesta, pk)
    return render(richiesta, "conciliazione/misura.html", {
        "riga": riga, "passi": passaggi(riga, richiesta.user, oggi()), "storia": letture.storia_del_caso(riga, tutta=True),
        "legge_il_caso": da_segretario(richiesta.user, riga) or riga.persona == getattr(richiesta.user, "persona", None),
        "documenti": documenti_della_misura(richiesta.user, riga), "cifre": cifre(scheda_finale(riga.istanza or riga.conciliazione)),
    })  # fmt: skip


@require_POST
def documento_misura(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a measure decided, where the step has left it to whoever asks."""
    riga = _misura(richiesta, pk)
    if riga.decisa_il is None:
        messages.error(richiesta, "Il PDF si prepara dopo la decisione del Sindaco.")
    else:
        emetti_misura(riga, richiesta.user, adesso())
        messages.success(richiesta, "Il PDF si sta preparando: lo trovi qui.")
    return redirect(riga)


@require_http_methods(["GET", "HEAD", "POST"])
def decidi_misura(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """The Sindaco adopts the measure, or does not, with the reason."""
    riga = _misura(richiesta, pk)
    return conferma(richiesta, riga, azione, modello="conciliazione/passaggio.html", contesto={"riga": riga})
