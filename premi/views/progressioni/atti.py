"""The steps of a procedure: the act that approves its ranking with the economic steps that it gives, the act that takes them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.flusso.operazioni import Passaggio
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso

from ...forms.progressioni import AttoGraduatoriaForm, AttoRevocaForm
from ...letture.progressioni.passaggi import da_togliere, piano_passaggi
from ...letture.progressioni.procedura import quadro_della_procedura
from ...models import Progressione
from ...operazioni.passaggi import approva_progressione, revoca_approvazione
from ...permessi import direzioni_lette
from .procedure import prendi


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step: what it does, what is missing, the reason or the act where one is needed."""
    riga = prendi(richiesta, pk)
    contesto = {"procedura": riga, "quadro": quadro_della_procedura(riga, direzioni_lette(richiesta.user))}
    if azione not in ("approva", "revoca"):
        return conferma(richiesta, riga, azione, modello="premi/progressioni/passaggio.html", contesto=contesto)
    passo = passo_da_confermare(riga, azione, richiesta.user)
    parita = riga.parita_decise()
    if passo is None or parita:
        gia = f"La procedura è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento."
        messages.info(richiesta, " ".join(parita) or gia)
        return redirect(riga)
    return (_approva if azione == "approva" else _revoca)(richiesta, riga, passo, contesto)


def _approva(richiesta: HttpRequest, riga: Progressione, passo: Passaggio, contesto: dict[str, Any]) -> HttpResponse:
    """The act, and before it what it writes among the economic steps."""
    piano = piano_passaggi(riga)
    form = AttoGraduatoriaForm(richiesta.POST if richiesta.method == "POST" else None, procedura=riga, piano=piano)
    if form.is_valid():
        try:
            fatta = approva_progressione(
                procedura=riga, atto=form.atto(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"],
                posizioni=form.posizioni(),
            )  # fmt: skip
        except ErroreDominio as errore:
            _torna(form, errore, richiesta, riga)
        else:
            messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
            return redirect(riga)
    contesto |= {"passo": passo, "form": form, "impedimenti": [p for p in piano if p.impedimento]}
    return render(richiesta, "premi/progressioni/atto.html", contesto, status=422 if form.errors else 200)


def _revoca(richiesta: HttpRequest, riga: Progressione, passo: Passaggio, contesto: dict[str, Any]) -> HttpResponse:
    """The act of revocation, and before it the steps that it takes away."""
    tolti = da_togliere(riga)
    form = AttoRevocaForm(richiesta.POST if richiesta.method == "POST" else None, procedura=riga)
    if form.is_valid():
        try:
            revoca_approvazione(
                procedura=riga, atto=form.atto(), motivo=form.cleaned_data["motivo"], utente=richiesta.user, quando=adesso(),
                versione=form.cleaned_data["versione"],
            )  # fmt: skip
        except ErroreDominio as errore:
            _torna(form, errore, richiesta, riga)
        else:
            messages.success(richiesta, passo.transizione.fatto)
            return redirect(riga)
    contesto |= {"passo": passo, "form": form, "tolti": tolti, "impedimenti": [t for t in tolti if t.impedimento]}
    return render(richiesta, "premi/progressioni/revoca.html", contesto, status=422 if form.errors else 200)


def _torna(form: Any, errore: ErroreDominio, richiesta: HttpRequest, riga: Progressione) -> None:
    """The page again, with what was typed; of a procedure that has changed with the version of now."""
    if not isinstance(errore, ConflittoDiVersione):
        metti_errore(form, errore)
        return
    form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: registralo solo se la procedura com’è ora ti va bene.")
    sulla_versione(form, prendi(richiesta, riga.pk).versione)
