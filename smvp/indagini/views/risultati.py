"""What a closed survey says, for who runs it: charts, tables, free texts; the same as a spreadsheet and on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.flusso.operazioni import passaggi
from smvp.organizzazione.permessi import solo
from smvp.orologio import adesso, oggi

from ..documenti.blocchi import in_testa, sezioni
from ..documenti.fogli import risultati_xlsx
from ..letture.risultati import di_prima, risultato, testi_da_leggere
from ..models import Indagine
from ..operazioni.passaggi import emetti_risultati
from ..permessi import GESTISCONO
from ..stati import CONCLUSE
from .comuni import prendi


def _conclusa(richiesta: HttpRequest, pk: int) -> Indagine | None:
    riga = prendi(richiesta, pk)
    if riga.stato in CONCLUSE:
        return riga
    messages.info(richiesta, "I risultati si leggono quando l’indagine è chiusa: prima di allora nessuno vede le risposte.")
    return None


@require_safe
@solo(*GESTISCONO)
def risultati(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What did they answer?"""
    if (riga := _conclusa(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    letto = risultato(riga)
    testi = testi_da_leggere(riga) if letto.esiti.rispondenti is not None else {}
    return render(richiesta, "indagini/risultati.html", {
        "indagine": riga, "testa": in_testa(letto), "sezioni": sezioni(letto), "minimo": letto.minimo, "volta_prima": di_prima(riga),
        "testi": [(d.testo, testi[d.codice]) for d in riga.domande.di_testo if d.codice in testi],
        "passi": [p for p in passaggi(riga, richiesta.user, oggi()) if p.pronto],
    })  # fmt: skip


@require_safe
@solo(*GESTISCONO)
def foglio(richiesta: HttpRequest, pk: int) -> HttpResponse:
    if (riga := _conclusa(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    risposta = HttpResponse(risultati_xlsx(risultato(riga)), content_type=XLSX)
    risposta["Content-Disposition"] = f'attachment; filename="{riga.tipo}-{riga.esercizio.anno}-{riga.pk}.xlsx"'
    return risposta


@require_POST
@solo(*GESTISCONO)
def documento(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The results of this survey on paper, also before they are published."""
    if (riga := _conclusa(richiesta, pk)) is not None:
        emetti_risultati(riga, utente=richiesta.user, quando=adesso())
        messages.success(richiesta, "Il PDF si sta preparando: lo trovi qui, fra i documenti.")
    return redirect("indagini:indagine", pk)
