"""The page that confirms a step of a workflow, the same for every app: what it does, what is missing, by when, the reason."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import data
from smvp.nucleo.pacchetti import FileRifiutato
from smvp.orologio import adesso, oggi

from .blocco import Esito
from .forms import TESTO_MASSIMO, TestoField, metti_errore, sulla_versione
from .models import ConStato
from .operazioni import Passaggio, esegui, passaggi
from .stati import e_un_motivo

MOTIVO_MASSIMO = TESTO_MASSIMO
# Above the errors of a form with nothing wrong in it: what is to be done is to read again.
SCEGLI_DI_NUOVO = "I testi sono qui sotto, i file vanno scelti di nuovo."
F = TypeVar("F", bound=forms.Form)
CAMBIATA = "Nel frattempo è cambiata: rileggi, poi decidi"


class PassaggioForm(forms.Form):
    """The confirmation of a step: the version that the user has seen and, where the step needs it, the reason."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    motivo = TestoField(max_length=MOTIVO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}))

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
        raise PermissionDenied(oggetto.perche_no(utente) or f"Questo passaggio non tocca a te: {t.etichetta}.")
    return passo


def conferma(
    richiesta: HttpRequest, oggetto: ConStato, azione: str, *, modello: str, contesto: dict[str, Any], resta: str = "",
    leggibile: Callable[[], bool] | None = None, altrove: str = "",
) -> HttpResponse:  # fmt: skip
    """Show the step (GET) or take it (POST). ``modello`` extends flusso/passaggio.html; ``contesto`` is what it adds to it.
    ``resta``: a sentence on what the step leaves open, told again once it is taken. ``altrove``: where to go after a step that takes
    the object out of the user's sight (``leggibile`` says so).

    A reason once typed is never lost: if somebody else has saved meanwhile, it comes back with the page; if the step can no longer be
    taken, beside what says so.
    """
    scheda = redirect(oggetto.get_absolute_url())
    passo = passo_da_confermare(oggetto, azione, richiesta.user)
    if passo is None:
        qui = f"La {oggetto.chiamata} è «{oggetto.stato_attuale.parola}»"
        messages.info(richiesta, f"{qui}: questo passaggio è già fatto, o non è il suo momento.")
        _rendi_il_motivo(richiesta)
        return scheda
    aiuto = f"Il termine era {data(passo.termine)}: il motivo resta nella storia." if passo.tardi and passo.termine else ""
    form = PassaggioForm(richiesta.POST or None, etichetta_motivo=passo.motivo, aiuto_motivo=aiuto)
    stato, cambiata = 200, ""
    if passo.pronto and form.is_valid():
        try:
            fatta = esegui(oggetto, azione, utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"],
                           motivo=form.cleaned_data.get("motivo", ""))  # fmt: skip
        except ConflittoDiVersione as errore:
            com_e = f"{errore} Qui trovi la {oggetto.chiamata} com’è ora"
            form.add_error(None, f"{com_e}: {passo.transizione.etichetta_breve.lower()} solo se ti va bene.")
            stato, cambiata = 409, CAMBIATA
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            _rendi_il_motivo(richiesta)
            return scheda
        else:
            messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
            if resta:
                messages.warning(richiesta, resta)
            return redirect(altrove) if leggibile is not None and not leggibile() else scheda
    elif richiesta.method == "POST" and not passo.pronto:
        messages.error(richiesta, " ".join(passo.mancanze))
        _rendi_il_motivo(richiesta)
        return scheda
    pagina = {"oggetto": oggetto, "passo": passo, "form": form, "titolo_errori": cambiata, **contesto}
    return render(richiesta, modello, pagina, status=stato)


def _rendi_il_motivo(richiesta: HttpRequest) -> None:
    if motivo := richiesta.POST.get("motivo", "").strip()[:MOTIVO_MASSIMO]:
        messages.warning(richiesta, f"Il motivo che avevi scritto, se ti serve ancora: «{motivo}»")


# --- what is done with a form ----------------------------------------------------------------------------------------------------


def dati_di(richiesta: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing, until it is sent."""
    return (richiesta.POST, richiesta.FILES) if richiesta.method == "POST" else (None, None)


def con_modulo(
    richiesta: HttpRequest, form: F, compi: Callable[[F], Any], *, fatto: str, dove: Callable[[Any], str], contesto: dict[str, Any],
    modello: str, versione: Callable[[], int] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form, or do what it asks and go on. A broken rule comes back beside its field, with all that was typed.

    ``versione``: of a form that carries one, the version that holds now.
    """
    stato = 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                esito = compi(form)
            except ConflittoDiVersione as errore:
                form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: invialo di nuovo solo se ti va ancora bene.")
                stato = 409
                if versione is not None:
                    sulla_versione(form, versione())
            except ErroreDominio as errore:
                metti_errore(form, errore)
                if isinstance(errore, FileRifiutato):
                    form.add_error(None, SCEGLI_DI_NUOVO)
            else:
                messages.success(richiesta, fatto)
                return redirect(dove(esito))
    return render(richiesta, modello, {"form": form, **contesto}, status=stato)


# --- many objects at once (flusso.blocco) -----------------------------------------------------------------------------------------

FATTE_DETTE, FERME_DETTE = 20, 8


def chiavi(valori: Iterable[str]) -> list[int]:
    """The keys of an address or a form; what is not a key is nothing."""
    return [int(v) for v in dict.fromkeys(valori) if v.isascii() and v.isdecimal() and len(v) < 10]


def versioni_confermate(richiesta: HttpRequest, oggetti: Iterable[ConStato]) -> dict[int, int]:
    """The version of each object that stood on the page of the confirmation; what is no number is no version."""
    lette = {o.pk: chiavi([richiesta.POST.get(f"versione_{o.pk}", "")]) for o in oggetti}
    return {pk: versione[0] for pk, versione in lette.items() if versione}


def racconta(richiesta: HttpRequest, esito: Esito[Any], fatto: str, nome: Callable[[Any], str]) -> None:
    """Say what became of the objects: which went on, and of the others the reason. ``nome``: what to call each."""
    if esito.fatti:
        messages.success(richiesta, f"{fatto}: {elenco(esito.fatti, nome)}.")
    for o, motivo in esito.fermi[:FERME_DETTE]:
        messages.warning(richiesta, f"{nome(o)}: {motivo}")
    if len(esito.fermi) > FERME_DETTE:
        messages.warning(richiesta, f"E altre {len(esito.fermi) - FERME_DETTE} schede sono rimaste dov’erano.")


def elenco(oggetti: Sequence[Any], nome: Callable[[Any], str]) -> str:
    """The names of the first of them."""
    return f"{', '.join(map(nome, oggetti[:FATTE_DETTE]))}{'…' if len(oggetti) > FATTE_DETTE else ''}"
