"""Celery's application. ``smvp/__init__.py`` stays empty, so that pure code never loads Celery.

The database is the job ledger, the broker only a bell: what it loses, the sweep rings again (``smvp.documenti.operazioni.riaccoda``).
"""

import os
from functools import cache
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, celeryd_init, worker_ready
from kombu.transport import TRANSPORT_ALIASES

from smvp import coda_su_file

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smvp.settings.demo")

TRANSPORT_ALIASES["filesystem"] = coda_su_file.NOME
app = Celery("smvp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@cache
def prepara_cartelle() -> None:
    """Make the folders of the broker without a server and of beat: neither kombu nor Celery makes them."""
    opzioni = app.conf.broker_transport_options
    cartelle = [opzioni[chiave] for chiave in ("data_folder_in", "data_folder_out", "control_folder") if chiave in opzioni]
    for cartella in (*map(Path, cartelle), Path(app.conf.beat_schedule_filename).parent):
        cartella.mkdir(parents=True, exist_ok=True)


@celeryd_init.connect
@beat_init.connect
def prepara_avvio(**_: object) -> None:
    """Worker and beat find their folders."""
    prepara_cartelle()


@worker_ready.connect
def spazza_subito(**_: object) -> None:
    """A worker that starts looks at once for what the last one left behind, without waiting for beat."""
    app.send_task("smvp.documenti.tasks.spazza")
