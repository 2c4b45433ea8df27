"""Art. 11: the degree of realisation of the P.E.G.: read by those who evaluate, written or imported by the controllo di gestione."""

from collections.abc import Sequence
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..documenti.fogli_quadri import foglio_gradi_peg, foglio_peg
from ..forms.peg import FilePegForm, GradoForm, moduli_dei_gradi, moduli_dopo_un_conflitto
from ..letture.quadri.file_peg import LetturaPeg, leggi_gradi
from ..letture.quadri.peg import Grado, direzioni_apicali, gradi_di, quadro_peg, storia_peg
from ..operazioni.peg import registra_gradi
from .quadri import come_xlsx


def _esercizio(richiesta: HttpRequest, anno: int, permesso: str) -> Esercizio:
    if not rules.has_perm(permesso, richiesta.user):
        raise PermissionDenied("Il grado di realizzazione del P.E.G. lo scrive il controllo di gestione e lo legge chi valuta.")
    richiesta.esercizio = get_object_or_404(Esercizio, anno=anno)
    return richiesta.esercizio


@require_http_methods(["GET", "HEAD", "POST"])
def peg(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The degrees of all the Direzioni; for the controllo di gestione, as a form."""
    salva = richiesta.method == "POST"
    esercizio = _esercizio(richiesta, anno, "obiettivi.inserire_peg" if salva else "obiettivi.vedere_peg")
    moduli = _moduli(esercizio, richiesta)
    if not salva:
        return _pagina(richiesta, esercizio, moduli)
    validi = [m.is_valid() for m in moduli]  # every one of them says its errors
    if not all(validi):
        return _pagina(richiesta, esercizio, moduli, status=422)
    try:
        quanti = registra_gradi(esercizio=esercizio, modifiche=[m.modifica for m in moduli], utente=richiesta.user, quando=adesso())
    except ConflittoDiVersione as errore:
        return _conflitto(richiesta, esercizio, moduli, errore)
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return _pagina(richiesta, esercizio, moduli, status=422)
    messages.success(richiesta, _salvati(quanti))
    return redirect("obiettivi:peg", anno)


def _salvati(quanti: int) -> str:
    if not quanti:
        return "Non c’era niente di nuovo da salvare."
    return "Salvato il grado di una Direzione." if quanti == 1 else f"Salvati i gradi di {quanti} Direzioni."


def _moduli(esercizio: Esercizio, richiesta: HttpRequest) -> list[GradoForm]:
    dati = richiesta.POST if richiesta.method == "POST" else None
    return moduli_dei_gradi(direzioni_apicali(esercizio), gradi_di(esercizio), dati)


def _conflitto(richiesta: HttpRequest, esercizio: Esercizio, moduli: Sequence[GradoForm], errore: ConflittoDiVersione) -> HttpResponse:
    """Nothing is saved and nothing that was typed is lost: the forms come back, on top of what is there now."""
    nuovi = moduli_dopo_un_conflitto(moduli, direzioni_apicali(esercizio), gradi_di(esercizio))
    messages.error(
        richiesta, f"{errore} Non è stato salvato niente: qui sotto c’è quello che avevi scritto. Se salvi di nuovo, vale questo."
    )
    return _pagina(richiesta, esercizio, nuovi, status=409)


def _pagina(richiesta: HttpRequest, esercizio: Esercizio, moduli: Sequence[GradoForm], status: int = 200) -> HttpResponse:
    puo = rules.has_perm("obiettivi.inserire_peg", richiesta.user) and esercizio.chiuso_il is None
    quadro = quadro_peg(esercizio, richiesta.user)
    per_direzione = {m.direzione.pk: m for m in moduli} if puo else {}
    return render(richiesta, "obiettivi/peg.html", {
        "esercizio": esercizio, "quadro": quadro, "righe": [(r, per_direzione.get(r.direzione.pk)) for r in quadro.righe],
        "puo_inserire": puo, "sbagliati": [m for m in moduli if m.is_bound and m.errors], "storia": storia_peg(esercizio),
    }, status=status)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def importa(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Upload a sheet: all its faults, or what would change, to be confirmed. Nothing is written here."""
    esercizio = _esercizio(richiesta, anno, "obiettivi.inserire_peg")
    direzioni = {d.codice: d for d in direzioni_apicali(esercizio)}
    contesto: dict[str, Any] = {"esercizio": esercizio, "direzioni": direzioni.values()}
    if richiesta.method != "POST":
        return render(richiesta, "obiettivi/peg_importa.html", contesto | {"form": FilePegForm()})
    form = FilePegForm(richiesta.POST, richiesta.FILES)
    if not form.is_valid():
        return render(richiesta, "obiettivi/peg_importa.html", contesto | {"form": form}, status=422)
    file = form.cleaned_data["file"]
    lettura = leggi_gradi(file.name, file.read(), direzioni)
    if lettura.difetti:
        contesto |= {"form": FilePegForm(), "difetti": lettura.difetti, "nome_file": file.name}
        return render(richiesta, "obiettivi/peg_importa.html", contesto, status=422)
    return render(richiesta, "obiettivi/peg_anteprima.html", contesto | {"nome_file": file.name, "righe": _anteprima(esercizio, lettura)})


def _anteprima(esercizio: Esercizio, lettura: LetturaPeg) -> list[tuple[Grado, Grado, GradoForm]]:
    """What is there, what the file says, and the form that carries both to the confirmation."""
    salvati = gradi_di(esercizio)
    righe = []
    for d in direzioni_apicali(esercizio):
        if d.pk in lettura.gradi:
            prima, dopo = salvati.get(d.pk, Grado()), lettura.gradi[d.pk]
            righe.append((prima, dopo, GradoForm(direzione=d, prima=prima, dopo=dopo)))
    return righe


@require_safe
def modello(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The sheet to fill in, with the codes of the Direzioni and what is there already."""
    esercizio = _esercizio(richiesta, anno, "obiettivi.inserire_peg")
    return come_xlsx(foglio_gradi_peg(quadro_peg(esercizio, richiesta.user), anno), f"peg-{anno}")


@require_safe
def xlsx(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The page as a sheet: each Direzione with its degree and the results that the reader may see."""
    esercizio = _esercizio(richiesta, anno, "obiettivi.vedere_peg")
    return come_xlsx(foglio_peg(quadro_peg(esercizio, richiesta.user), anno), f"realizzazione-peg-{anno}")
