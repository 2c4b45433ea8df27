"""Issuing the documents of the sheets."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, emetti_insieme, emetti_tutti
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio, Utente

from ..documenti.parole import chiave_di
from ..documenti.scheda_b import contenuto_scheda
from ..documenti.tipi import SCHEDA_B
from ..letture.firme import InCorso
from ..letture.schede import con_tutto, schede_di
from ..letture.scritti import scritti_di
from ..models import Scheda, Valutazione


def emetti_scheda(scheda: Scheda, *, utente: Utente, quando: datetime, passo: str = "") -> Documento:
    """Freeze the sheet as it stands, in its present state and version, and queue its PDF; the same version gives the same document.

    ``passo``: the step that is being taken, which the log does not tell yet: it is the user's signature.
    """
    fresca = con_tutto(Scheda.tutte.filter(pk=scheda.pk)).get()
    com_e_ora(fresca, scheda)
    return _emetti([fresca], utente=utente, quando=quando, in_corso=InCorso(passo, utente, quando) if passo else None)[0]


def com_e_ora(fresca: Valutazione, scheda: Valutazione) -> None:
    """A step issues the document before its row is saved: what the step has changed is on the object."""
    for campo in ("stato", "versione", "presa_visione_il", "firma_rifiutata", "notificata_il"):
        setattr(fresca, campo, getattr(scheda, campo))


def _emetti(schede: Sequence[Scheda], *, utente: Utente, quando: datetime, in_corso: InCorso | None = None) -> list[Documento]:
    ente, in_carica = Ente.corrente(), Firmatari(quando.astimezone(FUSO).date())
    scritti = scritti_di(schede, in_corso)
    richieste = [
        Richiesta(
            chiave=chiave_di(scheda, SCHEDA_B, scritti[scheda.pk].note),
            titolo=f"{scheda}: {scheda.stato_attuale.in_frase}",
            oggetto_id=scheda.pk,
            payload=partial(contenuto_scheda, scheda, ente, in_carica, scritti[scheda.pk]),
        )
        for scheda in schede
    ]
    return emetti_tutti(richieste, tipo=SCHEDA_B, utente=utente, quando=quando)


@transaction.atomic
def stampa_tutte(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Lavoro:
    """Queue the PDFs of all the sheets of an exercise that the user may read, with a zip at the end."""
    if not rules.has_perm("valutazioni.stampare_tutte", utente):
        raise PermissionDenied("Chiedono i documenti di tutto l’esercizio il NCVP e il Segretario generale.")
    schede = list(schede_di(utente, esercizio))
    if not schede:
        raise OperazioneNonAmmessa("Non c’è nessuna scheda in questo esercizio.")
    documenti = _emetti(schede, utente=utente, quando=quando)
    return emetti_insieme(
        tipo=SCHEDA_B, titolo=f"Schede di valutazione {esercizio.anno}", documenti=documenti, utente=utente, quando=quando
    )
