"""The staff import: upload, preview, confirm."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smvp.nucleo.errori import ConflittoDiVersione, OperazioneNonAmmessa
from smvp.orologio import adesso, oggi

from .forms import ConfermaForm, FilePersonaleForm
from .importazione import COLONNE, OBBLIGATORIE
from .letture import toccate_da, uffici_attivi
from .models import Importazione
from .operazioni import ImportazioneRifiutata, applica_importazione, carica_importazione, piano_di
from .permessi import solo
from .piano import CONTI, INVARIATA
from .ruoli import Ruolo

RIGHE_MOSTRATE = 300
DIFETTI_MOSTRATI = 200
AIUTO_COLONNE = {
    "matricola": "Identifica la persona: se c’è già nel sistema, la riga la aggiorna.",
    "cognome": "Come deve comparire nei documenti.",
    "nome": "Come deve comparire nei documenti.",
    "codice_fiscale": "16 caratteri. Vuoto: resta quello che c’è.",
    "email": "Vuota: resta quella che c’è.",
    "direzione": "Il codice dell’ufficio: Direzione, Settore o Servizio.",
    "categoria": "A, B, C oppure D.",
    "tempo": "La quota di tempo: 0,5 oppure 50%. Vuota: tempo pieno.",
    "dal": "Da quando vale quello che la riga dice, per esempio 01/03/2026.",
    "al": "L’ultimo giorno. Vuota: in corso.",
}
solo_personale = solo(Ruolo.PERSONALE, Ruolo.AMMINISTRATORE)


@require_http_methods(["GET", "POST"])
@solo_personale
def importa_personale(richiesta: HttpRequest) -> HttpResponse:
    """The page with the form; a file with faults comes back with all of them, one without goes on to the preview."""
    if richiesta.method != "POST":
        return _pagina(richiesta, FilePersonaleForm())
    form = FilePersonaleForm(richiesta.POST, richiesta.FILES)
    if not form.is_valid():
        return _pagina(richiesta, form, status=422)
    file = form.cleaned_data["file"]
    try:
        fatta = carica_importazione(nome_file=file.name, contenuto=file.read(), utente=richiesta.user, quando=adesso())
    except ImportazioneRifiutata as errore:
        return _pagina(richiesta, form, status=422, nome_file=file.name, difetti=errore.difetti)
    return redirect("organizzazione:importazione", fatta.pk)


def _pagina(richiesta: HttpRequest, form: FilePersonaleForm, status: int = 200, difetti: tuple = (), **altro: Any) -> HttpResponse:
    colonne = [(c, c in OBBLIGATORIE, AIUTO_COLONNE[c]) for c in COLONNE]
    contesto = {
        "form": form, "colonne": colonne, "uffici": uffici_attivi(oggi()), "difetti": difetti[:DIFETTI_MOSTRATI],
        "quanti_difetti": len(difetti), **altro,
    }  # fmt: skip
    return render(richiesta, "organizzazione/importa_personale.html", contesto, status=status)


@require_GET
@solo_personale
def importazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The preview of one's own upload, or what it did."""
    riga = get_object_or_404(Importazione, pk=pk, creata_da=richiesta.user)
    if riga.applicata_il:
        return _fatta(richiesta, riga)
    if riga.scade_il <= adesso():
        return _scaduta(richiesta)
    piano = piano_di(riga)
    conteggi = [*_in_parole(piano.conteggi), *piano.da_controllare]
    return render(richiesta, "organizzazione/importazione.html", {
        "riga": riga, "piano": piano, "conteggi": conteggi, "mosse": piano.modifiche[:RIGHE_MOSTRATE],
        "altre": max(0, len(piano.modifiche) - RIGHE_MOSTRATE), "difetti": piano.difetti[:DIFETTI_MOSTRATI],
        "quanti_difetti": len(piano.difetti), "form": ConfermaForm(initial={"impronta": piano.impronta}),
    })  # fmt: skip


def _fatta(richiesta: HttpRequest, riga: Importazione) -> HttpResponse:
    toccate = toccate_da(riga, {tipo: CONTI[tipo] for tipo in CONTI if tipo != INVARIATA}, RIGHE_MOSTRATE)
    contesto = {"riga": riga, "esito": _in_parole(riga.esito), "toccate": toccate}
    return render(richiesta, "organizzazione/importazione_fatta.html", contesto)


def _in_parole(conteggi: dict[str, int]) -> list[tuple[str, int]]:
    return [(parola, conteggi[tipo]) for tipo, parola in CONTI.items() if conteggi.get(tipo)]


def _scaduta(richiesta: HttpRequest) -> HttpResponse:
    messages.warning(richiesta, "L’anteprima è scaduta: carica di nuovo il file.")
    return redirect("organizzazione:importa_personale")


@require_POST
@solo_personale
def conferma_importazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    form = ConfermaForm(richiesta.POST)
    impronta = form.cleaned_data["impronta"] if form.is_valid() else ""
    try:
        applica_importazione(importazione=pk, impronta=impronta, utente=richiesta.user, quando=adesso())
    except Importazione.DoesNotExist as errore:
        raise Http404 from errore
    except OperazioneNonAmmessa:
        return _scaduta(richiesta)
    except ConflittoDiVersione as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, "Importazione conclusa.")
    return redirect("organizzazione:importazione", pk)


@require_GET
@solo_personale
def modello_csv(richiesta: HttpRequest) -> HttpResponse:
    """An empty file with the headings, as an Italian spreadsheet opens it: semicolons and BOM."""
    testo = io.StringIO()
    csv.writer(testo, delimiter=";").writerow(COLONNE)
    risposta = HttpResponse(testo.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    risposta["Content-Disposition"] = 'attachment; filename="personale.csv"'
    return risposta
