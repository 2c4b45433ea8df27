"""The bell: tell the worker there is something to do. If nobody hears, the row still lies in the ledger and the sweep finds it."""

import logging
import time

from smvp.celery import app, prepara_cartelle

logger = logging.getLogger(__name__)

DISEGNA = "smvp.documenti.tasks.disegna_documento"
EMETTI = "smvp.documenti.tasks.emetti_blocco"
CHIUDI = "smvp.documenti.tasks.chiudi_lavoro"
# After a broker that did not answer, this process leaves it alone for a while: a hundred documents must not wait a hundred times.
PAUSA_SECONDI = 5.0
_muto_fino_a = 0.0


# After its time a task is asked to stop, and a while later it is stopped.
MARGINE = 10


def suona(compito: str, chiave: int, *, secondi: int = 0) -> bool:
    """Enqueue a task for one row; False if the broker does not answer. Never raises, never waits long.

    ``secondi``: how long it may last, where that is not what tasks have in common.
    """
    global _muto_fino_a
    if time.monotonic() < _muto_fino_a:
        return False
    try:
        prepara_cartelle()
        limiti = {"soft_time_limit": secondi, "time_limit": secondi + MARGINE} if secondi else {}
        app.send_task(compito, args=[chiave], retry=False, **limiti)
    except Exception as errore:  # noqa: BLE001 - each broker has its own exceptions, and none may reach the web request
        _muto_fino_a = time.monotonic() + PAUSA_SECONDI
        logger.warning("Il broker non risponde (%s): il compito %s %s resta in coda per la spazzata.", errore, compito, chiave)
        return False
    return True
