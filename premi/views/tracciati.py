"""The column maps for the payroll in the browser: chosen, written with their preview beside, put away."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.flusso.conferma import chiavi
from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso

from ..calcolo.tracciato import CAMPI, XLSX, difetti_mappa
from ..documenti.paghe import Fornitura, anteprima
from ..documenti.record import in_righe
from ..forms import tracciati as modulo
from ..letture.fonti import Fonte, corse_scaricabili, fonti_in_anteprima, scelta
from ..letture.tracciati import con_uso, predefiniti, usi
from ..models import Tracciato
from ..operazioni.tracciati import LI_SCRIVE_IL_PERSONALE, MappaNonValida, crea_predefiniti, salva_tracciato, togli_tracciato

DI_PARTENZA = {"formato": "csv", "versione": 0, "intestazioni": True, "separatore": ";", "decimale": ",", "codifica": "utf-8"}
COLONNE_DI_PARTENZA = ("matricola", "nominativo", "voce", "importo")


def _solo_chi_li_scrive(richiesta: HttpRequest) -> None:
    if not rules.has_perm("premi.scrivere_tracciati", richiesta.user):
        raise PermissionDenied(LI_SCRIVE_IL_PERSONALE)


@require_safe
def tracciati(richiesta: HttpRequest) -> HttpResponse:
    """All the maps, with how often each was used."""
    _solo_chi_li_scrive(richiesta)
    tutti = list(con_uso())
    in_uso = [x for x in tutti if not x.archiviato_il]
    nomi = {x.nome.casefold() for x in in_uso}
    contesto = {
        "in_uso": in_uso, "archiviati": [x for x in tutti if x.archiviato_il],
        "da_creare": [nome for nome in predefiniti() if nome.casefold() not in nomi], "ultima": corse_scaricabili().first(),
    }  # fmt: skip
    return render(richiesta, "premi/tracciati.html", contesto)


@require_POST
def crea(richiesta: HttpRequest) -> HttpResponse:
    """Write the maps that come with the program."""
    _solo_chi_li_scrive(richiesta)
    nuovi = crea_predefiniti(utente=richiesta.user, quando=adesso())
    nomi = ", ".join(f"«{x}»" for x in nuovi)
    messages.success(richiesta, f"Creati {nomi}: scrivi i codici voce delle tue paghe." if nuovi else "C’erano già tutti.")
    return redirect("premi:tracciati")


@require_http_methods(["GET", "HEAD", "POST"])
def nuovo(richiesta: HttpRequest) -> HttpResponse:
    _solo_chi_li_scrive(richiesta)
    return _scrivi(richiesta, None)


@require_http_methods(["GET", "HEAD", "POST"])
def tracciato(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Read and change one map; an archived one is only read."""
    _solo_chi_li_scrive(richiesta)
    trovato = get_object_or_404(Tracciato, pk=pk)
    if trovato.archiviato_il:
        if richiesta.method == "POST":
            messages.error(richiesta, f"Il tracciato «{trovato}» è archiviato: non cambia più.")
            return redirect(trovato)
        colonne = [(c, CAMPI[c.campo]) for c in trovato.mappa.colonne]
        return render(richiesta, "premi/tracciato_archiviato.html", {"tracciato": trovato, "colonne": colonne})
    return _scrivi(richiesta, trovato)


def _scrivi(richiesta: HttpRequest, trovato: Tracciato | None) -> HttpResponse:
    if richiesta.method != "POST":
        generali = modulo.generali_di(trovato) if trovato else DI_PARTENZA
        righe = modulo.righe_di(trovato) if trovato else [{"campo": c} for c in COLONNE_DI_PARTENZA]
        return _pagina(richiesta, trovato, modulo.TracciatoForm(initial=generali), modulo.moduli(righe))
    righe, comando = modulo.leggi_righe(richiesta.POST), richiesta.POST.get("comando", "")
    if comando:
        vai_a = modulo.cambia(righe, comando) if comando != "anteprima" else ""
        form = modulo.TracciatoForm(initial=modulo.leggi_generali(richiesta.POST))
        return _pagina(richiesta, trovato, form, modulo.moduli(righe), vai_a=vai_a, non_salvato=True)
    return _salva(richiesta, trovato, modulo.TracciatoForm(modulo.leggi_generali(richiesta.POST)), modulo.moduli(righe, legati=True))


def _salva(
    richiesta: HttpRequest, trovato: Tracciato | None, form: modulo.TracciatoForm, colonne: list[modulo.ColonnaForm]
) -> HttpResponse:
    mappa = modulo.mappa_scritta(form, colonne)
    if mappa is None:
        return _pagina(richiesta, trovato, form, colonne, status=422)
    d = form.cleaned_data
    try:
        salvato, cambiato = salva_tracciato(
            tracciato=trovato, nome=d["nome"], mappa=mappa, versione=d["versione"], utente=richiesta.user, quando=adesso()
        )
    except MappaNonValida as errore:
        modulo.metti_difetti(form, colonne, errore.difetti)
        return _pagina(richiesta, trovato, form, colonne, status=422)
    except ConflittoDiVersione as errore:
        return _conflitto(richiesta, trovato, colonne, str(errore))
    except ErroreDominio as errore:
        metti_errore(form, errore)
        return _pagina(richiesta, trovato, form, colonne, status=422)
    messages.success(richiesta, f"Tracciato «{salvato}» salvato." if cambiato else "Non c’era niente di nuovo da salvare.")
    return redirect(salvato)


