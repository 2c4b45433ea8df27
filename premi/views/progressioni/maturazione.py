"""Art. 22, b): the sheet of professional growth of a Direzione, saved while its dirigente types. Nothing that is typed is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.organizzazione.models import Direzione
from smvp.orologio import adesso
from valutazioni.models import ParteSeconda

from ...forms.maturazioni import MaturazioneForm
from ...letture.progressioni.aspiranti import Aspirante, gruppi_di, maturazioni_delle_schede
from ...letture.progressioni.procedura import legge_gruppo
from ...models import FoglioMaturazione, Progressione
from ...operazioni.maturazioni import SUO_DIRIGENTE, salva_maturazioni
from ...stati import ISTRUTTORIA
from .procedure import prendi

PER_FOGLIO = 40  # nine fields each: a browser sends them all at every save
COPIALO = "Quello che hai scritto non è salvato: torna indietro con il browser se vuoi copiarlo."
NESSUNO: frozenset[str] = frozenset()
DI_UNA_PERSONA = re.compile(r"(?:motivo|punti)_(\d+)")


@dataclass(frozen=True, slots=True)
class Letto:
    """The sheet as it stands: its row (not saved yet at first), all its candidates, what part two of their sheets proposes."""

    procedura: Progressione
    direzione: Direzione
    foglio: FoglioMaturazione
    aspiranti: list[Aspirante]
    proposte: Mapping[int, ParteSeconda]

    @property
    def mancano(self) -> list[Aspirante]:
        return [a for a in self.aspiranti if a.manca_maturazione]

    def di(self, dati: QueryDict) -> list[Aspirante]:
        """The candidates of the page that sends: whoever has come or gone meanwhile moves nobody to another page."""
        nominati = _nominati(dati)
        return [a for a in self.aspiranti if a.persona.pk in nominati]

    def estranei(self, dati: QueryDict) -> bool:
        """Whether something was typed about somebody who is not an admissible candidate any more."""
        suoi = {a.persona.pk for a in self.aspiranti}
        return any(dati.get(f"{campo}_{pk}") for pk in _nominati(dati) - suoi for campo in ("motivo", "punti"))

    def form(self, aspiranti: list[Aspirante], dati: QueryDict | None = None) -> MaturazioneForm:
        iniziali = {"pagina": get_random_string(24)} if dati is None else None
        return MaturazioneForm(
            dati, esercizio=self.procedura.esercizio, aspiranti=aspiranti, proposte=self.proposte, foglio=self.foglio.versione,
            initial=iniziali,
        )  # fmt: skip


def _nominati(dati: QueryDict) -> set[int]:
    trovati = (DI_UNA_PERSONA.fullmatch(nome) for nome in dati)
    return {int(m[1]) for m in trovati if m and len(m[1]) < 15}


def _leggi(richiesta: HttpRequest, pk: int, direzione: int) -> Letto:
    """Raises Http404 for who does not read the Direzione, PermissionDenied for who is not its dirigente."""
    procedura = prendi(richiesta, pk)
    suoi = procedura.posti.select_related("direzione").filter(direzione=direzione).first()
    if suoi is None or not legge_gruppo(richiesta.user, direzione):
        raise Http404
    if not rules.has_perm("premi.valutare_maturazione", richiesta.user, direzione):
        raise PermissionDenied(SUO_DIRIGENTE)
    in_istruttoria = procedura.stato == ISTRUTTORIA
    aspiranti = [a for g in gruppi_di(procedura, [direzione]) for a in g.ammissibili] if in_istruttoria else []
    foglio = FoglioMaturazione.objects.select_related("salvata_da__persona").filter(procedura=procedura, direzione=direzione).first()
    return Letto(
        procedura, suoi.direzione, foglio or FoglioMaturazione(procedura=procedura, direzione=suoi.direzione), aspiranti,
        maturazioni_delle_schede(procedura, [a.persona.pk for a in aspiranti]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def maturazione(richiesta: HttpRequest, pk: int, direzione: int) -> HttpResponse:
    """The sheet. A POST (the button, the answer to a conflict, what the sheets propose) saves all that is on the page."""
    letto = _leggi(richiesta, pk, direzione)
    pagina = Paginator(letto.aspiranti, PER_FOGLIO).get_page(richiesta.GET.get("pagina"))
    if richiesta.method != "POST":
        return _mostra(richiesta, letto, letto.form(list(pagina)), pagina)
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form, contesi = _salva(richiesta, letto, dati)
    letto = _leggi(richiesta, pk, direzione)
    if contesi or form.errors or letto.estranei(dati):
        return _mostra(richiesta, letto, form, pagina, contesi, stato=409 if contesi else 422)
    n = len(letto.mancano)
    messages.success(richiesta, f"Foglio salvato. {_da_completare(n)}" if n else "Foglio salvato: tutti i candidati sono valutati.")
    return redirect(richiesta.get_full_path())


@require_POST
def salva(richiesta: HttpRequest, pk: int, direzione: int) -> HttpResponse:
    """The save as one types (htmx): answers with what is missing now, and with a conflict if there is one."""
    letto = _leggi(richiesta, pk, direzione)
    form, contesi = _salva(richiesta, letto, richiesta.POST)
    letto = _leggi(richiesta, pk, direzione)
    contesto = _contesto(richiesta, letto, form, contesi) | {"oob": True}
    return render(richiesta, "premi/_parti/maturazione_aggiornata.html", contesto)


def _salva(richiesta: HttpRequest, letto: Letto, dati: QueryDict) -> tuple[MaturazioneForm, frozenset[str]]:
    """Save what the page has changed and is valid. Returns also the fields that others have changed otherwise: those are left alone."""
    if letto.procedura.stato != ISTRUTTORIA:
        raise PermissionDenied(f"La procedura è «{letto.procedura.stato_attuale.parola}» e la maturazione non si scrive più. {COPIALO}")
    form = letto.form(letto.di(dati), dati)
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    pagina = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    mia = form.cleaned_data["versione"] == letto.foglio.versione or pagina.viene_dopo(letto.foglio, richiesta.user)
    contesi = NESSUNO if mia else frozenset(form.contesi())
    valori = form.valori(contesi)
    valori |= form.riprese(valori)
    try:
        salva_maturazioni(
            procedura=letto.procedura, direzione=letto.direzione, valori=valori, utente=richiesta.user, quando=adesso(),
            versione=letto.foglio.versione, pagina=pagina if mia else NESSUNA_PAGINA,
        )  # fmt: skip
    except ConflittoDiVersione:  # somebody has saved in this very moment: look again
        return _salva(richiesta, _leggi(richiesta, letto.procedura.pk, letto.direzione.pk), dati)
    except DatiNonValidi as errore:
        form.add_error(None, str(errore))
    except ErroreDominio as errore:  # the ranking has been formed in this very moment
        raise PermissionDenied(f"{errore} {COPIALO}") from errore
    return form, contesi


def _da_completare(n: int) -> str:
    return "Un candidato è ancora da completare." if n == 1 else f"{n} candidati sono ancora da completare."


def _contesto(richiesta: HttpRequest, letto: Letto, form: MaturazioneForm, contesi: frozenset[str] = NESSUNO) -> dict[str, Any]:
    """The page as it stands after a save: what is compared with what was typed is what the database holds now."""
    fresca = form
    if form.is_bound:
        fresca = letto.form(letto.di(form.data), form.data)
        fresca.is_valid()
        for errore in form.non_field_errors():
            fresca.add_error(None, errore)
    prima = fresca.prima_dopo(contesi) if form.is_bound else form.fields["prima"].initial
    return {
        "procedura": letto.procedura, "direzione": letto.direzione, "foglio": letto.foglio, "form": fresca, "mancano": letto.mancano,
        "prima": form.data.get("prima", "") if form.is_bound and form.non_field_errors() else prima,
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if form.is_bound and not contesi else [],
        "estranei": form.is_bound and letto.estranei(form.data),
        "mia_altra_finestra": letto.foglio.salvata_da_id == richiesta.user.pk,
        "qui": _qui(richiesta, letto),
    }  # fmt: skip


def _qui(richiesta: HttpRequest, letto: Letto) -> str:
    """The page of the sheet, also where it is another address that saves."""
    if richiesta.htmx:  # type: ignore[attr-defined]
        dalla_pagina: str | None = richiesta.htmx.current_url_abs_path  # type: ignore[attr-defined]
        return dalla_pagina or reverse("premi:progressione_maturazione", args=[letto.procedura.pk, letto.direzione.pk])
    return richiesta.get_full_path()


def _mostra(
    richiesta: HttpRequest, letto: Letto, form: MaturazioneForm, pagina: Page[Aspirante], contesi: frozenset[str] = NESSUNO,
    stato: int = 200,
) -> HttpResponse:  # fmt: skip
    contesto = _contesto(richiesta, letto, form, contesi)
    contesto |= {"reg": letto.procedura.esercizio.reg, "pagina": pagina, "scrivibile": letto.procedura.stato == ISTRUTTORIA}
    return render(richiesta, "premi/progressioni/maturazione.html", contesto, status=stato)
