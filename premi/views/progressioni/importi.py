"""Art. 22: the data that progressions need and the system has not: the totals of the years before, the economic steps. Upload, preview,
confirm; nothing is written before the confirmation, and all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.fogli import XLSX, Foglio, scrivi_xlsx
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.forms import FoglioForm
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.posizioni import RigaPosizione, importa_posizioni, leggi_posizioni, piano_posizioni
from smvp.organizzazione.righe_ricevute import Piano, Sigillo
from smvp.organizzazione.tabelle_ricevute import DifettoFile
from smvp.orologio import adesso, oggi
from valutazioni.letture.pregresse import RigaPregressa, leggi_pregresse, piano_pregresse
from valutazioni.operazioni.pregresse import importa_pregresse

from ...letture.progressioni.verticale import mancanti

DIFETTI_MOSTRATI, MOSSE_MOSTRATE = 200, 300
Lettura = tuple[Sequence[Any], Sequence[DifettoFile]]


@dataclass(frozen=True, slots=True)
class Importo:
    """What may be imported: how its page calls it, its columns with what they are, and who reads, compares and writes it."""

    codice: str
    titolo: str
    quali: str
    colonne: Mapping[str, str]
    leggi: Callable[[str, bytes, Esercizio], Lettura]
    da_dati: Callable[[Sequence[Any]], Any]
    piano: Callable[[Sequence[Any]], Piano]
    scrivi: Callable[..., int]
    modello: Callable[[Esercizio], Foglio]


def _foglio_valutazioni(esercizio: Esercizio) -> Foglio:
    righe = ([p.matricola, str(p), anno, None, "vigente", None] for p, anno in mancanti(esercizio, oggi()).valutazioni)
    colonne = ("matricola", "persona", "anno", "totale", "sistema", "fonte")
    # Years as text: with the dot of the thousands they would not be years any more.
    return Foglio("Valutazioni", colonne, ([m, p, str(a), t, s, f] for m, p, a, t, s, f in righe),
                  ("testo", "testo", "testo", "numero", "testo", "testo"))  # fmt: skip


def _foglio_posizioni(esercizio: Esercizio) -> Foglio:
    righe = ([p.matricola, str(p), None, None] for p in mancanti(esercizio, oggi()).posizioni)
    return Foglio("Posizioni", ("matricola", "persona", "posizione", "dal"), righe, ("testo", "testo", "testo", "data"))


VALUTAZIONI = Importo(
    codice="valutazioni", titolo="Valutazioni degli anni precedenti", quali="valutazioni",
    colonne={
        "matricola": "Di chi è la valutazione.",
        "anno": "L’anno valutato, per esempio 2023.",
        "totale": "Il punteggio finale, con due decimali al massimo: 231,40. La parola «togli» cancella quello registrato per errore.",
        "sistema": "«vigente» oppure «precedente», se l’anno fu valutato con il sistema di prima. Vuota: vigente.",
        "fonte": "Da dove viene: la scheda, il protocollo, l’ente di provenienza.",
    },
    leggi=lambda nome, contenuto, esercizio: leggi_pregresse(nome, contenuto, esercizio.reg, oggi().year),
    da_dati=RigaPregressa.da_dati, piano=piano_pregresse, scrivi=importa_pregresse, modello=_foglio_valutazioni,
)  # fmt: skip
POSIZIONI = Importo(
    codice="posizioni", titolo="Posizioni economiche", quali="posizioni",
    colonne={
        "matricola": "Di chi è la posizione.",
        "posizione": "Come la chiama il contratto, per esempio C2.",
        "dal": "Da quando la persona è in questa posizione, per esempio 01/03/2021.",
    },
    leggi=lambda nome, contenuto, esercizio: leggi_posizioni(nome, contenuto, oggi()),
    da_dati=RigaPosizione.da_dati, piano=piano_posizioni, scrivi=importa_posizioni, modello=_foglio_posizioni,
)  # fmt: skip
IMPORTI = {i.codice: i for i in (VALUTAZIONI, POSIZIONI)}


def _di(richiesta: HttpRequest, anno: int, che: str) -> tuple[Esercizio, Importo, Sigillo]:
    if che not in IMPORTI:
        raise Http404
    if not rules.has_perm("premi.istruire_progressioni", richiesta.user):
        raise PermissionDenied("Questi dati li registra l’ufficio del personale.")
    return get_object_or_404(Esercizio, anno=anno), IMPORTI[che], Sigillo(f"importa.{che}", richiesta.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def importa(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """Upload a sheet: all its faults, or what would change, row by row. Nothing is written here."""
    esercizio, importo, sigillo = _di(richiesta, anno, che)
    if richiesta.method != "POST":
        return _modulo(richiesta, esercizio, importo, FoglioForm())
    form = FoglioForm(richiesta.POST, richiesta.FILES)
    if not form.is_valid():
        return _modulo(richiesta, esercizio, importo, form, stato=422)
    file = form.cleaned_data["file"]
    righe, difetti = importo.leggi(file.name, file.read(), esercizio)
    piano = importo.piano(righe)
    if difetti or piano.difetti:
        trovati = sorted((*difetti, *piano.difetti), key=lambda d: d.riga)
        return _modulo(richiesta, esercizio, importo, FoglioForm(), stato=422, difetti=trovati, nome_file=file.name)
    return _anteprima(richiesta, esercizio, importo, piano, file.name, sigillo.chiudi(file.name, _dati(righe), piano.impronta))


def _dati(righe: Sequence[Any]) -> list[list[Any]]:
    return [r.come_dati() for r in righe]


def _modulo(
    richiesta: HttpRequest, esercizio: Esercizio, importo: Importo, form: FoglioForm, *, stato: int = 200,
    difetti: Sequence[DifettoFile] = (), nome_file: str = "",
) -> HttpResponse:  # fmt: skip
    contesto = {
        "esercizio": esercizio, "importo": importo, "form": form, "difetti": difetti[:DIFETTI_MOSTRATI], "quanti": len(difetti),
        "nome_file": nome_file,
    }  # fmt: skip
    return render(richiesta, "premi/progressioni/importa.html", contesto, status=stato)


def _anteprima(
    richiesta: HttpRequest, esercizio: Esercizio, importo: Importo, piano: Piano, nome_file: str, sigillo: str, stato: int = 200
) -> HttpResponse:
    mosse = piano.modifiche
    contesto = {
        "esercizio": esercizio, "importo": importo, "piano": piano, "mosse": mosse[:MOSSE_MOSTRATE], "quante": len(mosse),
        "altre": max(0, len(mosse) - MOSSE_MOSTRATE), "nome_file": nome_file, "sigillo": sigillo,
    }  # fmt: skip
    return render(richiesta, "premi/progressioni/anteprima.html", contesto, status=stato)


@require_POST
def conferma(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """Write what the preview has shown; if what is there has changed meanwhile, the preview again."""
    esercizio, importo, sigillo = _di(richiesta, anno, che)
    quando: datetime = adesso()
    try:
        nome_file, dati, impronta = sigillo.apri(richiesta.POST.get("righe", ""))
    except ValueError as errore:
        messages.error(richiesta, str(errore))
        return redirect("premi:progressioni_importa", anno, che)
    righe = [importo.da_dati(d) for d in dati]
    try:
        quante = importo.scrivi(righe=righe, impronta=impronta, nome_file=nome_file, utente=richiesta.user, quando=quando)
    except ErroreDominio as errore:
        piano = importo.piano(righe)
        if piano.difetti:
            return _modulo(richiesta, esercizio, importo, FoglioForm(), stato=422, difetti=piano.difetti, nome_file=nome_file)
        messages.error(richiesta, f"{errore} Non è stato salvato niente: guarda l’anteprima di adesso e conferma di nuovo.")
        return _anteprima(richiesta, esercizio, importo, piano, nome_file, sigillo.chiudi(nome_file, dati, piano.impronta), 409)
    messages.success(richiesta, f"{importo.titolo}: {_quante(quante)}")
    return redirect("premi:progressioni", anno)


def _quante(quante: int) -> str:
    if not quante:
        return "il file diceva quello che il sistema sapeva già, non è cambiato niente."
    return "registrata una riga." if quante == 1 else f"registrate {quante} righe."


@require_safe
def modello(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """The sheet to fill in, with a row for each datum that is missing."""
    esercizio, importo, _ = _di(richiesta, anno, che)
    nome = f"{che}-{anno}.xlsx"
    intestazioni = {"Content-Disposition": f'attachment; filename="{nome}"'}
    return HttpResponse(scrivi_xlsx(importo.modello(esercizio)), content_type=XLSX, headers=intestazioni)
