"""The kinds of document of the rewards: who may have each, how its file is called, where it comes from."""

import rules
from django.db.models import QuerySet

from smvp.documenti.contenuto import Limiti
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from ..letture.corsa import PROSPETTO_PRODUTTIVITA, PROSPETTO_RISULTATO
from ..letture.premialita import PROSPETTO_PREMIALITA
from ..letture.progressioni.procedura import FOGLIO_MATURAZIONE, GRADUATORIA_SU_CARTA
from ..models import Corsa, PostoProgressione
from ..permessi import candidati_visibili_a, direzioni_lette, progressioni_visibili_a

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


# --- art. 22: the rankings are for who reads the candidates of the Direzione, a sheet of growth for who reads that candidate's line ------


def _graduatorie_visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    letti = PostoProgressione.objects.filter(procedura__in=progressioni_visibili_a(utente).order_by().values("pk"))
    direzioni = direzioni_lette(utente)
    if direzioni is not None:
        letti = letti.filter(direzione__in=direzioni)
    return documenti.filter(oggetto_id__in=letti.order_by().values("pk"))


def _puo_vedere_graduatoria(utente: Utente, documento: Documento) -> bool:
    return _graduatorie_visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _fogli_visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    return documenti.filter(oggetto_id__in=candidati_visibili_a(utente).order_by().values("pk"))


def _puo_vedere_foglio(utente: Utente, documento: Documento) -> bool:
    return _fogli_visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _pagina_procedura(lavoro: Lavoro) -> tuple[str, str] | None:
    """The procedure of which the batch was asked for."""
    documento = lavoro.documenti.defer("contenuto").first()
    con = PostoProgressione.objects.select_related("procedura__esercizio")
    posto = con.filter(pk=documento.oggetto_id).first() if documento else None
    return (str(posto.procedura), posto.procedura.get_absolute_url()) if posto else None


registra_tipo(
    TipoDocumento(
        GRADUATORIA_SU_CARTA, "documenti/graduatoria_progressione.html", _puo_vedere_graduatoria, visibili=_graduatorie_visibili,
        pagina=_pagina_procedura,
    )
)  # fmt: skip
registra_tipo(TipoDocumento(FOGLIO_MATURAZIONE, "documenti/foglio_maturazione.html", _puo_vedere_foglio, visibili=_fogli_visibili))
