"""What the installation stands on: each check is a function that returns findings. The command ``diagnosi`` prints them."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from smvp.documenti import pdf
from smvp.management import sistema

SPAZIO_MINIMO = 500 * 1024 * 1024
SCARTO_MASSIMO = 60  # seconds between our clock and the database's


class Esito(StrEnum):
    BENE = "bene"
    AVVISO = "avviso"
    GUASTO = "guasto"


@dataclass(frozen=True, slots=True)
class Voce:
    """One finding. ``rimedio`` says what to do, in one line that can be typed or followed."""

    nome: str
    esito: Esito
    testo: str
    rimedio: str = ""


def python() -> Iterator[Voce]:
    yield Voce("Python", Esito.BENE, f"{sys.version.split()[0]} ({sys.executable})")


def pacchetti() -> Iterator[Voce]:
    """The pinned packages: a missing one is a fault, another version a warning."""
    mancanti, diversi = [], []
    for riga in (settings.RADICE / "requirements.txt").read_text().splitlines():
        if trovata := re.match(r"([\w.-]+)(?:\[[^\]]*\])?==(\S+)", riga):
            nome, attesa = trovata.groups()
            try:
                presente = version(nome)
            except PackageNotFoundError:
                mancanti.append(nome)
            else:
                diversi += [] if presente == attesa else [f"{nome} {presente} (prevista {attesa})"]
    rimedio = f"{sys.executable} -m pip install -r requirements.txt"
    if mancanti:
        yield Voce("Pacchetti Python", Esito.GUASTO, f"mancano {', '.join(mancanti)}", rimedio)
    elif diversi:
        yield Voce("Pacchetti Python", Esito.AVVISO, "; ".join(diversi), rimedio)
    else:
        yield Voce("Pacchetti Python", Esito.BENE, "tutti presenti, nelle versioni previste")


def librerie_pdf() -> Iterator[Voce]:
    if mancanti := pdf.pacchetti_mancanti():
        yield Voce("Librerie per i PDF", Esito.GUASTO, "manca " + ", ".join(mancanti), sistema.riga_di_installazione(mancanti))
    else:
        yield Voce("Librerie per i PDF", Esito.BENE, "Pango, HarfBuzz e Fontconfig si caricano")


def font() -> Iterator[Voce]:
    if quanti := sistema.font_presenti():
        yield Voce("Caratteri", Esito.BENE, f"{quanti} nel sistema, oltre a Titillium Web che portiamo noi")
    else:
        yield Voce("Caratteri", Esito.AVVISO, "nessuno nel sistema", sistema.riga_di_installazione([sistema.PACCHETTO_FONT]))


def database() -> Iterator[Voce]:
    """Kind, version, migrations to apply; and how far its clock is from ours."""
    tipo = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(connection.vendor, connection.vendor)
    prepara_cartella_dati()
    try:
        connection.ensure_connection()
        da_applicare = migrazioni_da_applicare()
    except DatabaseError as errore:
        yield Voce("Database", Esito.GUASTO, f"{tipo} non risponde: {str(errore).strip()}", "controlla DATABASE_URL (vedi env.example)")
        return
    versione = ".".join(map(str, connection.get_database_version()))
    yield Voce("Database", Esito.BENE, f"{tipo} {versione}, {connection.settings_dict['NAME']}")
    if da_applicare:
        yield Voce("Migrazioni", Esito.AVVISO, f"{da_applicare} da applicare", "python3 manage.py migrate")
    else:
        yield Voce("Migrazioni", Esito.BENE, "tutte applicate")
    if connection.vendor == "sqlite" and not settings.DEMO:
        testo = "SQLite va bene per provare; in produzione usa PostgreSQL"
        yield Voce("Database", Esito.AVVISO, testo, "scrivi DATABASE_URL (vedi env.example)")


def migrazioni_da_applicare() -> int:
    """How many migrations the database lacks."""
    esecutore = MigrationExecutor(connection)
    return len(esecutore.migration_plan(esecutore.loader.graph.leaf_nodes()))


def orologio() -> Iterator[Voce]:
    ora = datetime.now(UTC)
    testo = f"{ora.astimezone(ZoneInfo(settings.TIME_ZONE)):%d/%m/%Y %H:%M:%S} {settings.TIME_ZONE}"
    scarto = _scarto_dal_database(ora)
    if scarto > SCARTO_MASSIMO:
        rimedio = "allinea gli orologi delle due macchine (per esempio con chrony)"
        yield Voce("Orologio", Esito.AVVISO, f"{testo}; lontano {scarto:.0f} secondi da quello del database", rimedio)
    elif settings.OGGI:
        yield Voce("Orologio", Esito.BENE, f"{testo}; nella demo è fermo al giorno {settings.OGGI}")
    else:
        yield Voce("Orologio", Esito.BENE, testo)


def _scarto_dal_database(ora: datetime) -> float:
    """Seconds between our clock and that of a database on another machine; SQLite has ours."""
    if connection.vendor != "postgresql":
        return 0
    try:
        with connection.cursor() as cursore:
            cursore.execute("SELECT clock_timestamp()")
            return abs((cursore.fetchone()[0] - ora).total_seconds())
    except DatabaseError:  # said by database()
        return 0


def broker() -> Iterator[Voce]:
    if not settings.REDIS_URL:
        cartella = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        yield from _cartella_scrivibile("Coda dei lavori", cartella, "senza server, in file: va bene per una macchina sola")
        return
    import redis

    try:
        informazioni = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3).info("server")
    except redis.RedisError as errore:
        yield Voce("Coda dei lavori", Esito.GUASTO, f"Redis non risponde: {errore}", "controlla REDIS_URL (vedi env.example)")
    else:
        yield Voce("Coda dei lavori", Esito.BENE, f"Redis {informazioni['redis_version']}")


def cartella_dati() -> Iterator[Voce]:
    prepara_cartella_dati()
    yield from _cartella_scrivibile("Cartella dei dati", Path(settings.DATI), "si può scrivere")
    if settings.DATI.is_dir() and (libero := shutil.disk_usage(settings.DATI).free) < SPAZIO_MINIMO:
        yield Voce("Spazio su disco", Esito.AVVISO, f"restano {libero // 2**20} MB in {settings.DATI}", "libera spazio o sposta SMVP_DATI")


def prepara_cartella_dati() -> None:
    """Make the data folder, readable by us alone, where it may be made; that it could not is said by ``cartella_dati``."""
    if os.access(next(p for p in (settings.DATI, *settings.DATI.parents) if p.exists()), os.W_OK):
        settings.DATI.mkdir(mode=0o700, parents=True, exist_ok=True)


def _cartella_scrivibile(nome: str, cartella: Path, testo: str) -> Iterator[Voce]:
    try:
        cartella.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cartella):
            yield Voce(nome, Esito.BENE, f"{testo} ({cartella})")
    except OSError as errore:
        yield Voce(nome, Esito.GUASTO, f"non si può scrivere in {cartella}: {errore.strerror}", "cambia i permessi oppure SMVP_DATI")


CONTROLLI: tuple[Callable[[], Iterator[Voce]], ...] = (
    python, pacchetti, librerie_pdf, font, cartella_dati, database, broker, orologio,
)  # fmt: skip


def esegui() -> list[Voce]:
    """All findings, in the order of the checks."""
    return [voce for controllo in CONTROLLI for voce in controllo()]
