"""One sheet in the browser: reading it, filling it in."""

from typing import Any

import rules
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from smvp.documenti.letture import ultimo_documento

from ..documenti.tipi import SCHEDA_B, e_superato
from ..forms.scheda import SchedaForm
from ..letture.cammino import storia_di
from ..letture.concerto import confronto_di
from ..letture.diario import note_per
from ..letture.prospetto import Prospetto, chi_valuta, fasce_di, prospetto_di
from ..letture.riesame import dopo_il_riesame
from ..letture.schede import scheda_visibile
from ..operazioni.voti import salva_voti
from ..permessi import puo_aprire_fascicolo
from . import salvataggio
from .comuni import prendi
from .salvataggio import Foglio


def _prospetto(richiesta: HttpRequest, pk: int) -> Prospetto:
    return prospetto_di(prendi(richiesta, pk, scheda_visibile))


def _contesto(richiesta: HttpRequest, prospetto: Prospetto) -> dict[str, Any]:
    riga = prospetto.scheda
    return {
        "pdf_url": "valutazioni:pdf",
        "fasce": fasce_di(riga),
        "valutatore": chi_valuta(riga),
        "sceglie_fattori": rules.has_perm("valutazioni.scegliere_fattori", richiesta.user, riga),
    }


def _intorno(richiesta: HttpRequest, prospetto: Prospetto) -> dict[str, Any]:
    riga = prospetto.scheda
    documento = ultimo_documento(richiesta.user, tipo=SCHEDA_B, oggetto_id=riga.pk)
    return {
        "documento": documento,
        "superato": e_superato(documento, riga),
        "riesame": dopo_il_riesame(riga),
        "concerto": confronto_di(riga),
        "apre_fascicolo": puo_aprire_fascicolo(richiesta.user, riga.incarico.persona, riga.esercizio),
        "storia": storia_di(riga, richiesta.user),
        "note_diario": note_per(richiesta.user, riga.incarico.persona, riga.esercizio),
    }


FOGLIO = Foglio(
    leggi=_prospetto, modulo=SchedaForm, scrivi=salva_voti, contesto=_contesto, intorno=_intorno, pagina="valutazioni/scheda.html",
    aggiornamento="valutazioni/_parti/aggiornamento.html", passaggio="valutazioni:passaggio",
    salva="valutazioni:salva",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet of Allegato B."""
    return salvataggio.pagina(richiesta, pk, FOGLIO)


@require_POST
def salva(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return salvataggio.salva(richiesta, pk, FOGLIO)
