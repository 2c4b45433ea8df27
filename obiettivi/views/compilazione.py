"""Filling in a sheet, or a Direzione's part of it: saved as one types, row by row, without losing what two people write (All. A)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.orologio import adesso, oggi

from ..forms.compilazione import CompilazioneForm
from ..letture.scheda.compilazione import contesto_di_compilazione, direzioni_ammesse
from ..letture.scheda.rilievi import contesto_di_rilievi
from ..models import Obiettivo, Parte
from ..operazioni import compilazione as operazioni
from ..operazioni import righe
from ..permessi import guida_la_parte, puo_sulla_quota
from .schede import prendi

SALE = "obiettivi.riga_tolta"
SEZIONI = (
    ("c-scheda", "L’obiettivo"), ("testi", "Descrizione e risultato atteso"), ("c-fasi", "Piano di azione"),
    ("parti", "Parti delle Direzioni"), ("c-indicatori", "Indicatori"), ("c-personale", "Persone e risorse"),
    ("c-scostamenti", "Scostamenti e criticità"), ("c-requisiti", "Requisiti"), ("c-tipo", "Peso"),
)  # fmt: skip
SEZIONI_PARTE = (("testi", "La parte"), ("c-fasi", "Fasi"), ("c-indicatori", "Indicatori"))
NESSUNO: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Foglio:
    """What a page fills in: a whole sheet, or one part of a collective one."""

    obiettivo: Obiettivo
    parte: Parte | None = None

    @property
    def url(self) -> str:
        if self.parte is None:
            return reverse("obiettivi:modifica", args=[self.obiettivo.pk])
        return reverse("obiettivi:parte", args=[self.obiettivo.pk, self.parte.pk])

    @property
    def url_salva(self) -> str:
        if self.parte is None:
            return reverse("obiettivi:salva", args=[self.obiettivo.pk])
        return reverse("obiettivi:salva_parte", args=[self.obiettivo.pk, self.parte.pk])

    def modulo(self, dati: Any = None, *, completa: bool = False) -> CompilazioneForm:
        iniziali = None if dati is not None else {"pagina": get_random_string(24)}
        return CompilazioneForm(dati, obiettivo=self.obiettivo, parte=self.parte, completa=completa, initial=iniziali)


def apri(richiesta: HttpRequest, pk: int, chiave: int | None = None) -> Foglio:
    """The sheet (or part) of the address, for whoever may write it now. 404 if it is not to be seen, 403 in words if it is not theirs."""
    obiettivo = prendi(richiesta, pk)
    parte = next((p for p in obiettivo.parti.all() if p.pk == chiave), None)
    if chiave is not None and parte is None:
        raise Http404
    if not puo_sulla_quota("obiettivi.modificare", richiesta.user, obiettivo, parte):
        non_salvato = " Quello che hai scritto non è salvato: torna indietro con il browser se vuoi copiarlo."
        perche = (
            operazioni.perche_no(obiettivo) or "La scheda la compila chi ne risponde; di una collettiva, ogni Dirigente la propria parte."
        )
        raise PermissionDenied(perche + (non_salvato if richiesta.method == "POST" else ""))
    return Foglio(obiettivo, parte)


@require_http_methods(["GET", "HEAD", "POST"])
def modifica(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The whole of Allegato A. Whoever leads only a part of it goes to their own."""
    obiettivo = prendi(richiesta, pk)
    if richiesta.method != "POST" and not rules.has_perm("obiettivi.modificare", richiesta.user, obiettivo):
        propria = next((p for p in obiettivo.parti.all() if guida_la_parte(richiesta.user, p)), None)
        if propria and puo_sulla_quota("obiettivi.modificare", richiesta.user, obiettivo, propria):
            return redirect("obiettivi:parte", pk, propria.pk)
    return _compila(richiesta, apri(richiesta, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def parte(richiesta: HttpRequest, pk: int, chiave: int) -> HttpResponse:
    """Art. 7: one Direzione's part: its description, phases and indicators."""
    return _compila(richiesta, apri(richiesta, pk, chiave))


@require_POST
def salva(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The save as one types (htmx): answers with what the server computes again."""
    return _salva_scrivendo(richiesta, apri(richiesta, pk))


@require_POST
def salva_parte(richiesta: HttpRequest, pk: int, chiave: int) -> HttpResponse:
    return _salva_scrivendo(richiesta, apri(richiesta, pk, chiave))


def _salva_scrivendo(richiesta: HttpRequest, foglio: Foglio) -> HttpResponse:
    form = foglio.modulo(richiesta.POST)
    contesi = _salva(richiesta, foglio, form)
    contesto = _contesto(richiesta, _rileggi(richiesta, foglio), form, contesi) | {"oob": True}
    modello = "obiettivi/_parti/scrivi_conflitto.html" if contesi else "obiettivi/_parti/scrivi_aggiornamento.html"
    return render(richiesta, modello, contesto)


def _compila(richiesta: HttpRequest, foglio: Foglio) -> HttpResponse:
    if richiesta.method != "POST":
        return _mostra(richiesta, foglio, foglio.modulo())
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form = foglio.modulo(dati)
    contesi = _salva(richiesta, foglio, form)
    if contesi:
        return _mostra(richiesta, _rileggi(richiesta, foglio), form, contesi, status=409)
    ancora = _riga(richiesta, _rileggi(richiesta, foglio), form) if richiesta.POST.get("riga") else ""
    if form.errors or ancora is None:
        return _mostra(richiesta, _rileggi(richiesta, foglio), form)
    if ancora:
        return redirect(f"{foglio.url}{ancora}")
    if azione := richiesta.POST.get("azione", ""):
        return redirect("obiettivi:passaggio", foglio.obiettivo.pk, azione)
    messages.success(richiesta, "Scheda salvata.")
    return redirect(foglio.obiettivo if "fine" in richiesta.POST else foglio.url)


def _rileggi(richiesta: HttpRequest, foglio: Foglio) -> Foglio:
    return apri(richiesta, foglio.obiettivo.pk, foglio.parte.pk if foglio.parte else None)


def _pagina(form: CompilazioneForm) -> Pagina:
    return Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)


def _salva(richiesta: HttpRequest, foglio: Foglio, form: CompilazioneForm) -> set[str]:
    """Save what the page has changed and is valid. Returns the names of the fields that others have changed in another way.

    Those are left alone, everything else is saved. Somebody who saves in this very moment makes us look again.
    """
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    o, pagina = foglio.obiettivo, _pagina(form)
    mia = form.cleaned_data["versione"] == o.versione or pagina.viene_dopo(o, richiesta.user)
    contesi: set[str] = set() if mia else form.contesi()
    atto: dict[str, Any] = {
        "dati": form.compilazione(contesi), "utente": richiesta.user, "quando": adesso(), "versione": o.versione,
        "pagina": pagina if mia else NESSUNA_PAGINA,
    }  # fmt: skip
    try:
        if foglio.parte is None:
            operazioni.salva_scheda(obiettivo=o, **atto)
        else:
            operazioni.salva_parte(parte=foglio.parte, **atto)
    except ConflittoDiVersione:
        nuovo = _rileggi(richiesta, foglio)
        return _salva(richiesta, nuovo, nuovo.modulo(form.data))
    except ErroreDominio as errore:
        if form.rifiuta(errore.campo, str(errore)):  # the rest is saved without it; everything typed is still on the page
            return _salva(richiesta, foglio, form)
    return contesi


# --- rows: "aggiungi:fase", "togli:fase:12", "su:fase:12", "giu:fase:12", "rimetti:…" --------------------------------------------------


def _riga(richiesta: HttpRequest, foglio: Foglio, form: CompilazioneForm) -> str | None:
    """Do what a button of a row asks, after everything has been saved; returns where to go, None if it could not be done."""
    verbo, _, resto = richiesta.POST["riga"].partition(":")
    atto: dict[str, Any] = {
        "obiettivo": foglio.obiettivo, "utente": richiesta.user, "quando": adesso(), "versione": foglio.obiettivo.versione,
        "pagina": _pagina(form),
    }  # fmt: skip
    try:
        if resto.startswith("parte"):
            return _riga_parte(richiesta, foglio, verbo, resto, atto)
        if (verbo, resto) == ("aggiorna", "incarichi"):
            righe.sincronizza_assegnazioni(**atto)
            return "#c-tipo"
        atto["parte"] = foglio.parte
        if verbo == "aggiungi":
            nuova = righe.aggiungi_riga(tipo=resto, **atto)
            return f"#id_{resto}-{nuova.pk}-{righe.PRIMO_CAMPO[resto]}"
        if verbo == "rimetti":
            tolta = signing.loads(resto, salt=f"{SALE}.{foglio.url}")
            nuova = righe.aggiungi_riga(tipo=tolta["tipo"], campi=tolta["campi"], ordine=tolta["ordine"], **atto)
            return f"#id_{tolta['tipo']}-{nuova.pk}-{righe.PRIMO_CAMPO[tolta['tipo']]}"
        tipo, chiave = resto.split(":")
        if verbo == "togli":
            tolta = {"tipo": tipo} | righe.togli_riga(tipo=tipo, chiave=int(chiave), **atto)
            return f"?tolta={signing.dumps(tolta, salt=f'{SALE}.{foglio.url}', compress=True)}#tolta"
        righe.sposta_riga(tipo=tipo, chiave=int(chiave), verso={"su": -1, "giu": 1}[verbo], **atto)
    except (ValueError, KeyError, signing.BadSignature) as errore:
        raise Http404 from errore
    except ErroreDominio as errore:
        form.rifiuta("", str(errore))
        return None
    return f"#id_{tipo}-{chiave}-{righe.PRIMO_CAMPO[tipo]}"


def _riga_parte(richiesta: HttpRequest, foglio: Foglio, verbo: str, resto: str, atto: dict[str, Any]) -> str:
    if verbo == "togli":
        righe.togli_parte(chiave=int(resto.partition(":")[2]), **atto)
        return "#parti"
    direzione = direzioni_ammesse(foglio.obiettivo.esercizio).filter(pk=richiesta.POST.get("nuova_direzione") or 0).first()
    if direzione is None:
        raise DatiNonValidi("Scegli la Direzione che partecipa.", campo="nuova_direzione", articolo="7")
    nuova = righe.aggiungi_parte(direzione=direzione, **atto)
    return f"#id_parte-{nuova.pk}-apporto"


# --- what the page shows ---------------------------------------------------------------------------------------------------------------


def _tolta(richiesta: HttpRequest, foglio: Foglio) -> dict[str, Any] | None:
    """The row that has just been taken away, from the address: so that one may put it back."""
    firmata = richiesta.GET.get("tolta", "")
    try:
        tolta = signing.loads(firmata, salt=f"{SALE}.{foglio.url}") if firmata else None
    except signing.BadSignature:
        return None
    return tolta and {"firmata": firmata, "testo": tolta["campi"].get(righe.PRIMO_CAMPO[tolta["tipo"]]) or "una riga vuota"}


def _contesto(richiesta: HttpRequest, foglio: Foglio, form: CompilazioneForm, contesi: Iterable[str] = NESSUNO) -> dict[str, Any]:
    contesi = set(contesi)
    # What is compared with what was typed is what the database holds now, not when the form was made.
    fresca = foglio.modulo(form.data, completa=not richiesta.htmx) if form.is_bound else form
    if form.is_bound:
        fresca.is_valid()
        for campo, frase in form.rifiutati:
            fresca.rifiuta(campo, frase)
    prima = form.fields["prima"].initial
    if form.is_bound:
        prima = form.data.get("prima", "") if form.niente_salvato else fresca.prima_dopo(contesi)
    return {
        "obiettivo": foglio.obiettivo, "foglio": foglio, "form": fresca, "prima": prima,
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if form.is_bound and not contesi else [],
        "perduti": fresca.perduti() if form.is_bound else [],
        "mia_altra_finestra": foglio.obiettivo.salvata_da_id == richiesta.user.pk,
        **contesto_di_compilazione(foglio.obiettivo, foglio.parte, richiesta.user, oggi()),
    }  # fmt: skip


def _sezioni(obiettivo: Obiettivo) -> list[tuple[str, str]]:
    return [s for s in SEZIONI if s[0] != "parti" or obiettivo.collettivo]


def _mostra(
    richiesta: HttpRequest, foglio: Foglio, form: CompilazioneForm, contesi: Iterable[str] = NESSUNO, status: int = 200
) -> HttpResponse:
    contesto = _contesto(richiesta, foglio, form, contesi) | {
        "tolta": _tolta(richiesta, foglio), "sezioni": SEZIONI_PARTE if foglio.parte else _sezioni(foglio.obiettivo),
        **contesto_di_rilievi(foglio.obiettivo, richiesta.user),
    }  # fmt: skip
    modello = "obiettivi/modifica.html" if foglio.parte is None else "obiettivi/parte.html"
    return render(richiesta, modello, contesto, status=status)
