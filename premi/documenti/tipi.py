"""The kinds of document of the rewards: who may have each, how its file is called, where it comes from."""

import rules
from django.db.models import QuerySet

from smvp.documenti.contenuto import Limiti
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from ..letture.corsa import PROSPETTO_PRODUTTIVITA, PROSPETTO_RISULTATO
from ..letture.premialita import PROSPETTO_PREMIALITA
from ..models import Corsa

# A part holds hundreds of short rows: nine values each (as the lists for the Giunta, whose drawing has been measured).
LIMITI_PROSPETTO = Limiti(voci=12_000)


def _visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Everybody's amounts are for who reads the runs whole."""
    return documenti if rules.has_perm("premi.vedere_corse", utente) else documenti.none()


def _puo_vedere(utente: Utente, documento: Documento) -> bool:
    return rules.has_perm("premi.vedere_corse", utente)


def _pagina(lavoro: Lavoro) -> tuple[str, str] | None:
    """The run of which the batch was asked for."""
    documento = lavoro.documenti.defer("contenuto").first()
    corsa = Corsa.objects.defer("fatti").select_related("esercizio").filter(pk=documento.oggetto_id).first() if documento else None
    return (str(corsa), corsa.get_absolute_url()) if corsa else None


def _registra(codice: str, modello: str) -> None:
    registra_tipo(TipoDocumento(codice, modello, _puo_vedere, visibili=_visibili, pagina=_pagina, limiti=LIMITI_PROSPETTO))


def _premi_visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Artt. 25–27: for who runs those premiums."""
    return documenti if rules.has_perm("premi.vedere_premialita", utente) else documenti.none()


def _puo_vedere_i_premi(utente: Utente, documento: Documento) -> bool:
    return rules.has_perm("premi.vedere_premialita", utente)


registra_tipo(
    TipoDocumento(
        PROSPETTO_PREMIALITA, "documenti/prospetto_premialita.html", _puo_vedere_i_premi, visibili=_premi_visibili, limiti=LIMITI_PROSPETTO
    )
)
_registra(PROSPETTO_RISULTATO, "documenti/prospetto_risultato.html")
_registra(PROSPETTO_PRODUTTIVITA, "documenti/prospetto_produttivita.html")
