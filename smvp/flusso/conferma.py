"""The page that confirms a step of a workflow, the same for every app: what it does, what is missing, by when, the reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import data
from smvp.orologio import adesso, oggi

from .models import ConStato
from .operazioni import Passaggio, esegui, passaggi
from .stati import e_un_motivo

MOTIVO_MASSIMO = 5_000  # characters: what the print holds


class PassaggioForm(forms.Form):
    """The confirmation of a step: the version that the user has seen and, where the step needs it, the reason."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    motivo = forms.CharField(max_length=MOTIVO_MASSIMO, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, etichetta_motivo: str = "", aiuto_motivo: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if etichetta_motivo:
            motivo = self.fields["motivo"]
            motivo.label, motivo.help_text, motivo.required = etichetta_motivo, aiuto_motivo, True
            motivo.error_messages["required"] = "Scrivi almeno una frase."
        else:
            del self.fields["motivo"]

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if not e_un_motivo(motivo):
            raise forms.ValidationError("Scrivi almeno una frase.")
        return motivo


def passo_da_confermare(oggetto: ConStato, azione: str, utente: Any) -> Passaggio | None:
    """The step that the address names, as it stands today; None if the object has gone on already.

    Raises Http404 for a step that no table has, PermissionDenied for one that is somebody else's.
    """
    t = oggetto.flusso.transizione(azione)
    if t is None:
        raise Http404
    if oggetto.stato not in t.da:
        return None
    passo = next((p for p in passaggi(oggetto, utente, oggi()) if p.transizione.azione == azione), None)
    if passo is None:
        raise PermissionDenied(oggetto.fermo() or f"Questo passaggio non tocca a te: {t.etichetta}.")
    return passo


def conferma(richiesta: HttpRequest, oggetto: ConStato, azione: str, *, modello: str, contesto: dict[str, Any]) -> HttpResponse:
    """Show the step (GET) or take it (POST). ``modello`` extends flusso/passaggio.html; ``contesto`` is what it adds to it.

    A reason once typed is never lost: if somebody else has saved meanwhile, it comes back with the page.
    """
    scheda = redirect(oggetto.get_absolute_url())
    passo = passo_da_confermare(oggetto, azione, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"La scheda è «{oggetto.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
        return scheda
    aiuto = f"Il termine era {data(passo.termine)}: il motivo resta nella storia." if passo.tardi and passo.termine else ""
    form = PassaggioForm(richiesta.POST or None, etichetta_motivo=passo.motivo, aiuto_motivo=aiuto)
    stato = 200
    if passo.pronto and form.is_valid():
        try:
            fatta = esegui(oggetto, azione, utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"],
                           motivo=form.cleaned_data.get("motivo", ""))  # fmt: skip
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Qui trovi la scheda com’è ora: {passo.transizione.etichetta_breve.lower()} solo se ti va bene.")
            stato = 409
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            return scheda
        else:
            messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
            return scheda
    elif richiesta.method == "POST" and not passo.pronto:
        messages.error(richiesta, " ".join(passo.mancanze))
        return scheda
    return render(richiesta, modello, {"oggetto": oggetto, "passo": passo, "form": form, **contesto}, status=stato)
