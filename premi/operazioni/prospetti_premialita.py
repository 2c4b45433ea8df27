"""Artt. 25–27: the table of the premiums of an exercise as a document and as a spreadsheet; who takes it away leaves a trace."""

from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from smvp.documenti.fogli import scrivi_xlsx
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.premialita import contenuto_premialita, foglio_premialita
from ..letture.premialita import PROSPETTO_PREMIALITA, attribuzioni_di, voci_premialita
from ..models import Accensione, Attribuzione

SOLO_CHI_LI_VEDE = "Il prospetto dei premi lo prendono il Segretario generale, il Sindaco, il NCVP e l’ufficio del personale."


@transaction.atomic
def emetti_prospetto_premialita(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Documento:
    """Freeze the table and queue its PDF; while nothing changes it is the same document. Raises PermissionDenied."""
    if not rules.has_perm("premi.vedere_premialita", utente):
        raise PermissionDenied(SOLO_CHI_LI_VEDE)
    righe, firmatari = list(attribuzioni_di(utente, esercizio)), Firmatari(quando.astimezone(FUSO).date())
    contenuto = contenuto_premialita(esercizio, voci_premialita(esercizio), righe, Ente.corrente(), firmatari)
    titolo = f"Prospetto dei premi degli artt. 25–27, esercizio {esercizio.anno}"
    richiesta = Richiesta(f"{PROSPETTO_PREMIALITA}:{esercizio.pk}:{_quale(esercizio)}", titolo, esercizio.pk, lambda: contenuto)
    return emetti_tutti([richiesta], tipo=PROSPETTO_PREMIALITA, utente=utente, quando=quando)[0]


def _quale(esercizio: Esercizio) -> str:
    """How far the premiums have got: decisions, sums, and how many steps these have taken. All of them only grow."""
    sue = Attribuzione.objects.filter(esercizio=esercizio).order_by()
    passi = sue.aggregate(passi=Sum("versione"))["passi"] or 0
    return f"{Accensione.objects.filter(esercizio=esercizio).count()}:{sue.count()}:{passi}"


def esporta_premialita(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> bytes:
    """The same as XLSX, with all the sums; the download is written in the log. Raises PermissionDenied."""
    if not rules.has_perm("premi.vedere_premialita", utente):
        raise PermissionDenied(SOLO_CHI_LI_VEDE)
    righe = list(attribuzioni_di(utente, esercizio))
    contenuto = scrivi_xlsx(foglio_premialita(esercizio, righe))
    with transaction.atomic():
        registra(azione="premi.esporta_premialita", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "righe": len(righe)})  # fmt: skip
    return contenuto