def _conflitto(richiesta: HttpRequest, trovato: Tracciato | None, colonne: list[modulo.ColonnaForm], perche: str) -> HttpResponse:
    """What was typed stays in the page, with what is saved now beside it; saving again is a choice."""
    ora = get_object_or_404(Tracciato.objects.select_related("salvato_da__persona"), pk=trovato.pk if trovato else 0)
    messages.error(richiesta, f"{perche} Non è salvato niente: qui c’è quello che avevi scritto, e salvando di nuovo vale questo.")
    form = modulo.TracciatoForm(initial=modulo.leggi_generali(richiesta.POST) | {"versione": ora.versione})
    return _pagina(richiesta, trovato, form, colonne, status=409, non_salvato=True, conflitto=ora)


def _pagina(
    richiesta: HttpRequest, trovato: Tracciato | None, form: modulo.TracciatoForm, colonne: list[modulo.ColonnaForm], *,
    status: int = 200, **altro: Any,
) -> HttpResponse:  # fmt: skip
    """The editor. The preview is of what stands in the page, saved or not."""
    fonti = fonti_in_anteprima()
    inviati = modulo.leggi_generali(richiesta.POST) if richiesta.method == "POST" else {**form.initial}
    righe = [{nome: c[nome].value() for nome in (*modulo.DI_COLONNA, "taglia")} for c in colonne]
    contesto = {
        "tracciato": trovato, "form": form, "colonne": colonne, "fonti": fonti, "fonte_scelta": _fonte(richiesta, fonti),
        "sbagliati": [m for m in (form, *colonne) if m.errors] if status == 422 else [],
        **_prova(inviati, righe, _fonte(richiesta, fonti)), **altro,
    }  # fmt: skip
    return render(richiesta, "premi/tracciato.html", contesto, status=status)


@require_POST
def prova(richiesta: HttpRequest) -> HttpResponse:
    """The preview alone, while one types; nothing is saved."""
    _solo_chi_li_scrive(richiesta)
    fonti = fonti_in_anteprima()
    contesto = _prova(modulo.leggi_generali(richiesta.POST), modulo.leggi_righe(richiesta.POST), _fonte(richiesta, fonti))
    return render(richiesta, "premi/_parti/tracciato_anteprima.html", contesto)


def _fonte(richiesta: HttpRequest, fonti: list[Fonte]) -> Fonte | None:
    """What the map is tried on: what was asked for, or the first."""
    return scelta(fonti, richiesta.POST.get("fonte", "") or richiesta.GET.get("fonte", "")) or (fonti[0] if fonti else None)


def _prova(generali: dict[str, Any], righe: list[modulo.Riga], fonte: Fonte | None) -> dict[str, Any]:
    """What the file would look like: its first lines, and all that is wrong with it."""
    form = modulo.TracciatoForm({**generali, "nome": generali.get("nome") or "anteprima", "versione": 0} | _solo_spuntate(generali))
    colonne = modulo.moduli(righe, legati=True)
    mappa = modulo.mappa_scritta(form, colonne)
    difetti = difetti_mappa(mappa) if mappa else []
    if mappa is None or difetti or fonte is None:
        modulo.metti_difetti(form, colonne, difetti)
        return {"mappa_difettosa": [*_parole(form), *(p for n, c in enumerate(colonne, 1) for p in _parole(c, f"Colonna {n}, "))]}
    vista = anteprima(Fornitura(fonte, mappa, form.cleaned_data["nome"]))
    righe_di_testo = [] if mappa.formato == XLSX else in_righe(mappa, vista.record)
    return {"anteprima": vista, "righe_di_testo": righe_di_testo}


def _solo_spuntate(generali: dict[str, Any]) -> dict[str, Any]:
    return {nome: generali.get(nome) or False for nome in modulo.SPUNTE}


def _parole(form: Any, davanti: str = "") -> list[str]:
    """The faults of a form as sentences."""
    nomi = {nome: f"{davanti}{campo.label.lower()}: " for nome, campo in form.fields.items() if campo.label}
    return [f"{nomi.get(nome, davanti)}{errore}" for nome, errori in form.errors.items() for errore in errori]


@require_http_methods(["GET", "HEAD", "POST"])
def togli(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Take a map away, after a page that says what becomes of it."""
    _solo_chi_li_scrive(richiesta)
    trovato = get_object_or_404(Tracciato, pk=pk)
    if richiesta.method != "POST":
        if trovato.archiviato_il:
            return redirect(trovato)
        return render(richiesta, "premi/tracciato_togli.html", {"tracciato": trovato, "quanti": usi(trovato).count()})
    versione = (chiavi([richiesta.POST.get("versione", "")]) or [0])[0]
    try:
        archiviato = togli_tracciato(tracciato=trovato, versione=versione, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(trovato)
    messages.success(richiesta, f"Tracciato «{trovato}» {'archiviato' if archiviato else 'eliminato'}.")
    return redirect("premi:tracciati")
