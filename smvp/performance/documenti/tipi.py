"""The kinds of document of Piano and Relazione. Editions are large: they are given minutes to be drawn."""

import rules
from django.db.models import QuerySet

from smvp.documenti.contenuto import Limiti
from smvp.documenti.models import Documento
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from .delibera import SCHEDA_GIUNTA
from .edizioni import TIPI
from .validazione import VALIDAZIONE

# Measured with 300 objectives, each with a table of its own: half a million signs, 125 pages, 25 seconds, 630 MB.
LIMITI_EDIZIONE = Limiti(byte=2_000_000, righe=40_000, voci=150_000, rari=10_000, html=12_000_000)
SECONDI_EDIZIONE = 540


def _visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Until they are published editions are for the bodies; then the public one is read in the public section, as anybody does."""
    return documenti if rules.has_perm("performance.vedere", utente) else documenti.none()


def _puo_vedere(utente: Utente, documento: Documento) -> bool:
    return rules.has_perm("performance.vedere", utente)


for _codice in TIPI:
    registra_tipo(
        TipoDocumento(
            _codice, "documenti/relazione.html", _puo_vedere, visibili=_visibili, limiti=LIMITI_EDIZIONE, secondi=SECONDI_EDIZIONE
        )
    )
registra_tipo(TipoDocumento(VALIDAZIONE, "documenti/validazione_relazione.html", _puo_vedere, visibili=_visibili))
registra_tipo(TipoDocumento(SCHEDA_GIUNTA, "documenti/scheda_giunta.html", _puo_vedere, visibili=_visibili))
