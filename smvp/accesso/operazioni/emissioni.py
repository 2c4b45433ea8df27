"""The letters of a request, each issued when what it says happens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.flusso.operazioni import effetto
from smvp.organizzazione.models import Ente, Utente

from ..documenti import contenuti as c
from ..models import RichiestaAccesso
from ..stati import ACCESSO
from .comuni import giorno_di


def emetti(r: RichiestaAccesso, tipo: str, quale: str, contenuto: Callable[[], Any], utente: Utente, quando: datetime, di: int = 0) -> None:
    """Issue a letter of a request, once for each thing (``quale``) that it says; ``di``: whom a notice hangs on."""
    titolo = f"{c.NOMI[tipo].capitalize()} n. {r.sigla}"
    richiesta = Richiesta(f"{tipo}:{r.pk}:{quale}", titolo, di or r.pk, contenuto)
    emetti_tutti([richiesta], tipo=tipo, utente=utente, quando=quando)


def emetti_richiesta(r: RichiestaAccesso, utente: Utente, quando: datetime) -> None:
    emetti(r, c.RICHIESTA, "1", lambda: c.contenuto_richiesta(r, Ente.corrente()), utente, quando)


@effetto(ACCESSO.codice, "avvisa")
def _avvisa(r: RichiestaAccesso, *, utente: Utente, quando: datetime) -> None:
    """A notice for each of those whom the acts concern; the days to object run from here."""
    r.avvisati_il = giorno_di(quando)
    for terzo in r.terzi:
        emetti(r, c.AVVISO, str(terzo.pk), lambda t=terzo: c.contenuto_avviso(r, t, Ente.corrente()), utente, quando, terzo.pk)  # type: ignore[misc]


@effetto(ACCESSO.codice, "accogli")
@effetto(ACCESSO.codice, "accogli_in_parte")
@effetto(ACCESSO.codice, "nega")
@effetto(ACCESSO.codice, "differisci")
def _vista(r: RichiestaAccesso, *, utente: Utente, quando: datetime) -> None:
    """The letter of the visto, by who puts it."""
    r.vistata_da, r.vistata_il = utente, quando
    emetti(r, c.ESITO, f"{r.stato}:{r.versione}", lambda: c.contenuto_esito(r, Ente.corrente()), utente, quando)


@effetto(ACCESSO.codice, "evadi")
def _evadi(r: RichiestaAccesso, *, utente: Utente, quando: datetime) -> None:
    emetti(r, c.SPESE, "1", lambda: c.contenuto_spese(r, Ente.corrente()), utente, quando)
